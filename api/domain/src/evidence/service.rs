//! Submitting and deciding, within the transaction of whichever room's act it is.
//!
//! The way of one decision: lock the trainee's enrolments, load, permit, rules, then review, status, credits, totals,
//! event and audit in one transaction. Credits are reckoned for every live enrolment (domain rule 4) and only for the
//! group the evidence belongs to.

use std::collections::HashMap;

use chrono_tz::Asia::Shanghai;
use entity::review;
use platform::codes::Code;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, events, id, jobs};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::rules::{Decision, EvidenceStatus, Fact, credit_key, credits, differences};
use super::steps::Step;
use super::store::{self, Evidence, NewEvidence};
use crate::curricula::{self, Plan, ReviewStep};
use crate::enrolment::{self, Enrolment};
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};
use crate::organisations;

platform::codes! {
    /// Why a decision about evidence is refused.
    pub enum EvidenceErrorCode {
        /// Unless approved, a decision carries a reason.
        ReasonMissing = "REASON_MISSING",
        /// It was decided already.
        NotPending = "NOT_PENDING",
        /// Only an approval can be taken back.
        NotApproved = "NOT_APPROVED",
        /// The time in which it could be reviewed is over.
        WindowClosed = "WINDOW_CLOSED",
        /// Somebody else changed it meanwhile.
        Conflict = "CONFLICT",
    }
}

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// Records evidence within a larger act; it awaits its reviewer.
pub async fn submit(write: &Write, permit: &Permit, new: NewEvidence) -> Result<Evidence, Error> {
    let made = store::insert(write, permit, &new).await?;
    identity::remember(
        write,
        permit,
        "evidence.submit",
        ("evidence", made.id),
        (serde_json::Value::Null, remembered(&made)),
    )
    .await?;
    events::record(write, "evidence.submitted", made.id, Some(made.person_id)).await?;
    Ok(made)
}

/// What the audit trail remembers of evidence when it is submitted: what never changes afterwards, without free text.
#[must_use]
pub fn remembered(evidence: &Evidence) -> serde_json::Value {
    json!({
        "personId": evidence.person_id, "kind": evidence.kind.code(), "occurredOn": evidence.occurred_on,
        "startsAt": evidence.starts_at, "endsAt": evidence.ends_at, "days": evidence.days,
        "absenceDays": evidence.absence_days, "activity": evidence.activity, "sourceId": evidence.source_id,
        "replacesId": evidence.replaces_id,
    })
}

/// Evidence that the viewer may decide about, locked, with the permit to do so.
///
/// # Errors
/// `NotFound` when she may not see it, `Forbidden` when it is her own or she did not supervise on its day.
pub async fn reviewable(
    write: &Write,
    viewer: &Viewer,
    evidence_id: Uuid,
) -> Result<(Evidence, Permit), Error> {
    // Whoever may not see it is told that it is not there.
    store::evidence(&**write, viewer.scope(), evidence_id).await?;
    let current = locked(write, evidence_id).await?;
    let permit = permit_at(write, viewer, &current).await?;
    Ok((current, permit))
}

/// Allows a decision at the step that a piece of evidence awaits, or that decided it.
async fn permit_at(write: &Write, viewer: &Viewer, evidence: &Evidence) -> Result<Permit, Error> {
    let Step { kind, place_id } = evidence.steps.now;
    let act = match kind {
        ReviewStep::Supervisor => {
            let supervisor =
                identity::supervisor_on(&**write, viewer, evidence.person_id, evidence.occurred_on).await?;
            return Permit::review(viewer, evidence.person_id, supervisor);
        }
        ReviewStep::Department => Act::ReviewAtDepartment,
        ReviewStep::Base => Act::ReviewAtBase,
        ReviewStep::School => Act::ReviewAtSchool,
    };
    let earlier = store::reviews_of(&**write, &[evidence.id]).await?;
    let mut hands = vec![evidence.submitted_by];
    if evidence.status == EvidenceStatus::Pending {
        hands.extend(earlier.iter().map(|review| review.reviewer_id));
    }
    let mut institutions: Vec<Uuid> = place_id.into_iter().collect();
    if let (ReviewStep::Department, Some(key)) = (kind, place_id) {
        let department = organisations::department(&**write, key).await?;
        institutions = vec![organisations::base(&**write, department.base_id).await?.institution_id];
    }
    let owners = Owners { institutions: &institutions, department_id: place_id, region_code: None };
    Permit::review_at(viewer, act, evidence.person_id, &hands, owners)
}

/// Evidence as it is now, locked with its trainee's enrolments, for an act that is permitted.
pub async fn locked(write: &Write, evidence_id: Uuid) -> Result<Evidence, Error> {
    let permitted = Scope::System(SystemReason::Permitted);
    let found = store::evidence(&**write, permitted, evidence_id).await?;
    enrolment::lock_enrolments_of(write, found.person_id).await?;
    store::lock(write, evidence_id).await?;
    store::evidence(&**write, permitted, evidence_id).await
}

