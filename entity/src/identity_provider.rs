//! A service by which an institution vouches for its people.

use sea_orm::entity::prelude::*;

/// A service by which an institution vouches for its people.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_provider")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// For whose people it vouches, those beneath it included.
    pub institution_id: Uuid,
    /// Name in Chinese, as a sign-in page shows it.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Its name for itself, exactly as its discovery document says it.
    pub issuer: String,
    /// Its name for this server.
    pub client_id: String,
    /// The secret of the two, encrypted.
    pub client_secret: Vec<u8>,
    /// Whether it vouches also for those who issue or administer: a system administrator set it up.
    pub admits_administrators: bool,
    /// Who set it up.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it stopped vouching.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
