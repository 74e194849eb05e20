//! Another time, or somebody else who leads it.

use chrono::{DateTime, Utc};
use platform::Platform;
use platform::error::{Outcome, accept};
use platform::text::Message;
use platform::{events, jobs};
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{TeachingSessionStatus, horizon_problem, status_problem, time_problem};
use super::super::store::{self, TeachingSession};
use super::planning::{agreement_problems, leader_problems, place_problems};
use super::series::duty_problems;
use super::{Problems, locked, presence_problems, problem, running, settle, stale, told};
use crate::identity::rules::{identifier_problem, reason_problem};
use crate::identity::{self, Viewer};

use super::super::rules::TeachingErrorCode;

/// The job that tells those concerned that a session is held at another time, or led by somebody else.
pub const CHANGED_JOB: &str = "notifications.teaching-session-changed";

/// What is to be changed of a planned session.
#[derive(Clone, Debug)]
pub struct TeachingSessionChange {
    /// The session.
    pub session_id: Uuid,
    /// When it begins; as it stands when absent.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ends; as it stands when absent.
    pub ends_at: Option<DateTime<Utc>>,
    /// Who leads it, in order; as it stands when absent.
    pub leaders: Option<Vec<Uuid>>,
    /// Why.
    pub reason: String,
    /// Its version as the client saw it.
    pub expected_version: Option<i32>,
}

/// Moves a planned session to another time, or lets somebody else lead it. Whoever leads it, led it or stands on its list is told.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn teaching_session_change(
    platform: &Platform,
    viewer: &Viewer,
    change: TeachingSessionChange,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let mut session = locked(&write, viewer, change.session_id).await?;
    let permit = running(&*write, viewer, &session).await?;
    let before = told(&session);
    let earlier = session.leaders.clone();
    session.time = (change.starts_at.unwrap_or(session.time.0), change.ends_at.unwrap_or(session.time.1));
    session.leaders = change.leaders.unwrap_or(session.leaders);
    let mut problems: Problems =
        status_problem(session.status, &[TeachingSessionStatus::Planned]).into_iter().collect();
    problems.extend(stale(&session, change.expected_version));
    problems.extend(reason_problem(TeachingErrorCode::ReasonMissing, &change.reason));
    problems.extend(identifier_problem(TeachingErrorCode::HasIdentifier, "reason", &change.reason));
    problems.extend(horizon_problem(session.time.0, write.now()));
    problems.extend(place_problems(&write, &mut session).await?);
    problems.extend(agreement_problems(&write, &mut session).await?);
    let in_order = time_problem(session.time);
    let strange = leader_problems(&write, &session).await?;
    let listed = store::attendances_of(&*write, &[session.id]).await?;
    let listed: Vec<Uuid> =
        listed.into_iter().filter(|one| one.struck_at.is_none()).map(|one| one.person_id).collect();
    for (place, _) in session.leaders.iter().enumerate().filter(|(_, key)| listed.contains(key)) {
        let path = format!("leaderIds.{place}");
        problems.push(problem(TeachingErrorCode::NotAttending, &path, Message::new("teaching-leads")));
    }
    let concerned: Vec<Uuid> = {
        let mut all: Vec<Uuid> = session.leaders.iter().chain(&earlier).chain(&listed).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    if in_order.is_none() && strange.is_empty() && problems.is_empty() {
        identity::lock_people(&write, &concerned).await?;
        let path = |place| format!("leaderIds.{place}");
        problems.extend(presence_problems(&write, &session, &session.leaders, path).await?);
        problems.extend(duty_problems(&write, session.time, &session.leaders, path).await?);
        problems.extend(presence_problems(&write, &session, &listed, |_| "startsAt".to_owned()).await?);
    }
    problems.extend(strange);
    problems.extend(in_order);
    accept(problems)?;
    store::replace_leaders(&write, &permit, &session).await?;
    settle(&write, &permit, "teaching-session.change", (before, &mut session)).await?;
    let events: Vec<_> =
        concerned.iter().map(|person| ("teaching-session.changed", session.id, Some(*person))).collect();
    events::record_all(&write, &events).await?;
    let told = json!({
        "session_id": session.id, "version": session.version, "changed_by": viewer.person_id,
        "people": concerned, "reason": change.reason.trim(),
    });
    jobs::enqueue(&write, CHANGED_JOB, &told, None).await?;
    write.commit().await?;
    Ok(session)
}
