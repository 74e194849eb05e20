//! A round in which the members of a consortium report figures of some days.

use sea_orm::entity::prelude::*;

/// A round in which the members of a consortium report figures of some days.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_round")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The consortium.
    pub consortium_id: Uuid,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// First day of the period.
    pub starts_on: Date,
    /// Last day of the period.
    pub ends_on: Date,
    /// Last day on which figures are in time.
    pub due_on: Date,
    /// The status's code.
    pub status: String,
    /// 1 at first, and one more each time that it is opened anew.
    pub edition: i32,
    /// Who opened it.
    pub created_by: Option<Uuid>,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// When it was closed last.
    pub closed_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
