//! The worked examples of the ledger, and properties that hold for any evidence.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use platform::error::Name;
use proptest::prelude::*;

use super::*;
use crate::curricula::{self, ClassMinimum, Figures, Plan, Rule, Unit, VersionStatus};
use crate::evidence::{Credit, EvidenceKind, Facets, Fact, Miss, credits, differences, misses, serves};
use crate::organisations::BaseKind;

mod calendar;

fn key(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The first day of the training.
fn since() -> NaiveDate {
    day("2020-01-01")
}

fn requirement(number: u128, kind: RequirementKind, unit: Unit, target: i64, rule: Rule) -> Requirement {
    Requirement {
        id: key(number),
        version_id: key(1),
        position: 1,
        code: format!("R{number}"),
        kind,
        name: Name::new("要求", "Requirement"),
        unit,
        target,
        base_kind: None,
        activity: None,
        standard_requirement_id: None,
        rule,
    }
}

fn plan(requirements: Vec<Requirement>) -> Plan {
    let figures = Figures {
        duration_months: 33,
        duration_weeks: None,
        days_per_month: 30,
        minutes_per_half_day: 240,
        half_days_per_day: 2,
        review_window_days: 60,
        backdating_days: 30,
    };
    Plan {
        version_id: key(1),
        curriculum_id: key(2),
        number: 1,
        status: VersionStatus::Published,
        figures,
        reviews: curricula::Reviews::new(),
        exits: curricula::Exits::default(),
        stages: Vec::new(),
        activities: Vec::new(),
        activity_kinds: Vec::new(),
        requirements: requirements.into_iter().map(Arc::new).collect(),
        alike: std::collections::HashMap::new(),
    }
}

fn fact(number: u128, kind: EvidenceKind, on: &str) -> Fact {
    Fact {
        evidence_id: key(number),
        kind,
        occurred_on: day(on),
        recorded_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(i64::try_from(number).unwrap()),
        minutes: 0,
        days: 0,
        activity: None,
        activity_kind: None,
        amount: 0,
        level: None,
        is_failed: false,
        requirement_id: None,
        facets: Facets::default(),
    }
}

fn calendar() -> Calendar<'static> {
    Calendar { starts_on: day("2024-01-01"), ends_on: day("2026-09-30"), pauses: &[] }
}

fn standing(plan: &Plan, facts: &[Fact], on: &str) -> Standing {
    let requirement = plan.requirements.first().unwrap();
    let totals = Totals::of(&credits(plan, since(), facts), requirement.id);
    decide(requirement, &totals, 0, &calendar(), day(on))
}

fn said(standing: &Standing) -> Vec<String> {
    standing.conditions.iter().map(|condition| condition.message.to_string()).collect()
}

#[test]
fn three_ecg_readings_at_level_three_by_two_assessors() {
    let rule = Rule {
        subject: Some("ECG".into()),
        minimum_level: Some(3),
        different_assessors: Some(2),
        ..Rule::default()
    };
    let plan = plan(vec![requirement(9, RequirementKind::Skill, Unit::Count, 3, rule)]);
    let reading = |number, assessor, level| Fact {
        activity: Some("ECG".into()),
        level: Some(level),
        facets: Facets { assessor_id: Some(key(assessor)), ..Facets::default() },
        ..fact(number, EvidenceKind::SkillAttempt, "2026-03-02")
    };
    let mut facts = vec![reading(1, 70, 3), reading(2, 70, 4), reading(3, 70, 3), reading(4, 71, 2)];
    let first = standing(&plan, &facts, "2026-03-31");
    assert_eq!((first.credited, first.status), (3, ProgressStatus::InProgress));
    assert_eq!(said(&first), ["at least 2 different assessors: 1"]);
    facts.remove(1);
    facts.push(reading(5, 71, 3));
    let second = standing(&plan, &facts, "2026-03-31");
    assert_eq!((second.credited, second.status), (3, ProgressStatus::Met));
    assert_eq!(said(&second), ["at least 2 different assessors: 2"]);
}

