//! Booking a stay, exceeding by two people what there is room for, and cancelling.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::{Write, refused_by};
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{
    HeldStay, MissedStay, PlacementErrorCode, PlacementProposal, PlacementStatus, Stay, is_about_places,
    placement_problems, reason_problem, second_person_problems,
};
use super::super::store::{self, Counted, Override, Placement};
use super::{move_to, remember, today};
use crate::curricula;
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::evidence::{self, SourceKind};
use crate::identity::{self, Act, NewRelation, Owners, Permit, RelationKind, Scope, SystemReason, Viewer};
use crate::organisations::{self, Base, Term};

pub(super) const INVARIANT: Scope<'static> = Scope::System(SystemReason::Invariant);

/// A placement to be booked.
#[derive(Clone, Debug)]
pub struct NewPlacement {
    /// The enrolment it serves.
    pub enrolment_id: Uuid,
    /// The requirement it serves.
    pub requirement_id: Uuid,
    /// Where.
    pub department_id: Uuid,
    /// Who supervises her there.
    pub supervisor_id: Uuid,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Its share of full time, 10 to 90 in a hundred; full time when absent.
    pub part_time_percent: Option<i32>,
    /// The stay of which it makes up what was missed.
    pub makes_up_for_id: Option<Uuid>,
    /// Why it should take place even where the department or the supervisor is full.
    pub override_reason: Option<String>,
    /// Whether somebody else is to approve it first.
    pub is_draft: bool,
}

/// Places a trainee in a department. Of several who want the last place at once, one gets it. Where places are taken and
/// a reason is given to exceed them, the placement is proposed to a second person. A draft asks for no place before it is approved.
///
/// # Errors
/// `NotFound` for an enrolment, requirement or department that is not there or not visible; `Forbidden`; every
/// problem that [`placement_problems`] finds.
pub async fn placement_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewPlacement,
) -> Outcome<Placement, PlacementErrorCode> {
    let reader = platform.database.reader();
    let enrolment = enrolment::enrolment(reader, viewer.scope(), new.enrolment_id).await?;
    let department = organisations::department(reader, new.department_id).await?;
    let base = organisations::base(reader, department.base_id).await?;
    let owners = Owners {
        institutions: &[enrolment.institution_id, base.institution_id],
        department_id: Some(department.id),
        ..Owners::default()
    };
    let permit = Permit::at(viewer, Act::PlacementWrite, owners)?;
    if let Some(key) = new.makes_up_for_id {
        store::placement(reader, viewer.scope(), key).await?;
    }
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, enrolment.person_id).await?;
    organisations::lock_department(&write, department.id).await?;
    identity::lock_person(&write, new.supervisor_id).await?;
    let placement = booked(&write, viewer, new, &base).await?;
    book(&write, &permit, &placement, &department.specialty).await?;
    write.commit().await?;
    Ok(placement)
}

/// Writes a placement against which nothing stands, with the relations that it makes.
pub(super) async fn book(
    write: &Write,
    permit: &Permit,
    placement: &Placement,
    specialty: &str,
) -> Outcome<(), PlacementErrorCode> {
    store::insert_placement(write, permit, placement).await.map_err(guarded)?;
    let mut bonds = vec![learns(placement, specialty)];
    let action = match placement.status {
        PlacementStatus::Draft => "placement.draft",
        PlacementStatus::Proposed => "placement.propose",
        _ => {
            bonds.push(supervises(placement));
            "placement.create"
        }
    };
    identity::insert_relations(write, permit, bonds).await?;
    let after = json!({
        "personId": placement.person_id, "enrolmentId": placement.enrolment_id,
        "requirementId": placement.requirement_id, "departmentId": placement.department_id,
        "supervisorId": placement.supervisor_id, "startsOn": placement.starts_on, "endsOn": placement.ends_on,
        "overrideReason": placement.by_override.as_ref().map(|given| &given.reason),
        "makesUpForId": placement.makes_up_for_id, "insteadOfId": placement.instead_of_id,
        "partTimePercent": placement.part_time_percent,
    });
    remember(write, permit, action, placement, Value::Null, after).await?;
    Ok(())
}

