//! What happened to an enrolment after it was made. Append-only.

use sea_orm::entity::prelude::*;

/// What happened to an enrolment after it was made. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment_act")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enrolment.
    pub enrolment_id: Uuid,
    /// The kind's code.
    pub kind: String,
    /// First day of a pause, or the day of a withdrawal or a return.
    pub starts_on: Option<Date>,
    /// Last day of a pause.
    pub ends_on: Option<Date>,
    /// Last day as planned before.
    pub completion_before: Date,
    /// Last day as planned from then on.
    pub completion_after: Date,
    /// The curriculum version before, where it changed.
    pub version_before: Option<Uuid>,
    /// The curriculum version from then on, where it changed.
    pub version_after: Option<Uuid>,
    /// The rules of leave behind it, as JSON; an empty list for every other act.
    pub leave_rules: String,
    /// Why; empty once the trainee was erased.
    pub reason: String,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
