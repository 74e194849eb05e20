//! What is done with dispatches.
//!
//! A transaction locks the dispatch first, then the experts in the order of their keys.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, events, id, jobs};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{Days, MOST_SESSIONS, MOST_SLOTS, dispatch_problems, slots_problem, within_agreement};
use super::store::{self, Dispatch, Slot};
use crate::identity::rules::{identifier_problem, reason_problem};
use crate::identity::{self, Permit, Scope, SystemReason, Viewer};
use crate::organisations;
use crate::pairings::Channel;
use crate::teaching::{
    self, NewSeries, NewTeachingSession, NewTopic, SessionPlace, TeachingErrorCode, TeachingSession,
    TeachingSessionKind, TeachingSessionStatus,
};
use crate::timetables::{self, Calendar, Occurrence, Recurrence, expand, recurrence_problems};

mod aligning;

pub use aligning::{Aligned, dispatch_align};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// The job that tells experts, and those where they go, of a dispatch.
pub const CHANGED_JOB: &str = "notifications.dispatch-changed";

type Problems = Vec<Problem<TeachingErrorCode>>;

fn problem(code: TeachingErrorCode, path: &str, message: Message) -> Problem<TeachingErrorCode> {
    Problem::new(code, path, message)
}

/// One line of a timetable to be planned.
#[derive(Clone, Debug)]
pub struct NewSlot {
    /// Who goes.
    pub expert_id: Uuid,
    /// What is held.
    pub kind: TeachingSessionKind,
    /// How they meet.
    pub channel: Channel,
    /// What it is called.
    pub title: String,
    /// The host's base to which it counts; its only one when absent.
    pub base_id: Option<Uuid>,
    /// The department of that base.
    pub department_id: Option<Uuid>,
    /// What it is about, in order.
    pub topics: Vec<NewTopic>,
    /// When.
    pub recurrence: Recurrence,
}

/// A dispatch to be planned.
#[derive(Clone, Debug)]
pub struct NewDispatch {
    /// What it is called.
    pub name: String,
    /// The institution that sends them.
    pub organiser_id: Uuid,
    /// The institution to which they go.
    pub host_id: Uuid,
    /// The agreement under which they go.
    pub agreement_id: Option<Uuid>,
    /// First and last day.
    pub term: Days,
    /// Its timetable.
    pub slots: Vec<NewSlot>,
}

/// What became of a dispatch, as a letter tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum DispatchWord {
    /// Sessions were planned.
    Planned,
    /// What was planned after a day was called off.
    Ended,
    /// Sessions were moved or called off, because the calendar changed.
    Aligned,
}

/// When something that recurs falls due within these days, and why it is left out. For whoever is about to plan it.
///
/// # Errors
/// Everything wrong with the recurrence; `NotFound` when the viewer may not see the agreement.
pub async fn occurrences(
    platform: &Platform,
    viewer: &Viewer,
    (recurrence, days, agreement_id): (Recurrence, Days, Option<Uuid>),
) -> Outcome<Vec<Occurrence>, TeachingErrorCode> {
    let reader = platform.database.reader();
    let agreed = match agreement_id {
        Some(key) => {
            let found = organisations::find_agreements(reader, viewer, &[key]).await?.pop();
            Some(found.ok_or(Error::NotFound)?.term)
        }
        None => None,
    };
    let codes = (TeachingErrorCode::Invalid, TeachingErrorCode::RuleInvalid);
    let mut problems = recurrence_problems(codes, "", &recurrence, platform.clock.now());
    problems.extend(dispatch_problems("-", days));
    accept(problems)?;
    let calendar = timetables::calendar(reader, days).await?;
    Ok(within_agreement(expand(&recurrence, &calendar, days), agreed))
}

/// What stands in the way of planning a line, or the sessions that it asks for, each with the day on which it is due.
struct Planned {
    slots: Vec<Slot>,
    sessions: Vec<(Uuid, NaiveDate, TeachingSession)>,
}

