//! When an interval may be entered (domain rule 3): everything that is wrong with it, at once.

use chrono::{DateTime, Duration, NaiveDate, Timelike as _, Utc};
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::{Argument, Message};

use super::{Activity, Interval, Stay, too_long};
use crate::curricula::ActivityKind;

platform::codes! {
    /// Why an act upon hours is refused.
    pub enum HoursErrorCode {
        /// Start and end are in the wrong order, or not given to the minute.
        InvalidInterval = "INVALID_INTERVAL",
        /// It is longer than one duty may last.
        TooLong = "TOO_LONG",
        /// It has not ended yet.
        InFuture = "IN_FUTURE",
        /// It lies too far back to be entered.
        TooLate = "TOO_LATE",
        /// It lies outside the placement or supervision it belongs to.
        OutsideSource = "OUTSIDE_SOURCE",
        /// The placement was cancelled, or the training is over.
        SourceEnded = "SOURCE_ENDED",
        /// The activity does not belong to this placement or supervision.
        ActivityMismatch = "ACTIVITY_MISMATCH",
        /// Other hours hold this time.
        Overlap = "OVERLAP",
        /// She attended a teaching session elsewhere at that time.
        TwoPlaces = "TWO_PLACES",
        /// The note or the client's key is too long.
        Invalid = "INVALID",
        /// The entry named cannot be corrected by this one.
        NotCorrectable = "NOT_CORRECTABLE",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
        /// It does not wait for a review.
        NotPending = "NOT_PENDING",
        /// It is not approved.
        NotApproved = "NOT_APPROVED",
        /// The time for reviewing it is over.
        WindowClosed = "WINDOW_CLOSED",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
        /// A text holds an identity number or a mobile number.
        HasIdentifier = "HAS_IDENTIFIER",
        /// What one of many entries names is not there, or not hers.
        Unknown = "UNKNOWN",
        /// The client's key came with another input before.
        KeyTaken = "KEY_TAKEN",
        /// It is not the code that the place shows.
        CodeInvalid = "CODE_INVALID",
        /// She is checked in already.
        CheckedIn = "CHECKED_IN",
        /// She is not checked in.
        NotCheckedIn = "NOT_CHECKED_IN",
        /// The check-in was not ended in time.
        Lapsed = "LAPSED",
    }
}

platform::codes! {
    /// What became of one of many entries.
    pub enum SyncOutcome {
        /// It was made, and awaits its review.
        Submitted = "SUBMITTED",
        /// It came before with the same key; that is the answer.
        Repeated = "REPEATED",
        /// It was refused; nothing was written of it.
        Refused = "REFUSED",
    }
}

/// Longest interval, in hours (domain rule 3; ACGME: at most 24 h continuous).
pub const LONGEST_HOURS: i64 = 24;

/// Hours of handover beyond that; none unless a rule set allows them (ACGME: 4).
pub const HANDOVER_HOURS: i64 = 0;

/// Longest note, in characters.
pub const LONGEST_NOTE: usize = 1000;

/// Longest key by which a client repeats a submission, in characters.
pub(super) const LONGEST_KEY: usize = 100;

/// Hours that somebody wants to enter, with the facts they are judged by.
#[derive(Clone, Debug)]
pub struct HoursProposal<'a> {
    /// When.
    pub interval: Interval,
    /// On what.
    pub activity: Activity,
    /// The kind of that activity, by code, and what the plan says of it.
    pub kind: Option<(&'a str, Option<&'a ActivityKind>)>,
    /// What she wrote.
    pub note: &'a str,
    /// The client's key.
    pub key: Option<&'a str>,
    /// First and last day of the placement or supervision.
    pub source: (NaiveDate, Option<NaiveDate>),
    /// Whether that goes on or is over, rather than cancelled, and the training is active.
    pub is_source_live: bool,
    /// What may be entered there.
    pub accepts: &'a [Activity],
    /// Present instant.
    pub now: DateTime<Utc>,
    /// Days after the event during which it may be entered.
    pub backdating_days: i32,
    /// Times of the same layer that other entries of hers hold.
    pub held: &'a [Interval],
    /// Times at which she attended teaching sessions at the place of another legal entity.
    pub elsewhere: &'a [Interval],
}

type Problems = Vec<Problem<HoursErrorCode>>;

