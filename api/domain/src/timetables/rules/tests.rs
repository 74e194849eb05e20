//! When something falls due: across the spring festival, beside exceptions, and at the end of a term.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}:00+08:00")).unwrap().to_utc()
}

fn recurrence(first: &str, rule: Option<&str>, holidays: HolidayPractice) -> Recurrence {
    let starts_at = at(&format!("{first}T08:00"));
    Recurrence {
        first: (starts_at, starts_at + Duration::hours(2)),
        rule: rule.map(str::to_owned),
        holidays,
        except_days: Vec::new(),
    }
}

fn holiday(text: &str) -> CalendarDay {
    CalendarDay { day: day(text), kind: DayKind::Holiday, name: Name::new("休", "Off"), stands_for: None }
}

fn workday(text: &str, stands_for: &str) -> CalendarDay {
    let stands_for = Some(day(stands_for));
    CalendarDay { day: day(text), kind: DayKind::Workday, name: Name::new("班", "On"), stands_for }
}

/// The spring festival of 2026: off from 15 to 23 February, worked on the 14th and the 28th.
fn spring_festival() -> Calendar {
    let off = day("2026-02-15").iter_days().take(9).map(|one| holiday(&one.to_string()));
    let days: Vec<CalendarDay> =
        off.chain([workday("2026-02-14", "2026-02-20"), workday("2026-02-28", "2026-02-23")]).collect();
    Calendar::of(&days)
}

fn held(found: &[Occurrence]) -> Vec<String> {
    found.iter().filter(|one| one.left_out.is_none()).map(|one| one.on.to_string()).collect()
}

const FEBRUARY: (&str, &str) = ("2026-02-01", "2026-03-15");

fn in_february(recurrence: &Recurrence) -> Vec<Occurrence> {
    expand(recurrence, &spring_festival(), (day(FEBRUARY.0), day(FEBRUARY.1)))
}

#[test]
fn a_weekly_session_across_the_spring_festival_is_left_out_made_up_or_kept() {
    let mondays = |practice| in_february(&recurrence("2026-02-02", Some("FREQ=WEEKLY;BYDAY=MO"), practice));
    let left_out = mondays(HolidayPractice::LeaveOut);
    assert_eq!(held(&left_out), ["2026-02-02", "2026-02-09", "2026-03-02", "2026-03-09"]);
    let why: Vec<_> =
        left_out.iter().filter_map(|one| Some((one.due_on.to_string(), one.left_out?))).collect();
    assert_eq!(
        why,
        [("2026-02-16".to_owned(), LeftOut::Holiday), ("2026-02-23".to_owned(), LeftOut::Holiday)]
    );
    // Monday the 23rd is off, and Saturday the 28th stands for it; nothing stands for the 16th.
    let made_up = mondays(HolidayPractice::MakeUp);
    assert_eq!(held(&made_up), ["2026-02-02", "2026-02-09", "2026-02-28", "2026-03-02", "2026-03-09"]);
    let moved = made_up.iter().find(|one| one.on != one.due_on).unwrap();
    assert_eq!(
        (moved.due_on, moved.time),
        (day("2026-02-23"), (at("2026-02-28T08:00"), at("2026-02-28T10:00")))
    );
    assert_eq!(
        held(&mondays(HolidayPractice::Keep)),
        ["2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09"]
    );
    // Fridays: the 20th is made up before, on the 14th.
    let fridays =
        in_february(&recurrence("2026-02-06", Some("FREQ=WEEKLY;BYDAY=FR"), HolidayPractice::MakeUp));
    assert_eq!(
        held(&fridays),
        ["2026-02-06", "2026-02-13", "2026-02-14", "2026-02-27", "2026-03-06", "2026-03-13"]
    );
}

#[test]
fn nothing_is_held_on_one_day_twice() {
    let rule = "FREQ=WEEKLY;BYDAY=MO,SA";
    let found = in_february(&recurrence("2026-02-02", Some(rule), HolidayPractice::MakeUp));
    // Saturday the 28th has its own; what it stands for is left out.
    assert_eq!(
        held(&found),
        [
            "2026-02-02",
            "2026-02-07",
            "2026-02-09",
            "2026-02-14",
            "2026-02-28",
            "2026-03-02",
            "2026-03-07",
            "2026-03-09",
            "2026-03-14"
        ]
    );
}

#[test]
fn days_taken_out_are_left_out_and_what_was_made_up_may_be_as_well() {
    let rule = Some("FREQ=WEEKLY;BYDAY=MO");
    let mut mondays = recurrence("2026-02-02", rule, HolidayPractice::MakeUp);
    mondays.except_days = vec![day("2026-02-09"), day("2026-02-28")];
    let found = in_february(&mondays);
    assert_eq!(held(&found), ["2026-02-02", "2026-03-02", "2026-03-09"]);
    assert_eq!(
        found.iter().find(|one| one.due_on == day("2026-02-09")).unwrap().left_out,
        Some(LeftOut::Excepted)
    );
}

