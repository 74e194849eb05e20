//! A person follows a curriculum version.

use sea_orm::entity::prelude::*;

/// A person follows a curriculum version.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The curriculum version she is held to.
    pub version_id: Uuid,
    /// The school that runs the programme.
    pub institution_id: Uuid,
    /// Who sent her.
    pub sending_institution_id: Option<Uuid>,
    /// The origin's code.
    pub origin: String,
    /// Year of recruitment, which names the cohort.
    pub recruitment_year: i32,
    /// First day of training.
    pub starts_on: Date,
    /// Last day as planned.
    pub expected_completion_on: Date,
    /// ACTIVE, COMPLETED or WITHDRAWN.
    pub status: String,
    /// Pauses of its calendar, as JSON: first and last days.
    pub pauses: String,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
