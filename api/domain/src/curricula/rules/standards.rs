//! A plan held against the standard that it adapts: it may ask for more, and never for less.
//!
//! Each requirement of the standard is met by one of the plan's or by several, of its kind. Their targets are taken together,
//! and so are the least quantities of a class, the assessors and the options to choose; of everything else each is held to what
//! the standard asks. An example, which is also a test: thirty cases by two assessors are met by twenty in one department and
//! ten in another, when either asks for two assessors; with nine in the other the targets are 29 of 30.

use std::sync::Arc;

use platform::codes::Code as _;
use platform::text::{Argument, Message};

use super::{CaseRole, Figures, Requirement, RequirementKind, Unit};

/// Where a plan falls short of its standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// The requirement of the plan, by its position; the plan as a whole when absent.
    pub position: Option<i32>,
    /// The field; the target, or what is missing, when absent.
    pub field: Option<&'static str>,
    /// What the plan asks and what the standard does.
    pub message: Message,
}

/// Everywhere that a plan falls short of a standard. What meets what is said by `standard_requirement_id`.
#[must_use]
pub fn shortfalls(
    (standard_figures, standard): (&Figures, &[Arc<Requirement>]),
    (figures, own): (&Figures, &[&Requirement]),
) -> Vec<Shortfall> {
    let mut found = Vec::new();
    let minutes = (figures.minutes_per_half_day, standard_figures.minutes_per_half_day);
    if minutes.0 < minutes.1 && standard.iter().any(|asked| asked.unit == Unit::HalfDay) {
        let message = Message::new("curricula-standard-half-day").with("have", minutes.0);
        let message = message.with("asked", minutes.1);
        found.push(Shortfall { position: None, field: Some("figures.minutes_per_half_day"), message });
    }
    for asked in standard {
        let meeting: Vec<&Requirement> =
            own.iter().copied().filter(|one| one.standard_requirement_id == Some(asked.id)).collect();
        let Some(first) = meeting.first() else {
            found.push(Shortfall { position: None, field: None, message: missing(asked) });
            continue;
        };
        let others = meeting.iter().filter(|one| one.kind != asked.kind);
        let are_alike = others.clone().next().is_none();
        found.extend(others.map(|one| {
            short(one, Some("kind"), what("kind"), (one.kind.label().into(), asked.kind.label().into()))
        }));
        if are_alike {
            found.extend(meeting.iter().flat_map(|one| weaker(asked, one)));
            found.extend(less_together(asked, first, &meeting));
        }
    }
    found
}

fn missing(asked: &Requirement) -> Message {
    Message::new("curricula-standard-missing")
        .with("requirement", (asked.name.zh.as_str(), asked.name.en.as_str()))
        .with("code", &asked.code)
        .with("asked", quantity(asked, asked.target))
}

fn what(what: &str) -> Message {
    Message::keyed(format!("curricula-standard-{what}"))
}

fn short(
    one: &Requirement,
    field: Option<&'static str>,
    what: Message,
    (have, asked): (Argument, Argument),
) -> Shortfall {
    let message = Message::new("curricula-standard-weaker")
        .with("requirement", (one.name.zh.as_str(), one.name.en.as_str()))
        .with("what", what)
        .with("have", have)
        .with("asked", asked);
    Shortfall { position: Some(one.position), field, message }
}

fn quantity(of: &Requirement, quantity: i64) -> Message {
    Message::new("curricula-standard-quantity").with("quantity", quantity).with("unit", of.unit.label())
}

fn or_none<T: Into<Argument>>(value: Option<T>) -> Argument {
    value.map_or_else(|| Message::new("curricula-standard-none").into(), Into::into)
}

