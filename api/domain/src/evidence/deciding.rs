//! Deciding about evidence, one piece or many at once.
//!
//! The way of a decision: lock the trainees' enrolments, load, permit, rules, then reviews, status, credits, totals, events and
//! audit in one transaction. Credits are reckoned for every live enrolment (domain rule 4) and only for the groups that the
//! evidence belongs to; however many are decided at once, the number of statements is the same.

use std::collections::HashMap;
use std::sync::Arc;

use chrono_tz::Asia::Shanghai;
use entity::review;
use platform::audit::{self, Actor};
use platform::codes::Code;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use platform::{events, id, jobs};
use serde_json::json;
use uuid::Uuid;

use super::attachments::attachments_of;
use super::portfolio::find_portfolio_entries;
use super::rules::{
    CreditKey, Decision, EvidenceKind, EvidenceStatus, Fact, credit_key, credits, differences,
};
use super::steps::Steps;
use super::store::{self, CreditLine, Evidence};
use crate::curricula::{self, Figures, Plan, ReviewStep};
use crate::enrolment;
use crate::identity::{Permit, Scope, SystemReason};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);
/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

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
        /// The training is over, or shorter than what is to be taken off.
        TooLong = "TOO_LONG",
        /// Nothing proves it.
        ProofMissing = "PROOF_MISSING",
        /// Somebody else changed it meanwhile.
        Conflict = "CONFLICT",
    }
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

/// How a reviewer came to a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sitting {
    /// How many pieces she decided by the one act.
    pub(super) at_once: i32,
    /// Seconds from when they were shown to her until she decided; unknown when she decides one alone, and when what was decided
    /// at once was never shown.
    pub(super) seconds: Option<i32>,
}

/// A decision that nothing stands against.
#[derive(Debug)]
pub(super) struct Ruling<'a> {
    /// The permit.
    pub(super) permit: &'a Permit,
    /// What it is about.
    pub(super) evidence: &'a Evidence,
    /// What is decided.
    pub(super) decision: Decision,
    /// Why.
    pub(super) reason: Option<&'a str>,
    /// How.
    pub(super) sitting: Sitting,
}

impl Ruling<'_> {
    fn hands_on(&self) -> bool {
        self.decision == Decision::Approved && !self.evidence.steps.later.is_empty()
    }

    fn status(&self) -> EvidenceStatus {
        match self.decision {
            Decision::Approved if self.hands_on() => EvidenceStatus::Pending,
            Decision::Approved => EvidenceStatus::Approved,
            Decision::Returned => EvidenceStatus::Returned,
            Decision::Rejected => EvidenceStatus::Rejected,
            Decision::Withdrawn => EvidenceStatus::Withdrawn,
        }
    }
}

/// Plans of the live enrolments of each person.
pub(super) type PlansOf = HashMap<Uuid, Vec<(enrolment::Enrolment, Arc<Plan>)>>;

/// The live enrolments of these people, with what each is held to.
pub(super) async fn plans_of(write: &Write, people: &[Uuid]) -> Result<PlansOf, Error> {
    let enrolments = enrolment::live_enrolments_of(&**write, people).await?;
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let plans = curricula::plans_to_credit(&**write, &versions).await?;
    let mut held = PlansOf::new();
    for enrolment in enrolments {
        if let Some(plan) = plans.get(&enrolment.version_id) {
            held.entry(enrolment.person_id).or_default().push((enrolment, Arc::clone(plan)));
        }
    }
    Ok(held)
}

