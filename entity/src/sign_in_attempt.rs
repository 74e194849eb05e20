//! A sign-in through a provider that was begun and is to be finished, once and soon.

use sea_orm::entity::prelude::*;

/// A sign-in through a provider that was begun and is to be finished, once and soon.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where she was sent.
    pub identity_provider_id: Uuid,
    /// Who, being signed in, wants to link her identity there; absent for a sign-in.
    pub person_id: Option<Uuid>,
    /// SHA-256 of what the provider sends back.
    pub state_digest: Vec<u8>,
    /// SHA-256 of what the browser keeps.
    pub browser_digest: Vec<u8>,
    /// What shows that the answer belongs to this attempt, encrypted.
    pub proof: Vec<u8>,
    /// Where on this server she goes afterwards.
    pub return_path: String,
    /// When it is too late.
    pub expires_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
