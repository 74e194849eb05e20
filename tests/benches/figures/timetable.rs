//! A year of the timetable of a hundred experts, each with a weekly rule, across public holidays and the working days that replace them, beside the
//! same days counted forward by hand.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::timetables::{HolidayPractice, Occurrence, Recurrence, expand, shipped_calendar};

use crate::cohorts::best;
use crate::table::Table;

const EXPERTS: u64 = 100;
const ROUNDS: usize = 50;
const MOST_MS: f64 = 20.0;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn slots() -> Vec<Recurrence> {
    let monday: DateTime<Utc> =
        DateTime::parse_from_rfc3339("2026-01-05T08:30:00+08:00").expect("an instant").to_utc();
    let slot = |expert: u64| {
        let first = monday + Days::new(expert % 5);
        Recurrence {
            first: (first, first + chrono::Duration::hours(3)),
            rule: Some("FREQ=WEEKLY".to_owned()),
            holidays: HolidayPractice::MakeUp,
            except_days: Vec::new(),
        }
    };
    (0..EXPERTS).map(slot).collect()
}

/// Measures what happens without a database.
pub(crate) fn measure(table: &mut Table) {
    let calendar = shipped_calendar();
    let year = (day("2026-01-01"), day("2026-12-31"));
    let slots = slots();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut held = 0;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let found: Vec<Vec<Occurrence>> = slots.iter().map(|slot| expand(slot, &calendar, year)).collect();
        ours.push(begin.elapsed());
        held = found.iter().flatten().filter(|one| one.left_out.is_none()).count();
        theirs.push(by_hand(&slots, year));
    }
    assert!(held > 4_800, "{held} sessions");
    let (ours, theirs) = (best(&mut ours) * 1000.0, best(&mut theirs) * 1000.0);
    table.add(
        [
            format!("a year of {EXPERTS} experts: {held} sessions"),
            format!("{ours:.1} ms"),
            format!("{theirs:.2} ms, days counted forward"),
            format!("{:.0} times", ours / theirs),
            format!("< {MOST_MS:.0} ms"),
        ],
        (ours < MOST_MS).into(),
    );
}

fn by_hand(slots: &[Recurrence], (from, until): (NaiveDate, NaiveDate)) -> Duration {
    let begin = Instant::now();
    let mut days = Vec::new();
    for slot in slots {
        let mut on = slot.first.0.date_naive();
        while on <= until {
            if from <= on {
                days.push(on);
            }
            on = on + Days::new(7);
        }
    }
    black_box(days);
    begin.elapsed()
}
