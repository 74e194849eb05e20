//! Part time: which share of full time a stay takes, and what the stays of one trainee take together.
//!
//! Stays of one trainee share a day when all of them are part time and their shares sum to at most the whole of it (domain rule 6).

use chrono::NaiveDate;
use platform::error::{Name, Problem};
use platform::text::Message;

use super::{PlacementErrorCode, Stay};

/// Full time, in hundredths.
pub const FULL_TIME: i64 = 100;
/// Least share of a part-time stay, in hundredths: half a day a week.
pub const LEAST_PART: i32 = 10;
/// Greatest share of a part-time stay, in hundredths; more is full time.
pub const MOST_PART: i32 = 90;

/// A stay that its trainee has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldStay {
    /// Its days.
    pub stay: Stay,
    /// Its share of full time in hundredths; full time when absent.
    pub part_time_percent: Option<i32>,
    /// Where.
    pub department: Name,
}

/// Days in a row on which the same stays take so much that another one is too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStretch<'a> {
    /// The days.
    pub days: Stay,
    /// What the stays take together, in hundredths of full time.
    pub percent: i64,
    /// The stays.
    pub by: Vec<&'a HeldStay>,
}

/// The share of full time that a stay takes, in hundredths.
#[must_use]
pub fn share(part_time_percent: Option<i32>) -> i64 {
    part_time_percent.map_or(FULL_TIME, i64::from)
}

/// The stretches within `wanted`, first to last, on which a stay of that share would make more than the whole with what is `held`.
#[must_use]
pub fn taken_stretches(
    held: &[HeldStay],
    wanted: Stay,
    part_time_percent: Option<i32>,
) -> Vec<TakenStretch<'_>> {
    let beside: Vec<&HeldStay> = held.iter().filter(|one| one.stay.overlaps(wanted)).collect();
    let begins = beside.iter().map(|one| one.stay.from);
    let ends = beside.iter().filter_map(|one| one.stay.until.succ_opt());
    let mut changes: Vec<NaiveDate> =
        begins.chain(ends).filter(|day| wanted.from < *day && *day <= wanted.until).collect();
    changes.push(wanted.from);
    changes.sort_unstable();
    changes.dedup();
    let lasts = changes.iter().skip(1).filter_map(NaiveDate::pred_opt).chain([wanted.until]);
    let stretch = |(from, until): (NaiveDate, NaiveDate)| {
        let days = Stay { from, until };
        let by: Vec<&HeldStay> = beside.iter().copied().filter(|one| one.stay.overlaps(days)).collect();
        let percent = by.iter().map(|one| share(one.part_time_percent)).sum();
        TakenStretch { days, percent, by }
    };
    let stretches = changes.iter().copied().zip(lasts).map(stretch);
    stretches
        .filter(|taken| !taken.by.is_empty() && taken.percent + share(part_time_percent) > FULL_TIME)
        .collect()
}

/// That a share is none of a part-time stay.
pub(super) fn share_problem(part_time_percent: Option<i32>) -> Option<Problem<PlacementErrorCode>> {
    let value = part_time_percent.filter(|percent| !(LEAST_PART..=MOST_PART).contains(percent))?;
    let message = Message::new("common-out-of-range")
        .with("field", ("非全日制比例（%）", "The part-time share in percent"))
        .with("value", value)
        .with("least", LEAST_PART)
        .with("most", MOST_PART);
    Some(Problem::new(PlacementErrorCode::PartTimeInvalid, "partTimePercent", message))
}

