//! How many trainees a department takes at once from a day on.

use sea_orm::entity::prelude::*;

/// How many trainees a department takes at once from a day on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department_capacity")]
pub struct Model {
    /// The department.
    #[sea_orm(primary_key, auto_increment = false)]
    pub department_id: Uuid,
    /// The first day on which it holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub starts_on: Date,
    /// Trainees at once.
    pub capacity: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
