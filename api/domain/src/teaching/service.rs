//! What those who lead, attend and host sessions do about them.
//!
//! A transaction locks the session first, then enrolments, as whoever enters hours does, then the people concerned in the order of their
//! keys: whoever attends two sessions at once, or confirms one twice, waits for the other act and is refused by what it wrote.

use chrono::{DateTime, Utc};
use platform::db::Write;
use platform::error::{Error, Problem};
use platform::text::{Argument, Message};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::TeachingErrorCode;
use super::store::{self, TeachingSession, local_day};
use crate::identity::{self, Act, Owners, Permit, Role, Scope, SystemReason, Viewer};
use crate::organisations;
use crate::pairings::Channel;
use crate::rotations;

mod attending;
mod changing;
mod confirming;
mod files;
mod holding;
mod planning;
mod series;

pub use attending::{
    attendances_seen, code_shown, session_by_link, session_concerns, teaching_attend,
    teaching_attendance_record, teaching_attendance_strike,
};
pub use changing::{CHANGED_JOB, TeachingSessionChange, teaching_session_change};
pub use confirming::teaching_session_confirm;
pub use files::{TEACHING_FILE_PURPOSE, teaching_file_attach, teaching_file_open, teaching_files_seen};
pub use holding::{CANCELLED_JOB, TeachingDelivered, teaching_session_cancel, teaching_session_deliver};
pub use planning::{NewTeachingSession, NewTopic, SessionPlace, teaching_session_plan};
pub use series::{
    NewSeries, conflict_problems, planner, series_cancel, series_insert, series_locked, series_move,
    series_of,
};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

type Problems = Vec<Problem<TeachingErrorCode>>;

fn problem(code: TeachingErrorCode, path: &str, message: Message) -> Problem<TeachingErrorCode> {
    Problem::new(code, path, message)
}

/// An instant as people there read it.
fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M").to_string()
}

/// The consortium whose coordinators may act, of a session under an agreement.
async fn consortium_of(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    agreement_id: Option<Uuid>,
) -> Result<Option<Uuid>, Error> {
    let Some(key) = agreement_id.filter(|_| viewer.holds(Role::ConsortiumCoordinator)) else {
        return Ok(None);
    };
    let found = organisations::agreements_by_key(connection, &[key]).await?.pop();
    Ok(found.map(|one| one.consortium_id))
}

/// The permit of whoever leads a session, or holds a role that an act accepts where it is held or whence it comes.
async fn running(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    of: &TeachingSession,
) -> Result<Permit, Error> {
    if of.leaders.contains(&viewer.person_id) {
        return Permit::herself(viewer, Act::TeachingLead, viewer.person_id);
    }
    at_either(connection, viewer, Act::TeachingPlan, of).await
}

/// The permit of whoever plans sessions at a place by a role.
async fn planning_permit(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    place: &SessionPlace,
) -> Result<Permit, Error> {
    let mut consortium_id = None;
    if let Some(key) = place.agreement_id.filter(|_| viewer.holds(Role::ConsortiumCoordinator)) {
        // A coordinator acts where her agreement binds the two, and nowhere else.
        let found = organisations::agreements_by_key(connection, &[key]).await?.pop();
        let parties = [(place.organiser_id, place.host_id), (place.host_id, place.organiser_id)];
        consortium_id = found
            .filter(|one| parties.contains(&(one.core_institution_id, one.institution_id)))
            .map(|one| one.consortium_id);
    }
    let institutions = [place.organiser_id, place.host_id];
    let department_id = place.department_id;
    let owners = Owners { institutions: &institutions, department_id, consortium_id, ..Owners::default() };
    Permit::at(viewer, Act::TeachingPlan, owners)
}

