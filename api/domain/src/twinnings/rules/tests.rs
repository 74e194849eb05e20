//! How before is held against after.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, until: &str) -> Days {
    (day(from), day(until))
}

fn month(text: &str, value: i64) -> Read {
    let first = day(&format!("{text}-01"));
    let last = (first + chrono::Months::new(1)).pred_opt().unwrap();
    ((first, last), value)
}

const BEFORE: (&str, &str) = ("2025-07-01", "2025-12-31");
const TERM: (&str, &str) = ("2026-01-01", "2026-06-30");

fn compared(readings: &[Read]) -> Comparison {
    compare(readings, days(BEFORE.0, BEFORE.1), days(TERM.0, TERM.1))
}

#[test]
fn before_is_held_against_after_by_thirty_days() {
    let found = compared(&[month("2025-11", 300), month("2026-01", 310), month("2026-02", 350)]);
    assert_eq!(found.before, Some(Stretch { readings: 1, days: 30, total: 300 }));
    assert_eq!(found.after, Some(Stretch { readings: 2, days: 59, total: 660 }));
    let change = found.change.unwrap();
    assert!((change.absolute - (660.0 * 30.0 / 59.0 - 300.0)).abs() < 1e-9, "{change:?}");
    assert!((change.relative.unwrap() - change.absolute / 300.0).abs() < 1e-12);
    assert_eq!(found.same_days, None);
}

#[test]
fn the_same_months_of_the_year_before_stand_beside_those_that_were_read_then() {
    let winter = [month("2025-01", 400), month("2025-10", 200), month("2026-01", 420), month("2026-02", 450)];
    let found = compared(&winter);
    // Against the autumn it doubled; against the January before it grew by a twentieth.
    let (then, now) = found.same_days.unwrap();
    assert_eq!((then.total, now.total, then.readings), (400, 420, 1));
    assert!((found.same_days_change.unwrap().relative.unwrap() - 0.05).abs() < 1e-12);
    assert!(found.change.unwrap().relative.unwrap() > 1.0);
    let beside: Vec<Option<i64>> = found.points.iter().map(|point| point.year_before).collect();
    assert_eq!(beside, [Some(400), None]);
}

#[test]
fn no_day_is_counted_twice_and_none_beyond_the_term() {
    let quarter = (days("2026-01-01", "2026-03-31"), 1_000);
    let found = compared(&[quarter, month("2026-02", 300), month("2026-07", 9_999), month("2026-06", 100)]);
    // The quarter gives way to the month within it.
    assert_eq!(found.after, Some(Stretch { readings: 2, days: 58, total: 400 }));
    assert_eq!((found.before, found.change), (None, None));
}

#[test]
fn a_change_from_nothing_has_no_part() {
    let found = compared(&[month("2025-11", 0), month("2026-01", 31)]);
    assert_eq!(found.change, Some(Change { absolute: 30.0, relative: None }));
}

#[test]
fn it_is_better_only_where_the_indicator_says_which_way() {
    use IndicatorDirection::{LessIsBetter, MoreIsBetter, Neither};
    let change = |absolute| Some(Change { absolute, relative: None });
    assert_eq!(trend(change(1.0), MoreIsBetter), OutcomeTrend::Better);
    assert_eq!(trend(change(-1.0), MoreIsBetter), OutcomeTrend::Worse);
    assert_eq!(trend(change(-1.0), LessIsBetter), OutcomeTrend::Better);
    assert_eq!(trend(change(0.0), MoreIsBetter), OutcomeTrend::Same);
    assert_eq!(trend(change(1.0), Neither), OutcomeTrend::Unjudged);
    assert_eq!(trend(None, MoreIsBetter), OutcomeTrend::Unjudged);
}

#[test]
fn a_term_follows_the_time_before() {
    let paths = |term, baseline| {
        days_problems(term, baseline).into_iter().map(|found| found.path.join(".")).collect::<Vec<_>>()
    };
    let (term, before) = (days(TERM.0, TERM.1), days(BEFORE.0, BEFORE.1));
    assert!(paths(term, before).is_empty());
    assert_eq!(paths((term.1, term.0), before), ["endsOn"]);
    assert_eq!(paths(term, (before.0, term.0)), ["baselineUntil"]);
    assert_eq!(paths(term, (before.1, before.0)), ["baselineUntil"]);
}

proptest! {
    #[test]
    fn whatever_is_read_each_day_counts_at_most_once(
        stretches in proptest::collection::vec((0_u64..200, 0_u64..60, 0_i64..1_000), 0..20),
    ) {
        let first = day(TERM.0);
        let readings: Vec<Read> = stretches
            .into_iter()
            .map(|(from, length, value)| {
                let from = first + chrono::Days::new(from);
                ((from, from + chrono::Days::new(length)), value)
            })
            .collect();
        let term = days(TERM.0, TERM.1);
        let found = compare(&readings, days(BEFORE.0, BEFORE.1), term);
        for (place, point) in found.points.iter().enumerate() {
            prop_assert!(term.0 <= point.days.0 && point.days.1 <= term.1);
            for other in found.points.iter().skip(place + 1) {
                prop_assert!(!overlap(point.days, other.days));
            }
        }
        let covered: i64 = found.points.iter().map(|point| length(point.days)).sum();
        prop_assert!(covered <= length(term));
        prop_assert_eq!(found.after.map_or(0, |after| after.days), covered);
    }
}
