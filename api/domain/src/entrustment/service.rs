//! What is done in this room: committees set up and changed, levels proposed, voted on, and taken back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::rules::{
    EntrustmentErrorCode, EntrustmentOutlook, EntrustmentStatus, LONGEST_NAME, Proposal, membership_problems,
    outcome, proposal_problems, text_problem,
};
use super::store::{self, Committee, Decision, Member, Vote};
use crate::curricula::{self, ReviewStep};
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::evidence::{self, EvidenceKind, EvidenceStatus, NewEvidence, Step, Steps, Verdict, translated};
use crate::identity::rules::reason_problem;
use crate::identity::{
    self, Act, NewRelation, Permit, RelationKind, Role, Scope, SystemReason, Viewer, end_relations,
};
use crate::organisations;

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

type Problems = Vec<Problem<EntrustmentErrorCode>>;

/// A committee to be set up.
#[derive(Clone, Debug)]
pub struct NewCommittee {
    /// The school or base whose trainees it decides about.
    pub institution_id: Uuid,
    /// Name; both languages.
    pub name: Name,
    /// Who sits on it, and who must vote.
    pub seats: CommitteeChange,
}

/// Who sits on a committee from today on.
#[derive(Clone, Debug)]
pub struct CommitteeChange {
    /// Its members.
    pub members: Vec<Uuid>,
    /// Which of them chairs it.
    pub chair: Uuid,
    /// How many must vote before it decides.
    pub quorum: i32,
}

impl CommitteeChange {
    /// Everything wrong with it.
    ///
    /// # Errors
    /// `Internal`.
    async fn problems(&self, write: &Write) -> Result<Problems, Error> {
        let mut problems = membership_problems(&self.members, self.chair, self.quorum);
        let serving = serving(write, &self.members).await?;
        for (index, _) in self.members.iter().enumerate().filter(|(_, key)| !serving.contains(key)) {
            let path = format!("memberIds.{index}");
            let message = Message::new("entrustment-member-no-role").with("number", index + 1);
            problems.push(Problem::new(EntrustmentErrorCode::Invalid, &path, message));
        }
        Ok(problems)
    }

    fn seats(&self) -> impl Iterator<Item = (Uuid, bool)> {
        self.members.iter().map(|member| (*member, *member == self.chair))
    }

    fn remembered(&self) -> Json {
        json!({ "memberIds": self.members, "chairId": self.chair, "quorum": self.quorum })
    }
}

fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

fn name_problems(name: &Name) -> Problems {
    let problem = |(path, text): (&str, &String)| {
        let message = if text.trim().is_empty() {
            Message::new("common-required").with("field", path)
        } else if text.chars().count() > LONGEST_NAME {
            Message::new("common-too-long").with("field", path).with("limit", LONGEST_NAME)
        } else {
            return None;
        };
        Some(Problem::new(EntrustmentErrorCode::Invalid, path, message))
    };
    [("name.zh", &name.zh), ("name.en", &name.en)].into_iter().filter_map(problem).collect()
}

/// Sets up a committee of a school or a base.
///
/// # Errors
/// `NotFound` when there is no such institution; `Forbidden` without a role there; every
/// problem found.
pub async fn committee_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewCommittee,
) -> Outcome<Committee, EntrustmentErrorCode> {
    let permit = Permit::at(viewer, Act::CommitteeWrite, &[new.institution_id])?;
    organisations::institution(platform.database.reader(), new.institution_id).await?;
    let write = platform.database.write().await?;
    let mut problems = name_problems(&new.name);
    problems.extend(new.seats.problems(&write).await?);
    accept(problems)?;
    let made = Committee {
        id: id::new_key(),
        institution_id: new.institution_id,
        name: Name { zh: new.name.zh.trim().to_owned(), en: new.name.en.trim().to_owned() },
        quorum: new.seats.quorum,
        created_at: write.now(),
    };
    store::insert_committee(&write, &permit, &made).await?;
    let seats: Vec<(Uuid, bool)> = new.seats.seats().collect();
    store::insert_members(&write, &permit, made.id, &seats, today(&write)).await?;
    let object = ("entrustment_committee", made.id);
    let change = (Json::Null, new.seats.remembered());
    identity::remember(&write, &permit, "entrustment-committee.create", object, change).await?;
    write.commit().await?;
    Ok(made)
}

