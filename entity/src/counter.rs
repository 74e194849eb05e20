//! A number that only rises; serial numbers of certificates are taken from here.

use sea_orm::entity::prelude::*;

/// A number that only rises; serial numbers of certificates are taken from here.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    /// What is counted, for instance one issuer's certificates of one year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The last number given out; the first is 1.
    pub value: i64,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
