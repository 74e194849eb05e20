//! Where a placement happens.

use sea_orm::entity::prelude::*;

/// Where a placement happens.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The base it belongs to.
    pub base_id: Uuid,
    /// The specialty's code, by which requirements find it.
    pub specialty: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Computed pinyin key.
    pub sort_key: String,
    /// Trainees at once.
    pub capacity: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