/// The placement, when nothing stands against it but what a second person may override. Everything is read after the
/// locks.
async fn booked(
    write: &Write,
    viewer: &Viewer,
    new: NewPlacement,
    base: &Base,
) -> Outcome<Placement, PlacementErrorCode> {
    let enrolment = enrolment::enrolment(&**write, INVARIANT, new.enrolment_id).await?;
    let mut placement = Placement {
        id: id::new_key(),
        enrolment_id: enrolment.id,
        person_id: enrolment.person_id,
        requirement_id: new.requirement_id,
        department_id: new.department_id,
        base_id: base.id,
        institution_id: base.institution_id,
        base_kind: base.kind,
        supervisor_id: new.supervisor_id,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        status: PlacementStatus::Planned,
        cancel_reason: None,
        by_override: None,
        makes_up_for_id: new.makes_up_for_id,
        instead_of_id: None,
        drafted_by: None,
        part_time_percent: new.part_time_percent,
        version: 1,
    };
    let mut problems = problems(write, &placement, &enrolment, base).await?;
    if new.is_draft {
        if new.override_reason.is_some() {
            let message = Message::new("rotations-draft-override");
            problems.push(Problem::new(PlacementErrorCode::ReasonInvalid, "overrideReason", message));
        }
        problems.retain(|problem| !is_about_places(problem));
        placement.drafted_by = Some(viewer.person_id);
        placement.status = PlacementStatus::Draft;
    } else if let Some(reason) = new.override_reason
        && problems.iter().any(is_about_places)
    {
        problems.retain(|problem| !is_about_places(problem));
        problems.extend(reason_problem("overrideReason", &reason));
        let reason = reason.trim().to_owned();
        placement.by_override = Some(Override { reason, asked_by: viewer.person_id, granted_by: None });
        placement.status = PlacementStatus::Proposed;
    }
    accept(problems)?;
    Ok(placement)
}

/// What stands against a placement, as things are now.
pub(super) async fn problems(
    write: &Write,
    wanted: &Placement,
    enrolment: &Enrolment,
    base: &Base,
) -> Result<Vec<Problem<PlacementErrorCode>>, Error> {
    let stay = wanted.stay();
    let plan = curricula::plan(&**write, enrolment.version_id).await?;
    let department = organisations::department(&**write, wanted.department_id).await?;
    let capacities = organisations::capacities(&**write, &department).await?;
    let institution = organisations::institution(&**write, base.institution_id).await?;
    let known_until = stay.until.max(today(write));
    let specialties = organisations::specialties_of(&**write, &[base.id]).await?;
    let accredited = specialties.iter().filter(|one| one.specialty == department.specialty);
    let accredited: Vec<Term> = accredited.map(|one| one.term).collect();
    let is_teaching_there =
        identity::is_teaching_at(&**write, wanted.supervisor_id, institution.id, stay.from, known_until)
            .await?;
    let makes_up_for = match wanted.makes_up_for_id {
        Some(key) => {
            let missed = store::placement(&**write, INVARIANT, key).await?;
            Some(MissedStay {
                serves_the_same: (missed.enrolment_id, missed.requirement_id)
                    == (wanted.enrolment_id, wanted.requirement_id),
                takes_place: missed.status.takes_a_place(),
                until: missed.ends_on,
            })
        }
        None => None,
    };
    let elsewhere = store::bookings(&**write, Counted::Trainee, wanted).await?;
    let in_department = store::bookings(&**write, Counted::Department, wanted).await?;
    let with_supervisor = store::bookings(&**write, Counted::Supervisor, wanted).await?;
    let days = |bookings: &[Placement]| bookings.iter().map(Placement::stay).collect::<Vec<_>>();
    Ok(placement_problems(&PlacementProposal {
        stay,
        part_time_percent: wanted.part_time_percent,
        person_id: enrolment.person_id,
        supervisor_id: wanted.supervisor_id,
        training: Stay { from: enrolment.starts_on, until: enrolment.expected_completion_on },
        is_training_active: enrolment.status == EnrolmentStatus::Active,
        requirement: plan.requirement(wanted.requirement_id),
        makes_up_for,
        department: &department,
        capacities: &capacities,
        base,
        institution: &institution.name,
        specialty: (!specialties.is_empty()).then_some(accredited.as_slice()),
        merged: organisations::merged_by(&**write, &institution, Some(stay.until)).await?,
        is_teaching_there,
        elsewhere: &with_names(write, &elsewhere).await?,
        in_department: &days(&in_department),
        with_supervisor: &days(&with_supervisor),
    }))
}

async fn with_names(write: &Write, placements: &[Placement]) -> Result<Vec<HeldStay>, Error> {
    if placements.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Uuid> = placements.iter().map(|placement| placement.department_id).collect();
    let departments = organisations::find_departments(&**write, &keys).await?;
    let name = |key: Uuid| departments.iter().find(|department| department.id == key);
    Ok(placements
        .iter()
        .filter_map(|placement| {
            let department = name(placement.department_id)?.name.clone();
            let part_time_percent = placement.part_time_percent;
            Some(HeldStay { stay: placement.stay(), part_time_percent, department })
        })
        .collect())
}

