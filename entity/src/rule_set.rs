//! A set of rules of an institution, with the days on which it holds; only its last day ever changes.

use sea_orm::entity::prelude::*;

/// A set of rules of an institution, with the days on which it holds; only its last day ever changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_set")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the rules are about.
    pub kind: String,
    /// The institution whose trainees they are about.
    pub institution_id: Uuid,
    /// The sets of one series take each other's place.
    pub series: String,
    /// 1 for the first set of its series.
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
