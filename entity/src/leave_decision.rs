//! What was decided about a leave at one of its steps. Append-only.

use sea_orm::entity::prelude::*;

/// What was decided about a leave at one of its steps. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leave_decision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The leave.
    pub leave_id: Uuid,
    /// The step's code.
    pub step: String,
    /// The decision's code.
    pub decision: String,
    /// Why; empty where nothing was said, and once the trainee was erased.
    pub reason: String,
    /// Who decided.
    pub decided_by: Uuid,
    /// When.
    pub decided_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
