//! Answers that are released together, once five people gave them.

use sea_orm::entity::prelude::*;

/// Answers that are released together, once five people gave them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_batch")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What they are about.
    pub subject_id: Uuid,
    /// The code of the forms.
    pub form_code: String,
    /// The institution's set of forms; the one that comes with the system when absent.
    pub form_set_id: Option<Uuid>,
    /// How many answers.
    pub answers: i32,
    /// Whether they are shown.
    pub is_released: bool,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
