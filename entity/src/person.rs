//! One human, once, whatever roles and enrolments she has over the years.

use sea_orm::entity::prelude::*;

/// One human, once, whatever roles and enrolments she has over the years.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name in Chinese characters, or the only name there is.
    pub name_zh: String,
    /// Name in Latin letters; empty when unknown.
    pub name_en: String,
    /// Computed pinyin key that orders and finds names.
    pub sort_key: String,
    /// First letters of the pinyin syllables.
    pub initials: String,
    /// Mobile number, digits with an optional leading plus.
    pub phone: Option<String>,
    /// Mail address, lower case.
    pub email: Option<String>,
    /// Language she is written to in, `zh` or `en`.
    pub language: String,
    /// When she was first recorded.
    pub created_at: DateTimeUtc,
    /// Day of birth.
    pub birth_on: Option<Date>,
    /// The record that this one was joined into.
    pub merged_into_id: Option<Uuid>,
    /// Last day on which she belonged to any institution.
    pub left_on: Option<Date>,
    /// When everything about her was erased.
    pub erased_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
