//! Each rule that comes with the system, named after what it says, on both sides of its threshold.

use chrono::{Days, NaiveDate};

use super::outcome::{Extent, LeaveFacts, LeaveOutcome, LeaveSpan, RulesInForce, is_beyond, leave_outcome};
use super::{LeaveEffect, LeaveKind, LeavePlaces, LeaveRules, LeaveStep, LeaveWindow, leave_steps};
use crate::enrolment::rules::Pause;
use crate::rule_sets::presets;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn set(name: &str) -> LeaveRules {
    presets::<LeaveRules>().find(|preset| preset.0 == name).unwrap().1
}

/// Leave of one kind of so many days from a day on.
pub(super) fn leave(kind: LeaveKind, first: &str, days: u64) -> LeaveSpan {
    LeaveSpan { kind, days: (day(first), day(first) + Days::new(days - 1)) }
}

const MARCH_STAY: (&str, &str) = ("2026-03-01", "2026-03-31");

/// A training of 33 months from 1 February 2026 on.
fn judged(rules: &LeaveRules, leaves: &[LeaveSpan]) -> LeaveOutcome {
    judged_with(rules, leaves, &[])
}

fn judged_with(rules: &LeaveRules, leaves: &[LeaveSpan], pauses: &[Pause]) -> LeaveOutcome {
    let stays = [(day(MARCH_STAY.0), day(MARCH_STAY.1)), (day("2026-04-01"), day("2026-05-30"))];
    let facts = LeaveFacts {
        starts_on: day("2026-02-01"),
        completion: day("2028-10-31"),
        pauses,
        stays: &stays,
        leaves,
    };
    let in_force = RulesInForce { rules, first: NaiveDate::MIN, last: None };
    leave_outcome(&[in_force], &facts)
}

/// The codes of what set in, and the day to which the end moved.
fn told(rules: &LeaveRules, leaves: &[LeaveSpan]) -> (Vec<String>, NaiveDate) {
    let outcome = judged(rules, leaves);
    let codes = outcome.consequences.iter().map(|found| rules.rules[found.rule].code.clone()).collect();
    (codes, outcome.completion)
}

use LeaveKind::{Annual, Maternity, Official, Personal, Sick};
use LeaveStep::{Base, Department, School, SendingInstitution, Supervisor};

const END: &str = "2028-10-31";

#[test]
fn sick_and_personal_leave_of_more_than_three_months_extends_the_training() {
    let rules = set("over-3-months-extends");
    let just = [leave(Sick, "2026-03-01", 60), leave(Personal, "2027-03-01", 30)];
    assert_eq!(told(&rules, &just), (vec![], day(END)));
    let over = [leave(Sick, "2026-03-01", 60), leave(Personal, "2027-03-01", 31)];
    assert_eq!(told(&rules, &over), (vec!["OVER_3_MONTHS".to_owned()], day("2029-01-30")), "by 91 days");
    let maternity = [leave(Maternity, "2026-03-01", 158)];
    assert_eq!(told(&rules, &maternity), (vec![], day(END)), "which is neither");
    let found = judged(&rules, &over).consequences.remove(0);
    assert_eq!((found.days, rules.rules[found.rule].over_days), (91, 90));
}

#[test]
fn leave_of_more_than_1_month_is_made_up() {
    let rules = set("over-1-month-made-up-over-3-delays-exam");
    assert_eq!(told(&rules, &[leave(Annual, "2026-03-01", 30)]), (vec![], day(END)));
    let over = [leave(Annual, "2026-03-01", 30), leave(Official, "2027-03-01", 1)];
    assert_eq!(told(&rules, &over), (vec!["OVER_1_MONTH".to_owned()], day("2028-12-01")), "by 31 days");
}

#[test]
fn more_than_3_months_in_all_are_made_up_and_the_exit_examination_is_taken_a_year_later() {
    let rules = set("over-1-month-made-up-over-3-delays-exam");
    let ninety = told(&rules, &[leave(Sick, "2026-03-01", 90)]);
    assert_eq!(ninety, (vec!["OVER_1_MONTH".to_owned()], day("2029-01-29")), "by 90 days");
    let outcome = judged(&rules, &[leave(Sick, "2026-03-01", 91)]);
    assert_eq!(outcome.completion, day("2029-10-31"), "within that year the days are made up");
    let decides: Vec<bool> = outcome.consequences.iter().map(|found| found.decides).collect();
    assert_eq!(decides, [false, true]);
}

