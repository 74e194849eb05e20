//! When a requirement would be reached, and whether it still can be: rules with names, not guesses.
//!
//! 400 half-days asked, 100 credited in the first 100 days: at that pace the 300 left take 300 days, so that they are reached on
//! the 400th. Of a stay of 30 days, 10 credited: with one day of stay each day the 20 left end 20 days from now.

use chrono::{NaiveDate, TimeDelta};

use super::{Calendar, ProgressStatus, Standing};
use crate::curricula::{Figures, Requirement, RequirementKind};

platform::codes! {
    /// By which rule it is told when a requirement would be reached.
    pub enum ForecastRule {
        /// One day of stay each day from tomorrow on: it cannot be sooner.
        EarliestPossible = "EARLIEST_POSSIBLE",
        /// What is left is shown as fast as what was shown since the first day, pauses left out.
        PaceSoFar = "PACE_SO_FAR",
    }
}

/// When a requirement would be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// By which rule.
    pub rule: ForecastRule,
    /// The day.
    pub reached_on: NaiveDate,
    /// Whether the training lasts that long.
    pub is_in_time: bool,
}

/// Days after which a forecast says no more.
const FARTHEST: i64 = 36_500;

/// When a requirement would be reached; nothing when it is, when it begins anew each year, and when nothing was shown by which
/// a pace could be told.
#[must_use]
pub fn forecast(
    requirement: &Requirement,
    standing: &Standing,
    calendar: &Calendar<'_>,
    on: NaiveDate,
) -> Option<Forecast> {
    let shown = standing.credited + standing.running;
    let left = (standing.target - shown).max(0);
    let elapsed = calendar.elapsed(on);
    let (rule, days) = match requirement.kind {
        _ if standing.status == ProgressStatus::Met => return None,
        RequirementKind::ContinuingEducation => return None,
        RequirementKind::TimeInDepartment => (ForecastRule::EarliestPossible, left),
        _ if shown <= 0 => return None,
        _ => (ForecastRule::PaceSoFar, (elapsed.saturating_mul(left) + shown - 1) / shown),
    };
    let gone = elapsed + days.min(FARTHEST);
    let reached_on = calendar.day(gone) - TimeDelta::days(1);
    Some(Forecast { rule, reached_on, is_in_time: gone <= calendar.days() })
}

/// Whether a target can still be reached before the training ends, by what counts at most on one day. What is told late counts as
/// well, for as long as it may be told.
#[must_use]
pub fn is_still_possible(
    requirement: &Requirement,
    standing: &Standing,
    figures: &Figures,
    calendar: &Calendar<'_>,
    on: NaiveDate,
) -> bool {
    let left = calendar.days() - calendar.elapsed(on);
    let told_late = left + 1 + i64::from(figures.backdating_days);
    let Some(most) = requirement.most_per_day(figures) else { return true };
    // A day in a department cannot be told late.
    let days = if requirement.kind == RequirementKind::TimeInDepartment { left } else { told_late };
    standing.credited + standing.running + days.saturating_mul(most) >= standing.target
}
