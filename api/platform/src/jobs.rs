//! Work that follows a transaction: enqueued in it, done after it, at least once.
//!
//! A job is a row. Workers lease it for a time; a worker that dies lets the lease run out and another takes over.
//! A failure waits longer each time, with jitter, and after ten attempts the job is dead and stays visible. After a
//! restore every open job is held until a person releases it, so that nothing is sent twice.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::job;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, LikeExpr, LockBehavior, LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter};
use sea_orm::{QueryOrder, QuerySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::db::{Database, Write};
use crate::error::Error;
use crate::id;

crate::codes! {
    /// Where a job stands.
    pub enum JobStatus {
        /// Waiting, or leased by a worker.
        Queued = "QUEUED",
        /// Kept back after a restore until a person releases it.
        Held = "HELD",
        /// Done.
        Done = "DONE",
        /// Given up after too many attempts.
        Dead = "DEAD",
    }
}

use crate::codes::Code as _;

/// After so many attempts a job is given up.
pub const MOST_ATTEMPTS: i32 = 10;
/// How long a worker may hold a job.
const LEASE: Duration = Duration::minutes(5);

/// A job leased to this worker.
#[derive(Clone, Debug)]
pub struct Leased {
    /// Its key, stable over all attempts.
    pub id: Uuid,
    /// What is to be done.
    pub kind: String,
    /// What it needs, as JSON.
    pub payload: String,
    /// Which attempt this is, from 1.
    pub attempt: i32,
}

impl Leased {
    /// The payload, read.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.payload)
            .map_err(|error| Error::internal(format!("payload of job {}: {error}", self.id)))
    }
}

