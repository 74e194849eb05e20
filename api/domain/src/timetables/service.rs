//! What is done with calendars and duties.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use platform::codes::Code as _;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::calendar_file::shipped_days;
use super::rules::{
    Calendar, CalendarDay, Days, Recurrence, Time, TimetableErrorCode, calendar_problems, expand, local_day,
    recurrence_problems,
};
use super::store::{self, ExpertDuty};
use crate::identity::rules::{identifier_problem, text_problem};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

/// Longest name of a duty, in characters.
const LONGEST_NAME: usize = 100;
/// Most duties of one person that are not over.
const MOST_DUTIES: usize = 30;
/// Years whose calendar may be set.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
/// How far a day off and the day that stands for it lie apart at most, in days.
const AROUND_DAYS: u64 = 62;
/// Longest stretch within which duties are looked at, in days.
const LONGEST_DAYS: u64 = 1_100;

/// The days of these years that are no usual ones: as they were set here, or else as they come with the system. One statement.
async fn days_of(connection: &impl ConnectionTrait, years: (i32, i32)) -> Result<Vec<CalendarDay>, Error> {
    let mut days = store::days_set(connection, years).await?;
    let set: BTreeSet<i32> = days.iter().map(|day| day.day.year()).collect();
    let shipped = shipped_days().iter().filter(|day| {
        let year = day.day.year();
        years.0 <= year && year <= years.1 && !set.contains(&year)
    });
    days.extend(shipped.cloned());
    days.sort_by_key(|day| day.day);
    Ok(days)
}

/// The calendar as it comes with the system.
#[must_use]
pub fn shipped_calendar() -> Calendar {
    Calendar::of(shipped_days())
}

/// The calendar within these days: one statement.
///
/// # Errors
/// The database's.
pub async fn calendar(connection: &impl ConnectionTrait, days: Days) -> Result<Calendar, Error> {
    Ok(Calendar::of(&days_of(connection, (days.0.year(), days.1.year())).await?))
}

/// Public holidays of a year and the working days that replace them, in order; none when the year is not known.
///
/// # Errors
/// The database's.
pub async fn calendar_of_year(
    connection: &impl ConnectionTrait,
    year: i32,
) -> Result<Vec<CalendarDay>, Error> {
    days_of(connection, (year, year)).await
}

/// Sets the public holidays of a year. What was planned before stays as it is.
///
/// # Errors
/// `Forbidden`; every problem found.
pub async fn public_holidays_set(
    platform: &Platform,
    viewer: &Viewer,
    year: i32,
    mut days: Vec<CalendarDay>,
) -> Outcome<Vec<CalendarDay>, TimetableErrorCode> {
    let permit = Permit::anywhere(viewer, Act::CalendarWrite)?;
    let mut problems = calendar_problems(year, &days);
    if !YEARS.contains(&year) {
        let message = Message::new("timetables-year").with("year", year);
        problems.push(Problem::new(TimetableErrorCode::Invalid, "year", message));
    }
    accept(problems)?;
    days.sort_by_key(|day| day.day);
    let write = platform.database.write().await?;
    let before = days_of(&*write, (year, year)).await?;
    store::set_days(&write, &permit, (year, viewer.person_id), &days).await?;
    let told = |days: &[CalendarDay]| {
        let day =
            |day: &CalendarDay| json!({"day": day.day, "kind": day.kind.code(), "standsFor": day.stands_for});
        json!({"year": year, "days": days.iter().map(day).collect::<Vec<_>>()})
    };
    let object = ("calendar_year", Uuid::from_u128(year.unsigned_abs().into()));
    identity::remember(&write, &permit, "public-holidays.set", object, (told(&before), told(&days))).await?;
    write.commit().await?;
    Ok(days)
}

/// A duty to be recorded.
#[derive(Clone, Debug)]
pub struct NewExpertDuty {
    /// Who.
    pub person_id: Uuid,
    /// Where she works.
    pub institution_id: Uuid,
    /// What it is.
    pub name: String,
    /// When.
    pub recurrence: Recurrence,
    /// Last day; open when absent.
    pub last_day: Option<NaiveDate>,
}

/// The permit of whoever may write somebody's duties: herself, or whoever plans sessions where she works.
fn permitted(viewer: &Viewer, person_id: Uuid, institution_id: Uuid) -> Result<Permit, Error> {
    if viewer.person_id == person_id {
        return Permit::herself(viewer, Act::TeachingLead, person_id);
    }
    Permit::at(viewer, Act::TeachingPlan, &[institution_id])
}

fn told(duty: &ExpertDuty) -> Value {
    json!({
        "personId": duty.person_id, "institutionId": duty.institution_id, "name": duty.name,
        "startsAt": duty.recurrence.first.0, "endsAt": duty.recurrence.first.1, "rule": duty.recurrence.rule,
        "holidays": duty.recurrence.holidays.code(), "lastDay": duty.last_day,
    })
}