/// The term of the agreement under which a dispatch stands.
async fn agreed_term(
    connection: &impl ConnectionTrait,
    agreement_id: Option<Uuid>,
) -> Result<Option<Days>, Error> {
    let Some(key) = agreement_id else { return Ok(None) };
    let found = organisations::agreements_by_key(connection, &[key]).await?.pop();
    Ok(Some(found.ok_or(Error::NotFound)?.term))
}

fn due_within(
    slot: &NewSlot,
    dispatch: &Dispatch,
    (calendar, agreed): (&Calendar, Option<Days>),
) -> Vec<Occurrence> {
    let found = within_agreement(expand(&slot.recurrence, calendar, dispatch.term), agreed);
    found.into_iter().filter(|one| one.left_out.is_none()).collect()
}

fn series_of_slot(dispatch: &Dispatch, slot: &NewSlot, due: &[Occurrence]) -> NewSeries {
    let times: Vec<_> = due.iter().map(|one| one.time).collect();
    NewSeries {
        session: NewTeachingSession {
            kind: slot.kind,
            channel: slot.channel,
            title: slot.title.clone(),
            place: SessionPlace {
                organiser_id: dispatch.organiser_id,
                host_id: dispatch.host_id,
                base_id: slot.base_id,
                department_id: slot.department_id,
                agreement_id: dispatch.agreement_id,
            },
            time: times.first().copied().unwrap_or(slot.recurrence.first),
            leaders: vec![slot.expert_id],
            topics: slot.topics.clone(),
        },
        times,
    }
}

fn under(path: &str, found: Problem<TeachingErrorCode>) -> Problem<TeachingErrorCode> {
    let inner = found.path.join(".").replace("leaderIds.0", "expertId");
    let inner = if inner == "agreementId" || path.is_empty() { inner } else { format!("{path}.{inner}") };
    let inner = inner.trim_end_matches('.').to_owned();
    problem(found.code, &inner, found.message)
}

/// Looks at lines of a timetable: everything wrong with them, or what they ask for. Twenty statements or fewer for each line, and eight for
/// all of them.
async fn looked_at(
    write: &Write,
    viewer: &Viewer,
    (dispatch, first_place): (&Dispatch, i32),
    new: Vec<NewSlot>,
) -> Result<(Planned, Problems), Error> {
    let codes = (TeachingErrorCode::Invalid, TeachingErrorCode::RuleInvalid);
    let calendar = timetables::calendar(&**write, dispatch.term).await?;
    let agreed = agreed_term(&**write, dispatch.agreement_id).await?;
    let mut problems = Problems::new();
    let mut planned = Planned { slots: Vec::new(), sessions: Vec::new() };
    let mut paths = Vec::new();
    for ((slot, place), index) in new.into_iter().zip(first_place..).zip(0_usize..) {
        let path = if first_place == 0 { format!("slots.{index}") } else { "slot".to_owned() };
        let wrong = recurrence_problems(codes, &path, &slot.recurrence, write.now());
        if !wrong.is_empty() {
            problems.extend(wrong);
            continue;
        }
        let due = due_within(&slot, dispatch, (&calendar, agreed));
        if due.is_empty() {
            let message = Message::new("dispatches-nothing-due");
            problems.push(problem(TeachingErrorCode::NothingDue, &path, message));
            continue;
        }
        let series = series_of_slot(dispatch, &slot, &due);
        let (sessions, found) = teaching::series_of(write, viewer, series).await?;
        problems.extend(found.into_iter().map(|one| under(&path, one)));
        let kept = Slot {
            id: id::new_key(),
            dispatch_id: dispatch.id,
            place,
            expert_id: slot.expert_id,
            kind: slot.kind,
            channel: slot.channel,
            title: slot.title.trim().to_owned(),
            base_id: slot.base_id,
            department_id: slot.department_id,
            topics: slot.topics,
            recurrence: slot.recurrence,
            ended_on: None,
        };
        for (one, session) in due.into_iter().zip(sessions) {
            paths.push(path.clone());
            planned.sessions.push((kept.id, one.due_on, session));
        }
        planned.slots.push(kept);
    }
    if planned.sessions.len() > MOST_SESSIONS {
        let message = Message::new("dispatches-sessions").with("most", MOST_SESSIONS);
        problems.push(problem(TeachingErrorCode::Invalid, "slots", message));
    } else if problems.is_empty() {
        // Nothing is told of where people are by what cannot be planned anyhow.
        let sessions: Vec<TeachingSession> =
            planned.sessions.iter().map(|(_, _, session)| session.clone()).collect();
        let path = |place: usize| paths.get(place).cloned().unwrap_or_default();
        problems.extend(teaching::conflict_problems(write, &sessions, path).await?);
    }
    Ok((planned, problems))
}

