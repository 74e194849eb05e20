//! The moment in which a session counts, once.

use std::collections::HashSet;

use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, accept};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::{
    AttendanceWay, TeachingErrorCode, TeachingSessionStatus, minutes, status_problem, window_problem,
};
use super::super::store::{self, Attendance, TeachingSession, local_day};
use super::{Problems, hosting, locked, presence_problems, problem, settle, stale, told};
use crate::curricula::Figures;
use crate::enrolment;
use crate::evidence::{self, EvidenceKind, NewEvidence, SourceKind};
use crate::identity::{self, Permit, Viewer};
use crate::organisations::{self, Base};
use crate::pairings::Channel;
use crate::rotations::{self, SessionAttended};

/// Confirms, for the institution for which it was held, that a session was held as it was said: its attendees have it as evidence, and it
/// counts for those who led it, for the base and for the agreement. Nobody confirms what she led, attended or said herself.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found, among them each attendee who was elsewhere.
pub async fn teaching_session_confirm(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    expected_version: Option<i32>,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let mut session = locked(&write, viewer, key).await?;
    let permit = hosting(viewer, &session)?;
    let listed = present(&*write, key).await?;
    let mut attendees: Vec<Uuid> = listed.iter().map(|one| one.person_id).collect();
    attendees.sort_unstable();
    // Whoever put others on the list answers for it as whoever said that it was held.
    let listers = listed.iter().filter(|one| one.way == AttendanceWay::List).map(|one| one.recorded_by);
    let said_by = session.delivered.iter().flat_map(|said| std::iter::once(said.by).chain(said.for_whom));
    let hands: HashSet<Uuid> = session
        .leaders
        .iter()
        .copied()
        .chain(said_by)
        .chain(listers)
        .chain(attendees.iter().copied())
        .collect();
    if [permit.actor.person_id, permit.actor.delegator_id]
        .into_iter()
        .flatten()
        .any(|one| hands.contains(&one))
    {
        return Err(identity::second_hand().into());
    }
    let mut problems: Problems =
        status_problem(session.status, &[TeachingSessionStatus::Delivered]).into_iter().collect();
    problems.extend(stale(&session, expected_version));
    problems.extend(window_problem(session.time.1, write.now(), Figures::USUAL_REVIEW_WINDOW_DAYS));
    accept(problems)?;
    enrolment::lock_enrolments_of_all(&write, &attendees).await?;
    identity::lock_people(&write, &attendees).await?;
    if present(&*write, key).await? != listed {
        // Somebody was struck, or a record was joined into another one, before it could be locked.
        let message = Message::new("teaching-conflict").with("version", session.version);
        accept(vec![problem(TeachingErrorCode::Conflict, "", message)])?;
    }
    // Whoever was erased meanwhile has no record in which it could stand.
    let closed: HashSet<Uuid> = identity::closed_among(&*write, &attendees).await?.into_iter().collect();
    attendees.retain(|one| !closed.contains(one));
    if attendees.is_empty() {
        let message = Message::new("teaching-nobody");
        accept(vec![problem(TeachingErrorCode::NobodyAttended, "", message)])?;
    }
    accept(presence_problems(&write, &session, &attendees, |place| format!("attendees.{place}")).await?)?;
    credit(&write, &permit, &session, &attendees).await?;
    let before = told(&session);
    session.status = TeachingSessionStatus::Confirmed;
    session.confirmed = Some((viewer.person_id, write.now()));
    settle(&write, &permit, "teaching-session.confirm", (before, &mut session)).await?;
    write.commit().await?;
    Ok(session)
}

/// Who stands on the list of a session.
async fn present(connection: &impl ConnectionTrait, key: Uuid) -> Result<Vec<Attendance>, Error> {
    let mut listed = store::attendances_of(connection, &[key]).await?;
    listed.retain(|one| one.struck_at.is_none());
    Ok(listed)
}

/// Makes a session the evidence of those who attended, and holds their time where they were at a place.
async fn credit(
    write: &Write,
    permit: &Permit,
    session: &TeachingSession,
    attendees: &[Uuid],
) -> Outcome<(), TeachingErrorCode> {
    let base = match session.base_id {
        Some(key) => Some(organisations::base(&**write, key).await?),
        None => None,
    };
    let specialty = match session.department_id {
        Some(key) => Some(organisations::department(&**write, key).await?.specialty),
        None => None,
    };
    let at_base = at_base(&**write, session, attendees).await?;
    let shown = |person_id: &Uuid| {
        let here: Option<&Base> = base.as_ref().filter(|_| at_base.contains(person_id));
        NewEvidence {
            starts_at: Some(session.time.0),
            ends_at: Some(session.time.1),
            minutes: Some(minutes(session.time)),
            activity: Some(session.kind.code().to_owned()),
            source_kind: Some(SourceKind::TeachingSession),
            source_id: Some(session.id),
            department_id: session.department_id.filter(|_| here.is_some()),
            specialty: specialty.clone().filter(|_| here.is_some()),
            base_id: here.map(|base| base.id),
            base_kind: here.map(|base| base.kind),
            ..NewEvidence::of(*person_id, EvidenceKind::TeachingSession, local_day(session.time.0))
        }
    };
    let new: Vec<NewEvidence> = attendees.iter().map(shown).collect();
    let made = evidence::record_signed(write, permit, &new, None).await?;
    if session.channel != Channel::OnSite {
        return Ok(());
    }
    let held: Vec<SessionAttended> = attendees
        .iter()
        .zip(made)
        .map(|(person_id, evidence_id)| SessionAttended {
            evidence_id,
            person_id: *person_id,
            starts_at: session.time.0,
            ends_at: session.time.1,
        })
        .collect();
    rotations::sessions_hold(write, permit, &held).await.map_err(|error| {
        if rotations::is_overlap(&error) {
            let message = Message::new("teaching-at-another-meanwhile");
            return Failure::problem(TeachingErrorCode::TwoPlaces, "", message);
        }
        error.into()
    })
}

/// Who of these was at the base: everybody who came to it, and of a remote session those who learn there.
async fn at_base(
    connection: &impl ConnectionTrait,
    session: &TeachingSession,
    attendees: &[Uuid],
) -> Result<HashSet<Uuid>, Error> {
    if session.base_id.is_none() {
        return Ok(HashSet::new());
    }
    if session.channel == Channel::OnSite {
        return Ok(attendees.iter().copied().collect());
    }
    let day = local_day(session.time.0);
    Ok(identity::learning_among(connection, attendees, session.host_id, day).await?.into_iter().collect())
}
