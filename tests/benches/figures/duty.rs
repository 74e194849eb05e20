//! A year of duty hours held against every rule set that comes with the system, the pure function alone.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, TimeDelta, TimeZone as _};
use chrono_tz::Asia::Shanghai;
use domain::rotations::{DutyInterval, DutyKind, DutyRecord, DutyRules, Term, duty_breaches};

use crate::table::Table;

const TIMES: usize = 201;
const INTERVALS: usize = 700;
const MOST_MILLISECONDS: f64 = 5.0;

/// Two intervals a day, most of them work, every sixth night on call, now and then at home.
fn year(first: NaiveDate) -> Vec<DutyInterval> {
    let starts = (0_u64..).flat_map(|day| [(day, 8, 300), (day, 14, if day % 6 == 0 { 1080 } else { 270 })]);
    let interval = |(place, (day, hour, minutes)): (usize, (u64, u32, i64))| {
        let local = (first + Days::new(day)).and_hms_opt(hour, 0, 0).expect("an hour");
        let from = Shanghai.from_local_datetime(&local).single().expect("an instant").to_utc();
        let kind = match place % 12 {
            1 => DutyKind::InHouseCall,
            7 => DutyKind::HomeCallStandby,
            9 => DutyKind::HomeCallWorked,
            _ => DutyKind::Work,
        };
        DutyInterval { from, until: from + TimeDelta::minutes(minutes), kind }
    };
    starts.take(INTERVALS).enumerate().map(interval).collect()
}

/// Prepares the record and judges it by each set, as a request does once the hours are read.
fn judge(sets: &[DutyRules], hours: &[DutyInterval], (from, until): (NaiveDate, NaiveDate)) -> usize {
    let looks_back = sets.iter().map(|set| from - set.looks_back()).min().expect("there are sets");
    let record = DutyRecord::new(Shanghai, hours, &[], (looks_back, until + Days::new(14)));
    let term = Term { since: looks_back, from, until };
    sets.iter().map(|set| duty_breaches(&set.rules, &record, term).len()).sum()
}

/// Judges the year again and again.
pub(crate) fn measure(table: &mut Table) {
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a day");
    let sets: Vec<DutyRules> = domain::rule_sets::presets::<DutyRules>().map(|(_, rules)| rules).collect();
    let hours = year(first);
    let period = (first, first + Days::new(364));
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begun = Instant::now();
            std::hint::black_box(judge(&sets, std::hint::black_box(&hours), period));
            begun.elapsed()
        })
        .collect();
    times.sort();
    let median = times[TIMES / 2].as_secs_f64() * 1000.0;
    let breaches = judge(&sets, &hours, period);
    table.add(
        [
            format!("a year of {INTERVALS} intervals, {} rule sets, median of {TIMES}", sets.len()),
            format!("{median:.2} ms"),
            format!("{breaches} breaches"),
            String::new(),
            format!("< {MOST_MILLISECONDS} ms"),
        ],
        (median < MOST_MILLISECONDS).into(),
    );
}
