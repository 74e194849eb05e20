//! Two trainees who take each other's stay, as one act.

use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use uuid::Uuid;

use super::super::rules::{PlacementErrorCode, PlacementStatus, reason_problem, swap_share_problem};
use super::super::store::{self, Placement};
use super::placements::{INVARIANT, book, cancel_problems, lock, permitted, problems};
use super::{move_to, today};
use crate::enrolment;
use crate::identity::{self, Permit, Viewer};
use crate::organisations;

/// A stay to be given up: which one, its version as the caller saw it, and the field that names it.
type GivenUp = (Uuid, i32, &'static str);

/// Two stays to be exchanged, each with its version as the caller saw it.
#[derive(Clone, Debug)]
pub struct Swap {
    /// One.
    pub first: (Uuid, i32),
    /// The other.
    pub second: (Uuid, i32),
    /// Why.
    pub reason: String,
}

/// Lets two trainees take each other's stay: department, supervisor and days. Both stays are cancelled and two are booked, or
/// nothing is; neither may have begun, and both take the same share of full time. Each serves what the other one's served where both
/// are held to one version, else what it
/// served before.
///
/// # Errors
/// `NotFound` when one is not visible; `Forbidden` without a role that may place both; every problem of both new stays, each at the
/// stay that its trainee gives up.
pub async fn placement_swap(
    platform: &Platform,
    viewer: &Viewer,
    swap: &Swap,
) -> Outcome<(Placement, Placement), PlacementErrorCode> {
    let reader = platform.database.reader();
    let first = store::placement(reader, viewer.scope(), swap.first.0).await?;
    let second = store::placement(reader, viewer.scope(), swap.second.0).await?;
    permitted(reader, viewer, &first).await?;
    let permit = permitted(reader, viewer, &second).await?;
    let write = platform.database.write().await?;
    lock(&write, &[&first, &second]).await?;
    let reason = swap.reason.trim();
    let mut found = Vec::from_iter(reason_problem("reason", reason));
    if first.person_id == second.person_id {
        let message = Message::new("rotations-swap-one-trainee");
        found.push(Problem::new(PlacementErrorCode::SwapUnsuitable, "secondPlacementId", message));
    }
    let paths = ["firstPlacementId", "secondPlacementId"];
    let mut first = given_up(&write, (swap.first.0, swap.first.1, paths[0]), &mut found).await?;
    let mut second = given_up(&write, (swap.second.0, swap.second.1, paths[1]), &mut found).await?;
    found.extend(swap_share_problem(first.part_time_percent, second.part_time_percent));
    accept(std::mem::take(&mut found))?;
    for placement in [&mut first, &mut second] {
        move_to(&write, &permit, placement, PlacementStatus::Cancelled, Some(reason)).await?;
        identity::end_relations(&write, &permit, placement.id, today(&write)).await?;
    }
    let of_first = taken(&write, &permit, (&first, &second, paths[0]), &mut found).await?;
    let of_second = taken(&write, &permit, (&second, &first, paths[1]), &mut found).await?;
    accept(found)?;
    write.commit().await?;
    Ok((of_first, of_second))
}

fn at(
    path: &str,
    problems: Vec<Problem<PlacementErrorCode>>,
) -> impl Iterator<Item = Problem<PlacementErrorCode>> {
    problems.into_iter().map(move |problem| Problem::new(problem.code, path, problem.message))
}

/// A stay as it is behind the locks, and what stands against giving it up.
async fn given_up(
    write: &Write,
    (key, version, path): GivenUp,
    found: &mut Vec<Problem<PlacementErrorCode>>,
) -> Result<Placement, Error> {
    let placement = store::placement(&**write, INVARIANT, key).await?;
    found.extend(at(path, cancel_problems(write, &placement, version).await?));
    let is_asked_for = matches!(placement.status, PlacementStatus::Draft | PlacementStatus::Proposed);
    if is_asked_for || placement.starts_on <= today(write) {
        let message = Message::new("rotations-swap-begun")
            .with("begin", placement.starts_on)
            .with("status", platform::codes::Code::label(placement.status));
        found.push(Problem::new(PlacementErrorCode::SwapUnsuitable, path, message));
    }
    Ok(placement)
}

/// The other one's stay for the trainee of `own`, booked when nothing stands against it.
async fn taken(
    write: &Write,
    permit: &Permit,
    (own, other, path): (&Placement, &Placement, &str),
    found: &mut Vec<Problem<PlacementErrorCode>>,
) -> Outcome<Placement, PlacementErrorCode> {
    let enrolment = enrolment::enrolment(&**write, INVARIANT, own.enrolment_id).await?;
    let others = enrolment::enrolment(&**write, INVARIANT, other.enrolment_id).await?;
    let is_one_version = enrolment.version_id == others.version_id;
    let requirement_id = if is_one_version { other.requirement_id } else { own.requirement_id };
    let wanted = Placement {
        id: id::new_key(),
        enrolment_id: own.enrolment_id,
        person_id: own.person_id,
        requirement_id,
        status: PlacementStatus::Planned,
        cancel_reason: None,
        by_override: None,
        makes_up_for_id: own.makes_up_for_id.filter(|_| requirement_id == own.requirement_id),
        instead_of_id: Some(own.id),
        drafted_by: None,
        version: 1,
        ..other.clone()
    };
    let base = organisations::base(&**write, wanted.base_id).await?;
    let against = problems(write, &wanted, &enrolment, &base).await?;
    if against.is_empty() {
        let department = organisations::department(&**write, wanted.department_id).await?;
        book(write, permit, &wanted, &department.specialty).await?;
    }
    found.extend(at(path, against));
    Ok(wanted)
}
