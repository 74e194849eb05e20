//! Stays under way: what shows as running.

use chrono::NaiveDate;
use entity::placement;
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::PlacementStatus;
use super::{Placement, read_all};
use crate::enrolment;
use crate::evidence::counted_days;
use crate::organisations::BaseKind;

/// A stay that is under way or over and whose exit is not yet approved: what shows as running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningStay {
    /// The enrolment it serves.
    pub enrolment_id: Uuid,
    /// The requirement it serves.
    pub requirement_id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// Its kind.
    pub base_kind: BaseKind,
    /// The department.
    pub department_id: Uuid,
    /// Calendar days that have begun, the first and the present one counted, less approved leave, as far as they count: see
    /// [`counted_days`].
    pub days: i64,
}

/// Running stays of these enrolments as of a day: placements that have begun and have no approved exit; their days that count. For reports
/// over enrolments that were already read within a scope.
pub async fn running_days(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<RunningStay>, Error> {
    let query = placement::Entity::find()
        .filter(placement::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(placement::Column::Status.eq(PlacementStatus::Planned.code()))
        .filter(placement::Column::StartsOn.lte(on))
        .order_by_asc(placement::Column::StartsOn)
        .order_by_asc(placement::Column::Id);
    let begun = read_all(query.all(connection).await?)?;
    let people: Vec<Uuid> = begun.iter().map(|placement| placement.person_id).collect();
    let leaves =
        if people.is_empty() { Vec::new() } else { enrolment::approved_leaves(connection, &people).await? };
    let running = |placement: Placement| {
        let of_hers = leaves.iter().filter(|leave| leave.person_id == placement.person_id);
        let spans: Vec<_> = of_hers.map(enrolment::Leave::span).collect();
        let away =
            enrolment::days_within(&spans, (placement.starts_on, std::cmp::min(placement.ends_on, on)));
        RunningStay {
            enrolment_id: placement.enrolment_id,
            requirement_id: placement.requirement_id,
            base_id: placement.base_id,
            base_kind: placement.base_kind,
            department_id: placement.department_id,
            days: counted_days(
                std::cmp::max(placement.stay().elapsed(on) - away, 0),
                placement.part_time_percent,
            ),
        }
    };
    Ok(begun.into_iter().map(running).collect())
}
