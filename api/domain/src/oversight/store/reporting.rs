//! Queries over reporting rounds, what members submitted to them, and who was reminded. Who may read one, the service says.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    reporting_figure, reporting_reminder, reporting_reopening, reporting_round, reporting_round_indicator,
    reporting_submission,
};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::proofs::Document;
use sea_orm::sea_query::{Cond, Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use super::super::rules::{ReportingRoundStatus, ReportingStatus};
use crate::identity::Permit;
use crate::organisations::{Days, Indicator, find_indicators};

/// A round in which the members of a consortium report their figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingRound {
    /// Key.
    pub id: Uuid,
    /// The consortium.
    pub consortium_id: Uuid,
    /// Name.
    pub name: Name,
    /// First and last day of the period.
    pub days: Days,
    /// Last day on which figures are in time.
    pub due_on: NaiveDate,
    /// How it stands.
    pub status: ReportingRoundStatus,
    /// 1 at first, and one more each time that it is opened anew.
    pub edition: i32,
    /// When it was closed last.
    pub closed_at: Option<DateTime<Utc>>,
    /// What it asks for, in order.
    pub indicators: Vec<Indicator>,
    /// How often it was opened anew and why, the earliest first.
    pub reopenings: Vec<Reopening>,
}

/// That a closed round was opened anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopening {
    /// Why.
    pub reason: String,
    /// Who opened it.
    pub reopened_by: Option<Uuid>,
    /// When.
    pub reopened_at: DateTime<Utc>,
}

/// What a member submitted to a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Key.
    pub id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// The how manieth of the member, from 1.
    pub number: i32,
    /// The edition of the round in which it was submitted.
    pub edition: i32,
    /// How it stands.
    pub status: ReportingStatus,
    /// The stamped scan.
    pub scan: Document,
    /// Who submitted it.
    pub submitted_by: Uuid,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// Who decided about it last.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was returned.
    pub reason: Option<String>,
}

/// A figure of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The submission.
    pub submission_id: Uuid,
    /// The indicator.
    pub indicator_id: Uuid,
    /// How much, in the indicator's unit.
    pub value: i64,
    /// The reading that it became, or is the same as.
    pub reading_id: Option<Uuid>,
    /// Whether the reading was made of it.
    pub made_reading: bool,
}

impl From<reporting_figure::Model> for Figure {
    fn from(row: reporting_figure::Model) -> Self {
        Self {
            submission_id: row.submission_id,
            indicator_id: row.indicator_id,
            value: row.value,
            reading_id: row.reading_id,
            made_reading: row.made_reading,
        }
    }
}

impl TryFrom<reporting_submission::Model> for Submission {
    type Error = Error;

    fn try_from(row: reporting_submission::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            round_id: row.round_id,
            institution_id: row.institution_id,
            number: row.number,
            edition: row.edition,
            status: ReportingStatus::stored(&row.status)?,
            scan: Document {
                file_name: row.file_name,
                media_type: row.media_type,
                byte_size: row.byte_size,
                content_digest: row.content_digest,
            },
            submitted_by: row.submitted_by,
            submitted_at: row.submitted_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            reason: row.reason,
        })
    }
}

/// Rounds with what they ask for and how often they were opened anew: three statements.
async fn whole(
    connection: &impl ConnectionTrait,
    rows: Vec<reporting_round::Model>,
) -> Result<Vec<ReportingRound>, Error> {
    let keys: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let asked = reporting_round_indicator::Entity::find()
        .filter(reporting_round_indicator::Column::RoundId.is_in(keys.iter().copied()))
        .order_by_asc(reporting_round_indicator::Column::Place)
        .all(connection)
        .await?;
    let indicators: Vec<Uuid> = asked.iter().map(|row| row.indicator_id).collect();
    let indicators = find_indicators(connection, &indicators).await?;
    let indicators: HashMap<Uuid, Indicator> = indicators.into_iter().map(|one| (one.id, one)).collect();
    let opened = reporting_reopening::Entity::find()
        .filter(reporting_reopening::Column::RoundId.is_in(keys))
        .order_by_asc(reporting_reopening::Column::Edition)
        .all(connection)
        .await?;
    let of = |row: reporting_round::Model| {
        let of_round = asked.iter().filter(|asked| asked.round_id == row.id);
        let again = opened.iter().filter(|opened| opened.round_id == row.id).map(|opened| Reopening {
            reason: opened.reason.clone(),
            reopened_by: opened.reopened_by,
            reopened_at: opened.reopened_at,
        });
        Ok(ReportingRound {
            indicators: of_round.filter_map(|asked| indicators.get(&asked.indicator_id).cloned()).collect(),
            reopenings: again.collect(),
            id: row.id,
            consortium_id: row.consortium_id,
            name: Name::new(row.name_zh, row.name_en),
            days: (row.starts_on, row.ends_on),
            due_on: row.due_on,
            status: ReportingRoundStatus::stored(&row.status)?,
            edition: row.edition,
            closed_at: row.closed_at,
        })
    };
    rows.into_iter().map(of).collect()
}

