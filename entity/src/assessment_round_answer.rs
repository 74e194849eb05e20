//! What one of several people answered in a round: without a name, a time, or the link by which it came. Append-only.

use sea_orm::entity::prelude::*;

/// What one of several people answered in a round: without a name, a time, or the link by which it came. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_round_answer")]
pub struct Model {
    /// Key, at random: it tells no order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// Code of who answered, by role.
    pub role: String,
    /// What was marked, as JSON: item, value, comment.
    pub answers: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
