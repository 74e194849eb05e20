//! A dispatch held against the calendar as it is now.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use platform::Platform;
use platform::error::{Outcome, accept};
use platform::text::Message;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::within_agreement;
use super::super::store::{self, Dispatch};
use super::{
    DispatchWord, NewSlot, Problems, agreed_term, announce, ended_problem, locked, put_sessions,
    series_of_slot,
};
use crate::identity::{self, Viewer};
use crate::teaching::{self, TeachingErrorCode, TeachingSession, TeachingSessionStatus};
use crate::timetables::{self, LeftOut, Occurrence, expand};

/// What became of sessions when a dispatch was aligned with the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned {
    /// The dispatch.
    pub dispatch: Dispatch,
    /// Sessions that were planned anew.
    pub planned: Vec<Uuid>,
    /// Sessions that were moved to the working day that stands for theirs.
    pub moved: Vec<Uuid>,
    /// Sessions that were called off, for their day is off now.
    pub called_off: Vec<Uuid>,
}

/// Aligns what a dispatch has planned for the days to come with the calendar as it is now: what falls on a day off is moved to the working
/// day that stands for it, or called off, and what falls due besides is planned. What somebody called off, moved or changed stays as it is.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn dispatch_align(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<Aligned, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let (dispatch, permit) = locked(&write, viewer, key).await?;
    accept(ended_problem(&dispatch).into_iter().collect::<Problems>())?;
    let today = timetables::local_day(write.now());
    let calendar = timetables::calendar(&*write, dispatch.term).await?;
    let agreed = agreed_term(&*write, dispatch.agreement_id).await?;
    let slots = store::slots_of(&*write, &[key]).await?;
    let keys: Vec<Uuid> = slots.iter().map(|slot| slot.id).collect();
    let visits = store::visits_of(&*write, &keys).await?;
    let visited: Vec<Uuid> = visits.iter().map(|visit| visit.session_id).collect();
    let sessions = teaching::series_locked(&write, &visited).await?;
    let by_key: HashMap<Uuid, &TeachingSession> = sessions.iter().map(|one| (one.id, one)).collect();
    let asked: HashSet<(Uuid, NaiveDate)> =
        visits.iter().map(|visit| (visit.slot_id, visit.due_on)).collect();
    let mut called_off: Vec<&TeachingSession> = Vec::new();
    let mut moved: Vec<TeachingSession> = Vec::new();
    let mut new: Vec<(Uuid, NaiveDate, TeachingSession)> = Vec::new();
    let mut problems = Problems::new();
    for slot in slots.iter().filter(|slot| slot.ended_on.is_none()) {
        let due = within_agreement(expand(&slot.recurrence, &calendar, dispatch.term), agreed);
        let on_its_day = |due_on: NaiveDate| {
            let visit = visits.iter().find(|visit| visit.slot_id == slot.id && visit.due_on == due_on)?;
            let session = by_key.get(&visit.session_id).copied()?;
            let day = timetables::local_day(session.time.0);
            let stands = session.status == TeachingSessionStatus::Planned && day == due_on && day > today;
            stands.then_some(session)
        };
        for one in &due {
            match one.left_out {
                Some(LeftOut::Holiday) => called_off.extend(on_its_day(one.due_on)),
                None if one.on != one.due_on && one.on > today => {
                    let session = on_its_day(one.due_on);
                    moved
                        .extend(session.map(|session| TeachingSession { time: one.time, ..session.clone() }));
                }
                // The working day that stands for it is past.
                None if one.on != one.due_on => called_off.extend(on_its_day(one.due_on)),
                _ => {}
            }
        }
        let missing: Vec<Occurrence> = due
            .into_iter()
            .filter(|one| one.left_out.is_none() && one.on > today)
            .filter(|one| !asked.contains(&(slot.id, one.due_on)))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let again = NewSlot {
            expert_id: slot.expert_id,
            kind: slot.kind,
            channel: slot.channel,
            title: slot.title.clone(),
            base_id: slot.base_id,
            department_id: slot.department_id,
            topics: slot.topics.clone(),
            recurrence: slot.recurrence.clone(),
        };
        let series = series_of_slot(&dispatch, &again, &missing);
        let (planned, found) = teaching::series_of(&write, viewer, series).await?;
        problems.extend(found);
        new.extend(missing.into_iter().zip(planned).map(|(one, session)| (slot.id, one.due_on, session)));
    }
    let fresh: Vec<TeachingSession> = new.iter().map(|(_, _, session)| session.clone()).collect();
    let placed: Vec<TeachingSession> = fresh.iter().chain(&moved).cloned().collect();
    accept(problems)?;
    let named = |place: usize| {
        placed.get(place).map_or_else(String::new, |one| timetables::local_day(one.time.0).to_string())
    };
    accept(teaching::conflict_problems(&write, &placed, named).await?)?;
    teaching::series_move(&write, &permit, &mut moved).await?;
    let cancelled: Vec<Uuid> = called_off.iter().map(|one| one.id).collect();
    let reason = Message::new("dispatches-calendar-changed").render(platform::text::Language::Chinese);
    teaching::series_cancel(&write, &permit, &cancelled, &reason).await?;
    if !new.is_empty() {
        put_sessions(&write, &permit, &new).await?;
    }
    let planned: Vec<Uuid> = fresh.iter().map(|one| one.id).collect();
    let shifted: Vec<Uuid> = moved.iter().map(|one| one.id).collect();
    let after = json!({"planned": planned, "moved": shifted, "calledOff": cancelled});
    identity::remember(&write, &permit, "dispatch.align", ("dispatch", key), (Value::Null, after)).await?;
    let concerned: Vec<&TeachingSession> = called_off.iter().copied().chain(&fresh).chain(&moved).collect();
    if !concerned.is_empty() {
        announce(&write, viewer, &dispatch, (DispatchWord::Aligned, &concerned, None)).await?;
    }
    write.commit().await?;
    Ok(Aligned { dispatch, planned, moved: shifted, called_off: cancelled })
}
