//! What a party says it did under an agreement, and whether the other one confirms it.

use sea_orm::entity::prelude::*;

/// What a party says it did under an agreement, and whether the other one confirms it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_delivery")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The agreement.
    pub agreement_id: Uuid,
    /// What was done.
    pub kind: String,
    /// Who did it: CORE or MEMBER.
    pub owed_by: String,
    /// When.
    pub delivered_on: Date,
    /// What it was.
    pub note: String,
    /// PENDING, CONFIRMED or REJECTED.
    pub status: String,
    /// Who said so.
    pub recorded_by: Uuid,
    /// When she said so.
    pub recorded_at: DateTimeUtc,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
