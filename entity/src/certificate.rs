//! A credential from its proposal on; what was issued never changes.

use sea_orm::entity::prelude::*;

/// A credential from its proposal on; what was issued never changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enrolment certified; none of an apprenticeship.
    pub enrolment_id: Option<Uuid>,
    /// The apprenticeship certified; none of an enrolment.
    pub apprenticeship_id: Option<Uuid>,
    /// The holder.
    pub person_id: Uuid,
    /// The issuer.
    pub institution_id: Uuid,
    /// COMPLETION or APPRENTICESHIP.
    pub kind: String,
    /// PROPOSED, ISSUING, ISSUED, DECLINED or VOID.
    pub status: String,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// Who issued it.
    pub issued_by: Option<Uuid>,
    /// When.
    pub issued_at: Option<DateTimeUtc>,
    /// The day printed on it, in the issuer's time zone.
    pub issued_on: Option<Date>,
    /// The printed number.
    pub serial_number: Option<String>,
    /// The public code that always resolves.
    pub code: Option<String>,
    /// Every printed fact, as RFC 8785 canonical JSON.
    pub snapshot: Option<String>,
    /// SHA-256 of the snapshot, hexadecimal.
    pub snapshot_hash: Option<String>,
    /// Curriculum version, eligibility rules and template.
    pub rule_version: Option<String>,
    /// The address it verifies at, as printed.
    pub public_url: Option<String>,
    /// Content address of the PDF's bytes.
    pub file_hash: Option<String>,
    /// Size of the PDF in bytes.
    pub file_size: Option<i64>,
    /// Evidence behind it was withdrawn; a person must decide.
    pub is_flagged: bool,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
