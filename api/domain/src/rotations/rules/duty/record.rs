//! What somebody worked, in minutes since 1970, and the local days it falls on.

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::super::Stay;
use super::{DutyInterval, LEAST_COUNTED_DAYS};

/// Before everything, and after it.
const NEVER: i64 = i64::MAX / 4;

/// The minute of an instant.
fn minute(instant: DateTime<Utc>) -> i64 {
    instant.timestamp().div_euclid(60)
}

/// The instant of a minute.
pub(super) fn instant(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(minute * 60, 0).unwrap_or_default()
}

/// The minute with which a local day begins. Where clocks jump over midnight it begins with its first hour.
fn midnight(zone: Tz, day: NaiveDate) -> i64 {
    let hours = (0..24).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
    let mut instants = hours.filter_map(|local| zone.from_local_datetime(&local).earliest());
    instants.next().map_or(0, |instant| minute(instant.to_utc()))
}

/// Time without a gap, its end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) from: i64,
    pub(super) until: i64,
}

impl Block {
    pub(super) fn minutes(self) -> i64 {
        self.until - self.from
    }

    /// How much of it lies within a stretch.
    pub(super) fn within(self, from: i64, until: i64) -> i64 {
        (self.until.min(until) - self.from.max(from)).max(0)
    }
}

/// Blocks joined where they overlap or touch, or where no more than `pause` lies between them; first to last.
pub(super) fn joined(mut blocks: Vec<Block>, pause: i64) -> Vec<Block> {
    blocks.sort_unstable_by_key(|block| (block.from, block.until));
    let mut whole: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match whole.last_mut().filter(|last| block.from <= last.until + pause) {
            Some(last) => last.until = last.until.max(block.until),
            None => whole.push(block),
        }
    }
    whole
}

/// What lies before, between and behind blocks that neither overlap nor touch.
pub(super) fn gaps(blocks: &[Block]) -> Vec<Block> {
    let mut from = -NEVER;
    let mut gaps = Vec::with_capacity(blocks.len() + 1);
    for block in blocks {
        gaps.push(Block { from, until: block.from });
        from = block.until;
    }
    gaps.push(Block { from, until: NEVER });
    gaps
}

/// Sums from the beginning: of the values up to each place, beginning with nothing.
pub(super) fn sums(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut sum = 0;
    let behind = values.map(|value| {
        sum += value;
        sum
    });
    std::iter::once(0).chain(behind).collect()
}

/// What such sums grow by from one place to another.
pub(super) fn between(sums: &[i64], from: usize, until: usize) -> i64 {
    let at = |place: usize| sums.get(place).copied().unwrap_or_default();
    at(until) - at(from)
}

/// Something that exceeds a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) measured: i64,
    pub(super) allowed: i64,
}

/// Findings joined where they overlap or touch, each with its worst figure. They come by their beginning.
pub(super) fn merged(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
    let mut whole: Vec<Finding> = Vec::new();
    let excess = |finding: &Finding| (finding.measured - finding.allowed).abs();
    for finding in findings {
        match whole.last_mut().filter(|last| finding.from <= last.until) {
            Some(last) => {
                let worst = if excess(&finding) > excess(last) { finding } else { *last };
                *last = Finding { from: last.from, until: last.until.max(finding.until), ..worst };
            }
            None => whole.push(finding),
        }
    }
    whole
}

/// Which breaches are told: those that begin on the first day on which the rules hold or later, and end within a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// First day on which the rules hold.
    pub since: NaiveDate,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub until: NaiveDate,
}

/// What somebody worked, ready to be judged.
#[derive(Clone, Debug)]
pub struct DutyRecord {
    first: NaiveDate,
    /// The minutes with which the days begin, and the one behind the last.
    starts: Vec<i64>,
    /// Days of leave up to each day.
    leave: Vec<i64>,
    intervals: Vec<(Block, u8)>,
}

