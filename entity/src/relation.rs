//! Who supervises, learns or works where: one dated fact, written by the room that creates it.

use sea_orm::entity::prelude::*;

/// Who supervises, learns or works where: one dated fact, written by the room that creates it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SUPERVISES, MENTORS, `LEARNS_AT`, `ENROLLED_BY`, `SENT_BY` or `WORKS_AT`.
    pub kind: String,
    /// The supervisor, mentor, learner or member of staff.
    pub holder_id: Uuid,
    /// The learner whom a supervisor or mentor looks after.
    pub person_id: Option<Uuid>,
    /// The institution where somebody learns or works.
    pub institution_id: Option<Uuid>,
    /// The department where somebody learns.
    pub department_id: Option<Uuid>,
    /// That department's specialty.
    pub specialty: Option<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day; open when absent.
    pub ends_on: Option<Date>,
    /// The room's word for the fact behind it, for instance PLACEMENT.
    pub source_kind: String,
    /// The fact behind it.
    pub source_id: Uuid,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
