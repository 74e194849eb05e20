//! Votes cast and closed, and what was decided taken back.

use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{EntrustmentErrorCode, EntrustmentStatus, LONGEST_RATIONALE, outcome};
use super::super::store::{self, Committee, Decision, Vote};
use super::{PERMITTED, Problems, asked, basis_problems, open_problem, remember, today};
use crate::curricula::{self, ReviewStep};
use crate::enrolment::{self, EnrolmentStatus};
use crate::evidence::{self, EvidenceKind, NewEvidence, Step, Steps, Verdict, translated};
use crate::identity::rules::{length_problem, reason_problem, text_problem};
use crate::identity::{Act, Permit, Viewer, end_relations};

/// Votes about what a committee was asked; against it with a remark.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to all but members, and about oneself; every problem found.
pub async fn entrustment_vote(
    platform: &Platform,
    viewer: &Viewer,
    decision_id: Uuid,
    (in_favour, remark): (bool, &str),
) -> Outcome<Decision, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    let (decision, _, permit) = asked(&write, viewer, decision_id, false).await?;
    let mut problems: Problems = open_problem(&decision).into_iter().collect();
    let remark_problem = if in_favour { length_problem } else { text_problem };
    problems.extend(remark_problem(EntrustmentErrorCode::Invalid, "remark", remark, LONGEST_RATIONALE));
    let votes = store::votes_of(&*write, &[decision_id]).await?;
    if votes.iter().any(|vote| vote.member_id == viewer.person_id) {
        let message = Message::new("entrustment-voted");
        problems.push(Problem::new(EntrustmentErrorCode::Voted, "decisionId", message));
    }
    accept(problems)?;
    let vote = Vote {
        id: id::new_key(),
        decision_id,
        member_id: viewer.person_id,
        in_favour,
        remark: remark.trim().to_owned(),
        cast_at: write.now(),
    };
    store::insert_vote(&write, &permit, &vote).await?;
    // How she voted stands with the vote alone, for the trail is read while others still vote.
    let after = json!({ "voteId": vote.id });
    remember(&write, &permit, "entrustment.vote", decision_id, after).await?;
    write.commit().await?;
    Ok(decision)
}

/// Closes a vote: what more than half of those who voted want is entrusted, and counts at once.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to all but the chair, and about oneself; every problem found.
pub async fn entrustment_close(
    platform: &Platform,
    viewer: &Viewer,
    decision_id: Uuid,
) -> Outcome<Decision, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    let (decision, committee, permit) = asked(&write, viewer, decision_id, true).await?;
    let votes = store::votes_of(&*write, &[decision_id]).await?;
    let in_favour = votes.iter().filter(|vote| vote.in_favour).count();
    let quorum = usize::try_from(committee.quorum).unwrap_or(usize::MAX);
    let ended = outcome(in_favour, votes.len() - in_favour, quorum);
    let mut problems: Problems = open_problem(&decision).into_iter().collect();
    if problems.is_empty() && ended.is_none() {
        let message = Message::new("entrustment-no-quorum").with("count", votes.len());
        let message = message.with("quorum", committee.quorum);
        problems.push(Problem::new(EntrustmentErrorCode::NoQuorum, "decisionId", message));
    }
    let is_entrusted = ended == Some(true);
    if problems.is_empty() && is_entrusted {
        let basis = store::basis_of(&*write, &[decision_id]).await?;
        let basis: Vec<Uuid> = basis.into_iter().map(|(_, evidence)| evidence).collect();
        problems.extend(basis_problems(&write, PERMITTED, decision.person_id, &basis).await?);
        problems.extend(training_problem(&write, &decision).await?);
    }
    accept(problems)?;
    let made =
        if is_entrusted { Some(entrusted(&write, &permit, &committee, &decision).await?) } else { None };
    let status = if is_entrusted { EntrustmentStatus::Entrusted } else { EntrustmentStatus::NotEntrusted };
    store::close_decision(&write, &permit, decision_id, (status, Some(viewer.person_id), made)).await?;
    end_relations(&write, &permit, decision_id, today(&write)).await?;
    let after = json!({
        "status": status.code(), "inFavour": in_favour, "against": votes.len() - in_favour, "evidenceId": made,
    });
    remember(&write, &permit, "entrustment.close", decision_id, after).await?;
    let closed = store::decision(&*write, PERMITTED, decision_id).await?;
    write.commit().await?;
    Ok(closed)
}

