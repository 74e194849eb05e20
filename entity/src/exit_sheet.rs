//! An exit from a department as it was when the last one signed. Append-only.

use sea_orm::entity::prelude::*;

/// An exit from a department as it was when the last one signed. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_sheet")]
pub struct Model {
    /// The exit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// The placement that ended.
    pub placement_id: Uuid,
    /// What stood on it, as JSON; none once the trainee was erased.
    pub content: Option<String>,
    /// SHA-256 of the content, in lower-case hexadecimal digits.
    pub digest: String,
    /// When it was frozen.
    pub frozen_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
