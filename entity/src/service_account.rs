//! A school's own system, which belongs to an institution; its name stands among the people.

use sea_orm::entity::prelude::*;

/// A school's own system, which belongs to an institution; its name stands among the people.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_account")]
pub struct Model {
    /// Key: that of the row among the people by which tokens, roles and the audit trail name it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// Whose it is.
    pub institution_id: Uuid,
    /// Last day of its role.
    pub ends_on: Option<Date>,
    /// Who made it; absent for the system.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was ended.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