impl DutyRecord {
    /// Takes in what somebody worked. `first` and `last` are the days that are looked at: the period to be judged, and before it
    /// as many days as the rules look back. Intervals may reach beyond them, and come in any order.
    #[must_use]
    pub fn new(
        zone: Tz,
        intervals: &[DutyInterval],
        leave: &[Stay],
        (first, last): (NaiveDate, NaiveDate),
    ) -> Self {
        let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).collect();
        let behind = days.last().and_then(NaiveDate::succ_opt).unwrap_or(first);
        let starts = days.iter().copied().chain([behind]).map(|day| midnight(zone, day)).collect();
        let is_leave = |day: &NaiveDate| leave.iter().any(|stay| (stay.from..=stay.until).contains(day));
        let leave = sums(days.iter().map(|day| i64::from(is_leave(day))));
        let block = |interval: &DutyInterval| {
            let block = Block { from: minute(interval.from), until: minute(interval.until) };
            (block, interval.kind.bit())
        };
        let intervals = intervals.iter().filter(|one| one.from < one.until).map(block).collect();
        Self { first, starts, leave, intervals }
    }

    /// The union of what is of these kinds.
    pub(super) fn blocks(&self, kinds: u8) -> Vec<Block> {
        let counted = self.intervals.iter().filter(|(_, kind)| kinds & kind != 0);
        joined(counted.map(|(block, _)| *block).collect(), 0)
    }

    /// The days of leave, as blocks.
    pub(super) fn leave(&self) -> impl Iterator<Item = Block> {
        let places = (0..self.count()).filter(|place| between(&self.leave, *place, *place + 1) > 0);
        places.map(|place| Block { from: self.start(place), until: self.start(place + 1) })
    }

    /// How many days there are.
    pub(super) fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The day at a place.
    pub(super) fn day(&self, place: usize) -> NaiveDate {
        let days = chrono::Days::new(u64::try_from(place).unwrap_or_default());
        self.first.checked_add_days(days).unwrap_or(self.first)
    }

    /// The minute with which the day at a place begins.
    pub(super) fn start(&self, place: usize) -> i64 {
        self.starts.get(place).or(self.starts.last()).copied().unwrap_or_default()
    }

    /// The place of the day in which a minute lies; the first or the last one for what lies beyond.
    pub(super) fn place(&self, minute: i64) -> usize {
        self.starts.partition_point(|start| *start <= minute).saturating_sub(1).min(self.count())
    }

    /// How many days begin before a minute.
    pub(super) fn begun(&self, minute: i64) -> usize {
        self.starts.partition_point(|start| *start < minute)
    }

    /// The place of a day, or the nearest one.
    fn place_of(&self, day: NaiveDate) -> usize {
        let days = day.signed_duration_since(self.first).num_days().max(0);
        usize::try_from(days).unwrap_or(usize::MAX).min(self.count())
    }

    /// Minutes of blocks by local day.
    pub(super) fn by_day(&self, blocks: &[Block]) -> impl Iterator<Item = (NaiveDate, i64)> {
        let mut blocks = blocks.iter().copied().peekable();
        let bounds = self.starts.iter().copied().zip(self.starts.iter().copied().skip(1));
        self.first.iter_days().zip(bounds).map(move |(day, (start, end))| {
            let mut worked = 0;
            while let Some(block) = blocks.peek() {
                worked += block.within(start, end);
                if block.until > end {
                    break;
                }
                blocks.next();
            }
            (day, worked)
        })
    }

    /// Whether something is told within a term.
    pub(super) fn judges(&self, term: Term, from: i64, until: i64) -> bool {
        let since = self.start(self.place_of(term.since));
        let first = self.start(self.place_of(term.from));
        let behind = self.start(self.place_of(term.until) + 1);
        term.since <= term.until && since <= from && first < until && until <= behind
    }

    /// The windows of so many days that are told within a term: the place of the first day, and the one behind the last.
    pub(super) fn windows(&self, term: Term, days: i64) -> impl Iterator<Item = (usize, usize)> {
        let days = usize::try_from(days).unwrap_or(usize::MAX);
        let since = self.place_of(term.since);
        let is_possible = term.since <= term.until && term.from <= term.until;
        let ends = self.place_of(term.from) + 1..=self.place_of(term.until) + 1;
        let window = move |end: usize| Some((end.checked_sub(days)?, end));
        let count = self.count();
        ends.filter(move |end| is_possible && *end <= count)
            .filter_map(window)
            .filter(move |(start, _)| since <= *start)
    }

    /// How many days of a window count, leave taken out; nothing when so few remain that they say nothing.
    pub(super) fn counted(&self, (start, end): (usize, usize)) -> Option<i64> {
        let days = i64::try_from(end.saturating_sub(start)).unwrap_or_default();
        let counted = days - between(&self.leave, start, end);
        (counted >= LEAST_COUNTED_DAYS.min(days)).then_some(counted)
    }
}
