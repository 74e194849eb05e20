//! A file of a teaching session. Append-only.

use sea_orm::entity::prelude::*;

/// A file of a teaching session. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teaching_file")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The upload that keeps its bytes.
    pub upload_id: Uuid,
    /// Its name.
    pub file_name: String,
    /// What it is, as its bytes say.
    pub media_type: String,
    /// How large it is, in bytes.
    pub byte_size: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
    /// Who attached it.
    pub attached_by: Uuid,
    /// When.
    pub attached_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
