//! Booking a stay, and cancelling one.

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::{Write, refused_by};
use platform::error::{Error, Failure, Name, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{
    PlacementErrorCode, PlacementProposal, PlacementStatus, Stay, placement_problems, reason_problem,
};
use super::super::store::{self, Counted, Placement};
use super::{move_to, remember, today};
use crate::curricula;
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::evidence::{self, EvidenceStatus, SourceKind};
use crate::identity::{self, Act, NewRelation, Owners, Permit, RelationKind, Scope, SystemReason, Viewer};
use crate::organisations::{self, Base, Department};

const INVARIANT: Scope<'static> = Scope::System(SystemReason::Invariant);

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
}

/// Places a trainee in a department. Of several who want the last place at once, one gets it.
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
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, enrolment.person_id).await?;
    organisations::lock_department(&write, department.id).await?;
    identity::lock_person(&write, new.supervisor_id).await?;
    let placement = booked(&write, &new, &base).await?;
    store::insert_placement(&write, &permit, &placement).await.map_err(guarded)?;
    identity::insert_relations(&write, &permit, relations(&placement, &department.specialty)).await?;
    let after = json!({
        "personId": placement.person_id, "enrolmentId": placement.enrolment_id,
        "requirementId": placement.requirement_id, "departmentId": placement.department_id,
        "supervisorId": placement.supervisor_id, "startsOn": placement.starts_on, "endsOn": placement.ends_on,
    });
    remember(&write, &permit, "placement.create", &placement, Value::Null, after).await?;
    write.commit().await?;
    Ok(placement)
}

/// The placement, when nothing stands against it. Everything is read after the locks.
async fn booked(write: &Write, new: &NewPlacement, base: &Base) -> Outcome<Placement, PlacementErrorCode> {
    let enrolment = enrolment::enrolment(&**write, INVARIANT, new.enrolment_id).await?;
    let department = organisations::department(&**write, new.department_id).await?;
    let stay = Stay { from: new.starts_on, until: new.ends_on };
    accept(problems(write, new, stay, &enrolment, &department, base).await?)?;
    Ok(Placement {
        id: id::new_key(),
        enrolment_id: enrolment.id,
        person_id: enrolment.person_id,
        requirement_id: new.requirement_id,
        department_id: department.id,
        base_id: base.id,
        institution_id: base.institution_id,
        base_kind: base.kind,
        supervisor_id: new.supervisor_id,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        status: PlacementStatus::Planned,
        cancel_reason: None,
        version: 1,
    })
}

async fn problems(
    write: &Write,
    new: &NewPlacement,
    stay: Stay,
    enrolment: &Enrolment,
    department: &Department,
    base: &Base,
) -> Result<Vec<Problem<PlacementErrorCode>>, Error> {
    let plan = curricula::plan(&**write, enrolment.version_id).await?;
    let institution = organisations::institution(&**write, base.institution_id).await?;
    let known_until = stay.until.max(today(write));
    let is_teaching_there =
        identity::is_teaching_at(&**write, new.supervisor_id, institution.id, stay.from, known_until).await?;
    let elsewhere = store::bookings(&**write, Counted::Trainee(enrolment.person_id), stay).await?;
    let in_department = store::bookings(&**write, Counted::Department(department.id), stay).await?;
    let with_supervisor = store::bookings(&**write, Counted::Supervisor(new.supervisor_id), stay).await?;
    let days = |bookings: &[Placement]| bookings.iter().map(Placement::stay).collect::<Vec<_>>();
    Ok(placement_problems(&PlacementProposal {
        stay,
        person_id: enrolment.person_id,
        supervisor_id: new.supervisor_id,
        training: Stay { from: enrolment.starts_on, until: enrolment.expected_completion_on },
        is_training_active: enrolment.status == EnrolmentStatus::Active,
        requirement: plan.requirement(new.requirement_id),
        department,
        base,
        institution: &institution.name,
        is_teaching_there,
        elsewhere: &with_names(write, &elsewhere).await?,
        in_department: &days(&in_department),
        with_supervisor: &days(&with_supervisor),
    }))
}

async fn with_names(write: &Write, placements: &[Placement]) -> Result<Vec<(Stay, Name)>, Error> {
    if placements.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Uuid> = placements.iter().map(|placement| placement.department_id).collect();
    let departments = organisations::find_departments(&**write, &keys).await?;
    let name = |key: Uuid| departments.iter().find(|department| department.id == key);
    Ok(placements
        .iter()
        .filter_map(|placement| Some((placement.stay(), name(placement.department_id)?.name.clone())))
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

fn relations(placement: &Placement, specialty: &str) -> Vec<NewRelation> {
    let supervises = NewRelation {
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
    };
    let learns = NewRelation {
        kind: RelationKind::LearnsAt,
        holder_id: placement.person_id,
        person_id: None,
        institution_id: Some(placement.institution_id),
        department_id: Some(placement.department_id),
        specialty: Some(specialty.to_owned()),
        ..supervises.clone()
    };
    vec![supervises, learns]
}

/// Cancels a placement that has not been completed; its place is free again. Not while evidence of it waits or counts.
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
    let enrolment =
        enrolment::enrolment(reader, Scope::System(SystemReason::Permitted), seen.enrolment_id).await?;
    let owners = Owners {
        institutions: &[enrolment.institution_id, seen.institution_id],
        department_id: Some(seen.department_id),
        ..Owners::default()
    };
    let permit = Permit::at(viewer, Act::PlacementWrite, owners)?;
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, seen.person_id).await?;
    let mut placement = store::placement(&*write, INVARIANT, placement_id).await?;
    accept(cancel_problems(&write, &placement, reason, expected_version).await?)?;
    move_to(&write, &permit, &mut placement, PlacementStatus::Cancelled, Some(reason.trim())).await?;
    // What has begun stays in the relations until today, so that what was reviewed stays readable.
    let last = today(&write).min(placement.ends_on);
    identity::end_relations(&write, &permit, placement.id, last).await?;
    write.commit().await?;
    Ok(placement)
}

async fn cancel_problems(
    write: &Write,
    placement: &Placement,
    reason: &str,
    expected_version: i32,
) -> Result<Vec<Problem<PlacementErrorCode>>, Error> {
    let mut problems: Vec<_> = reason_problem(reason).into_iter().collect();
    if placement.version != expected_version {
        let message = Message::new("common-conflict").with("thing", ("轮转安排", "placement"));
        problems.push(Problem::new(PlacementErrorCode::Conflict, "expectedVersion", message));
    }
    if placement.status != PlacementStatus::Planned {
        let message = Message::new("rotations-not-planned").with("status", placement.status.label());
        problems.push(Problem::new(PlacementErrorCode::NotPlanned, "placementId", message));
        return Ok(problems);
    }
    let evidence = evidence::of_source(&**write, INVARIANT, &[placement.id]).await?;
    let live = evidence
        .iter()
        .filter(|evidence| matches!(evidence.status, EvidenceStatus::Pending | EvidenceStatus::Approved))
        .count();
    if live > 0 {
        let message = Message::new("rotations-evidence-exists").with("count", live);
        problems.push(Problem::new(PlacementErrorCode::EvidenceExists, "placementId", message));
    }
    Ok(problems)
}
