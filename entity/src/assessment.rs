//! What an assessor marked on a form. Append-only.

use sea_orm::entity::prelude::*;

/// What an assessor marked on a form. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    /// The evidence it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// The version of the form.
    pub form_id: Uuid,
    /// What was marked, as JSON: item, value, comment.
    pub answers: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
