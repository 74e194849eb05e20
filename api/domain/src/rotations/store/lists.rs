//! Lists of placements.

use chrono::NaiveDate;
use entity::placement;
use platform::codes::Code as _;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::super::rules::PlacementStatus;
use super::{Placement, read_all};
use crate::identity::Scope;

/// Which placements a list shows; everything visible when nothing is said.
#[derive(Clone, Debug, Default)]
pub struct PlacementFilter {
    /// Of this enrolment.
    pub enrolment_id: Option<Uuid>,
    /// In this department.
    pub department_id: Option<Uuid>,
    /// At this institution's bases.
    pub institution_id: Option<Uuid>,
    /// With this supervisor.
    pub supervisor_id: Option<Uuid>,
    /// Where they stand, and on which day.
    pub status: Option<(PlacementStatus, NaiveDate)>,
    /// With a day on or after this one.
    pub from: Option<NaiveDate>,
    /// With a day on or before this one.
    pub until: Option<NaiveDate>,
}

/// Placements by their first day.
#[must_use]
pub fn placements_ordering() -> Ordering {
    Ordering::by("STARTS_ON", placement::Column::StartsOn, SortKind::Date, placement::Column::Id)
}

fn filtered(scope: Scope<'_>, filter: &PlacementFilter) -> Select<placement::Entity> {
    use placement::Column;
    let mut query =
        placement::Entity::find().filter(scope.people((placement::Entity, placement::Column::PersonId)));
    let keys = [
        (Column::EnrolmentId, filter.enrolment_id),
        (Column::DepartmentId, filter.department_id),
        (Column::InstitutionId, filter.institution_id),
        (Column::SupervisorId, filter.supervisor_id),
    ];
    for (column, key) in keys {
        if let Some(key) = key {
            query = query.filter(column.eq(key));
        }
    }
    if let Some((status, day)) = filter.status {
        query = match status {
            PlacementStatus::Planned => query.filter(Column::StartsOn.gt(day)),
            PlacementStatus::Active => query.filter(Column::StartsOn.lte(day)),
            _ => query,
        };
        let written = if status == PlacementStatus::Active { PlacementStatus::Planned } else { status };
        query = query.filter(Column::Status.eq(written.code()));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::EndsOn.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::StartsOn.lte(until));
    }
    query
}

/// A page of visible placements.
pub async fn placements_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &PlacementFilter,
    page: &PageRequest,
) -> Result<Slice<Placement>, Error> {
    let query = filtered(scope, filter);
    let rows = page.apply(query, &placements_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many there are of them.
pub async fn placements_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &PlacementFilter,
) -> Result<i64, DbErr> {
    let count = filtered(scope, filter).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Visible placements, at most `limit` of them, by their first day.
pub(in super::super) async fn all_placements(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &PlacementFilter,
    limit: usize,
) -> Result<Vec<Placement>, Error> {
    let query = filtered(scope, filter)
        .order_by_asc(placement::Column::StartsOn)
        .order_by_asc(placement::Column::Id)
        .limit(u64::try_from(limit).ok());
    read_all(query.all(connection).await?)
}