/// Stays that the trainee has beside the wanted one, and that leave no room for it.
pub(super) fn overlap_problems(
    held: &[HeldStay],
    wanted: Stay,
    part_time_percent: Option<i32>,
) -> Vec<Problem<PlacementErrorCode>> {
    let named = |name: &Name| (name.zh.clone(), name.en.clone());
    let message = |taken: TakenStretch<'_>| match taken.by.as_slice() {
        [only] if part_time_percent.is_none() && only.part_time_percent.is_none() => {
            Message::new("rotations-overlap")
                .with("department", named(&only.department))
                .with("begin", only.stay.from)
                .with("end", only.stay.until)
        }
        by => Message::new("rotations-overlap-share")
            .with("begin", taken.days.from)
            .with("end", taken.days.until)
            .with("taken", taken.percent)
            .with("departments", by.iter().map(|one| named(&one.department)).collect::<Vec<_>>())
            .with("wanted", share(part_time_percent)),
    };
    taken_stretches(held, wanted, part_time_percent)
        .into_iter()
        .map(|taken| Problem::new(PlacementErrorCode::Overlap, "startsOn", message(taken)))
        .collect()
}

/// That two stays of different shares are to be exchanged.
#[must_use]
pub fn swap_share_problem(first: Option<i32>, second: Option<i32>) -> Option<Problem<PlacementErrorCode>> {
    (first != second).then(|| {
        let message =
            Message::new("rotations-swap-share").with("first", share(first)).with("second", share(second));
        Problem::new(PlacementErrorCode::SwapUnsuitable, "secondPlacementId", message)
    })
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use platform::text::Language;
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::counted_days;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn held(from: &str, until: &str, part_time_percent: Option<i32>) -> HeldStay {
        let stay = Stay { from: day(from), until: day(until) };
        HeldStay { stay, part_time_percent, department: Name::new("急诊科", "Emergency") }
    }

    const MARCH: (&str, &str) = ("2026-03-01", "2026-03-31");

    fn march() -> Stay {
        Stay { from: day(MARCH.0), until: day(MARCH.1) }
    }

    fn sentences(problems: &[Problem<PlacementErrorCode>], language: Language) -> Vec<String> {
        problems.iter().map(|problem| problem.message.render(language)).collect()
    }

    #[test]
    fn two_halves_share_their_days_and_nothing_more_does() {
        let half = [held("2026-03-10", "2026-04-30", Some(50))];
        assert_eq!(taken_stretches(&half, march(), Some(50)), []);
        for more in [Some(51), Some(90), None] {
            let taken = taken_stretches(&half, march(), more);
            assert_eq!(taken.len(), 1, "{more:?}");
            assert_eq!((taken[0].days, taken[0].percent), (Stay { from: day("2026-03-10"), ..march() }, 50));
        }
        let full = [held("2026-03-31", "2026-04-30", None)];
        assert_eq!(taken_stretches(&full, march(), Some(10)).len(), 1);
        assert_eq!(taken_stretches(&full, Stay { until: day("2026-03-30"), ..march() }, None), []);
    }

    #[test]
    fn what_is_taken_is_said_for_each_stretch_of_days() {
        let thirds = [held("2026-02-01", "2026-03-10", Some(30)), held("2026-03-05", "2026-03-20", Some(30))];
        let taken = taken_stretches(&thirds, march(), Some(50));
        let told: Vec<_> = taken.iter().map(|one| (one.days, one.percent, one.by.len())).collect();
        assert_eq!(told, [(Stay { from: day("2026-03-05"), until: day("2026-03-10") }, 60, 2)]);
        let taken = taken_stretches(&thirds, march(), Some(80));
        let told: Vec<_> = taken.iter().map(|one| (one.days.from, one.percent)).collect();
        assert_eq!(told, [(day("2026-03-01"), 30), (day("2026-03-05"), 60), (day("2026-03-11"), 30)]);
    }

    #[test]
    fn a_clash_of_shares_says_what_is_taken_on_which_days() {
        let half = [held("2026-03-10", "2026-04-30", Some(50))];
        let problems = overlap_problems(&half, march(), Some(60));
        assert_eq!(
            sentences(&problems, Language::English),
            ["From 2026-03-10 to 2026-03-31 she is placed for 50 % of full time (Emergency), \
              and 60 % more would exceed 100 %: choose other days or a smaller share"]
        );
        assert_eq!(
            sentences(&problems, Language::Chinese),
            [
                "该学员自 2026-03-10 至 2026-03-31 已安排全日制的 50%（急诊科），再加 60% 将超过 100%：请另选时间或降低比例"
            ]
        );
        let full = [held("2026-03-10", "2026-04-30", None)];
        let told = sentences(&overlap_problems(&full, march(), None), Language::English);
        assert!(
            told[0].starts_with("She is placed in \"Emergency\" from 2026-03-10 to 2026-04-30"),
            "{told:?}"
        );
    }

    #[test]
    fn what_counts_of_a_stay_is_rounded_down() {
        for (there, percent, counted) in [
            (31, None, 31),
            (31, Some(50), 15),
            (30, Some(50), 15),
            (29, Some(90), 26),
            (1, Some(90), 0),
            (0, Some(50), 0),
        ] {
            assert_eq!(counted_days(there, percent), counted, "{there} days at {percent:?}");
        }
    }

    #[test]
    fn equal_shares_alone_are_exchanged() {
        assert_eq!(swap_share_problem(Some(50), Some(50)), None);
        assert_eq!(swap_share_problem(None, None), None);
        for (first, second) in [(Some(50), Some(60)), (None, Some(50)), (Some(90), None)] {
            let problem = swap_share_problem(first, second).unwrap();
            assert_eq!(problem.code, PlacementErrorCode::SwapUnsuitable);
        }
    }

    #[test]
    fn a_share_is_from_10_to_90() {
        for (percent, fits) in [(9, false), (10, true), (90, true), (91, false), (-1, false), (100, false)] {
            assert_eq!(share_problem(Some(percent)).is_none(), fits, "{percent}");
        }
        assert_eq!(share_problem(None), None);
    }

    fn some_stay() -> impl Strategy<Value = HeldStay> {
        let percent = prop_oneof![Just(None), (LEAST_PART..=MOST_PART).prop_map(Some)];
        (0_u64..60, 0_u64..20, percent).prop_map(|(first, length, part_time_percent)| {
            let from = day("2026-01-01") + Days::new(first);
            let stay = Stay { from, until: from + Days::new(length) };
            HeldStay { stay, part_time_percent, department: Name::new("某科", "Some") }
        })
    }

    fn taken_on(held: &[HeldStay], day: NaiveDate) -> i64 {
        let there = held.iter().filter(|one| one.stay.from <= day && day <= one.stay.until);
        there.map(|one| share(one.part_time_percent)).sum()
    }

    proptest! {
        #[test]
        fn two_parts_of_the_whole_give_together_all_days_or_one_less(there in 0_i64..800, percent in LEAST_PART..=MOST_PART) {
            let sum = counted_days(there, Some(percent)) + counted_days(there, Some(100 - percent));
            prop_assert!(sum == there || sum == there - 1, "{}", sum);
        }

        #[test]
        fn what_the_rule_accepts_never_exceeds_the_whole_on_any_day(wanted in prop::collection::vec(some_stay(), 0..30)) {
            let mut held: Vec<HeldStay> = Vec::new();
            for one in wanted {
                let taken = taken_stretches(&held, one.stay, one.part_time_percent);
                let days = one.stay.from.iter_days().take_while(|day| *day <= one.stay.until);
                for day in days {
                    let is_told = taken.iter().any(|taken| taken.days.from <= day && day <= taken.days.until);
                    let is_beyond = taken_on(&held, day) + share(one.part_time_percent) > FULL_TIME;
                    prop_assert_eq!(is_told, is_beyond, "{}", day);
                }
                if taken.is_empty() {
                    held.push(one);
                }
            }
            for day in day("2026-01-01").iter_days().take(90) {
                prop_assert!(taken_on(&held, day) <= FULL_TIME, "{}", day);
            }
        }
    }
}
