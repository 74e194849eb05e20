//! A file that a one-time URL lets its owner send.

use sea_orm::entity::prelude::*;

/// A file that a one-time URL lets its owner send.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person who asked for the URL.
    pub owner_id: Uuid,
    /// What the file is for.
    pub purpose: String,
    /// The name the client gave.
    pub file_name: String,
    /// SHA-256 of the secret in the URL.
    pub token_digest: Vec<u8>,
    /// Content address of the bytes, once received.
    pub content_digest: Option<String>,
    /// Size of the bytes, once received.
    pub byte_size: Option<i64>,
    /// When the URL was handed out.
    pub created_at: DateTimeUtc,
    /// When the URL stops working.
    pub expires_at: DateTimeUtc,
    /// When the bytes came; a second sending is refused.
    pub received_at: Option<DateTimeUtc>,
    /// When it became part of the record; what never did is forgotten after a while.
    pub kept_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