fn told_slot(slot: &Slot) -> Value {
    json!({
        "slotId": slot.id, "expertId": slot.expert_id, "kind": slot.kind.code(), "title": slot.title,
        "startsAt": slot.recurrence.first.0, "endsAt": slot.recurrence.first.1, "rule": slot.recurrence.rule,
        "holidays": slot.recurrence.holidays.code(), "exceptDays": slot.recurrence.except_days,
        "endedOn": slot.ended_on,
    })
}

fn told(dispatch: &Dispatch, slots: &[Slot], sessions: usize) -> Value {
    json!({
        "name": dispatch.name, "organiserId": dispatch.organiser_id, "hostId": dispatch.host_id,
        "agreementId": dispatch.agreement_id, "startsOn": dispatch.term.0, "endsOn": dispatch.term.1,
        "endedOn": dispatch.ended.as_ref().map(|(day, _)| day),
        "reason": dispatch.ended.as_ref().map(|(_, reason)| reason),
        "slots": slots.iter().map(told_slot).collect::<Vec<_>>(), "sessions": sessions,
    })
}

/// Writes what was looked at: lines, sessions, and which asked for which.
async fn put(write: &Write, permit: &Permit, planned: &Planned) -> Result<(), Error> {
    store::insert_slots(write, permit, &planned.slots).await?;
    put_sessions(write, permit, &planned.sessions).await
}

async fn put_sessions(
    write: &Write,
    permit: &Permit,
    new: &[(Uuid, NaiveDate, TeachingSession)],
) -> Result<(), Error> {
    let sessions: Vec<TeachingSession> = new.iter().map(|(_, _, session)| session.clone()).collect();
    teaching::series_insert(write, permit, &sessions).await?;
    let visits: Vec<_> = new.iter().map(|(slot, due_on, session)| (*slot, *due_on, session.id)).collect();
    Ok(store::insert_visits(write, permit, &visits).await?)
}

/// Says who is told of what became of a dispatch: an event for each, and a letter.
async fn announce(
    write: &Write,
    viewer: &Viewer,
    dispatch: &Dispatch,
    (word, sessions, reason): (DispatchWord, &[&TeachingSession], Option<&str>),
) -> Result<(), Error> {
    let mut people: Vec<Uuid> = sessions.iter().flat_map(|one| one.leaders.iter().copied()).collect();
    people.sort_unstable();
    people.dedup();
    let event = match word {
        DispatchWord::Planned => "dispatch.planned",
        DispatchWord::Ended => "dispatch.ended",
        DispatchWord::Aligned => "dispatch.aligned",
    };
    let events: Vec<_> = people.iter().map(|person| (event, dispatch.id, Some(*person))).collect();
    events::record_all(write, &events).await?;
    let told = json!({
        "dispatch_id": dispatch.id, "word": word, "act_id": id::new_key(), "by": viewer.person_id,
        "sessions": sessions.iter().map(|one| one.id).collect::<Vec<_>>(), "reason": reason,
    });
    jobs::enqueue(write, CHANGED_JOB, &told, None).await?;
    Ok(())
}

