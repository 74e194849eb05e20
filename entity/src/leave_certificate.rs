//! The certificate that proves a leave.

use sea_orm::entity::prelude::*;

/// The certificate that proves a leave. Its bytes are gone once the trainee was erased.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leave_certificate")]
pub struct Model {
    /// The leave.
    #[sea_orm(primary_key, auto_increment = false)]
    pub leave_id: Uuid,
    /// The upload that keeps its bytes.
    pub upload_id: Uuid,
    /// Its name; empty once the trainee was erased.
    pub file_name: String,
    /// What it is, as its bytes say.
    pub media_type: String,
    /// How large it is, in bytes.
    pub byte_size: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
    /// When it was attached.
    pub attached_at: DateTimeUtc,
    /// When its bytes were destroyed.
    pub destroyed_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
