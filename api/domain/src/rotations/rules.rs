//! The words of this room, days and intervals, and how a place fills up.
//!
//! A stay is counted in local calendar days, both ends included; an interval in instants, its end excluded. Places
//! are counted by a sweep over the stays of everybody who is there, so that a capacity holds on every single day.

pub mod attendance;
pub mod calendars;
mod capacity;
mod cases;
pub mod duty;
mod exit_sheets;
mod exits;
mod hours;
mod mergers;
mod placements;
mod shares;
#[cfg(test)]
mod tests;
pub mod weeks;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use platform::error::Problem;
use platform::text::Message;

use crate::evidence::Decision;

pub use crate::curricula::Activity;
pub use capacity::{CapacityErrorCode, CapacityProposal, capacity_problems};
pub use cases::{CaseErrorCode, CaseProposal, RECORD_LENGTHS, case_problems, record_number};
pub use exit_sheets::{Attendance, Entered, ExitCount, ExitExam, ExitSheet, ExitSignature};
pub use exits::{
    ExitDecision, ExitProposal, LONGEST_COMMENT, LONGEST_SUMMARY, PlacementExitErrorCode,
    exit_decision_problems, exit_problems,
};
pub(super) use hours::kind_problem;
pub use hours::{
    HANDOVER_HOURS, HoursErrorCode, HoursProposal, LONGEST_HOURS, LONGEST_NOTE, SyncOutcome, hours_problems,
};
pub use mergers::{MergerErrorCode, MergerProposal, merger_problems};
pub use placements::{
    LONGEST_REASON, LONGEST_STAY_MONTHS, MissedStay, PlacementErrorCode, PlacementProposal,
    TRAINEES_PER_SUPERVISOR, is_about_places, placement_problems, reason_problem, second_person_problems,
};
pub use shares::{
    FULL_TIME, HeldStay, LEAST_PART, MOST_PART, TakenStretch, share, swap_share_problem, taken_stretches,
};

/// The zone whose calendar days count: all of China keeps one time.
pub const LOCAL_ZONE: Tz = chrono_tz::Asia::Shanghai;

platform::codes! {
    /// Where a placement stands.
    pub enum PlacementStatus {
        /// Planned by one person and not yet approved by another one: it takes no place.
        Draft = "DRAFT",
        /// Its department or supervisor is full: it waits for a second person's override, and takes no place of theirs.
        Proposed = "PROPOSED",
        /// Approved, or booked at once; it is to come.
        Planned = "PLANNED",
        /// Under way, or over and without an approved exit. Never written down: the calendar makes it of a planned one.
        Active = "ACTIVE",
        /// Its exit was approved.
        Completed = "COMPLETED",
        /// Its exit was rejected: it credits nothing and is to be repeated.
        Repeated = "REPEATED",
        /// It does not take place, and holds no place.
        Cancelled = "CANCELLED",
    }
}

impl PlacementStatus {
    /// Whether it takes a place of its department and of its supervisor.
    #[must_use]
    pub const fn takes_a_place(self) -> bool {
        matches!(self, Self::Planned | Self::Active | Self::Completed | Self::Repeated)
    }

    /// Where a placement that was written down as this stands on a day.
    #[must_use]
    pub fn on(self, starts_on: NaiveDate, day: NaiveDate) -> Self {
        if self == Self::Planned && starts_on <= day { Self::Active } else { self }
    }
}

platform::codes! {
    /// Intervals of one layer never overlap; those of different layers may.
    pub enum Layer {
        /// Duty.
        Duty = "DUTY",
        /// What may lie inside duty, such as following a master.
        Alongside = "ALONGSIDE",
        /// Standing by at home, in which duty may fall.
        StandBy = "STAND_BY",
        /// Attending a teaching session at a place, which may lie inside duty and following there.
        Session = "SESSION",
    }
}

platform::codes! {
    /// What a reviewer says to what waits for her.
    pub enum ReviewDecision {
        /// It is so, and counts.
        Approved = "APPROVED",
        /// To be mended and submitted again.
        Returned = "RETURNED",
        /// It does not count.
        Rejected = "REJECTED",
    }
}

impl From<ReviewDecision> for Decision {
    fn from(decision: ReviewDecision) -> Self {
        match decision {
            ReviewDecision::Approved => Self::Approved,
            ReviewDecision::Returned => Self::Returned,
            ReviewDecision::Rejected => Self::Rejected,
        }
    }
}

impl Activity {
    /// The layer in which this activity holds time (domain rule 3).
    #[must_use]
    pub const fn layer(self) -> Layer {
        match self {
            Self::Duty | Self::OnCallInHouse => Layer::Duty,
            Self::FollowingMaster => Layer::Alongside,
            Self::OnCallHome => Layer::StandBy,
        }
    }

