//! A planned and actual stay in a department.

use sea_orm::entity::prelude::*;

/// A planned and actual stay in a department.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enrolment it serves.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The requirement it serves.
    pub requirement_id: Uuid,
    /// Where.
    pub department_id: Uuid,
    /// The department's base.
    pub base_id: Uuid,
    /// The base's institution.
    pub institution_id: Uuid,
    /// The base's kind.
    pub base_kind: String,
    /// Who supervises her there.
    pub supervisor_id: Uuid,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// DRAFT, PROPOSED, PLANNED, COMPLETED, REPEATED or CANCELLED.
    pub status: String,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// Why it exceeds what its department or its supervisor can take.
    pub override_reason: Option<String>,
    /// Who asked for that.
    pub override_asked_by: Option<Uuid>,
    /// Who granted it.
    pub override_granted_by: Option<Uuid>,
    /// The stay of which it makes up what was missed.
    pub makes_up_for_id: Option<Uuid>,
    /// The stay that its trainee gave up for it.
    pub instead_of_id: Option<Uuid>,
    /// Who drafted it, where another one was to approve it.
    pub drafted_by: Option<Uuid>,
    /// Share of full time, 10 to 90 in a hundred; full time when absent.
    pub part_time_percent: Option<i32>,
    /// Rises with each change.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it last came to stand elsewhere; never, when absent.
    pub changed_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