/// What somebody says to a piece of evidence.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The evidence.
    pub evidence_id: Uuid,
    /// What she says: an approval, a refusal, or that an approval is taken back.
    pub decision: Decision,
    /// Why; needed unless she approves.
    pub reason: Option<String>,
    /// The version she looked at; not checked when absent.
    pub expected_version: Option<i32>,
}

/// Decides about evidence: writes the review and everything that follows from it.
pub async fn decide(
    write: &Write,
    permit: &Permit,
    evidence: &Evidence,
    verdict: &Verdict,
) -> Outcome<Evidence, EvidenceErrorCode> {
    let Verdict { decision, expected_version, .. } = *verdict;
    let reason = verdict.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let enrolments = enrolment::live_enrolments(&**write, evidence.person_id).await?;
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let plans = curricula::plans_to_credit(&**write, &versions).await?;
    let window = plans.values().map(|plan| plan.figures.review_window_days).max();
    let mut problems = decision_problems(evidence, decision, reason, expected_version);
    let today = write.now().with_timezone(&Shanghai).date_naive();
    // What one supervisor watched fades; what lies in writing before an office does not.
    let window = window.filter(|_| evidence.steps.now.kind == ReviewStep::Supervisor);
    let since = if evidence.kind.is_handed_in() {
        evidence.recorded_at.with_timezone(&Shanghai).date_naive()
    } else {
        evidence.occurred_on
    };
    if let Some(days) = window.filter(|days| (today - since).num_days() > i64::from(*days)) {
        let message = Message::new("evidence-window-closed").with("day", since).with("days", days);
        problems.push(Problem::new(EvidenceErrorCode::WindowClosed, "", message));
    }
    accept(problems)?;
    let review_id = record_review(write, permit, evidence, decision, reason).await?;
    if let (Decision::Approved, Some(steps)) = (decision, evidence.steps.next()) {
        store::advance(write, permit, evidence.id, &steps).await?;
        events::record(write, "evidence.decided", evidence.id, Some(evidence.person_id)).await?;
        return Ok(store::evidence(&**write, Scope::System(SystemReason::Permitted), evidence.id).await?);
    }
    let status = match decision {
        Decision::Approved => EvidenceStatus::Approved,
        Decision::Returned => EvidenceStatus::Returned,
        Decision::Rejected => EvidenceStatus::Rejected,
        Decision::Withdrawn => EvidenceStatus::Withdrawn,
    };
    store::set_status(write, permit, evidence.id, status).await?;
    let mut touched = vec![evidence.clone()];
    if let (Decision::Approved, Some(replaced)) = (decision, evidence.replaces_id) {
        store::set_status(write, permit, replaced, EvidenceStatus::Replaced).await?;
        touched.push(store::evidence(&**write, Scope::System(SystemReason::Permitted), replaced).await?);
    }
    for enrolment in &enrolments {
        let Some(plan) = plans.get(&enrolment.version_id) else {
            continue;
        };
        for changed in &touched {
            recredit(write, permit, enrolment, plan, changed, review_id).await?;
        }
    }
    tell(write, evidence, decision).await?;
    Ok(store::evidence(&**write, Scope::System(SystemReason::Permitted), evidence.id).await?)
}

/// The same refusal in the words of a higher room's own acts, whose lists hold every word of evidence.
pub fn translated<C: Code>(failure: Failure<EvidenceErrorCode>) -> Failure<C> {
    let problems = match failure {
        Failure::Error(error) => return Failure::Error(error),
        Failure::Rejected(problems) => problems,
    };
    let own = |Problem { code, message, path }: Problem<EvidenceErrorCode>| {
        Ok(Problem { code: C::stored(code.code())?, message, path })
    };
    problems.into_iter().map(own).collect::<Result<_, Error>>().map_or_else(Failure::Error, Failure::Rejected)
}

fn decision_problems(
    evidence: &Evidence,
    decision: Decision,
    reason: Option<&str>,
    expected_version: Option<i32>,
) -> Vec<Problem<EvidenceErrorCode>> {
    let mut problems = Vec::new();
    if expected_version.is_some_and(|version| version != evidence.version) {
        let message = Message::new("common-changed-meanwhile").with("version", evidence.version);
        problems.push(Problem::new(EvidenceErrorCode::Conflict, "expectedVersion", message));
    }
    if decision == Decision::Withdrawn {
        if evidence.status != EvidenceStatus::Approved {
            let message = Message::new("evidence-not-approved").with("status", evidence.status.label());
            problems.push(Problem::new(EvidenceErrorCode::NotApproved, "", message));
        }
    } else if evidence.status != EvidenceStatus::Pending {
        let message = Message::new("evidence-not-pending").with("status", evidence.status.label());
        problems.push(Problem::new(EvidenceErrorCode::NotPending, "", message));
    }
    if decision != Decision::Approved && reason.is_none() {
        problems.push(Problem::new(
            EvidenceErrorCode::ReasonMissing,
            "reason",
            Message::new("evidence-reason-missing"),
        ));
    }
    if reason.is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        let message = Message::new("common-too-long").with("field", "reason").with("limit", LONGEST_REASON);
        problems.push(Problem::new(EvidenceErrorCode::ReasonMissing, "reason", message));
    }
    problems
}

