//! Who attends: by the code that the place shows, by the link of a remote session, or by a list.

use std::collections::HashSet;

use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, accept};
use platform::id;
use platform::shown_codes::{self, ShownCode};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{
    AttendanceWay, MOST_ATTENDEES, TeachingErrorCode, TeachingSessionStatus, door_problem, status_problem,
};
use super::super::store::{self, Attendance, TeachingSession};
use super::holding::{list_problem, unknown};
use super::{PERMITTED, Problems, at_either, hosting, local, locked, presence_problems, problem, running};
use crate::evidence::{self, Decision, EvidenceErrorCode, Verdict};
use crate::identity::rules::reason_problem;
use crate::identity::{self, Act, Gate, Permit, Viewer};
use crate::pairings::Channel;
use crate::rotations;

/// What the codes of sessions are for.
const PURPOSE: &str = "teaching-code";

/// A session by its short link, for whoever is signed in and was given it.
///
/// # Errors
/// `NotFound` when it names none.
pub async fn session_by_link(platform: &Platform, link: &str) -> Result<TeachingSession, Error> {
    let link = id::normalise_code(link).ok_or(Error::NotFound)?;
    store::session_of_link(platform.database.reader(), &link).await
}

/// The code that is shown where a session is held, for whoever leads or runs it.
///
/// # Errors
/// `Forbidden`.
pub async fn code_shown(
    platform: &Platform,
    viewer: &Viewer,
    session: &TeachingSession,
) -> Result<ShownCode, Error> {
    running(platform.database.reader(), viewer, session).await?;
    shown_codes::shown_at(&platform.keys, PURPOSE, &session.id.to_string(), platform.clock.now())
}

/// Says that one attends a session: with the code that is shown where it is held, or by the link alone when it is remote. Said again, it is
/// answered as before.
///
/// # Errors
/// `NotFound` when the link names none; `RateLimited` after too many wrong ones; every problem found.
pub async fn teaching_attend(
    platform: &Platform,
    viewer: &Viewer,
    (link, code): (&str, Option<&str>),
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let permit = Permit::own(viewer, viewer.person_id)?;
    let gate = Gate::of_person("teaching", viewer.person_id);
    gate.enter(platform).await?;
    let seen = session_by_link(platform, link).await?;
    let way = if seen.channel == Channel::OnSite { AttendanceWay::Code } else { AttendanceWay::Link };
    if way == AttendanceWay::Code {
        let (of, now) = (seen.id.to_string(), platform.clock.now());
        let sent = code.unwrap_or_default();
        if !shown_codes::is_shown_at(&platform.keys, (PURPOSE, &of), sent, now)? {
            let message = Message::new("teaching-code");
            accept(vec![problem(TeachingErrorCode::CodeInvalid, "code", message)])?;
        }
    }
    gate.forgive(platform).await?;
    let write = platform.database.write().await?;
    store::lock(&write, seen.id).await?;
    let session = store::session(&*write, PERMITTED, seen.id).await?;
    let listed = store::attendances_of(&*write, &[session.id]).await?;
    let hers = listed.iter().find(|one| one.person_id == viewer.person_id);
    if hers.is_some_and(|one| one.struck_at.is_none()) {
        return Ok(session);
    }
    let mut problems = list_problem(&session);
    problems.extend(door_problem(session.time, write.now(), local));
    if hers.is_some() {
        problems.push(problem(TeachingErrorCode::NotAttending, "", Message::new("teaching-struck")));
    }
    problems.extend(room_problem(&listed, 1));
    problems.extend(coming_problems(&write, &session, &[viewer.person_id], |_| String::new()).await?);
    accept(problems)?;
    list(&write, &permit, &session, (&[viewer.person_id], way)).await?;
    write.commit().await?;
    Ok(session)
}

/// That more would attend than a session takes.
fn room_problem(listed: &[Attendance], more: usize) -> Option<platform::error::Problem<TeachingErrorCode>> {
    let present = listed.iter().filter(|one| one.struck_at.is_none()).count();
    let message = Message::new("teaching-full").with("most", MOST_ATTENDEES);
    (present + more > MOST_ATTENDEES).then(|| problem(TeachingErrorCode::NotAttending, "", message))
}

