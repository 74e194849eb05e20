//! Reference cases: each named after the clause it comes from, with a figure on either side of the bound.

mod acgme;
mod europe;

use chrono::{Duration, NaiveDateTime, TimeZone as _};
use chrono_tz::Asia::Shanghai;
use chrono_tz::Europe::Berlin;
use platform::text::Language;

use super::super::Stay;
use super::*;
use crate::rule_sets::presets;

/// Every rota begins on a Monday.
const MONDAY: &str = "2026-01-05";
const HOUR: i64 = 60;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What somebody works, in a time zone.
#[derive(Clone)]
struct Rota {
    zone: Tz,
    intervals: Vec<DutyInterval>,
    leave: Vec<Stay>,
}

impl Rota {
    fn of(zone: Tz) -> Self {
        Self { zone, intervals: Vec::new(), leave: Vec::new() }
    }

    fn local(&self, text: &str) -> DateTime<Utc> {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        self.zone.from_local_datetime(&local).unwrap().to_utc()
    }

    fn and(mut self, kind: DutyKind, from: &str, until: &str) -> Self {
        let (from, until) = (self.local(from), self.local(until));
        self.intervals.push(DutyInterval { from, until, kind });
        self
    }

    /// So many minutes from a time of day on, on each of some days, counted from the first Monday.
    fn on(mut self, kind: DutyKind, days: impl IntoIterator<Item = u64>, time: &str, minutes: i64) -> Self {
        for place in days {
            let date = day(MONDAY) + Days::new(place);
            let from = self.local(&format!("{date} {time}"));
            self.intervals.push(DutyInterval { from, until: from + Duration::minutes(minutes), kind });
        }
        self
    }

    fn leave(mut self, days: std::ops::RangeInclusive<u64>) -> Self {
        let date = |place: &u64| day(MONDAY) + Days::new(*place);
        self.leave.push(Stay { from: date(days.start()), until: date(days.end()) });
        self
    }

    fn record(&self, set: &DutyRules, (from, until): (NaiveDate, NaiveDate)) -> DutyRecord {
        let days = (from - set.looks_back(), until + Days::new(REST_REACHES_DAYS));
        DutyRecord::new(self.zone, &self.intervals, &self.leave, days)
    }

    fn breaches(&self, preset: &str, period: (NaiveDate, NaiveDate)) -> Vec<DutyBreach> {
        let set = set(preset);
        let term = Term { since: day("2025-06-01"), from: period.0, until: period.1 };
        duty_breaches(&set.rules, &self.record(&set, period), term)
    }

    /// What exceeds one clause of a preset within some days, as measured and allowed.
    fn told(&self, preset: &str, clause: &str, days: std::ops::RangeInclusive<u64>) -> Vec<(i64, i64)> {
        let date = |place: &u64| day(MONDAY) + Days::new(*place);
        let set = set(preset);
        let found = self.breaches(preset, (date(days.start()), date(days.end())));
        let of = |breach: &&DutyBreach| set.rules[breach.rule].clause.en == clause;
        found.iter().filter(of).map(|breach| (breach.measured, breach.allowed)).collect()
    }

    fn acgme(&self, clause: &str) -> Vec<(i64, i64)> {
        // The window of the first four weeks alone.
        self.told("acgme", &format!("ACGME {clause}"), 27..=27)
    }

    fn acgme_at_once(&self, clause: &str) -> Vec<(i64, i64)> {
        self.told("acgme", &format!("ACGME {clause}"), 0..=27)
    }

    fn eu(&self, article: &str, days: std::ops::RangeInclusive<u64>) -> Vec<(i64, i64)> {
        self.told("eu-working-time", &format!("2003/88/EC, Art. {article}"), days)
    }

    fn local_law(&self, clause: &str) -> Vec<(i64, i64)> {
        self.told("china-local", clause, 0..=27)
    }
}

fn set(preset: &str) -> DutyRules {
    presets::<DutyRules>().find(|(name, _)| *name == preset).unwrap().1
}

use DutyKind::{HomeCallStandby, HomeCallWorked, InHouseCall, Work};

