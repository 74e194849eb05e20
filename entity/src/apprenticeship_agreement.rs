//! The signed agreement of a pairing. Append-only; the latest holds.

use sea_orm::entity::prelude::*;

/// The signed agreement of a pairing. Append-only; the latest holds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apprenticeship_agreement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// When it was signed.
    pub signed_on: Date,
    /// The upload that keeps its bytes.
    pub upload_id: Uuid,
    /// Its name; empty once one of the two was erased.
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
    /// When its bytes were destroyed: one of the two was erased.
    pub destroyed_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