    /// What is entered for a placement.
    pub const OF_A_PLACEMENT: &'static [Self] = &[Self::Duty, Self::OnCallInHouse, Self::OnCallHome];
    /// What is entered for a master's supervision.
    pub const OF_A_MASTER: &'static [Self] = &[Self::FollowingMaster];
}

/// Texts of an input that are too long: its field, what people call it, what stands in it and how many characters it may
/// have.
fn too_long<C: Copy>(code: C, texts: &[(&str, (&str, &str), &str, usize)]) -> Vec<Problem<C>> {
    let exceeding = texts.iter().filter(|(.., text, limit)| text.chars().count() > *limit);
    let problem = |(path, field, _, limit): &(&str, (&str, &str), &str, usize)| {
        Problem::new(code, path, Message::new("common-too-long").with("field", *field).with("limit", *limit))
    };
    exceeding.map(problem).collect()
}

/// Local calendar days from the first to the last, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

impl Stay {
    /// How many days it has; none when the days are out of order.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.until.signed_duration_since(self.from).num_days() + 1).max(0)
    }

    /// Whether both share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }

    /// Whether all its days are among the other's.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        other.from <= self.from && self.until <= other.until
    }

    /// How many of its days have begun by `on`.
    #[must_use]
    pub fn elapsed(self, on: NaiveDate) -> i64 {
        Self { until: self.until.min(on), ..self }.days()
    }
}

/// A stretch of time, its end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Start.
    pub from: DateTime<Utc>,
    /// End.
    pub until: DateTime<Utc>,
}

impl Interval {
    /// Whether both share an instant; one may begin when the other ends.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// The shortest interval that covers both.
    #[must_use]
    pub fn spanning(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), until: self.until.max(other.until) }
    }

    /// Whole minutes; exact, because hours are given to the minute.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.until.signed_duration_since(self.from).num_minutes()
    }

    /// The local day to which all its minutes are credited: the day of its start, also when it passes midnight.
    #[must_use]
    pub fn credited_on(self) -> NaiveDate {
        self.from.with_timezone(&LOCAL_ZONE).date_naive()
    }

    /// The local days it touches; what ends at midnight does not touch the next day.
    #[must_use]
    pub fn local_days(self) -> Stay {
        let last = self.until - Duration::microseconds(1);
        Stay { from: self.credited_on(), until: last.with_timezone(&LOCAL_ZONE).date_naive() }
    }

    /// Local start and end as people read them.
    #[must_use]
    pub fn in_local_time(self) -> String {
        let from = self.from.with_timezone(&LOCAL_ZONE);
        let until = self.until.with_timezone(&LOCAL_ZONE);
        let end = if from.date_naive() == until.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
        format!("{}–{}", from.format("%Y-%m-%d %H:%M"), until.format(end))
    }
}

/// Days in a row on which a place is taken to the last seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FullStretch {
    /// The days.
    pub days: Stay,
    /// The most who are there on one of them.
    pub booked: usize,
}

/// The stretches within `wanted` on which at least `capacity` of the `booked` stays hold a seat, first to last, so
/// that one more would be too many (domain rule 6). Counts by a sweep over first and last days.
#[must_use]
pub fn full_stretches(booked: &[Stay], wanted: Stay, capacity: usize) -> Vec<FullStretch> {
    let mut changes: Vec<(NaiveDate, bool)> = Vec::new();
    for stay in booked.iter().filter(|stay| stay.from <= stay.until && stay.overlaps(wanted)) {
        changes.push((stay.from.max(wanted.from), true));
        if let Some(free) = stay.until.succ_opt().filter(|free| *free <= wanted.until) {
            changes.push((free, false));
        }
    }
    changes.push((wanted.from, true));
    changes.sort_unstable();
    // The stay asked for is among the changes as one more seat, so that its first day begins a count of its own.
    let mut seats = 0_usize;
    let mut stretches: Vec<FullStretch> = Vec::new();
    let mut changes = changes.into_iter().peekable();
    while let Some((day, takes)) = changes.next() {
        seats = if takes { seats + 1 } else { seats.saturating_sub(1) };
        if changes.peek().is_some_and(|(next, _)| *next == day) {
            continue;
        }
        let until = changes.peek().and_then(|(next, _)| next.pred_opt()).unwrap_or(wanted.until);
        let there = seats.saturating_sub(1);
        if there < capacity {
            continue;
        }
        match stretches.last_mut().filter(|last| last.days.until.succ_opt() == Some(day)) {
            Some(last) => {
                last.days.until = until;
                last.booked = last.booked.max(there);
            }
            None => stretches.push(FullStretch { days: Stay { from: day, until }, booked: there }),
        }
    }
    stretches
}
