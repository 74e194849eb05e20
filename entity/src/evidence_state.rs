//! Where a piece of evidence stands; a projection of its reviews that may change.

use sea_orm::entity::prelude::*;

/// Where a piece of evidence stands; a projection of its reviews that may change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_state")]
pub struct Model {
    /// The evidence.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// Whose evidence it is, as the evidence says: what waits is found by it.
    pub person_id: Option<Uuid>,
    /// PENDING, APPROVED, RETURNED, REJECTED, WITHDRAWN or REPLACED.
    pub status: String,
    /// The step of the review that it awaits, or that decided it: SUPERVISOR, DEPARTMENT, BASE or SCHOOL.
    pub step: String,
    /// The department or institution of that step; none for a supervisor's.
    pub place_id: Option<Uuid>,
    /// The steps that follow, as JSON.
    pub later_steps: String,
    /// Whose queue it is in, at a supervisor's step.
    pub reviewer_id: Option<Uuid>,
    /// Rises with each change.
    pub version: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
