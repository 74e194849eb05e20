//! Which seal covers which event, and at which position.

use sea_orm::entity::prelude::*;

/// Which seal covers which event, and at which position.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_sealed_event")]
pub struct Model {
    /// The sealed event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    /// The seal that covers it.
    pub seal_number: i64,
    /// Its place within the seal, from 0.
    pub position: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
