use std::collections::{BTreeSet, HashMap};

use platform::text::Language;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

const ON: &str = "2026-06-30";

fn norm(measure: Measure, at_least: Option<i64>, at_most: Option<i64>) -> Norm {
    let clause = Name::new("示例".to_owned(), "Sample".to_owned());
    Norm { code: "SAMPLE".to_owned(), clause, base_kind: None, measure, at_least, at_most }
}

fn facts() -> BaseFacts {
    BaseFacts { accredited_on: day("2020-01-01"), ..BaseFacts::default() }
}

fn stay(trainee: u128, supervisor: u128, from: &str, until: &str) -> SeenStay {
    SeenStay {
        person_id: person(trainee),
        supervisor_id: person(supervisor),
        days: (day(from), day(until)),
        percent: 100,
    }
}

fn standing(norm: &Norm, facts: &BaseFacts) -> (Option<i64>, BaseNormStatus) {
    let told = norm_standing(norm, facts, day(ON), true);
    assert_eq!(told.missing.is_none(), told.status == BaseNormStatus::Met);
    if let Some(message) = told.missing {
        for language in Language::ALL {
            assert_ne!(message.render(language), message.key());
        }
    }
    (told.figure, told.status)
}

#[test]
fn a_supervisor_with_three_trainees_has_too_many() {
    let mut facts = facts();
    let norm = norm(Measure::TraineesPerSupervisor, None, Some(2));
    assert_eq!(standing(&norm, &facts), (None, BaseNormStatus::NotAsked));
    for (trainee, supervisor) in [(1, 11), (2, 11), (4, 12)] {
        facts.stays.push(stay(trainee, supervisor, "2026-06-01", "2026-06-30"));
    }
    // Who left the day before, or comes tomorrow, is not hers today.
    facts.stays.push(stay(5, 11, "2026-06-01", "2026-06-29"));
    facts.stays.push(stay(6, 11, "2026-07-01", "2026-07-31"));
    assert_eq!(standing(&norm, &facts), (Some(200), BaseNormStatus::Met));
    facts.stays.push(stay(3, 11, "2026-06-30", "2026-06-30"));
    assert_eq!(standing(&norm, &facts), (Some(300), BaseNormStatus::NotMet));
    let missing = norm_standing(&norm, &facts, day(ON), true).missing.unwrap();
    assert!(
        missing.render(Language::English).contains("1 supervisor"),
        "{}",
        missing.render(Language::English)
    );
}

#[test]
fn what_qualifies_people_counts_while_it_holds() {
    let holding =
        |until: &str| Validity { issued_on: day("2021-07-01"), expires_on: day(until), ended_on: None };
    let kind = QualificationKind::GpSupervisorGrassroots;
    let mut facts = facts();
    facts.stays = vec![stay(1, 11, "2026-06-01", "2026-06-30"), stay(2, 12, "2026-06-01", "2026-06-30")];
    facts.qualified_here = vec![
        (person(11), kind, holding("2026-06-30")),
        // A second certificate makes no second person, one of another kind none of this, and one that is over none at all.
        (person(11), kind, holding("2027-06-30")),
        (person(12), QualificationKind::TeachingDiploma, holding("2027-06-30")),
        (person(13), kind, holding("2026-06-29")),
    ];
    facts.qualified = vec![(person(11), holding("2026-06-30")), (person(12), holding("2026-06-29"))];
    let people = norm(Measure::QualifiedSupervisors(kind), Some(5), None);
    assert_eq!(standing(&people, &facts), (Some(100), BaseNormStatus::NotMet));
    let all = norm(Measure::SupervisorsQualified, Some(100), None);
    assert_eq!(standing(&all, &facts), (Some(5_000), BaseNormStatus::NotMet));
    facts.qualified.push((person(12), holding("2026-12-31")));
    assert_eq!(standing(&all, &facts), (Some(10_000), BaseNormStatus::Met));
}

