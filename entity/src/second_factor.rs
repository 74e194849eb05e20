//! A person's second factor: an authenticator app.

use sea_orm::entity::prelude::*;

/// A person's second factor: an authenticator app.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// The secret shared with the app, encrypted.
    pub secret: Vec<u8>,
    /// The half-minute of the code that was used last.
    pub last_step: Option<i64>,
    /// When the secret was made.
    pub created_at: DateTimeUtc,
    /// When a code from the app was first shown; until then the factor asks for nothing.
    pub confirmed_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
