//! An address under which a calendar is read, stored only as a digest.

use sea_orm::entity::prelude::*;

/// An address under which a calendar is read, stored only as a digest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_feed")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// By whose rights it is read.
    pub person_id: Uuid,
    /// The department whose calendar it is; her own when absent.
    pub department_id: Option<Uuid>,
    /// The language it is written in: zh or en.
    pub language: String,
    /// SHA-256 of the secret.
    pub token_digest: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it stops working.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// Day on which it was last read.
    pub last_read_on: Option<Date>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
