//! Many sessions of one kind at one place, as a timetable asks for them. Whoever calls holds the transaction and writes the trail.

use std::collections::HashMap;

use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::text::{Argument, Message};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::{MOST_CONFLICTS, TeachingErrorCode, Time, horizon_problem, overlap, time_problem};
use super::super::store::{self, TeachingSession, local_day};
use super::planning::{
    NewTeachingSession, SessionPlace, about, agreement_problems, drafted, leader_problems, place_problems,
    said_problems,
};
use super::{PERMITTED, Problems, local, planning_permit, problem};
use crate::identity::{self, Permit, Viewer};
use crate::organisations;
use crate::pairings::Channel;
use crate::rotations;
use crate::timetables;

/// Sessions that are alike but for their times.
#[derive(Clone, Debug)]
pub struct NewSeries {
    /// What each is; its time is the first one's.
    pub session: NewTeachingSession,
    /// When, in order; at least one.
    pub times: Vec<Time>,
}

/// The permit of whoever plans sessions that one institution holds for another, by a role at one of them or for their consortium.
///
/// # Errors
/// `NotFound` when there is no such institution; `Forbidden`.
pub async fn planner(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    place: &SessionPlace,
) -> Result<Permit, Error> {
    for key in [place.organiser_id, place.host_id] {
        organisations::institution(connection, key).await?;
    }
    planning_permit(connection, viewer, place).await
}

/// The sessions of a series with what stands against them, but for where people are. Ten statements or fewer for each leader.
///
/// # Errors
/// `NotFound` when there is no such base, department, competency, form or agreement.
pub async fn series_of(
    write: &Write,
    viewer: &Viewer,
    new: NewSeries,
) -> Result<(Vec<TeachingSession>, Problems), Error> {
    let now = write.now();
    let mut first = drafted(viewer, now, new.session)?;
    let mut problems = said_problems(&first);
    problems.extend(time_problem(first.time));
    if let Some((starts_at, _)) = new.times.last() {
        problems.extend(horizon_problem(*starts_at, now));
    }
    about(write, &first.topics).await?;
    problems.extend(place_problems(write, &mut first).await?);
    problems.extend(agreement_problems(write, &mut first).await?);
    problems.extend(leader_problems(write, &first).await?);
    let mut sessions = Vec::with_capacity(new.times.len());
    for time in new.times {
        sessions.push(TeachingSession { id: id::new_key(), link: id::new_code()?, time, ..first.clone() });
    }
    // What held on the first day may not hold on the last one.
    if let Some(last) = sessions.last().filter(|last| local_day(last.time.0) != local_day(first.time.0)) {
        let mut last = last.clone();
        let mut late = place_problems(write, &mut last).await?;
        late.extend(leader_problems(write, &last).await?);
        problems.extend(
            late.into_iter()
                .filter(|one| !problems.iter().any(|other| other.path == one.path))
                .collect::<Problems>(),
        );
    }
    Ok((sessions, problems))
}

/// That somebody who leads these sessions leads or attends another one meanwhile, or is on duty where she works; each with the path of its
/// place in the list, twenty at most. Those who lead are locked, so that nothing else is written about them. Six statements.
///
/// # Errors
/// The database's.
pub async fn conflict_problems(
    write: &Write,
    sessions: &[TeachingSession],
    path: impl Fn(usize) -> String,
) -> Result<Problems, Error> {
    let (Some(from), Some(until)) =
        (sessions.iter().map(|one| one.time.0).min(), sessions.iter().map(|one| one.time.1).max())
    else {
        return Ok(Vec::new());
    };
    let mut people: Vec<Uuid> = sessions.iter().flat_map(|one| one.leaders.iter().copied()).collect();
    people.sort_unstable();
    people.dedup();
    identity::lock_people(write, &people).await?;
    let mut busy: HashMap<Uuid, Vec<Time>> = HashMap::new();
    for (person_id, time) in store::busy(&**write, &people, (from, until), Uuid::nil()).await? {
        busy.entry(person_id).or_default().push(time);
    }
    let mut on_duty: HashMap<Uuid, Vec<Time>> = HashMap::new();
    let days = (local_day(from), local_day(until));
    for (person_id, time) in timetables::duties_within(&**write, &people, days).await? {
        on_duty.entry(person_id).or_default().push(time);
    }
    let mut refused: Vec<(usize, Uuid, Time, TeachingErrorCode)> = Vec::new();
    for (place, key, time) in at_work_elsewhere(write, sessions, (from, until)).await? {
        refused.push((place, key, time, TeachingErrorCode::TwoPlaces));
    }
    for (place, session) in sessions.iter().enumerate() {
        for leader in &session.leaders {
            let meets = |times: &HashMap<Uuid, Vec<Time>>| {
                times.get(leader).is_some_and(|times| times.iter().any(|time| overlap(*time, session.time)))
            };
            if meets(&busy) {
                refused.push((place, *leader, session.time, TeachingErrorCode::TwoPlaces));
            } else if meets(&on_duty) {
                refused.push((place, *leader, session.time, TeachingErrorCode::OnDuty));
            }
            busy.entry(*leader).or_default().push(session.time);
        }
    }
    refused.truncate(MOST_CONFLICTS);
    let names = names_of(write, refused.iter().map(|(_, person_id, _, _)| *person_id)).await?;
    let told = refused.into_iter().map(|(place, person_id, time, code)| {
        let sentence =
            if code == TeachingErrorCode::OnDuty { "teaching-on-duty" } else { "teaching-at-another" };
        problem(code, &path(place), presence(sentence, names.get(&person_id), time))
    });
    Ok(told.collect())
}

