//! That a closed round was opened anew, and why; never changed.

use sea_orm::entity::prelude::*;

/// That a closed round was opened anew, and why; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_reopening")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// The edition that began.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: i32,
    /// Why.
    pub reason: String,
    /// Who opened it.
    pub reopened_by: Option<Uuid>,
    /// When.
    pub reopened_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
