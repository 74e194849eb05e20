//! A statement of what somebody taught for an institution; it never changes, and a later one may take its place.

use sea_orm::entity::prelude::*;

/// A statement of what somebody taught for an institution; it never changes, and a later one may take its place.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teaching_statement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who taught.
    pub person_id: Uuid,
    /// The institution for which she taught, which states it.
    pub institution_id: Uuid,
    /// `GRASSROOTS_SERVICE` or `MONTHLY_TEACHING`.
    pub kind: String,
    /// First day of what it states.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Who asked for it.
    pub issued_by: Uuid,
    /// When.
    pub issued_at: DateTimeUtc,
    /// The day printed on it.
    pub issued_on: Date,
    /// The public code that always resolves.
    pub code: String,
    /// SHA-256 of what it states, hexadecimal; the same facts have the same one.
    pub facts_hash: String,
    /// Every printed fact, as RFC 8785 canonical JSON.
    pub snapshot: String,
    /// SHA-256 of the snapshot, hexadecimal.
    pub snapshot_hash: String,
    /// The address it verifies at, as printed.
    pub public_url: String,
    /// Content address of the PDF's bytes.
    pub file_hash: String,
    /// Size of the PDF in bytes.
    pub file_size: i64,
    /// The one whose place it took.
    pub supersedes_id: Option<Uuid>,
    /// When a later one took its place.
    pub superseded_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
