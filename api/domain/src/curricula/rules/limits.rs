//! What a plan asks that nobody could ever show, because the calendar or its own figures leave no room for it.
//!
//! Only what is certain is refused: days are those of the longest calendar that the plan's length can mean, so that whoever asks
//! for 366 days in twelve months is let be, and whoever asks for 367 is not.

use chrono::{Months, NaiveDate};
use platform::codes::Code as _;
use platform::text::{Argument, Message};

use super::{Figures, Requirement, RequirementKind, Stage, Unit};

/// Where in a plan something stands that cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the requirement at this position: in a field of its own, or in its target.
    Requirement(i32, Option<&'static str>),
    /// In those of the stage at this position together, from 1.
    Stage(usize),
    /// In all of them together.
    Plan,
}

/// Something that can never be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// Where it stands.
    pub place: Place,
    /// What is asked and what there is room for.
    pub message: Message,
}

/// A stretch of the calendar in which something is to be met.
#[derive(Clone, Debug)]
struct Span {
    name: Argument,
    days: i64,
}

/// Everything in a plan that can never be met; what belongs to a stage must find room in that.
#[must_use]
pub fn impossible(figures: &Figures, stages: &[Stage], asked: &[&Requirement]) -> Vec<Impossible> {
    let training = Span { name: Message::new("curricula-the-training").into(), days: figures.most_days() };
    let mut found: Vec<Impossible> = Vec::new();
    for requirement in asked {
        let stage = stages.iter().find(|stage| requirement.rule.stage.as_ref() == Some(&stage.code));
        let stage = stage.map(|stage| Span::of(stage, figures));
        found.extend(too_much(requirement, figures, stage.as_ref().unwrap_or(&training)));
        found.extend(contradictions(requirement));
    }
    for (stage, position) in stages.iter().zip(1..) {
        let own: Vec<&Requirement> =
            asked.iter().copied().filter(|asked| asked.rule.stage.as_ref() == Some(&stage.code)).collect();
        let crowded = crowded(&own, &Span::of(stage, figures));
        found.extend(crowded.map(|message| Impossible { place: Place::Stage(position), message }));
    }
    found.extend(crowded(asked, &training).map(|message| Impossible { place: Place::Plan, message }));
    found
}

impl Span {
    fn of(stage: &Stage, figures: &Figures) -> Self {
        let name = (stage.name.zh.as_str(), stage.name.en.as_str()).into();
        Self { name, days: figures.most_days_in(stage.length) }
    }
}

/// That a requirement asks for more than its days can hold.
fn too_much(asked: &Requirement, figures: &Figures, span: &Span) -> Option<Impossible> {
    let most = asked.most_per_day(figures)?.saturating_mul(span.days);
    let field = asked.rule.most_per_day.map(|_| "most_per_day");
    let message = about(asked, "curricula-never").with("span", span.name.clone()).with("most", most);
    let place = Place::Requirement(asked.position, field);
    (asked.target > most).then_some(Impossible { place, message })
}

/// That a requirement contradicts itself: more assessors than attempts, more of its classes than of everything.
fn contradictions(asked: &Requirement) -> Vec<Impossible> {
    let mut found = Vec::new();
    let mut refuse = |field, message| {
        found.push(Impossible { place: Place::Requirement(asked.position, Some(field)), message });
    };
    let assessors = asked.rule.different_assessors.map(i64::from);
    if let Some(assessors) = assessors.filter(|least| asked.unit == Unit::Count && *least > asked.target) {
        refuse("different_assessors", about(asked, "curricula-never-assessors").with("assessors", assessors));
    }
    let classes =
        asked.rule.class_minimums.iter().fold(0, |sum: i64, least| sum.saturating_add(least.quantity));
    if classes > asked.target {
        refuse("class_minimums", about(asked, "curricula-never-classes").with("sum", classes));
    }
    found
}

fn about(asked: &Requirement, key: &'static str) -> Message {
    Message::new(key)
        .with("requirement", (asked.name.zh.as_str(), asked.name.en.as_str()))
        .with("asked", asked.target)
        .with("unit", asked.unit.label())
}

/// That stays of which no two can be one and the same ask for more days together than there are.
fn crowded(asked: &[&Requirement], span: &Span) -> Option<Message> {
    let mut stays: Vec<&Requirement> = asked.iter().copied().filter(|stay| is_stay(stay)).collect();
    stays.sort_by_key(|stay| (std::cmp::Reverse(stay.target), stay.position));
    let mut apart: Vec<&Requirement> = Vec::new();
    for stay in stays {
        if apart.iter().all(|other| are_apart(stay, other)) {
            apart.push(stay);
        }
    }
    let days = apart.iter().fold(0, |sum: i64, stay| sum.saturating_add(stay.target));
    let message = Message::new("curricula-never-together").with("span", span.name.clone());
    (days > span.days).then(|| message.with("asked", days).with("most", span.days))
}

fn is_stay(asked: &Requirement) -> bool {
    asked.kind == RequirementKind::TimeInDepartment
}

/// Whether no stay can serve both.
fn are_apart(one: &Requirement, other: &Requirement) -> bool {
    let (left, right) = (&one.rule.specialties, &other.rule.specialties);
    let is_named = one.rule.only_when_named || other.rule.only_when_named;
    let are_of_other_bases = one.base_kind.zip(other.base_kind).is_some_and(|(left, right)| left != right);
    let share_none =
        !left.is_empty() && !right.is_empty() && !left.iter().any(|specialty| right.contains(specialty));
    is_named || are_of_other_bases || share_none
}

impl Figures {
    /// The most days that the training can have, whichever day it begins on.
    #[must_use]
    pub fn most_days(&self) -> i64 {
        self.most_days_in(self.duration_weeks.unwrap_or(self.duration_months))
    }

    /// The most days that a part of so many weeks or months, as the training is counted, can have.
    fn most_days_in(&self, length: i32) -> i64 {
        if self.duration_weeks.is_some() { i64::from(length) * 7 } else { most_days_of(length) }
    }
}

/// The most days that so many months can have, whichever day they begin on: those from some first of a month in a leap year or
/// the three that follow it.
fn most_days_of(months: i32) -> i64 {
    let length = Months::new(months.unsigned_abs());
    let days = |later| {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1)?.checked_add_months(Months::new(later))?;
        Some((first.checked_add_months(length)? - first).num_days())
    };
    (0..48).filter_map(days).max().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_as_long_as_they_can_be() {
        let longest: Vec<i64> = [1, 2, 6, 12, 33, 48].map(most_days_of).into();
        assert_eq!(longest, [31, 62, 184, 366, 1007, 1461]);
    }
}