async fn record_review(
    write: &Write,
    permit: &Permit,
    evidence: &Evidence,
    decision: Decision,
    reason: Option<&str>,
) -> Result<Uuid, Error> {
    let row = review::Model {
        id: id::new_key(),
        evidence_id: evidence.id,
        reviewer_id: permit.actor.person_id.ok_or_else(|| Error::internal("a review needs a reviewer"))?,
        decision: decision.code().to_owned(),
        step: evidence.steps.now.kind.code().to_owned(),
        reason: reason.map(str::to_owned),
        decided_at: write.now(),
    };
    let review_id = row.id;
    store::insert_review(write, permit, row).await?;
    identity::remember(
        write,
        permit,
        "evidence.review",
        ("evidence", evidence.id),
        (
            json!({ "status": evidence.status.code() }),
            json!({ "decision": decision.code(), "step": evidence.steps.now.kind.code(), "reason": reason }),
        ),
    )
    .await?;
    Ok(review_id)
}

/// Brings one enrolment's ledger to what the rules give for the group that this evidence belongs to.
async fn recredit(
    write: &Write,
    permit: &Permit,
    enrolment: &Enrolment,
    plan: &Plan,
    evidence: &Evidence,
    review_id: Uuid,
) -> Result<(), Error> {
    let key = credit_key(evidence.kind, evidence.id, evidence.occurred_on);
    let group = store::group(&**write, evidence.person_id, &key).await?;
    let approved: Vec<Fact> =
        group.iter().filter(|member| member.status == EvidenceStatus::Approved).map(Evidence::fact).collect();
    let members: Vec<Uuid> = group.iter().map(|member| member.id).collect();
    let held = store::held_credits(&**write, enrolment.id, &members).await?;
    let lines = differences(&held, &credits(plan, enrolment.starts_on, &approved));
    Ok(store::append_credits(write, permit, enrolment.id, Some(review_id), &lines).await?)
}

/// Brings the ledgers of a person's live enrolments to what the rules give for all of her evidence (domain rules 4 and 5).
/// Her enrolments are locked.
pub async fn recredit_all(write: &Write, permit: &Permit, person_id: Uuid) -> Result<(), Error> {
    let enrolments = enrolment::live_enrolments(&**write, person_id).await?;
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let plans = curricula::plans_to_credit(&**write, &versions).await?;
    let approved = approved_of(&**write, &[person_id]).await?;
    let approved = approved.get(&person_id).map(Vec::as_slice).unwrap_or_default();
    for enrolment in &enrolments {
        let Some(plan) = plans.get(&enrolment.version_id) else {
            continue;
        };
        let held = store::ledgers(&**write, &[enrolment.id]).await?.remove(&enrolment.id).unwrap_or_default();
        let lines = differences(&held, &credits(plan, enrolment.starts_on, approved));
        store::append_credits(write, permit, enrolment.id, None, &lines).await?;
    }
    Ok(())
}

/// What of these people's evidence is approved, by person.
pub(super) async fn approved_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Fact>>, Error> {
    let mut approved: HashMap<Uuid, Vec<Fact>> = HashMap::new();
    for evidence in store::of_people(connection, Scope::System(SystemReason::Permitted), people).await? {
        if evidence.status == EvidenceStatus::Approved {
            approved.entry(evidence.person_id).or_default().push(evidence.fact());
        }
    }
    Ok(approved)
}

/// Credits an enrolment just made with what its person had shown since its first day, for another one or none.
///
/// # Errors
/// `NotFound` when there is no such person.
pub async fn recredit_person(platform: &Platform, person_id: Uuid) -> Result<(), Error> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, person_id).await?;
    recredit_all(&write, &Permit::system(Act::EvidenceReview), person_id).await?;
    write.commit().await?;
    Ok(())
}

/// Carries a person's evidence over to another record of hers, and brings the ledgers of that record's live enrolments
/// to what the rules give for all of it. Says what went over.
pub async fn hand_over(
    write: &Write,
    permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<(String, u64)>, Error> {
    let moved = store::hand_over(write, permit, from, to).await?;
    recredit_all(write, permit, to).await?;
    Ok(vec![("evidence".to_owned(), moved)])
}

/// Tells higher rooms: a withdrawal may stand beneath a certificate, and a refusal is told to the trainee.
async fn tell(write: &Write, evidence: &Evidence, decision: Decision) -> Result<(), Error> {
    let topic = match decision {
        Decision::Withdrawn => "evidence.withdrawn",
        _ => "evidence.decided",
    };
    events::record(write, topic, evidence.id, Some(evidence.person_id)).await?;
    if decision == Decision::Withdrawn || evidence.replaces_id.is_some() && decision == Decision::Approved {
        jobs::enqueue(write, "credentials.flag", &json!({ "person_id": evidence.person_id }), None).await?;
    }
    if decision != Decision::Approved {
        jobs::enqueue(write, "notifications.evidence-decided", &json!({ "evidence_id": evidence.id }), None)
            .await?;
    }
    Ok(())
}
