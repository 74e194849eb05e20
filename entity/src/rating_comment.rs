//! Words that came with an answer, without anything that tells whose.

use sea_orm::entity::prelude::*;

/// Words that came with an answer, without anything that tells whose.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_comment")]
pub struct Model {
    /// Key, of random bits, so that it tells nothing of when.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The answers among which they came.
    pub batch_id: Uuid,
    /// The words.
    pub comment: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
