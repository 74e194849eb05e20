//! One institution that helps another one, department by department, for a term.

use sea_orm::entity::prelude::*;

/// One institution that helps another one, department by department, for a term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "twinning")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The institution that helps.
    pub supporting_id: Uuid,
    /// The institution that is helped.
    pub supported_id: Uuid,
    /// The agreement under which it stands.
    pub agreement_id: Option<Uuid>,
    /// First day.
    pub starts_on: Date,
    /// Last day; earlier than agreed once it was ended.
    pub ends_on: Date,
    /// First day of the time before, against which it is measured.
    pub baseline_from: Date,
    /// Last day of that time.
    pub baseline_until: Date,
    /// What it is about, as a JSON list.
    pub topics: String,
    /// How they meet, by code, as a JSON list.
    pub channels: String,
    /// Where it stands.
    pub status: String,
    /// The side that proposed it.
    pub proposed_side: String,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// Who accepted or declined it.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// Why it was declined or ended.
    pub reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