/// Two bookings for one trainee at the same moment: the database lets one through.
fn guarded(error: DbErr) -> Failure<PlacementErrorCode> {
    if refused_by(&error, "placement_no_overlap") {
        return Failure::problem(
            PlacementErrorCode::Overlap,
            "startsOn",
            Message::new("rotations-overlap-meanwhile"),
        );
    }
    error.into()
}

/// That the supervisor teaches her, which lets her decide about what is done there.
pub(super) fn supervises(placement: &Placement) -> NewRelation {
    NewRelation {
        kind: RelationKind::Supervises,
        holder_id: placement.supervisor_id,
        person_id: Some(placement.person_id),
        institution_id: None,
        department_id: None,
        specialty: None,
        starts_on: placement.starts_on,
        ends_on: Some(placement.ends_on),
        source_kind: SourceKind::Placement.code(),
        source_id: placement.id,
    }
}

/// That she learns in the department, which shows her to those who answer for it; also while they are only asked to take
/// her.
fn learns(placement: &Placement, specialty: &str) -> NewRelation {
    NewRelation {
        kind: RelationKind::LearnsAt,
        holder_id: placement.person_id,
        person_id: None,
        institution_id: Some(placement.institution_id),
        department_id: Some(placement.department_id),
        specialty: Some(specialty.to_owned()),
        ..supervises(placement)
    }
}

/// Lets a proposed placement take place although its department or its supervisor is full (domain rule 6). To decline
/// it, cancel it.
///
/// # Errors
/// `NotFound`, `Forbidden`; `SECOND_PERSON_NEEDED` for whoever asked for it and for the trainee; whatever else stands
/// against it by now.
pub async fn placement_override(
    platform: &Platform,
    viewer: &Viewer,
    placement_id: Uuid,
    expected_version: i32,
) -> Outcome<Placement, PlacementErrorCode> {
    let seen = store::placement(platform.database.reader(), viewer.scope(), placement_id).await?;
    let permit = Permit::at(viewer, Act::PlacementOverride, &[seen.institution_id])?;
    let write = platform.database.write().await?;
    lock(&write, &[&seen]).await?;
    let mut placement = store::placement(&*write, INVARIANT, placement_id).await?;
    let mut found = Vec::from_iter(conflict(&placement, expected_version));
    let Some(given) =
        placement.by_override.as_mut().filter(|_| placement.status == PlacementStatus::Proposed)
    else {
        let message = Message::new("rotations-not-proposed").with("status", placement.status.label());
        found.push(Problem::new(PlacementErrorCode::NotProposed, "placementId", message));
        return Err(Failure::Rejected(found));
    };
    let granting = identity::records_of(&*write, viewer.person_id).await?;
    found.extend(second_person_problems(placement.person_id, given.asked_by, &granting));
    given.granted_by = Some(viewer.person_id);
    let enrolment = enrolment::enrolment(&*write, INVARIANT, placement.enrolment_id).await?;
    let base = organisations::base(&*write, placement.base_id).await?;
    let standing = problems(&write, &placement, &enrolment, &base).await?;
    found.extend(standing.into_iter().filter(|problem| !is_about_places(problem)));
    accept(found)?;
    store::set_granted_by(&write, &permit, placement.id, viewer.person_id).await?;
    move_to(&write, &permit, &mut placement, PlacementStatus::Planned, None).await?;
    identity::insert_relations(&write, &permit, vec![supervises(&placement)]).await?;
    write.commit().await?;
    Ok(placement)
}

/// Locks everything that bookings of these count: their trainees' own, the department's and the supervisor's.
pub(super) async fn lock(write: &Write, placements: &[&Placement]) -> Result<(), Error> {
    let each = |of: fn(&Placement) -> Uuid| -> BTreeSet<Uuid> {
        placements.iter().map(|placement| of(placement)).collect()
    };
    let people: Vec<Uuid> = each(|placement| placement.person_id).into_iter().collect();
    enrolment::lock_enrolments_of_all(write, &people).await?;
    for department in each(|placement| placement.department_id) {
        organisations::lock_department(write, department).await?;
    }
    for supervisor in each(|placement| placement.supervisor_id) {
        identity::lock_person(write, supervisor).await?;
    }
    Ok(())
}

pub(super) fn conflict(placement: &Placement, expected_version: i32) -> Option<Problem<PlacementErrorCode>> {
    let message = Message::new("common-conflict").with("thing", ("轮转安排", "placement"));
    (placement.version != expected_version)
        .then(|| Problem::new(PlacementErrorCode::Conflict, "expectedVersion", message))
}

