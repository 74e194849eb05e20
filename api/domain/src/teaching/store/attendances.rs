//! Queries over who attended.

use chrono::{DateTime, Utc};
use entity::{teaching_attendance, teaching_leader, teaching_session};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::super::rules::{AttendanceWay, TeachingSessionStatus, Time};
use crate::identity::Permit;

/// That somebody attended a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// The session.
    pub session_id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// How it is known.
    pub way: AttendanceWay,
    /// Who recorded it.
    pub recorded_by: Uuid,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// When she was struck from the list.
    pub struck_at: Option<DateTime<Utc>>,
    /// Why; nothing once she was erased.
    pub strike_reason: Option<String>,
}

impl TryFrom<teaching_attendance::Model> for Attendance {
    type Error = Error;

    fn try_from(row: teaching_attendance::Model) -> Result<Self, Error> {
        Ok(Self {
            session_id: row.session_id,
            person_id: row.person_id,
            way: AttendanceWay::stored(&row.way)?,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            struck_at: row.struck_at,
            strike_reason: row.strike_reason,
        })
    }
}

/// Who attended these sessions, and who was struck from their lists, in order of recording. Who may see it, the service says.
pub(in super::super) async fn attendances_of(
    connection: &impl ConnectionTrait,
    sessions: &[Uuid],
) -> Result<Vec<Attendance>, Error> {
    use teaching_attendance::Column;
    let rows = teaching_attendance::Entity::find()
        .filter(Column::SessionId.is_in(sessions.iter().copied()))
        .order_by_asc(Column::RecordedAt)
        .order_by_asc(Column::PersonId)
        .all(connection)
        .await?;
    rows.into_iter().map(Attendance::try_from).collect()
}

/// What these people attended, or were struck from, in order of recording. For their own records.
pub async fn attended_by(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<Attendance>, Error> {
    use teaching_attendance::Column;
    let rows = teaching_attendance::Entity::find()
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(Column::RecordedAt)
        .order_by_asc(Column::SessionId)
        .all(connection)
        .await?;
    rows.into_iter().map(Attendance::try_from).collect()
}

/// Which of these people lead or attend another session at that time, and from when until when: two statements. Read for an invariant.
pub(in super::super) async fn busy(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    (from, until): Time,
    except: Uuid,
) -> Result<Vec<(Uuid, Time)>, DbErr> {
    use teaching_session::Column;
    let at_that_time = Column::StartsAt
        .lt(until)
        .and(Column::EndsAt.gt(from))
        .and(Column::Status.ne(TeachingSessionStatus::Cancelled.code()))
        .and(Column::Id.ne(except));
    let attended = teaching_attendance::Entity::belongs_to(teaching_session::Entity)
        .from(teaching_attendance::Column::SessionId)
        .to(Column::Id)
        .into();
    let mut busy: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)> = teaching_attendance::Entity::find()
        .select_only()
        .column(teaching_attendance::Column::PersonId)
        .column_as(Expr::col((teaching_session::Entity, Column::StartsAt)), "starts_at")
        .column_as(Expr::col((teaching_session::Entity, Column::EndsAt)), "ends_at")
        .join(JoinType::InnerJoin, attended)
        .filter(teaching_attendance::Column::PersonId.is_in(people.iter().copied()))
        .filter(teaching_attendance::Column::StruckAt.is_null())
        .filter(at_that_time.clone())
        .into_tuple()
        .all(connection)
        .await?;
    let led = teaching_leader::Entity::belongs_to(teaching_session::Entity)
        .from(teaching_leader::Column::SessionId)
        .to(Column::Id)
        .into();
    let leading: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)> = teaching_leader::Entity::find()
        .select_only()
        .column(teaching_leader::Column::PersonId)
        .column_as(Expr::col((teaching_session::Entity, Column::StartsAt)), "starts_at")
        .column_as(Expr::col((teaching_session::Entity, Column::EndsAt)), "ends_at")
        .join(JoinType::InnerJoin, led)
        .filter(teaching_leader::Column::PersonId.is_in(people.iter().copied()))
        .filter(at_that_time)
        .into_tuple()
        .all(connection)
        .await?;
    busy.extend(leading);
    Ok(busy.into_iter().map(|(person_id, starts_at, ends_at)| (person_id, (starts_at, ends_at))).collect())
}

/// Puts people on a session's list: one statement. Whoever was struck from it stands on it again.
pub(in super::super) async fn insert_attendances(
    write: &Write,
    _permit: &Permit,
    new: &[Attendance],
) -> Result<(), DbErr> {
    use teaching_attendance::Column;
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().map(|one| {
        let row = teaching_attendance::Model {
            session_id: one.session_id,
            person_id: one.person_id,
            way: one.way.code().to_owned(),
            recorded_by: one.recorded_by,
            recorded_at: one.recorded_at,
            struck_by: None,
            struck_at: None,
            strike_reason: None,
        };
        row.into_active_model()
    });
    let again = OnConflict::columns([Column::SessionId, Column::PersonId])
        .update_columns([
            Column::Way,
            Column::RecordedBy,
            Column::RecordedAt,
            Column::StruckBy,
            Column::StruckAt,
            Column::StrikeReason,
        ])
        .to_owned();
    teaching_attendance::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Strikes somebody from a session's list.
pub(in super::super) async fn strike(
    write: &Write,
    permit: &Permit,
    (session_id, person_id): (Uuid, Uuid),
    reason: &str,
) -> Result<(), DbErr> {
    use teaching_attendance::Column;
    teaching_attendance::Entity::update_many()
        .col_expr(Column::StruckBy, Expr::val(permit.actor.person_id))
        .col_expr(Column::StruckAt, Expr::val(write.now()))
        .col_expr(Column::StrikeReason, Expr::val(reason))
        .filter(Column::SessionId.eq(session_id))
        .filter(Column::PersonId.eq(person_id))
        .exec(&**write)
        .await?;
    Ok(())
}
