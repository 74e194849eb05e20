//! The time that hours hold.

use chrono::Duration;
use entity::interval_claim;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::{HANDOVER_HOURS, Interval, LONGEST_HOURS, Layer};
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

/// How much earlier than an interval a claim begins that still reaches into it, at most: a correction holds the time of two entries.
const LONGEST_CLAIM: Duration = Duration::hours(2 * (LONGEST_HOURS + HANDOVER_HOURS));

/// What a person holds of any of these intervals in their layers, first to last: one statement. Read for an invariant.
pub(in super::super) async fn claims_among(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    times: &[(Layer, Interval)],
) -> Result<Vec<Claim>, Error> {
    use interval_claim::Column;
    let mut among = Cond::any();
    for (layer, interval) in times {
        let touches = Cond::all()
            .add(Column::Layer.eq(layer.code()))
            .add(Column::StartsAt.gt(interval.from - LONGEST_CLAIM))
            .add(Column::StartsAt.lt(interval.until))
            .add(Column::EndsAt.gt(interval.from));
        among = among.add(touches);
    }
    let rows = interval_claim::Entity::find()
        .filter(Column::PersonId.eq(person_id))
        .filter(among)
        .order_by_asc(Column::StartsAt)
        .all(connection)
        .await?;
    let claim = |row: interval_claim::Model| {
        Ok(Claim {
            evidence_id: row.evidence_id,
            person_id: row.person_id,
            layer: Layer::stored(&row.layer)?,
            interval: Interval { from: row.starts_at, until: row.ends_at },
        })
    };
    rows.into_iter().map(claim).collect()
}

/// Holds time for an entry.
///
/// # Errors
/// The guard `interval_claim_no_overlap`, when another entry holds part of it.
pub(in super::super) async fn insert_claim(
    write: &Write,
    permit: &Permit,
    claim: Claim,
) -> Result<(), DbErr> {
    insert_claims(write, permit, &[claim]).await
}

/// Holds time for entries: one statement.
///
/// # Errors
/// The guard `interval_claim_no_overlap`, when another entry holds part of it.
pub(in super::super) async fn insert_claims(
    write: &Write,
    _permit: &Permit,
    claims: &[Claim],
) -> Result<(), DbErr> {
    if claims.is_empty() {
        return Ok(());
    }
    let rows = claims.iter().map(|claim| interval_claim::ActiveModel {
        evidence_id: Set(claim.evidence_id),
        person_id: Set(claim.person_id),
        layer: Set(claim.layer.code().to_owned()),
        starts_at: Set(claim.interval.from),
        ends_at: Set(claim.interval.until),
    });
    interval_claim::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Frees the time of entries: one statement.
pub(in super::super) async fn delete_claims(
    write: &Write,
    _permit: &Permit,
    entries: &[Uuid],
) -> Result<(), DbErr> {
    if entries.is_empty() {
        return Ok(());
    }
    interval_claim::Entity::delete_many()
        .filter(interval_claim::Column::EvidenceId.is_in(entries.iter().copied()))
        .exec(&**write)
        .await?;
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
