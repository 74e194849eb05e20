//! How often a value was given to an item among answers that are released together. No answer is kept as such.

use sea_orm::entity::prelude::*;

/// How often a value was given to an item among answers that are released together. No answer is kept as such.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_tally")]
pub struct Model {
    /// The answers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: Uuid,
    /// The item, by its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item: String,
    /// The value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: i32,
    /// How often.
    pub answers: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
