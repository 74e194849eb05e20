//! A registration for an exit examination.

use sea_orm::entity::prelude::*;

/// A registration for an exit examination.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_exam_registration")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The examination.
    pub examination_id: Uuid,
    /// The enrolment whose training it ends.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// 1 for the first time that she sits one of the programme.
    pub attempt: i32,
    /// Whether she was eligible on the day of registering.
    pub outcome: String,
    /// By which rules that was decided.
    pub rule_version: String,
    /// Where it stands.
    pub status: String,
    /// The institution of the base that reviews it.
    pub base_institution_id: Option<Uuid>,
    /// Number of the admission ticket.
    pub ticket: Option<String>,
    /// When she registered.
    pub registered_at: DateTimeUtc,
    /// Rises with each change.
    pub version: i32,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
