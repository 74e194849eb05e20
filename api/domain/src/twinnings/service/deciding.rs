//! A proposal is accepted or declined by the other side, and a twinning is ended by either.

use chrono::NaiveDate;
use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Outcome, accept};
use platform::text::Message;
use serde_json::Value;
use uuid::Uuid;

use super::super::rules::{TwinningErrorCode, TwinningStatus, status_problem};
use super::super::store::{self, Twinning};
use super::{Problems, announce, either, locked, other, problem, side_of, told};
use crate::identity::rules::reason_problem;
use crate::identity::{self, Act, Permit, Viewer, second_hand};

async fn settle(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    (before, now): (Value, &Twinning),
) -> Result<(), Error> {
    store::change(write, permit, now).await?;
    identity::remember(write, permit, action, ("twinning", now.id), (before, told(now))).await?;
    let pairs = store::pairs_of(&**write, &[now.id]).await?;
    announce(write, permit, now, &pairs).await
}

/// Accepts a twinning, for the side that did not propose it.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; that it is not proposed any more.
pub async fn twinning_accept(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<Twinning, TwinningErrorCode> {
    decide(platform, viewer, (key, TwinningStatus::Active, None)).await
}

/// Declines a twinning, for the side that did not propose it.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn twinning_decline(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<Twinning, TwinningErrorCode> {
    decide(platform, viewer, (key, TwinningStatus::Declined, Some(reason))).await
}

async fn decide(
    platform: &Platform,
    viewer: &Viewer,
    (key, status, reason): (Uuid, TwinningStatus, Option<&str>),
) -> Outcome<Twinning, TwinningErrorCode> {
    let write = platform.database.write().await?;
    let mut twinning = locked(&write, viewer, key).await?;
    let side = other(twinning.proposed.0);
    let permit = Permit::at(viewer, Act::TwinningWrite, &[side_of(&twinning, side)])?;
    // Whoever acts for both sides does not agree with herself.
    for who in viewer.stands_for().chain(permit.actor.delegator_id) {
        if identity::records_of(&*write, who).await?.contains(&twinning.proposed.1) {
            return Err(second_hand().into());
        }
    }
    let mut problems: Problems =
        status_problem(twinning.status, TwinningStatus::Proposed).into_iter().collect();
    problems.extend(reason.and_then(|reason| reason_problem(TwinningErrorCode::ReasonMissing, reason)));
    accept(problems)?;
    let before = told(&twinning);
    twinning.status = status;
    twinning.decided = Some((viewer.person_id, write.now()));
    twinning.reason = reason.map(|reason| reason.trim().to_owned());
    let action = if status == TwinningStatus::Active { "twinning.accept" } else { "twinning.decline" };
    settle(&write, &permit, action, (before, &twinning)).await?;
    write.commit().await?;
    Ok(twinning)
}

/// Ends a twinning before its term is over, for either side. What was done stays, and its report is about the days until then.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn twinning_end(
    platform: &Platform,
    viewer: &Viewer,
    (key, last_day, reason): (Uuid, NaiveDate, &str),
) -> Outcome<Twinning, TwinningErrorCode> {
    let write = platform.database.write().await?;
    let mut twinning = locked(&write, viewer, key).await?;
    let (_, permit) = either(viewer, (twinning.supporting_id, twinning.supported_id))?;
    let mut problems: Problems =
        status_problem(twinning.status, TwinningStatus::Active).into_iter().collect();
    problems.extend(reason_problem(TwinningErrorCode::ReasonMissing, reason));
    let (first, last) = twinning.term;
    if !(first..last).contains(&last_day) {
        let message = Message::new("twinnings-last-day").with("first", first).with("last", last);
        problems.push(problem(TwinningErrorCode::Invalid, "lastDay", message));
    }
    accept(problems)?;
    let before = told(&twinning);
    twinning.status = TwinningStatus::Ended;
    twinning.term.1 = last_day;
    twinning.reason = Some(reason.trim().to_owned());
    settle(&write, &permit, "twinning.end", (before, &twinning)).await?;
    write.commit().await?;
    Ok(twinning)
}
