//! One competency of a version of a framework. Append-only; keys follow the order of the tree.

use sea_orm::entity::prelude::*;

/// One competency of a version of a framework. Append-only; keys follow the order of the tree.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "competency")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The version of the framework.
    pub framework_id: Uuid,
    /// Its identifier in CASE, the same in each version.
    pub identifier: Uuid,
    /// The competency above; none at the top.
    pub parent_id: Option<Uuid>,
    /// 1 at the top.
    pub depth: i32,
    /// Whether nothing in the file says where it belongs.
    pub is_orphan: bool,
    /// Code by which people name it; empty when it has none.
    pub code: String,
    /// What is asked.
    pub statement: String,
    /// The same in short; empty when there is none.
    pub short_name: String,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
