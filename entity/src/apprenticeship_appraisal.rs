//! What one of the two says of the other in the end. Append-only.

use sea_orm::entity::prelude::*;

/// What one of the two says of the other in the end. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apprenticeship_appraisal")]
pub struct Model {
    /// The apprenticeship.
    #[sea_orm(primary_key, auto_increment = false)]
    pub apprenticeship_id: Uuid,
    /// Who says it: MENTOR or APPRENTICE.
    #[sea_orm(primary_key, auto_increment = false)]
    pub side: String,
    /// The mark's code.
    pub mark: String,
    /// What she says; empty once one of the two was erased.
    pub remark: String,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
