//! Asking somebody by a link that works once: until when it works, how many are made, and where it stands.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Asia::Shanghai;
use platform::error::Problem;
use platform::text::Message;

use super::{AssessmentErrorCode, FormKind};

/// Days for which a link works, at most.
pub const LINK_LASTS_DAYS: i64 = 14;
/// Links that are made for one trainee within a day, at most: each may send a letter to a stranger.
pub const MOST_LINKS_A_DAY: u64 = 30;
/// Longest name of an assessor, in characters.
pub const LONGEST_ASSESSOR: usize = 64;

platform::codes! {
    /// Where a request for an assessment stands.
    pub enum AssessmentRequestStatus {
        /// Its link works.
        Open = "OPEN",
        /// It was answered.
        Used = "USED",
        /// It was taken back.
        Revoked = "REVOKED",
        /// Nobody answered in time.
        Expired = "EXPIRED",
    }
}

/// When a link made now stops working: after [`LINK_LASTS_DAYS`], and never later than the last day on which the form may be
/// filled in for the encounter, which is a day in Beijing.
#[must_use]
pub fn link_expires_at(now: DateTime<Utc>, occurred_on: NaiveDate, within_days: i64) -> DateTime<Utc> {
    let longest = now + Duration::days(LINK_LASTS_DAYS);
    let days = u64::try_from(within_days).unwrap_or_default().saturating_add(1);
    let day_after = occurred_on.checked_add_days(Days::new(days));
    let midnight =
        day_after.and_then(|day| Shanghai.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest());
    midnight.map_or(longest, |midnight| longest.min(midnight.to_utc()))
}

/// Where a request stands; what was used stays used, whatever came after.
#[must_use]
pub fn request_status(
    is_used: bool,
    is_revoked: bool,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> AssessmentRequestStatus {
    if is_used {
        AssessmentRequestStatus::Used
    } else if is_revoked {
        AssessmentRequestStatus::Revoked
    } else if now >= expires_at {
        AssessmentRequestStatus::Expired
    } else {
        AssessmentRequestStatus::Open
    }
}

/// Why a form of this kind is answered by no link of a single request.
#[must_use]
pub fn link_form_problem(kind: FormKind, name: (&str, &str)) -> Option<Problem<AssessmentErrorCode>> {
    let (code, key) = match kind {
        FormKind::SkillChecklist | FormKind::Workplace => return None,
        FormKind::Multisource => (AssessmentErrorCode::FormMultisource, "assessments-form-multisource"),
        FormKind::Exam => (AssessmentErrorCode::FormExam, "assessments-form-exam-link"),
    };
    Some(Problem::new(code, "formId", Message::new(key).with("form", name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_link_works_for_fourteen_days_and_never_past_the_days_of_its_form() {
        let now = at("2026-03-02T01:00:00Z");
        let ends = |occurred_on: &str, within| link_expires_at(now, occurred_on.parse().unwrap(), within);
        assert_eq!(ends("2026-03-02", 30), at("2026-03-16T01:00:00Z"));
        // The seventh day after the first of March ends at midnight in Beijing.
        assert_eq!(ends("2026-03-01", 7), at("2026-03-08T16:00:00Z"));
        assert_eq!(ends("2026-03-02", 0), at("2026-03-02T16:00:00Z"));
    }

    #[test]
    fn a_request_stands_in_one_place() {
        use AssessmentRequestStatus::{Expired, Open, Revoked, Used};
        let (early, end) = (at("2026-03-02T01:00:00Z"), at("2026-03-03T01:00:00Z"));
        assert_eq!(request_status(false, false, end, early), Open);
        assert_eq!(request_status(false, false, end, end), Expired);
        assert_eq!(request_status(false, true, end, end), Revoked);
        assert_eq!(request_status(true, false, end, end), Used);
    }

    #[test]
    fn examinations_and_forms_of_several_people_are_answered_by_no_single_link() {
        let code = |kind| link_form_problem(kind, ("示例", "Sample")).map(|problem| problem.code);
        assert_eq!(code(FormKind::Workplace), None);
        assert_eq!(code(FormKind::SkillChecklist), None);
        assert_eq!(code(FormKind::Multisource), Some(AssessmentErrorCode::FormMultisource));
        assert_eq!(code(FormKind::Exam), Some(AssessmentErrorCode::FormExam));
    }
}