#[test]
fn leave_of_all_kinds_of_more_than_15_days_and_less_than_3_months_in_a_year_adds_6_months() {
    let rules = set("over-15-days-a-year-adds-6-months");
    assert_eq!(told(&rules, &[leave(Annual, "2026-03-01", 15)]), (vec![], day(END)));
    let over = [leave(Annual, "2026-03-01", 15), leave(Sick, "2027-01-31", 1)];
    assert_eq!(told(&rules, &over), (vec!["OVER_15_DAYS".to_owned()], day("2029-04-30")));
    let next_year = [leave(Annual, "2026-03-01", 15), leave(Sick, "2027-02-01", 1)];
    assert_eq!(told(&rules, &next_year), (vec![], day(END)), "the second year begins with 1 February 2027");
    let twice = [leave(Annual, "2026-03-01", 16), leave(Sick, "2027-03-01", 16)];
    assert_eq!(told(&rules, &twice).1, day("2029-10-30"), "each year by itself");
}

#[test]
fn leave_of_all_kinds_of_more_than_3_and_less_than_6_months_in_a_year_adds_a_year() {
    let rules = set("over-15-days-a-year-adds-6-months");
    assert_eq!(told(&rules, &[leave(Maternity, "2026-03-01", 90)]).1, day("2029-04-30"));
    let outcome = judged(&rules, &[leave(Maternity, "2026-03-01", 91)]);
    assert_eq!(outcome.completion, day("2029-10-31"), "a year, not a year and a half");
    assert_eq!(outcome.deciding().map(|found| found.extent).collect::<Vec<_>>(), [Extent::Months(12)]);
}

#[test]
fn leave_of_all_kinds_of_more_than_6_months_in_a_year_ends_the_training() {
    let rules = set("over-15-days-a-year-adds-6-months");
    let kinds = |days: u64| {
        let found = judged(&rules, &[leave(Maternity, "2026-03-01", days)]).consequences;
        found.into_iter().map(|found| rules.rules[found.rule].effect).collect::<Vec<_>>()
    };
    assert!(!kinds(180).contains(&LeaveEffect::Terminate));
    assert!(kinds(181).contains(&LeaveEffect::Terminate));
}

/// No preset repeats a stay; a school's own set may.
#[test]
fn a_stay_is_repeated_when_too_much_of_it_was_missed() {
    let mut rules = set("over-3-months-extends");
    rules.rules[0].window = LeaveWindow::Placement;
    rules.rules[0].over_days = 10;
    rules.rules[0].effect = LeaveEffect::RepeatPlacement;
    let over_two_stays = [leave(Sick, "2026-03-22", 20)];
    assert_eq!(told(&rules, &over_two_stays).1, day(END), "ten days of each");
    let one = [leave(Sick, "2026-03-21", 20)];
    assert_eq!(told(&rules, &one).1, day("2028-12-01"), "the 31 days of March");
    assert_eq!(judged(&rules, &one).consequences[0].window, (day(MARCH_STAY.0), day(MARCH_STAY.1)));
}

#[test]
fn of_stays_that_share_days_what_is_missed_is_made_up_once() {
    let mut rules = set("over-3-months-extends");
    rules.rules[0].window = LeaveWindow::Placement;
    rules.rules[0].over_days = 10;
    rules.rules[0].effect = LeaveEffect::MakeUpDays;
    let leaves = [leave(Sick, "2026-03-01", 15), leave(Sick, "2026-05-01", 20)];
    let days = |stays: &[(&str, &str)]| {
        let stays: Vec<Pause> = stays.iter().map(|(first, last)| (day(first), day(last))).collect();
        let (starts_on, completion) = (day("2026-02-01"), day(END));
        let facts = LeaveFacts { starts_on, completion, pauses: &[], stays: &stays, leaves: &leaves };
        let outcome =
            leave_outcome(&[RulesInForce { rules: &rules, first: NaiveDate::MIN, last: None }], &facts);
        let decides = outcome.deciding().count();
        ((outcome.completion - completion).num_days(), outcome.consequences.len(), decides)
    };
    let march = MARCH_STAY;
    assert_eq!(days(&[march, march]), (15, 2, 1), "two halves of one month");
    let may = ("2026-05-01", "2026-05-31");
    assert_eq!(days(&[march, may]), (35, 2, 2), "one after the other");
    assert_eq!(days(&[march, may, ("2026-03-15", "2026-05-15")]), (35, 3, 2), "beside both of them");
    assert_eq!(days(&[march, ("2026-03-15", "2026-05-31")]), (21, 2, 1), "the longer one");
}

