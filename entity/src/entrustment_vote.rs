//! A member's vote about what is to be entrusted. Append-only.

use sea_orm::entity::prelude::*;

/// A member's vote about what is to be entrusted. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entrustment_vote")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The decision.
    pub decision_id: Uuid,
    /// The person who voted.
    pub member_id: Uuid,
    /// Whether she is in favour.
    pub in_favour: bool,
    /// What she said to it; empty once the trainee was erased.
    pub remark: String,
    /// When.
    pub cast_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
