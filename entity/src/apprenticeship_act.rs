//! What somebody did about an apprenticeship. Append-only.

use sea_orm::entity::prelude::*;

/// What somebody did about an apprenticeship. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apprenticeship_act")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which.
    pub apprenticeship_id: Uuid,
    /// The act's code.
    pub kind: String,
    /// On whose side.
    pub side: String,
    /// Who.
    pub actor_id: Uuid,
    /// From which day on, or on which, it holds.
    pub effective_on: Date,
    /// Why; empty once one of the two was erased.
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