#[test]
fn at_most_two_credited_cases_a_day() {
    let rule = Rule { most_per_day: Some(2), ..Rule::default() };
    let plan = plan(vec![requirement(9, RequirementKind::Cases, Unit::Count, 10, rule)]);
    let mut facts: Vec<Fact> = (1..=5).map(|number| fact(number, EvidenceKind::Case, "2026-03-02")).collect();
    let before = credits(&plan, since(), &facts);
    assert_eq!(before.iter().map(|credit| credit.evidence_id).collect::<Vec<_>>(), [key(1), key(2)]);
    facts.remove(0);
    let after = credits(&plan, since(), &facts);
    assert_eq!(after.iter().map(|credit| credit.evidence_id).collect::<Vec<_>>(), [key(2), key(3)]);
    let appended: Vec<(Uuid, i64)> =
        differences(&before, &after).iter().map(|credit| (credit.evidence_id, credit.quantity)).collect();
    assert_eq!(appended, [(key(1), -1), (key(3), 1)]);
}

#[test]
fn a_course_counts_by_its_hours_and_as_itself() {
    let named = |subject: &str| Rule { subject: Some(subject.into()), ..Rule::default() };
    let plan = plan(vec![
        requirement(8, RequirementKind::ClassHours, Unit::ClassHour, 160, Rule::default()),
        requirement(9, RequirementKind::Courses, Unit::Count, 1, named("ENGLISH")),
    ]);
    let course = |number, subject: &str, amount| Fact {
        activity: Some(subject.into()),
        amount,
        ..fact(number, EvidenceKind::Course, "2026-03-02")
    };
    let facts = [course(1, "ENGLISH", 40), course(2, "ETHICS", 120)];
    let lines = credits(&plan, since(), &facts);
    assert_eq!(Totals::of(&lines, key(8)).total(), 160);
    assert_eq!(Totals::of(&lines, key(9)).total(), 1);
}

#[test]
fn a_reflection_counts_from_five_hundred_characters_on() {
    let rule = Rule { least_characters: Some(500), ..Rule::default() };
    let plan = plan(vec![requirement(9, RequirementKind::Reflections, Unit::Count, 2, rule)]);
    let reflection = |number, amount| Fact { amount, ..fact(number, EvidenceKind::Reflection, "2026-03-02") };
    let facts = [reflection(1, 499), reflection(2, 500), reflection(3, 501)];
    assert_eq!(standing(&plan, &facts, "2026-03-31").credited, 2);
    let asked = plan.requirements.first().unwrap();
    assert_eq!(misses(&plan, since(), asked, &reflection(1, 499)), Some(vec![Miss::TooShort(500)]));
}

#[test]
fn sessions_readings_projects_and_licences_count_as_one_each() {
    let kinds = [
        (RequirementKind::TeachingSessions, EvidenceKind::TeachingSession),
        (RequirementKind::Readings, EvidenceKind::Reading),
        (RequirementKind::Projects, EvidenceKind::Project),
        (RequirementKind::Licence, EvidenceKind::Licence),
    ];
    for (asked, shown) in kinds {
        let plan = plan(vec![requirement(9, asked, Unit::Count, 2, Rule::default())]);
        let facts = [fact(1, shown, "2026-03-02"), fact(2, shown, "2026-03-02")];
        assert_eq!(standing(&plan, &facts, "2026-03-31").status, ProgressStatus::Met, "{asked:?}");
        let early = Fact { occurred_on: day("2019-12-31"), ..fact(3, shown, "2026-03-02") };
        let counts = shown == EvidenceKind::Licence;
        assert_eq!(serves(&plan, since(), plan.requirements.first().unwrap(), &early), counts, "{asked:?}");
    }
}

