//! A figure that a base declares of itself, from a day on. Append-only.

use sea_orm::entity::prelude::*;

/// A figure that a base declares of itself, from a day on. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "base_figure")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// The figure's code.
    pub kind: String,
    /// How much.
    pub value: i64,
    /// First day on which it holds.
    pub holds_from: Date,
    /// Where it stands.
    pub source: String,
    /// Who recorded it.
    pub recorded_by: Option<Uuid>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
