//! An institution accredited to train, as clinical or grassroots practice base.

use sea_orm::entity::prelude::*;

/// An institution accredited to train, as clinical or grassroots practice base.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_base")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The accredited institution.
    pub institution_id: Uuid,
    /// CLINICAL or GRASSROOTS.
    pub kind: String,
    /// First day of the accreditation.
    pub accredited_on: Date,
    /// Last day; open when absent.
    pub accredited_until: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
