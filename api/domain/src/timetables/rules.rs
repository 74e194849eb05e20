//! The words of this room, and when something that recurs falls due.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Asia::Shanghai;
use platform::error::{Name, Problem};
use platform::text::Message;
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated};

use crate::identity::rules::names_problems;

platform::codes! {
    /// What a day is that is no usual one.
    pub enum DayKind {
        /// A public holiday, or a day off beside one (节假日).
        Holiday = "HOLIDAY",
        /// A day at a weekend on which people work instead (调休上班).
        Workday = "WORKDAY",
    }
}

platform::codes! {
    /// What becomes on public holidays of something that recurs.
    pub enum HolidayPractice {
        /// It is left out.
        LeaveOut = "LEAVE_OUT",
        /// It is held on the working day that stands for the day off; without one it is left out.
        MakeUp = "MAKE_UP",
        /// It is held all the same.
        Keep = "KEEP",
    }
}

platform::codes! {
    /// Why something that recurs is not held on a day on which it is due.
    pub enum LeftOut {
        /// The day was taken out.
        Excepted = "EXCEPTED",
        /// It is a public holiday.
        Holiday = "HOLIDAY",
        /// The agreement under which it is held does not hold on that day.
        NotAgreed = "NOT_AGREED",
    }
}

platform::codes! {
    /// Why an act upon calendars and duties is refused.
    pub enum TimetableErrorCode {
        /// A text, a list or a time is missing or out of bounds.
        Invalid = "INVALID",
        /// It is no recurrence rule of RFC 5545 by days, weeks, months or years.
        RuleInvalid = "RULE_INVALID",
        /// She does not work or teach at the institution.
        NotTeaching = "NOT_TEACHING",
        /// A text holds an identity number or a mobile number.
        HasIdentifier = "HAS_IDENTIFIER",
        /// She has as many duties as are taken.
        TooMany = "TOO_MANY",
    }
}

/// Longest recurrence rule, in characters.
const LONGEST_RULE: usize = 200;
/// How far from now something that recurs may begin, in days: each time since is counted.
const FURTHEST_FIRST_DAYS: i64 = 3_660;
/// Most days that are taken out of one recurrence.
pub const MOST_EXCEPT_DAYS: usize = 100;
/// Most times that are looked at in one expansion.
const MOST_TIMES: u16 = 1_500;
/// Longest time of one occurrence, in hours.
const LONGEST_HOURS: i64 = 12;
/// Most days of a year's calendar.
const MOST_CALENDAR_DAYS: usize = 100;
/// Longest name of such a day, in characters.
const LONGEST_NAME: usize = 120;

/// Start and end.
pub type Time = (DateTime<Utc>, DateTime<Utc>);

/// First and last day.
pub type Days = (NaiveDate, NaiveDate);

/// A day that is no usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub kind: DayKind,
    /// What it is called.
    pub name: Name,
    /// Of a working day, the day off whose timetable it follows.
    pub stands_for: Option<NaiveDate>,
}

/// Public holidays, and the working days that replace them.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: BTreeSet<NaiveDate>,
    made_up: BTreeMap<NaiveDate, NaiveDate>,
}

impl Calendar {
    /// The calendar of these days.
    #[must_use]
    pub fn of<'d>(days: impl IntoIterator<Item = &'d CalendarDay>) -> Self {
        let mut calendar = Self::default();
        for day in days {
            match (day.kind, day.stands_for) {
                (DayKind::Holiday, _) => {
                    calendar.holidays.insert(day.day);
                }
                (DayKind::Workday, Some(off)) => {
                    calendar.made_up.insert(off, day.day);
                }
                (DayKind::Workday, None) => {}
            }
        }
        calendar
    }

    /// Whether a day is off.
    #[must_use]
    pub fn is_off(&self, day: NaiveDate) -> bool {
        self.holidays.contains(&day)
    }

    /// The working day that stands for a day off.
    #[must_use]
    pub fn made_up_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.made_up.get(&day).copied()
    }
}