/// That her training is over meanwhile, or names the activity no more.
async fn training_problem(
    write: &Write,
    decision: &Decision,
) -> Result<Option<Problem<EntrustmentErrorCode>>, Error> {
    let enrolment = enrolment::enrolment(&**write, PERMITTED, decision.enrolment_id).await?;
    let version = curricula::version(&**write, enrolment.version_id).await?;
    if !version.activities.iter().any(|activity| activity.code == decision.activity) {
        let message = Message::new("entrustment-activity-unknown").with("code", decision.activity.as_str());
        return Ok(Some(Problem::new(EntrustmentErrorCode::ActivityUnknown, "decisionId", message)));
    }
    Ok((enrolment.status != EnrolmentStatus::Active).then(|| {
        let message = Message::new("enrolment-act-not-active").with("status", enrolment.status.label());
        Problem::new(EntrustmentErrorCode::Invalid, "decisionId", message)
    }))
}

/// The evidence of what a committee entrusted, signed by its chair.
async fn entrusted(
    write: &Write,
    permit: &Permit,
    committee: &Committee,
    decision: &Decision,
) -> Outcome<Uuid, EntrustmentErrorCode> {
    let enrolment = enrolment::enrolment(&**write, PERMITTED, decision.enrolment_id).await?;
    let place_id = Some(committee.institution_id);
    let kind = if committee.institution_id == enrolment.institution_id {
        ReviewStep::School
    } else {
        ReviewStep::Base
    };
    let steps = Steps { now: Step { kind, place_id }, ..Steps::default() };
    let new = NewEvidence {
        activity: Some(decision.activity.clone()),
        level: Some(decision.level),
        steps,
        ..NewEvidence::of(decision.person_id, EvidenceKind::Entrustment, today(write))
    };
    let made = evidence::submit(write, permit, new).await?;
    let signed = Verdict {
        evidence_id: made.id,
        decision: evidence::Decision::Approved,
        reason: None,
        expected_version: None,
    };
    evidence::decide(write, permit, &made, &signed).await.map_err(translated::<EntrustmentErrorCode>)?;
    Ok(made.id)
}

/// Drops what was proposed, before it is decided, for a reason: its chair, or whoever keeps the committees of its institution, so
/// that no vote stays open because a chair is gone.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to everybody else, and about oneself; every problem found.
pub async fn entrustment_drop(
    platform: &Platform,
    viewer: &Viewer,
    decision_id: Uuid,
    reason: &str,
) -> Outcome<Decision, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    let (decision, permit) = match asked(&write, viewer, decision_id, true).await {
        Ok((decision, _, permit)) => (decision, permit),
        Err(Error::Forbidden(message)) => {
            let decision = store::decision(&*write, viewer.scope(), decision_id).await?;
            let committee = store::committee(&*write, decision.committee_id).await?;
            let keeps = Permit::at(viewer, Act::CommitteeWrite, &[committee.institution_id]);
            let is_about =
                [Some(viewer.person_id), keeps.as_ref().ok().and_then(|permit| permit.actor.delegator_id)]
                    .contains(&Some(decision.person_id));
            (decision, keeps.ok().filter(|_| !is_about).ok_or(Error::Forbidden(message))?)
        }
        Err(error) => return Err(error.into()),
    };
    let mut problems: Problems = open_problem(&decision).into_iter().collect();
    problems.extend(reason_problem(EntrustmentErrorCode::ReasonMissing, reason));
    accept(problems)?;
    let closed = (EntrustmentStatus::Dropped, permit.actor.person_id, None);
    store::close_decision(&write, &permit, decision_id, closed).await?;
    end_relations(&write, &permit, decision_id, today(&write)).await?;
    remember(&write, &permit, "entrustment.drop", decision_id, json!({ "reason": reason.trim() })).await?;
    let dropped = store::decision(&*write, PERMITTED, decision_id).await?;
    write.commit().await?;
    Ok(dropped)
}

