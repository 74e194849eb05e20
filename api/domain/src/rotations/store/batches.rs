//! Files of hours that a phone kept, and what became of their lines.

use chrono::{DateTime, Utc};
use entity::{hours_batch, hours_batch_line};
use platform::audit::Actor;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Problem};
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::text::Message;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait,
    QueryFilter, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::rules::{HoursErrorCode, SyncOutcome};
use crate::identity::{Permit, Scope};

/// A file of hours that a phone kept, and how far it has been entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursBatch {
    /// Key.
    pub id: Uuid,
    /// Whose hours.
    pub person_id: Uuid,
    /// The upload that holds them, as long as it is kept.
    pub upload_id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// How many entries it holds.
    pub lines: i32,
    /// How many of them were looked at.
    pub done: i32,
    /// How many were made.
    pub submitted: i32,
    /// How many had come before.
    pub repeated: i32,
    /// How many were refused.
    pub refused: i32,
    /// Who began it, and by what.
    pub(in super::super) actor: Actor,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// When its last line was looked at.
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<hours_batch::Model> for HoursBatch {
    fn from(row: hours_batch::Model) -> Self {
        let actor = Actor {
            person_id: Some(row.person_id),
            token_id: row.token_id,
            request_id: row.request_id,
            delegator_id: None,
        };
        Self {
            id: row.id,
            person_id: row.person_id,
            upload_id: row.upload_id,
            file_name: row.file_name,
            lines: row.lines,
            done: row.done,
            submitted: row.submitted,
            repeated: row.repeated,
            refused: row.refused,
            actor,
            begun_at: row.begun_at,
            finished_at: row.finished_at,
        }
    }
}

/// What became of one line of a file of hours.
#[derive(Clone, Debug)]
pub struct BatchLine {
    /// Key.
    pub id: Uuid,
    /// The line's number in the file, from 1.
    pub line: i32,
    /// The client's key, where one could be read.
    pub key: Option<String>,
    /// What became of it.
    pub outcome: SyncOutcome,
    /// The entry, unless it was refused.
    pub evidence_id: Option<Uuid>,
    /// Why it was refused.
    pub problems: Vec<Problem<HoursErrorCode>>,
}

/// A problem as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    code: String,
    path: Vec<String>,
    message: Message,
}

impl TryFrom<hours_batch_line::Model> for BatchLine {
    type Error = Error;

    fn try_from(row: hours_batch_line::Model) -> Result<Self, Error> {
        let stored: Vec<Stored> = serde_json::from_str(&row.problems)
            .map_err(|error| Error::internal(format!("problems of line {}: {error}", row.id)))?;
        let problem = |one: Stored| {
            Ok(Problem { code: HoursErrorCode::stored(&one.code)?, message: one.message, path: one.path })
        };
        Ok(Self {
            id: row.id,
            line: row.line,
            key: row.client_key,
            outcome: SyncOutcome::stored(&row.outcome)?,
            evidence_id: row.evidence_id,
            problems: stored.into_iter().map(problem).collect::<Result<_, Error>>()?,
        })
    }
}

/// One file of hours of somebody whom the scope may see. Only she herself is shown it: ask [`HoursBatch::person_id`].
pub async fn hours_batch(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<HoursBatch, Error> {
    let found = hours_batch::Entity::find_by_id(key)
        .filter(scope.people((hours_batch::Entity, hours_batch::Column::PersonId)))
        .one(connection)
        .await?;
    Ok(found.ok_or(Error::NotFound)?.into())
}

/// The file of hours that an upload became. Read for an invariant.
pub(in super::super) async fn batch_of_upload(
    connection: &impl ConnectionTrait,
    upload_id: Uuid,
) -> Result<Option<HoursBatch>, DbErr> {
    let found = hours_batch::Entity::find().filter(hours_batch::Column::UploadId.eq(upload_id));
    Ok(found.one(connection).await?.map(HoursBatch::from))
}

/// Files of hours of these people, the earliest first.
pub async fn hours_batches_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<HoursBatch>, DbErr> {
    use sea_orm::QueryOrder as _;
    let rows = hours_batch::Entity::find()
        .filter(hours_batch::Column::PersonId.is_in(people.iter().copied()))
        .filter(scope.people((hours_batch::Entity, hours_batch::Column::PersonId)))
        .order_by_asc(hours_batch::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(HoursBatch::from).collect())
}

/// Locks a file of hours until the transaction ends.
pub(in super::super) async fn lock_batch(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(hours_batch::Entity::find_by_id(key)).await
}

/// Writes a file of hours, of which nothing has been entered yet.
pub(in super::super) async fn insert_batch(
    write: &Write,
    permit: &Permit,
    (person_id, upload_id): (Uuid, Uuid),
    (file_name, lines): (String, i32),
) -> Result<HoursBatch, DbErr> {
    let row = hours_batch::Model {
        id: id::new_key(),
        person_id,
        upload_id,
        file_name,
        lines,
        done: 0,
        submitted: 0,
        repeated: 0,
        refused: 0,
        token_id: permit.actor.token_id,
        request_id: permit.actor.request_id.clone(),
        begun_at: write.now(),
        finished_at: None,
    };
    hours_batch::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**write).await?;
    Ok(row.into())
}

