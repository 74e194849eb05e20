//! Approving what somebody drafted, and going on with a stay at another base.

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{PlacementErrorCode, PlacementStatus, reason_problem, second_person_problems};
use super::super::store::{self, Placement};
use super::placements::{INVARIANT, book, conflict, lock, permitted, problems, school_of, supervises};
use super::{move_to, remember, today};
use crate::enrolment;
use crate::evidence;
use crate::identity::{self, Act, Owners, Permit, Viewer};
use crate::organisations;

/// Approves a draft: from now on it takes its place.
///
/// # Errors
/// `NotFound`, `Forbidden`; `NOT_DRAFT`; `SECOND_PERSON_NEEDED` for whoever drafted it and for the trainee; whatever else stands
/// against it by now, places that are taken among it.
pub async fn placement_approve(
    platform: &Platform,
    viewer: &Viewer,
    placement_id: Uuid,
    expected_version: i32,
) -> Outcome<Placement, PlacementErrorCode> {
    let reader = platform.database.reader();
    let seen = store::placement(reader, viewer.scope(), placement_id).await?;
    let school = school_of(reader, &seen).await?;
    let permit = Permit::at(viewer, Act::PlacementApprove, &[school, seen.institution_id])?;
    let write = platform.database.write().await?;
    lock(&write, &[&seen]).await?;
    let mut placement = store::placement(&*write, INVARIANT, placement_id).await?;
    let mut found = Vec::from_iter(conflict(&placement, expected_version));
    if placement.status == PlacementStatus::Draft {
        let approving = identity::records_of(&*write, viewer.person_id).await?;
        let drafted_by = placement.drafted_by.unwrap_or_default();
        found.extend(second_person_problems(placement.person_id, drafted_by, &approving));
        let enrolment = enrolment::enrolment(&*write, INVARIANT, placement.enrolment_id).await?;
        let base = organisations::base(&*write, placement.base_id).await?;
        found.extend(problems(&write, &placement, &enrolment, &base).await?);
    } else {
        let message = Message::new("rotations-not-draft").with("status", placement.status.label());
        found.push(Problem::new(PlacementErrorCode::NotDraft, "placementId", message));
    }
    accept(found)?;
    move_to(&write, &permit, &mut placement, PlacementStatus::Planned, None).await?;
    identity::insert_relations(&write, &permit, vec![supervises(&placement)]).await?;
    write.commit().await?;
    Ok(placement)
}

/// That what remains of a stay is to take place at another base.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The stay.
    pub placement_id: Uuid,
    /// Its version as it was seen.
    pub expected_version: i32,
    /// Where it goes on: a department at another base.
    pub department_id: Uuid,
    /// Who supervises her there.
    pub supervisor_id: Uuid,
    /// First day there.
    pub from: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Lets a stay go on at another base from a day on, both in one act. What was done and credited until then stays where it was done:
/// the stay ends the day before, and is left by an exit of its own. One that has not begun by that day is cancelled.
///
/// # Errors
/// `NotFound` for a placement or department that is not there or not visible; `Forbidden` without a role that may place her at both;
/// `TRANSFER_UNSUITABLE`, `EVIDENCE_EXISTS`, and whatever stands against the new stay.
pub async fn placement_transfer(
    platform: &Platform,
    viewer: &Viewer,
    transfer: &Transfer,
) -> Outcome<Placement, PlacementErrorCode> {
    let reader = platform.database.reader();
    let seen = store::placement(reader, viewer.scope(), transfer.placement_id).await?;
    permitted(reader, viewer, &seen).await?;
    let department = organisations::department(reader, transfer.department_id).await?;
    let base = organisations::base(reader, department.base_id).await?;
    let school = school_of(reader, &seen).await?;
    let owners = Owners {
        institutions: &[school, base.institution_id],
        department_id: Some(department.id),
        ..Owners::default()
    };
    let permit = Permit::at(viewer, Act::PlacementWrite, owners)?;
    let there = Placement {
        id: id::new_key(),
        department_id: department.id,
        base_id: base.id,
        institution_id: base.institution_id,
        base_kind: base.kind,
        supervisor_id: transfer.supervisor_id,
        starts_on: transfer.from.max(seen.starts_on),
        by_override: None,
        drafted_by: None,
        instead_of_id: Some(seen.id),
        version: 1,
        ..seen.clone()
    };
    let write = platform.database.write().await?;
    lock(&write, &[&seen, &there]).await?;
    let mut here = store::placement(&*write, INVARIANT, seen.id).await?;
    let reason = transfer.reason.trim();
    let mut found = Vec::from_iter(reason_problem("reason", reason));
    found.extend(transfer_problems(&write, &here, &there, transfer).await?);
    accept(found)?;
    end(&write, &permit, &mut here, transfer.from, reason).await?;
    let enrolment = enrolment::enrolment(&*write, INVARIANT, here.enrolment_id).await?;
    accept(problems(&write, &there, &enrolment, &base).await?)?;
    book(&write, &permit, &there, &department.specialty).await?;
    write.commit().await?;
    Ok(there)
}

/// What stands against ending the stay where it is.
async fn transfer_problems(
    write: &Write,
    here: &Placement,
    there: &Placement,
    transfer: &Transfer,
) -> Result<Vec<Problem<PlacementErrorCode>>, Error> {
    let mut found = Vec::from_iter(conflict(here, transfer.expected_version));
    if here.status != PlacementStatus::Planned {
        let message = Message::new("rotations-not-planned").with("status", here.status.label());
        found.push(Problem::new(PlacementErrorCode::NotPlanned, "placementId", message));
    }
    if here.base_id == there.base_id {
        let message = Message::new("rotations-transfer-same-base");
        found.push(Problem::new(PlacementErrorCode::TransferUnsuitable, "departmentId", message));
    }
    if here.ends_on < transfer.from {
        let message = Message::new("rotations-transfer-over").with("last", here.ends_on);
        found.push(Problem::new(PlacementErrorCode::TransferUnsuitable, "from", message));
    }
    let shown = evidence::of_source(&**write, INVARIANT, &[here.id]).await?;
    let later = shown.iter().filter(|one| one.status.is_live() && transfer.from <= one.occurred_on).count();
    if later > 0 {
        let message =
            Message::new("rotations-transfer-evidence").with("count", later).with("day", transfer.from);
        found.push(Problem::new(PlacementErrorCode::EvidenceExists, "from", message));
    }
    Ok(found)
}

/// Lets a stay end the day before it goes on elsewhere, or cancels it when nothing of it is left.
async fn end(
    write: &Write,
    permit: &Permit,
    here: &mut Placement,
    from: NaiveDate,
    reason: &str,
) -> Result<(), Error> {
    let last = from.pred_opt().filter(|last| here.starts_on <= *last);
    let Some(last) = last else {
        move_to(write, permit, here, PlacementStatus::Cancelled, Some(reason)).await?;
        return Ok(identity::end_relations(write, permit, here.id, today(write)).await?);
    };
    let before = json!({ "endsOn": here.ends_on, "version": here.version });
    store::set_end(write, permit, here, last).await?;
    let after = json!({ "endsOn": here.ends_on, "version": here.version, "reason": reason });
    remember(write, permit, "placement.transfer", here, before, after).await?;
    Ok(identity::end_relations(write, permit, here.id, last).await?)
}