/// Everything that stands against the entry; nothing when it may be submitted. While its start and end make no sense,
/// what depends on them is not judged.
#[must_use]
pub fn hours_problems(proposal: &HoursProposal<'_>) -> Problems {
    let mut problems = interval_problems(proposal.interval);
    if problems.is_empty() {
        problems.extend(time_problems(proposal));
        problems.extend(overlap_problem(proposal));
        problems.extend(presence_problem(proposal));
    }
    if !proposal.is_source_live {
        problems.push(Problem::new(
            HoursErrorCode::SourceEnded,
            "within",
            Message::new("rotations-hours-source-ended"),
        ));
    }
    if !proposal.accepts.contains(&proposal.activity) {
        let message = if proposal.accepts.is_empty() {
            Message::new("rotations-hours-no-activity")
        } else {
            Message::new("rotations-hours-activity")
                .with("activity", proposal.activity.label())
                .with("accepted", Argument::list(proposal.accepts.iter().map(|accepted| accepted.label())))
        };
        problems.push(Problem::new(HoursErrorCode::ActivityMismatch, "activity", message));
    }
    problems.extend(proposal.kind.and_then(|kind| kind_problem(kind, proposal.activity)));
    let key = ("clientMutationKey", "clientMutationKey");
    problems.extend(too_long(
        HoursErrorCode::Invalid,
        &[
            ("note", ("备注", "The note"), proposal.note, LONGEST_NOTE),
            ("clientMutationKey", key, proposal.key.unwrap_or_default(), LONGEST_KEY),
        ],
    ));
    problems
}

/// That the plan has no such kind of activity, or tells it of another one.
pub fn kind_problem(
    (code, kind): (&str, Option<&ActivityKind>),
    activity: Activity,
) -> Option<Problem<HoursErrorCode>> {
    let message = match kind {
        None => Message::new("rotations-hours-kind-unknown").with("code", code),
        Some(kind) if kind.counts_as != activity => Message::new("rotations-hours-kind-of-another")
            .with("kind", (kind.name.zh.as_str(), kind.name.en.as_str()))
            .with("of", kind.counts_as.label())
            .with("activity", activity.label()),
        Some(_) => return None,
    };
    Some(Problem::new(HoursErrorCode::ActivityMismatch, "activityKind", message))
}

fn interval_problems(interval: Interval) -> Problems {
    let mut problems = Vec::new();
    let invalid = |path, message| Problem::new(HoursErrorCode::InvalidInterval, path, message);
    if interval.until <= interval.from {
        let message = Message::new("rotations-hours-out-of-order").with("interval", interval.in_local_time());
        problems.push(invalid("endsAt", message));
    }
    for (path, instant) in [("startsAt", interval.from), ("endsAt", interval.until)] {
        if instant.second() != 0 || instant.nanosecond() != 0 {
            let message = Message::new("rotations-hours-to-the-minute").with("instant", instant.to_rfc3339());
            problems.push(invalid(path, message));
        }
    }
    problems
}

fn time_problems(proposal: &HoursProposal<'_>) -> Problems {
    let interval = proposal.interval;
    let mut problems = Vec::new();
    let hours = LONGEST_HOURS + HANDOVER_HOURS;
    if interval.until - interval.from > Duration::hours(hours) {
        let message = Message::new("rotations-hours-too-long")
            .with("interval", interval.in_local_time())
            .with("limit", hours);
        problems.push(Problem::new(HoursErrorCode::TooLong, "endsAt", message));
    }
    if interval.until > proposal.now {
        let message = Message::new("rotations-hours-in-future").with("interval", interval.in_local_time());
        problems.push(Problem::new(HoursErrorCode::InFuture, "endsAt", message));
    }
    let today = proposal.now.with_timezone(&super::LOCAL_ZONE).date_naive();
    let age = today.signed_duration_since(interval.credited_on()).num_days();
    if age > i64::from(proposal.backdating_days) {
        let message = Message::new("rotations-hours-too-late")
            .with("day", interval.credited_on())
            .with("limit", proposal.backdating_days);
        problems.push(Problem::new(HoursErrorCode::TooLate, "startsAt", message));
    }
    let (first, last) = proposal.source;
    let days = interval.local_days();
    if !days.is_within(Stay { from: first, until: last.unwrap_or(days.until) }) {
        let message = Message::new("rotations-hours-outside")
            .with("interval", interval.in_local_time())
            .with("first", first);
        let message = match last {
            Some(last) => message.with("last", last),
            None => message.with("last", "…"),
        };
        problems.push(Problem::new(HoursErrorCode::OutsideSource, "startsAt", message));
    }
    problems
}

fn presence_problem(proposal: &HoursProposal<'_>) -> Option<Problem<HoursErrorCode>> {
    let there = proposal.elsewhere.iter().find(|attended| attended.overlaps(proposal.interval))?;
    let message = Message::new("rotations-hours-two-places")
        .with("interval", proposal.interval.in_local_time())
        .with("attended", there.in_local_time());
    Some(Problem::new(HoursErrorCode::TwoPlaces, "startsAt", message))
}

fn overlap_problem(proposal: &HoursProposal<'_>) -> Option<Problem<HoursErrorCode>> {
    let clashes: Vec<String> = proposal
        .held
        .iter()
        .filter(|held| held.overlaps(proposal.interval))
        .map(|held| held.in_local_time())
        .collect();
    (!clashes.is_empty()).then(|| {
        let message = Message::new("rotations-hours-overlap")
            .with("interval", proposal.interval.in_local_time())
            .with("held", clashes);
        Problem::new(HoursErrorCode::Overlap, "startsAt", message)
    })
}
