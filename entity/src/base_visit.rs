//! What experts saw who visited a base. It never changes, but may be taken back.

use sea_orm::entity::prelude::*;

/// What experts saw who visited a base. It never changes, but may be taken back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "base_visit")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// On whose behalf they came.
    pub institution_id: Uuid,
    /// When.
    pub visited_on: Date,
    /// What they give it, 0 to 100.
    pub score: Option<i32>,
    /// What they saw; empty once it was taken back.
    pub note: String,
    /// Who recorded it.
    pub recorded_by: Option<Uuid>,
    /// When she did.
    pub recorded_at: DateTimeUtc,
    /// When it was taken back; never, when absent.
    pub retracted_at: Option<DateTimeUtc>,
    /// Why.
    pub retract_reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
