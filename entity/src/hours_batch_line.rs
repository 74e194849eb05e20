//! What became of one line of a file of hours. Never changed.

use sea_orm::entity::prelude::*;

/// What became of one line of a file of hours. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_batch_line")]
pub struct Model {
    /// Key; keys of one file rise with its lines.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The file.
    pub batch_id: Uuid,
    /// The line's number in the file, from 1.
    pub line: i32,
    /// The client's key, where one could be read.
    pub client_key: Option<String>,
    /// Code of what became of it.
    pub outcome: String,
    /// The entry, unless it was refused.
    pub evidence_id: Option<Uuid>,
    /// Why it was refused, as JSON.
    pub problems: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
