//! What a supervisor reads of a week: each entry on its day, beside it what corrects it and what overlaps it, and how much it is in all.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use platform::codes::Code as _;
use uuid::Uuid;

use super::{Activity, Interval, LOCAL_ZONE};

/// After so many days hours are entered late: a week that was worked is entered until the end of the next one.
pub const LATE_AFTER_DAYS: i64 = 7;

/// Whether hours of a day were entered late, by the local day of their recording.
#[must_use]
pub fn is_late(occurred_on: NaiveDate, recorded_at: DateTime<Utc>) -> bool {
    let recorded_on = recorded_at.with_timezone(&LOCAL_ZONE).date_naive();
    recorded_on.signed_duration_since(occurred_on).num_days() > LATE_AFTER_DAYS
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// An entry, as a week counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekHours {
    /// The entry.
    pub id: Uuid,
    /// On what.
    pub activity: Activity,
    /// When.
    pub interval: Interval,
    /// Whether it waits for a review.
    pub is_waiting: bool,
    /// Whether it is approved.
    pub is_approved: bool,
    /// The entry that it corrects.
    pub replaces_id: Option<Uuid>,
    /// Whether the week shows it, or it only stands beside and may overlap what is shown.
    pub is_shown: bool,
}

impl WeekHours {
    const fn is_live(&self) -> bool {
        self.is_waiting || self.is_approved
    }
}

/// An entry of a week, and what stands beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeekLine {
    /// The entry.
    pub id: Uuid,
    /// Whether its minutes are among the totals: it waits or is approved, and corrects nothing that still counts.
    pub counts: bool,
    /// What corrects it, in order of recording.
    pub corrections: Vec<Uuid>,
    /// Other entries that share time with it, by their start; what corrects it, and what it corrects, is not among them.
    pub overlaps: Vec<Uuid>,
}

/// How much was spent on one activity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeekTotal {
    /// Minutes that wait for a review.
    pub waiting: i64,
    /// Minutes that are approved.
    pub approved: i64,
}

/// A week of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub starts_on: NaiveDate,
    /// Its seven days, each with its entries by their start.
    pub days: Vec<(NaiveDate, Vec<WeekLine>)>,
    /// How much it is, by activity.
    pub totals: Vec<(Activity, WeekTotal)>,
}

/// Whether an entry's minutes are among the totals.
fn counts(one: &WeekHours, hours: &[WeekHours]) -> bool {
    let corrected = hours.iter().find(|other| Some(other.id) == one.replaces_id);
    one.is_live() && corrected.is_none_or(|other| !other.is_live())
}

fn line(one: &WeekHours, hours: &[WeekHours]) -> WeekLine {
    let mut corrections: Vec<Uuid> =
        hours.iter().filter(|other| other.replaces_id == Some(one.id)).map(|other| other.id).collect();
    corrections.sort_unstable();
    let is_related = |other: &WeekHours| {
        other.id == one.id || other.replaces_id == Some(one.id) || one.replaces_id == Some(other.id)
    };
    let overlaps = hours
        .iter()
        .filter(|other| one.is_live() && counts(other, hours) && !is_related(other))
        .filter(|other| other.interval.overlaps(one.interval))
        .map(|other| other.id)
        .collect();
    WeekLine { id: one.id, counts: counts(one, hours), corrections, overlaps }
}

/// Lays out the week that begins on a Monday. A correction stands beside what it corrects when that is shown; otherwise on its own day.
#[must_use]
pub fn week(starts_on: NaiveDate, hours: &[WeekHours]) -> Week {
    let mut hours = hours.to_vec();
    hours.sort_by_key(|one| (one.interval.from, one.id));
    let is_there = |key: Uuid| hours.iter().any(|one| one.id == key && one.is_shown);
    let days = starts_on.iter_days().take(7).map(|day| {
        let lines = hours
            .iter()
            .filter(|one| one.is_shown && one.interval.credited_on() == day)
            .filter(|one| !one.replaces_id.is_some_and(is_there))
            .map(|one| line(one, &hours));
        (day, lines.collect())
    });
    let last = starts_on.checked_add_days(Days::new(6)).unwrap_or(starts_on);
    let counted: Vec<&WeekHours> = hours
        .iter()
        .filter(|one| one.is_shown && counts(one, &hours))
        .filter(|one| (starts_on..=last).contains(&one.interval.credited_on()))
        .collect();
    let totals = Activity::ALL.iter().filter_map(|activity| {
        let of = counted.iter().filter(|one| one.activity == *activity);
        let mut total = WeekTotal::default();
        for one in of.clone() {
            let minutes = one.interval.minutes();
            if one.is_approved { total.approved += minutes } else { total.waiting += minutes }
        }
        (of.count() > 0).then_some((*activity, total))
    });
    Week { starts_on, days: days.collect(), totals: totals.collect() }
}