#[test]
fn a_check_serves_the_requirement_it_names_alone() {
    let rule = Rule { only_when_named: true, ..Rule::default() };
    let check = |number| requirement(number, RequirementKind::Checks, Unit::Count, 1, rule.clone());
    let plan = plan(vec![check(8), check(9)]);
    let named = |number, of| Fact { requirement_id: of, ..fact(number, EvidenceKind::Check, "2026-03-02") };
    let lines = credits(&plan, since(), &[named(1, Some(key(9))), named(2, None)]);
    assert_eq!(lines.iter().map(|line| line.requirement_id).collect::<Vec<_>>(), [key(9)]);
}

#[test]
fn an_exit_examination_is_passed_or_not_and_is_that_of_the_requirement_it_names() {
    let rule = Rule { only_when_named: true, ..Rule::default() };
    let plan = plan(vec![requirement(9, RequirementKind::ExitExam, Unit::Count, 1, rule)]);
    let sat = |number, of, is_failed| Fact {
        requirement_id: of,
        is_failed,
        ..fact(number, EvidenceKind::ExitExam, "2026-06-01")
    };
    let asked = plan.requirements.first().unwrap();
    let failed = sat(1, Some(key(9)), true);
    assert_eq!(misses(&plan, since(), asked, &failed), Some(vec![Miss::NotPassed]));
    assert_eq!(standing(&plan, &[failed.clone(), sat(2, None, false)], "2026-06-30").credited, 0);
    let met = standing(&plan, &[failed, sat(3, Some(key(9)), false)], "2026-06-30");
    assert_eq!((met.credited, met.status), (1, ProgressStatus::Met));
}

#[test]
fn what_is_granted_counts_for_what_it_names_whatever_its_kind_and_stays_marked() {
    let stays = requirement(8, RequirementKind::TimeInDepartment, Unit::Day, 30, Rule::default());
    let minimum = ClassMinimum { class: "I".into(), quantity: 500 };
    let yearly = Rule { class_minimums: vec![minimum], ..Rule::default() };
    let yearly = requirement(9, RequirementKind::ContinuingEducation, Unit::HundredthCredit, 2500, yearly);
    let plan = plan(vec![stays, yearly]);
    let granted = |number, kind: EvidenceKind, of, amount| Fact {
        amount,
        activity: Some("I".into()),
        requirement_id: Some(key(of)),
        facets: Facets { granted: Some(kind), ..Facets::default() },
        ..fact(number, kind, "2019-06-30")
    };
    let facts = [
        granted(1, EvidenceKind::OpeningBalance, 8, 20),
        granted(2, EvidenceKind::PriorCredit, 9, 700),
        Fact { days: 10, ..fact(3, EvidenceKind::PlacementExit, "2026-03-02") },
    ];
    let first = standing(&plan, &facts, "2026-03-31");
    assert_eq!((first.credited, first.granted, first.status), (30, 20, ProgressStatus::Met));
    let yearly = Totals::of(&credits(&plan, since(), &facts), key(9));
    assert_eq!(yearly.get(Facet::ClassYear, "I/2019"), 700);
}

fn stay(number: u128, specialty: &str, days: i64, on: &str) -> Fact {
    Fact {
        days,
        facets: Facets {
            specialty: Some(specialty.into()),
            department_id: Some(key(500 + number)),
            base_kind: Some(BaseKind::Clinical),
            ..Facets::default()
        },
        ..fact(number, EvidenceKind::PlacementExit, on)
    }
}

#[test]
fn ent_and_ophthalmology_are_one_pool() {
    let rule = Rule { specialties: vec!["ENT".into(), "OPHTHALMOLOGY".into()], ..Rule::default() };
    let plan = plan(vec![requirement(9, RequirementKind::TimeInDepartment, Unit::Day, 30, rule)]);
    let facts = [stay(1, "ENT", 12, "2026-03-12"), stay(2, "OPHTHALMOLOGY", 19, "2026-03-31")];
    let pooled = standing(&plan, &facts, "2026-04-01");
    assert_eq!((pooled.credited, pooled.target, pooled.status), (31, 30, ProgressStatus::Met));
    let totals = Totals::of(&credits(&plan, since(), &facts), key(9));
    let departments: Vec<i64> = totals.values(Facet::Department).map(|(_, quantity)| quantity).collect();
    assert_eq!(departments, [12, 19]);
}

