//! Which session a line of a timetable asked for on which day; never changed.

use sea_orm::entity::prelude::*;

/// Which session a line of a timetable asked for on which day; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch_visit")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// The line of the timetable.
    pub slot_id: Uuid,
    /// The day on which it was due, before holidays moved it.
    pub due_on: Date,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
