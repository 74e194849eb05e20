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
    /// Where it holds; absent only for the system administrator.
    pub institution_id: Option<Uuid>,
    /// First day.
    pub starts_on: Date,
    /// Last day; open when absent.
    pub ends_on: Option<Date>,
    /// When it was granted.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