/// Plans a dispatch with everything that falls due within its term, as somebody with a role at one of the two institutions or for their
/// consortium. What an agreement does not cover is left out.
///
/// # Errors
/// `NotFound` when there is no such institution, agreement, base, department or topic; `Forbidden`; every problem found.
pub async fn dispatch_plan(
    platform: &Platform,
    viewer: &Viewer,
    new: NewDispatch,
) -> Outcome<Dispatch, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let place = SessionPlace {
        organiser_id: new.organiser_id,
        host_id: new.host_id,
        base_id: None,
        department_id: None,
        agreement_id: new.agreement_id,
    };
    let permit = teaching::planner(&*write, viewer, &place).await?;
    let mut problems = dispatch_problems(&new.name, new.term);
    problems.extend(slots_problem(new.slots.len()));
    accept(problems)?;
    let dispatch = Dispatch {
        id: id::new_key(),
        name: new.name.trim().to_owned(),
        organiser_id: new.organiser_id,
        host_id: new.host_id,
        agreement_id: new.agreement_id,
        term: new.term,
        ended: None,
        planned: (viewer.person_id, write.now()),
    };
    let (planned, problems) = looked_at(&write, viewer, (&dispatch, 0), new.slots).await?;
    accept(problems)?;
    store::insert(&write, &permit, &dispatch).await?;
    put(&write, &permit, &planned).await?;
    let after = told(&dispatch, &planned.slots, planned.sessions.len());
    identity::remember(&write, &permit, "dispatch.plan", ("dispatch", dispatch.id), (Value::Null, after))
        .await?;
    let sessions: Vec<&TeachingSession> = planned.sessions.iter().map(|(_, _, session)| session).collect();
    announce(&write, viewer, &dispatch, (DispatchWord::Planned, &sessions, None)).await?;
    write.commit().await?;
    Ok(dispatch)
}

/// A visible dispatch as it is now, locked, with the permit to change it.
async fn locked(write: &Write, viewer: &Viewer, key: Uuid) -> Result<(Dispatch, Permit), Error> {
    store::find_dispatches(&**write, viewer.scope(), &[key]).await?.pop().ok_or(Error::NotFound)?;
    store::lock(write, key).await?;
    let found = store::find_dispatches(&**write, PERMITTED, &[key]).await?.pop().ok_or(Error::NotFound)?;
    let place = SessionPlace {
        organiser_id: found.organiser_id,
        host_id: found.host_id,
        base_id: None,
        department_id: None,
        agreement_id: found.agreement_id,
    };
    let permit = teaching::planner(&**write, viewer, &place).await?;
    Ok((found, permit))
}

fn ended_problem(dispatch: &Dispatch) -> Option<Problem<TeachingErrorCode>> {
    let (day, _) = dispatch.ended.as_ref()?;
    let message = Message::new("dispatches-ended").with("day", *day);
    Some(problem(TeachingErrorCode::WrongStatus, "", message))
}

/// Adds a line to the timetable of a dispatch: another expert, or a single visit.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn dispatch_slot_add(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    new: NewSlot,
) -> Outcome<Dispatch, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let (dispatch, permit) = locked(&write, viewer, key).await?;
    let slots = store::slots_of(&*write, &[key]).await?;
    let mut problems: Problems = ended_problem(&dispatch).into_iter().collect();
    if slots.len() >= MOST_SLOTS {
        problems.extend(slots_problem(slots.len() + 1));
    }
    accept(problems)?;
    let place = i32::try_from(slots.len()).unwrap_or(i32::MAX);
    let (planned, problems) = looked_at(&write, viewer, (&dispatch, place), vec![new]).await?;
    accept(problems)?;
    put(&write, &permit, &planned).await?;
    let after = told(&dispatch, &planned.slots, planned.sessions.len());
    identity::remember(&write, &permit, "dispatch-slot.add", ("dispatch", key), (Value::Null, after)).await?;
    let sessions: Vec<&TeachingSession> = planned.sessions.iter().map(|(_, _, session)| session).collect();
    announce(&write, viewer, &dispatch, (DispatchWord::Planned, &sessions, None)).await?;
    write.commit().await?;
    Ok(dispatch)
}