/// Whether joining two records would make somebody have decided about herself, or vote twice.
pub async fn is_one_who_decided(write: &Write, one: Uuid, other: Uuid) -> Result<bool, Error> {
    for (person, decider) in [(one, other), (other, one)] {
        let decisions = store::decisions_of(&**write, PERMITTED, person).await?;
        let keys: Vec<Uuid> = decisions.iter().map(|decision| decision.id).collect();
        let votes = store::votes_of(&**write, &keys).await?;
        let has_part =
            |decision: &Decision| decision.proposed_by == decider || decision.closed_by == Some(decider);
        if decisions.iter().any(has_part) || votes.iter().any(|vote| vote.member_id == decider) {
            return Ok(true);
        }
    }
    store::have_both_voted(&**write, one, other).await
}

/// Drops what is still open about a person who is erased, and empties what was said about her. Says what was emptied.
pub async fn erase(
    write: &Write,
    permit: &Permit,
    person_id: Uuid,
) -> Result<(Vec<(String, u64)>, Vec<Uuid>), Error> {
    let decisions = store::decisions_of(&**write, PERMITTED, person_id).await?;
    for decision in decisions.iter().filter(|decision| decision.status == EntrustmentStatus::Open) {
        let closed = (EntrustmentStatus::Dropped, permit.actor.person_id, None);
        store::close_decision(write, permit, decision.id, closed).await?;
        end_relations(write, permit, decision.id, today(write)).await?;
        remember(write, permit, "entrustment.drop", decision.id, json!({})).await?;
    }
    let keys: Vec<Uuid> = decisions.iter().map(|decision| decision.id).collect();
    Ok((store::empty(write, permit, &keys).await?, keys))
}

/// Takes back what was entrusted, for a reason: its evidence is withdrawn, and what rests on it is looked at again.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to all but the chair, and about oneself; every problem found.
pub async fn entrustment_reverse(
    platform: &Platform,
    viewer: &Viewer,
    decision_id: Uuid,
    reason: &str,
) -> Outcome<Decision, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    let (decision, _, permit) = asked(&write, viewer, decision_id, true).await?;
    let mut problems: Problems =
        reason_problem(EntrustmentErrorCode::ReasonMissing, reason).into_iter().collect();
    let held = decision.evidence_id.filter(|_| decision.status == EntrustmentStatus::Entrusted);
    if held.is_none() {
        let message = Message::new("entrustment-not-entrusted").with("status", decision.status.label());
        problems.push(Problem::new(EntrustmentErrorCode::NotEntrusted, "decisionId", message));
    }
    accept(problems)?;
    if let Some(key) = held {
        let current = evidence::locked(&write, key).await?;
        let back = Verdict {
            evidence_id: key,
            decision: evidence::Decision::Withdrawn,
            reason: Some(reason.trim().to_owned()),
            expected_version: None,
        };
        evidence::decide(&write, &permit, &current, &back)
            .await
            .map_err(translated::<EntrustmentErrorCode>)?;
    }
    store::reverse_decision(&write, &permit, decision_id).await?;
    remember(&write, &permit, "entrustment.reverse", decision_id, json!({ "reason": reason.trim() })).await?;
    let reversed = store::decision(&*write, PERMITTED, decision_id).await?;
    write.commit().await?;
    Ok(reversed)
}