/// Decides about evidence: writes the review and everything that follows from it.
pub async fn decide(
    write: &Write,
    permit: &Permit,
    evidence: &Evidence,
    verdict: &Verdict,
) -> Outcome<Evidence, EvidenceErrorCode> {
    let reason = verdict.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let plans = plans_of(write, &[evidence.person_id]).await?;
    let mut problems = decision_problems(evidence, verdict.decision, reason, verdict.expected_version);
    problems.extend(window_problem(write, evidence, &plans));
    if verdict.decision == Decision::Approved {
        problems.extend(
            grant_problems(write, &[evidence], &plans).await?.into_iter().map(|(_, problem)| problem),
        );
    }
    accept(problems)?;
    let sitting = Sitting { at_once: 1, seconds: None };
    let ruling = Ruling { permit, evidence, decision: verdict.decision, reason, sitting };
    settle(write, &[ruling], &plans).await?;
    Ok(store::evidence(&**write, PERMITTED, evidence.id).await?)
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

/// That the time for the review of evidence is over, where a supervisor is to review it. What one supervisor watched fades; what
/// lies in writing before an office does not.
pub(super) fn window_problem(
    write: &Write,
    evidence: &Evidence,
    plans: &PlansOf,
) -> Option<Problem<EvidenceErrorCode>> {
    if evidence.steps.now.kind != ReviewStep::Supervisor {
        return None;
    }
    let hers = plans.get(&evidence.person_id).map(Vec::as_slice).unwrap_or_default();
    let days = hers.iter().map(|(_, plan)| plan.figures.review_window_days).max();
    let days = days.unwrap_or(Figures::USUAL_REVIEW_WINDOW_DAYS);
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&Shanghai).date_naive();
    let since = if evidence.kind.is_handed_in() { day(evidence.recorded_at) } else { evidence.occurred_on };
    let is_over = (day(write.now()) - since).num_days() > i64::from(days);
    let message = Message::new("evidence-window-closed").with("day", since).with("days", days);
    is_over.then(|| Problem::new(EvidenceErrorCode::WindowClosed, "", message))
}

/// What keeps evidence that counts by decision alone from being approved, piece by piece: nothing proves it, or a training cannot be
/// shortened by so much. One statement or two where there is such evidence, else none.
pub(super) async fn grant_problems(
    write: &Write,
    evidence: &[&Evidence],
    plans: &PlansOf,
) -> Result<Vec<(Uuid, Problem<EvidenceErrorCode>)>, Error> {
    let needing: Vec<&Evidence> = evidence.iter().copied().filter(|one| one.kind.needs_proof()).collect();
    if needing.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Uuid> = needing.iter().map(|one| one.id).collect();
    let files = attachments_of(&**write, &keys).await?;
    let mut problems = Vec::new();
    for one in &needing {
        if !files.iter().any(|file| file.evidence_id == one.id && file.destroyed_at.is_none()) {
            let message = Message::new("evidence-proof-missing").with("kind", one.kind.label());
            problems.push((one.id, Problem::new(EvidenceErrorCode::ProofMissing, "", message)));
        }
    }
    let shortening: Vec<&Evidence> =
        needing.into_iter().filter(|one| one.kind == EvidenceKind::Shortening).collect();
    let keys: Vec<Uuid> = shortening.iter().map(|one| one.id).collect();
    let entries = if keys.is_empty() { Vec::new() } else { find_portfolio_entries(&**write, &keys).await? };
    let mut left: HashMap<Uuid, i64> = plans
        .values()
        .flatten()
        .map(|(of, _)| (of.id, (of.expected_completion_on - of.starts_on).num_days()))
        .collect();
    for one in shortening {
        let enrolment =
            entries.iter().find(|entry| entry.evidence_id == one.id).and_then(|entry| entry.enrolment_id);
        let days = one.amount.unwrap_or_default();
        match enrolment.and_then(|key| left.get_mut(&key)) {
            Some(left) if days <= *left => *left -= days,
            left => {
                let message = Message::new("evidence-shortening-too-long").with("days", days);
                let message = message.with("left", left.map_or(0, |left| *left));
                problems.push((one.id, Problem::new(EvidenceErrorCode::TooLong, "", message)));
            }
        }
    }
    Ok(problems)
}

