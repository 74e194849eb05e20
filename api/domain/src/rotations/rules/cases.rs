//! When a case may be logged: everything that is wrong with it, at once.

use chrono::NaiveDate;
use platform::error::Problem;
use platform::text::{Message, half_width};

use super::hours::LONGEST_KEY;
use super::{Stay, too_long};
use crate::curricula::LONGEST_DISEASE;

platform::codes! {
    /// Why an act upon a logged case is refused.
    pub enum CaseErrorCode {
        /// The disease, the note or the client's key cannot be read.
        Invalid = "INVALID",
        /// The number of the record cannot be one, or is somebody's identity number.
        RecordInvalid = "RECORD_INVALID",
        /// It lies outside the placement it belongs to.
        OutsideSource = "OUTSIDE_SOURCE",
        /// The placement was cancelled or waits for an override, or the training is over.
        SourceEnded = "SOURCE_ENDED",
        /// It has not happened yet.
        InFuture = "IN_FUTURE",
        /// It is too long ago to be entered.
        TooLate = "TOO_LATE",
        /// The entry named cannot be corrected by this one.
        NotCorrectable = "NOT_CORRECTABLE",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
        /// It does not await a review.
        NotPending = "NOT_PENDING",
        /// It is not approved.
        NotApproved = "NOT_APPROVED",
        /// The time for reviewing it is over.
        WindowClosed = "WINDOW_CLOSED",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

/// Shortest and longest number of a patient's record, in letters and digits: of a shorter one, its last four would tell
/// too much.
pub const RECORD_LENGTHS: std::ops::RangeInclusive<usize> = 6..=40;

/// Longest note, in characters.
pub const LONGEST_CASE_NOTE: usize = 1000;

/// The number of a patient's record as one institution writes it, however it was typed: its letters and digits, in
/// capitals.
#[must_use]
pub fn record_number(typed: &str) -> Option<String> {
    let is_blank = |c: &char| c.is_whitespace() || matches!(c, '-' | '_' | '/');
    let number = half_width(typed).chars().filter(|c| !is_blank(c)).collect::<String>().to_uppercase();
    let is_number = number.chars().all(|c| c.is_ascii_alphanumeric());
    (is_number && RECORD_LENGTHS.contains(&number.len())).then_some(number)
}

/// A case that somebody wants to log, with the facts it is judged by.
#[derive(Clone, Debug)]
pub struct CaseProposal<'a> {
    /// The disease, when it can be read.
    pub disease: Option<&'a str>,
    /// The number of the record, when it can be read.
    pub record_number: Option<&'a str>,
    /// Whether that number is somebody's identity number.
    pub is_identity_number: bool,
    /// The day.
    pub occurred_on: NaiveDate,
    /// What the trainee writes.
    pub note: &'a str,
    /// The client's key for a repeated submission.
    pub key: Option<&'a str>,
    /// Days of the placement.
    pub stay: Stay,
    /// Whether that takes place, and the training is active.
    pub is_source_live: bool,
    /// Present local day.
    pub today: NaiveDate,
    /// Days after the event during which it may be entered.
    pub backdating_days: i32,
}

/// Everything that stands against a case; nothing when it may be logged.
#[must_use]
pub fn case_problems(proposal: &CaseProposal<'_>) -> Vec<Problem<CaseErrorCode>> {
    let mut problems = Vec::new();
    let mut wrong = |code, path, message| problems.push(Problem::new(code, path, message));
    let day = proposal.occurred_on;
    if proposal.disease.is_none() {
        let message = Message::new("rotations-case-disease").with("limit", LONGEST_DISEASE);
        wrong(CaseErrorCode::Invalid, "disease", message);
    }
    if proposal.record_number.is_none() {
        let message = Message::new("rotations-case-record")
            .with("least", *RECORD_LENGTHS.start())
            .with("limit", *RECORD_LENGTHS.end());
        wrong(CaseErrorCode::RecordInvalid, "recordNumber", message);
    }
    if proposal.is_identity_number {
        let message = Message::new("rotations-case-identity-number");
        wrong(CaseErrorCode::RecordInvalid, "recordNumber", message);
    }
    if day > proposal.today {
        wrong(
            CaseErrorCode::InFuture,
            "occurredOn",
            Message::new("rotations-case-in-future").with("day", day),
        );
    }
    if (proposal.today - day).num_days() > i64::from(proposal.backdating_days) {
        let message =
            Message::new("rotations-case-too-late").with("day", day).with("limit", proposal.backdating_days);
        wrong(CaseErrorCode::TooLate, "occurredOn", message);
    }
    if !(Stay { from: day, until: day }).is_within(proposal.stay) {
        let message = Message::new("rotations-case-outside")
            .with("day", day)
            .with("first", proposal.stay.from)
            .with("last", proposal.stay.until);
        wrong(CaseErrorCode::OutsideSource, "occurredOn", message);
    }
    if !proposal.is_source_live {
        wrong(CaseErrorCode::SourceEnded, "placementId", Message::new("rotations-case-source-ended"));
    }
    let key = ("clientMutationKey", "clientMutationKey");
    problems.extend(too_long(
        CaseErrorCode::Invalid,
        &[
            ("note", ("备注", "The note"), proposal.note, LONGEST_CASE_NOTE),
            ("clientMutationKey", key, proposal.key.unwrap_or_default(), LONGEST_KEY),
        ],
    ));
    problems
}
