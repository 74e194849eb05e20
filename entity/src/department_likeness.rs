//! A department at one base is like one at another.

use sea_orm::entity::prelude::*;

/// A department at one base is like one at another; written once for both.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department_likeness")]
pub struct Model {
    /// The department with the smaller key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub one_department_id: Uuid,
    /// The department with the larger key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub other_department_id: Uuid,
    /// Why; empty where both are of one specialty and nothing was said.
    pub reason: String,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
