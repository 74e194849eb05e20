//! ACGME Common Program Requirements, 6.20 to 6.28.

use chrono_tz::Asia::Shanghai;

use super::super::DutyKind::{HomeCallStandby, HomeCallWorked, InHouseCall, Moonlighting, Work};
use super::super::DutySeverity;
use super::{HOUR, MONDAY, Rota, day, set};

#[test]
fn acgme_6_20_eighty_hours_averaged_over_four_weeks() {
    let rota = Rota::of(Shanghai).on(Work, 0..20, "08:00", 16 * HOUR);
    assert_eq!(rota.acgme("6.20"), []);
    // One hour more than 320 within 28 days: 80 hours and 15 minutes a week.
    let more = rota.on(Work, [21], "08:00", HOUR);
    assert_eq!(more.acgme("6.20"), [(80 * HOUR + 15, 80 * HOUR)]);
}

#[test]
fn acgme_6_20_a_week_beyond_eighty_hours_is_averaged_out() {
    let rota = Rota::of(Shanghai).on(Work, 0..6, "08:00", 15 * HOUR).on(Work, 7..26, "08:00", 8 * HOUR);
    assert_eq!(rota.acgme_at_once("6.20"), []);
}

#[test]
fn acgme_6_20_call_in_house_work_from_home_and_moonlighting_count_and_standing_by_does_not() {
    let rota = Rota::of(Shanghai).on(Work, 0..20, "08:00", 16 * HOUR);
    for kind in [InHouseCall, HomeCallWorked, Moonlighting] {
        let more = rota.clone().on(kind, [21], "08:00", HOUR);
        assert_eq!(more.acgme("6.20").len(), 1, "{kind:?}");
    }
    assert_eq!(rota.on(HomeCallStandby, [21], "08:00", 12 * HOUR).acgme("6.20"), []);
}

#[test]
fn acgme_6_20_leave_is_taken_out_of_the_average() {
    let rota = Rota::of(Shanghai).on(Work, 0..10, "08:00", 16 * HOUR);
    assert_eq!(rota.clone().leave(14..=27).acgme("6.20"), []);
    let more = rota.clone().on(Work, [11], "08:00", HOUR);
    assert_eq!(more.acgme("6.20"), [], "without leave there are four weeks");
    assert_eq!(more.leave(14..=27).acgme("6.20"), [(80 * HOUR + 30, 80 * HOUR)]);
    // Of fewer than seven days an average says nothing.
    assert_eq!(rota.clone().leave(7..=27).acgme("6.20").len(), 1);
    assert_eq!(rota.leave(6..=27).acgme("6.20"), []);
}

#[test]
fn acgme_6_20_hours_that_overlap_count_once() {
    let rota = Rota::of(Shanghai).on(Work, 0..20, "08:00", 16 * HOUR).on(Work, 0..20, "14:00", 4 * HOUR).on(
        InHouseCall,
        0..20,
        "20:00",
        4 * HOUR,
    );
    assert_eq!(rota.acgme("6.20"), []);
}

#[test]
fn acgme_6_20_windows_that_touch_are_one_breach_with_the_worst_figure() {
    let rota = Rota::of(Shanghai).on(Work, 0..28, "08:00", 12 * HOUR);
    assert_eq!(rota.told("acgme", "ACGME 6.20", 0..=60), [(84 * HOUR, 80 * HOUR)]);
    let found = rota.breaches("acgme", (day(MONDAY), day("2026-03-31")));
    let average = found.iter().find(|breach| breach.rule == 0).unwrap();
    // A day without work beside four weeks of it still makes 81 hours a week, two make 78.
    assert_eq!(average.from, rota.local("2026-01-04 00:00"));
    assert_eq!(average.until, rota.local("2026-02-03 00:00"));
}

#[test]
fn acgme_6_21_eight_hours_off_between_periods() {
    let rota = |from| {
        let first = Rota::of(Shanghai).and(Work, "2026-01-05 08:00", "2026-01-05 22:00");
        first.and(Work, from, "2026-01-06 12:00")
    };
    assert_eq!(rota("2026-01-06 06:00").acgme_at_once("6.21"), []);
    assert_eq!(rota("2026-01-06 05:59").acgme_at_once("6.21"), [(8 * HOUR - 1, 8 * HOUR)]);
    assert_eq!(set("acgme").rules[1].severity, DutySeverity::Notice, "it says should");
}

#[test]
fn acgme_6_21_a_pause_is_no_time_off() {
    let rota = |from| {
        let morning = Rota::of(Shanghai).and(Work, "2026-01-05 08:00", "2026-01-05 12:00");
        morning.and(Work, from, "2026-01-05 18:00")
    };
    assert_eq!(rota("2026-01-05 14:00").acgme_at_once("6.21"), []);
    assert_eq!(rota("2026-01-05 14:01").acgme_at_once("6.21"), [(2 * HOUR + 1, 8 * HOUR)]);
}

#[test]
fn acgme_6_21_a_fourteen_hours_free_after_twenty_four_of_call() {
    let rota = |until, from| {
        let call = Rota::of(Shanghai).and(Work, "2026-01-05 08:00", "2026-01-05 18:00").and(
            InHouseCall,
            "2026-01-05 18:00",
            until,
        );
        call.and(Work, from, "2026-01-07 12:00")
    };
    assert_eq!(rota("2026-01-06 08:00", "2026-01-06 22:00").acgme_at_once("6.21.a"), []);
    assert_eq!(
        rota("2026-01-06 08:00", "2026-01-06 21:59").acgme_at_once("6.21.a"),
        [(14 * HOUR - 1, 14 * HOUR)]
    );
    assert_eq!(rota("2026-01-06 07:59", "2026-01-06 21:58").acgme_at_once("6.21.a"), []);
}