#[test]
fn an_elective_chooses_one_of_four_and_shows_the_nearer() {
    let four = ["ACUPUNCTURE", "DERMATOLOGY", "GERIATRICS", "ONCOLOGY"];
    let rule = Rule {
        specialties: four.map(String::from).to_vec(),
        choose: Some(1),
        only_when_named: true,
        ..Rule::default()
    };
    let plan = plan(vec![requirement(9, RequirementKind::TimeInDepartment, Unit::Day, 30, rule)]);
    let chosen = |number, specialty, days| Fact {
        requirement_id: Some(key(9)),
        ..stay(number, specialty, days, "2026-03-31")
    };
    let mut facts = vec![
        chosen(1, "DERMATOLOGY", 12),
        chosen(2, "GERIATRICS", 20),
        stay(3, "ONCOLOGY", 30, "2026-02-28"),
    ];
    let begun = standing(&plan, &facts, "2026-04-01");
    assert_eq!((begun.credited, begun.status), (20, ProgressStatus::InProgress));
    assert_eq!(
        said(&begun),
        ["1 of the options in full: 0 (Geriatrics 20 of 30 days, Dermatology 12 of 30 days)"]
    );
    facts.push(chosen(4, "GERIATRICS", 10));
    let done = standing(&plan, &facts, "2026-04-01");
    assert_eq!((done.credited, done.status), (30, ProgressStatus::Met));
}

#[test]
fn continuing_education_is_counted_by_year_and_class() {
    let rule =
        Rule { class_minimums: vec![ClassMinimum { class: "I".into(), quantity: 500 }], ..Rule::default() };
    let plan =
        plan(vec![requirement(9, RequirementKind::ContinuingEducation, Unit::HundredthCredit, 2500, rule)]);
    let facts = [Fact {
        activity: Some("II".into()),
        amount: 3000,
        ..fact(1, EvidenceKind::ContinuingEducation, "2026-05-04")
    }];
    let this_year = standing(&plan, &facts, "2026-12-31");
    assert_eq!((this_year.credited, this_year.status), (3000, ProgressStatus::InProgress));
    assert_eq!(said(&this_year), ["at least 5 credits of class I in 2026: 0"]);
    let next_year = standing(&plan, &facts, "2027-01-01");
    assert_eq!(next_year.credited, 0);
}

#[test]
fn half_days_are_whole_and_capped_by_the_day() {
    let mut following =
        requirement(9, RequirementKind::ActivityHalfDays, Unit::HalfDay, 143, Rule::default());
    following.activity = Some("FOLLOWING_MASTER".into());
    let plan = plan(vec![following]);
    let hours = |number, minutes, on| Fact {
        minutes,
        activity: Some("FOLLOWING_MASTER".into()),
        ..fact(number, EvidenceKind::Hours, on)
    };
    let quantities = |facts: &[Fact]| -> Vec<(Uuid, i64)> {
        credits(&plan, since(), facts).iter().map(|credit| (credit.evidence_id, credit.quantity)).collect()
    };
    assert_eq!(quantities(&[hours(1, 239, "2026-03-02")]), []);
    assert_eq!(quantities(&[hours(1, 240, "2026-03-02")]), [(key(1), 1)]);
    assert_eq!(quantities(&[hours(1, 200, "2026-03-02"), hours(2, 40, "2026-03-02")]), [(key(2), 1)]);
    assert_eq!(quantities(&[hours(1, 900, "2026-03-02")]), [(key(1), 2)]);
}

