//! One version of a competency framework; it never changes.

use sea_orm::entity::prelude::*;

/// One version of a competency framework; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "competency_framework")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The institution that answers for it.
    pub institution_id: Uuid,
    /// Identifier of its document, the same for all versions.
    pub identifier: Uuid,
    /// 1 for the first version at the institution.
    pub number: i32,
    /// Its `CFDocument` as JSON.
    pub document: String,
    /// Pinyin key of its title.
    pub sort_key: String,
    /// The whole `CFPackage` as JSON, as it was imported.
    pub package: String,
    /// Who imported it.
    pub created_by: Option<Uuid>,
    /// When it was imported.
    pub created_at: DateTimeUtc,
    /// When it was retired; in use when absent.
    pub retired_at: Option<DateTimeUtc>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
