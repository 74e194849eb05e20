//! The words of this room, and what may be proposed and done.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

pub mod appraisals;
pub mod caps;
pub mod completion;
pub mod following;
pub mod proposals;
pub mod standing;

platform::codes! {
    /// Where an apprenticeship stands, as somebody decided.
    pub enum ApprenticeshipStatus {
        /// It waits for a consent.
        Proposed = "PROPOSED",
        /// Both consented; it has not been ended.
        Active = "ACTIVE",
        /// One side declined.
        Declined = "DECLINED",
        /// It was taken back before both had consented.
        Withdrawn = "WITHDRAWN",
        /// It was ended before its time, or passed on.
        Ended = "ENDED",
        /// It was gone through.
        Completed = "COMPLETED",
    }
}

impl ApprenticeshipStatus {
    /// Where both have consented: it holds a place until its last day, which may be to come when it was ended.
    pub const BOUND: [Self; 3] = [Self::Active, Self::Ended, Self::Completed];
}

platform::codes! {
    /// On whose side somebody acts.
    pub enum ApprenticeshipSide {
        /// The master.
        Mentor = "MENTOR",
        /// The apprentice.
        Apprentice = "APPRENTICE",
        /// Whoever coordinates it.
        Coordinator = "COORDINATOR",
    }
}

platform::codes! {
    /// What was done about an apprenticeship.
    pub enum ApprenticeshipActKind {
        /// Proposed.
        Proposed = "PROPOSED",
        /// Consented to.
        Consented = "CONSENTED",
        /// Declined.
        Declined = "DECLINED",
        /// Taken back before both had consented.
        Withdrawn = "WITHDRAWN",
        /// Paused, from a day on.
        Paused = "PAUSED",
        /// Resumed, from a day on.
        Resumed = "RESUMED",
        /// Passed on to another master.
        HandedOver = "HANDED_OVER",
        /// Ended before its time.
        Ended = "ENDED",
        /// Gone through.
        Completed = "COMPLETED",
    }
}

platform::codes! {
    /// How people meet who teach and learn.
    pub enum Channel {
        /// At one place.
        OnSite = "ON_SITE",
        /// By video.
        Video = "VIDEO",
        /// By phone.
        Phone = "PHONE",
        /// By messages.
        Messaging = "MESSAGING",
        /// By e-mail.
        Email = "EMAIL",
    }
}

platform::codes! {
    /// What somebody thinks of a month, of an apprentice or of a master.
    pub enum PairingMark {
        /// Excellent.
        Excellent = "EXCELLENT",
        /// Good.
        Good = "GOOD",
        /// Passed.
        Passed = "PASSED",
        /// Failed.
        Failed = "FAILED",
    }
}