#[test]
fn labour_law_art_36_forty_four_hours_a_week_on_average_are_a_notice() {
    let rota = Rota::of(Shanghai).on(Work, (0..28).filter(|day| day % 7 < 4), "08:00", 11 * HOUR);
    assert_eq!(rota.local_law("Labour Law, Art. 36"), []);
    let more = rota.on(Work, [4], "08:00", 4);
    assert_eq!(more.local_law("Labour Law, Art. 36"), [(44 * HOUR + 1, 44 * HOUR)]);
    assert_eq!(set("china-local").rules[0].severity, DutySeverity::Notice);
}

#[test]
fn labour_law_art_38_a_day_of_rest_in_each_week() {
    let rota = |minutes| {
        let days = (0..28).filter(|day| day % 7 < 6);
        let six = Rota::of(Shanghai).on(Work, days, "08:00", 8 * HOUR);
        six.on(Work, [6, 13, 20, 27], "08:00", minutes).on(Work, [28], "00:00", HOUR)
    };
    assert_eq!(rota(0).local_law("Labour Law, Art. 38"), []);
    assert_eq!(rota(HOUR).local_law("Labour Law, Art. 38"), [(16 * HOUR, 24 * HOUR)]);
}

#[test]
fn the_local_set_allows_twenty_four_hours_in_a_row() {
    let rota = |until| Rota::of(Shanghai).and(Work, "2026-01-05 08:00", until);
    let clause = "Xinglin's default: 24 hours in a row";
    assert_eq!(rota("2026-01-06 08:00").local_law(clause), []);
    assert_eq!(rota("2026-01-06 08:01").local_law(clause), [(24 * HOUR + 1, 24 * HOUR)]);
}

#[test]
fn days_have_23_and_25_hours_when_clocks_change() {
    let minutes = |date: &str, next: &str| {
        let rota = Rota::of(Berlin).and(Work, &format!("{date} 00:00"), &format!("{next} 00:00"));
        let period = (day(date), day(date));
        duty_weeks(&rota.record(&set("acgme"), period), period)[0].1
    };
    assert_eq!(minutes("2026-03-29", "2026-03-30"), 23 * HOUR);
    assert_eq!(minutes("2026-10-25", "2026-10-26"), 25 * HOUR);
    assert_eq!(minutes("2026-10-26", "2026-10-27"), 24 * HOUR);
}

#[test]
fn a_night_counts_for_the_days_it_touches() {
    let rota = Rota::of(Shanghai).and(Work, "2026-01-11 20:00", "2026-01-12 08:00");
    let period = (day("2026-01-05"), day("2026-01-18"));
    let weeks = duty_weeks(&rota.record(&set("acgme"), period), period);
    assert_eq!(weeks, [(day("2026-01-05"), 4 * HOUR), (day("2026-01-12"), 8 * HOUR)]);
}

#[test]
fn nothing_is_judged_before_the_first_day_of_a_set() {
    let rota = Rota::of(Shanghai).on(Work, 0..28, "08:00", 13 * HOUR);
    let set = set("acgme");
    let period = (day(MONDAY), day("2026-02-28"));
    let found = |since: &str| {
        let term = Term { since: day(since), from: period.0, until: period.1 };
        duty_breaches(&set.rules, &rota.record(&set, period), term).len()
    };
    assert_eq!(found("2026-01-05"), 2, "the average and the free days");
    // No window of four weeks with too much begins then.
    assert_eq!(found("2026-01-31"), 0);
}

#[test]
fn fewer_hours_are_never_a_breach() {
    let period = (day(MONDAY), day("2026-12-31"));
    for preset in ["china-local", "acgme", "eu-working-time"] {
        assert_eq!(Rota::of(Shanghai).breaches(preset, period), [], "{preset}");
        let little = Rota::of(Shanghai).on(Work, [0, 50, 200], "08:00", HOUR);
        assert_eq!(little.breaches(preset, period), [], "{preset}");
    }
}

