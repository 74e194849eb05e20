//! A reading that was recorded for a twinning; never changed.

use sea_orm::entity::prelude::*;

/// A reading that was recorded for a twinning; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "twinning_reading")]
pub struct Model {
    /// The reading.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reading_id: Uuid,
    /// The twinning.
    pub twinning_id: Uuid,
    /// Why it takes the place of the one before.
    pub reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