#[test]
fn visits_are_counted_by_day_and_missed_by_month() {
    let mut facts = facts();
    let yearly = norm(Measure::Visits(12), Some(6), None);
    let monthly = norm(Measure::MonthsWithoutVisit(12), None, Some(0));
    // The twelve months begin on the first of July 2025: the day before is none of them.
    facts.visits = ["2025-06-30", "2025-07-01", "2025-09-30", "2026-06-30"].map(day).into();
    assert_eq!(standing(&yearly, &facts), (Some(300), BaseNormStatus::NotMet));
    assert_eq!(standing(&monthly, &facts), (Some(900), BaseNormStatus::NotMet));
    facts.visits =
        (0..=12).filter_map(|month| day("2025-06-15").checked_add_months(Months::new(month))).collect();
    assert_eq!(standing(&yearly, &facts), (Some(1_200), BaseNormStatus::Met));
    assert_eq!(standing(&monthly, &facts), (Some(0), BaseNormStatus::Met));
    // A base is asked about a year when it has been one for a year, and about each month that it was.
    facts.accredited_on = day("2026-05-01");
    facts.visits = [day("2026-06-30")].into();
    assert_eq!(standing(&yearly, &facts), (None, BaseNormStatus::NotAsked));
    assert_eq!(standing(&monthly, &facts), (Some(100), BaseNormStatus::NotMet));
    facts.accredited_on = day("2026-05-15");
    assert_eq!(standing(&monthly, &facts), (None, BaseNormStatus::NotAsked));
    // A visit belongs to one month, also where the day asked about is the last of a long one.
    let mut facts = self::facts();
    facts.visits = [day("2026-01-30")].into();
    let two = norm(Measure::MonthsWithoutVisit(2), None, Some(0));
    let told = norm_standing(&two, &facts, day("2026-03-31"), true);
    assert_eq!(told.figure, Some(100));
    let sentence = told.missing.unwrap().render(Language::English);
    assert!(sentence.contains("2026-02-01") && sentence.contains("2026-02-28"), "{sentence}");
}

#[test]
fn sessions_every_two_weeks_are_fourteen_days_apart_while_somebody_stays() {
    let norm = norm(Measure::SessionGap("WARD_ROUND".to_owned(), 6), None, Some(14));
    let mut facts = facts();
    assert_eq!(standing(&norm, &facts), (None, BaseNormStatus::NotAsked));
    facts.stays = vec![stay(1, 11, "2026-06-01", "2026-06-15"), stay(2, 11, "2026-06-20", "2026-06-30")];
    let held = |days: &[&str], facts: &mut BaseFacts| {
        let days: BTreeSet<NaiveDate> = days.iter().map(|text| day(text)).collect();
        facts.sessions = HashMap::from([("WARD_ROUND".to_owned(), days)]);
    };
    held(&["2026-06-01", "2026-06-15"], &mut facts);
    assert_eq!(standing(&norm, &facts), (Some(1_400), BaseNormStatus::Met));
    // Nobody stayed from the sixteenth to the nineteenth: the eleven days of the second stay are what was waited.
    held(&["2026-06-01"], &mut facts);
    assert_eq!(standing(&norm, &facts), (Some(2_500), BaseNormStatus::NotMet));
    held(&["2026-06-02", "2026-06-29"], &mut facts);
    assert_eq!(standing(&norm, &facts), (Some(2_300), BaseNormStatus::NotMet));
    let sentence = norm_standing(&norm, &facts, day(ON), true).missing.unwrap().render(Language::English);
    assert!(
        sentence.contains("2026-06-03") && sentence.contains("2026-06-28") && sentence.contains("22 days"),
        "{sentence}"
    );
    // Whoever is on leave misses none.
    let mut away = facts.clone();
    away.leaves = HashMap::from([(person(2), vec![(day("2026-06-20"), day("2026-06-29"))])]);
    assert_eq!(standing(&norm, &away), (Some(1_300), BaseNormStatus::Met));
    // A session of another kind is none of these.
    facts.sessions = HashMap::from([("LECTURE".to_owned(), [day("2026-06-10")].into())]);
    assert_eq!(standing(&norm, &facts), (Some(2_600), BaseNormStatus::NotMet));
}

#[test]
fn beds_are_shared_by_those_who_are_there() {
    let norm = norm(Measure::BedsPerTrainee, Some(2), Some(5));
    let mut facts = facts();
    assert_eq!(standing(&norm, &facts), (None, BaseNormStatus::Unknown));
    facts.declared.insert(BaseFigureKind::Beds, 5);
    assert_eq!(standing(&norm, &facts), (None, BaseNormStatus::NotAsked));
    facts.stays = vec![stay(1, 11, "2026-06-01", "2026-06-30"), stay(2, 11, "2026-06-01", "2026-06-30")];
    assert_eq!(standing(&norm, &facts), (Some(250), BaseNormStatus::Met));
    facts.declared.insert(BaseFigureKind::Beds, 11);
    assert_eq!(standing(&norm, &facts), (Some(550), BaseNormStatus::NotMet));
    let missing = norm_standing(&norm, &facts, day(ON), true).missing.unwrap().render(Language::English);
    assert!(missing.contains("5.5") && missing.contains("0.5"), "{missing}");
    let catchment = self::norm(Measure::Declared(BaseFigureKind::CatchmentPopulation), Some(50_000), None);
    assert_eq!(standing(&catchment, &facts), (None, BaseNormStatus::Unknown));
    facts.declared.insert(BaseFigureKind::CatchmentPopulation, 50_000);
    assert_eq!(standing(&catchment, &facts), (Some(5_000_000), BaseNormStatus::Met));
}

