//! One version of a curriculum; immutable once published.

use sea_orm::entity::prelude::*;

/// One version of a curriculum; immutable once published.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "curriculum_version")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The family.
    pub curriculum_id: Uuid,
    /// 1 for the first.
    pub number: i32,
    /// DRAFT, PUBLISHED or RETIRED.
    pub status: String,
    /// The version it grew from.
    pub parent_id: Option<Uuid>,
    /// Length of the training in months.
    pub duration_months: i32,
    /// Length of the training in weeks, where the plan counts in weeks.
    pub duration_weeks: Option<i32>,
    /// How many credited days make one month of a requirement.
    pub days_per_month: i32,
    /// How many minutes make one half-day.
    pub minutes_per_half_day: i32,
    /// At most so many half-days are credited on one day.
    pub half_days_per_day: i32,
    /// How many days after the event a review is still possible.
    pub review_window_days: i32,
    /// How many days after the event it may still be submitted.
    pub backdating_days: i32,
    /// Who reviews what serves requirements of a kind, one after another, as JSON.
    pub reviews: String,
    /// What the exit from a department asks, as JSON.
    pub exits: String,
    /// Stages of the training, as JSON.
    pub stages: String,
    /// Professional activities that are entrusted, as JSON.
    pub entrustable_activities: String,
    /// Kinds of activity that hours may name, as JSON.
    pub activity_kinds: String,
    /// The version of another curriculum that it adapts.
    pub standard_version_id: Option<Uuid>,
    /// Where the figures come from.
    pub source: String,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// Who published it.
    pub published_by: Option<Uuid>,
    /// When the draft was made.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
