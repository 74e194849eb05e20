//! A teaching session that belongs to a twinning; never changed.

use sea_orm::entity::prelude::*;

/// A teaching session that belongs to a twinning; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "twinning_session")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// The twinning.
    pub twinning_id: Uuid,
    /// The two departments.
    pub pair_id: Uuid,
    /// Which of the twinning's topics, from 0.
    pub topic: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
