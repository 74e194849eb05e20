//! The time that hours hold.

use entity::interval_claim;
use platform::codes::Code as _;
use platform::db::Write;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::{Interval, Layer};
use crate::identity::Permit;

/// Time that an entry holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Claim {
    /// The hours entry.
    pub(in super::super) evidence_id: Uuid,
    /// Whose time.
    pub(in super::super) person_id: Uuid,
    /// In which layer.
    pub(in super::super) layer: Layer,
    /// When.
    pub(in super::super) interval: Interval,
}

/// What a person holds of a layer within an interval, first to last. Read for an invariant.
pub(in super::super) async fn claims(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    layer: Layer,
    interval: Interval,
) -> Result<Vec<Claim>, DbErr> {
    use interval_claim::Column;
    let rows = interval_claim::Entity::find()
        .filter(Column::PersonId.eq(person_id))
        .filter(Column::Layer.eq(layer.code()))
        .filter(Column::StartsAt.lt(interval.until))
        .filter(Column::EndsAt.gt(interval.from))
        .order_by_asc(Column::StartsAt)
        .all(connection)
        .await?;
    let claim = |row: interval_claim::Model| Claim {
        evidence_id: row.evidence_id,
        person_id: row.person_id,
        layer,
        interval: Interval { from: row.starts_at, until: row.ends_at },
    };
    Ok(rows.into_iter().map(claim).collect())
}

/// Holds time for an entry.
///
/// # Errors
/// The guard `interval_claim_no_overlap`, when another entry holds part of it.
pub(in super::super) async fn insert_claim(
    write: &Write,
    _permit: &Permit,
    claim: Claim,
) -> Result<(), DbErr> {
    let row = interval_claim::ActiveModel {
        evidence_id: Set(claim.evidence_id),
        person_id: Set(claim.person_id),
        layer: Set(claim.layer.code().to_owned()),
        starts_at: Set(claim.interval.from),
        ends_at: Set(claim.interval.until),
    };
    interval_claim::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Frees the time of an entry, and says whether it held any.
pub(in super::super) async fn delete_claim(
    write: &Write,
    _permit: &Permit,
    evidence_id: Uuid,
) -> Result<bool, DbErr> {
    let deleted = interval_claim::Entity::delete_by_id(evidence_id).exec(&**write).await?;
    Ok(deleted.rows_affected > 0)
}

/// Carries the time that a person holds over to another record of hers, and says how many entries hold it.
pub(super) async fn carry_over(write: &Write, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let held = interval_claim::Entity::update_many()
        .col_expr(interval_claim::Column::PersonId, Expr::val(to))
        .filter(interval_claim::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(held.rows_affected)
}
