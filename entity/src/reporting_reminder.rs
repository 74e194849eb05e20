//! That a member was reminded of a round; never changed.

use sea_orm::entity::prelude::*;

/// That a member was reminded of a round; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_reminder")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// The member.
    #[sea_orm(primary_key, auto_increment = false)]
    pub institution_id: Uuid,
    /// How many days before the due day: 7 or 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub days: i32,
    /// When.
    pub told_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