/// Changes who sits on a committee, and how many must vote. Nobody is seated or unseated while a vote is open.
///
/// # Errors
/// `NotFound` when there is no such committee; `Forbidden` without a role at its
/// institution; every problem found.
pub async fn committee_change(
    platform: &Platform,
    viewer: &Viewer,
    committee_id: Uuid,
    change: CommitteeChange,
) -> Outcome<Committee, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    store::lock_committee(&write, committee_id).await?;
    let committee = store::committee(&*write, committee_id).await?;
    let permit = Permit::at(viewer, Act::CommitteeWrite, &[committee.institution_id])?;
    let mut problems = change.problems(&write).await?;
    let open = store::open_of(&write, committee_id).await?.len();
    if open > 0 {
        let message = Message::new("entrustment-vote-open").with("count", open);
        problems.push(Problem::new(EntrustmentErrorCode::VoteOpen, "committeeId", message));
    }
    accept(problems)?;
    let held = seats_of(&write, committee_id).await?;
    let wanted: Vec<(Uuid, bool)> = change.seats().collect();
    let keeps = |member: &Member| wanted.contains(&(member.person_id, member.is_chair));
    let ended: Vec<Uuid> = held.iter().filter(|member| !keeps(member)).map(|member| member.id).collect();
    let fresh = |seat: &(Uuid, bool)| !held.iter().any(|member| (member.person_id, member.is_chair) == *seat);
    let named: Vec<(Uuid, bool)> = wanted.iter().copied().filter(fresh).collect();
    store::end_members(&write, &permit, &ended, today(&write)).await?;
    store::insert_members(&write, &permit, committee_id, &named, today(&write)).await?;
    store::set_quorum(&write, &permit, committee_id, change.quorum).await?;
    let before = CommitteeChange {
        members: held.iter().map(|member| member.person_id).collect(),
        chair: held.iter().find(|member| member.is_chair).map_or(Uuid::nil(), |member| member.person_id),
        quorum: committee.quorum,
    };
    let object = ("entrustment_committee", committee_id);
    let change = (before.remembered(), change.remembered());
    identity::remember(&write, &permit, "entrustment-committee.change", object, change).await?;
    let changed = store::committee(&*write, committee_id).await?;
    write.commit().await?;
    Ok(changed)
}

/// Who was seated on a committee and not unseated: a seat that was given up is given up at once.
async fn seats_of(write: &Write, committee_id: Uuid) -> Result<Vec<Member>, Error> {
    let mut members = store::members_of(&**write, &[committee_id]).await?;
    members.retain(|member| member.ends_on.is_none());
    Ok(members)
}

/// Who sits on a committee: whoever holds nothing but a trainee's role any more decides about nobody.
async fn sitting(write: &Write, committee_id: Uuid) -> Result<Vec<Member>, Error> {
    let mut members = seats_of(write, committee_id).await?;
    let people: Vec<Uuid> = members.iter().map(|member| member.person_id).collect();
    let serving = serving(write, &people).await?;
    members.retain(|member| serving.contains(&member.person_id));
    Ok(members)
}

/// Who of these people holds a role but a trainee's today.
async fn serving(write: &Write, people: &[Uuid]) -> Result<BTreeSet<Uuid>, Error> {
    let roles = identity::roles_of(&**write, people).await?;
    let serves = |held: &identity::RoleHeld| held.role != Role::Trainee && held.is_in_force(today(write));
    Ok(roles.into_iter().filter(serves).map(|held| held.person_id).collect())
}

/// A level to be entrusted.
#[derive(Clone, Debug)]
pub struct NewEntrustment {
    /// The committee.
    pub committee_id: Uuid,
    /// The enrolment whose plan names the activity.
    pub enrolment_id: Uuid,
    /// Code of the activity.
    pub activity: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// What it looks at.
    pub outlook: EntrustmentOutlook,
    /// The local day from which it holds.
    pub holds_from: NaiveDate,
    /// Why.
    pub rationale: String,
    /// Evidence on which it rests.
    pub basis: Vec<Uuid>,
}