/// The school whose trainee has a stay.
pub(super) async fn school_of(
    connection: &impl ConnectionTrait,
    placement: &Placement,
) -> Result<Uuid, Error> {
    let scope = Scope::System(SystemReason::Permitted);
    Ok(enrolment::enrolment(connection, scope, placement.enrolment_id).await?.institution_id)
}

/// Allows to change or give up a stay to whoever may place its trainee, or answers for where she stays.
pub(super) async fn permitted(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    placement: &Placement,
) -> Result<Permit, Error> {
    let school = school_of(connection, placement).await?;
    let owners = Owners {
        institutions: &[school, placement.institution_id],
        department_id: Some(placement.department_id),
        ..Owners::default()
    };
    Permit::at(viewer, Act::PlacementWrite, owners)
}

/// Cancels a placement that has not been completed, or declines a draft or a proposed one; its place is free again. Not while evidence of it waits or counts.
///
/// # Errors
/// `NotFound`, `Forbidden`, and every problem found.
pub async fn placement_cancel(
    platform: &Platform,
    viewer: &Viewer,
    placement_id: Uuid,
    reason: &str,
    expected_version: i32,
) -> Outcome<Placement, PlacementErrorCode> {
    let reader = platform.database.reader();
    let seen = store::placement(reader, viewer.scope(), placement_id).await?;
    let permit = permitted(reader, viewer, &seen).await?;
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, seen.person_id).await?;
    let mut placement = store::placement(&*write, INVARIANT, placement_id).await?;
    let mut problems = Vec::from_iter(reason_problem("reason", reason));
    problems.extend(cancel_problems(&write, &placement, expected_version).await?);
    accept(problems)?;
    move_to(&write, &permit, &mut placement, PlacementStatus::Cancelled, Some(reason.trim())).await?;
    // What has begun stays in the relations until today, so that what was reviewed stays readable.
    let last = today(&write).min(placement.ends_on);
    identity::end_relations(&write, &permit, placement.id, last).await?;
    write.commit().await?;
    Ok(placement)
}

/// Cancels what was still to come of a training that its trainee has left: placements that have not begun and of which nothing
/// was shown. One that has begun is for its base to cancel or to let end.
///
/// # Errors
/// `NotFound` when there is no such enrolment.
pub async fn placements_give_up(platform: &Platform, enrolment_id: Uuid) -> Result<usize, Error> {
    let write = platform.database.write().await?;
    let enrolment = enrolment::enrolment(&*write, INVARIANT, enrolment_id).await?;
    if enrolment.status != EnrolmentStatus::Withdrawn {
        return Ok(0);
    }
    enrolment::lock_enrolments_of(&write, enrolment.person_id).await?;
    let permit = Permit::system(Act::PlacementWrite);
    let reason = enrolment.status.label().render(platform::text::Language::Chinese);
    let mut count = 0;
    for mut placement in store::placements_of(&*write, INVARIANT, &[enrolment_id]).await? {
        let begun = placement.starts_on <= today(&write);
        let version = placement.version;
        if begun || !cancel_problems(&write, &placement, version).await?.is_empty() {
            continue;
        }
        move_to(&write, &permit, &mut placement, PlacementStatus::Cancelled, Some(&reason)).await?;
        identity::end_relations(&write, &permit, placement.id, today(&write)).await?;
        count += 1;
    }
    write.commit().await?;
    Ok(count)
}

pub(super) async fn cancel_problems(
    write: &Write,
    placement: &Placement,
    expected_version: i32,
) -> Result<Vec<Problem<PlacementErrorCode>>, Error> {
    let mut problems = Vec::from_iter(conflict(placement, expected_version));
    let is_open = matches!(
        placement.status,
        PlacementStatus::Draft | PlacementStatus::Proposed | PlacementStatus::Planned
    );
    if !is_open {
        let message = Message::new("rotations-not-planned").with("status", placement.status.label());
        problems.push(Problem::new(PlacementErrorCode::NotPlanned, "placementId", message));
        return Ok(problems);
    }
    let evidence = evidence::of_source(&**write, INVARIANT, &[placement.id]).await?;
    let live = evidence.iter().filter(|evidence| evidence.status.is_live()).count();
    if live > 0 {
        let message = Message::new("rotations-evidence-exists").with("count", live);
        problems.push(Problem::new(PlacementErrorCode::EvidenceExists, "placementId", message));
    }
    Ok(problems)
}
