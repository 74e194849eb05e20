//! The stages of a training, which follow one another from its first day.

use chrono::{Days, Months, NaiveDate};
use platform::error::Name;
use serde::{Deserialize, Serialize};

use super::Figures;

/// A part of a training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stage {
    /// Short name, unique within the version.
    pub code: String,
    /// Name.
    pub name: Name,
    /// Length in months, or in weeks where the version counts in weeks.
    pub length: i32,
}

/// The days of a stage among those of a training that begins on `starts_on`: how many come before its first, and how many have
/// come with its last. The months of all stages up to a day are counted together, so that short months add up to no drift.
#[must_use]
pub fn stage_days(
    stages: &[Stage],
    code: &str,
    figures: &Figures,
    starts_on: NaiveDate,
) -> Option<(i64, i64)> {
    let place = stages.iter().position(|stage| stage.code == code)?;
    let until = |count: usize| {
        let length = stages.iter().take(count).map(|stage| stage.length.unsigned_abs()).sum::<u32>();
        let next = match figures.duration_weeks {
            Some(_) => starts_on.checked_add_days(Days::new(u64::from(length) * 7))?,
            None => starts_on.checked_add_months(Months::new(length))?,
        };
        Some((next - starts_on).num_days())
    };
    Some((until(place)?, until(place + 1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(weeks: Option<i32>) -> Figures {
        Figures {
            duration_months: 3,
            duration_weeks: weeks,
            days_per_month: 30,
            minutes_per_half_day: 240,
            half_days_per_day: 2,
            review_window_days: 60,
            backdating_days: 30,
        }
    }

    #[test]
    fn stages_follow_one_another_without_a_gap() {
        let stage = |code: &str, length| Stage { code: code.into(), name: Name::new("示例", ""), length };
        let stages = [stage("ONE", 1), stage("TWO", 1), stage("THREE", 1)];
        let begins = "2026-01-31".parse().unwrap();
        let days = |weeks| {
            ["ONE", "TWO", "THREE", "FOUR"].map(|code| stage_days(&stages, code, &figures(weeks), begins))
        };
        assert_eq!(days(None), [Some((0, 28)), Some((28, 59)), Some((59, 89)), None]);
        assert_eq!(days(Some(12)), [Some((0, 7)), Some((7, 14)), Some((14, 21)), None]);
    }
}
