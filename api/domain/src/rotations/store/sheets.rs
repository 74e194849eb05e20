//! Weekly sheets from which somebody typed hours.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{hours_sheet, hours_sheet_entry};
use platform::db::Write;
use platform::id;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use crate::identity::{Permit, Scope};

/// A weekly sheet from which somebody typed hours of a trainee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursSheet {
    /// Key.
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The placement.
    pub placement_id: Uuid,
    /// The Monday of the week.
    pub starts_on: NaiveDate,
    /// Who typed it.
    pub typed_by: Uuid,
    /// When.
    pub typed_at: DateTime<Utc>,
    /// The entries typed from it, in order; the scan is attached to the first.
    pub entries: Vec<Uuid>,
}

async fn with_entries(
    connection: &impl ConnectionTrait,
    rows: Vec<hours_sheet::Model>,
) -> Result<Vec<HoursSheet>, DbErr> {
    let typed = hours_sheet_entry::Entity::find()
        .filter(hours_sheet_entry::Column::SheetId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(hours_sheet_entry::Column::EvidenceId)
        .all(connection)
        .await?;
    let mut entries: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in typed {
        entries.entry(row.sheet_id).or_default().push(row.evidence_id);
    }
    let sheet = |row: hours_sheet::Model| HoursSheet {
        entries: entries.remove(&row.id).unwrap_or_default(),
        id: row.id,
        person_id: row.person_id,
        placement_id: row.placement_id,
        starts_on: row.starts_on,
        typed_by: row.typed_by,
        typed_at: row.typed_at,
    };
    Ok(rows.into_iter().map(sheet).collect())
}

/// The sheets from which these hours were typed, in no order: three statements. For hours that the viewer was shown.
pub async fn sheets_behind(
    connection: &impl ConnectionTrait,
    hours: &[Uuid],
) -> Result<Vec<HoursSheet>, DbErr> {
    let named = hours_sheet_entry::Entity::find()
        .filter(hours_sheet_entry::Column::EvidenceId.is_in(hours.iter().copied()))
        .all(connection)
        .await?;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let sheets = hours_sheet::Entity::find()
        .filter(hours_sheet::Column::Id.is_in(named.iter().map(|row| row.sheet_id)))
        .all(connection)
        .await?;
    with_entries(connection, sheets).await
}

/// Sheets of these people, the earliest first.
pub async fn sheets_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<HoursSheet>, DbErr> {
    let rows = hours_sheet::Entity::find()
        .filter(hours_sheet::Column::PersonId.is_in(people.iter().copied()))
        .filter(scope.people((hours_sheet::Entity, hours_sheet::Column::PersonId)))
        .order_by_asc(hours_sheet::Column::Id)
        .all(connection)
        .await?;
    with_entries(connection, rows).await
}

/// Writes a sheet with the entries that were typed from it.
pub(in super::super) async fn insert_sheet(
    write: &Write,
    _permit: &Permit,
    (person_id, placement_id, typed_by): (Uuid, Uuid, Uuid),
    starts_on: NaiveDate,
    entries: Vec<Uuid>,
) -> Result<HoursSheet, DbErr> {
    let row = hours_sheet::Model {
        id: id::new_key(),
        person_id,
        placement_id,
        starts_on,
        typed_by,
        typed_at: write.now(),
    };
    hours_sheet::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**write).await?;
    let rows = entries
        .iter()
        .map(|key| hours_sheet_entry::ActiveModel { evidence_id: Set(*key), sheet_id: Set(row.id) });
    hours_sheet_entry::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(HoursSheet {
        id: row.id,
        person_id,
        placement_id,
        starts_on,
        typed_by,
        typed_at: row.typed_at,
        entries,
    })
}

/// Carries a person's sheets over to another record of hers.
pub(super) async fn carry_over(write: &Write, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let moved = hours_sheet::Entity::update_many()
        .col_expr(hours_sheet::Column::PersonId, Expr::val(to))
        .filter(hours_sheet::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(moved.rows_affected)
}
