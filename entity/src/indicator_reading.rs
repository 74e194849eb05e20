//! What was read of an indicator at an institution for some days; never changed, replaced by the next one.

use sea_orm::entity::prelude::*;

/// What was read of an indicator at an institution for some days; never changed, replaced by the next one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_reading")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The institution.
    pub institution_id: Uuid,
    /// The indicator: one of a consortium, or one that comes with the system.
    pub indicator_id: Uuid,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// How much, in the indicator's unit.
    pub value: i64,
    /// Name of the stamped scan.
    pub file_name: Option<String>,
    /// What the scan is, as its bytes say.
    pub media_type: Option<String>,
    /// How large it is, in bytes.
    pub byte_size: Option<i64>,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: Option<String>,
    /// Who gave the figure.
    pub entered_by: Option<Uuid>,
    /// When she gave it.
    pub entered_at: DateTimeUtc,
    /// When it became a reading.
    pub recorded_at: DateTimeUtc,
    /// The reading that it replaces.
    pub replaces_id: Option<Uuid>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
