//! What qualifies somebody to teach, and until when.

use chrono::{Days, Months, NaiveDate};
use platform::error::Problem;
use platform::text::Message;

use crate::identity::rules::text_problem;

platform::codes! {
    /// Kind of what qualifies somebody to teach.
    pub enum QualificationKind {
        /// Supervisor of general practitioners at a clinical base.
        GpSupervisorClinical = "GP_SUPERVISOR_CLINICAL",
        /// Supervisor of general practitioners at a grassroots practice base.
        GpSupervisorGrassroots = "GP_SUPERVISOR_GRASSROOTS",
        /// Supervisor of residents of another specialty.
        ResidencySupervisor = "RESIDENCY_SUPERVISOR",
        /// Diploma of a teacher.
        TeachingDiploma = "TEACHING_DIPLOMA",
    }
}

platform::codes! {
    /// How far somebody is qualified to teach on a day.
    pub enum QualificationState {
        /// Nothing is recorded that qualified her by then.
        None = "NONE",
        /// She is qualified.
        Valid = "VALID",
        /// She is qualified, for no more than 90 days.
        Expiring = "EXPIRING",
        /// What qualified her is over.
        Expired = "EXPIRED",
    }
}

platform::codes! {
    /// Why an act upon a qualification is refused.
    pub enum QualificationErrorCode {
        /// A value is missing or too long, or days are in the wrong order.
        Invalid = "INVALID",
        /// It is recorded already.
        Taken = "TAKEN",
        /// The person neither teaches nor works at the institution.
        NotTeaching = "NOT_TEACHING",
    }
}

/// Days before its end from which on a holder is told, each once.
pub const WARNING_DAYS: [i32; 2] = [90, 30];

/// Years for which a supervisor's certificate is valid where nothing else is said (GP base norms, 2021/2022 rubric).
pub const YEARS_VALID: u32 = 5;

/// Longest number of a certificate, in characters.
pub const LONGEST_NUMBER: usize = 64;

/// Longest validity, in years: enough for what never ends, and short enough to catch a wrong century.
const MOST_YEARS: u32 = 60;

/// When a qualification holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub issued_on: NaiveDate,
    /// Last day, as the certificate says.
    pub expires_on: NaiveDate,
    /// Last day, where it ended before.
    pub ended_on: Option<NaiveDate>,
}

impl Validity {
    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.ended_on.map_or(self.expires_on, |ended| ended.min(self.expires_on))
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn is_on(self, day: NaiveDate) -> bool {
        self.issued_on <= day && day <= self.last()
    }
}

/// How far somebody is qualified on a day, by everything that ever qualified her.
#[must_use]
pub fn qualification_state(held: &[Validity], day: NaiveDate) -> QualificationState {
    let begun = held.iter().filter(|validity| validity.issued_on <= day);
    let Some(last) = begun.map(|validity| validity.last()).max() else {
        return QualificationState::None;
    };
    let [soon, _] = WARNING_DAYS;
    match last.signed_duration_since(day).num_days() {
        left if left < 0 => QualificationState::Expired,
        left if left <= i64::from(soon) => QualificationState::Expiring,
        _ => QualificationState::Valid,
    }
}

/// The last day where nothing else is said: five years from the first, less a day.
#[must_use]
pub fn usual_expiry(issued_on: NaiveDate) -> Option<NaiveDate> {
    issued_on.checked_add_months(Months::new(12 * YEARS_VALID))?.pred_opt()
}

/// Within how many days of its end a holder is to be told today; nothing when she was told of that already, or it is not near. Only
/// the nearest threshold is told.
#[must_use]
pub fn warning_due(expires_on: NaiveDate, today: NaiveDate, told: Option<i32>) -> Option<i32> {
    let left = expires_on.signed_duration_since(today).num_days();
    if left < 0 {
        return None;
    }
    let within = WARNING_DAYS.into_iter().filter(|days| left <= i64::from(*days)).min()?;
    told.is_none_or(|told| within < told).then_some(within)
}

