//! How many apprentices a master of a rank has at most at an institution.

use sea_orm::entity::prelude::*;

/// How many apprentices a master of a rank has at most at an institution.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentor_cap")]
pub struct Model {
    /// Key: the institution.
    #[sea_orm(primary_key, auto_increment = false)]
    pub institution_id: Uuid,
    /// Key: the rank's code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: String,
    /// How many at once.
    pub most: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
