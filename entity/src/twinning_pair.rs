//! Two departments of a twinning, with a contact on each side.

use sea_orm::entity::prelude::*;

/// Two departments of a twinning, with a contact on each side.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "twinning_pair")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The twinning.
    pub twinning_id: Uuid,
    /// Its place in it.
    pub place: i32,
    /// What the department that helps is called.
    pub supporting_department: String,
    /// What the department that is helped is called.
    pub supported_department: String,
    /// Whom to turn to on the side that helps.
    pub supporting_contact_id: Uuid,
    /// Whom to turn to on the side that is helped.
    pub supported_contact_id: Uuid,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
