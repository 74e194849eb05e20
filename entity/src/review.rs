//! What a reviewer decided about a piece of evidence. Append-only.

use sea_orm::entity::prelude::*;

/// What a reviewer decided about a piece of evidence. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The evidence decided about.
    pub evidence_id: Uuid,
    /// Who decided.
    pub reviewer_id: Uuid,
    /// APPROVED, RETURNED, REJECTED or WITHDRAWN.
    pub decision: String,
    /// The step at which it was decided: SUPERVISOR, DEPARTMENT, BASE or SCHOOL.
    pub step: String,
    /// How many pieces of evidence were decided by the one act.
    pub at_once: i32,
    /// Seconds for which what was decided at once had been shown; none when it never was, or when it was decided alone.
    pub seconds: Option<i32>,
    /// Why, always there unless approved; of an exit that is approved, the comment of whoever signs.
    pub reason: Option<String>,
    /// When.
    pub decided_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
