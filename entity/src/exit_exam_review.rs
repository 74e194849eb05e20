//! What was decided about a registration.

use sea_orm::entity::prelude::*;

/// What was decided about a registration.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_exam_review")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The registration.
    pub registration_id: Uuid,
    /// At which step.
    pub step: String,
    /// What.
    pub decision: String,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub reviewer_id: Uuid,
    /// When.
    pub decided_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
