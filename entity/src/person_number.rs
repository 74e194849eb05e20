//! A student or staff number, as one institution gives it.

use sea_orm::entity::prelude::*;

/// A student or staff number, as one institution gives it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_number")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose number it is.
    pub person_id: Uuid,
    /// The institution that gave it.
    pub institution_id: Uuid,
    /// The number as printed on the card.
    pub number: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
