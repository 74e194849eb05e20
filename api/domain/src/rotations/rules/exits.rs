//! When an exit may be handed in: everything that is wrong with it, at once.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

use super::{Entered, PlacementStatus, Stay};
use crate::curricula::{Exits, ReviewStep};
use crate::evidence::Decision;

platform::codes! {
    /// Why an act upon a placement's exit is refused.
    pub enum PlacementExitErrorCode {
        /// The stay is not over yet.
        NotOver = "NOT_OVER",
        /// The placement was cancelled, or is completed already.
        NotPlanned = "NOT_PLANNED",
        /// An exit waits for a review, or is approved.
        AlreadySubmitted = "ALREADY_SUBMITTED",
        /// More days of absence than the stay has, or fewer than none.
        AbsenceInvalid = "ABSENCE_INVALID",
        /// The summary is missing or too long.
        SummaryInvalid = "SUMMARY_INVALID",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
        /// It does not wait for a review.
        NotPending = "NOT_PENDING",
        /// It is not approved.
        NotApproved = "NOT_APPROVED",
        /// The time for reviewing it is over.
        WindowClosed = "WINDOW_CLOSED",
        /// The supervisor has written no comment, or too long a one.
        CommentInvalid = "COMMENT_INVALID",
        /// The exam at the end of the stay is not passed.
        ExamMissing = "EXAM_MISSING",
        /// It was returned for mending before.
        ReturnedBefore = "RETURNED_BEFORE",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

/// Longest summary, in characters.
pub const LONGEST_SUMMARY: usize = 4000;

/// Longest comment of one who signs, in characters.
pub const LONGEST_COMMENT: usize = 1000;

/// An exit that a trainee wants to hand in, with the facts it is judged by.
#[derive(Clone, Debug)]
pub struct ExitProposal<'a> {
    /// The placement's days.
    pub stay: Stay,
    /// Where the placement stands.
    pub status: PlacementStatus,
    /// Days of leave and absence within the stay.
    pub absence_days: i32,
    /// Days of approved leave within it.
    pub leave_days: i64,
    /// The trainee's summary.
    pub summary: &'a str,
    /// Whether another exit waits or is approved.
    pub has_live_exit: bool,
    /// The present local day.
    pub today: NaiveDate,
}

/// Everything that stands against the exit; nothing when it may be handed in.
#[must_use]
pub fn exit_problems(proposal: &ExitProposal<'_>) -> Vec<Problem<PlacementExitErrorCode>> {
    use PlacementExitErrorCode as Code;
    let mut problems = Vec::new();
    if proposal.has_live_exit {
        problems.push(Problem::new(
            Code::AlreadySubmitted,
            "placementId",
            Message::new("rotations-exit-already-submitted"),
        ));
    } else if proposal.status != PlacementStatus::Planned {
        let message = Message::new("rotations-exit-not-planned").with("status", proposal.status.label());
        problems.push(Problem::new(Code::NotPlanned, "placementId", message));
    }
    if proposal.today < proposal.stay.until {
        let message = Message::new("rotations-exit-not-over").with("end", proposal.stay.until);
        problems.push(Problem::new(Code::NotOver, "placementId", message));
    }
    let days = proposal.stay.days();
    if !(0..=days).contains(&i64::from(proposal.absence_days)) {
        let message = Message::new("common-out-of-range")
            .with("field", ("缺勤天数", "The number of days absent"))
            .with("value", proposal.absence_days)
            .with("least", 0)
            .with("most", days);
        problems.push(Problem::new(Code::AbsenceInvalid, "absenceDays", message));
    } else if i64::from(proposal.absence_days) < proposal.leave_days {
        let message = Message::new("rotations-exit-leave").with("days", proposal.leave_days);
        problems.push(Problem::new(Code::AbsenceInvalid, "absenceDays", message));
    }
    let field = ("出科小结", "The summary");
    let summary = proposal.summary;
    if summary.trim().is_empty() {
        let message = Message::new("common-required").with("field", field);
        problems.push(Problem::new(Code::SummaryInvalid, "summary", message));
    } else if summary.chars().count() > LONGEST_SUMMARY {
        let message = Message::new("common-too-long").with("field", field).with("limit", LONGEST_SUMMARY);
        problems.push(Problem::new(Code::SummaryInvalid, "summary", message));
    }
    problems
}

/// What somebody wants to decide about an exit, with the facts it is judged by.
#[derive(Clone, Copy, Debug)]
pub struct ExitDecision<'a> {
    /// What.
    pub decision: Decision,
    /// What she writes.
    pub words: Option<&'a str>,
    /// The step that the exit awaits.
    pub step: ReviewStep,
    /// What the version asks of exits.
    pub exits: &'a Exits,
    /// What was entered for the placement.
    pub entered: Entered<'a>,
}

/// Everything that stands against a decision about an exit, beside what stands against one about any evidence: whoever supervised
/// the stay says something about it, nobody signs before the exam that is asked is passed, and it is returned once.
#[must_use]
pub fn exit_decision_problems(wanted: &ExitDecision<'_>) -> Vec<Problem<PlacementExitErrorCode>> {
    use PlacementExitErrorCode as Code;
    let mut problems = Vec::new();
    let field = ("评语", "The comment");
    let words = wanted.words.unwrap_or_default().trim();
    let is_approved = wanted.decision == Decision::Approved;
    if is_approved && wanted.step == ReviewStep::Supervisor && words.is_empty() {
        let message = Message::new("common-required").with("field", field);
        problems.push(Problem::new(Code::CommentInvalid, "comment", message));
    }
    if is_approved && words.chars().count() > LONGEST_COMMENT {
        let message = Message::new("common-too-long").with("field", field).with("limit", LONGEST_COMMENT);
        problems.push(Problem::new(Code::CommentInvalid, "comment", message));
    }
    let missing = wanted.exits.exam_at(wanted.step).filter(|_| is_approved);
    if let Some(form) = missing.filter(|form| !wanted.entered.exam(form, wanted.step).is_passed) {
        let message = Message::new("rotations-exit-exam-missing").with("form", form);
        problems.push(Problem::new(Code::ExamMissing, "placementExitId", message));
    }
    if wanted.decision == Decision::Returned && wanted.entered.returned() > 0 {
        let message = Message::new("rotations-exit-returned-before");
        problems.push(Problem::new(Code::ReturnedBefore, "decision", message));
    }
    problems
}