/// That people lead a session themselves, that their records are closed, or that they are elsewhere. They are locked by it.
async fn coming_problems(
    write: &Write,
    of: &TeachingSession,
    people: &[Uuid],
    path: impl Fn(usize) -> String,
) -> Result<Problems, Error> {
    identity::lock_people(write, people).await?;
    let closed: HashSet<Uuid> = identity::closed_among(&**write, people).await?.into_iter().collect();
    let mut problems = presence_problems(write, of, people, &path).await?;
    for (place, key) in people.iter().enumerate() {
        let sentence = if of.leaders.contains(key) {
            "teaching-leads"
        } else if closed.contains(key) {
            "identity-record-closed"
        } else {
            continue;
        };
        problems.push(problem(TeachingErrorCode::NotAttending, &path(place), Message::new(sentence)));
    }
    Ok(problems)
}

/// Puts people on the list of a session, and writes down who did.
async fn list(
    write: &Write,
    permit: &Permit,
    session: &TeachingSession,
    (people, way): (&[Uuid], AttendanceWay),
) -> Result<(), Error> {
    let recorded_by = permit.actor.person_id.unwrap_or_default();
    let new: Vec<Attendance> = people
        .iter()
        .map(|key| Attendance {
            session_id: session.id,
            person_id: *key,
            way,
            recorded_by,
            recorded_at: write.now(),
            struck_at: None,
            strike_reason: None,
        })
        .collect();
    store::insert_attendances(write, permit, &new).await?;
    let after = json!({ "way": way.code(), "personIds": people });
    let object = ("teaching_session", session.id);
    identity::remember(write, permit, "teaching-session.attend", object, (Value::Null, after)).await?;
    changed(write, permit, session).await
}

/// That the list changed of a session that somebody may be looking at to confirm it: she is to look again.
async fn changed(write: &Write, permit: &Permit, session: &TeachingSession) -> Result<(), Error> {
    if session.status != TeachingSessionStatus::Delivered {
        return Ok(());
    }
    let now = TeachingSession { version: session.version + 1, ..session.clone() };
    Ok(store::change(write, permit, &now).await?)
}

/// Puts people on the list of a session that has begun, as one of those who lead it or by a role there.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn teaching_attendance_record(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    people: &[Uuid],
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let session = locked(&write, viewer, key).await?;
    let permit = running(&*write, viewer, &session).await?;
    let mut problems = list_problem(&session);
    if write.now() < session.time.0 {
        let message = Message::new("teaching-not-begun");
        problems.push(problem(TeachingErrorCode::WrongTime, "", message));
    }
    if !(1..=MOST_ATTENDEES).contains(&people.len()) {
        let message = Message::new("teaching-list").with("most", MOST_ATTENDEES);
        problems.push(problem(TeachingErrorCode::Invalid, "personIds", message));
        accept(problems)?;
        return Err(Error::internal("a problem just found").into());
    }
    let visible = identity::find_people(&*write, viewer.scope(), people).await?;
    let visible: HashSet<Uuid> = visible.into_iter().map(|one| one.id).collect();
    let listed = store::attendances_of(&*write, &[key]).await?;
    let present: HashSet<Uuid> =
        listed.iter().filter(|one| one.struck_at.is_none()).map(|one| one.person_id).collect();
    let path = |place: usize| format!("personIds.{place}");
    for (place, person) in people.iter().enumerate() {
        if !visible.contains(person) {
            problems.push(unknown(&path(place)));
        } else if people.iter().take(place).any(|other| other == person) {
            let message = Message::new("teaching-listed-twice");
            problems.push(problem(TeachingErrorCode::Invalid, &path(place), message));
        }
    }
    accept(problems)?;
    let places: Vec<usize> = people
        .iter()
        .enumerate()
        .filter(|(_, one)| !present.contains(*one))
        .map(|(place, _)| place)
        .collect();
    let new: Vec<Uuid> = people.iter().copied().filter(|one| !present.contains(one)).collect();
    let mut problems: Problems = room_problem(&listed, new.len()).into_iter().collect();
    let path = |place: usize| path(places.get(place).copied().unwrap_or(place));
    problems.extend(coming_problems(&write, &session, &new, path).await?);
    accept(problems)?;
    if !new.is_empty() {
        list(&write, &permit, &session, (&new, AttendanceWay::List)).await?;
        write.commit().await?;
    }
    Ok(session)
}

