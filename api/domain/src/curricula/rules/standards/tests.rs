use platform::error::Name;
use platform::text::Language;
use uuid::Uuid;

use super::*;
use crate::curricula::rules::{ClassMinimum, Rule};
use crate::organisations::BaseKind;

const FIGURES: Figures = Figures {
    duration_months: 33,
    duration_weeks: None,
    days_per_month: 30,
    minutes_per_half_day: 240,
    half_days_per_day: 2,
    review_window_days: 60,
    backdating_days: 30,
};

/// The key of the standard's requirement.
const STANDARD: Uuid = Uuid::from_u128(1);

fn asked(kind: RequirementKind, unit: Unit, target: i64, rule: Rule) -> Requirement {
    Requirement {
        id: STANDARD,
        version_id: Uuid::nil(),
        position: 1,
        code: "ASKED".into(),
        kind,
        name: Name::new("要求", "Asked"),
        unit,
        target,
        base_kind: None,
        activity: None,
        standard_requirement_id: None,
        rule,
    }
}

/// A requirement of the plan that meets the standard's.
fn meets(position: i32, asked: &Requirement, target: i64, rule: Rule) -> Requirement {
    Requirement {
        id: Uuid::nil(),
        position,
        name: Name::new("本地", format!("Own {position}")),
        target,
        standard_requirement_id: Some(STANDARD),
        rule,
        ..asked.clone()
    }
}

fn said(standard: &Requirement, own: &[Requirement]) -> Vec<String> {
    let own: Vec<&Requirement> = own.iter().collect();
    let standard = [Arc::new(standard.clone())];
    shortfalls((&FIGURES, &standard), (&FIGURES, &own))
        .into_iter()
        .map(|found| {
            let place = found.position.map_or_else(String::new, |position| position.to_string());
            format!("{place}.{}: {}", found.field.unwrap_or("-"), found.message.render(Language::English))
        })
        .collect()
}

#[test]
fn thirty_cases_by_two_assessors_may_be_shared() {
    let by = |assessors| Rule { different_assessors: assessors, ..Rule::default() };
    let standard = asked(RequirementKind::Cases, Unit::Count, 30, by(Some(2)));
    let own = |one, other, assessors| {
        [meets(3, &standard, one, by(None)), meets(7, &standard, other, by(assessors))]
    };
    assert_eq!(said(&standard, &own(20, 10, Some(2))), Vec::<String>::new());
    assert_eq!(
        said(&standard, &own(20, 9, None)),
        [
            "3.-: Own 3 asks for 29 times (the target), and the standard for 30 times: ask for no less",
            "3.different_assessors: Own 3 asks for nothing (different assessors), and the standard for 2: ask for no less",
        ]
    );
}

#[test]
fn what_nothing_meets_is_named() {
    let standard = asked(RequirementKind::TimeInDepartment, Unit::Day, 90, Rule::default());
    assert_eq!(
        said(&standard, &[]),
        [
            ".-: The standard asks for Asked (ASKED), 90 days, and the plan for nothing that meets it: ask for it under the same code, or let another requirement meet it"
        ]
    );
    let cases = Requirement { kind: RequirementKind::Cases, ..meets(2, &standard, 90, Rule::default()) };
    assert_eq!(
        said(&standard, &[cases]),
        [
            "2.kind: Own 2 asks for Cases (the kind), and the standard for Time in departments: ask for no less"
        ]
    );
}

#[test]
fn every_rule_is_held_and_each_may_be_stricter() {
    let rule = Rule {
        specialties: vec!["ENT".into(), "OPHTHALMOLOGY".into(), "DERMATOLOGY".into()],
        choose: Some(2),
        subject: Some("ECG".into()),
        minimum_level: Some(3),
        most_per_day: Some(2),
        class_minimums: vec![ClassMinimum { class: "I".into(), quantity: 500 }],
        ..Rule::default()
    };
    let standard = Requirement {
        base_kind: Some(BaseKind::Clinical),
        ..asked(RequirementKind::Skill, Unit::Count, 1000, rule.clone())
    };
    assert_eq!(said(&standard, &[meets(1, &standard, 1000, rule.clone())]), Vec::<String>::new());
    let stricter = Rule {
        minimum_level: Some(4),
        most_per_day: Some(1),
        class_minimums: vec![ClassMinimum { class: "I".into(), quantity: 600 }],
        ..rule.clone()
    };
    assert_eq!(said(&standard, &[meets(1, &standard, 1001, stricter)]), Vec::<String>::new());
    let weaker = Rule {
        specialties: vec!["ENT".into(), "TUINA".into()],
        choose: None,
        subject: None,
        minimum_level: Some(2),
        most_per_day: None,
        class_minimums: vec![ClassMinimum { class: "I".into(), quantity: 499 }],
        ..rule
    };
    let own = Requirement { base_kind: Some(BaseKind::Grassroots), ..meets(1, &standard, 1000, weaker) };
    let told: Vec<String> = said(&standard, &[own])
        .iter()
        .map(|told| told.trim_end_matches(": ask for no less").replace(", and the standard for", " <"))
        .collect();
    assert_eq!(
        told,
        [
            "1.minimum_level: Own 1 asks for 2 (the least level) < 3",
            "1.base_kind: Own 1 asks for grassroots practice base (the kind of base) < clinical base",
            "1.most_per_day: Own 1 asks for nothing (the most of one day) < 2",
            "1.specialties: Own 1 asks for ENT, TUINA (the specialties) < ENT, OPHTHALMOLOGY, DERMATOLOGY",
            "1.subject: Own 1 asks for nothing (the subject) < ECG",
            "1.choose: Own 1 asks for 0 (the options in full) < 2",
            "1.class_minimums: Own 1 asks for 499 times (the least of class I) < 500 times",
        ]
    );
}

#[test]
fn one_option_fixed_is_a_choice_of_one() {
    let of = |specialties: &[&str], choose| Rule {
        specialties: specialties.iter().map(|code| (*code).to_owned()).collect(),
        choose,
        ..Rule::default()
    };
    let options = ["DERMATOLOGY", "GERIATRICS"];
    let standard = asked(RequirementKind::TimeInDepartment, Unit::Day, 30, of(&options, Some(1)));
    let fixed = meets(1, &standard, 30, of(&["GERIATRICS"], None));
    assert_eq!(said(&standard, &[fixed]), Vec::<String>::new());
    assert_eq!(said(&standard, &[meets(1, &standard, 30, of(&options, None))]).len(), 1);
}

#[test]
fn a_shorter_half_day_is_less() {
    let standard = asked(RequirementKind::ActivityHalfDays, Unit::HalfDay, 10, Rule::default());
    let own = meets(1, &standard, 10, Rule::default());
    let figures = Figures { minutes_per_half_day: 180, ..FIGURES };
    let found = shortfalls((&FIGURES, &[Arc::new(standard)]), (&figures, &[&own]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].field, Some("figures.minutes_per_half_day"));
    assert_eq!(
        found[0].message.render(Language::English),
        "A half-day has 180 minutes, and the standard's 240: make it no shorter"
    );
}
