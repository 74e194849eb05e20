//! A code that stands in once for a lost second factor, stored only as a digest.

use sea_orm::entity::prelude::*;

/// A code that stands in once for a lost second factor, stored only as a digest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub person_id: Uuid,
    /// SHA-256 of the code.
    pub code_digest: Vec<u8>,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
