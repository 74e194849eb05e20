//! What a teaching session is about.

use sea_orm::entity::prelude::*;

/// What a teaching session is about.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teaching_topic")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// Its place among the topics, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    /// What it is called.
    pub name: String,
    /// The competency that it serves.
    pub competency_id: Option<Uuid>,
    /// The form of the skill that it serves.
    pub form_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