/// A committee, locked, with those who sit on it and the permit of the viewer, who must be one of them: the chair, where she alone may.
async fn seated(
    write: &Write,
    viewer: &Viewer,
    (committee_id, person_id): (Uuid, Uuid),
    is_chair: bool,
) -> Result<(Committee, Vec<Member>, Permit), Error> {
    store::lock_committee(write, committee_id).await?;
    let committee = store::committee(&**write, committee_id).await?;
    let members = sitting(write, committee_id).await?;
    let sits = |member: &Member| member.person_id == viewer.person_id && (member.is_chair || !is_chair);
    let permit = Permit::sit(viewer, person_id, members.iter().any(sits))?;
    Ok((committee, members, permit))
}

/// Proposes to a committee what is to be entrusted to a trainee.
///
/// # Errors
/// `NotFound` for an enrolment, a committee or evidence that is not there or not visible; `Forbidden` to all but members, and about
/// oneself; every problem found.
pub async fn entrustment_propose(
    platform: &Platform,
    viewer: &Viewer,
    new: NewEntrustment,
) -> Outcome<Decision, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    let enrolment = enrolment::enrolment(&*write, viewer.scope(), new.enrolment_id).await?;
    enrolment::lock_enrolments_of(&write, enrolment.person_id).await?;
    let enrolment = enrolment::enrolment(&*write, PERMITTED, enrolment.id).await?;
    let about = (new.committee_id, enrolment.person_id);
    let (committee, members, permit) = seated(&write, viewer, about, false).await?;
    accept(propose_problems(&write, viewer, (&committee, &members), &enrolment, &new).await?)?;
    let made = Decision {
        id: id::new_key(),
        committee_id: committee.id,
        enrolment_id: enrolment.id,
        person_id: enrolment.person_id,
        activity: new.activity,
        level: new.level,
        outlook: new.outlook,
        holds_from: new.holds_from,
        rationale: new.rationale.trim().to_owned(),
        proposed_by: viewer.person_id,
        proposed_at: write.now(),
        status: EntrustmentStatus::Open,
        closed_by: None,
        closed_at: None,
        evidence_id: None,
    };
    store::insert_decision(&write, &permit, &made, &new.basis).await?;
    let considers =
        members.iter().filter(|member| member.person_id != made.person_id).map(|member| NewRelation {
            kind: RelationKind::Considers,
            holder_id: member.person_id,
            person_id: Some(made.person_id),
            institution_id: Some(committee.institution_id),
            department_id: None,
            specialty: None,
            starts_on: today(&write),
            ends_on: None,
            source_kind: "entrustment-decision",
            source_id: made.id,
        });
    identity::insert_relations(&write, &permit, considers.collect()).await?;
    let after = json!({
        "committeeId": made.committee_id, "enrolmentId": made.enrolment_id, "activity": made.activity,
        "level": made.level, "outlook": made.outlook.code(), "holdsFrom": made.holds_from, "basisIds": new.basis,
    });
    remember(&write, &permit, "entrustment.propose", made.id, after).await?;
    write.commit().await?;
    Ok(made)
}

async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    key: Uuid,
    after: Json,
) -> Result<(), Error> {
    identity::remember(write, permit, action, ("entrustment_decision", key), (Json::Null, after)).await
}