#[test]
fn hours_of_a_kind_count_to_the_minute_and_as_their_activity() {
    let asked = |number, kind, unit, activity: &str| Requirement {
        activity: Some(activity.into()),
        ..requirement(number, kind, unit, 100, Rule::default())
    };
    let night = curricula::ActivityKind {
        code: "NIGHT_CLINIC".into(),
        name: Name::new("夜间门诊", "Night clinic"),
        counts_as: curricula::Activity::Duty,
    };
    let asked_for = vec![
        asked(8, RequirementKind::ActivityHours, Unit::Minute, "NIGHT_CLINIC"),
        asked(9, RequirementKind::ActivityHalfDays, Unit::HalfDay, "DUTY"),
    ];
    let plan = Plan { activity_kinds: vec![night], ..plan(asked_for) };
    let hours = |number, minutes, kind: Option<&str>| Fact {
        minutes,
        activity: Some("DUTY".into()),
        activity_kind: kind.map(Into::into),
        ..fact(number, EvidenceKind::Hours, "2026-03-02")
    };
    let credited = credits(&plan, since(), &[hours(1, 239, Some("NIGHT_CLINIC")), hours(2, 1, None)]);
    let quantities: Vec<(Uuid, Uuid, i64)> =
        credited.iter().map(|line| (line.requirement_id, line.evidence_id, line.quantity)).collect();
    // The kind's 239 minutes serve what asks for the kind, and with the plain minute they are one half-day of the activity.
    assert_eq!(quantities, [(key(8), key(1), 239), (key(9), key(2), 1)]);
    // A plan that tells no such kind, or means another activity by it, takes nothing from it.
    let other = Plan { activity_kinds: Vec::new(), ..plan };
    assert_eq!(credits(&other, since(), &[hours(1, 239, Some("NIGHT_CLINIC"))]), []);
}

fn any_fact() -> impl Strategy<Value = Fact> {
    (1_u128..500, 0_u32..20, 0_i64..900, 1_u128..4, 0_i32..6, prop::bool::ANY).prop_map(
        |(number, offset, minutes, assessor, level, is_case)| Fact {
            minutes,
            days: minutes % 40,
            level: Some(level),
            activity: Some("FOLLOWING_MASTER".into()),
            facets: Facets {
                assessor_id: Some(key(assessor)),
                specialty: Some("ENT".into()),
                ..Facets::default()
            },
            ..fact(
                number,
                if is_case { EvidenceKind::Case } else { EvidenceKind::Hours },
                &(day("2026-03-01") + TimeDelta::days(i64::from(offset))).to_string(),
            )
        },
    )
}

/// Evidence is there once, and says one thing.
fn unique(mut facts: Vec<Fact>) -> Vec<Fact> {
    facts.sort_by_key(|fact| fact.evidence_id);
    facts.dedup_by_key(|fact| fact.evidence_id);
    facts
}

proptest! {
    /// Domain rule 5: whatever was held, appending the differences gives exactly what the rules give, and a second
    /// reckoning appends nothing.
    #[test]
    fn appending_differences_reaches_what_the_rules_give(
        before in prop::collection::vec(any_fact(), 0..12),
        after in prop::collection::vec(any_fact(), 0..12),
    ) {
        let mut following = requirement(9, RequirementKind::ActivityHalfDays, Unit::HalfDay, 10, Rule::default());
        following.activity = Some("FOLLOWING_MASTER".into());
        let cases = requirement(10, RequirementKind::Cases, Unit::Count, 10, Rule { most_per_day: Some(2), ..Rule::default() });
        let plan = plan(vec![following, cases]);
        let (before, after) = (unique(before), unique(after));
        let mut ledger: Vec<Credit> = credits(&plan, since(), &before);
        let wanted = credits(&plan, since(), &after);
        ledger.extend(differences(&ledger, &wanted));
        prop_assert_eq!(differences(&ledger, &wanted), vec![]);
        for requirement in &plan.requirements {
            let clean = |totals: &Totals| -> Vec<(String, i64)> {
                totals.values(Facet::Month).chain(totals.values(Facet::Assessor)).chain(totals.values(Facet::Total))
                    .map(|(value, quantity)| (value.to_owned(), quantity)).collect()
            };
            prop_assert_eq!(
                clean(&Totals::of(&ledger, requirement.id)),
                clean(&Totals::of(&wanted, requirement.id))
            );
        }
    }

    /// The order in which approvals came does not matter.
    #[test]
    fn credits_do_not_depend_on_order(facts in prop::collection::vec(any_fact(), 0..12), seed in 0_usize..12) {
        let cases = requirement(10, RequirementKind::Cases, Unit::Count, 10, Rule { most_per_day: Some(2), ..Rule::default() });
        let plan = plan(vec![cases]);
        let facts = unique(facts);
        let mut turned = facts.clone();
        if !turned.is_empty() {
            let middle = seed % turned.len();
            turned.rotate_left(middle);
        }
        prop_assert_eq!(credits(&plan, since(), &facts), credits(&plan, since(), &turned));
    }
}

