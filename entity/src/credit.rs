//! A line of the ledger: evidence counted towards a requirement. Differences are appended.

use sea_orm::entity::prelude::*;

/// A line of the ledger: evidence counted towards a requirement. Differences are appended.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enrolment credited.
    pub enrolment_id: Uuid,
    /// The requirement credited.
    pub requirement_id: Uuid,
    /// The evidence counted.
    pub evidence_id: Uuid,
    /// In the requirement's unit; negative when an earlier line is taken back.
    pub quantity: i64,
    /// The local day.
    pub day: Date,
    /// Facet: the department.
    pub department_id: Option<Uuid>,
    /// Facet: the specialty.
    pub specialty: Option<String>,
    /// Facet: the base.
    pub base_id: Option<Uuid>,
    /// Facet: the kind of base.
    pub base_kind: Option<String>,
    /// Facet: the assessor.
    pub assessor_id: Option<Uuid>,
    /// Facet: credit class and year, for continuing education.
    pub class_year: Option<String>,
    /// Facet: the kind of evidence by which it was granted without being shown here.
    pub granted: Option<String>,
    /// The decision that caused the line.
    pub review_id: Option<Uuid>,
    /// When it was written.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
