//! Running totals of the ledger, one per facet.

use sea_orm::entity::prelude::*;

/// Running totals of the ledger, one per facet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_total")]
pub struct Model {
    /// The enrolment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub enrolment_id: Uuid,
    /// The requirement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: Uuid,
    /// TOTAL, `BASE_KIND`, BASE, DEPARTMENT, SPECIALTY, ASSESSOR, MONTH or `CLASS_YEAR`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub facet: String,
    /// The facet's value; empty for TOTAL.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    /// Sum of the credits.
    pub quantity: i64,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