#[test]
fn what_comes_after_something_is_met_with_it() {
    let course = requirement(8, RequirementKind::Assessments, Unit::Count, 1, Rule::default());
    let cases = Rule { after: vec!["R8".into()], ..Rule::default() };
    let cases = requirement(9, RequirementKind::Cases, Unit::Count, 3, cases);
    let skill = Rule { after: vec!["R9".into()], ..Rule::default() };
    let skill = requirement(10, RequirementKind::Skill, Unit::Count, 1, skill);
    let plan = plan(vec![course, cases, skill]);
    let stand = |facts: &[Fact]| {
        let credits = credits(&plan, since(), facts);
        let stand = |asked: &Arc<Requirement>| {
            decide(asked, &Totals::of(&credits, asked.id), 0, &calendar(), day("2026-04-30"))
        };
        let mut standings: Vec<Standing> = plan.requirements.iter().map(stand).collect();
        hold_back(&plan.requirements, &mut standings);
        standings
    };
    let mut facts: Vec<Fact> = (1..=3).map(|number| fact(number, EvidenceKind::Case, "2026-03-02")).collect();
    facts.push(fact(4, EvidenceKind::SkillAttempt, "2026-03-03"));
    let figures = |standings: &[Standing]| -> Vec<(i64, ProgressStatus, Pace, Vec<bool>)> {
        let holds = |of: &Standing| of.conditions.iter().map(|condition| condition.is_met).collect();
        standings.iter().map(|of| (of.credited, of.status, of.pace, holds(of))).collect()
    };

    let early = stand(&facts);

    assert_eq!(
        figures(&early),
        [
            (0, ProgressStatus::NotStarted, Pace::OnTrack, vec![]),
            (3, ProgressStatus::InProgress, Pace::OnTrack, vec![false]),
            (1, ProgressStatus::InProgress, Pace::OnTrack, vec![false]),
        ]
    );
    assert_eq!(said(&early[1]), ["only after Requirement"]);
    facts.push(fact(5, EvidenceKind::Assessment, "2026-04-20"));
    let met = (ProgressStatus::Met, Pace::Done);
    assert_eq!(
        figures(&stand(&facts)),
        [(1, met.0, met.1, vec![]), (3, met.0, met.1, vec![true]), (1, met.0, met.1, vec![true])]
    );
}

#[test]
fn an_activity_is_entrusted_at_its_level_or_above() {
    let rule = Rule { subject: Some("CONSULTATION".into()), minimum_level: Some(4), ..Rule::default() };
    let plan = plan(vec![requirement(9, RequirementKind::Entrustment, Unit::Count, 1, rule)]);
    let decided = |number, activity: &str, level| Fact {
        activity: Some(activity.into()),
        level: Some(level),
        ..fact(number, EvidenceKind::Entrustment, "2026-03-02")
    };
    let others = [
        decided(1, "CONSULTATION", 3),
        decided(2, "WARD_ROUND", 5),
        Fact { kind: EvidenceKind::Assessment, ..decided(3, "CONSULTATION", 5) },
    ];
    let open = standing(&plan, &others, "2026-03-31");
    assert_eq!((open.credited, open.status), (0, ProgressStatus::NotStarted));
    let met = standing(&plan, &[decided(4, "CONSULTATION", 4)], "2026-03-31");
    assert_eq!((met.credited, met.status), (1, ProgressStatus::Met));
}
