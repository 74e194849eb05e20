//! A role held at an institution and for a term.

use sea_orm::entity::prelude::*;

/// A role held at an institution and for a term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who holds it.
    pub person_id: Uuid,
    /// The role's code.
    pub role: String,
    /// The institution where it holds, those beneath it included.
    pub institution_id: Option<Uuid>,
    /// The department where it holds.
    pub department_id: Option<Uuid>,
    /// The administrative division where it holds.
    pub region_code: Option<String>,
    /// The consortium whose members it reaches.
    pub consortium_id: Option<Uuid>,
    /// First day.
    pub starts_on: Date,
    /// Last day; open when absent.
    pub ends_on: Option<Date>,
    /// When it was granted.
    pub created_at: DateTimeUtc,
    /// When it was taken back, before its term was over.
    pub revoked_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
