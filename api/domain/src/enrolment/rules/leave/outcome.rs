//! What leave does to the end of a training.
//!
//! Each rule counts calendar days of its kinds of leave over its windows: each stay, each year of the training, or the whole of
//! it. A window is judged by the rules that are in force on its first day. Within a window the longest of what its rules do counts,
//! because what is missed is made up once; windows of one kind add up, of those that share days (part-time stays) the ones that share
//! none and make the longest sum; and between kinds of window the longest sum counts, because the same days lie in all of them.
//! So more leave never ends a training earlier, and the order of leaves is of no account.

use chrono::{Months, NaiveDate};
use platform::error::Name;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LeaveEffect, LeaveKind, LeaveRule, LeaveRules, LeaveWindow};
use crate::enrolment::rules::{LONGEST_TRAINING_YEARS, Pause, days_of, later};

/// Days of approved leave of one kind, first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaveSpan {
    /// What for.
    pub kind: LeaveKind,
    /// First and last day.
    pub days: Pause,
}

/// A set of rules and the days on which it is in force.
#[derive(Clone, Copy, Debug)]
pub struct RulesInForce<'a> {
    /// The rules.
    pub rules: &'a LeaveRules,
    /// First day.
    pub first: NaiveDate,
    /// Last day; without end when absent.
    pub last: Option<NaiveDate>,
}

impl RulesInForce<'_> {
    fn hold_on(&self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last) && self.rules.head.is_valid_on(day)
    }
}

/// What is known of a training.
#[derive(Clone, Copy, Debug)]
pub struct LeaveFacts<'a> {
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day as it would be without anything that leave did to it.
    pub completion: NaiveDate,
    /// Its pauses, which are no leave: the training ends later by them already.
    pub pauses: &'a [Pause],
    /// Stays in departments.
    pub stays: &'a [Pause],
    /// Approved leave.
    pub leaves: &'a [LeaveSpan],
}

/// By how much the end of a training moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extent {
    /// Not at all.
    Nothing,
    /// By days.
    Days(i64),
    /// By calendar months.
    Months(u32),
}

impl Extent {
    fn after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Nothing => day,
            Self::Days(days) => later(day, days),
            Self::Months(months) => day.checked_add_months(Months::new(months)).unwrap_or(day),
        }
    }
}

/// A rule by which the end of a training was moved, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedLeaveRule {
    /// The school's set; none for the one that comes with the system.
    pub set_id: Option<Uuid>,
    /// Short name of the set.
    pub set: String,
    /// Name of the rule within it.
    pub rule: String,
    /// What it says.
    pub clause: Name,
    /// First day over which it counted.
    pub first: NaiveDate,
    /// Last day over which it counted.
    pub last: NaiveDate,
    /// Days of leave counted.
    pub days: i64,
    /// By how much it moved the end.
    pub extent: Extent,
}

impl AppliedLeaveRule {
    /// Whether both move the end by the same, for the same reason.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let key = |rule: &Self| (rule.set_id, rule.first, rule.extent);
        key(self) == key(other) && self.set == other.set && self.rule == other.rule
    }
}

/// That a rule set in, and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveConsequence {
    /// Place of its set among those given.
    pub set: usize,
    /// Place of the rule in it.
    pub rule: usize,
    /// First and last day over which it counted.
    pub window: Pause,
    /// Days of leave counted.
    pub days: i64,
    /// By how much it would move the end by itself.
    pub extent: Extent,
    /// Whether the end moves by it; otherwise something longer covers it, or it moves nothing.
    pub decides: bool,
}

/// What all leave of a training does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveOutcome {
    /// What set in, by window.
    pub consequences: Vec<LeaveConsequence>,
    /// Last day of the training with it.
    pub completion: NaiveDate,
}

impl LeaveOutcome {
    /// What moves the end.
    pub fn deciding(&self) -> impl Iterator<Item = &LeaveConsequence> {
        self.consequences.iter().filter(|consequence| consequence.decides)
    }
}

/// Parts of `span` that lie in none of the pauses.
fn without(span: Pause, pauses: &[Pause]) -> Vec<Pause> {
    let mut parts = vec![span];
    for (first, last) in pauses {
        let cut = |part: Pause| {
            let before = first.pred_opt().map(|day| (part.0, day.min(part.1)));
            let behind = last.succ_opt().map(|day| (day.max(part.0), part.1));
            [before, behind].into_iter().flatten().filter(|part| part.0 <= part.1).collect::<Vec<_>>()
        };
        parts = parts.into_iter().flat_map(cut).collect();
    }
    parts
}

/// Spans that overlap or touch become one, so that no day counts twice.
fn joined(mut spans: Vec<Pause>) -> Vec<Pause> {
    spans.sort_unstable();
    let mut whole: Vec<Pause> = Vec::new();
    for span in spans {
        match whole.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => whole.push(span),
        }
    }
    whole
}

