//! That a session was held, or was not.

use chrono::{DateTime, Utc};
use platform::Platform;
use platform::error::{Outcome, accept};
use platform::events;
use platform::jobs;
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{
    TeachingErrorCode, TeachingSessionStatus, cases_problems, held_problem, status_problem, time_problem,
    window_problem,
};
use super::super::store::{self, Delivered, TeachingSession};
use super::planning::{agreement_problems, leader_problems, place_problems};
use super::{Problems, hosting, locked, presence_problems, problem, running, settle, stale, told};
use crate::curricula::Figures;
use crate::identity::rules::reason_problem;
use crate::identity::{self, Viewer};

/// The job that tells those concerned that a session was called off.
pub const CANCELLED_JOB: &str = "notifications.teaching-session-cancelled";

/// That a session was held, and how.
#[derive(Clone, Debug)]
pub struct TeachingDelivered {
    /// The session.
    pub session_id: Uuid,
    /// When it began; as it stands when absent.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ended; as it stands when absent.
    pub ends_at: Option<DateTime<Utc>>,
    /// The cases discussed, which may be empty; as they stand when absent.
    pub cases: Option<String>,
    /// Its version as the client saw it.
    pub expected_version: Option<i32>,
}

/// Says that a session was held, as one of those who led it or by a role there. Until it is confirmed it may be said again, otherwise.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn teaching_session_deliver(
    platform: &Platform,
    viewer: &Viewer,
    said: TeachingDelivered,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let mut session = locked(&write, viewer, said.session_id).await?;
    let permit = running(&*write, viewer, &session).await?;
    let before = told(&session);
    let planned = session.time;
    session.time = (said.starts_at.unwrap_or(planned.0), said.ends_at.unwrap_or(planned.1));
    if let Some(cases) = &said.cases {
        cases.trim().clone_into(&mut session.cases);
    }
    let needed = [TeachingSessionStatus::Planned, TeachingSessionStatus::Delivered];
    let mut problems: Problems = status_problem(session.status, &needed).into_iter().collect();
    problems.extend(stale(&session, said.expected_version));
    problems.extend(cases_problems(&session.cases));
    let days = Figures::USUAL_BACKDATING_DAYS;
    let time = time_problem(session.time).or_else(|| held_problem(session.time.1, write.now()));
    let time = time.or_else(|| window_problem(session.time.1, write.now(), days));
    if time.is_none() && session.time != planned {
        identity::lock_people(&write, &session.leaders).await?;
        problems.extend(place_problems(&write, &mut session).await?);
        problems.extend(agreement_problems(&write, &mut session).await?);
        problems.extend(leader_problems(&write, &session).await?);
        let leaders = session.leaders.clone();
        problems.extend(presence_problems(&write, &session, &leaders, |_| "startsAt".to_owned()).await?);
    }
    problems.extend(time);
    accept(problems)?;
    session.status = TeachingSessionStatus::Delivered;
    let for_whom = permit.actor.delegator_id;
    session.delivered = Some(Delivered { by: viewer.person_id, for_whom, at: write.now() });
    settle(&write, &permit, "teaching-session.deliver", (before, &mut session)).await?;
    write.commit().await?;
    Ok(session)
}

/// Calls a session off, or says that it was not held: by those who lead it, by a role there, or by whoever would confirm it. Everybody whom
/// it concerns is told.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn teaching_session_cancel(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let mut session = locked(&write, viewer, key).await?;
    let permit = match running(&*write, viewer, &session).await {
        Ok(permit) => permit,
        Err(_) => hosting(viewer, &session)?,
    };
    let before = told(&session);
    let needed = [TeachingSessionStatus::Planned, TeachingSessionStatus::Delivered];
    let mut problems: Problems = status_problem(session.status, &needed).into_iter().collect();
    problems.extend(reason_problem(TeachingErrorCode::ReasonMissing, reason));
    accept(problems)?;
    session.status = TeachingSessionStatus::Cancelled;
    session.reason = Some(reason.trim().to_owned());
    settle(&write, &permit, "teaching-session.cancel", (before, &mut session)).await?;
    let attending = store::attendances_of(&*write, &[key]).await?;
    let attending = attending.into_iter().filter(|one| one.struck_at.is_none()).map(|one| one.person_id);
    let concerned: Vec<Uuid> = session.leaders.iter().copied().chain(attending).collect();
    let events: Vec<_> =
        concerned.iter().map(|person| ("teaching-session.cancelled", key, Some(*person))).collect();
    events::record_all(&write, &events).await?;
    let told = json!({ "session_id": key, "cancelled_by": viewer.person_id });
    jobs::enqueue(&write, CANCELLED_JOB, &told, None).await?;
    write.commit().await?;
    Ok(session)
}

/// That a session is none upon which its list is kept any more.
pub(super) fn list_problem(of: &TeachingSession) -> Problems {
    let needed = [TeachingSessionStatus::Planned, TeachingSessionStatus::Delivered];
    status_problem(of.status, &needed).into_iter().collect()
}

/// That somebody is named who is not there, or whom the viewer may not see.
pub(super) fn unknown(path: &str) -> platform::error::Problem<TeachingErrorCode> {
    problem(TeachingErrorCode::Invalid, path, Message::new("teaching-person-unknown"))
}
