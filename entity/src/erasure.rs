//! That everything about a person was erased: the record that stays.

use sea_orm::entity::prelude::*;

/// That everything about a person was erased: the record that stays.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    /// Whose record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// Who erased it; absent for the system itself.
    pub erased_by: Option<Uuid>,
    /// When.
    pub erased_at: DateTimeUtc,
    /// On which ground.
    pub ground: String,
    /// Where the request is filed, without names.
    pub reference: String,
    /// What was erased, by kind and number, as JSON.
    pub erased: String,
    /// What was kept, by kind and number, as JSON.
    pub kept: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