/// Sessions of the past, held at a place, whose leader was at work elsewhere then: each with its place in the list. Two statements, and as many
/// for each session of those alone who were at work elsewhere at all.
async fn at_work_elsewhere(
    write: &Write,
    sessions: &[TeachingSession],
    (from, until): Time,
) -> Result<Vec<(usize, Uuid, Time)>, Error> {
    let until = until.min(write.now());
    let Some(first) = sessions.first().filter(|_| from < until) else { return Ok(Vec::new()) };
    let people: Vec<Uuid> = sessions.iter().flat_map(|one| one.leaders.iter().copied()).collect();
    let any = rotations::working_elsewhere(&**write, &people, (from, until), first.host_id).await?;
    let mut found = Vec::new();
    let past = |one: &&TeachingSession| one.channel == Channel::OnSite && one.time.0 < until;
    for (place, session) in sessions.iter().enumerate().filter(|(_, one)| past(one)) {
        let asked: Vec<Uuid> = session.leaders.iter().copied().filter(|key| any.contains(key)).collect();
        if asked.is_empty() {
            continue;
        }
        let there = rotations::working_elsewhere(&**write, &asked, session.time, session.host_id).await?;
        found.extend(there.into_iter().map(|key| (place, key, session.time)));
    }
    Ok(found)
}

/// That somebody who is to lead a session is on duty where she works. One statement; two when she has duties, three when it is so.
pub(super) async fn duty_problems(
    write: &Write,
    time: Time,
    people: &[Uuid],
    path: impl Fn(usize) -> String,
) -> Result<Problems, Error> {
    let days = (local_day(time.0), local_day(time.1));
    let duties = timetables::duties_within(&**write, people, days).await?;
    let meets = |key: &Uuid| duties.iter().any(|(person, duty)| person == key && overlap(*duty, time));
    let met: Vec<(usize, Uuid)> = people.iter().copied().enumerate().filter(|(_, key)| meets(key)).collect();
    let names = names_of(write, met.iter().map(|(_, key)| *key)).await?;
    let told = met.into_iter().map(|(place, key)| {
        problem(TeachingErrorCode::OnDuty, &path(place), presence("teaching-on-duty", names.get(&key), time))
    });
    Ok(told.collect())
}

async fn names_of(
    write: &Write,
    people: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (String, String)>, Error> {
    let keys: Vec<Uuid> = people.collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let named = identity::find_people(&**write, PERMITTED, &keys).await?;
    Ok(named.into_iter().map(|one| (one.id, (one.name.zh, one.name.en))).collect())
}

fn presence(sentence: &'static str, name: Option<&(String, String)>, time: Time) -> Message {
    let name = name.map_or(("", ""), |(zh, en)| (zh.as_str(), en.as_str()));
    Message::new(sentence)
        .with("person", Argument::from(name))
        .with("from", local(time.0))
        .with("until", local(time.1))
}

/// Writes sessions of series.
///
/// # Errors
/// The database's.
pub async fn series_insert(
    write: &Write,
    permit: &Permit,
    sessions: &[TeachingSession],
) -> Result<(), Error> {
    Ok(store::insert_all(write, permit, sessions).await?)
}

/// Calls off those of these sessions that are still planned.
///
/// # Errors
/// The database's.
pub async fn series_cancel(write: &Write, permit: &Permit, keys: &[Uuid], reason: &str) -> Result<(), Error> {
    Ok(store::cancel_all(write, permit, keys, reason).await?)
}

/// Writes other times of planned sessions.
///
/// # Errors
/// The database's.
pub async fn series_move(
    write: &Write,
    permit: &Permit,
    sessions: &mut [TeachingSession],
) -> Result<(), Error> {
    for session in sessions {
        session.version += 1;
        store::change(write, permit, session).await?;
    }
    Ok(())
}

/// Sessions as they are now, locked until the end of the transaction.
///
/// # Errors
/// The database's.
pub async fn series_locked(write: &Write, keys: &[Uuid]) -> Result<Vec<TeachingSession>, Error> {
    let mut ordered = keys.to_vec();
    ordered.sort_unstable();
    store::lock_all(write, &ordered).await?;
    store::find_sessions(&**write, PERMITTED, keys).await
}
