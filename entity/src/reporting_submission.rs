//! What a member submitted to a round, and what was decided about it.

use sea_orm::entity::prelude::*;

/// What a member submitted to a round, and what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_submission")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// The how manieth of the member in the round, from 1.
    pub number: i32,
    /// The edition of the round in which it was submitted.
    pub edition: i32,
    /// The status's code.
    pub status: String,
    /// Name of the stamped scan.
    pub file_name: String,
    /// What the scan is, as its bytes say.
    pub media_type: String,
    /// How large it is, in bytes.
    pub byte_size: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
    /// Who submitted it.
    pub submitted_by: Uuid,
    /// When.
    pub submitted_at: DateTimeUtc,
    /// Who decided about it last.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// Why it was returned.
    pub reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
