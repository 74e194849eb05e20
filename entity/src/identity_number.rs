//! The number of the document by which the state knows a person, encrypted.

use sea_orm::entity::prelude::*;

/// The number of the document by which the state knows a person, encrypted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_number")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// Kind of document.
    pub kind: String,
    /// The number, encrypted.
    pub sealed: Vec<u8>,
    /// Keyed digest by which an equal number is found.
    pub blind_index: Vec<u8>,
    /// As it is shown: all but its last four characters are stars.
    pub masked: String,
    /// Whether another record bore the same number when this one was written.
    pub is_shared: bool,
    /// When it was written.
    pub recorded_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
