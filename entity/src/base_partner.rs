//! An institution trains for a base, as its partner unit, for a term.

use sea_orm::entity::prelude::*;

/// An institution trains for a base, as its partner unit, for a term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "base_partner")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// The partner unit.
    pub institution_id: Uuid,
    /// Codes of the specialties in which it trains, with a blank between; all when empty.
    pub specialties: String,
    /// First day.
    pub starts_on: Date,
    /// Last day; open when absent.
    pub ends_on: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
