//! The time an hours entry holds; freed when the entry is rejected or replaced.

use sea_orm::entity::prelude::*;

/// The time an hours entry holds; freed when the entry is rejected or replaced.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interval_claim")]
pub struct Model {
    /// The hours entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// Whose time.
    pub person_id: Uuid,
    /// DUTY, or ALONGSIDE for following a master, which may lie inside duty.
    pub layer: String,
    /// Start.
    pub starts_at: DateTimeUtc,
    /// End, exclusive.
    pub ends_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