/// Records what somebody does regularly where she works.
///
/// # Errors
/// `NotFound` when the viewer does not see her or there is no such institution; `Forbidden`; every problem found.
pub async fn expert_duty_record(
    platform: &Platform,
    viewer: &Viewer,
    new: NewExpertDuty,
) -> Outcome<ExpertDuty, TimetableErrorCode> {
    let reader = platform.database.reader();
    identity::person(reader, viewer.scope(), new.person_id).await?;
    organisations::institution(reader, new.institution_id).await?;
    let permit = permitted(viewer, new.person_id, new.institution_id)?;
    let codes = (TimetableErrorCode::Invalid, TimetableErrorCode::RuleInvalid);
    let mut problems = recurrence_problems(codes, "recurrence", &new.recurrence, platform.clock.now());
    problems.extend(text_problem(TimetableErrorCode::Invalid, "name", &new.name, LONGEST_NAME));
    problems.extend(identifier_problem(TimetableErrorCode::HasIdentifier, "name", &new.name));
    if !new.recurrence.except_days.is_empty() {
        let message = Message::new("timetables-duty-except-days");
        problems.push(Problem::new(TimetableErrorCode::Invalid, "recurrence.exceptDays", message));
    }
    let first = local_day(new.recurrence.first.0);
    if new.last_day.is_some_and(|last| last < first) {
        let message = Message::new("timetables-last-day").with("first", first);
        problems.push(Problem::new(TimetableErrorCode::Invalid, "lastDay", message));
    }
    if !identity::is_teaching_at(reader, new.person_id, new.institution_id, first, first).await? {
        let message = Message::new("timetables-not-there").with("day", first);
        problems.push(Problem::new(TimetableErrorCode::NotTeaching, "institutionId", message));
    }
    accept(problems)?;
    let write = platform.database.write().await?;
    identity::lock_people(&write, &[new.person_id]).await?;
    let today = local_day(write.now());
    let standing = store::duties_of(&*write, &[new.person_id]).await?;
    let standing = standing.iter().filter(|duty| duty.last_day.is_none_or(|last| today <= last));
    if standing.count() >= MOST_DUTIES {
        let message = Message::new("timetables-duties").with("most", MOST_DUTIES);
        accept(vec![Problem::new(TimetableErrorCode::TooMany, "personId", message)])?;
    }
    let duty = ExpertDuty {
        id: id::new_key(),
        person_id: new.person_id,
        institution_id: new.institution_id,
        name: new.name.trim().to_owned(),
        recurrence: new.recurrence,
        last_day: new.last_day,
        recorded: (viewer.person_id, write.now()),
    };
    store::insert_duty(&write, &permit, &duty).await?;
    let object = ("expert_duty", duty.id);
    identity::remember(&write, &permit, "expert-duty.record", object, (Value::Null, told(&duty))).await?;
    write.commit().await?;
    Ok(duty)
}

/// The duties of these people that the viewer may see, in order of recording: her own, and those of people where she has to do with their
/// sessions.
///
/// # Errors
/// The database's.
pub async fn duties_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    people: &[Uuid],
) -> Result<Vec<ExpertDuty>, Error> {
    let mut found = store::duties_of(connection, people).await?;
    found.retain(|duty| {
        duty.person_id == viewer.person_id
            || Permit::at(viewer, Act::TeachingRead, &[duty.institution_id]).is_ok()
    });
    Ok(found)
}

/// Ends a duty with a day.
///
/// # Errors
/// `NotFound` when the viewer does not see whose it is; `Forbidden`; that it begins later or ended before.
pub async fn expert_duty_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    last_day: NaiveDate,
) -> Outcome<ExpertDuty, TimetableErrorCode> {
    let write = platform.database.write().await?;
    store::lock_duty(&write, key).await?;
    let mut duty = store::duty(&*write, key).await?;
    identity::person(&*write, viewer.scope(), duty.person_id).await?;
    let permit = permitted(viewer, duty.person_id, duty.institution_id)?;
    let first = local_day(duty.recurrence.first.0);
    let is_sound = first.pred_opt().is_some_and(|before| before <= last_day)
        && duty.last_day.is_none_or(|last| last_day <= last);
    if !is_sound {
        let message = Message::new("timetables-last-day").with("first", first);
        accept(vec![Problem::new(TimetableErrorCode::Invalid, "lastDay", message)])?;
    }
    let before = told(&duty);
    duty.last_day = Some(last_day);
    store::end_duty(&write, &permit, key, last_day).await?;
    let object = ("expert_duty", key);
    identity::remember(&write, &permit, "expert-duty.end", object, (before, told(&duty))).await?;
    write.commit().await?;
    Ok(duty)
}

/// When these people are on duty where they work, within these days, each with the stretch of time: two statements.
///
/// # Errors
/// The database's.
pub async fn duties_within(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    (from, until): Days,
) -> Result<Vec<(Uuid, Time)>, Error> {
    let duties = store::duties_of(connection, people).await?;
    if duties.is_empty() {
        return Ok(Vec::new());
    }
    let furthest = from.checked_add_days(chrono::Days::new(LONGEST_DAYS)).unwrap_or(until);
    // What is due before or after these days may be made up within them, and a night's duty ends on the day after.
    let around = chrono::Days::new(AROUND_DAYS);
    let days = (
        from.checked_sub_days(around).unwrap_or(from),
        until.min(furthest).checked_add_days(around).unwrap_or(until),
    );
    let calendar = calendar(connection, days).await?;
    let within = |duty: &ExpertDuty| {
        let (person_id, last_day) = (duty.person_id, duty.last_day);
        let found = expand(&duty.recurrence, &calendar, days).into_iter();
        found
            .filter(move |one| one.left_out.is_none() && last_day.is_none_or(|last| one.due_on <= last))
            .map(move |one| (person_id, one.time))
    };
    Ok(duties.iter().flat_map(within).collect())
}
