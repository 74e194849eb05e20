//! What opens the door: a token or a session, stored only as a digest.

use sea_orm::entity::prelude::*;

/// What opens the door: a token or a session, stored only as a digest.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_token")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who acts with it.
    pub person_id: Uuid,
    /// What it is for, as its holder named it.
    pub name: String,
    /// SHA-256 of the secret.
    pub token_digest: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it stops working.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// SESSION, API or EXCHANGE.
    pub kind: String,
    /// What it may do: codes, separated by spaces.
    pub scopes: String,
    /// Who made it; absent for the system.
    pub created_by: Option<Uuid>,
    /// Seconds without use after which it stops working.
    pub idle_seconds: Option<i32>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When a second factor was shown.
    pub second_factor_at: Option<DateTimeUtc>,
    /// The program that opened the session, as it names itself.
    pub user_agent: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
