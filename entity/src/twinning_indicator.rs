//! An indicator by which a twinning is measured; never taken out.

use sea_orm::entity::prelude::*;

/// An indicator by which a twinning is measured; never taken out.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "twinning_indicator")]
pub struct Model {
    /// The twinning.
    #[sea_orm(primary_key, auto_increment = false)]
    pub twinning_id: Uuid,
    /// The indicator: one of a consortium, or one that comes with the system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub indicator_id: Uuid,
    /// Its place among them.
    pub place: i32,
    /// When it was added.
    pub added_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
