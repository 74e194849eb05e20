//! One version of a form by which somebody is assessed; its definition never changes.

use sea_orm::entity::prelude::*;

/// One version of a form by which somebody is assessed; its definition never changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_form")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The institution that answers for it.
    pub institution_id: Uuid,
    /// Short name, the same for all versions.
    pub code: String,
    /// 1 for the first version.
    pub number: i32,
    /// The kind's code.
    pub kind: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Pinyin key.
    pub sort_key: String,
    /// The form as a file in TOML.
    pub definition: String,
    /// Who imported it.
    pub created_by: Option<Uuid>,
    /// When it was imported.
    pub created_at: DateTimeUtc,
    /// When it was retired; in use when absent.
    pub retired_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