#[test]
fn acgme_6_21_b_one_day_in_seven_free_averaged_over_four_weeks() {
    let rota = Rota::of(Shanghai).on(Work, 0..24, "08:00", 8 * HOUR);
    // After the last work there are four days and eight hours.
    assert_eq!(rota.acgme("6.21.b"), []);
    assert_eq!(rota.on(Work, [24], "08:00", 8 * HOUR).acgme("6.21.b"), [(3, 4)]);
}

#[test]
fn acgme_6_21_b_a_free_day_is_twenty_four_hours_in_a_row() {
    let rota = |minutes| {
        let days = (0..28).filter(|day| ![2, 3].contains(&(day % 7)));
        let weeks = Rota::of(Shanghai).on(Work, days, "08:00", 10 * HOUR);
        // From Wednesday morning until so many minutes before Friday's work.
        weeks.on(Work, [2, 9, 16, 23], "08:00", 48 * HOUR - minutes)
    };
    assert_eq!(rota(24 * HOUR).acgme("6.21.b"), []);
    assert_eq!(rota(24 * HOUR - 1).acgme("6.21.b"), [(0, 4)]);
}

#[test]
fn acgme_6_21_b_at_home_call_cannot_be_assigned_on_free_days() {
    let rota = Rota::of(Shanghai).on(Work, 0..24, "08:00", 8 * HOUR);
    assert_eq!(rota.acgme("6.21.b"), []);
    assert_eq!(rota.on(HomeCallStandby, [24], "08:00", 8 * HOUR).acgme("6.21.b"), [(3, 4)]);
}

#[test]
fn acgme_6_21_b_leave_is_no_free_day() {
    let rota = Rota::of(Shanghai).on(Work, 0..14, "08:00", 8 * HOUR);
    assert_eq!(rota.acgme("6.21.b"), []);
    assert_eq!(rota.leave(14..=27).acgme("6.21.b"), [(0, 2)]);
}

#[test]
fn acgme_6_22_twenty_four_hours_in_a_row_and_four_for_handing_over() {
    let rota = |until| {
        Rota::of(Shanghai)
            .and(Work, "2026-01-05 08:00", "2026-01-05 18:00")
            .and(InHouseCall, "2026-01-05 18:00", "2026-01-06 00:00")
            .and(InHouseCall, "2026-01-06 00:00", until)
    };
    assert_eq!(rota("2026-01-06 12:00").acgme_at_once("6.22 and 6.22.a"), []);
    assert_eq!(rota("2026-01-06 12:01").acgme_at_once("6.22 and 6.22.a"), [(28 * HOUR + 1, 28 * HOUR)]);
}

#[test]
fn acgme_6_25_a_moonlighting_counts() {
    let rota = Rota::of(Shanghai).and(Work, "2026-01-05 08:00", "2026-01-05 18:00").and(
        Moonlighting,
        "2026-01-05 18:00",
        "2026-01-06 13:00",
    );
    assert_eq!(rota.acgme_at_once("6.22 and 6.22.a"), [(29 * HOUR, 28 * HOUR)]);
}

#[test]
fn acgme_6_27_call_in_house_every_third_night_averaged_over_four_weeks() {
    let nights =
        |count: u64| Rota::of(Shanghai).on(InHouseCall, (0..count).map(|n| n * 2), "18:00", 14 * HOUR);
    // 28 nights have nine thirds.
    assert_eq!(nights(9).acgme("6.27"), []);
    assert_eq!(nights(10).acgme("6.27"), [(10, 9)]);
}

#[test]
fn acgme_6_27_a_night_over_midnight_belongs_to_the_day_on_which_it_begins() {
    // Ten nights, the last of which ends on the first day behind the window and the first of which began before it.
    let rota = Rota::of(Shanghai).on(InHouseCall, (0..10).map(|n| n * 3), "18:00", 14 * HOUR);
    assert_eq!(rota.acgme("6.27"), [(10, 9)]);
    let before = Rota::of(Shanghai).and(InHouseCall, "2026-01-04 18:00", "2026-01-05 08:00").on(
        InHouseCall,
        (0..9).map(|n| n * 3 + 2),
        "18:00",
        14 * HOUR,
    );
    assert_eq!(before.acgme("6.27"), []);
    // Entered in two pieces, before and after midnight, it is one night all the same.
    let parts = Rota::of(Shanghai).on(InHouseCall, (0..9).map(|n| n * 3), "18:00", 6 * HOUR).on(
        InHouseCall,
        (0..9).map(|n| n * 3 + 1),
        "00:00",
        8 * HOUR,
    );
    assert_eq!(parts.acgme("6.27"), []);
    // Two days and nights without an end are two nights.
    let long = Rota::of(Shanghai).on(InHouseCall, (0..5).map(|n| n * 5), "08:00", 48 * HOUR);
    assert_eq!(long.acgme("6.27"), [(10, 9)]);
}

#[test]
fn acgme_6_28_at_home_call_has_no_frequency_and_begins_no_new_time_off() {
    let rota = Rota::of(Shanghai)
        .on(Work, [0, 1], "08:00", 10 * HOUR)
        .on(HomeCallStandby, 0..23, "18:00", 14 * HOUR)
        .and(HomeCallWorked, "2026-01-05 23:00", "2026-01-06 01:00");
    assert_eq!(rota.acgme("6.27"), []);
    assert_eq!(rota.acgme_at_once("6.21"), []);
}
