//! An exit examination that was announced.

use sea_orm::entity::prelude::*;

/// An exit examination that was announced.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_examination")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who organises it.
    pub institution_id: Uuid,
    /// The programme that it ends.
    pub curriculum_id: Uuid,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// The local day on which it is held.
    pub held_on: Date,
    /// First local day on which somebody may register.
    pub registers_from: Date,
    /// Last one.
    pub registers_until: Date,
    /// Its parts, each with its most points and those that pass, as JSON.
    pub parts: String,
    /// How often somebody may sit it, in all examinations of the programme.
    pub most_attempts: i32,
    /// Who announced it.
    pub announced_by: Uuid,
    /// When.
    pub announced_at: DateTimeUtc,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTimeUtc>,
    /// Why.
    pub cancel_reason: Option<String>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
