//! What a committee was asked to entrust to a trainee, and what it decided.

use sea_orm::entity::prelude::*;

/// What a committee was asked to entrust to a trainee, and what it decided.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entrustment_decision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The committee.
    pub committee_id: Uuid,
    /// The enrolment whose plan names the activity.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// Code of the activity.
    pub activity: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// The code of what it looks at: what was shown, or what she may do from then on.
    pub outlook: String,
    /// The local day from which it holds.
    pub holds_from: Date,
    /// Why; empty once the trainee was erased.
    pub rationale: String,
    /// The member who proposed it.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// The status's code.
    pub status: String,
    /// Who closed the vote, or dropped it.
    pub closed_by: Option<Uuid>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
    /// The evidence that came of it, where it entrusted.
    pub evidence_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
