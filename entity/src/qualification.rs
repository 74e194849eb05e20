//! What qualifies a person to teach at an institution, and until when.

use sea_orm::entity::prelude::*;

/// What qualifies a person to teach at an institution, and until when.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "qualification")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// The institution that recorded it.
    pub institution_id: Uuid,
    /// The kind's code.
    pub kind: String,
    /// The certificate's number; empty once its holder was erased.
    pub number: String,
    /// First day.
    pub issued_on: Date,
    /// Last day, as the certificate says.
    pub expires_on: Date,
    /// Last day, where it ended before.
    pub ended_on: Option<Date>,
    /// Why it ended before; empty once its holder was erased.
    pub end_reason: Option<String>,
    /// Within how many days of its end its holder was last told.
    pub told_days: Option<i32>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
