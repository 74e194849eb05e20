//! One teaching session, from its plan to its confirmation.

use sea_orm::entity::prelude::*;

/// One teaching session, from its plan to its confirmation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teaching_session")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is.
    pub kind: String,
    /// How they meet.
    pub channel: String,
    /// What it is called.
    pub title: String,
    /// The institution that holds it.
    pub organiser_id: Uuid,
    /// The institution for which it is held.
    pub host_id: Uuid,
    /// The base of that institution to which it counts.
    pub base_id: Option<Uuid>,
    /// The department of that base where it is held.
    pub department_id: Option<Uuid>,
    /// The agreement under which it is held.
    pub agreement_id: Option<Uuid>,
    /// The party to that agreement which holds it.
    pub owed_by: Option<String>,
    /// Start: as planned, and once it was held as it was.
    pub starts_at: DateTimeUtc,
    /// End, likewise.
    pub ends_at: DateTimeUtc,
    /// The local day of its start.
    pub held_on: Date,
    /// Whole minutes between the two.
    pub minutes: i32,
    /// The cases discussed, without anything that tells who a patient is.
    pub cases: String,
    /// What its short link ends in.
    pub link: String,
    /// Where it stands.
    pub status: String,
    /// Why it was called off.
    pub reason: Option<String>,
    /// Who planned it.
    pub planned_by: Uuid,
    /// When.
    pub planned_at: DateTimeUtc,
    /// Who said that it was held.
    pub delivered_by: Option<Uuid>,
    /// For whom, when she acted as a deputy.
    pub delivered_for: Option<Uuid>,
    /// When.
    pub delivered_at: Option<DateTimeUtc>,
    /// Who confirmed it.
    pub confirmed_by: Option<Uuid>,
    /// When.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Rises with each change.
    pub version: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
