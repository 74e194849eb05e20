//! What answers are about, as one place has to do with it. Whoever answers about it locks it.

use sea_orm::entity::prelude::*;

/// What answers are about, as one place has to do with it. Whoever answers about it locks it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_subject")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which side of teaching.
    pub kind: String,
    /// The session, the person or the institution.
    pub about_id: Uuid,
    /// The institution whose people may read what was answered.
    pub place_id: Uuid,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
