//! What leave does to the end of a training, with the stays that it missed.

use chrono::NaiveDate;
use platform::Platform;
use platform::error::{Error, Outcome};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::PlacementStatus;
use super::super::store::{self, Placement};
use crate::enrolment::{self, Enrolment, LeaveEffects, LeaveErrorCode, Pause};
use crate::identity::{Scope, SystemReason, Viewer};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// The stays of trainings, planned and completed, each with its training.
async fn stays(connection: &impl ConnectionTrait, enrolments: &[Uuid]) -> Result<Vec<(Uuid, Pause)>, Error> {
    let mut placements = store::placements_of(connection, PERMITTED, enrolments).await?;
    placements.retain(|placement| {
        matches!(placement.status, PlacementStatus::Planned | PlacementStatus::Completed)
    });
    let stay = |placement: &Placement| (placement.enrolment_id, (placement.starts_on, placement.ends_on));
    Ok(placements.iter().map(stay).collect())
}

/// What leave does to the ends of those of these trainings that the viewer may see: six statements, whatever their number.
pub async fn leave_effects(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    enrolments: &[Uuid],
) -> Result<Vec<LeaveEffects>, Error> {
    let found = enrolment::find_enrolments(connection, scope, enrolments).await?;
    let keys: Vec<Uuid> = found.iter().map(|enrolment| enrolment.id).collect();
    let stays = stays(connection, &keys).await?;
    enrolment::leave_effects(connection, &found, &stays).await
}

/// Moves the last day of a training to where the rules of leave say that it belongs; `wanted` is the day that the viewer was shown.
///
/// # Errors
/// `NotFound` when it is not there or not visible, `Forbidden` without a role at its school; every problem found.
pub async fn leave_effect_apply(
    platform: &Platform,
    viewer: &Viewer,
    enrolment_id: Uuid,
    (wanted, reason): (NaiveDate, &str),
) -> Outcome<Enrolment, LeaveErrorCode> {
    let write = platform.database.write().await?;
    let (permit, enrolment) = enrolment::changeable(&write, viewer, enrolment_id).await?;
    let stays = stays(&*write, &[enrolment_id]).await?;
    let changed =
        enrolment::leave_effect_apply(&write, &permit, &enrolment, &stays, (wanted, reason)).await?;
    write.commit().await?;
    Ok(changed)
}
