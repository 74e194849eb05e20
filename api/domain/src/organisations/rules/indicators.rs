//! What consortia and twinnings measure by, and what is read of it.
//!
//! A reading is a whole number in the indicator's unit, of an institution and of some days. It stands beside the reading of the same
//! days of the year before, by which one sees whether more became of it.

use chrono::{Datelike as _, Days as DayCount, Months, NaiveDate};
use platform::error::Problem;
use platform::text::Message;

use super::agreements::Days;

platform::codes! {
    /// In what an indicator is counted.
    pub enum IndicatorUnit {
        /// Visits of patients (人次).
        Visits = "VISITS",
        /// Examinations made (例).
        Examinations = "EXAMINATIONS",
        /// Money in fen, hundredths of a yuan (分).
        YuanHundredths = "YUAN_HUNDREDTHS",
        /// People (人).
        People = "PEOPLE",
        /// Referrals of patients (例次).
        Referrals = "REFERRALS",
        /// Whatever the name of the indicator says (个).
        Count = "COUNT",
    }
}

platform::codes! {
    /// Which way an indicator is meant to go.
    pub enum IndicatorDirection {
        /// More is better.
        MoreIsBetter = "MORE_IS_BETTER",
        /// Less is better.
        LessIsBetter = "LESS_IS_BETTER",
        /// Neither: it tells, and does not judge.
        Neither = "NEITHER",
    }
}

platform::codes! {
    /// Why an indicator is not added.
    pub enum IndicatorErrorCode {
        /// A value is missing, too long or malformed.
        Invalid = "INVALID",
        /// An indicator of the consortium, or one that comes with the system, has the code.
        Taken = "TAKEN",
        /// The consortium has as many as it may.
        TooMany = "TOO_MANY",
    }
}

/// Largest reading: a million million.
pub const LARGEST_READING: i64 = 1_000_000_000_000;
/// Most indicators that a consortium adds.
pub const MOST_INDICATORS: usize = 100;
/// Longest code of an indicator.
pub const LONGEST_INDICATOR_CODE: usize = 40;

/// The same days of the year before. Days that end with a month end with that month a year earlier too, so that February is held
/// against February, leap year or not; other days are moved as they are, and the 29th of February becomes the 28th.
#[must_use]
pub fn year_before((first, last): Days) -> Option<Days> {
    let earlier = |day: NaiveDate| day.checked_sub_months(Months::new(12));
    let after = last.checked_add_days(DayCount::new(1))?;
    let ends = if after.day() == 1 { earlier(after)?.pred_opt()? } else { earlier(last)? };
    Some((earlier(first)?, ends))
}

/// What stands against a new indicator of a consortium, where these codes are taken.
#[must_use]
pub fn indicator_problems(code: &str, taken: &[&str], own: usize) -> Vec<Problem<IndicatorErrorCode>> {
    let mut problems = Vec::new();
    let fits = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    let begins = code.starts_with(|letter: char| letter.is_ascii_uppercase());
    if !begins || code.len() > LONGEST_INDICATOR_CODE || !code.chars().all(fits) {
        let message = Message::new("organisations-indicator-code")
            .with("code", code)
            .with("limit", LONGEST_INDICATOR_CODE);
        problems.push(Problem::new(IndicatorErrorCode::Invalid, "code", message));
    } else if taken.contains(&code) {
        let message = Message::new("organisations-indicator-taken").with("code", code);
        problems.push(Problem::new(IndicatorErrorCode::Taken, "code", message));
    }
    if own >= MOST_INDICATORS {
        let message = Message::new("organisations-indicator-many").with("limit", MOST_INDICATORS);
        problems.push(Problem::new(IndicatorErrorCode::TooMany, "consortiumId", message));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_month_is_held_against_the_same_month() {
        let before = |first, last| year_before((first, last)).unwrap();
        assert_eq!(before(day(2026, 1, 1), day(2026, 3, 31)), (day(2025, 1, 1), day(2025, 3, 31)));
        assert_eq!(before(day(2025, 2, 1), day(2025, 2, 28)), (day(2024, 2, 1), day(2024, 2, 29)));
        assert_eq!(before(day(2028, 2, 1), day(2028, 2, 29)), (day(2027, 2, 1), day(2027, 2, 28)));
        assert_eq!(before(day(2028, 2, 10), day(2028, 2, 20)), (day(2027, 2, 10), day(2027, 2, 20)));
        assert_eq!(before(day(2028, 2, 29), day(2028, 3, 15)), (day(2027, 2, 28), day(2027, 3, 15)));
    }

    #[test]
    fn an_indicator_has_a_code_of_its_own() {
        let codes = |code: &str, own| -> Vec<IndicatorErrorCode> {
            indicator_problems(code, &["INCOME"], own).into_iter().map(|problem| problem.code).collect()
        };
        assert_eq!(codes("HOME_VISITS", 0), []);
        assert_eq!(codes("INCOME", 0), [IndicatorErrorCode::Taken]);
        for code in ["", "1ST", "income", "门诊"] {
            assert_eq!(codes(code, 0), [IndicatorErrorCode::Invalid], "{code}");
        }
        assert_eq!(
            codes("home", MOST_INDICATORS),
            [IndicatorErrorCode::Invalid, IndicatorErrorCode::TooMany]
        );
    }
}
