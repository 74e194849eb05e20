//! Work to do after the transaction that caused it.

use sea_orm::entity::prelude::*;

/// Work to do after the transaction that caused it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is to be done.
    pub kind: String,
    /// What it needs, as JSON.
    pub payload: String,
    /// QUEUED, HELD (after a restore, until a person releases it), DONE or DEAD.
    pub status: String,
    /// At most one job carries a given key, for ever.
    pub unique_key: Option<String>,
    /// Not before this moment.
    pub run_at: DateTimeUtc,
    /// How often it was begun.
    pub attempts: i32,
    /// Until when one worker holds it.
    pub lease_until: Option<DateTimeUtc>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: DateTimeUtc,
    /// When it was done or given up.
    pub finished_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
