//! What a trainee asks somebody without an account to assess, by a link that works once.

use sea_orm::entity::prelude::*;

/// What a trainee asks somebody without an account to assess, by a link that works once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_request")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The trainee to be assessed.
    pub person_id: Uuid,
    /// The version of the form.
    pub form_id: Uuid,
    /// The local day of the encounter.
    pub occurred_on: Date,
    /// What the trainee calls the assessor.
    pub assessor_name: String,
    /// Where the link was sent; nowhere when it was handed over.
    pub assessor_email: Option<String>,
    /// What the trainee tells the assessor; may be empty.
    pub note: String,
    /// Digest of the link's secret.
    pub secret_digest: Vec<u8>,
    /// Who asked.
    pub created_by: Uuid,
    /// When.
    pub created_at: DateTimeUtc,
    /// When the link stops working.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
    /// Whether it was answered.
    pub is_used: bool,
    /// The name that the assessor gave.
    pub signed_name: Option<String>,
    /// The evidence that came of it.
    pub evidence_id: Option<Uuid>,
    /// The round that it invites to.
    pub round_id: Option<Uuid>,
    /// Code of the role in which she answers in the round.
    pub role: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
