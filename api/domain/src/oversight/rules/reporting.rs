//! Rounds in which the members of a consortium report their figures.
//!
//! A round names days, indicators and a due day. A member submits every figure with a stamped scan; the core unit accepts them or
//! returns them with a reason. A closed round is frozen, until the core unit opens it anew.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::{Name, Problem};
use platform::text::{Argument, Message};
use uuid::Uuid;

platform::codes! {
    /// How a reporting round stands.
    pub enum ReportingRoundStatus {
        /// Members submit, the core unit decides.
        Open = "OPEN",
        /// Its figures are frozen.
        Closed = "CLOSED",
    }
}

platform::codes! {
    /// How figures of a member stand.
    pub enum ReportingStatus {
        /// The core unit has not decided.
        Submitted = "SUBMITTED",
        /// The core unit wants other figures, or another scan.
        Returned = "RETURNED",
        /// They are readings of the indicators.
        Accepted = "ACCEPTED",
    }
}

platform::codes! {
    /// What the core unit decides about figures.
    pub enum ReportingDecision {
        /// They become readings of the indicators.
        Accepted = "ACCEPTED",
        /// The member is to submit anew.
        Returned = "RETURNED",
    }
}

platform::codes! {
    /// Why an act upon a reporting round is refused.
    pub enum ReportingErrorCode {
        /// A value is missing, too long or malformed.
        Invalid = "INVALID",
        /// Days are out of order.
        InvalidDate = "INVALID_DATE",
        /// The consortium has no such indicator, or the round does not ask for it.
        UnknownIndicator = "UNKNOWN_INDICATOR",
        /// An indicator is named twice.
        RepeatedIndicator = "REPEATED_INDICATOR",
        /// A figure that the round asks for is not given.
        MissingFigure = "MISSING_FIGURE",
        /// A figure is below nought or beyond a million million.
        OutOfRange = "OUT_OF_RANGE",
        /// The stamped scan is not given.
        ScanMissing = "SCAN_MISSING",
        /// The institution is no member of the consortium in the round's days.
        NotMember = "NOT_MEMBER",
        /// The round's days are not over.
        PeriodRunning = "PERIOD_RUNNING",
        /// The round is closed.
        RoundClosed = "ROUND_CLOSED",
        /// The round is open.
        RoundOpen = "ROUND_OPEN",
        /// The member's figures wait for a decision, or were accepted.
        Submitted = "SUBMITTED",
        /// It was decided about.
        Decided = "DECIDED",
        /// Figures of a member wait for a decision.
        Undecided = "UNDECIDED",
        /// Another round of the same days already says something else.
        OtherReading = "OTHER_READING",
    }
}

/// Most indicators of a round.
pub const MOST_ROUND_INDICATORS: usize = 40;
/// Longest account of why figures are returned or a round is opened anew, in characters.
pub const LONGEST_REPORTING_REASON: usize = 500;
/// How many days before the due day members are reminded that did not submit.
const REMINDED_DAYS: i32 = 7;
/// For how many days after the due day the reminder of that day is still sent, should nothing have run on the day itself.
const STILL_DAYS: i64 = 3;

type Problems = Vec<Problem<ReportingErrorCode>>;

/// What is given of a member's figures: each indicator with its figure.
pub type GivenFigure = (Uuid, i64);

/// What stands against a round's days and indicators, where the consortium may ask for these.
#[must_use]
pub fn round_problems(
    (first, last): (NaiveDate, NaiveDate),
    due_on: NaiveDate,
    asked: &[Uuid],
    known: &BTreeSet<Uuid>,
) -> Problems {
    let mut problems = Vec::new();
    if last < first {
        let message = Message::new("common-dates-in-wrong-order").with("start", first).with("end", last);
        problems.push(Problem::new(ReportingErrorCode::InvalidDate, "endsOn", message));
    }
    if due_on < last {
        let message = Message::new("oversight-reporting-due").with("due", due_on).with("end", last);
        problems.push(Problem::new(ReportingErrorCode::InvalidDate, "dueOn", message));
    }
    if asked.is_empty() || asked.len() > MOST_ROUND_INDICATORS {
        let message = Message::new("oversight-reporting-indicators").with("limit", MOST_ROUND_INDICATORS);
        problems.push(Problem::new(ReportingErrorCode::Invalid, "indicatorIds", message));
    }
    let mut seen = BTreeSet::new();
    for (place, key) in asked.iter().enumerate() {
        let path = format!("indicatorIds.{place}");
        if !known.contains(key) {
            let message = Message::new("oversight-reporting-unknown");
            problems.push(Problem::new(ReportingErrorCode::UnknownIndicator, &path, message));
        } else if !seen.insert(key) {
            let message = Message::new("oversight-reporting-twice");
            problems.push(Problem::new(ReportingErrorCode::RepeatedIndicator, &path, message));
        }
    }
    problems
}

/// What stands against a member's figures, where the round asks for these indicators and no figure is larger than `most`.
#[must_use]
pub fn figure_problems(asked: &[(Uuid, &Name)], given: &[GivenFigure], most: i64) -> Problems {
    let known: BTreeMap<Uuid, &Name> = asked.iter().copied().collect();
    let named = |name: &Name| Argument::from((name.zh.as_str(), name.en.as_str()));
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, (key, value)) in given.iter().enumerate() {
        let path = |field: &str| format!("figures.{place}.{field}");
        let Some(name) = known.get(key) else {
            let message = Message::new("oversight-reporting-not-asked");
            problems.push(Problem::new(ReportingErrorCode::UnknownIndicator, &path("indicatorId"), message));
            continue;
        };
        if !seen.insert(*key) {
            let message = Message::new("oversight-reporting-given-twice").with("indicator", named(name));
            problems.push(Problem::new(ReportingErrorCode::RepeatedIndicator, &path("indicatorId"), message));
        }
        if !(0..=most).contains(value) {
            let message = Message::new("oversight-reporting-range")
                .with("indicator", named(name))
                .with("value", *value)
                .with("limit", most);
            problems.push(Problem::new(ReportingErrorCode::OutOfRange, &path("value"), message));
        }
    }
    for (_, name) in asked.iter().filter(|(key, _)| !seen.contains(key)) {
        let message = Message::new("oversight-reporting-missing").with("indicator", named(name));
        problems.push(Problem::new(ReportingErrorCode::MissingFigure, "figures", message));
    }
    problems
}

