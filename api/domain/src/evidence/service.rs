//! Submitting, and who may decide, within the transaction of whichever room's act it is.

use std::collections::HashMap;

use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::{Platform, audit, events};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::deciding::plans_of;
use super::rules::{EvidenceKind, EvidenceStatus, Fact, credits, differences};
use super::steps::Step;
use super::store::{self, CreditLine, Evidence, NewEvidence};
use crate::curricula::ReviewStep;
use crate::enrolment;
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};
use crate::organisations;

/// Records evidence within a larger act; it awaits its reviewer.
pub async fn submit(write: &Write, permit: &Permit, new: NewEvidence) -> Result<Evidence, Error> {
    let made = submit_all(write, permit, std::slice::from_ref(&new)).await?;
    made.into_iter().next().ok_or_else(|| Error::internal("evidence just written"))
}

/// Records pieces of evidence within a larger act, in order, and says so in the trail: four statements, whatever their number.
pub async fn submit_all(write: &Write, permit: &Permit, new: &[NewEvidence]) -> Result<Vec<Evidence>, Error> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let made = store::insert_all(write, permit, new).await?;
    let act = |evidence: &Evidence| audit::Act {
        action: "evidence.submit",
        object_kind: "evidence",
        object_id: evidence.id,
        before: serde_json::Value::Null,
        after: remembered(evidence),
    };
    audit::record_all(write, &permit.actor, &made.iter().map(act).collect::<Vec<_>>()).await?;
    let told: Vec<_> = made.iter().map(|one| ("evidence.submitted", one.id, Some(one.person_id))).collect();
    events::record_all(write, &told).await?;
    Ok(made)
}

/// What the audit trail remembers of evidence when it is submitted: what never changes afterwards, without free text.
#[must_use]
pub fn remembered(evidence: &Evidence) -> serde_json::Value {
    json!({
        "personId": evidence.person_id, "kind": evidence.kind.code(), "occurredOn": evidence.occurred_on,
        "startsAt": evidence.starts_at, "endsAt": evidence.ends_at, "days": evidence.days,
        "absenceDays": evidence.absence_days, "activity": evidence.activity, "activityKind": evidence.activity_kind, "sourceId": evidence.source_id,
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
    let permit = permits(write, viewer, &[&current]).await?.remove(&evidence_id).ok_or(Error::NotFound)??;
    Ok((current, permit))
}

/// Whether the viewer may decide about each of these pieces of evidence, at the step that it awaits or that decided it: four
/// statements at most, whatever their number.
pub(super) async fn permits(
    write: &Write,
    viewer: &Viewer,
    evidence: &[&Evidence],
) -> Result<HashMap<Uuid, Result<Permit, Error>>, Error> {
    let is_watched = |one: &&&Evidence| one.steps.now.kind == ReviewStep::Supervisor;
    let people: Vec<Uuid> = evidence.iter().filter(is_watched).map(|one| one.person_id).collect();
    let supervisions = identity::supervising(&**write, viewer, &people).await?;
    let in_office: Vec<Uuid> = evidence.iter().filter(|one| !is_watched(one)).map(|one| one.id).collect();
    let earlier = store::reviews_of(&**write, &in_office).await?;
    let departments: Vec<Uuid> = evidence
        .iter()
        .filter(|one| one.steps.now.kind == ReviewStep::Department)
        .filter_map(|one| one.steps.now.place_id)
        .collect();
    let houses = organisations::houses(&**write, &departments).await?;
    let permit = |one: &Evidence| {
        let Step { kind, place_id } = one.steps.now;
        let act = match kind {
            ReviewStep::Supervisor => {
                // What an assessor watched she signs herself; hours that were typed for a trainee need a second person.
                let is_typed = one.kind.is_handed_in() || one.kind == EvidenceKind::Hours;
                if is_typed && one.submitted_by == viewer.person_id && one.person_id != viewer.person_id {
                    return Err(identity::second_hand());
                }
                let supervisor = supervisions.holder_on(viewer, one.person_id, one.occurred_on);
                return Permit::review(viewer, one.person_id, supervisor);
            }
            ReviewStep::Department if one.kind == EvidenceKind::PlacementExit => Act::ExitSign,
            ReviewStep::Department => Act::ReviewAtDepartment,
            ReviewStep::Base => Act::ReviewAtBase,
            ReviewStep::School => Act::ReviewAtSchool,
        };
        let mut hands = vec![one.submitted_by];
        if one.status == EvidenceStatus::Pending {
            let signed = earlier.iter().filter(|review| review.evidence_id == one.id);
            hands.extend(signed.map(|review| review.reviewer_id));
        }
        let house = place_id.and_then(|key| houses.get(&key).copied()).or(place_id);
        let institutions: Vec<Uuid> = house.into_iter().collect();
        let owners = Owners { institutions: &institutions, department_id: place_id, ..Owners::default() };
        Permit::review_at(viewer, act, one.person_id, &hands, owners)
    };
    Ok(evidence.iter().map(|one| (one.id, permit(one))).collect())
}

/// Evidence as it is now, locked with its trainee's enrolments, for an act that is permitted.
pub async fn locked(write: &Write, evidence_id: Uuid) -> Result<Evidence, Error> {
    let permitted = Scope::System(SystemReason::Permitted);
    let found = store::evidence(&**write, permitted, evidence_id).await?;
    enrolment::lock_enrolments_of(write, found.person_id).await?;
    store::lock(write, &[evidence_id]).await?;
    store::evidence(&**write, permitted, evidence_id).await
}

/// Brings the ledgers of a person's live enrolments to what the rules give for all of her evidence (domain rules 4 and 5).
/// Her enrolments are locked.
pub async fn recredit_all(write: &Write, permit: &Permit, person_id: Uuid) -> Result<(), Error> {
    let plans = plans_of(write, &[person_id]).await?;
    let approved = approved_of(&**write, &[person_id]).await?;
    let approved = approved.get(&person_id).map(Vec::as_slice).unwrap_or_default();
    for (enrolment, plan) in plans.values().flatten() {
        let held = store::ledgers(&**write, &[enrolment.id]).await?.remove(&enrolment.id).unwrap_or_default();
        let wanted = differences(&held, &credits(plan, enrolment.starts_on, approved));
        let line = |credit| (CreditLine { enrolment_id: enrolment.id, credit }, None);
        store::append_credits(write, permit, &wanted.into_iter().map(line).collect::<Vec<_>>()).await?;
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

/// Why evidence cannot be corrected by another piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncorrectable {
    /// A correction has taken its place.
    Replaced,
    /// A correction of it waits already.
    Waits,
    /// It corrects something itself that still counts or waits.
    Chained,
}

/// Whether a piece of evidence may be corrected: once at a time, and what stands.
pub async fn uncorrectable(write: &Write, original: &Evidence) -> Result<Option<Uncorrectable>, Error> {
    if original.status == EvidenceStatus::Replaced {
        return Ok(Some(Uncorrectable::Replaced));
    }
    let corrections = store::corrections_of(&**write, original.id).await?;
    if corrections.iter().any(|correction| correction.status == EvidenceStatus::Pending) {
        return Ok(Some(Uncorrectable::Waits));
    }
    let Some(earlier) = original.replaces_id else {
        return Ok(None);
    };
    let earlier = store::evidence(&**write, Scope::System(SystemReason::Invariant), earlier).await?;
    Ok(earlier.status.is_live().then_some(Uncorrectable::Chained))
}
