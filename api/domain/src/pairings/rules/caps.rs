//! How many apprentices a master has at once (domain rule 7).

use std::collections::BTreeMap;

use chrono::NaiveDate;

platform::codes! {
    /// A master's rank.
    pub enum MentorRank {
        /// Chief physician, or of the like rank.
        Chief = "CHIEF",
        /// Associate chief physician.
        AssociateChief = "ASSOCIATE_CHIEF",
        /// Attending physician.
        Attending = "ATTENDING",
    }
}

/// Apprentices of one master at once where her institution says nothing: two, as in the national schemes for passing on experience.
pub const USUAL_CAP: i32 = 2;

/// First and last day, both counted.
pub type Term = (NaiveDate, NaiveDate);

/// The earliest day of a term on which a master has as many apprentices as she may, and how many they are; none when a place is
/// free on every day.
#[must_use]
pub fn full_on(taken: &[Term], term: Term, most: i32) -> Option<(NaiveDate, i32)> {
    // A place is taken from a first day on, and free again on the day after a last one.
    let mut changes: BTreeMap<NaiveDate, i32> = BTreeMap::new();
    changes.insert(term.0, 0);
    for (first, last) in taken {
        if *last < term.0 || *first > term.1 {
            continue;
        }
        *changes.entry((*first).max(term.0)).or_default() += 1;
        if let Some(free) = last.succ_opt().filter(|free| *free <= term.1) {
            *changes.entry(free).or_default() -= 1;
        }
    }
    let mut count = 0;
    for (day, change) in changes {
        count += change;
        if count >= most {
            return Some((day, count));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::from(number))
    }

    #[test]
    fn a_place_is_free_again_on_the_day_after() {
        let taken = [(day(0), day(9)), (day(5), day(20))];
        assert_eq!(full_on(&taken, (day(0), day(30)), 2), Some((day(5), 2)));
        assert_eq!(full_on(&taken, (day(10), day(30)), 2), None);
        assert_eq!(full_on(&taken, (day(21), day(30)), 1), None);
        assert_eq!(full_on(&taken, (day(20), day(30)), 1), Some((day(20), 1)));
        assert_eq!(full_on(&[], (day(0), day(1)), 0), Some((day(0), 0)));
    }

    proptest! {
        /// Domain rule 7: whatever is accepted one after another, no day ever has more than the cap.
        #[test]
        fn no_day_has_more_than_the_cap(
            wanted in prop::collection::vec((0_u32..60, 0_u32..30), 0..40),
            most in 0_i32..4,
        ) {
            let mut taken: Vec<Term> = Vec::new();
            for (first, length) in wanted {
                let term = (day(first), day(first + length));
                let is_full = (first..=first + length).any(|number| {
                    let there = taken.iter().filter(|one| (one.0..=one.1).contains(&day(number))).count();
                    i32::try_from(there).unwrap() >= most
                });
                prop_assert_eq!(full_on(&taken, term, most).is_some(), is_full);
                if !is_full {
                    taken.push(term);
                }
            }
        }
    }
}
