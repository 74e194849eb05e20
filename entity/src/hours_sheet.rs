//! A weekly sheet from which somebody typed hours of a trainee.

use sea_orm::entity::prelude::*;

/// A weekly sheet from which somebody typed hours of a trainee.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_sheet")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The placement.
    pub placement_id: Uuid,
    /// The Monday of the week.
    pub starts_on: Date,
    /// Who typed it.
    pub typed_by: Uuid,
    /// When.
    pub typed_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