/// Hours that wait for a reviewer, of one trainee and week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingWeek {
    /// The trainee.
    pub person_id: Uuid,
    /// Its Monday.
    pub starts_on: NaiveDate,
    /// How many entries wait.
    pub entries: i64,
}

/// Days on which entries wait, folded into weeks: the oldest week first.
#[must_use]
pub fn waiting_weeks(days: &[(Uuid, NaiveDate, i64)]) -> Vec<WaitingWeek> {
    let mut weeks: BTreeMap<(NaiveDate, Uuid), i64> = BTreeMap::new();
    for (person_id, day, entries) in days {
        *weeks.entry((monday(*day), *person_id)).or_default() += entries;
    }
    let week = |((starts_on, person_id), entries)| WaitingWeek { person_id, starts_on, entries };
    weeks.into_iter().map(week).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2026-02-{}:00+08:00", text.replace(' ', "T")))
            .unwrap()
            .to_utc()
    }

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, number).unwrap()
    }

    fn hours(number: u128, from: &str, until: &str) -> WeekHours {
        WeekHours {
            id: Uuid::from_u128(number),
            activity: Activity::Duty,
            interval: Interval { from: at(from), until: at(until) },
            is_waiting: true,
            is_approved: false,
            replaces_id: None,
            is_shown: true,
        }
    }

    #[test]
    fn hours_are_late_after_a_week() {
        assert!(!is_late(day(9), at("16 23:59")));
        assert!(is_late(day(9), at("17 00:00")));
    }

    #[test]
    fn a_week_begins_on_monday() {
        for number in 16..=22 {
            assert_eq!(monday(day(number)), day(16));
        }
    }

    #[test]
    fn a_correction_stands_beside_what_it_corrects_and_counts_once() {
        let first = hours(1, "16 08:00", "16 12:00");
        let mended = WeekHours { replaces_id: Some(first.id), ..hours(2, "16 08:00", "16 13:00") };
        let laid = week(day(16), &[mended, first]);
        let lines = &laid.days[0].1;
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].id, lines[0].counts, &lines[0].corrections), (first.id, true, &vec![mended.id]));
        assert_eq!(lines[0].overlaps, Vec::<Uuid>::new());
        assert_eq!(laid.totals, [(Activity::Duty, WeekTotal { waiting: 240, approved: 0 })]);
        // Once it is approved, the first one counts no more.
        let replaced = WeekHours { is_waiting: false, ..first };
        let approved = WeekHours { is_waiting: false, is_approved: true, ..mended };
        let laid = week(day(16), &[replaced, approved]);
        assert!(!laid.days[0].1[0].counts);
        assert_eq!(laid.totals, [(Activity::Duty, WeekTotal { waiting: 0, approved: 300 })]);
    }

    #[test]
    fn what_shares_time_is_named_also_from_the_day_before() {
        let night = WeekHours { is_shown: false, ..hours(1, "15 20:00", "16 08:00") };
        let home = WeekHours { activity: Activity::OnCallHome, ..hours(2, "16 07:00", "16 09:00") };
        let day_duty = hours(3, "16 09:00", "16 12:00");
        let refused = WeekHours { is_waiting: false, ..hours(4, "16 07:30", "16 08:30") };
        let laid = week(day(16), &[day_duty, home, night, refused]);
        let overlaps: Vec<(Uuid, Vec<Uuid>)> =
            laid.days[0].1.iter().map(|line| (line.id, line.overlaps.clone())).collect();
        assert_eq!(
            overlaps,
            [(home.id, vec![night.id]), (refused.id, Vec::new()), (day_duty.id, Vec::new())]
        );
        assert_eq!(laid.totals.len(), 2);
    }

    #[test]
    fn days_fold_into_weeks() {
        let (anna, bo) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let weeks = waiting_weeks(&[(bo, day(22), 1), (anna, day(23), 2), (bo, day(16), 3)]);
        let told: Vec<_> = weeks.iter().map(|one| (one.person_id, one.starts_on, one.entries)).collect();
        assert_eq!(told, [(bo, day(16), 4), (anna, day(23), 2)]);
    }
}