#[test]
fn the_longest_sum_of_one_kind_of_window_counts() {
    let mut rules = set("over-15-days-a-year-adds-6-months");
    let mut whole = set("over-1-month-made-up-over-3-delays-exam").rules;
    whole.truncate(1);
    rules.rules.extend(whole);
    let days = [leave(Sick, "2026-03-01", 40), leave(Sick, "2027-03-01", 40)];
    assert_eq!(judged(&rules, &days).completion, day("2029-10-30"), "twice six months rather than 80 days");
}

#[test]
fn days_of_a_pause_are_no_leave() {
    let rules = set("over-1-month-made-up-over-3-delays-exam");
    let leaves = [leave(Sick, "2026-03-01", 40)];
    let pause = [(day("2026-03-11"), day("2026-03-20"))];
    assert_eq!(judged_with(&rules, &leaves, &pause).completion, day(END), "30 days remain");
}

#[test]
fn a_window_is_judged_by_the_rules_of_its_first_day() {
    let (old, new) = (set("over-15-days-a-year-adds-6-months"), set("over-3-months-extends"));
    let held = [
        RulesInForce { rules: &old, first: NaiveDate::MIN, last: Some(day("2026-12-31")) },
        RulesInForce { rules: &new, first: day("2027-01-01"), last: None },
    ];
    let judged = |leaves: &[LeaveSpan]| {
        let facts = LeaveFacts {
            starts_on: day("2026-02-01"),
            completion: day(END),
            pauses: &[],
            stays: &[],
            leaves,
        };
        leave_outcome(&held, &facts).completion
    };
    assert_eq!(judged(&[leave(Sick, "2027-01-10", 16)]), day("2029-04-30"), "of the first year");
    assert_eq!(judged(&[leave(Sick, "2027-03-10", 91)]), day(END), "the training began under the old ones");
}

/// Art. 25 of the national measures: by three years at most, as a rule.
#[test]
fn deferral_is_normally_at_most_3_years() {
    assert!(!is_beyond(day(END), 36, day("2031-10-31")));
    assert!(is_beyond(day(END), 36, day("2031-11-01")));
}

#[test]
fn who_decides_follows_from_the_length() {
    let rules = set("over-3-months-extends");
    let key = uuid::Uuid::from_u128;
    let places = LeavePlaces {
        is_supervised: true,
        department_id: Some(key(1)),
        base_institution_id: Some(key(2)),
        sending_institution_id: Some(key(3)),
        school_id: key(4),
    };
    let steps = |days, places: &LeavePlaces| {
        leave_steps(&rules, days, places).iter().map(|step| step.step).collect::<Vec<_>>()
    };
    assert_eq!(steps(3, &places), [Supervisor]);
    assert_eq!(steps(4, &places), [Supervisor, Department]);
    assert_eq!(steps(7, &places), [Supervisor, Department]);
    assert_eq!(steps(8, &places), [Supervisor, Department, Base]);
    assert_eq!(steps(31, &places), [Supervisor, Department, Base, SendingInstitution, School]);
    let own_staff = LeavePlaces { sending_institution_id: Some(key(2)), ..places };
    assert_eq!(steps(31, &own_staff), [Supervisor, Department, Base, School], "an institution decides once");
    let between =
        LeavePlaces { is_supervised: false, department_id: None, base_institution_id: None, ..places };
    assert_eq!(steps(2, &between), [School], "nobody else is there");
    assert!(rules.needs_certificate(Sick, 4) && !rules.needs_certificate(Sick, 3));
    assert!(!rules.needs_certificate(Personal, 300));
}