/// That a dispatch, or a line of it, ends.
#[derive(Clone, Debug)]
pub struct DispatchEnding {
    /// The dispatch.
    pub dispatch_id: Uuid,
    /// The line of its timetable; all of it when absent.
    pub slot_id: Option<Uuid>,
    /// The last day on which it is held.
    pub last_day: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Ends a dispatch, or one line of its timetable, with a day: what was planned later is called off.
///
/// # Errors
/// `NotFound` when it is not visible or has no such line; `Forbidden`; every problem found.
pub async fn dispatch_end(
    platform: &Platform,
    viewer: &Viewer,
    ending: DispatchEnding,
) -> Outcome<Dispatch, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let (mut dispatch, permit) = locked(&write, viewer, ending.dispatch_id).await?;
    let mut slots = store::slots_of(&*write, &[dispatch.id]).await?;
    let mut problems: Problems = ended_problem(&dispatch).into_iter().collect();
    if let Some(key) = ending.slot_id {
        slots.retain(|slot| slot.id == key);
        let slot = slots.first().ok_or(Error::NotFound)?;
        problems.extend(slot.ended_on.map(|day| {
            let message = Message::new("dispatches-ended").with("day", day);
            problem(TeachingErrorCode::WrongStatus, "slotId", message)
        }));
    }
    problems.extend(reason_problem(TeachingErrorCode::ReasonMissing, &ending.reason));
    problems.extend(identifier_problem(TeachingErrorCode::HasIdentifier, "reason", &ending.reason));
    let (first, last) = dispatch.term;
    let before_first = first.pred_opt().unwrap_or(first);
    if !(before_first..last).contains(&ending.last_day) {
        let message = Message::new("dispatches-last-day").with("first", first).with("last", last);
        problems.push(problem(TeachingErrorCode::WrongTime, "lastDay", message));
    }
    accept(problems)?;
    // A line that ends before stays as it is.
    slots.retain(|slot| slot.ended_on.is_none_or(|day| day > ending.last_day));
    let before = told(&dispatch, &slots, 0);
    let keys: Vec<Uuid> = slots.iter().map(|slot| slot.id).collect();
    let visits = store::visits_of(&*write, &keys).await?;
    let visited: Vec<Uuid> = visits.iter().map(|visit| visit.session_id).collect();
    let sessions = teaching::series_locked(&write, &visited).await?;
    let called_off: Vec<&TeachingSession> = sessions
        .iter()
        .filter(|one| one.status == TeachingSessionStatus::Planned)
        .filter(|one| timetables::local_day(one.time.0) > ending.last_day)
        .collect();
    let cancelled: Vec<Uuid> = called_off.iter().map(|one| one.id).collect();
    let reason = ending.reason.trim();
    teaching::series_cancel(&write, &permit, &cancelled, reason).await?;
    store::end_slots(&write, &permit, &keys, ending.last_day).await?;
    if ending.slot_id.is_none() {
        store::end(&write, &permit, dispatch.id, (ending.last_day, reason)).await?;
        dispatch.ended = Some((ending.last_day, reason.to_owned()));
    }
    for slot in &mut slots {
        slot.ended_on = Some(ending.last_day);
    }
    let mut after = told(&dispatch, &slots, 0);
    if let Some(fields) = after.as_object_mut() {
        fields.insert("reason".to_owned(), json!(reason));
        fields.insert("calledOff".to_owned(), json!(cancelled));
    }
    identity::remember(&write, &permit, "dispatch.end", ("dispatch", dispatch.id), (before, after)).await?;
    announce(&write, viewer, &dispatch, (DispatchWord::Ended, &called_off, Some(reason))).await?;
    write.commit().await?;
    Ok(dispatch)
}

/// A dispatch and the sessions of it that a letter tells of, in order of their starts.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn told_of(
    connection: &impl ConnectionTrait,
    key: Uuid,
    sessions: &[Uuid],
) -> Result<(Dispatch, Vec<TeachingSession>), Error> {
    let found = store::find_dispatches(connection, PERMITTED, &[key]).await?.pop().ok_or(Error::NotFound)?;
    let mut sessions = teaching::find_sessions(connection, PERMITTED, sessions).await?;
    sessions.sort_by_key(|one| (one.time.0, one.id));
    Ok((found, sessions))
}
