//! Directive 2003/88/EC, and what the Court of Justice made of it.

use chrono_tz::Europe::Berlin;

use super::super::DutyKind::{HomeCallStandby, HomeCallWorked, InHouseCall, Work};
use super::{HOUR, Rota};

#[test]
fn eu_art_3_eleven_hours_of_rest_in_each_period_of_twenty_four() {
    let rota = Rota::of(Berlin).on(Work, [0, 2], "07:00", 13 * HOUR);
    assert_eq!(rota.eu("3", 0..=6), []);
    let longer = Rota::of(Berlin).on(Work, [0, 2], "07:00", 13 * HOUR + 1);
    assert_eq!(longer.eu("3", 0..=6), [(11 * HOUR - 1, 11 * HOUR); 2]);
}

#[test]
fn eu_art_3_short_rests_do_not_add_up() {
    let split = |until| {
        let early = Rota::of(Berlin).and(Work, "2026-01-05 06:00", "2026-01-05 10:00");
        early.and(Work, "2026-01-05 16:00", until)
    };
    assert_eq!(split("2026-01-05 19:00").eu("3", 0..=6), []);
    assert_eq!(split("2026-01-05 20:00").eu("3", 0..=6), [(10 * HOUR, 11 * HOUR)]);
}

#[test]
fn eu_art_3_the_hour_that_is_lost_in_spring_is_lost_to_rest() {
    let rota = |from| {
        let saturday = Rota::of(Berlin).and(Work, "2026-03-28 10:00", "2026-03-28 20:00");
        saturday.and(Work, from, "2026-03-29 12:00")
    };
    let told = |rota: &Rota| rota.eu("3", 80..=90);
    // From 20:00 to 07:00 is ten hours on that night.
    assert_eq!(told(&rota("2026-03-29 07:00")), [(10 * HOUR, 11 * HOUR)]);
    assert_eq!(told(&rota("2026-03-29 08:00")), []);
}

#[test]
fn eu_art_3_the_hour_that_is_won_in_autumn_is_won_for_rest() {
    let rota = |until| {
        let saturday = Rota::of(Berlin).and(Work, "2026-10-24 10:00", until);
        saturday.and(Work, "2026-10-25 07:00", "2026-10-25 12:00")
    };
    let told = |rota: &Rota| rota.eu("3", 288..=300);
    assert_eq!(told(&rota("2026-10-24 21:00")), []);
    assert_eq!(told(&rota("2026-10-24 21:01")), [(11 * HOUR - 1, 11 * HOUR)]);
}

#[test]
fn eu_art_5_thirty_five_hours_of_rest_in_each_seven_days() {
    // From Saturday evening to Monday morning, over the border of two weeks; each serves one of them.
    let weeks = |minutes| {
        let days = (0..28).filter(|day| day % 7 < 5);
        let rota = Rota::of(Berlin).on(Work, days, "07:00", 10 * HOUR);
        rota.on(Work, [5, 12, 19, 26], "07:00", minutes)
    };
    assert_eq!(weeks(13 * HOUR).eu("5", 0..=20), []);
    // Three weeks that touch are one breach; 27 hours and 59 minutes of the rest lie within each.
    assert_eq!(weeks(13 * HOUR + 1).eu("5", 0..=20), [(28 * HOUR - 1, 35 * HOUR)]);
}

#[test]
fn eu_art_5_one_rest_over_a_border_serves_one_week_alone() {
    let rota = |more: &[u64]| {
        // Without a rest but the one from Sunday 13:00 to Tuesday 07:00, and what is free in the second week.
        let days = [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14].into_iter().filter(|day| !more.contains(day));
        Rota::of(Berlin)
            .and(Work, "2026-01-04 07:00", "2026-01-04 19:00")
            .on(Work, days, "07:00", 12 * HOUR)
            .on(Work, [6], "07:00", 6 * HOUR)
    };
    assert_eq!(rota(&[]).eu("5", 0..=13), [(31 * HOUR, 35 * HOUR)]);
    assert_eq!(rota(&[10, 11]).eu("5", 0..=13), []);
}

#[test]
fn eu_art_5_the_rest_may_lie_anywhere_within_each_seven_days_c_306_16() {
    // Free on the first two days of one week and the last two of the next: ten days of work in between.
    let rota = Rota::of(Berlin).on(Work, 2..12, "08:00", 8 * HOUR).on(Work, [14], "08:00", 8 * HOUR);
    assert_eq!(rota.eu("5", 0..=13), []);
    assert_eq!(rota.on(Work, [12, 13], "08:00", 8 * HOUR).eu("5", 0..=13), [(16 * HOUR, 35 * HOUR)]);
}

#[test]
fn eu_art_6_forty_eight_hours_averaged_over_seventeen_weeks() {
    let days = || (0..119).filter(|day| day % 7 < 6);
    let rota = Rota::of(Berlin).on(Work, days(), "08:00", 8 * HOUR);
    assert_eq!(rota.eu("6 and 16(b)", 118..=118), []);
    // 17 minutes more within 17 weeks are a minute a week.
    let more = rota.on(Work, [6], "08:00", 17);
    assert_eq!(more.eu("6 and 16(b)", 118..=118), [(48 * HOUR + 1, 48 * HOUR)]);
}

#[test]
fn eu_art_16_b_leave_is_neutral_in_the_average() {
    let days = || (0..56).filter(|day| day % 7 < 6);
    let rota = Rota::of(Berlin).on(Work, days(), "08:00", 8 * HOUR).leave(56..=118);
    assert_eq!(rota.eu("6 and 16(b)", 118..=118), []);
    assert_eq!(rota.on(Work, [6], "08:00", 8).eu("6 and 16(b)", 118..=118), [(48 * HOUR + 1, 48 * HOUR)]);
}

#[test]
fn eu_jaeger_c_151_02_call_in_house_is_working_time_as_a_whole() {
    let days = || (0..119).filter(|day| day % 7 < 6);
    let rota = Rota::of(Berlin).on(Work, days(), "08:00", 8 * HOUR);
    assert_eq!(rota.clone().on(InHouseCall, [6], "08:00", 17).eu("6 and 16(b)", 118..=118).len(), 1);
    // SIMAP, C-303/98: standing by at home counts as far as somebody works.
    assert_eq!(rota.clone().on(HomeCallStandby, days(), "16:00", 16 * HOUR).eu("6 and 16(b)", 118..=118), []);
    assert_eq!(rota.on(HomeCallWorked, [6], "08:00", 17).eu("6 and 16(b)", 118..=118).len(), 1);
}
