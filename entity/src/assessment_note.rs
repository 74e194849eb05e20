//! What a trainee wrote about one item of an assessment of hers. Append-only.

use sea_orm::entity::prelude::*;

/// What a trainee wrote about one item of an assessment of hers. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_note")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The assessment.
    pub evidence_id: Uuid,
    /// The item's code.
    pub item: String,
    /// What she wrote.
    pub note: String,
    /// When.
    pub written_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