/// The last day that is near enough to be told of today.
#[must_use]
pub fn warning_horizon(today: NaiveDate) -> NaiveDate {
    let [soon, _] = WARNING_DAYS;
    today.checked_add_days(Days::new(u64::from(soon.unsigned_abs()))).unwrap_or(today)
}

/// What is wrong with the number and the days of a qualification.
#[must_use]
pub fn qualification_problems(
    number: &str,
    issued_on: NaiveDate,
    expires_on: NaiveDate,
    today: NaiveDate,
) -> Vec<Problem<QualificationErrorCode>> {
    let code = QualificationErrorCode::Invalid;
    let mut problems = Vec::from_iter(text_problem(code, "number", number, LONGEST_NUMBER));
    if today < issued_on {
        let message = Message::new("organisations-qualification-future").with("day", issued_on);
        problems.push(Problem::new(code, "issuedOn", message));
    }
    let latest = issued_on.checked_add_months(Months::new(12 * MOST_YEARS)).unwrap_or(issued_on);
    if expires_on < issued_on {
        let message =
            Message::new("common-dates-in-wrong-order").with("start", issued_on).with("end", expires_on);
        problems.push(Problem::new(code, "expiresOn", message));
    } else if latest < expires_on {
        let message = Message::new("organisations-qualification-long").with("latest", latest);
        problems.push(Problem::new(code, "expiresOn", message));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn supervisor_certificate_valid_5_years() {
        assert_eq!(usual_expiry(day("2026-03-02")), Some(day("2031-03-01")));
        assert_eq!(usual_expiry(day("2024-02-29")), Some(day("2029-02-27")));
    }

    #[test]
    fn each_threshold_is_told_once_and_the_nearest_alone() {
        let due = |today: &str, told| warning_due(day("2026-06-01"), day(today), told);
        assert_eq!(due("2026-03-02", None), None, "91 days");
        assert_eq!(due("2026-03-03", None), Some(90));
        assert_eq!(due("2026-03-04", Some(90)), None);
        assert_eq!(due("2026-05-02", Some(90)), Some(30));
        assert_eq!(due("2026-05-03", Some(30)), None);
        assert_eq!(due("2026-05-20", None), Some(30), "recorded late");
        assert_eq!(due("2026-06-01", Some(90)), Some(30));
        assert_eq!(due("2026-06-02", None), None, "over");
    }

    #[test]
    fn a_state_is_that_of_what_lasts_longest() {
        let validity = |issued: &str, expires: &str, ended: Option<&str>| Validity {
            issued_on: day(issued),
            expires_on: day(expires),
            ended_on: ended.map(day),
        };
        let state = |held: &[Validity]| qualification_state(held, day("2026-03-02"));
        assert_eq!(state(&[]), QualificationState::None);
        assert_eq!(state(&[validity("2026-03-03", "2031-03-02", None)]), QualificationState::None);
        let old = validity("2020-01-01", "2026-03-01", None);
        assert_eq!(state(&[old]), QualificationState::Expired);
        assert_eq!(state(&[old, validity("2021-01-01", "2026-05-31", None)]), QualificationState::Expiring);
        assert_eq!(state(&[old, validity("2021-01-01", "2026-06-01", None)]), QualificationState::Valid);
        let ended = validity("2021-01-01", "2030-01-01", Some("2026-03-01"));
        assert_eq!(state(&[ended]), QualificationState::Expired);
        assert!(!ended.is_on(day("2026-03-02")) && ended.is_on(day("2026-03-01")));
    }

    #[test]
    fn days_and_numbers_that_cannot_be_are_told() {
        let paths = |number: &str, issued: &str, expires: &str| -> Vec<String> {
            let problems = qualification_problems(number, day(issued), day(expires), day("2026-03-02"));
            problems.into_iter().map(|problem| problem.path.join(".")).collect()
        };
        assert!(paths("示例-1", "2026-03-02", "2031-03-01").is_empty());
        assert_eq!(paths(" ", "2026-03-03", "2026-03-02"), ["number", "issuedOn", "expiresOn"]);
        assert_eq!(paths("1", "2026-03-02", "2086-03-03"), ["expiresOn"]);
    }
}
