//! What a master said about a month in which she was followed. Append-only; the latest about a month holds.

use sea_orm::entity::prelude::*;

/// What a master said about a month in which she was followed. Append-only; the latest about a month holds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "following_review")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The apprenticeship, whose master said it.
    pub apprenticeship_id: Uuid,
    /// The month's first day.
    pub month_on: Date,
    /// The mark's code.
    pub mark: String,
    /// What she said; empty once one of the two was erased.
    pub remark: String,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
