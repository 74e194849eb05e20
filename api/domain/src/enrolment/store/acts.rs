//! What happened to enrolments after they were made.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{enrolment, enrolment_act};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::EnrolmentActKind;
use super::super::rules::leave::outcome::AppliedLeaveRule;
use super::Enrolment;
use crate::identity::Permit;

/// What happened to an enrolment after it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentAct {
    /// Key.
    pub id: Uuid,
    /// The enrolment.
    pub enrolment_id: Uuid,
    /// What happened.
    pub kind: EnrolmentActKind,
    /// First day of a pause, or the day of a withdrawal or a return.
    pub starts_on: Option<NaiveDate>,
    /// Last day of a pause.
    pub ends_on: Option<NaiveDate>,
    /// Last day as planned before.
    pub completion_before: NaiveDate,
    /// Last day as planned from then on.
    pub completion_after: NaiveDate,
    /// The versions before and after, where she was moved.
    pub versions: Option<(Uuid, Uuid)>,
    /// The rules of leave behind it; none for every other act.
    pub leave_rules: Vec<AppliedLeaveRule>,
    /// Why; empty once the trainee was erased.
    pub reason: String,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// What happened to these enrolments, in order. For enrolments that were already read within a scope.
pub async fn acts_of(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
) -> Result<Vec<EnrolmentAct>, Error> {
    let query = enrolment_act::Entity::find()
        .filter(enrolment_act::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .order_by_asc(enrolment_act::Column::Id);
    let read = |row: enrolment_act::Model| {
        Ok(EnrolmentAct {
            id: row.id,
            enrolment_id: row.enrolment_id,
            kind: EnrolmentActKind::stored(&row.kind)?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            completion_before: row.completion_before,
            completion_after: row.completion_after,
            versions: row.version_before.zip(row.version_after),
            leave_rules: serde_json::from_str(&row.leave_rules)
                .map_err(|error| Error::internal(format!("leave rules of act {}: {error}", row.id)))?,
            reason: row.reason,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        })
    };
    query.all(connection).await?.into_iter().map(read).collect()
}

/// What happens to an enrolment.
#[derive(Clone, Debug)]
pub(in super::super) struct NewAct {
    /// What.
    pub(in super::super) kind: EnrolmentActKind,
    /// First day of a pause, or the day of a withdrawal or a return.
    pub(in super::super) starts_on: Option<NaiveDate>,
    /// Last day of a pause.
    pub(in super::super) ends_on: Option<NaiveDate>,
    /// The rules of leave behind it.
    pub(in super::super) leave_rules: Vec<AppliedLeaveRule>,
    /// Why.
    pub(in super::super) reason: String,
}

impl NewAct {
    /// An act of a kind, without days or a reason.
    pub(in super::super) fn of(kind: EnrolmentActKind) -> Self {
        Self { kind, starts_on: None, ends_on: None, leave_rules: Vec::new(), reason: String::new() }
    }
}

/// Writes an enrolment as it is from now on, and what happened to it.
pub(in super::super) async fn change_enrolment(
    write: &Write,
    permit: &Permit,
    (before, after): (&Enrolment, &Enrolment),
    act: &NewAct,
) -> Result<(), Error> {
    let pauses = serde_json::to_string(&after.pauses).map_err(|error| Error::internal(error.to_string()))?;
    enrolment::Entity::update_many()
        .col_expr(enrolment::Column::Status, Expr::val(after.status.code()))
        .col_expr(enrolment::Column::VersionId, Expr::val(after.version_id))
        .col_expr(enrolment::Column::ExpectedCompletionOn, Expr::val(after.expected_completion_on))
        .col_expr(enrolment::Column::Pauses, Expr::val(pauses))
        .filter(enrolment::Column::Id.eq(after.id))
        .exec(&**write)
        .await?;
    let is_moved = before.version_id != after.version_id;
    let row = enrolment_act::Model {
        id: id::new_key(),
        enrolment_id: after.id,
        kind: act.kind.code().to_owned(),
        starts_on: act.starts_on,
        ends_on: act.ends_on,
        completion_before: before.expected_completion_on,
        completion_after: after.expected_completion_on,
        version_before: is_moved.then_some(before.version_id),
        version_after: is_moved.then_some(after.version_id),
        leave_rules: serde_json::to_string(&act.leave_rules)
            .map_err(|error| Error::internal(error.to_string()))?,
        reason: act.reason.clone(),
        decided_by: permit.actor.person_id,
        decided_at: write.now(),
    };
    enrolment_act::Entity::insert(enrolment_act::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Empties why things happened to the enrolments of an erased person, and says of how many.
pub async fn erase(write: &Write, _permit: &Permit, enrolments: &[Uuid]) -> Result<(String, u64), DbErr> {
    let emptied = enrolment_act::Entity::update_many()
        .col_expr(enrolment_act::Column::Reason, Expr::val(""))
        .filter(enrolment_act::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(enrolment_act::Column::Reason.ne(""))
        .exec(&**write)
        .await?;
    Ok(("enrolment_act_reason".to_owned(), emptied.rows_affected))
}
