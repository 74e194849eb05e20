//! A public holiday, or the working day that replaces one; of a year that was set here, the file that comes with the system is silent.

use sea_orm::entity::prelude::*;

/// A public holiday, or the working day that replaces one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_day")]
pub struct Model {
    /// The day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// Its year.
    pub year: i32,
    /// HOLIDAY or WORKDAY.
    pub kind: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Of a working day, the day whose timetable it follows.
    pub stands_for: Option<Date>,
    /// Who set it.
    pub recorded_by: Option<Uuid>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
