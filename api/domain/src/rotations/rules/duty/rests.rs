//! Rules about hours in a row, and about the rest between them.

use chrono::Datelike as _;

use super::record::{Block, DutyRecord, Finding, Term, gaps, joined, merged};

/// Minutes within which a daily rest must be taken.
const WHOLE_DAY: i64 = 24 * 60;

/// Work in a row that lasts longer than allowed. A pause of at most `pause` minutes is no interruption.
pub(super) fn continuous(
    record: &DutyRecord,
    worked: &[Block],
    term: Term,
    (hours, pause): (i64, i64),
) -> Vec<Finding> {
    let allowed = hours * 60;
    let found = joined(worked.to_vec(), pause).into_iter().map(|block| Finding {
        from: block.from,
        until: block.until,
        measured: block.minutes(),
        allowed,
    });
    found.filter(|one| one.measured > allowed && record.judges(term, one.from, one.until)).collect()
}

/// Rests that are too short after work of `after` hours or more. What lies between two periods of work and lasts longer than
/// `pause` minutes is a rest.
pub(super) fn rest_after(
    record: &DutyRecord,
    worked: &[Block],
    term: Term,
    (after, hours, pause): (i64, i64, i64),
) -> Vec<Finding> {
    let allowed = hours * 60;
    let periods = joined(worked.to_vec(), pause);
    let pairs = periods.iter().zip(periods.iter().skip(1));
    let found = pairs.filter(|(work, _)| work.minutes() >= after * 60).map(|(work, next)| Finding {
        from: work.until,
        until: next.from,
        measured: next.from - work.until,
        allowed,
    });
    found.filter(|one| one.measured < allowed && record.judges(term, one.from, one.until)).collect()
}

/// Periods of 24 hours, from the beginning of work on, without so many hours of rest in a row. Such a rest ends the period, and
/// the next one begins with the next work.
pub(super) fn daily_rest(record: &DutyRecord, worked: &[Block], term: Term, hours: i64) -> Vec<Finding> {
    let allowed = hours * 60;
    let mut found = Vec::new();
    for stretch in worked.chunk_by(|one, next| next.from - one.until < allowed) {
        let end = stretch.last().map_or(0, |last| last.until);
        let mut from = stretch.first().map_or(end, |first| first.from);
        while from < end {
            let until = from + WHOLE_DAY;
            let measured = longest_rest(stretch, from, until).max(until - end);
            if measured < allowed && record.judges(term, from, until) {
                found.push(Finding { from, until, measured, allowed });
            }
            from = until;
        }
    }
    merged(found)
}

/// The longest rest between blocks, as far as it lies within a stretch.
fn longest_rest(blocks: &[Block], from: i64, until: i64) -> i64 {
    let first = blocks.partition_point(|block| block.until <= from).saturating_sub(1);
    let behind = blocks.partition_point(|block| block.from < until) + 1;
    let near = blocks.get(first..behind.min(blocks.len())).unwrap_or_default();
    let rests = near.iter().zip(near.iter().skip(1));
    rests
        .map(|(one, next)| Block { from: one.until, until: next.from }.within(from, until))
        .max()
        .unwrap_or_default()
}

/// Periods of whole weeks without so many hours of rest in a row. It may lie anywhere within a period; one that reaches over
/// the border of two serves one of them.
pub(super) fn weekly_rest(
    record: &DutyRecord,
    worked: &[Block],
    term: Term,
    (hours, days): (i64, i64),
) -> Vec<Finding> {
    let allowed = hours * 60;
    let free = gaps(worked);
    let length = usize::try_from(days).unwrap_or(usize::MAX);
    // The first day of the year 1 was a Monday.
    let begins =
        |place: &usize| i64::from(record.day(*place).num_days_from_ce() - 1).rem_euclid(days.max(1)) == 0;
    let mut spent = None;
    let mut found = Vec::new();
    for place in (0..record.count()).filter(begins) {
        let (from, until) = (record.start(place), record.start(place.saturating_add(length)));
        if place.saturating_add(length) > record.count() || !record.judges(term, from, until) {
            continue;
        }
        let first = free.partition_point(|gap| gap.until <= from);
        let behind = free.partition_point(|gap| gap.from < until);
        let within = free.get(first..behind).unwrap_or_default();
        let measured = within.iter().map(|gap| gap.within(from, until)).max().unwrap_or_default();
        let whole = |place: usize| free.get(place).filter(|gap| gap.minutes() >= allowed);
        let last = behind.saturating_sub(1);
        let has_come_in = spent != Some(first) && whole(first).is_some_and(|gap| gap.from < from);
        if measured >= allowed || has_come_in {
            spent = None;
        } else if whole(last).is_some_and(|gap| until < gap.until) {
            spent = Some(last);
        } else {
            spent = None;
            found.push(Finding { from, until, measured, allowed });
        }
    }
    merged(found)
}
