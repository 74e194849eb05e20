//! A legal entity or a site of one: school, hospital, health centre.

use sea_orm::entity::prelude::*;

/// A legal entity or a site of one: school, hospital, health centre.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institution")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The kind's code.
    pub kind: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Computed pinyin key.
    pub sort_key: String,
    /// The institution it is part of.
    pub parent_id: Option<Uuid>,
    /// Whether it is a site of the legal entity above it, and none itself.
    pub is_site: bool,
    /// Administrative division code, 6, 9 or 12 digits.
    pub region_code: String,
    /// Unified social credit code, 18 characters.
    pub credit_code: Option<String>,
    /// Language of its documents, `zh` or `en`.
    pub language: String,
    /// IANA time zone.
    pub time_zone: String,
    /// The institution into which it was merged.
    pub merged_into_id: Option<Uuid>,
    /// The first day on which it is no more, where it was merged.
    pub merged_on: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
