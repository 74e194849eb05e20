//! An indicator that a round asks for; never changed.

use sea_orm::entity::prelude::*;

/// An indicator that a round asks for; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_round_indicator")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// Place in the order, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    /// The indicator.
    pub indicator_id: Uuid,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
