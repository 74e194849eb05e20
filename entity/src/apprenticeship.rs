//! A master and her apprentice, from the proposal to the end.

use sea_orm::entity::prelude::*;

/// A master and her apprentice, from the proposal to the end.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apprenticeship")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The master, as appointed.
    pub mentor_id: Uuid,
    /// The master.
    pub mentor_person_id: Uuid,
    /// The apprentice.
    pub apprentice_id: Uuid,
    /// The apprentice's institution.
    pub institution_id: Uuid,
    /// The consortium under which they are paired.
    pub consortium_id: Option<Uuid>,
    /// The training that it serves.
    pub enrolment_id: Option<Uuid>,
    /// The base where she follows.
    pub base_id: Option<Uuid>,
    /// The specialty's code.
    pub specialty: String,
    /// Requirements of the plan that it is to serve, by key, as a JSON list.
    pub goals: String,
    /// What else it is to achieve.
    pub goals_note: String,
    /// First day.
    pub starts_on: Date,
    /// Last day agreed.
    pub ends_on: Date,
    /// Half-days a week agreed.
    pub half_days_per_week: i32,
    /// A contact at least once in so many days.
    pub contact_every_days: i32,
    /// How they meet, by code, as a JSON list.
    pub channels: String,
    /// The day of the ceremony.
    pub ceremony_on: Option<Date>,
    /// The status's code.
    pub status: String,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// When the master consented.
    pub mentor_consented_at: Option<DateTimeUtc>,
    /// When the apprentice consented.
    pub apprentice_consented_at: Option<DateTimeUtc>,
    /// The apprenticeship that it takes over.
    pub follows_id: Option<Uuid>,
    /// Last day, once it has ended.
    pub ended_on: Option<Date>,
    /// Rises with each change.
    pub version: i32,
    /// When it was proposed.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
