//! Experts of one institution who go to another one for some time.

use sea_orm::entity::prelude::*;

/// Experts of one institution who go to another one for some time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The institution that sends them.
    pub organiser_id: Uuid,
    /// The institution to which they go.
    pub host_id: Uuid,
    /// The agreement under which they go.
    pub agreement_id: Option<Uuid>,
    /// First day.
    pub starts_on: Date,
    /// Last day, as planned.
    pub ends_on: Date,
    /// Last day, when it ended earlier.
    pub ended_on: Option<Date>,
    /// Why it ended earlier.
    pub end_reason: Option<String>,
    /// Who planned it.
    pub planned_by: Uuid,
    /// When.
    pub planned_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
