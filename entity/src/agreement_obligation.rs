//! What a party to an agreement owes the other; never changed.

use sea_orm::entity::prelude::*;

/// What a party to an agreement owes the other; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_obligation")]
pub struct Model {
    /// The agreement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agreement_id: Uuid,
    /// Its place in it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    /// What is owed.
    pub kind: String,
    /// CORE or MEMBER.
    pub owed_by: String,
    /// How many.
    pub quantity: i32,
    /// In how long.
    pub per: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
