//! Somebody acts for somebody else for a term.

use sea_orm::entity::prelude::*;

/// Somebody acts for somebody else for a term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose rights are used.
    pub delegator_id: Uuid,
    /// Who uses them.
    pub deputy_id: Uuid,
    /// Why.
    pub reason: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// When it was written down.
    pub created_at: DateTimeUtc,
    /// When it was taken back, before its term was over.
    pub revoked_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
