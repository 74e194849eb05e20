//! What an apprentice writes about following her master, and what her master says about a month of it.

use chrono::{Datelike, Months, NaiveDate};
use platform::error::Problem;
use platform::text::Message;

use crate::identity::rules::{identifier_problem, length_problem, text_problem};

/// Longest text about the cases seen, about what was learned, or about a month, in characters.
pub const LONGEST_FOLLOWING_TEXT: usize = 5000;

/// What is wrong with the texts of a record: the cases seen may stay empty, as when they studied, and neither tells who a patient is.
#[must_use]
pub fn record_problems<C: Copy>(
    (invalid, identified): (C, C),
    (seen, learned): (&str, &str),
) -> Vec<Problem<C>> {
    let lengths = [
        length_problem(invalid, "seen", seen, LONGEST_FOLLOWING_TEXT),
        text_problem(invalid, "learned", learned, LONGEST_FOLLOWING_TEXT),
    ];
    let identifiers =
        [("seen", seen), ("learned", learned)].map(|(path, text)| identifier_problem(identified, path, text));
    lengths.into_iter().chain(identifiers).flatten().collect()
}

/// The first day of a day's month.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The last day of a day's month.
#[must_use]
pub fn last_of(day: NaiveDate) -> NaiveDate {
    month_of(day).checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day)
}

/// That a month has no day between two others.
pub fn month_problem<C>(
    code: C,
    month: NaiveDate,
    (first, last): (NaiveDate, NaiveDate),
) -> Option<Problem<C>> {
    let message = Message::new("pairings-following-month").with("first", first).with("last", last);
    let is_outside = first > last || month < month_of(first) || month > last;
    is_outside.then(|| Problem::new(code, "monthOn", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_counts_when_one_of_its_days_does() {
        let term = (day("2026-03-31"), day("2026-05-01"));
        let is_in = |month: &str| month_problem((), day(month), term).is_none();
        assert_eq!(
            ["2026-02-01", "2026-03-01", "2026-05-01", "2026-06-01"].map(is_in),
            [false, true, true, false]
        );
        // It begins later this month: nothing has happened yet.
        assert!(month_problem((), day("2026-03-01"), (day("2026-03-31"), day("2026-03-05"))).is_some());
        assert_eq!(last_of(day("2028-02-03")), day("2028-02-29"));
    }

    #[test]
    fn a_record_says_what_was_learned_and_tells_no_patient() {
        let paths = |seen: &str, learned: &str| {
            let found = record_problems(("invalid", "identified"), (seen, learned));
            found.into_iter().map(|problem| (problem.code, problem.path.join("."))).collect::<Vec<_>>()
        };
        assert_eq!(paths("", "舌脉合参（示例）"), []);
        assert_eq!(paths("", " "), [("invalid", "learned".to_owned())]);
        let long = "字".repeat(LONGEST_FOLLOWING_TEXT + 1);
        assert_eq!(
            paths(&long, "电话13800138000"),
            [("invalid", "seen".to_owned()), ("identified", "learned".to_owned())]
        );
    }
}