async fn propose_problems(
    write: &Write,
    viewer: &Viewer,
    (committee, members): (&Committee, &[Member]),
    enrolment: &Enrolment,
    new: &NewEntrustment,
) -> Result<Problems, Error> {
    let version = curricula::version(&**write, enrolment.version_id).await?;
    let activities: Vec<&str> = version.activities.iter().map(|activity| activity.code.as_str()).collect();
    let proposal = Proposal {
        activity: &new.activity,
        activities: &activities,
        level: new.level,
        outlook: new.outlook,
        holds_from: new.holds_from,
        starts_on: enrolment.starts_on,
        today: today(write),
        rationale: &new.rationale,
        basis: new.basis.len(),
    };
    let mut problems = proposal_problems(&proposal);
    if enrolment.status != EnrolmentStatus::Active {
        let message = Message::new("enrolment-act-not-active").with("status", enrolment.status.label());
        problems.push(Problem::new(EntrustmentErrorCode::Invalid, "enrolmentId", message));
    }
    let learned = identity::learning_on(&**write, enrolment.person_id, proposal.today).await?;
    let is_in_remit = committee.institution_id == enrolment.institution_id
        || learned.iter().any(|place| place.institution_id == committee.institution_id);
    if !is_in_remit {
        let message = Message::new("entrustment-remit");
        problems.push(Problem::new(EntrustmentErrorCode::NotInRemit, "enrolmentId", message));
    }
    if members.iter().any(|member| member.is_chair && member.person_id == enrolment.person_id) {
        let message = Message::new("entrustment-chair-herself");
        problems.push(Problem::new(EntrustmentErrorCode::NotInRemit, "committeeId", message));
    }
    let others = members.iter().filter(|member| member.person_id != enrolment.person_id).count();
    if others < usize::try_from(committee.quorum).unwrap_or(usize::MAX) {
        let message =
            Message::new("entrustment-few-others").with("count", others).with("quorum", committee.quorum);
        problems.push(Problem::new(EntrustmentErrorCode::NoQuorum, "committeeId", message));
    }
    let open = store::open_of(write, committee.id).await?;
    if open.iter().any(|one| one.enrolment_id == enrolment.id && one.activity == new.activity) {
        let message = Message::new("entrustment-already-open").with("code", new.activity.as_str());
        problems.push(Problem::new(EntrustmentErrorCode::AlreadyOpen, "activity", message));
    }
    problems.extend(basis_problems(write, viewer.scope(), enrolment.person_id, &new.basis).await?);
    Ok(problems)
}

/// Evidence that does not stand, or is named twice.
///
/// # Errors
/// `NotFound` for evidence that is not there, not visible or another's.
async fn basis_problems(
    write: &Write,
    scope: Scope<'_>,
    person_id: Uuid,
    basis: &[Uuid],
) -> Result<Problems, Error> {
    let found = evidence::find(&**write, scope, basis).await?;
    let mut problems = Problems::new();
    for (index, key) in basis.iter().enumerate() {
        let is_hers = |one: &&evidence::Evidence| one.id == *key && one.person_id == person_id;
        let one = found.iter().find(is_hers).ok_or(Error::NotFound)?;
        let message = if basis.iter().take(index).any(|earlier| earlier == key) {
            Message::new("entrustment-basis-twice")
        } else if one.status != EvidenceStatus::Approved {
            Message::new("entrustment-basis-not-approved").with("status", one.status.label())
        } else {
            continue;
        };
        let path = format!("basisIds.{index}");
        let message = message.with("day", one.occurred_on);
        problems.push(Problem::new(EntrustmentErrorCode::BasisNotApproved, &path, message));
    }
    Ok(problems)
}

/// What a committee was asked, locked, with the committee and the permit of whoever sits on it: a decision is her committee's for as
/// long as it stands, whether or not she may still open the trainee's record.
async fn asked(
    write: &Write,
    viewer: &Viewer,
    key: Uuid,
    is_chair: bool,
) -> Result<(Decision, Committee, Permit), Error> {
    let found = store::decision(&**write, PERMITTED, key).await?;
    enrolment::lock_enrolments_of(write, found.person_id).await?;
    let about = (found.committee_id, found.person_id);
    let (committee, permit) = match seated(write, viewer, about, is_chair).await {
        Ok((committee, _, permit)) => (committee, permit),
        // Whoever may not see it is told that it is not there.
        Err(error) => {
            return Err(store::decision(&**write, viewer.scope(), key).await.err().unwrap_or(error));
        }
    };
    Ok((store::decision(&**write, PERMITTED, key).await?, committee, permit))
}

fn open_problem(decision: &Decision) -> Option<Problem<EntrustmentErrorCode>> {
    let message = Message::new("entrustment-not-open").with("status", decision.status.label());
    (decision.status != EntrustmentStatus::Open)
        .then(|| Problem::new(EntrustmentErrorCode::NotOpen, "decisionId", message))
}

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
    problems.extend(text_problem("remark", remark, !in_favour));
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
