//! A file that proves a piece of evidence. Its bytes may be destroyed; that they were there, and their digest, stay.

use sea_orm::entity::prelude::*;

/// A file that proves a piece of evidence. Its bytes may be destroyed; that they were there, and their digest, stay.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it proves.
    pub evidence_id: Uuid,
    /// The upload that keeps its bytes.
    pub upload_id: Uuid,
    /// Its name.
    pub file_name: String,
    /// What it is, as its bytes say.
    pub media_type: String,
    /// How large it is.
    pub byte_size: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
    /// Who attached it.
    pub attached_by: Uuid,
    /// When.
    pub attached_at: DateTimeUtc,
    /// Who destroyed its bytes.
    pub destroyed_by: Option<Uuid>,
    /// When.
    pub destroyed_at: Option<DateTimeUtc>,
    /// Why.
    pub destroyed_reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