/// Rounds by key, in no order.
pub(in super::super) async fn find_rounds(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<ReportingRound>, Error> {
    let query =
        reporting_round::Entity::find().filter(reporting_round::Column::Id.is_in(keys.iter().copied()));
    whole(connection, query.all(connection).await?).await
}

/// Open rounds that are due on one of these days, the earliest first.
pub(in super::super) async fn open_rounds_due(
    connection: &impl ConnectionTrait,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<ReportingRound>, Error> {
    let query = reporting_round::Entity::find()
        .filter(reporting_round::Column::Status.eq(ReportingRoundStatus::Open.code()))
        .filter(reporting_round::Column::DueOn.between(from, until))
        .order_by_asc(reporting_round::Column::DueOn)
        .order_by_asc(reporting_round::Column::Id);
    whole(connection, query.all(connection).await?).await
}

/// Rounds of a consortium, those of the latest days first.
#[must_use]
pub fn reporting_rounds_ordering() -> Ordering {
    use reporting_round::Column;
    Ordering::by("PERIOD", Column::EndsOn, SortKind::Date, Column::Id).descending()
}

/// Rounds of a consortium; when terms are given, those whose days one of these touches.
fn of_consortium(consortium_id: Uuid, terms: Option<&[Days]>) -> Select<reporting_round::Entity> {
    use reporting_round::Column;
    let query = reporting_round::Entity::find().filter(Column::ConsortiumId.eq(consortium_id));
    let Some(terms) = terms else { return query };
    let nothing = Cond::any().add(Expr::val(1).eq(0));
    query.filter(terms.iter().fold(nothing, |any, (first, last)| {
        any.add(Cond::all().add(Column::StartsOn.lte(*last)).add(Column::EndsOn.gte(*first)))
    }))
}

/// A page of the rounds of a consortium, as [`of_consortium`] says: four statements.
pub(in super::super) async fn rounds_page(
    connection: &impl ConnectionTrait,
    consortium_id: Uuid,
    terms: Option<&[Days]>,
    page: &PageRequest,
) -> Result<Slice<ReportingRound>, Error> {
    let query = page.apply(of_consortium(consortium_id, terms), &reporting_rounds_ordering())?;
    let rows = query.all(connection).await?;
    page.slice(whole(connection, rows).await?)
}

/// How many such rounds there are.
pub(in super::super) async fn rounds_count(
    connection: &impl ConnectionTrait,
    consortium_id: Uuid,
    terms: Option<&[Days]>,
) -> Result<i64, DbErr> {
    let count = of_consortium(consortium_id, terms).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Locks a round: whatever is done in it waits for what is under way.
pub(in super::super) async fn lock_round(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(reporting_round::Entity::find_by_id(key)).await
}

/// Writes a round that was just opened, and what it asks for.
pub(in super::super) async fn insert_round(
    write: &Write,
    permit: &Permit,
    new: &ReportingRound,
) -> Result<(), DbErr> {
    let row = reporting_round::Model {
        id: new.id,
        consortium_id: new.consortium_id,
        name_zh: new.name.zh.clone(),
        name_en: new.name.en.clone(),
        starts_on: new.days.0,
        ends_on: new.days.1,
        due_on: new.due_on,
        status: new.status.code().to_owned(),
        edition: new.edition,
        created_by: permit.actor.person_id,
        created_at: write.now(),
        closed_at: None,
    };
    reporting_round::Entity::insert(reporting_round::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    let asked = new.indicators.iter().zip(0_i32..).map(|(indicator, place)| {
        reporting_round_indicator::ActiveModel::from(reporting_round_indicator::Model {
            round_id: new.id,
            place,
            indicator_id: indicator.id,
        })
    });
    reporting_round_indicator::Entity::insert_many(asked).exec_without_returning(&**write).await?;
    Ok(())
}

/// Closes a round.
pub(in super::super) async fn close_round(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    use reporting_round::Column;
    reporting_round::Entity::update_many()
        .col_expr(Column::Status, Expr::val(ReportingRoundStatus::Closed.code()))
        .col_expr(Column::ClosedAt, Expr::val(write.now()))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Opens a closed round anew, in its next edition.
pub(in super::super) async fn reopen_round(
    write: &Write,
    permit: &Permit,
    round: &ReportingRound,
    reason: &str,
) -> Result<(), DbErr> {
    use reporting_round::Column;
    let edition = round.edition.saturating_add(1);
    reporting_round::Entity::update_many()
        .col_expr(Column::Status, Expr::val(ReportingRoundStatus::Open.code()))
        .col_expr(Column::Edition, Expr::val(edition))
        .filter(Column::Id.eq(round.id))
        .exec(&**write)
        .await?;
    let row = reporting_reopening::Model {
        round_id: round.id,
        edition,
        reason: reason.to_owned(),
        reopened_by: permit.actor.person_id,
        reopened_at: write.now(),
    };
    reporting_reopening::Entity::insert(reporting_reopening::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Whatever was submitted to these rounds, by round and member, the latest of each member last.
pub(in super::super) async fn submissions_of(
    connection: &impl ConnectionTrait,
    rounds: &[Uuid],
) -> Result<Vec<Submission>, Error> {
    use reporting_submission::Column;
    let rows = reporting_submission::Entity::find()
        .filter(Column::RoundId.is_in(rounds.iter().copied()))
        .order_by_asc(Column::RoundId)
        .order_by_asc(Column::InstitutionId)
        .order_by_asc(Column::Number)
        .all(connection)
        .await?;
    rows.into_iter().map(Submission::try_from).collect()
}

/// One submission.
pub(in super::super) async fn submission(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Submission, Error> {
    reporting_submission::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// The figures of these submissions, in no order.
pub(in super::super) async fn figures_of(
    connection: &impl ConnectionTrait,
    submissions: &[Uuid],
) -> Result<Vec<Figure>, DbErr> {
    let rows = reporting_figure::Entity::find()
        .filter(reporting_figure::Column::SubmissionId.is_in(submissions.iter().copied()))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Figure::from).collect())
}

/// Writes what a member submitted.
pub(in super::super) async fn insert_submission(
    write: &Write,
    _permit: &Permit,
    new: &Submission,
    figures: &[(Uuid, i64)],
) -> Result<(), DbErr> {
    let row = reporting_submission::Model {
        id: new.id,
        round_id: new.round_id,
        institution_id: new.institution_id,
        number: new.number,
        edition: new.edition,
        status: new.status.code().to_owned(),
        file_name: new.scan.file_name.clone(),
        media_type: new.scan.media_type.clone(),
        byte_size: new.scan.byte_size,
        content_digest: new.scan.content_digest.clone(),
        submitted_by: new.submitted_by,
        submitted_at: new.submitted_at,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    reporting_submission::Entity::insert(reporting_submission::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    let figures = figures.iter().map(|(indicator_id, value)| {
        reporting_figure::ActiveModel::from(reporting_figure::Model {
            submission_id: new.id,
            indicator_id: *indicator_id,
            value: *value,
            reading_id: None,
            made_reading: false,
        })
    });
    reporting_figure::Entity::insert_many(figures).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes down what the core unit decided about a submission.
pub(in super::super) async fn decide_submission(
    write: &Write,
    permit: &Permit,
    key: Uuid,
    (status, reason): (ReportingStatus, Option<&str>),
) -> Result<(), DbErr> {
    use reporting_submission::Column;
    reporting_submission::Entity::update_many()
        .col_expr(Column::Status, Expr::val(status.code()))
        .col_expr(Column::DecidedBy, Expr::val(permit.actor.person_id))
        .col_expr(Column::DecidedAt, Expr::val(write.now()))
        .col_expr(Column::Reason, Expr::val(reason.map(str::to_owned)))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes down which reading a figure became, or is the same as when none was made of it.
pub(in super::super) async fn link_figure(
    write: &Write,
    _permit: &Permit,
    figure: &Figure,
    (reading_id, is_made): (Uuid, bool),
) -> Result<(), DbErr> {
    use reporting_figure::Column;
    reporting_figure::Entity::update_many()
        .col_expr(Column::ReadingId, Expr::val(reading_id))
        .col_expr(Column::MadeReading, Expr::val(is_made))
        .filter(Column::SubmissionId.eq(figure.submission_id))
        .filter(Column::IndicatorId.eq(figure.indicator_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Which members of these rounds were reminded: the round, the member, the days.
pub(in super::super) async fn reminders_of(
    connection: &impl ConnectionTrait,
    rounds: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, i32)>, DbErr> {
    let rows = reporting_reminder::Entity::find()
        .filter(reporting_reminder::Column::RoundId.is_in(rounds.iter().copied()))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.round_id, row.institution_id, row.days)).collect())
}

/// Notes that a member is reminded, and says whether it was not before.
pub(in super::super) async fn insert_reminder(
    write: &Write,
    _permit: &Permit,
    (round_id, institution_id, days): (Uuid, Uuid, i32),
) -> Result<bool, DbErr> {
    use reporting_reminder::Column;
    let row = reporting_reminder::Model { round_id, institution_id, days, told_at: write.now() };
    let once =
        OnConflict::columns([Column::RoundId, Column::InstitutionId, Column::Days]).do_nothing().to_owned();
    let written = reporting_reminder::Entity::insert(reporting_reminder::ActiveModel::from(row))
        .on_conflict(once)
        .exec_without_returning(&**write)
        .await;
    match written {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}
