//! The words of this room, and which terms of training and supervision are possible.

use chrono::NaiveDate;

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
    fn terms_overlap_when_they_share_a_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert!(terms_overlap((day(1), Some(day(5))), (day(5), None)));
        assert!(!terms_overlap((day(1), Some(day(5))), (day(6), None)));
        assert!(!terms_overlap((day(6), None), (day(1), Some(day(5)))));
        assert!(terms_overlap((day(6), None), (day(1), None)));
    }
}
