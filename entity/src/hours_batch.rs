//! A file of hours that a phone kept, and how far it has been entered.

use sea_orm::entity::prelude::*;

/// A file of hours that a phone kept, and how far it has been entered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_batch")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose hours.
    pub person_id: Uuid,
    /// The upload that holds them, as long as it is kept.
    pub upload_id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// How many entries it holds.
    pub lines: i32,
    /// How many of them were looked at.
    pub done: i32,
    /// How many were made.
    pub submitted: i32,
    /// How many had come before.
    pub repeated: i32,
    /// How many were refused.
    pub refused: i32,
    /// The token by which it was begun.
    pub token_id: Option<Uuid>,
    /// The request by which it was begun.
    pub request_id: Option<String>,
    /// When it was begun.
    pub begun_at: DateTimeUtc,
    /// When its last line was looked at.
    pub finished_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
