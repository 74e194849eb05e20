//! What an apprentice wrote about a time in which she followed her master. Append-only.

use sea_orm::entity::prelude::*;

/// What an apprentice wrote about a time in which she followed her master. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "following_record")]
pub struct Model {
    /// The hours that it is about.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// The local day of the hours.
    pub occurred_on: Date,
    /// How they met.
    pub channel: String,
    /// The cases seen; empty once she was erased.
    pub seen: String,
    /// What she learned; empty once she was erased.
    pub learned: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