/// Enqueues a job in the transaction that causes it. With a unique key, a second job of the same key adds nothing.
pub async fn enqueue(
    write: &Write,
    kind: &str,
    payload: &impl Serialize,
    unique_key: Option<String>,
) -> Result<(), Error> {
    let payload = serde_json::to_string(payload).map_err(|error| Error::internal(error.to_string()))?;
    let row = job::ActiveModel {
        id: Set(id::new_key()),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        status: Set(JobStatus::Queued.code().to_owned()),
        unique_key: Set(unique_key),
        run_at: Set(write.now()),
        attempts: Set(0),
        lease_until: Set(None),
        last_error: Set(None),
        created_at: Set(write.now()),
        finished_at: Set(None),
    };
    job::Entity::insert(row)
        .on_conflict(OnConflict::column(job::Column::UniqueKey).do_nothing().to_owned())
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Leases the job that has been due longest, if any.
pub async fn lease(database: &Database) -> Result<Option<Leased>, DbErr> {
    let write = database.write().await?;
    let now = write.now();
    let mut query = job::Entity::find()
        .filter(job::Column::Status.eq(JobStatus::Queued.code()))
        .filter(job::Column::RunAt.lte(now))
        .filter(job::Column::LeaseUntil.is_null().or(job::Column::LeaseUntil.lte(now)))
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(1);
    if write.get_database_backend() == DbBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let Some(found) = query.one(&*write).await? else {
        return Ok(None);
    };
    let attempt = found.attempts + 1;
    change(&write, found.id, |update| {
        update
            .col_expr(job::Column::Attempts, Expr::val(attempt))
            .col_expr(job::Column::LeaseUntil, Expr::val(now + LEASE))
    })
    .await?;
    write.commit().await?;
    Ok(Some(Leased { id: found.id, kind: found.kind, payload: found.payload, attempt }))
}

async fn change(
    write: &Write,
    key: Uuid,
    set: impl FnOnce(sea_orm::UpdateMany<job::Entity>) -> sea_orm::UpdateMany<job::Entity>,
) -> Result<(), DbErr> {
    set(job::Entity::update_many()).filter(job::Column::Id.eq(key)).exec(&**write).await?;
    Ok(())
}

/// Marks a job as done, and empties it: what it carried, such as a letter, is not kept.
pub async fn finish(database: &Database, leased: &Leased) -> Result<(), DbErr> {
    let write = database.write().await?;
    let now = write.now();
    change(&write, leased.id, |update| {
        update
            .col_expr(job::Column::Status, Expr::val(JobStatus::Done.code()))
            .col_expr(job::Column::Payload, Expr::val("{}"))
            .col_expr(job::Column::LastError, Expr::val(None::<String>))
            .col_expr(job::Column::FinishedAt, Expr::val(now))
            .col_expr(job::Column::LeaseUntil, Expr::val(None::<DateTime<Utc>>))
    })
    .await?;
    write.commit().await
}

/// Records a failure: the job is tried again later, or given up when `is_permanent` or after the last attempt.
pub async fn fail(
    database: &Database,
    leased: &Leased,
    cause: &str,
    is_permanent: bool,
) -> Result<(), Error> {
    let write = database.write().await?;
    let is_dead = is_permanent || leased.attempt >= MOST_ATTEMPTS;
    let status = if is_dead { JobStatus::Dead } else { JobStatus::Queued };
    let finished = is_dead.then(|| write.now());
    let again = write.now() + backoff(leased.attempt, i64::from(id::random()?[0]));
    change(&write, leased.id, |update| {
        update
            .col_expr(job::Column::Status, Expr::val(status.code()))
            .col_expr(job::Column::LastError, Expr::val(cause))
            .col_expr(job::Column::LeaseUntil, Expr::val(None::<DateTime<Utc>>))
            .col_expr(job::Column::RunAt, Expr::val(again))
            .col_expr(job::Column::FinishedAt, Expr::val(finished))
    })
    .await?;
    write.commit().await?;
    Ok(())
}

/// How long to wait after an attempt: 10 s, doubled each time up to about an hour and a half, plus up to a quarter.
fn backoff(attempt: i32, jitter: i64) -> Duration {
    let base = 10_000_i64 << attempt.saturating_sub(1).clamp(0, 9);
    Duration::milliseconds(base + base / 4 * jitter / 255)
}

/// Gives up and empties every job that is not done and carries one of these texts as a value; says how many those were.
pub async fn drop_about(write: &Write, texts: &[String]) -> Result<u64, DbErr> {
    if texts.is_empty() {
        return Ok(0);
    }
    let mut carries = Cond::any();
    for text in texts {
        // Quoted as JSON has it, so that no longer text that ends or begins alike is meant.
        let value = serde_json::to_string(text).map_err(|error| DbErr::Custom(error.to_string()))?;
        let escaped = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
        carries = carries.add(Expr::col(job::Column::Payload).like(like));
    }
    let dropped = job::Entity::update_many()
        .col_expr(job::Column::Status, Expr::val(JobStatus::Dead.code()))
        .col_expr(job::Column::Payload, Expr::val("{}"))
        .col_expr(job::Column::LastError, Expr::val(None::<String>))
        .col_expr(job::Column::FinishedAt, Expr::val(write.now()))
        .filter(job::Column::Status.ne(JobStatus::Done.code()))
        .filter(carries)
        .exec(&**write)
        .await?;
    Ok(dropped.rows_affected)
}

/// Takes away jobs that ended before an instant and bear no key that must never come again; says how many.
pub async fn forget_ended(write: &Write, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let deleted = job::Entity::delete_many()
        .filter(job::Column::FinishedAt.lt(before))
        .filter(job::Column::UniqueKey.is_null())
        .exec(&**write)
        .await?;
    // A key stays for ever, so that nothing is sent twice; what the job carried goes.
    let emptied = job::Entity::update_many()
        .col_expr(job::Column::Payload, Expr::val("{}"))
        .col_expr(job::Column::LastError, Expr::val(None::<String>))
        .filter(job::Column::FinishedAt.lt(before))
        .filter(job::Column::Payload.ne("{}").or(job::Column::LastError.is_not_null()))
        .exec(&**write)
        .await?;
    Ok(deleted.rows_affected + emptied.rows_affected)
}

/// Holds every open job, in the transaction of a restore; says how many.
pub async fn hold_all(write: &Write) -> Result<u64, DbErr> {
    set_status(write, JobStatus::Queued, JobStatus::Held).await
}

/// Releases every held job; says how many.
pub async fn release_all(database: &Database) -> Result<u64, DbErr> {
    let write = database.write().await?;
    let released = set_status(&write, JobStatus::Held, JobStatus::Queued).await?;
    write.commit().await?;
    Ok(released)
}

async fn set_status(write: &Write, from: JobStatus, to: JobStatus) -> Result<u64, DbErr> {
    let changed = job::Entity::update_many()
        .col_expr(job::Column::Status, Expr::val(to.code()))
        .col_expr(job::Column::LeaseUntil, Expr::val(None::<DateTime<Utc>>))
        .filter(job::Column::Status.eq(from.code()))
        .exec(&**write)
        .await?;
    Ok(changed.rows_affected)
}

/// How many jobs stand at each status, for those that any stands at.
pub async fn counts(connection: &impl ConnectionTrait) -> Result<BTreeMap<String, i64>, DbErr> {
    let rows = job::Entity::find()
        .select_only()
        .column(job::Column::Status)
        .column_as(job::Column::Id.count(), "count")
        .group_by(job::Column::Status)
        .into_tuple::<(String, i64)>()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_and_is_bounded() {
        assert_eq!(backoff(1, 0), Duration::seconds(10));
        assert_eq!(backoff(2, 0), Duration::seconds(20));
        assert_eq!(backoff(1, 255), Duration::milliseconds(12_500));
        assert_eq!(backoff(99, 0), Duration::seconds(5120));
    }
}