#[test]
fn duty_within_stand_by_at_home_is_a_call_in() {
    let rota = Rota::of(Shanghai);
    let interval = |from: &str, until: &str| Interval {
        from: rota.local(&format!("2026-01-05 {from}")),
        until: rota.local(&format!("2026-01-05 {until}")),
    };
    let entered = [
        (interval("17:00", "18:00"), Activity::OnCallHome),
        (interval("18:00", "23:00"), Activity::OnCallHome),
        (interval("08:00", "12:00"), Activity::Duty),
        (interval("16:59", "17:30"), Activity::Duty),
        (interval("17:30", "18:30"), Activity::Duty),
        (interval("22:00", "23:00"), Activity::Duty),
        (interval("22:00", "23:01"), Activity::Duty),
        (interval("20:00", "21:00"), Activity::FollowingMaster),
        (interval("20:00", "21:00"), Activity::OnCallInHouse),
    ];
    let kinds: Vec<DutyKind> = duty_intervals(&entered).iter().map(|one| one.kind).collect();
    assert_eq!(
        kinds,
        [
            HomeCallStandby,
            HomeCallStandby,
            Work,
            Work,
            HomeCallWorked,
            HomeCallWorked,
            Work,
            Work,
            InHouseCall
        ]
    );
}

#[test]
fn where_no_set_of_its_own_holds_the_usual_one_does() {
    let period = (day("2026-03-01"), day("2026-03-31"));
    let beginning = NaiveDate::default();
    assert_eq!(sets_in_force(&[], period), [(None, beginning, period.1)]);
    let later = [(day("2026-03-10"), None)];
    assert_eq!(
        sets_in_force(&later, period),
        [(None, beginning, day("2026-03-09")), (Some(0), day("2026-03-10"), period.1)]
    );
    let between = [
        (day("2026-03-20"), Some(day("2026-03-25"))),
        (day("2026-01-01"), Some(day("2026-03-10"))),
        (day("2026-02-01"), Some(day("2026-02-28"))),
    ];
    assert_eq!(
        sets_in_force(&between, period),
        [
            (Some(1), day("2026-01-01"), day("2026-03-10")),
            (None, day("2026-03-11"), day("2026-03-19")),
            (Some(0), day("2026-03-20"), day("2026-03-25")),
            (None, day("2026-03-26"), day("2026-03-31")),
        ]
    );
    let side_by_side = [(day("2026-01-01"), None), (day("2026-03-05"), None)];
    assert_eq!(sets_in_force(&side_by_side, period).len(), 2);
    assert_eq!(sets_in_force(&[(day("2026-04-01"), None)], period), [(None, beginning, period.1)]);
}

#[test]
fn a_breach_is_one_sentence_in_both_languages() {
    let set = set("acgme");
    let rota = Rota::of(Shanghai).and(Work, "2026-01-05 08:00", "2026-01-06 12:30");
    let found = rota.breaches("acgme", (day(MONDAY), day("2026-01-11")));
    let sentence = duty_sentence(&set, &found[0], Shanghai).unwrap();
    assert_eq!(
        sentence.render(Language::English),
        "ACGME clinical and educational work hours, ACGME 6.22 and 6.22.a: 28 h 30 min in a row, \
         from 2026-01-05 08:00 to 2026-01-06 12:30; at most 28 h are allowed"
    );
    assert_eq!(
        sentence.render(Language::Chinese),
        "ACGME通用要求工时规则（ACGME 6.22、6.22.a）：2026-01-05 08:00 至 2026-01-06 12:30 连续工作 28 小时 30 分钟，\
         上限为 28 小时"
    );
    for kind in DutyRuleKind::ALL {
        let presets = ["acgme", "eu-working-time", "china-local"];
        let set = presets.into_iter().map(self::set).find_map(|set| {
            let place = set.rules.iter().position(|rule| rule.limit.kind() == *kind)?;
            Some((set, place))
        });
        let (set, rule) = set.unwrap();
        let breach = DutyBreach { rule, ..found[0].clone() };
        for language in Language::ALL {
            let text = duty_sentence(&set, &breach, Shanghai).unwrap().render(language);
            assert!(!text.contains("rotations-duty") && !text.contains("{$"), "{text}");
        }
    }
}
