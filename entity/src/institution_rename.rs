//! From a day on an institution is called otherwise.

use sea_orm::entity::prelude::*;

/// From a day on an institution is called otherwise; never changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institution_rename")]
pub struct Model {
    /// The institution.
    #[sea_orm(primary_key, auto_increment = false)]
    pub institution_id: Uuid,
    /// The first day of the new name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub starts_on: Date,
    /// Chinese name until then.
    pub before_zh: String,
    /// English name until then.
    pub before_en: String,
    /// Chinese name from then on.
    pub after_zh: String,
    /// English name from then on.
    pub after_en: String,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
