//! A round in which several people answer one form about a trainee.

use sea_orm::entity::prelude::*;

/// A round in which several people answer one form about a trainee.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_round")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The version of the form.
    pub form_id: Uuid,
    /// The local day that it is about.
    pub occurred_on: Date,
    /// Last local day on which somebody may answer.
    pub closes_on: Date,
    /// Who opened it.
    pub opened_by: Uuid,
    /// When.
    pub opened_at: DateTimeUtc,
    /// When a supervisor closed it.
    pub closed_at: Option<DateTimeUtc>,
    /// The evidence that came of it.
    pub evidence_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
