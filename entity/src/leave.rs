//! A leave that a trainee asked for.

use sea_orm::entity::prelude::*;

/// A leave that a trainee asked for. Its kind, its first day and the day until which it was asked for never change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leave")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The training it is taken from.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The kind's code.
    pub kind: String,
    /// First day.
    pub starts_on: Date,
    /// Last day; earlier than asked for when she came back before it.
    pub ends_on: Date,
    /// Last day as it was asked for.
    pub asked_until: Date,
    /// Why; empty once she was erased.
    pub reason: String,
    /// The status's code.
    pub status: String,
    /// The code of the step that it awaits, or that was taken last.
    pub step: String,
    /// The department or institution of that step; none for a supervisor's.
    pub place_id: Option<Uuid>,
    /// Every step, in order, as JSON.
    pub steps: String,
    /// Place of that step among them, from 0.
    pub position: i32,
    /// Who supervised her on the first day, when it was asked for.
    pub supervisor_id: Option<Uuid>,
    /// Whether it is not approved without a certificate.
    pub needs_certificate: bool,
    /// Rises with each change.
    pub version: i32,
    /// When it was asked for.
    pub requested_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
