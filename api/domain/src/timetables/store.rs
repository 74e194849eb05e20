//! Queries over calendars and duties.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{calendar_day, expert_duty};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::rules::{CalendarDay, DayKind, HolidayPractice, Recurrence};
use crate::identity::Permit;

/// What somebody does regularly where she works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpertDuty {
    /// Key.
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Where she works.
    pub institution_id: Uuid,
    /// What it is.
    pub name: String,
    /// When.
    pub recurrence: Recurrence,
    /// Last day; open when absent.
    pub last_day: Option<NaiveDate>,
    /// Who recorded it, and when.
    pub recorded: (Uuid, DateTime<Utc>),
}

impl TryFrom<expert_duty::Model> for ExpertDuty {
    type Error = Error;

    fn try_from(row: expert_duty::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            institution_id: row.institution_id,
            name: row.name,
            recurrence: Recurrence {
                first: (row.starts_at, row.ends_at),
                rule: row.rule,
                holidays: HolidayPractice::stored(&row.holidays)?,
                except_days: Vec::new(),
            },
            last_day: row.last_day,
            recorded: (row.recorded_by, row.recorded_at),
        })
    }
}

/// Days that were set here, of these years, in order.
pub(super) async fn days_set(
    connection: &impl ConnectionTrait,
    (first, last): (i32, i32),
) -> Result<Vec<CalendarDay>, Error> {
    let rows = calendar_day::Entity::find()
        .filter(calendar_day::Column::Year.between(first, last))
        .order_by_asc(calendar_day::Column::Day)
        .all(connection)
        .await?;
    let of = |row: calendar_day::Model| {
        Ok(CalendarDay {
            day: row.day,
            kind: DayKind::stored(&row.kind)?,
            name: Name::new(row.name_zh, row.name_en),
            stands_for: row.stands_for,
        })
    };
    rows.into_iter().map(of).collect()
}

/// Sets the days of a year: two statements.
pub(super) async fn set_days(
    write: &Write,
    _permit: &Permit,
    (year, set_by): (i32, Uuid),
    days: &[CalendarDay],
) -> Result<(), DbErr> {
    calendar_day::Entity::delete_many().filter(calendar_day::Column::Year.eq(year)).exec(&**write).await?;
    let rows = days.iter().map(|day| {
        let row = calendar_day::Model {
            day: day.day,
            year,
            kind: day.kind.code().to_owned(),
            name_zh: day.name.zh.clone(),
            name_en: day.name.en.clone(),
            stands_for: day.stands_for,
            recorded_by: Some(set_by),
            recorded_at: write.now(),
        };
        row.into_active_model()
    });
    calendar_day::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// The duties of these people, in order of recording. Whoever asks says why.
pub async fn duties_of(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<ExpertDuty>, Error> {
    let rows = expert_duty::Entity::find()
        .filter(expert_duty::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(expert_duty::Column::RecordedAt)
        .order_by_asc(expert_duty::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(ExpertDuty::try_from).collect()
}

/// One duty.
pub(super) async fn duty(connection: &impl ConnectionTrait, key: Uuid) -> Result<ExpertDuty, Error> {
    let row = expert_duty::Entity::find_by_id(key).one(connection).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Locks a duty until the end of the transaction.
pub(super) async fn lock_duty(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(expert_duty::Entity::find_by_id(key)).await
}

/// Writes a duty.
pub(super) async fn insert_duty(write: &Write, _permit: &Permit, new: &ExpertDuty) -> Result<(), DbErr> {
    let row = expert_duty::Model {
        id: new.id,
        person_id: new.person_id,
        institution_id: new.institution_id,
        name: new.name.clone(),
        starts_at: new.recurrence.first.0,
        ends_at: new.recurrence.first.1,
        rule: new.recurrence.rule.clone(),
        holidays: new.recurrence.holidays.code().to_owned(),
        last_day: new.last_day,
        recorded_by: new.recorded.0,
        recorded_at: new.recorded.1,
    };
    row.into_active_model().insert(&**write).await?;
    Ok(())
}

/// Sets the last day of a duty, which is locked.
pub(super) async fn end_duty(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    last_day: NaiveDate,
) -> Result<(), DbErr> {
    expert_duty::Entity::update_many()
        .col_expr(expert_duty::Column::LastDay, Expr::val(last_day))
        .filter(expert_duty::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Carries somebody's duties over to another record of hers, and says how many.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<Vec<(String, u64)>, DbErr> {
    let moved = expert_duty::Entity::update_many()
        .col_expr(expert_duty::Column::PersonId, Expr::val(to))
        .filter(expert_duty::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(vec![("expert_duty".to_owned(), moved.rows_affected)])
}

/// Takes out the duties of erased people, and says how many.
pub async fn erase(write: &Write, _permit: &Permit, people: &[Uuid]) -> Result<(String, u64), DbErr> {
    let taken = expert_duty::Entity::delete_many()
        .filter(expert_duty::Column::PersonId.is_in(people.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(("expert_duty".to_owned(), taken.rows_affected))
}
