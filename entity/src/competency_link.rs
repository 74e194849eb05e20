//! A link between two competencies of the same or of different frameworks. Append-only.

use sea_orm::entity::prelude::*;

/// A link between two competencies of the same or of different frameworks. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "competency_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The version of the framework that says so.
    pub framework_id: Uuid,
    /// The kind's code.
    pub kind: String,
    /// Identifier of the one end; a UUID within the framework, any text outside of it.
    pub origin: String,
    /// Identifier of the other end, likewise.
    pub destination: String,
    /// What the file calls the other end.
    pub destination_title: String,
    /// Address of the other end.
    pub destination_uri: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
