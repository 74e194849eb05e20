//! What a lower room tells higher ones, and clients that poll for changes.

use sea_orm::entity::prelude::*;

/// What a lower room tells higher ones, and clients that poll for changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What happened, noun first, for instance `evidence.withdrawn`.
    pub topic: String,
    /// What it happened to.
    pub object_id: Uuid,
    /// Whose record it concerns.
    pub person_id: Option<Uuid>,
    /// Details as JSON.
    pub payload: String,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
