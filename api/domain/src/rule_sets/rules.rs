//! When a set of rules may begin and end.

use chrono::NaiveDate;
use platform::error::{Name, Problem};
use platform::text::Message;

platform::codes! {
    /// Why an act upon a set of rules is refused.
    pub enum RuleSetErrorCode {
        /// Something in the file is wrong.
        Invalid = "INVALID",
        /// There is no such preset.
        UnknownPreset = "UNKNOWN_PRESET",
        /// The rules are not in force on that day, or it lies before their first one.
        InvalidDates = "INVALID_DATES",
        /// A set in whose place it would stand holds on that day or begins later.
        Overlap = "OVERLAP",
        /// It has ended.
        Ended = "ENDED",
        /// Somebody imported one at the same moment.
        Conflict = "CONFLICT",
    }
}

/// What stands at the head of every file of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetHead {
    /// Short name.
    pub code: String,
    /// Name.
    pub name: Name,
    /// Where the rules come from.
    pub source: String,
    /// First day on which they are in force anywhere.
    pub valid_from: NaiveDate,
    /// Last such day; without end when absent.
    pub valid_until: Option<NaiveDate>,
}

impl RuleSetHead {
    /// Whether the rules are in force on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// When a set holds: its name, its first day, and its last one if it has any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held<'a> {
    pub name: &'a Name,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

fn dates(path: &str, message: Message) -> Problem<RuleSetErrorCode> {
    Problem::new(RuleSetErrorCode::InvalidDates, path, message)
}

/// What stands against a first day: the rules are not in force on it, or the set before them begins no earlier or holds longer. One
/// without an end is ended by its successor; one that was ended keeps its last day.
pub(super) fn first_day_problems(
    head: &RuleSetHead,
    latest: Option<Held<'_>>,
    starts_on: NaiveDate,
) -> Vec<Problem<RuleSetErrorCode>> {
    let mut problems = Vec::new();
    if starts_on < head.valid_from {
        let message = Message::new("rule-sets-before-rules").with("day", starts_on);
        problems.push(dates("startsOn", message.with("first", head.valid_from)));
    }
    if let Some(last) = head.valid_until.filter(|last| *last < starts_on) {
        let message = Message::new("rule-sets-after-rules").with("day", starts_on).with("last", last);
        problems.push(dates("startsOn", message));
    }
    if let Some(latest) = latest
        && let last = latest.ends_on.unwrap_or(latest.starts_on)
        && starts_on <= last
    {
        let name = (latest.name.zh.as_str(), latest.name.en.as_str());
        let message = Message::new("rule-sets-holds").with("set", name).with("last", last);
        problems.push(Problem::new(RuleSetErrorCode::Overlap, "startsOn", message));
    }
    problems
}

/// What stands against a last day; `field` names the set in the input.
pub(super) fn last_day_problems(
    held: Held<'_>,
    ends_on: NaiveDate,
    field: &str,
) -> Vec<Problem<RuleSetErrorCode>> {
    let mut problems = Vec::new();
    if let Some(last) = held.ends_on {
        let message = Message::new("rule-sets-ended").with("last", last);
        problems.push(Problem::new(RuleSetErrorCode::Ended, field, message));
    }
    if ends_on < held.starts_on {
        let message = Message::new("rule-sets-end-before").with("day", ends_on);
        problems.push(dates("endsOn", message.with("first", held.starts_on)));
    }
    problems
}
