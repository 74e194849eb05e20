//! What visiting experts remarked on one norm. It is emptied with its visit.

use sea_orm::entity::prelude::*;

/// What visiting experts remarked on one norm. It is emptied with its visit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "base_visit_remark")]
pub struct Model {
    /// The visit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_id: Uuid,
    /// The norm's code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub norm: String,
    /// What they give it, 0 to 100.
    pub score: Option<i32>,
    /// What they saw; empty when nothing is said.
    pub note: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
