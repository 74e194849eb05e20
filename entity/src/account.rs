//! What a person signs in with.

use sea_orm::entity::prelude::*;

/// What a person signs in with.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// Argon2id, in the PHC string format, with its salt and costs.
    pub password_hash: String,
    /// When the password was set.
    pub password_changed_at: DateTimeUtc,
    /// When the person first set one.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
