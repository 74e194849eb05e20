//! The words of this room, and which terms of training and supervision are possible.

pub mod leave;

use chrono::NaiveDate;
use platform::text::Message;

platform::codes! {
    /// How a trainee came into the programme (报名类别).
    pub enum Origin {
        /// On the staff of the base itself (本单位人).
        OwnStaff = "OWN_STAFF",
        /// Sent by the institution that employs her (委培单位人).
        Sent = "SENT",
        /// Without an employer (社会人).
        Independent = "INDEPENDENT",
        /// Student of a professional master's degree (在校专硕).
        DegreeStudent = "DEGREE_STUDENT",
        /// Trained for an institution by order (订单定向).
        Directed = "DIRECTED",
    }
}

platform::codes! {
    /// Where an enrolment stands.
    pub enum EnrolmentStatus {
        /// In training.
        Active = "ACTIVE",
        /// Completed; its certificate was issued.
        Completed = "COMPLETED",
        /// Left before the end.
        Withdrawn = "WITHDRAWN",
        /// Joined into another enrolment of the same person in the same version.
        Merged = "MERGED",
    }
}

platform::codes! {
    /// What a supervisor is to an enrolment.
    pub enum SupervisionKind {
        /// The master whom the trainee follows (跟师导师).
        Master = "MASTER",
        /// The supervisor who answers for her training (责任导师).
        Responsible = "RESPONSIBLE",
    }
}

platform::codes! {
    /// What happens to an enrolment after it was made.
    pub enum EnrolmentActKind {
        /// The training pauses, and ends later by as many days (休学、延期).
        Deferral = "DEFERRAL",
        /// The last day is moved later (延长培训).
        Extension = "EXTENSION",
        /// The last day is moved earlier (减免培训时间).
        Shortening = "SHORTENING",
        /// The trainee leaves before the end (退出培训).
        Withdrawal = "WITHDRAWAL",
        /// She comes back after a withdrawal; the time between is a pause (恢复培训).
        Reinstatement = "REINSTATEMENT",
        /// The last day moves to where the rules of leave say that it belongs (请假顺延).
        Leave = "LEAVE",
        /// She is held to another curriculum version, of the same or another specialty (转换方案).
        Move = "MOVE",
    }
}

/// Days for which a training pauses at most, in all: three years.
pub const MOST_PAUSED_DAYS: i64 = 1096;
/// Years after the first day by which a training ends at the latest.
pub const LONGEST_TRAINING_YEARS: u32 = 15;

/// First and last day of a pause.
pub type Pause = (NaiveDate, NaiveDate);

/// Days of a span, first and last counted.
#[must_use]
pub fn days_of((first, last): Pause) -> i64 {
    (last - first).num_days() + 1
}

/// What is wrong with a pause of a training from `starts_on` to `completion`; nothing when it can be.
#[must_use]
pub fn pause_problem(
    (starts_on, completion): (NaiveDate, NaiveDate),
    pauses: &[Pause],
    pause: Pause,
) -> Option<(&'static str, Message)> {
    let (first, last) = pause;
    if last < first {
        let message = Message::new("enrolment-pause-order").with("first", first).with("last", last);
        return Some(("endsOn", message));
    }
    if !(starts_on..=completion).contains(&first) {
        let message = Message::new("enrolment-pause-outside").with("day", first);
        return Some(("startsOn", message.with("begin", starts_on).with("end", completion)));
    }
    if let Some(other) = pauses.iter().find(|other| first <= other.1 && other.0 <= last) {
        let message = Message::new("enrolment-pause-overlap").with("first", other.0).with("last", other.1);
        return Some(("startsOn", message));
    }
    let sum = pauses.iter().copied().map(days_of).sum::<i64>() + days_of(pause);
    (sum > MOST_PAUSED_DAYS).then(|| {
        let message = Message::new("enrolment-pause-too-long").with("days", sum);
        ("endsOn", message.with("most", MOST_PAUSED_DAYS))
    })
}

/// The last day of a training after a pause of so many days.
#[must_use]
pub fn later(completion: NaiveDate, days: i64) -> NaiveDate {
    completion.checked_add_signed(chrono::Duration::days(days)).unwrap_or(completion)
}

/// First year of recruitment that can be recorded.
pub const FIRST_RECRUITMENT_YEAR: i32 = 2000;

/// Whether two terms share a day; an open end never ends.
#[must_use]
pub fn terms_overlap(first: (NaiveDate, Option<NaiveDate>), second: (NaiveDate, Option<NaiveDate>)) -> bool {
    second.1.is_none_or(|end| first.0 <= end) && first.1.is_none_or(|end| second.0 <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_lies_within_the_training_and_overlaps_no_other() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let training = (day("2026-01-01"), day("2028-09-30"));
        let earlier = [(day("2026-03-01"), day("2026-03-31"))];
        let field = |first: &str, last: &str| {
            pause_problem(training, &earlier, (day(first), day(last))).map(|(field, _)| field)
        };
        assert_eq!(field("2026-04-01", "2026-06-30"), None);
        assert_eq!(field("2026-03-31", "2026-06-30"), Some("startsOn"));
        assert_eq!(field("2025-12-31", "2026-01-30"), Some("startsOn"));
        assert_eq!(field("2028-10-01", "2028-10-30"), Some("startsOn"));
        assert_eq!(field("2026-06-30", "2026-06-01"), Some("endsOn"));
        // 31 days are paused already; 1065 more are three years, one more is too long.
        assert_eq!(field("2026-04-01", "2029-02-28"), None);
        assert_eq!(field("2026-04-01", "2029-03-01"), Some("endsOn"));
        assert_eq!(days_of((day("2026-04-01"), day("2029-02-28"))), 1065);
        assert_eq!(later(day("2028-09-30"), 31), day("2028-10-31"));
    }

    #[test]
    fn terms_overlap_when_they_share_a_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert!(terms_overlap((day(1), Some(day(5))), (day(5), None)));
        assert!(!terms_overlap((day(1), Some(day(5))), (day(6), None)));
        assert!(!terms_overlap((day(6), None), (day(1), Some(day(5)))));
        assert!(terms_overlap((day(6), None), (day(1), None)));
    }
}
