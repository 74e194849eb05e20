//! What must hold for any hours.

use chrono::{Duration, TimeZone as _};
use proptest::prelude::*;

use super::*;
use crate::rule_sets::presets;

const ZONE: Tz = chrono_tz::UTC;

fn first() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 5, 0, 0, 0).unwrap()
}

fn kind() -> impl Strategy<Value = DutyKind> {
    prop::sample::select(DutyKind::ALL)
}

/// Hours over twenty weeks, rather too many than too few, in halves of an hour.
fn hours() -> impl Strategy<Value = Vec<DutyInterval>> {
    let one = (0_i64..140, 0_i64..48, 1_i64..60, kind()).prop_map(|(day, half, length, kind)| {
        let from = first() + Duration::minutes(day * 24 * 60 + half * 30);
        DutyInterval { from, until: from + Duration::minutes(length * 30), kind }
    });
    prop::collection::vec(one, 0..160)
}

fn rules() -> Vec<DutyRule> {
    presets::<DutyRules>().flat_map(|(_, set)| set.rules).collect()
}

fn judged(rules: &[DutyRule], intervals: &[DutyInterval], weeks: i64) -> Vec<DutyBreach> {
    let shift = Duration::weeks(weeks);
    let (from, until) = ((first() + shift).date_naive(), (first() + shift).date_naive() + Days::new(150));
    let record = DutyRecord::new(ZONE, intervals, &[], (from - Days::new(120), until + Days::new(14)));
    duty_breaches(rules, &record, Term { since: from - Days::new(120), from, until })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_interval_in_two_pieces_is_the_same(hours in hours(), which in 0_usize..160, part in 1_i64..59) {
        let mut pieces = hours.clone();
        if let Some(interval) = pieces.get_mut(which) {
            let at = interval.from + Duration::minutes(part * 30);
            if at < interval.until {
                let rest = DutyInterval { from: at, ..*interval };
                interval.until = at;
                pieces.push(rest);
            }
        }
        prop_assert_eq!(judged(&rules(), &hours, 0), judged(&rules(), &pieces, 0));
    }

    #[test]
    fn what_is_entered_twice_counts_once(hours in hours(), which in 0_usize..160) {
        let mut twice = hours.clone();
        twice.extend(hours.get(which).copied());
        twice.reverse();
        prop_assert_eq!(judged(&rules(), &hours, 0), judged(&rules(), &twice, 0));
    }

    #[test]
    fn whole_weeks_later_only_the_dates_differ(hours in hours(), weeks in 1_i64..60) {
        let shift = Duration::weeks(weeks);
        let later: Vec<DutyInterval> = hours
            .iter()
            .map(|one| DutyInterval { from: one.from + shift, until: one.until + shift, ..*one })
            .collect();
        let back = |breach: DutyBreach| {
            DutyBreach { from: breach.from - shift, until: breach.until - shift, ..breach }
        };
        let moved: Vec<DutyBreach> = judged(&rules(), &later, weeks).into_iter().map(back).collect();
        prop_assert_eq!(judged(&rules(), &hours, 0), moved);
    }

    #[test]
    fn fewer_hours_never_exceed_an_upper_bound_that_more_did_not(
        hours in hours(),
        kept in prop::collection::vec(any::<bool>(), 160),
    ) {
        let upper: Vec<DutyRule> = rules()
            .into_iter()
            .filter(|rule| {
                let kind = rule.limit.kind();
                [DutyRuleKind::AverageHours, DutyRuleKind::Continuous, DutyRuleKind::CallFrequency].contains(&kind)
            })
            .collect();
        let fewer: Vec<DutyInterval> =
            hours.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(one, _)| *one).collect();
        let before = judged(&upper, &hours, 0);
        for breach in judged(&upper, &fewer, 0) {
            let is_within = before.iter().any(|known| {
                known.rule == breach.rule
                    && known.from <= breach.from
                    && breach.until <= known.until
                    && breach.measured <= known.measured
            });
            prop_assert!(is_within, "{breach:?} is not among {before:?}");
        }
    }

    #[test]
    fn free_days_grow_when_hours_are_taken_away(hours in hours(), kept in prop::collection::vec(any::<bool>(), 160)) {
        let free: Vec<DutyRule> =
            rules().into_iter().filter(|rule| rule.limit.kind() == DutyRuleKind::DaysFree).collect();
        let fewer: Vec<DutyInterval> =
            hours.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(one, _)| *one).collect();
        let before = judged(&free, &hours, 0);
        for breach in judged(&free, &fewer, 0) {
            let covers = |known: &DutyBreach| known.from <= breach.from && breach.until <= known.until;
            prop_assert!(before.iter().any(covers), "{breach:?} is not among {before:?}");
        }
    }
}