/// Something that is held once, or again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The first time: `DTSTART` and `DTEND` of RFC 5545, in local time.
    pub first: Time,
    /// The rule, without its name: `FREQ=WEEKLY;BYDAY=TU`.
    pub rule: Option<String>,
    /// What becomes of it on public holidays.
    pub holidays: HolidayPractice,
    /// Days taken out of it.
    pub except_days: Vec<NaiveDate>,
}

/// A time at which something that recurs is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The day on which the rule has it.
    pub due_on: NaiveDate,
    /// The day on which it is held; `due_on` when it is left out.
    pub on: NaiveDate,
    /// Start and end, on that day.
    pub time: Time,
    /// Why it is left out.
    pub left_out: Option<LeftOut>,
}

impl Occurrence {
    /// Leaves it out.
    #[must_use]
    pub const fn without(self, why: LeftOut) -> Self {
        Self { left_out: Some(why), ..self }
    }
}

/// The local day of an instant.
#[must_use]
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Shanghai).date_naive()
}

fn on_day(day: NaiveDate, first: Time) -> Time {
    let local = day.and_time(first.0.with_timezone(&Shanghai).time());
    let starts_at = Shanghai.from_local_datetime(&local).earliest().map_or(first.0, |at| at.to_utc());
    (starts_at, starts_at + (first.1 - first.0))
}

/// A rule that can be followed: by days, weeks, months or years, from a day on.
fn parsed(rule: &str, from: NaiveDate) -> Option<RRuleSet> {
    // `UNTIL` may be a day, as people write it; the library asks for an instant in the zone of the start.
    let parts = rule.trim().to_uppercase();
    let parts: Vec<String> = parts
        .split(';')
        .map(|part| match part.strip_prefix("UNTIL=") {
            Some(day) if day.len() == 8 => format!("UNTIL={day}T235959Z"),
            _ => part.to_owned(),
        })
        .collect();
    let rule: RRule<Unvalidated> = parts.join(";").parse().ok()?;
    let by_days = [Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Yearly];
    let is_by_days = by_days.contains(&rule.get_freq())
        && rule.get_by_hour().is_empty()
        && rule.get_by_minute().is_empty()
        && rule.get_by_second().is_empty();
    if !is_by_days {
        return None;
    }
    let noon = Tz::UTC.from_utc_datetime(&from.and_time(NaiveTime::MIN));
    let rule = rule.validate(noon).ok()?;
    Some(RRuleSet::new(noon).rrule(rule))
}

/// The days on which a rule has something due, within these days.
fn due_days(recurrence: &Recurrence, (from, until): Days) -> Vec<NaiveDate> {
    let first = local_day(recurrence.first.0);
    let Some(rule) = &recurrence.rule else {
        return if from <= first && first <= until { vec![first] } else { Vec::new() };
    };
    let Some(set) = parsed(rule, first) else { return Vec::new() };
    let at = |day: NaiveDate| Tz::UTC.from_utc_datetime(&day.and_time(NaiveTime::MIN));
    let found = set.after(at(from)).before(at(until)).all(MOST_TIMES);
    found.dates.into_iter().map(|at| at.date_naive()).collect()
}

/// When something that recurs falls due within these days, in order of the days on which it is held. Nothing is held on one day twice.
#[must_use]
pub fn expand(recurrence: &Recurrence, calendar: &Calendar, days: Days) -> Vec<Occurrence> {
    let due = due_days(recurrence, days);
    let mut taken: BTreeSet<NaiveDate> = BTreeSet::new();
    let is_off = |day: &NaiveDate| recurrence.holidays != HolidayPractice::Keep && calendar.is_off(*day);
    taken.extend(due.iter().filter(|day| !is_off(day)));
    let mut found: Vec<Occurrence> = Vec::with_capacity(due.len());
    for due_on in due {
        let occurrence =
            |on, left_out| Occurrence { due_on, on, time: on_day(on, recurrence.first), left_out };
        if recurrence.except_days.contains(&due_on) {
            found.push(occurrence(due_on, Some(LeftOut::Excepted)));
        } else if is_off(&due_on) {
            let made_up = calendar
                .made_up_on(due_on)
                .filter(|_| recurrence.holidays == HolidayPractice::MakeUp)
                .filter(|day| days.0 <= *day && *day <= days.1 && !recurrence.except_days.contains(day));
            match made_up.filter(|day| taken.insert(*day)) {
                Some(day) => found.push(occurrence(day, None)),
                None => found.push(occurrence(due_on, Some(LeftOut::Holiday))),
            }
        } else {
            found.push(occurrence(due_on, None));
        }
    }
    found.sort_by_key(|one| (one.on, one.due_on));
    found
}

