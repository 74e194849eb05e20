//! One version of a set of duty-hour rules at an institution; only its last day ever changes.

use sea_orm::entity::prelude::*;

/// One version of a set of duty-hour rules at an institution; only its last day ever changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_rule_set")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The institution whose trainees are judged by it.
    pub institution_id: Uuid,
    /// Short name, the same for all versions.
    pub code: String,
    /// 1 for the first version.
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