/// What one requirement asks less strictly than the standard's that it meets.
fn weaker(asked: &Requirement, one: &Requirement) -> Vec<Shortfall> {
    let (rule, own) = (&asked.rule, &one.rule);
    let mut found = Vec::new();
    let mut hold = |is_weaker: bool, field, of, have: Argument, wanted: Argument| {
        if is_weaker {
            found.push(short(one, Some(field), what(of), (have, wanted)));
        }
    };
    let is_case = asked.kind == RequirementKind::Cases;
    let level = |level: Option<i32>| match level.and_then(CaseRole::of_level).filter(|_| is_case) {
        Some(part) => part.label().into(),
        None => or_none(level),
    };
    let (field, of) = if is_case { ("least_role", "role") } else { ("minimum_level", "level") };
    let is_lower = own.minimum_level < rule.minimum_level;
    hold(is_lower, field, of, level(own.minimum_level), level(rule.minimum_level));
    let base = |of: &Requirement| or_none(of.base_kind.map(platform::codes::Code::label));
    let is_elsewhere = asked.base_kind.is_some() && one.base_kind != asked.base_kind;
    hold(is_elsewhere, "base_kind", "base", base(one), base(asked));
    let is_more = rule.most_per_day.is_some_and(|most| own.most_per_day.is_none_or(|own| own > most));
    hold(is_more, "most_per_day", "day", or_none(own.most_per_day), or_none(rule.most_per_day));
    let is_shorter = own.least_characters < rule.least_characters;
    let (has, wanted) = (or_none(own.least_characters), or_none(rule.least_characters));
    hold(is_shorter, "least_characters", "characters", has, wanted);
    let checker = |of: &Requirement| or_none(of.rule.checked_by.map(platform::codes::Code::label));
    let is_checked_below = own.checked_by < rule.checked_by;
    hold(is_checked_below, "checked_by", "checker", checker(one), checker(asked));
    let is_outside = |own: &String| !rule.specialties.contains(own);
    let is_wider = !rule.specialties.is_empty()
        && (own.specialties.is_empty() || own.specialties.iter().any(is_outside));
    let listed = |list: &[String]| or_none((!list.is_empty()).then(|| list.join(", ")));
    hold(is_wider, "specialties", "specialties", listed(&own.specialties), listed(&rule.specialties));
    let is_another = rule.subject.is_some() && own.subject != rule.subject;
    hold(is_another, "subject", "subject", or_none(own.subject.as_ref()), or_none(rule.subject.as_ref()));
    let does_another = asked.activity.is_some() && one.activity != asked.activity;
    let (does, wanted) = (or_none(one.activity.as_ref()), or_none(asked.activity.as_ref()));
    hold(does_another, "activity", "activity", does, wanted);
    found
}

/// What those that meet one of the standard's requirements ask less of together; it is told at the first of them.
fn less_together(asked: &Requirement, first: &Requirement, meeting: &[&Requirement]) -> Vec<Shortfall> {
    let mut found = Vec::new();
    let target = meeting.iter().fold(0, |sum: i64, one| sum.saturating_add(one.target));
    if target < asked.target {
        let figures = (quantity(asked, target).into(), quantity(asked, asked.target).into());
        found.push(short(first, None, what("target"), figures));
    }
    let assessors = meeting.iter().filter_map(|one| one.rule.different_assessors).max();
    if assessors < asked.rule.different_assessors {
        let figures = (or_none(assessors), or_none(asked.rule.different_assessors));
        found.push(short(first, Some("different_assessors"), what("assessors"), figures));
    }
    let options: u32 = meeting.iter().map(|one| options(one)).sum();
    if let Some(choose) = asked.rule.choose.filter(|choose| options < *choose) {
        found.push(short(first, Some("choose"), what("choose"), (options.into(), choose.into())));
    }
    for least in &asked.rule.class_minimums {
        let own = meeting.iter().flat_map(|one| &one.rule.class_minimums);
        let own = own.filter(|own| own.class == least.class);
        let sum = own.fold(0, |sum: i64, own| sum.saturating_add(own.quantity));
        if sum < least.quantity {
            let figures = (quantity(asked, sum).into(), quantity(asked, least.quantity).into());
            let what = what("class").with("class", &least.class);
            found.push(short(first, Some("class_minimums"), what, figures));
        }
    }
    found
}

/// How many options are done in full: as many as are chosen, or the one that there is; of a pool no one is sure to be.
fn options(one: &Requirement) -> u32 {
    one.rule.choose.unwrap_or(u32::from(one.rule.specialties.len() == 1))
}

#[cfg(test)]
mod tests;
