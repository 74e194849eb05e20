//! A stretch of time that began with a code shown at the place. It ends once.

use sea_orm::entity::prelude::*;

/// A stretch of time that began with a code shown at the place. It ends once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_check_in")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who checked in.
    pub person_id: Uuid,
    /// Into which placement.
    pub placement_id: Uuid,
    /// Code of what the time is spent on.
    pub activity: String,
    /// The code of the kind of that activity which the plan tells apart.
    pub activity_kind: Option<String>,
    /// When, by the server's clock.
    pub checked_in_at: DateTimeUtc,
    /// When it ended, by a check-out or because it was found to have lapsed.
    pub ended_at: Option<DateTimeUtc>,
    /// The hours that came of it; none when it lapsed.
    pub evidence_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
