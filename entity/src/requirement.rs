//! One thing a curriculum version asks for.

use sea_orm::entity::prelude::*;

/// One thing a curriculum version asks for.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The version that asks.
    pub version_id: Uuid,
    /// Order within the version, from 1.
    pub position: i32,
    /// Short name, unique within the version.
    pub code: String,
    /// The kind's code.
    pub kind: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Smallest unit of its quantities: DAY, `HALF_DAY` or COUNT.
    pub unit: String,
    /// How much is asked, in that unit.
    pub target: i64,
    /// Kind of base where it must happen; any when absent.
    pub base_kind: Option<String>,
    /// Activity that serves it, for requirements stated in hours or half-days.
    pub activity: Option<String>,
    /// The requirement of the adapted version that it meets.
    pub standard_requirement_id: Option<Uuid>,
    /// What else it asks, as JSON: specialties accepted, pool, choice, caps.
    pub rule: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
