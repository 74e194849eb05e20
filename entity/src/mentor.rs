//! A master, as an institution appoints her.

use sea_orm::entity::prelude::*;

/// A master, as an institution appoints her.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentor")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Where she practises.
    pub institution_id: Uuid,
    /// Her rank's code.
    pub rank: String,
    /// In which specialties, by code, as a JSON list.
    pub specialties: String,
    /// First day.
    pub starts_on: Date,
    /// Last day; open when absent.
    pub ends_on: Option<Date>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
