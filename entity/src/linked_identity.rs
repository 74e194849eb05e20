//! An identity elsewhere that opens a person's door.

use sea_orm::entity::prelude::*;

/// An identity elsewhere that opens a person's door.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "linked_identity")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose door.
    pub person_id: Uuid,
    /// The provider by which it was linked.
    pub identity_provider_id: Uuid,
    /// Who vouches.
    pub issuer: String,
    /// The issuer's own, lasting name for the person.
    pub subject: String,
    /// When it was linked.
    pub linked_at: DateTimeUtc,
    /// When it last opened the door, or was linked.
    pub last_used_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
