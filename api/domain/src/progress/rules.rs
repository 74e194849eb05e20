//! How far, and why: what a requirement's totals mean on a given day.
//!
//! A requirement answers with raw figures and with what follows from them. Whatever is no sum is decided here from
//! the facets: different assessors, choices among options, classes within a year. Pace compares with the calendar:
//! what runs alongside should have reached its share of the time gone by; a stay must still fit into the time left.

use chrono::{Datelike, NaiveDate, TimeDelta};
use platform::text::{Argument, Message};
use uuid::Uuid;

use crate::curricula::{Requirement, RequirementKind};
use crate::enrolment::Pause;
use crate::evidence::{Facet, Totals};

mod forecast;
mod prerequisites;

pub use forecast::{Forecast, ForecastRule, forecast, is_still_possible};
pub use prerequisites::hold_back;

platform::codes! {
    /// Where a requirement stands.
    pub enum ProgressStatus {
        /// Nothing credited and nothing running.
        NotStarted = "NOT_STARTED",
        /// Something is credited or running.
        InProgress = "IN_PROGRESS",
        /// Target and every condition reached.
        Met = "MET",
    }
}

platform::codes! {
    /// How it stands against the calendar.
    pub enum Pace {
        /// Reached.
        Done = "DONE",
        /// As far as the calendar asks, or farther.
        OnTrack = "ON_TRACK",
        /// Less than the calendar asks.
        Behind = "BEHIND",
    }
}

/// One condition beside the target, decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is asked and what is there.
    pub message: Message,
    /// Whether it holds.
    pub is_met: bool,
}

/// First and last day of a training, and when it paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar<'a> {
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day as planned.
    pub ends_on: NaiveDate,
    /// Pauses, which overlap nowhere; they are no days of training.
    pub pauses: &'a [Pause],
}

impl Calendar<'_> {
    /// Days from the first to the last, both counted, without pauses.
    #[must_use]
    pub fn days(&self) -> i64 {
        ((self.ends_on - self.starts_on).num_days() + 1 - self.paused(self.ends_on)).max(1)
    }

    /// Days that were paused by a day, that day counted.
    fn paused(&self, by: NaiveDate) -> i64 {
        let until = |(first, last): &Pause| ((*last).min(by) - (*first).max(self.starts_on)).num_days() + 1;
        self.pauses.iter().map(|pause| until(pause).max(0)).sum()
    }

    /// Days gone by on a day, that day counted, within the training and without pauses.
    #[must_use]
    pub fn elapsed(&self, on: NaiveDate) -> i64 {
        ((on - self.starts_on).num_days() + 1 - self.paused(on)).clamp(0, self.days())
    }

    /// First and last day of a part of the training: of its days, pauses left out, those after `before` and up to `until`. A part
    /// that the training does not last for ends with it.
    #[must_use]
    pub fn part(&self, (before, until): (i64, i64)) -> Self {
        let ends_on = self.day(until - 1).min(self.ends_on);
        Self { starts_on: self.day(before).min(ends_on), ends_on, pauses: self.pauses }
    }

    /// The day before which so many days of training have gone by.
    fn day(&self, gone: i64) -> NaiveDate {
        let mut day = self.starts_on + TimeDelta::days(gone);
        let mut pauses: Vec<&Pause> = self.pauses.iter().collect();
        pauses.sort_unstable();
        for (first, last) in pauses {
            if *first <= day {
                day += *last - *first + TimeDelta::days(1);
            }
        }
        day
    }
}

/// What a requirement's totals mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The requirement.
    pub requirement_id: Uuid,
    /// What is credited, in its unit.
    pub credited: i64,
    /// What of it was granted by decision, without being shown in this training, in its unit.
    pub granted: i64,
    /// What is under way or awaits review, in its unit.
    pub running: i64,
    /// What is asked, in its unit.
    pub target: i64,
    /// What the calendar asks for by the day.
    pub expected: i64,
    /// Conditions beside the target.
    pub conditions: Vec<Condition>,
    /// Status.
    pub status: ProgressStatus,
    /// Pace.
    pub pace: Pace,
}

