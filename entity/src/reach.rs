//! Which institution a role reaches from where: from itself and what stands above it, from a region, from a consortium.

use sea_orm::entity::prelude::*;

/// Which institution a role reaches from where: from itself and what stands above it, from a region, from a consortium.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reach")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The institution reached.
    pub institution_id: Uuid,
    /// From this institution: itself, or one above it in the tree.
    pub over_institution_id: Option<Uuid>,
    /// From this department of it.
    pub department_id: Option<Uuid>,
    /// From every administrative division that this code lies in.
    pub region_code: Option<String>,
    /// From this consortium.
    pub consortium_id: Option<Uuid>,
    /// Only as far as this specialty goes; all of it when absent.
    pub specialty: Option<String>,
    /// First day; always when absent.
    pub starts_on: Option<Date>,
    /// Last day; without end when absent.
    pub ends_on: Option<Date>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