/// What stands against a decision about figures that stand so, and whether the round was opened anew since they were submitted.
#[must_use]
pub fn decision_problem(
    status: ReportingStatus,
    decision: ReportingDecision,
    is_anew: bool,
) -> Option<Problem<ReportingErrorCode>> {
    let is_open = match status {
        ReportingStatus::Submitted => true,
        ReportingStatus::Returned => false,
        ReportingStatus::Accepted => is_anew && decision == ReportingDecision::Returned,
    };
    let message = Message::new("oversight-reporting-decided").with("status", status.label());
    (!is_open).then(|| Problem::new(ReportingErrorCode::Decided, "reportingSubmissionId", message))
}

/// Which reminder a member that did not submit is due on a day: that of seven days before, or that of the due day; none on others.
#[must_use]
pub fn reminder_due(due_on: NaiveDate, today: NaiveDate) -> Option<i32> {
    let left = (due_on - today).num_days();
    if (1..=i64::from(REMINDED_DAYS)).contains(&left) {
        Some(REMINDED_DAYS)
    } else if (-STILL_DAYS..=0).contains(&left) {
        Some(0)
    } else {
        None
    }
}

/// The due days of rounds whose members may be due a reminder on a day.
#[must_use]
pub fn reminded_due_days(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let (before, after) =
        (chrono::Duration::days(STILL_DAYS), chrono::Duration::days(i64::from(REMINDED_DAYS)));
    (today - before, today + after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn told(problems: &[Problem<ReportingErrorCode>]) -> Vec<(ReportingErrorCode, String)> {
        problems.iter().map(|problem| (problem.code, problem.path.join("."))).collect()
    }

    #[test]
    fn every_fault_of_a_round_is_told() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let known = BTreeSet::from([one]);
        assert_eq!(round_problems((day(1, 1), day(1, 31)), day(1, 31), &[one], &known), []);
        let wrong = round_problems((day(1, 31), day(1, 30)), day(1, 29), &[one, other, one], &known);
        let expected = [
            (ReportingErrorCode::InvalidDate, "endsOn"),
            (ReportingErrorCode::InvalidDate, "dueOn"),
            (ReportingErrorCode::UnknownIndicator, "indicatorIds.1"),
            (ReportingErrorCode::RepeatedIndicator, "indicatorIds.2"),
        ];
        assert_eq!(told(&wrong), expected.map(|(code, path)| (code, path.to_owned())));
        let none = round_problems((day(1, 1), day(1, 31)), day(1, 31), &[], &known);
        assert_eq!(told(&none), [(ReportingErrorCode::Invalid, "indicatorIds".to_owned())]);
    }

    #[test]
    fn every_fault_of_figures_is_told() {
        let (name, keys) = (Name::new("示例", "Sample"), [1, 2, 3].map(Uuid::from_u128));
        let [one, other, strange] = keys;
        let asked = [(one, &name), (other, &name)];
        assert_eq!(figure_problems(&asked, &[(other, 0), (one, 100)], 100), []);
        let wrong = figure_problems(&asked, &[(one, -1), (one, 101), (strange, 5)], 100);
        let expected = [
            (ReportingErrorCode::OutOfRange, "figures.0.value"),
            (ReportingErrorCode::RepeatedIndicator, "figures.1.indicatorId"),
            (ReportingErrorCode::OutOfRange, "figures.1.value"),
            (ReportingErrorCode::UnknownIndicator, "figures.2.indicatorId"),
            (ReportingErrorCode::MissingFigure, "figures"),
        ];
        assert_eq!(told(&wrong), expected.map(|(code, path)| (code, path.to_owned())));
    }

    #[test]
    fn what_was_accepted_is_returned_only_once_the_round_was_opened_anew() {
        use ReportingDecision::{Accepted, Returned};
        let may = |status, decision, anew| decision_problem(status, decision, anew).is_none();
        assert!(
            may(ReportingStatus::Submitted, Accepted, false)
                && may(ReportingStatus::Submitted, Returned, false)
        );
        assert!(
            !may(ReportingStatus::Returned, Accepted, true)
                && !may(ReportingStatus::Returned, Returned, true)
        );
        assert!(
            !may(ReportingStatus::Accepted, Returned, false)
                && !may(ReportingStatus::Accepted, Accepted, true)
        );
        assert!(may(ReportingStatus::Accepted, Returned, true));
    }

    #[test]
    fn a_member_is_reminded_a_week_before_and_on_the_day() {
        let due = day(3, 20);
        let on = |month, date| reminder_due(due, day(month, date));
        assert_eq!(
            [on(3, 12), on(3, 13), on(3, 19), on(3, 20), on(3, 23), on(3, 24)],
            [None, Some(7), Some(7), Some(0), Some(0), None]
        );
        assert_eq!(reminded_due_days(day(3, 13)), (day(3, 10), day(3, 20)));
    }
}
