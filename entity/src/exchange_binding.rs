//! A user of a school's own app, bound to a person by that person.

use sea_orm::entity::prelude::*;

/// A user of a school's own app, bound to a person by that person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_binding")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The app's service account.
    pub service_account_id: Uuid,
    /// Who bound herself.
    pub person_id: Uuid,
    /// Who knows the user, such as `wechat`.
    pub provider: String,
    /// Blind index of the user's name there, by which it is found and not read.
    pub subject_digest: Vec<u8>,
    /// By what the person recognises the user; empty once the binding has ended.
    pub subject_hint: String,
    /// When the app brought the person's code.
    pub claimed_at: DateTimeUtc,
    /// When the person confirmed it; it is not in force before.
    pub bound_at: Option<DateTimeUtc>,
    /// When a token was last given out by it.
    pub last_exchanged_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
