//! That somebody rated, never what.

use sea_orm::entity::prelude::*;

/// That somebody rated, never what.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_given")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// What she rated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    /// The answers among which hers are.
    pub batch_id: Uuid,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