platform::codes! {
    /// Why an act upon an apprenticeship is refused.
    pub enum ApprenticeshipErrorCode {
        /// A figure, a text or a list is out of bounds.
        Invalid = "INVALID",
        /// Master and apprentice are one person.
        OwnMentor = "OWN_MENTOR",
        /// The master is not appointed for the whole term, or not in this specialty.
        NotAppointed = "NOT_APPOINTED",
        /// The enrolment is another person's, over, or of other days.
        EnrolmentMismatch = "ENROLMENT_MISMATCH",
        /// The two are paired in this specialty already, or such a pairing is proposed.
        AlreadyPaired = "ALREADY_PAIRED",
        /// The master has no free place on some day of the term.
        NoPlace = "NO_PLACE",
        /// It does not wait for this consent.
        NotProposed = "NOT_PROPOSED",
        /// It is not live.
        NotActive = "NOT_ACTIVE",
        /// The day is none on which this can be done.
        WrongDay = "WRONG_DAY",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
        /// She has said what she thinks already.
        Appraised = "APPRAISED",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

platform::codes! {
    /// Why an act upon a master's appointment is refused.
    pub enum MentorErrorCode {
        /// A figure, a day or a list is out of bounds.
        Invalid = "INVALID",
        /// She neither teaches nor works at the institution.
        NotTeaching = "NOT_TEACHING",
        /// She is appointed there already.
        Appointed = "APPOINTED",
        /// Apprentices of hers are live beyond that day.
        HasApprentices = "HAS_APPRENTICES",
    }
}

/// Longest note on what an apprenticeship is to achieve, in characters.
pub const LONGEST_GOALS_NOTE: usize = 1000;

/// A time in which an apprenticeship rests: first day, and last day once it was resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// First day.
    pub from: NaiveDate,
    /// Last day; open while it rests.
    pub until: Option<NaiveDate>,
}

/// The pauses that acts tell of, in their order: each PAUSED with the RESUMED after it.
#[must_use]
pub fn pauses(acts: &[(ApprenticeshipActKind, NaiveDate)]) -> Vec<Pause> {
    let mut found: Vec<Pause> = Vec::new();
    for (kind, day) in acts {
        match kind {
            // One that begins before the last is over makes that one open again.
            ApprenticeshipActKind::Paused => match found.last_mut().filter(|last| last.until >= Some(*day)) {
                Some(last) => *last = Pause { from: last.from.min(*day), until: None },
                None => found.push(Pause { from: *day, until: None }),
            },
            ApprenticeshipActKind::Resumed => {
                if let Some(open) = found.last_mut().filter(|pause| pause.until.is_none()) {
                    open.until = day.pred_opt();
                }
            }
            _ => {}
        }
    }
    found
}

/// That the status is not the one an act needs.
#[must_use]
pub fn status_problem(
    status: ApprenticeshipStatus,
    needed: ApprenticeshipStatus,
) -> Option<Problem<ApprenticeshipErrorCode>> {
    let code = if needed == ApprenticeshipStatus::Proposed {
        ApprenticeshipErrorCode::NotProposed
    } else {
        ApprenticeshipErrorCode::NotActive
    };
    let message =
        Message::new("pairings-status").with("status", status.label()).with("needed", needed.label());
    (status != needed).then(|| Problem::new(code, "", message))
}

/// That she followed on that day or later, so that nothing may begin or rest then.
#[must_use]
pub fn followed_problem(
    path: &str,
    from: NaiveDate,
    last_followed: Option<NaiveDate>,
) -> Option<Problem<ApprenticeshipErrorCode>> {
    let last = last_followed.filter(|last| from <= *last)?;
    let message = Message::new("pairings-followed").with("day", from).with("last", last);
    Some(Problem::new(ApprenticeshipErrorCode::WrongDay, path, message))
}

/// That a day is none on which something can be done: it must lie between two, both counted.
#[must_use]
pub fn day_problem(
    path: &str,
    day: NaiveDate,
    (first, last): (NaiveDate, NaiveDate),
) -> Option<Problem<ApprenticeshipErrorCode>> {
    if (first..=last).contains(&day) {
        return None;
    }
    let message = Message::new("pairings-day").with("day", day).with("first", first).with("last", last);
    Some(Problem::new(ApprenticeshipErrorCode::WrongDay, path, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_that_begins_within_another_makes_it_open_again() {
        use ApprenticeshipActKind::{Paused, Resumed};
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let planned = [(Paused, day("2026-04-01")), (Resumed, day("2026-05-01"))];
        let rested = |from: &str, until: Option<&str>| Pause { from: day(from), until: until.map(day) };
        assert_eq!(pauses(&planned), [rested("2026-04-01", Some("2026-04-30"))]);
        let again =
            [planned.as_slice(), &[(Paused, day("2026-04-10")), (Resumed, day("2026-04-20"))]].concat();
        assert_eq!(pauses(&again), [rested("2026-04-01", Some("2026-04-19"))]);
        let later = [planned.as_slice(), &[(Paused, day("2026-05-10"))]].concat();
        assert_eq!(pauses(&later), [rested("2026-04-01", Some("2026-04-30")), rested("2026-05-10", None)]);
    }
}