/// Writes down how far a file has been entered.
pub(in super::super) async fn set_progress(
    write: &Write,
    _permit: &Permit,
    batch: &HoursBatch,
) -> Result<(), DbErr> {
    use hours_batch::Column;
    hours_batch::Entity::update_many()
        .col_expr(Column::Done, Expr::val(batch.done))
        .col_expr(Column::Submitted, Expr::val(batch.submitted))
        .col_expr(Column::Repeated, Expr::val(batch.repeated))
        .col_expr(Column::Refused, Expr::val(batch.refused))
        .col_expr(Column::FinishedAt, Expr::val(batch.finished_at))
        .filter(Column::Id.eq(batch.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes down what became of lines: one statement.
pub(in super::super) async fn insert_lines(
    write: &Write,
    _permit: &Permit,
    batch_id: Uuid,
    lines: &[BatchLine],
) -> Result<(), DbErr> {
    if lines.is_empty() {
        return Ok(());
    }
    let stored = |problem: &Problem<HoursErrorCode>| Stored {
        code: problem.code.code().to_owned(),
        path: problem.path.clone(),
        message: problem.message.clone(),
    };
    let rows = lines.iter().map(|line| hours_batch_line::ActiveModel {
        id: Set(line.id),
        batch_id: Set(batch_id),
        line: Set(line.line),
        client_key: Set(line.key.clone()),
        outcome: Set(line.outcome.code().to_owned()),
        evidence_id: Set(line.evidence_id),
        problems: Set(serde_json::json!(line.problems.iter().map(stored).collect::<Vec<_>>()).to_string()),
    });
    hours_batch_line::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Lines in their order in the file.
#[must_use]
pub fn batch_lines_ordering() -> Ordering {
    Ordering::by("LINE", hours_batch_line::Column::Id, SortKind::Key, hours_batch_line::Column::Id)
}

fn of_batch(batch_id: Uuid, outcome: Option<SyncOutcome>) -> Select<hours_batch_line::Entity> {
    let query = hours_batch_line::Entity::find().filter(hours_batch_line::Column::BatchId.eq(batch_id));
    match outcome {
        Some(outcome) => query.filter(hours_batch_line::Column::Outcome.eq(outcome.code())),
        None => query,
    }
}

/// A page of what became of the lines of a file that the viewer was shown.
pub async fn batch_lines_page(
    connection: &impl ConnectionTrait,
    (batch_id, outcome): (Uuid, Option<SyncOutcome>),
    page: &PageRequest,
) -> Result<Slice<BatchLine>, Error> {
    let query = of_batch(batch_id, outcome);
    let rows = page.apply(query, &batch_lines_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(BatchLine::try_from).collect::<Result<_, _>>()?)
}

/// How many lines of a file were looked at, of one outcome or all.
pub async fn batch_lines_count(
    connection: &impl ConnectionTrait,
    (batch_id, outcome): (Uuid, Option<SyncOutcome>),
) -> Result<i64, DbErr> {
    let count = of_batch(batch_id, outcome).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Forgets files of hours with what became of their lines; says how many files.
async fn forget(write: &Write, which: sea_orm::sea_query::SimpleExpr) -> Result<u64, DbErr> {
    let batches = Query::select()
        .column(hours_batch::Column::Id)
        .from(hours_batch::Entity)
        .and_where(which.clone())
        .take();
    hours_batch_line::Entity::delete_many()
        .filter(hours_batch_line::Column::BatchId.in_subquery(batches))
        .exec(&**write)
        .await?;
    let forgotten = hours_batch::Entity::delete_many().filter(which).exec(&**write).await?;
    Ok(forgotten.rows_affected)
}

/// Forgets the files of a person.
pub(super) async fn forget_of(write: &Write, person_id: Uuid) -> Result<u64, DbErr> {
    forget(write, Expr::col(hours_batch::Column::PersonId).eq(person_id)).await
}

/// Forgets files that were begun before an instant; the entries stay. Says how many.
pub async fn forget_batches(write: &Write, before: DateTime<Utc>) -> Result<u64, DbErr> {
    forget(write, Expr::col(hours_batch::Column::BegunAt).lt(before)).await
}

/// Carries a person's files over to another record of hers.
pub(super) async fn carry_over(write: &Write, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let moved = hours_batch::Entity::update_many()
        .col_expr(hours_batch::Column::PersonId, Expr::val(to))
        .filter(hours_batch::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(moved.rows_affected)
}
