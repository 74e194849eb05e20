//! A set of leave rules of an institution; only its last day ever changes.

use sea_orm::entity::prelude::*;

/// A set of leave rules of an institution; only its last day ever changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leave_rule_set")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The institution whose trainees it is about.
    pub institution_id: Uuid,
    /// Short name.
    pub code: String,
    /// 1 for the first set of the institution.
    pub number: i32,
    /// The rules as a file in TOML.
    pub definition: String,
    /// First day on which it holds.
    pub starts_on: Date,
    /// Last day; without end when absent.
    pub ends_on: Option<Date>,
    /// Who imported it.
    pub created_by: Option<Uuid>,
    /// When it was imported.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
