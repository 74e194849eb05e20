//! Which patient's record a logged case stands in: a keyed digest and the last four characters of its number.

use sea_orm::entity::prelude::*;

/// Which patient's record a logged case stands in: a keyed digest and the last four characters of its number.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_record")]
pub struct Model {
    /// The case logged.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
    /// Keyed digest of the number, different at each institution.
    pub record_digest: Vec<u8>,
    /// Its last four characters.
    pub last_four: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
