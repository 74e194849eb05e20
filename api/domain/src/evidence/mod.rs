//! What was shown, what became of it, and what it counts for.
//!
//! Evidence of every kind lies in one append-only table; a correction is a new row. A review decides about it, and in
//! the same transaction the ledger of credits is brought to what the rules give, and the running totals with it. Where
//! evidence stands (`EvidenceStatus`) is a projection beside the facts.

mod approving;
mod attachments;
mod deciding;
mod moving;
mod portfolio;
mod recomputing;
mod recording;
pub mod rules;
mod service;
mod steps;
mod store;

pub use approving::{Approval, ApprovalErrorCode, MOST_AT_ONCE, approve_all, shown_mark};
pub use attachments::{
    Attachment, AttachmentErrorCode, EVIDENCE_PURPOSE, attach, attachment_add, attachment_destroy,
    attachment_open, attachments_of, proof,
};
pub use deciding::{EvidenceErrorCode, Verdict, decide, translated};
pub use moving::{MOST_MOVED, MovePreview, MovedRequirement, enrolments_move, move_preview};
pub use portfolio::{
    NewPortfolioEntry, PortfolioEntry, PortfolioErrorCode, PortfolioKind, find_portfolio_entries,
    portfolio_decide, portfolio_submit,
};
pub use recomputing::{Difference, Place, RecomputeErrorCode, Recomputed, recompute, recompute_by};
pub use recording::record_signed;
pub use rules::{
    Credit, CreditKey, Decision, EvidenceKind, EvidenceStatus, Facet, Facets, Fact, Miss, SourceKind, Totals,
    counted_days, credit_key, credits, differences, facet_values, misses, serves, whole_half_days,
};
pub use service::{
    Uncorrectable, hand_over, locked, recredit_all, recredit_person, remembered, reviewable, submit,
    submit_all, uncorrectable,
};
pub use steps::{Step, StepPlaces, Steps};
pub use store::{
    AtBase, CreditLine, Erased, Evidence, EvidenceFilter, HoursOf, LiveHours, LoggedAt, NewEvidence, Pending,
    Review, SessionAt, SignOff, WorkedDay, approved, approved_days, at_bases, cases_of, credit_lines,
    credited_in, day_ordering, erase, evidence, evidence_count, evidence_page, find, hours_waiting,
    hours_within, last_recorded, last_worked, live_hours, logged_at, of_people, of_source, pending,
    queue_ordering, recorded_within, review_queue, review_queue_length, reviews_of, sessions_at, sign_offs,
    totals_of, undecided_days, worked_days,
};
