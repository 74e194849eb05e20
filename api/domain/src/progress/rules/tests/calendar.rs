//! What the calendar asks for, and what it still allows.

use super::*;

#[test]
fn pace_asks_of_a_stay_only_what_would_not_fit_any_more() {
    let stay = requirement(9, RequirementKind::TimeInDepartment, Unit::Day, 30, Rule::default());
    let end = calendar().ends_on;
    let decided = |on: NaiveDate, running| decide(&stay, &Totals::default(), running, &calendar(), on);
    assert_eq!(decided(day("2024-06-01"), 0).pace, Pace::OnTrack);
    assert_eq!(decided(end - TimeDelta::days(30), 0).pace, Pace::OnTrack);
    assert_eq!(decided(end - TimeDelta::days(29), 0).pace, Pace::Behind);
    assert_eq!(decided(end - TimeDelta::days(29), 1).pace, Pace::OnTrack);
}

#[test]
fn a_forecast_follows_a_rule_with_a_name() {
    let asked = requirement(9, RequirementKind::ActivityHalfDays, Unit::HalfDay, 400, Rule::default());
    let stay = requirement(8, RequirementKind::TimeInDepartment, Unit::Day, 30, Rule::default());
    let calendar = Calendar { starts_on: day("2026-01-01"), ends_on: day("2027-01-31"), pauses: &[] };
    let on = day("2026-04-10");
    assert_eq!(calendar.elapsed(on), 100);
    let shown = |of: &Requirement, quantity| {
        let mut totals = Totals::default();
        totals.add(Facet::Total, String::new(), quantity);
        decide(of, &totals, 0, &calendar, on)
    };
    let slow = forecast(&asked, &shown(&asked, 100), &calendar, on).unwrap();
    assert_eq!((slow.rule, slow.reached_on), (ForecastRule::PaceSoFar, day("2027-02-04")));
    assert!(!slow.is_in_time, "the 400th day is four days too late");
    let soon = forecast(&stay, &shown(&stay, 10), &calendar, on).unwrap();
    assert_eq!((soon.rule, soon.reached_on), (ForecastRule::EarliestPossible, day("2026-04-30")));
    assert!(soon.is_in_time);
    assert_eq!(forecast(&asked, &shown(&asked, 0), &calendar, on), None, "no pace can be told");
    assert_eq!(forecast(&stay, &shown(&stay, 30), &calendar, on), None, "it is met");
    let endless = requirement(7, RequirementKind::Cases, Unit::Count, 1_000_000, Rule::default());
    assert!(!forecast(&endless, &shown(&endless, 1), &calendar, on).unwrap().is_in_time);

    let figures = plan(Vec::new()).figures;
    let possible = |of: &Requirement, quantity, on: &str| {
        is_still_possible(of, &shown(of, quantity), &figures, &calendar, day(on))
    };
    assert!(possible(&stay, 10, "2027-01-11"));
    assert!(!possible(&stay, 10, "2027-01-12"), "19 days are left, and 20 days missing");
    assert!(possible(&asked, 338, "2027-01-31"), "told late: 31 days of two half-days each");
    assert!(!possible(&asked, 337, "2027-01-31"));
    assert!(possible(&endless, 0, "2027-01-31"), "nothing bounds the cases of a day");
}

#[test]
fn a_pause_is_no_time_of_training() {
    let pauses = [(day("2024-03-01"), day("2024-03-31"))];
    let calendar = Calendar { starts_on: day("2024-01-01"), ends_on: day("2024-12-31"), pauses: &pauses };
    assert_eq!(calendar.days(), 366 - 31);
    assert_eq!(calendar.elapsed(day("2024-02-29")), 60);
    assert_eq!(calendar.elapsed(day("2024-03-15")), 60);
    assert_eq!(calendar.elapsed(day("2024-04-01")), 61);
    assert_eq!(calendar.elapsed(day("2025-02-01")), 335);
}

#[test]
fn a_stage_has_its_own_first_and_last_day() {
    let pauses = [(day("2024-05-01"), day("2024-05-10")), (day("2024-03-01"), day("2024-03-31"))];
    let calendar = Calendar { starts_on: day("2024-01-01"), ends_on: day("2025-02-10"), pauses: &pauses };
    // 60 days, then 61: the second stage begins after the pause in March and is lengthened by the one in May.
    let [first, second, third] = [(0, 60), (60, 121), (121, 600)].map(|days| calendar.part(days));
    assert_eq!((first.starts_on, first.ends_on, first.days()), (day("2024-01-01"), day("2024-02-29"), 60));
    assert_eq!((second.starts_on, second.ends_on, second.days()), (day("2024-04-01"), day("2024-06-10"), 61));
    assert_eq!((second.elapsed(day("2024-03-31")), second.elapsed(day("2024-04-01"))), (0, 1));
    assert_eq!(second.elapsed(day("2024-05-05")), 30);
    // The third would last longer than the training.
    assert_eq!((third.starts_on, third.ends_on), (day("2024-06-11"), day("2025-02-10")));
    let following = requirement(9, RequirementKind::ActivityHalfDays, Unit::HalfDay, 61, Rule::default());
    let expected = |on: &str| decide(&following, &Totals::default(), 0, &second, day(on)).expected;
    assert_eq!([expected("2024-03-20"), expected("2024-04-10"), expected("2024-07-01")], [0, 10, 61]);
}
