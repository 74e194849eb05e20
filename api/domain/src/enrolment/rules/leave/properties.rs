//! What must hold for any leave.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::cases::day;
use super::outcome::{LeaveFacts, LeaveOutcome, LeaveSpan, RulesInForce, leave_outcome};
use super::{LeaveEffect, LeaveKind, LeaveRule, LeaveRules, LeaveWindow};
use crate::enrolment::rules::{Pause, days_of};
use crate::rule_sets::presets;
use platform::codes::Code as _;

fn first() -> NaiveDate {
    day("2026-02-01")
}

fn leaves() -> impl Strategy<Value = Vec<LeaveSpan>> {
    let kind = prop::sample::select(LeaveKind::ALL);
    let one = (kind, 0_u64..1000, 1_u64..120).prop_map(|(kind, from, days)| {
        let from = first() + Days::new(from);
        LeaveSpan { kind, days: (from, from + Days::new(days - 1)) }
    });
    prop::collection::vec(one, 0..8)
}

fn rule() -> impl Strategy<Value = LeaveRule> {
    let effect = (0..5, 1_u32..13).prop_map(|(which, figure)| match which {
        0 => LeaveEffect::MakeUpDays,
        1 => LeaveEffect::ExtendMonths { months: figure },
        2 => LeaveEffect::RepeatPlacement,
        3 => LeaveEffect::DelayExamYears { years: 1 },
        _ => LeaveEffect::Terminate,
    });
    let windows = prop::sample::select(LeaveWindow::ALL);
    let kinds = prop::sample::subsequence(LeaveKind::ALL.to_vec(), 1..=LeaveKind::ALL.len());
    (effect, windows, kinds, 0_i64..200).prop_map(|(effect, window, kinds, over_days)| {
        let any = presets::<LeaveRules>().next().unwrap().1.rules.remove(0);
        LeaveRule { kinds, window, over_days, effect, ..any }
    })
}

/// The sets that come with the system, and any other.
fn rules() -> impl Strategy<Value = LeaveRules> {
    let usual = presets::<LeaveRules>().next().unwrap().1;
    let any =
        prop::collection::vec(rule(), 1..8).prop_map(move |rules| LeaveRules { rules, ..usual.clone() });
    let presets: Vec<LeaveRules> = presets::<LeaveRules>().map(|(_, rules)| rules).collect();
    prop_oneof![prop::sample::select(presets), any]
}

fn judged(rules: &LeaveRules, leaves: &[LeaveSpan]) -> LeaveOutcome {
    let stays: Vec<Pause> = (0..11)
        .map(|month| {
            let from = first() + Days::new(month * 90);
            (from, from + Days::new(59))
        })
        .collect();
    let facts =
        LeaveFacts { starts_on: first(), completion: day("2028-10-31"), pauses: &[], stays: &stays, leaves };
    leave_outcome(&[RulesInForce { rules, first: NaiveDate::MIN, last: None }], &facts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn more_leave_never_ends_a_training_earlier(rules in rules(), leaves in leaves(), at in 0_usize..8) {
        let all = judged(&rules, &leaves);
        let mut fewer = leaves.clone();
        if at < fewer.len() {
            // One leave ends a day earlier, or is not taken.
            if days_of(fewer[at].days) > 1 { fewer[at].days.1 = fewer[at].days.1.pred_opt().unwrap(); } else { fewer.remove(at); }
        }
        let less = judged(&rules, &fewer);
        prop_assert!(less.completion <= all.completion);
        prop_assert!(less.consequences.len() <= all.consequences.len());
    }

    #[test]
    fn the_order_of_leaves_is_of_no_account(rules in rules(), leaves in leaves()) {
        let mut turned = leaves.clone();
        turned.reverse();
        prop_assert_eq!(judged(&rules, &leaves), judged(&rules, &turned));
    }

    #[test]
    fn the_end_moves_only_by_what_decides(rules in rules(), leaves in leaves()) {
        let outcome = judged(&rules, &leaves);
        prop_assert_eq!(outcome.completion > day("2028-10-31"), outcome.deciding().next().is_some());
        for found in &outcome.consequences {
            prop_assert!(found.days > rules.rules[found.rule].over_days);
            prop_assert!(found.days <= days_of(found.window));
        }
    }

    #[test]
    fn a_day_taken_twice_counts_once(rules in rules(), leaves in leaves()) {
        let twice: Vec<LeaveSpan> = leaves.iter().chain(&leaves).copied().collect();
        prop_assert_eq!(judged(&rules, &leaves), judged(&rules, &twice));
    }
}