/// Decides a requirement from its totals on the day `on`.
#[must_use]
pub fn decide(
    requirement: &Requirement,
    totals: &Totals,
    running: i64,
    calendar: &Calendar<'_>,
    on: NaiveDate,
) -> Standing {
    let mut conditions = Vec::new();
    let credited = match requirement.kind {
        RequirementKind::ContinuingEducation => this_year(requirement, totals, on, &mut conditions),
        RequirementKind::TimeInDepartment if requirement.rule.choose.is_some() => {
            chosen(requirement, totals, &mut conditions)
        }
        _ => totals.total(),
    };
    if let Some(least) = requirement.rule.different_assessors {
        let assessors = totals.values(Facet::Assessor).count();
        conditions.push(Condition {
            message: Message::new("progress-different-assessors")
                .with("least", least)
                .with("assessors", assessors),
            is_met: assessors >= usize::try_from(least).unwrap_or(usize::MAX),
        });
    }
    let is_met = credited >= requirement.target && conditions.iter().all(|condition| condition.is_met);
    let expected = expected(requirement, *calendar, on);
    let status = if is_met {
        ProgressStatus::Met
    } else if credited > 0 || running > 0 || totals.total() > 0 {
        ProgressStatus::InProgress
    } else {
        ProgressStatus::NotStarted
    };
    let pace = if is_met {
        Pace::Done
    } else if credited + running >= expected {
        Pace::OnTrack
    } else {
        Pace::Behind
    };
    Standing {
        requirement_id: requirement.id,
        credited,
        granted: totals.values(Facet::Granted).map(|(_, quantity)| quantity).sum(),
        running,
        target: requirement.target,
        expected,
        conditions,
        status,
        pace,
    }
}

/// What the calendar asks for by a day: of a stay, what would not fit into the days left any more; of everything
/// else, the share of the time gone by, rounded down.
fn expected(requirement: &Requirement, calendar: Calendar<'_>, on: NaiveDate) -> i64 {
    let elapsed = calendar.elapsed(on);
    match requirement.kind {
        RequirementKind::TimeInDepartment => (requirement.target - (calendar.days() - elapsed)).max(0),
        _ => requirement.target * elapsed / calendar.days(),
    }
}

/// Credits of the year of `on`; nothing carries over. The classes' minimums become conditions.
fn this_year(
    requirement: &Requirement,
    totals: &Totals,
    on: NaiveDate,
    conditions: &mut Vec<Condition>,
) -> i64 {
    let year = on.year().to_string();
    for minimum in &requirement.rule.class_minimums {
        let have = totals.get(Facet::ClassYear, &format!("{}/{year}", minimum.class));
        conditions.push(Condition {
            message: Message::new("progress-class-minimum")
                .with("class", minimum.class.as_str())
                .with("least", hundredths(minimum.quantity))
                .with("have", hundredths(have))
                .with("year", year.as_str()),
            is_met: have >= minimum.quantity,
        });
    }
    totals
        .values(Facet::ClassYear)
        .filter(|(value, _)| value.ends_with(&format!("/{year}")))
        .map(|(_, quantity)| quantity)
        .sum()
}

/// Hundredths as people write them: `25`, `2.5`, `0.05`.
#[must_use]
pub fn hundredths(quantity: i64) -> String {
    let text = format!("{}.{:02}", quantity / 100, quantity.rem_euclid(100));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Of the options the nearest ones count, each up to its share; every option begun is explained.
fn chosen(requirement: &Requirement, totals: &Totals, conditions: &mut Vec<Condition>) -> i64 {
    let each = requirement.option_target();
    let choose = usize::try_from(requirement.rule.choose.unwrap_or(1)).unwrap_or(1);
    let mut options: Vec<(&str, i64)> = totals.values(Facet::Specialty).collect();
    options.sort_by(|(left_name, left), (right_name, right)| right.cmp(left).then(left_name.cmp(right_name)));
    let complete = options.iter().filter(|(_, quantity)| *quantity >= each).count();
    let begun = options.iter().map(|(specialty, quantity)| {
        Argument::from(
            Message::new("progress-option")
                .with("option", Message::keyed(format!("specialty-{specialty}")))
                .with("quantity", *quantity)
                .with("each", each),
        )
    });
    conditions.push(Condition {
        message: Message::new("progress-choose")
            .with("choose", choose)
            .with("complete", complete)
            .with("options", Argument::List(begun.collect())),
        is_met: complete >= choose,
    });
    options.iter().take(choose).map(|(_, quantity)| (*quantity).min(each)).sum()
}

#[cfg(test)]
mod tests;
