//! What was handed in with proof rather than watched. Append-only.

use sea_orm::entity::prelude::*;

/// What was handed in with proof rather than watched. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "portfolio_entry")]
pub struct Model {
    /// The evidence.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// The enrolment for which it was handed in; none of what is written beside a master outside any training.
    pub enrolment_id: Option<Uuid>,
    /// What it is.
    pub title: String,
    /// Number of the licence, the project, the certificate; empty when none.
    pub number: String,
    /// Who issued it or attests it; empty when nobody.
    pub issuer: String,
    /// What a licence covers; empty when it is none.
    pub scope: String,
    /// What was written; empty when nothing.
    pub text: String,
    /// First day of what it covers.
    pub since_on: Option<Date>,
    /// Last day on which it holds.
    pub valid_until: Option<Date>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
