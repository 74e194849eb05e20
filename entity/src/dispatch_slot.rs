//! One line of a dispatch's timetable: which expert holds what, and when.

use sea_orm::entity::prelude::*;

/// One line of a dispatch's timetable: which expert holds what, and when.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch_slot")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dispatch.
    pub dispatch_id: Uuid,
    /// Its place in the timetable.
    pub place: i32,
    /// Who goes.
    pub expert_id: Uuid,
    /// What is held.
    pub kind: String,
    /// How they meet.
    pub channel: String,
    /// What it is called.
    pub title: String,
    /// The host's base to which it counts.
    pub base_id: Option<Uuid>,
    /// The department of that base.
    pub department_id: Option<Uuid>,
    /// What it is about, as a JSON list.
    pub topics: String,
    /// Start of the first time.
    pub starts_at: DateTimeUtc,
    /// Its end.
    pub ends_at: DateTimeUtc,
    /// The recurrence rule; without one it is a single visit.
    pub rule: Option<String>,
    /// What becomes of it on public holidays.
    pub holidays: String,
    /// Days on which it is left out, as a JSON list.
    pub except_days: String,
    /// Last day, when it ended earlier than the dispatch.
    pub ended_on: Option<Date>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
