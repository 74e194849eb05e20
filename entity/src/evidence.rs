//! One thing shown, of any kind. Append-only; a correction is a new row.

use sea_orm::entity::prelude::*;

/// One thing shown, of any kind. Append-only; a correction is a new row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose evidence it is.
    pub person_id: Uuid,
    /// The kind's code.
    pub kind: String,
    /// Who recorded it.
    pub submitted_by: Uuid,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
    /// The local day it is credited to.
    pub occurred_on: Date,
    /// Start of an interval.
    pub starts_at: Option<DateTimeUtc>,
    /// End of an interval.
    pub ends_at: Option<DateTimeUtc>,
    /// Length of an interval.
    pub minutes: Option<i32>,
    /// Calendar days of a stay, absence not yet taken off.
    pub days: Option<i32>,
    /// Days of leave and absence within the stay.
    pub absence_days: Option<i32>,
    /// Share of full time of a part-time stay, 10 to 90 in a hundred.
    pub part_time_percent: Option<i32>,
    /// The activity's code.
    pub activity: Option<String>,
    /// The code of the kind of that activity which a plan tells apart.
    pub activity_kind: Option<String>,
    /// What it belongs to: PLACEMENT or SUPERVISION.
    pub source_kind: Option<String>,
    /// The placement or supervision it belongs to.
    pub source_id: Option<Uuid>,
    /// The requirement it was meant for.
    pub requirement_id: Option<Uuid>,
    /// Where it happened.
    pub department_id: Option<Uuid>,
    /// That department's specialty then.
    pub specialty: Option<String>,
    /// The base where it arose.
    pub base_id: Option<Uuid>,
    /// That base's kind then.
    pub base_kind: Option<String>,
    /// Who observed it.
    pub assessor_id: Option<Uuid>,
    /// Level shown, for assessed skills.
    pub level: Option<i32>,
    /// Whether an assessment was passed.
    pub passed: Option<bool>,
    /// How much: hundredths of a credit, class hours, characters of a text, or what is granted in the requirement's unit.
    pub amount: Option<i64>,
    /// What the trainee wrote.
    pub note: String,
    /// The row it corrects.
    pub replaces_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
