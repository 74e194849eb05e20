//! What may be planned of a dispatch.

use chrono::NaiveDate;
use platform::error::Problem;
use platform::text::Message;

use crate::identity::rules::{identifier_problem, text_problem};
use crate::teaching::TeachingErrorCode;
use crate::timetables::{LeftOut, Occurrence};

/// Most lines of a timetable.
pub const MOST_SLOTS: usize = 50;
/// Most sessions that are planned at once.
pub const MOST_SESSIONS: usize = 2_000;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest term, in days.
const LONGEST_DAYS: i64 = 550;

/// First and last day.
pub type Days = (NaiveDate, NaiveDate);

/// Everything wrong with the words and days of a dispatch.
#[must_use]
pub fn dispatch_problems(name: &str, (first, last): Days) -> Vec<Problem<TeachingErrorCode>> {
    let code = TeachingErrorCode::Invalid;
    let mut problems: Vec<_> = text_problem(code, "name", name, LONGEST_NAME).into_iter().collect();
    problems.extend(identifier_problem(TeachingErrorCode::HasIdentifier, "name", name));
    let length = (last - first).num_days();
    if !(0..LONGEST_DAYS).contains(&length) {
        let message = Message::new("dispatches-term").with("days", LONGEST_DAYS);
        problems.push(Problem::new(code, "endsOn", message));
    }
    problems
}

/// Everything wrong with how many lines a timetable has.
#[must_use]
pub fn slots_problem(count: usize) -> Option<Problem<TeachingErrorCode>> {
    let message = Message::new("dispatches-slots").with("most", MOST_SLOTS);
    (!(1..=MOST_SLOTS).contains(&count)).then(|| Problem::new(TeachingErrorCode::Invalid, "slots", message))
}

/// Leaves out what falls due when the agreement does not hold.
#[must_use]
pub fn within_agreement(found: Vec<Occurrence>, agreed: Option<Days>) -> Vec<Occurrence> {
    let Some((first, last)) = agreed else { return found };
    let kept = |one: Occurrence| {
        if one.left_out.is_some() || (first <= one.on && one.on <= last) {
            one
        } else {
            one.without(LeftOut::NotAgreed)
        }
    };
    found.into_iter().map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timetables::{Calendar, HolidayPractice, Recurrence, expand};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_series_stops_with_its_agreement_and_says_so() {
        let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let of = Recurrence {
            first: (at("2026-03-03T08:00:00+08:00"), at("2026-03-03T10:00:00+08:00")),
            rule: Some("FREQ=WEEKLY".to_owned()),
            holidays: HolidayPractice::LeaveOut,
            except_days: Vec::new(),
        };
        let found = expand(&of, &Calendar::default(), (day("2026-03-01"), day("2026-03-31")));
        let agreed = within_agreement(found.clone(), Some((day("2026-03-05"), day("2026-03-20"))));
        let told: Vec<_> = agreed.iter().map(|one| (one.on.to_string(), one.left_out)).collect();
        let out = Some(LeftOut::NotAgreed);
        assert_eq!(
            told,
            [
                ("2026-03-03".to_owned(), out),
                ("2026-03-10".to_owned(), None),
                ("2026-03-17".to_owned(), None),
                ("2026-03-24".to_owned(), out),
                ("2026-03-31".to_owned(), out)
            ]
        );
        assert_eq!(within_agreement(found.clone(), None), found);
    }

    #[test]
    fn a_dispatch_has_a_name_a_term_and_a_timetable() {
        let paths = |problems: Vec<Problem<TeachingErrorCode>>| {
            problems.into_iter().map(|found| found.path.join(".")).collect::<Vec<_>>()
        };
        let term = (day("2026-03-01"), day("2026-08-31"));
        assert!(dispatch_problems("第一批专家派驻（示例）", term).is_empty());
        assert_eq!(paths(dispatch_problems(" ", (term.1, term.0))), ["name", "endsOn"]);
        assert_eq!(paths(dispatch_problems("13800138000", term)), ["name"]);
        assert!(dispatch_problems("示例", (day("2026-01-01"), day("2027-07-04"))).is_empty());
        assert_eq!(paths(dispatch_problems("示例", (day("2026-01-01"), day("2027-07-05")))), ["endsOn"]);
        assert!(slots_problem(0).is_some() && slots_problem(1).is_none() && slots_problem(51).is_some());
    }
}
