//! Rules that average over windows, which slide from day to day.

use super::record::{Block, DutyRecord, Finding, Term, between, gaps, joined, merged, sums};

/// Minutes of a free day.
const WHOLE_DAY: i64 = 24 * 60;

fn weekly((minutes, counted): (i64, i64)) -> i64 {
    // Rounded up, so that what is a minute too much never reads as allowed.
    (minutes * 7 + counted - 1).div_euclid(counted.max(1))
}

/// Windows in which more is worked a week than allowed. Leave takes days out of the window, and never hours.
pub(super) fn average_hours(
    record: &DutyRecord,
    worked: &[Block],
    term: Term,
    (hours, days): (i64, i64),
) -> Vec<Finding> {
    let by_day = sums(record.by_day(worked).map(|(_, minutes)| minutes));
    let allowed = hours * 60;
    merged(record.windows(term, days).filter_map(|window| {
        let (start, end) = window;
        let measured = weekly((between(&by_day, start, end), record.counted(window)?));
        let found = Finding { from: record.start(start), until: record.start(end), measured, allowed };
        (measured > allowed).then_some(found)
    }))
}

/// The average of the last window, in minutes a week.
pub(super) fn average_at_the_end(
    record: &DutyRecord,
    worked: &[Block],
    term: Term,
    days: i64,
) -> Option<i64> {
    let by_day = sums(record.by_day(worked).map(|(_, minutes)| minutes));
    let window = record.windows(Term { from: term.until, ..term }, days).last()?;
    Some(weekly((between(&by_day, window.0, window.1), record.counted(window)?)))
}

/// Windows with too few free days, each of 24 hours in a row. Leave is neither free nor worked, and asks for none.
pub(super) fn days_free(
    record: &DutyRecord,
    worked: &[Block],
    term: Term,
    (days, in_days, averaged_over): (i64, i64, i64),
) -> Vec<Finding> {
    let taken = joined(worked.iter().copied().chain(record.leave()).collect(), 0);
    let free = gaps(&taken);
    let whole = sums(free.iter().map(|gap| gap.minutes() / WHOLE_DAY));
    let free_within = |from: i64, until: i64| {
        let first = free.partition_point(|gap| gap.until <= from);
        let behind = free.partition_point(|gap| gap.from < until);
        let cut = |place: usize| free.get(place).map_or(0, |gap| gap.within(from, until) / WHOLE_DAY);
        match behind.saturating_sub(first) {
            0 => 0,
            1 => cut(first),
            _ => cut(first) + between(&whole, first + 1, behind - 1) + cut(behind - 1),
        }
    };
    merged(record.windows(term, averaged_over).filter_map(|window| {
        let (from, until) = (record.start(window.0), record.start(window.1));
        let allowed = days * record.counted(window)? / in_days.max(1);
        let measured = free_within(from, until);
        (measured < allowed).then_some(Finding { from, until, measured, allowed })
    }))
}

/// Windows with too many nights on call. A night belongs to the day on which it begins.
pub(super) fn call_frequency(
    record: &DutyRecord,
    on_call: &[Block],
    term: Term,
    (every, averaged_over): (i64, i64),
) -> Vec<Finding> {
    let mut nights = vec![0_i64; record.count()];
    for block in on_call {
        let first = record.place(block.from);
        // The night of a day reaches over the midnight behind it.
        let last = record.begun(block.until).saturating_sub(2).max(first);
        for night in nights.iter_mut().take(last + 1).skip(first) {
            *night = 1;
        }
    }
    let nights = sums(nights.into_iter());
    merged(record.windows(term, averaged_over).filter_map(|window| {
        let allowed = record.counted(window)? / every.max(1);
        let measured = between(&nights, window.0, window.1);
        let (from, until) = (record.start(window.0), record.start(window.1));
        (measured > allowed).then_some(Finding { from, until, measured, allowed })
    }))
}
