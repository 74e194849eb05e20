//! What an auditor may ask for, and which questions the way of reviews raises.

mod capacity;
mod coverage;
mod readiness;
mod reporting;

use chrono::{DateTime, Utc};
use platform::text::Message;
use uuid::Uuid;

use crate::evidence::SignOff;

pub use capacity::{Calendar, CalendarStep, CapacityGrouping, LONGEST_CAPACITY_DAYS, Places};
pub use coverage::{CoverageCell, PairingFit, PairingReasonKind, coverage_row, first_named, pairing_reasons};
pub use readiness::{
    BaseFacts, BaseFigureKind, BaseMeasure, BaseMeasureUnit, BaseNormStatus, BaseNorms, Measure, Norm,
    NormStanding, SeenStay, WHOLE, norm_standing, window,
};
pub use reporting::{
    GivenFigure, LONGEST_REPORTING_REASON, ReportingDecision, ReportingErrorCode, ReportingRoundStatus,
    ReportingStatus, decision_problem, figure_problems, reminded_due_days, reminder_due, round_problems,
};

/// Most records drawn at once.
pub const LARGEST_SAMPLE: usize = 500;
/// Longest seed, in characters.
const LONGEST_SEED: usize = 200;

/// Which records to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRequest {
    /// The institution whose trainees' records are drawn.
    pub institution_id: Uuid,
    /// Text that the auditor chose, after the records were made.
    pub seed: String,
    /// How many records; all where there are fewer.
    pub count: usize,
    /// Records made at this instant or later.
    pub since: DateTime<Utc>,
    /// Records made before this instant.
    pub until: DateTime<Utc>,
}

/// What is wrong with a request; the first thing, because it concerns the request as a whole.
#[must_use]
pub fn problem(request: &SampleRequest) -> Option<Message> {
    let length = request.seed.chars().count();
    if request.seed.trim().is_empty() || length > LONGEST_SEED {
        return Some(Message::new("oversight-seed").with("limit", LONGEST_SEED));
    }
    if !(1..=LARGEST_SAMPLE).contains(&request.count) {
        let told = Message::new("oversight-sample-size").with("limit", LARGEST_SAMPLE);
        return Some(told.with("count", request.count));
    }
    (request.until <= request.since).then(|| {
        let told = Message::new("oversight-period").with("since", request.since.to_rfc3339());
        told.with("until", request.until.to_rfc3339())
    })
}

platform::codes! {
    /// A question that the way of somebody's reviews raises.
    pub enum SignOffSignal {
        /// She approved at once what had never been shown to her.
        Unopened = "UNOPENED",
        /// What she approved at once was before her for less than two seconds each.
        Hasty = "HASTY",
        /// She gave nine of ten approvals, of fifty or more.
        SoleApprover = "SOLE_APPROVER",
    }
}

/// Approvals given at once, from which on their haste is a question.
const LEAST_TIMED: i64 = 20;
/// Milliseconds within which nobody reads an entry.
const HASTE: i64 = 2_000;
/// Approvals of a place, from which on it is a question that one person gave nearly all of them.
const LEAST_APPROVALS: i64 = 50;

/// The questions that one reviewer's figures raise, where so many approvals were given in all.
#[must_use]
pub fn signals(figures: &SignOff, approvals: i64) -> Vec<SignOffSignal> {
    let is_hasty = figures.timed >= LEAST_TIMED && figures.milliseconds / figures.timed < HASTE;
    let is_sole = approvals >= LEAST_APPROVALS && figures.approved * 10 >= approvals * 9;
    [
        (figures.unopened > 0).then_some(SignOffSignal::Unopened),
        is_hasty.then_some(SignOffSignal::Hasty),
        is_sole.then_some(SignOffSignal::SoleApprover),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_a_seed_a_size_and_a_period() {
        let at = |day: &str| format!("2026-03-{day}T00:00:00Z").parse().unwrap();
        let good = SampleRequest {
            institution_id: Uuid::nil(),
            seed: "dice 4 6 1".to_owned(),
            count: 500,
            since: at("01"),
            until: at("02"),
        };
        let key = |request: SampleRequest| problem(&request).map(|told| told.key().to_owned());
        assert_eq!(key(good.clone()), None);
        for seed in [" ".to_owned(), String::new(), "x".repeat(201)] {
            assert_eq!(key(SampleRequest { seed, ..good.clone() }).as_deref(), Some("oversight-seed"));
        }
        for count in [0, 501] {
            assert_eq!(
                key(SampleRequest { count, ..good.clone() }).as_deref(),
                Some("oversight-sample-size")
            );
        }
        assert_eq!(key(SampleRequest { until: at("01"), ..good }).as_deref(), Some("oversight-period"));
    }
}
