//! Two records that may be of one human.

use sea_orm::entity::prelude::*;

/// Two records that may be of one human.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "possible_double")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The one recorded earlier.
    pub person_id: Uuid,
    /// The one recorded later.
    pub other_id: Uuid,
    /// What they have in common.
    pub ground: String,
    /// Open, or how it was decided.
    pub status: String,
    /// When they were found.
    pub found_at: DateTimeUtc,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// Why.
    pub reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