/// That evidence does not await a review.
pub(super) fn pending_problem(evidence: &Evidence) -> Option<Problem<EvidenceErrorCode>> {
    let message = Message::new("evidence-not-pending").with("status", evidence.status.label());
    let is_pending = evidence.status == EvidenceStatus::Pending;
    (!is_pending).then(|| Problem::new(EvidenceErrorCode::NotPending, "", message))
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
    if decision != Decision::Withdrawn {
        problems.extend(pending_problem(evidence));
    } else if evidence.status != EvidenceStatus::Approved {
        let message = Message::new("evidence-not-approved").with("status", evidence.status.label());
        problems.push(Problem::new(EvidenceErrorCode::NotApproved, "", message));
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

/// Writes what was decided and what follows from it. The evidence and the enrolments of its people are locked.
pub(super) async fn settle(write: &Write, rulings: &[Ruling<'_>], plans: &PlansOf) -> Result<(), Error> {
    let Some(Ruling { permit, .. }) = rulings.first() else {
        return Ok(());
    };
    let reviews = record(write, permit, rulings).await?;
    move_on(write, permit, rulings).await?;
    shorten(write, rulings).await?;
    let replaced: Vec<Uuid> = rulings
        .iter()
        .filter(|ruling| ruling.status() == EvidenceStatus::Approved)
        .filter_map(|ruling| ruling.evidence.replaces_id)
        .collect();
    let mut originals = store::find(&**write, PERMITTED, &replaced).await?;
    // What was taken back meanwhile stays taken back.
    originals.retain(|original| original.status != EvidenceStatus::Withdrawn);
    let replaced: Vec<Uuid> = originals.iter().map(|original| original.id).collect();
    store::set_status(write, permit, &replaced, EvidenceStatus::Replaced).await?;
    let mut keys: HashMap<Group, Uuid> = HashMap::new();
    for (ruling, review_id) in rulings.iter().zip(&reviews).filter(|(ruling, _)| !ruling.hands_on()) {
        keys.insert(key_of(ruling.evidence), *review_id);
        let original = originals.iter().find(|original| ruling.evidence.replaces_id == Some(original.id));
        if let Some(original) = original {
            keys.insert(key_of(original), *review_id);
        }
    }
    let own = rulings.iter().zip(&reviews).map(|(ruling, review)| (ruling.evidence.id, *review)).collect();
    recredit(write, permit, plans, (&keys, &own)).await?;
    tell(write, rulings).await
}

/// A person's group of evidence.
type Group = (Uuid, CreditKey);

fn key_of(evidence: &Evidence) -> Group {
    (evidence.person_id, credit_key(evidence.kind, evidence.id, evidence.occurred_on))
}

/// Writes the reviews and remembers them; their keys, in order.
async fn record(write: &Write, permit: &Permit, rulings: &[Ruling<'_>]) -> Result<Vec<Uuid>, Error> {
    let mut rows = Vec::new();
    let mut acts: HashMap<Option<Uuid>, (Actor, Vec<audit::Act>)> = HashMap::new();
    for Ruling { permit, evidence, decision, reason, sitting } in rulings {
        let step = evidence.steps.now.kind.code();
        let reviewer = permit.actor.person_id.ok_or_else(|| Error::internal("a review needs a reviewer"))?;
        rows.push(review::Model {
            id: id::new_key(),
            evidence_id: evidence.id,
            reviewer_id: reviewer,
            decision: decision.code().to_owned(),
            step: step.to_owned(),
            at_once: sitting.at_once,
            seconds: sitting.seconds,
            reason: reason.map(str::to_owned),
            decided_at: write.now(),
        });
        let act = audit::Act {
            action: "evidence.review",
            object_kind: "evidence",
            object_id: evidence.id,
            before: json!({ "status": evidence.status.code() }),
            after: json!({
                "decision": decision.code(), "step": step, "reason": reason, "atOnce": sitting.at_once,
                "seconds": sitting.seconds,
            }),
        };
        let actor = &permit.actor;
        acts.entry(actor.delegator_id).or_insert_with(|| (actor.clone(), Vec::new())).1.push(act);
    }
    let keys = rows.iter().map(|row| row.id).collect();
    store::insert_reviews(write, permit, rows).await?;
    for (actor, acts) in acts.values() {
        audit::record_all(write, actor, acts).await?;
    }
    Ok(keys)
}

/// Moves evidence to its next step, or to what was decided.
async fn move_on(write: &Write, permit: &Permit, rulings: &[Ruling<'_>]) -> Result<(), Error> {
    let mut decided: HashMap<EvidenceStatus, Vec<Uuid>> = HashMap::new();
    let mut handed: Vec<(Steps, Vec<Uuid>)> = Vec::new();
    for ruling in rulings {
        let next = ruling.evidence.steps.next().filter(|_| ruling.hands_on());
        match next {
            None => decided.entry(ruling.status()).or_default().push(ruling.evidence.id),
            Some(steps) => match handed.iter_mut().find(|(known, _)| *known == steps) {
                Some((_, keys)) => keys.push(ruling.evidence.id),
                None => handed.push((steps, vec![ruling.evidence.id])),
            },
        }
    }
    for (status, keys) in decided {
        store::set_status(write, permit, &keys, status).await?;
    }
    for (steps, keys) in handed {
        store::advance(write, permit, &keys, &steps).await?;
    }
    Ok(())
}

/// Moves the last day of trainings whose shortening was approved, or whose shortening was taken back.
async fn shorten(write: &Write, rulings: &[Ruling<'_>]) -> Result<(), Error> {
    let settled = |ruling: &&Ruling<'_>| {
        ruling.evidence.kind == EvidenceKind::Shortening
            && matches!(ruling.status(), EvidenceStatus::Approved | EvidenceStatus::Withdrawn)
    };
    let settled: Vec<&Ruling<'_>> = rulings.iter().filter(settled).collect();
    if settled.is_empty() {
        return Ok(());
    }
    let keys: Vec<Uuid> = settled.iter().map(|ruling| ruling.evidence.id).collect();
    for entry in find_portfolio_entries(&**write, &keys).await? {
        let ruling = settled.iter().find(|ruling| ruling.evidence.id == entry.evidence_id);
        let Some((ruling, enrolment_id)) = ruling.zip(entry.enrolment_id) else { continue };
        let days = ruling.evidence.amount.unwrap_or_default();
        let days = if ruling.status() == EvidenceStatus::Approved { -days } else { days };
        let reason = ruling.reason.unwrap_or(&entry.title);
        enrolment::move_completion(write, ruling.permit, enrolment_id, days, reason).await?;
    }
    Ok(())
}

/// Brings the ledgers of live enrolments to what the rules give for these groups of evidence, each with the review that touched it,
/// and what was reviewed itself with its own.
async fn recredit(
    write: &Write,
    permit: &Permit,
    plans: &PlansOf,
    (keys, own): (&HashMap<Group, Uuid>, &HashMap<Uuid, Uuid>),
) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let members = store::groups(&**write, keys.keys()).await?;
    let members: Vec<Evidence> =
        members.into_iter().filter(|member| keys.contains_key(&key_of(member))).collect();
    let enrolments: Vec<Uuid> = plans.values().flatten().map(|(enrolment, _)| enrolment.id).collect();
    let evidence: Vec<Uuid> = members.iter().map(|member| member.id).collect();
    let mut held = store::held_credits(&**write, &enrolments, &evidence).await?;
    let touched: HashMap<Uuid, Uuid> = members
        .iter()
        .filter_map(|member| Some((member.id, *own.get(&member.id).or_else(|| keys.get(&key_of(member)))?)))
        .collect();
    let mut lines = Vec::new();
    for (enrolment, plan) in plans.values().flatten() {
        let approved: Vec<Fact> = members
            .iter()
            .filter(|member| member.person_id == enrolment.person_id)
            .filter(|member| member.status == EvidenceStatus::Approved)
            .map(Evidence::fact)
            .collect();
        let held = held.remove(&enrolment.id).unwrap_or_default();
        let wanted = credits(plan, enrolment.starts_on, &approved);
        lines.extend(differences(&held, &wanted).into_iter().map(|credit| {
            let review_id = touched.get(&credit.evidence_id).copied();
            (CreditLine { enrolment_id: enrolment.id, credit }, review_id)
        }));
    }
    Ok(store::append_credits(write, permit, &lines).await?)
}

/// Tells higher rooms: a withdrawal may stand beneath a certificate, and a refusal is told to the trainee.
async fn tell(write: &Write, rulings: &[Ruling<'_>]) -> Result<(), Error> {
    let told: Vec<(&str, Uuid, Option<Uuid>)> = rulings
        .iter()
        .map(|Ruling { evidence, decision, .. }| {
            let is_back = *decision == Decision::Withdrawn;
            let topic = if is_back { "evidence.withdrawn" } else { "evidence.decided" };
            (topic, evidence.id, Some(evidence.person_id))
        })
        .collect();
    events::record_all(write, &told).await?;
    for ruling in rulings {
        let evidence = ruling.evidence;
        let is_corrected = ruling.status() == EvidenceStatus::Approved && evidence.replaces_id.is_some();
        if ruling.decision == Decision::Withdrawn || is_corrected {
            jobs::enqueue(write, "credentials.flag", &json!({ "person_id": evidence.person_id }), None)
                .await?;
        }
        if ruling.decision != Decision::Approved {
            jobs::enqueue(
                write,
                "notifications.evidence-decided",
                &json!({ "evidence_id": evidence.id }),
                None,
            )
            .await?;
        }
    }
    Ok(())
}