#[test]
fn a_series_ends_with_the_term_with_its_rule_or_with_its_count() {
    let ends = |rule| {
        let found = expand(
            &recurrence("2026-03-03", Some(rule), HolidayPractice::LeaveOut),
            &Calendar::default(),
            (day("2026-03-01"), day("2026-03-31")),
        );
        held(&found)
    };
    assert_eq!(
        ends("FREQ=WEEKLY;BYDAY=TU"),
        ["2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24", "2026-03-31"]
    );
    assert_eq!(ends("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260317"), ["2026-03-03", "2026-03-10", "2026-03-17"]);
    assert_eq!(ends("FREQ=WEEKLY;INTERVAL=2;COUNT=2"), ["2026-03-03", "2026-03-17"]);
    assert_eq!(ends("freq=monthly;byday=-1fr"), ["2026-03-27"]);
}

#[test]
fn a_session_in_the_small_hours_is_of_the_local_day() {
    let starts_at = at("2026-03-03T06:00");
    let early = Recurrence {
        first: (starts_at, starts_at + Duration::hours(1)),
        ..recurrence("2026-03-03", Some("FREQ=WEEKLY;BYDAY=TU;COUNT=2"), HolidayPractice::LeaveOut)
    };
    let found = expand(&early, &Calendar::default(), (day("2026-03-01"), day("2026-03-31")));
    let times: Vec<Time> = found.iter().map(|one| one.time).collect();
    assert_eq!(
        times,
        [(at("2026-03-03T06:00"), at("2026-03-03T07:00")), (at("2026-03-10T06:00"), at("2026-03-10T07:00"))]
    );
}

#[test]
fn a_rule_by_hours_or_of_nothing_is_refused() {
    let codes = (TimetableErrorCode::Invalid, TimetableErrorCode::RuleInvalid);
    let refused = |rule: &str| {
        let of = recurrence("2026-03-03", Some(rule), HolidayPractice::LeaveOut);
        recurrence_problems(codes, "slots.0", &of, at("2026-03-01T00:00"))
            .into_iter()
            .map(|found| found.path.join("."))
            .collect::<Vec<_>>()
    };
    assert!(refused("FREQ=WEEKLY;BYDAY=TU").is_empty());
    for rule in [
        "",
        "WEEKLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;COUNT=0;UNTIL=1",
    ] {
        assert_eq!(refused(rule), ["slots.0.rule"], "{rule}");
    }
    assert_eq!(refused(&"FREQ=DAILY;".repeat(30)), ["slots.0.rule"]);
    let ancient = recurrence("2001-03-03", Some("FREQ=DAILY"), HolidayPractice::LeaveOut);
    let found = recurrence_problems(codes, "", &ancient, at("2026-03-01T00:00"));
    assert_eq!(found.into_iter().map(|one| one.path.join(".")).collect::<Vec<_>>(), ["startsAt"]);
    // One that never falls due ends.
    let never =
        recurrence("2026-03-03", Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), HolidayPractice::LeaveOut);
    assert_eq!(expand(&never, &Calendar::default(), (day("2026-01-01"), day("2027-12-31"))), []);
}

#[test]
fn a_calendar_is_of_one_year_and_tells_each_day_once() {
    let problems = |days: &[CalendarDay]| {
        calendar_problems(2026, days).into_iter().map(|found| found.path.join(".")).collect::<Vec<_>>()
    };
    assert_eq!(problems(&[]), ["days"]);
    let sound = [holiday("2026-02-23"), workday("2026-02-28", "2026-02-23")];
    assert!(problems(&sound).is_empty());
    let wrong = [
        holiday("2026-02-23"),
        holiday("2026-02-23"),
        holiday("2027-01-01"),
        workday("2026-02-28", "2026-02-24"),
        workday("2026-03-01", "2026-02-23"),
        workday("2026-03-07", "2026-02-23"),
    ];
    assert_eq!(problems(&wrong), ["days.1.day", "days.2.day", "days.3.standsFor", "days.5.standsFor"]);
}

proptest! {
    #[test]
    fn whatever_the_practice_nothing_is_due_outside_its_days_or_held_twice(
        start in 0_u64..40, weekday in 0_usize..7, practice in 0_usize..3, from in 0_u64..40, length in 0_u64..60,
    ) {
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let first = day("2026-01-20") + chrono::Days::new(start);
        let rule = format!("FREQ=WEEKLY;BYDAY={}", names[weekday]);
        let practices = [HolidayPractice::LeaveOut, HolidayPractice::MakeUp, HolidayPractice::Keep];
        let of = recurrence(&first.to_string(), Some(&rule), practices[practice]);
        let from = day("2026-01-20") + chrono::Days::new(from);
        let days = (from, from + chrono::Days::new(length));
        let found = expand(&of, &spring_festival(), days);
        let held: Vec<NaiveDate> = found.iter().filter(|one| one.left_out.is_none()).map(|one| one.on).collect();
        let once: BTreeSet<NaiveDate> = held.iter().copied().collect();
        prop_assert_eq!(once.len(), held.len());
        for one in &found {
            prop_assert!(days.0 <= one.due_on && one.due_on <= days.1 && first <= one.due_on);
            prop_assert!(days.0 <= one.on && one.on <= days.1);
            prop_assert_eq!(one.due_on.weekday().num_days_from_monday(), u32::try_from(weekday).unwrap());
            if practice != 2 && one.left_out.is_none() {
                prop_assert!(!spring_festival().is_off(one.on));
            }
        }
    }
}
