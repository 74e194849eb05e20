//! One record of a person that was joined into another one.

use sea_orm::entity::prelude::*;

/// One record of a person that was joined into another one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_merge")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The record that goes on.
    pub kept_id: Uuid,
    /// The record that was joined into it.
    pub merged_id: Uuid,
    /// Who joined them.
    pub merged_by: Option<Uuid>,
    /// When.
    pub merged_at: DateTimeUtc,
    /// Why.
    pub reason: String,
    /// What went over, by kind and number, as JSON.
    pub moved: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
