//! A supervisor or master looks after somebody for a term.

use sea_orm::entity::prelude::*;

/// A supervisor or master looks after somebody for a term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "supervision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enrolment looked after; none for an apprentice who is in no programme.
    pub enrolment_id: Option<Uuid>,
    /// The apprenticeship of which it is a stretch.
    pub apprenticeship_id: Option<Uuid>,
    /// The trainee, as in the enrolment.
    pub person_id: Uuid,
    /// The supervisor.
    pub supervisor_id: Uuid,
    /// MASTER or RESPONSIBLE.
    pub kind: String,
    /// The base where it takes place.
    pub base_id: Option<Uuid>,
    /// That base's kind.
    pub base_kind: Option<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day; open when absent.
    pub ends_on: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
