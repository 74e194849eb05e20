//! What somebody scored in an exit examination.

use sea_orm::entity::prelude::*;

/// What somebody scored in an exit examination.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_exam_score")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The registration.
    pub registration_id: Uuid,
    /// Points by part, as JSON.
    pub points: String,
    /// Whether she did not sit it.
    pub is_absent: bool,
    /// Whether every part was passed.
    pub is_passed: bool,
    /// Who imported it.
    pub imported_by: Uuid,
    /// When.
    pub imported_at: DateTimeUtc,
    /// The evidence that it makes.
    pub evidence_id: Uuid,
    /// The score that it corrects.
    pub replaces_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