/// Strikes somebody from the list of a session, for a reason: whoever leads or runs it, until it is confirmed; whoever may confirm it, then as
/// well, and what it counted for her is taken back.
///
/// # Errors
/// `NotFound` when it is not visible, or she is not on its list; `Forbidden`; every problem found.
pub async fn teaching_attendance_strike(
    platform: &Platform,
    viewer: &Viewer,
    (key, person_id): (Uuid, Uuid),
    reason: &str,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let session = locked(&write, viewer, key).await?;
    let is_confirmed = session.status == TeachingSessionStatus::Confirmed;
    let permit = match running(&*write, viewer, &session).await {
        Ok(permit) if !is_confirmed => permit,
        _ => hosting(viewer, &session)?,
    };
    let listed = store::attendances_of(&*write, &[key]).await?;
    let is_listed = |one: &&Attendance| one.person_id == person_id && one.struck_at.is_none();
    let found = listed.iter().find(is_listed).ok_or(Error::NotFound)?;
    let needed =
        [TeachingSessionStatus::Planned, TeachingSessionStatus::Delivered, TeachingSessionStatus::Confirmed];
    let mut problems: Problems = status_problem(session.status, &needed).into_iter().collect();
    problems.extend(reason_problem(TeachingErrorCode::ReasonMissing, reason));
    accept(problems)?;
    let reason = reason.trim();
    if is_confirmed {
        take_back(&write, viewer, &permit, (&session, person_id), reason).await?;
    }
    store::strike(&write, &permit, (key, person_id), reason).await?;
    // Why is told of her alone, so that it goes with her record.
    let change = (json!({ "way": found.way.code() }), json!({ "sessionId": key, "reason": reason }));
    identity::remember(&write, &permit, "teaching-session.strike", ("person", person_id), change).await?;
    changed(&write, &permit, &session).await?;
    write.commit().await?;
    Ok(session)
}

/// Takes back what a confirmed session counted for somebody, and frees her time.
async fn take_back(
    write: &Write,
    viewer: &Viewer,
    permit: &Permit,
    (session, person_id): (&TeachingSession, Uuid),
    reason: &str,
) -> Outcome<(), TeachingErrorCode> {
    if viewer.stands_for().any(|one| one == person_id) {
        return Err(identity::second_hand().into());
    }
    let shown = evidence::of_source(&**write, PERMITTED, &[session.id]).await?;
    for one in shown.iter().filter(|one| one.person_id == person_id && one.status.is_live()) {
        let found = evidence::locked(write, one.id).await?;
        let verdict = Verdict {
            evidence_id: found.id,
            decision: Decision::Withdrawn,
            reason: Some(reason.to_owned()),
            expected_version: None,
        };
        evidence::decide(write, permit, &found, &verdict).await.map_err(|failure| match failure {
            platform::error::Failure::Error(error) => platform::error::Failure::Error(error),
            platform::error::Failure::Rejected(problems) => {
                platform::error::Failure::Rejected(problems.into_iter().map(translated).collect())
            }
        })?;
        rotations::session_free(write, permit, found.id).await?;
    }
    Ok(())
}

/// That evidence cannot be taken back any more, in this room's words.
fn translated(
    found: platform::error::Problem<EvidenceErrorCode>,
) -> platform::error::Problem<TeachingErrorCode> {
    problem(TeachingErrorCode::WrongTime, "", found.message)
}

/// A session, and those whom it concerns: who leads it, and who stands on its list. For letters about it.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn session_concerns(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<(TeachingSession, Vec<Uuid>), Error> {
    let session = store::session(connection, PERMITTED, key).await?;
    let listed = store::attendances_of(connection, &[key]).await?;
    let listed = listed.into_iter().filter(|one| one.struck_at.is_none()).map(|one| one.person_id);
    let concerned = session.leaders.iter().copied().chain(listed).collect();
    Ok((session, concerned))
}

/// Who attended visible sessions: to whoever leads or oversees one, everybody; to others, what is theirs.
///
/// # Errors
/// The database's.
pub async fn attendances_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<Attendance>, Error> {
    let open = overseen(connection, viewer, keys).await?;
    let mut found = store::attendances_of(connection, keys).await?;
    found.retain(|one| one.person_id == viewer.person_id || open.contains(&one.session_id));
    Ok(found)
}

/// Those of some visible sessions which the viewer leads or oversees.
pub(super) async fn overseen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<HashSet<Uuid>, Error> {
    let mut open = HashSet::new();
    for session in store::find_sessions(connection, viewer.scope(), keys).await? {
        let leads = viewer.stands_for().any(|one| session.leaders.contains(&one));
        if leads || at_either(connection, viewer, Act::TeachingRead, &session).await.is_ok() {
            open.insert(session.id);
        }
    }
    Ok(open)
}
