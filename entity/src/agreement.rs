//! What a consortium's core unit and a member agreed for a term; never changed.

use sea_orm::entity::prelude::*;

/// What a consortium's core unit and a member agreed for a term; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The membership within whose term it holds.
    pub membership_id: Uuid,
    /// The membership's consortium.
    pub consortium_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// The core unit.
    pub core_institution_id: Uuid,
    /// The number that it bears on paper.
    pub number: Option<String>,
    /// When it was signed.
    pub signed_on: Date,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// The agreement that it renews.
    pub renews_id: Option<Uuid>,
    /// Name of the signed document.
    pub file_name: Option<String>,
    /// What the document is, as its bytes say.
    pub media_type: Option<String>,
    /// How large it is, in bytes.
    pub byte_size: Option<i64>,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: Option<String>,
    /// Who recorded it.
    pub created_by: Option<Uuid>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