#[test]
fn logs_are_complete_when_five_days_of_seven_are_written_down() {
    let logs = norm(Measure::LogCompletion(6), Some(90), None);
    let cases = norm(Measure::ConsultationsADay(6), Some(5), None);
    let mut facts = facts();
    assert_eq!(standing(&logs, &facts), (None, BaseNormStatus::NotAsked));
    assert_eq!(standing(&cases, &facts), (None, BaseNormStatus::NotAsked));
    // Two weeks, of which one was leave: five days are due of one, and ten of the other.
    facts.stays = vec![stay(1, 11, "2026-06-01", "2026-06-14"), stay(2, 11, "2026-06-01", "2026-06-14")];
    facts.leaves = HashMap::from([(person(1), vec![(day("2026-06-08"), day("2026-06-14"))])]);
    assert_eq!(standing(&cases, &facts), (Some(0), BaseNormStatus::NotMet));
    let wrote = |facts: &mut BaseFacts, trainee, days: std::ops::RangeInclusive<u64>, in_charge| {
        let days = days.map(|on| (day("2026-06-01") + chrono::Days::new(on - 1), in_charge));
        facts.logged.entry(person(trainee)).or_default().extend(days);
    };
    // She wrote down seven days of one week, which does not make up for the four that another one left out.
    wrote(&mut facts, 1, 1..=7, 6);
    wrote(&mut facts, 2, 1..=6, 3);
    assert_eq!(standing(&logs, &facts), (Some(7_333), BaseNormStatus::NotMet));
    assert_eq!(standing(&cases, &facts), (Some(461), BaseNormStatus::NotMet));
    // Of whoever is there for half of each day five days are due, and she wrote down all of them.
    let mut half = stay(3, 11, "2026-06-01", "2026-06-14");
    half.percent = 50;
    let mut halved = facts.clone();
    halved.stays.push(half);
    wrote(&mut halved, 3, 1..=6, 5);
    assert_eq!(standing(&logs, &halved), (Some(8_000), BaseNormStatus::NotMet));
    wrote(&mut facts, 2, 7..=10, 9);
    assert_eq!(standing(&logs, &facts), (Some(10_000), BaseNormStatus::Met));
    assert_eq!(standing(&cases, &facts), (Some(564), BaseNormStatus::Met));
}

#[test]
fn figures_of_few_people_are_for_those_at_the_base() {
    let logs = norm(Measure::LogCompletion(6), Some(90), None);
    let mut facts = facts();
    let told = |facts: &BaseFacts, is_near| norm_standing(&logs, facts, day(ON), is_near).status;
    assert_eq!(told(&facts, false), BaseNormStatus::NotAsked);
    for (trainee, afar) in
        [(1, BaseNormStatus::Withheld), (2, BaseNormStatus::Withheld), (3, BaseNormStatus::NotMet)]
    {
        facts.stays.push(stay(trainee, 11, "2026-06-01", "2026-06-14"));
        assert_eq!((told(&facts, true), told(&facts, false)), (BaseNormStatus::NotMet, afar));
    }
}

#[test]
fn a_base_is_judged_while_it_is_accredited() {
    let people = norm(Measure::QualifiedSupervisors(QualificationKind::GpSupervisorClinical), Some(0), None);
    let mut facts = BaseFacts { accredited_until: Some(day(ON)), ..facts() };
    assert_eq!(standing(&people, &facts), (Some(0), BaseNormStatus::Met));
    facts.accredited_until = day(ON).pred_opt();
    assert_eq!(standing(&people, &facts), (None, BaseNormStatus::NotAsked));
    facts = BaseFacts { accredited_on: day("2026-07-01"), ..self::facts() };
    assert_eq!(standing(&people, &facts), (None, BaseNormStatus::NotAsked));
}

#[test]
fn the_sentence_is_about_the_bound_that_is_missed() {
    let mut facts = facts();
    facts.stays.push(stay(1, 11, "2026-06-01", "2026-06-30"));
    let least = norm(Measure::TraineesPerSupervisor, Some(2), None);
    let sentence = norm_standing(&least, &facts, day(ON), true).missing.unwrap().render(Language::English);
    assert_eq!(sentence, "trainees: 1, at least 2 asked for, 1 missing");
}