/// Everything wrong with a recurrence, under `path`, in the words of whoever asks.
#[must_use]
pub fn recurrence_problems<C: Copy>(
    (invalid, rule_invalid): (C, C),
    path: &str,
    recurrence: &Recurrence,
    now: DateTime<Utc>,
) -> Vec<Problem<C>> {
    let mut problems = Vec::new();
    let at = |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
    let (starts_at, ends_at) = recurrence.first;
    let length = ends_at - starts_at;
    if length < Duration::minutes(1) || length > Duration::hours(LONGEST_HOURS) {
        let message = Message::new("timetables-time").with("hours", LONGEST_HOURS);
        problems.push(Problem::new(invalid, &at("endsAt"), message));
    }
    if (starts_at - now).abs() > Duration::days(FURTHEST_FIRST_DAYS) {
        let message = Message::new("timetables-first-far").with("days", FURTHEST_FIRST_DAYS);
        problems.push(Problem::new(invalid, &at("startsAt"), message));
        return problems;
    }
    if recurrence.except_days.len() > MOST_EXCEPT_DAYS {
        let message = Message::new("timetables-except-days").with("most", MOST_EXCEPT_DAYS);
        problems.push(Problem::new(invalid, &at("exceptDays"), message));
    }
    let is_wrong = |rule: &String| {
        rule.chars().count() > LONGEST_RULE || parsed(rule, local_day(recurrence.first.0)).is_none()
    };
    if let Some(rule) = recurrence.rule.as_ref().filter(|rule| is_wrong(rule)) {
        let shown: String = rule.chars().take(LONGEST_RULE).collect();
        let message = Message::new("timetables-rule").with("rule", shown);
        problems.push(Problem::new(rule_invalid, &at("rule"), message));
    }
    problems
}

/// Everything wrong with the calendar of a year.
#[must_use]
pub fn calendar_problems(year: i32, days: &[CalendarDay]) -> Vec<Problem<TimetableErrorCode>> {
    let code = TimetableErrorCode::Invalid;
    let mut problems = Vec::new();
    if days.is_empty() || days.len() > MOST_CALENDAR_DAYS {
        let message = Message::new("timetables-calendar-length").with("most", MOST_CALENDAR_DAYS);
        return vec![Problem::new(code, "days", message)];
    }
    let mut seen = BTreeSet::new();
    let mut stood_for = BTreeSet::new();
    let off: BTreeSet<NaiveDate> =
        days.iter().filter(|day| day.kind == DayKind::Holiday).map(|day| day.day).collect();
    for (place, day) in days.iter().enumerate() {
        let at = |field: &str| format!("days.{place}.{field}");
        if day.day.year() != year {
            let message = Message::new("timetables-other-year").with("day", day.day).with("year", year);
            problems.push(Problem::new(code, &at("day"), message));
        }
        if !seen.insert(day.day) {
            let message = Message::new("timetables-day-twice").with("day", day.day);
            problems.push(Problem::new(code, &at("day"), message));
        }
        let named = names_problems(code, &day.name, LONGEST_NAME);
        problems.extend(named.into_iter().map(|found| Problem::new(code, &at("name"), found.message)));
        let stands = day.stands_for.filter(|stands| {
            // It stands for a day off of the same year, which no other one stands for.
            day.kind == DayKind::Holiday || !off.contains(stands) || !stood_for.insert(*stands)
        });
        if let Some(stands) = stands {
            let message = Message::new("timetables-stands-for").with("day", stands);
            problems.push(Problem::new(code, &at("standsFor"), message));
        }
    }
    problems
}

#[cfg(test)]
#[path = "rules/tests.rs"]
mod tests;
