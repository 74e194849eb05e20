//! When the two say what they think of each other.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

use super::{ApprenticeshipErrorCode, ApprenticeshipStatus};

/// That it is not over: neither has it been ended, nor has its last day come. Nothing is over that never was.
#[must_use]
pub fn over_problem(
    status: ApprenticeshipStatus,
    last_day: NaiveDate,
    today: NaiveDate,
) -> Option<Problem<ApprenticeshipErrorCode>> {
    if !ApprenticeshipStatus::BOUND.contains(&status) {
        let message = Message::new("pairings-never-was").with("status", status.label());
        return Some(Problem::new(ApprenticeshipErrorCode::NotActive, "", message));
    }
    let message = Message::new("pairings-appraise-later").with("last", last_day);
    (status == ApprenticeshipStatus::Active && today < last_day)
        .then(|| Problem::new(ApprenticeshipErrorCode::WrongDay, "", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_speak_once_it_is_over() {
        use ApprenticeshipStatus::{Active, Completed, Declined, Ended, Proposed};
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let may = |status, today: &str| over_problem(status, day("2026-12-31"), day(today)).is_none();
        assert!(!may(Active, "2026-12-30"));
        assert!(may(Active, "2026-12-31"));
        assert!(may(Ended, "2026-06-01") && may(Completed, "2027-01-01"));
        assert!(!may(Proposed, "2027-01-01") && !may(Declined, "2027-01-01"));
    }
}
