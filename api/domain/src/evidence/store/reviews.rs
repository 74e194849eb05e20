//! Queries over reviews.

use chrono::{DateTime, Utc};
use entity::review;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::Decision;
use crate::curricula::ReviewStep;
use crate::identity::Permit;

/// What a reviewer decided.
#[derive(Clone, Debug)]
pub struct Review {
    /// Key.
    pub id: Uuid,
    /// The evidence decided about.
    pub evidence_id: Uuid,
    /// Who decided.
    pub reviewer_id: Uuid,
    /// At which step.
    pub step: ReviewStep,
    /// What.
    pub decision: Decision,
    /// How many pieces of evidence were decided by the one act.
    pub at_once: i32,
    /// Seconds for which what was decided at once had been shown; nothing when it never was, or when it was decided alone.
    pub seconds: Option<i32>,
    /// Why, always there unless approved; of an exit that is approved, the comment of whoever signs.
    pub reason: Option<String>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// Reviews of these pieces of evidence, in order of decision.
pub async fn reviews_of(connection: &impl ConnectionTrait, evidence: &[Uuid]) -> Result<Vec<Review>, Error> {
    let rows = review::Entity::find()
        .filter(review::Column::EvidenceId.is_in(evidence.iter().copied()))
        .order_by_asc(review::Column::DecidedAt)
        .order_by_asc(review::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Review {
                id: row.id,
                evidence_id: row.evidence_id,
                reviewer_id: row.reviewer_id,
                step: ReviewStep::stored(&row.step)?,
                decision: Decision::stored(&row.decision)?,
                at_once: row.at_once,
                seconds: row.seconds,
                reason: row.reason,
                decided_at: row.decided_at,
            })
        })
        .collect()
}

/// Writes reviews.
pub(in super::super) async fn insert_reviews(
    write: &Write,
    _permit: &Permit,
    rows: Vec<review::Model>,
) -> Result<(), DbErr> {
    let rows = rows.into_iter().map(review::ActiveModel::from);
    review::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}
