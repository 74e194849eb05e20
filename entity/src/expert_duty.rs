//! What somebody does regularly where she works, so that nobody plans her elsewhere meanwhile.

use sea_orm::entity::prelude::*;

/// What somebody does regularly where she works, so that nobody plans her elsewhere meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expert_duty")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Where she works.
    pub institution_id: Uuid,
    /// What it is.
    pub name: String,
    /// Start of the first time.
    pub starts_at: DateTimeUtc,
    /// Its end.
    pub ends_at: DateTimeUtc,
    /// The recurrence rule; without one it is once.
    pub rule: Option<String>,
    /// What becomes of it on public holidays.
    pub holidays: String,
    /// Last day; open when absent.
    pub last_day: Option<Date>,
    /// Who recorded it.
    pub recorded_by: Uuid,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
