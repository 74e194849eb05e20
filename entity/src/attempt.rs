//! How often somebody tried to get in and did not, by account and by address.

use sea_orm::entity::prelude::*;

/// How often somebody tried to get in and did not, by account and by address.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    /// What was tried and by whom: a word and a digest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Attempts since the last success.
    pub failures: i32,
    /// When the last one was made.
    pub last_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
