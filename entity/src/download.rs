//! A file that a URL lets its owner fetch for a short time.

use sea_orm::entity::prelude::*;

/// A file that a URL lets its owner fetch for a short time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "download")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person who asked for it.
    pub owner_id: Uuid,
    /// What the file is called.
    pub file_name: String,
    /// What it is.
    pub media_type: String,
    /// SHA-256 of the secret in the URL.
    pub token_digest: Vec<u8>,
    /// Size in bytes.
    pub byte_size: i64,
    /// When the URL was handed out.
    pub created_at: DateTimeUtc,
    /// When the URL stops working.
    pub expires_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
