//! A committee that decides what is entrusted to trainees.

use sea_orm::entity::prelude::*;

/// A committee that decides what is entrusted to trainees.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entrustment_committee")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The school or base whose trainees it decides about.
    pub institution_id: Uuid,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Members who must vote before it decides, from 2 on.
    pub quorum: i32,
    /// When it was set up.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