async fn at_either(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    act: Act,
    of: &TeachingSession,
) -> Result<Permit, Error> {
    let consortium_id = consortium_of(connection, viewer, of.agreed.map(|(key, _)| key)).await?;
    let region = match act {
        Act::TeachingRead if viewer.holds(Role::HealthAuditor) => {
            Some(organisations::institution(connection, of.host_id).await?.region_code)
        }
        _ => None,
    };
    let institutions = [of.organiser_id, of.host_id];
    let (department_id, region_code) = (of.department_id, region.as_deref());
    Permit::at(viewer, act, Owners { institutions: &institutions, department_id, region_code, consortium_id })
}

/// The permit of whoever may confirm a session: by a role at the institution for which it was held.
fn hosting(viewer: &Viewer, of: &TeachingSession) -> Result<Permit, Error> {
    let owners = Owners { institutions: &[of.host_id], department_id: of.department_id, ..Owners::default() };
    Permit::at(viewer, Act::TeachingConfirm, owners)
}

/// A visible session as it is now, locked.
async fn locked(write: &Write, viewer: &Viewer, key: Uuid) -> Result<TeachingSession, Error> {
    store::session(&**write, viewer.scope(), key).await?;
    store::lock(write, key).await?;
    store::session(&**write, PERMITTED, key).await
}

/// That the client saw another version.
fn stale(of: &TeachingSession, expected: Option<i32>) -> Option<Problem<TeachingErrorCode>> {
    let is_stale = expected.is_some_and(|expected| expected != of.version);
    let message = || Message::new("teaching-conflict").with("version", of.version);
    is_stale.then(|| problem(TeachingErrorCode::Conflict, "expectedVersion", message()))
}

/// That people who lead or attend a session would be at another one, or at work elsewhere, each with her place in this list. They are
/// locked, so that nothing else is written about them meanwhile. Two statements; three, or six, where it is held at a place.
async fn presence_problems(
    write: &Write,
    of: &TeachingSession,
    people: &[Uuid],
    path: impl Fn(usize) -> String,
) -> Result<Problems, Error> {
    let busy = store::busy(&**write, people, of.time, of.id).await?;
    let mut elsewhere = std::collections::HashSet::new();
    if of.channel == Channel::OnSite {
        elsewhere = rotations::working_elsewhere(&**write, people, of.time, of.host_id).await?;
    }
    let keys: Vec<Uuid> = people
        .iter()
        .copied()
        .filter(|key| elsewhere.contains(key) || busy.iter().any(|(person, _)| person == key))
        .collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let named = identity::find_people(&**write, PERMITTED, &keys).await?;
    let refused = |(place, key): (usize, &Uuid)| {
        let is_busy = busy.iter().any(|(person, _)| person == key);
        let sentence = match (is_busy, elsewhere.contains(key)) {
            (true, _) => "teaching-at-another",
            (false, true) => "teaching-at-work",
            (false, false) => return None,
        };
        let name = named.iter().find(|one| one.id == *key);
        let name = name.map_or(("", ""), |one| (one.name.zh.as_str(), one.name.en.as_str()));
        let message = Message::new(sentence)
            .with("person", Argument::from(name))
            .with("from", local(of.time.0))
            .with("until", local(of.time.1));
        Some(problem(TeachingErrorCode::TwoPlaces, &path(place), message))
    };
    Ok(people.iter().enumerate().filter_map(refused).collect())
}

/// As the trail tells a session.
fn told(of: &TeachingSession) -> Value {
    use platform::codes::Code as _;
    json!({
        "kind": of.kind.code(), "channel": of.channel.code(), "title": of.title, "organiserId": of.organiser_id,
        "hostId": of.host_id, "baseId": of.base_id, "departmentId": of.department_id,
        "agreementId": of.agreed.map(|(key, _)| key), "startsAt": of.time.0, "endsAt": of.time.1,
        "status": of.status.code(), "reason": of.reason, "leaderIds": of.leaders, "on": local_day(of.time.0), "cases": of.cases,
    })
}

/// Writes what became of a session, which was as `before` tells.
async fn settle(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    (before, now): (Value, &mut TeachingSession),
) -> Result<(), Error> {
    now.version += 1;
    store::change(write, permit, now).await?;
    identity::remember(write, permit, action, ("teaching_session", now.id), (before, told(now))).await
}
