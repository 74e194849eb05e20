//! A figure of a submission; never changed.

use sea_orm::entity::prelude::*;

/// A figure of a submission; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_figure")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// The indicator.
    #[sea_orm(primary_key, auto_increment = false)]
    pub indicator_id: Uuid,
    /// How much, in the indicator's unit.
    pub value: i64,
    /// The reading that it became, or is the same as.
    pub reading_id: Option<Uuid>,
    /// Whether the reading was made of it.
    pub made_reading: bool,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
