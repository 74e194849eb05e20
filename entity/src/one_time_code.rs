//! A code that opens a door once, stored only as a digest.

use sea_orm::entity::prelude::*;

/// A code that opens a door once, stored only as a digest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// For whom.
    pub person_id: Uuid,
    /// What it opens.
    pub purpose: String,
    /// How it reaches her.
    pub channel: String,
    /// SHA-256 of the code; renewed when it is sent.
    pub code_digest: Vec<u8>,
    /// The new phone or address that it confirms.
    pub target: Option<String>,
    /// Who asked for it; absent for the person herself.
    pub created_by: Option<Uuid>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it stops working.
    pub expires_at: DateTimeUtc,
    /// When it was used, or another took its place.
    pub used_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