/// Days of these spans within a window.
#[must_use]
pub fn days_within(spans: &[Pause], window: Pause) -> i64 {
    let shared = |span: &Pause| days_of((span.0.max(window.0), span.1.min(window.1))).max(0);
    spans.iter().map(shared).sum()
}

fn windows(kind: LeaveWindow, facts: &LeaveFacts<'_>) -> Vec<Pause> {
    let behind = facts.leaves.iter().map(|leave| leave.days.1).max();
    let last = behind.map_or(facts.completion, |day| day.max(facts.completion));
    match kind {
        LeaveWindow::Placement => {
            let mut stays = facts.stays.to_vec();
            stays.sort_unstable_by_key(|(first, last)| (*last, *first));
            stays
        }
        LeaveWindow::Training => vec![(facts.starts_on, last)],
        LeaveWindow::Year => {
            let first = |year: u32| facts.starts_on.checked_add_months(Months::new(12 * year));
            let year = |year: u32| Some((first(year)?, first(year + 1)?.pred_opt()?));
            (0..=LONGEST_TRAINING_YEARS).filter_map(year).take_while(|window| window.0 <= last).collect()
        }
    }
}

fn counted(facts: &LeaveFacts<'_>, rule: &LeaveRule) -> Vec<Pause> {
    let of_kind = facts.leaves.iter().filter(|leave| rule.kinds.contains(&leave.kind));
    joined(of_kind.flat_map(|leave| without(leave.days, facts.pauses)).collect())
}

const fn extent(effect: LeaveEffect, days: i64, window_days: i64) -> Extent {
    match effect {
        LeaveEffect::MakeUpDays => Extent::Days(days),
        LeaveEffect::RepeatPlacement => Extent::Days(window_days),
        LeaveEffect::ExtendMonths { months } => Extent::Months(months),
        LeaveEffect::DelayExamYears { years } => Extent::Months(years * 12),
        LeaveEffect::Terminate => Extent::Nothing,
    }
}

/// What set in within one window, none of it deciding yet.
fn within(
    sets: &[RulesInForce<'_>],
    facts: &LeaveFacts<'_>,
    kind: LeaveWindow,
    window: Pause,
) -> Vec<LeaveConsequence> {
    let mut found = Vec::new();
    for (set, held) in sets.iter().enumerate().filter(|(_, held)| held.hold_on(window.0)) {
        for (rule, asked) in held.rules.rules.iter().enumerate().filter(|(_, rule)| rule.window == kind) {
            let days = days_within(&counted(facts, asked), window);
            if days > asked.over_days {
                let extent = extent(asked.effect, days, days_of(window));
                found.push(LeaveConsequence { set, rule, window, days, extent, decides: false });
            }
        }
    }
    found
}

/// What leave does to the end of a training.
#[must_use]
pub fn leave_outcome(sets: &[RulesInForce<'_>], facts: &LeaveFacts<'_>) -> LeaveOutcome {
    let mut all = Vec::new();
    // The sum of each kind of window, and the places of what it is made of.
    let mut longest: (NaiveDate, Vec<usize>) = (facts.completion, Vec::new());
    for kind in [LeaveWindow::Training, LeaveWindow::Year, LeaveWindow::Placement] {
        // The longest sum of the windows so far that share no day, by the last day of the latest of them.
        let mut sums: Vec<(NaiveDate, (NaiveDate, Vec<usize>))> = Vec::new();
        for window in windows(kind, facts) {
            let none = || (facts.completion, Vec::new());
            let before = sums.iter().rev().find(|(last, _)| *last < window.0);
            let (end, deciding) = before.map_or_else(none, |(_, sum)| sum.clone());
            let found = within(sets, facts, kind, window);
            let mut best = sums.last().map_or_else(none, |(_, sum)| sum.clone());
            for (place, consequence) in found.iter().enumerate() {
                let moved = consequence.extent.after(end);
                if moved > best.0 {
                    best = (moved, deciding.iter().copied().chain([all.len() + place]).collect());
                }
            }
            sums.push((window.1, best));
            all.extend(found);
        }
        if let Some((_, sum)) = sums.pop().filter(|(_, sum)| sum.0 > longest.0) {
            longest = sum;
        }
    }
    for (place, consequence) in all.iter_mut().enumerate() {
        consequence.decides = longest.1.contains(&place);
    }
    all.sort_by_key(|consequence| (consequence.window, consequence.set, consequence.rule));
    LeaveOutcome { consequences: all, completion: longest.0 }
}

/// Whether a training that was to end on `planned` would end later than may be.
#[must_use]
pub fn is_beyond(planned: NaiveDate, months: u32, completion: NaiveDate) -> bool {
    planned.checked_add_months(Months::new(months)).is_some_and(|latest| completion > latest)
}
