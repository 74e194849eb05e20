//! The order in which what a plan asks is to be met, and where that order goes in a circle.
//!
//! A requirement names those that come before it; the plan's requirements stand here by their place in the plan. Each
//! requirement that is part of a circle stands in one that is named, so that all of them can be mended at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Circles among requirements, each once and from its first requirement on: one after the next, the last after the first. `after`
/// holds, for each requirement, the places of those that come before it; a place that is itself is no circle. Of the circles
/// through one prerequisite the shortest is named.
#[must_use]
pub fn circles(after: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found = BTreeSet::new();
    for (place, before) in after.iter().enumerate() {
        for first in before.iter().filter(|first| **first != place) {
            if let Some(mut circle) = way(after, *first, place) {
                let least =
                    circle.iter().enumerate().min_by_key(|(_, place)| **place).map_or(0, |(at, _)| at);
                circle.rotate_left(least);
                found.insert(circle);
            }
        }
    }
    found.into_iter().collect()
}

/// The shortest way from one requirement to another over what comes before, both counted.
fn way(after: &[Vec<usize>], from: usize, to: usize) -> Option<Vec<usize>> {
    let mut came_from = BTreeMap::from([(from, from)]);
    let mut waiting = VecDeque::from([from]);
    while let Some(place) = waiting.pop_front() {
        if place == to {
            let mut way = vec![to];
            let mut place = to;
            while place != from {
                place = *came_from.get(&place)?;
                way.push(place);
            }
            way.reverse();
            return Some(way);
        }
        for next in after.get(place)? {
            if !came_from.contains_key(next) {
                came_from.insert(*next, place);
                waiting.push_back(*next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_circle_is_named_once_from_its_first() {
        // 1 → 2 → 3 → 1 and, shorter, 1 → 3 → 1; 0 stands outside, 4 only names itself.
        let after = [vec![1], vec![2, 3], vec![3], vec![1], vec![4]];
        assert_eq!(circles(&after), [vec![1, 2, 3], vec![1, 3]]);
        assert_eq!(circles(&[vec![1, 2], vec![2], vec![]]), Vec::<Vec<usize>>::new());
    }

    fn plans() -> impl Strategy<Value = Vec<Vec<usize>>> {
        (2_usize..9).prop_flat_map(|size| {
            prop::collection::vec(prop::collection::btree_set(0..size, 0..4), size)
                .prop_map(|rows| rows.into_iter().map(|row| row.into_iter().collect()).collect())
        })
    }

    /// Whether the requirements can be met in some order, each after those that it names, itself left out.
    fn has_an_order(after: &[Vec<usize>]) -> bool {
        let mut met = BTreeSet::new();
        loop {
            let next = (0..after.len()).find(|place| {
                let is_ready = |first: &usize| first == place || met.contains(first);
                !met.contains(place) && after[*place].iter().all(is_ready)
            });
            match next {
                Some(place) => met.insert(place),
                None => return met.len() == after.len(),
            };
        }
    }

    proptest! {
        #[test]
        fn a_circle_is_named_where_there_is_no_order_and_nowhere_else(after in plans()) {
            let found = circles(&after);
            prop_assert_eq!(found.is_empty(), has_an_order(&after));
            let mut rings = BTreeSet::new();
            for circle in &found {
                prop_assert!(circle.len() > 1);
                prop_assert_eq!(circle.iter().collect::<BTreeSet<_>>().len(), circle.len());
                prop_assert_eq!(circle.iter().min(), circle.first());
                prop_assert!(rings.insert(circle.clone()));
                for (place, next) in circle.iter().zip(circle.iter().cycle().skip(1)) {
                    prop_assert!(after[*place].contains(next));
                }
            }
            // Whoever takes every step that was named out of the plan has an order.
            let mut mended = after.clone();
            for circle in &found {
                for (place, next) in circle.iter().zip(circle.iter().cycle().skip(1)) {
                    mended[*place].retain(|first| first != next);
                }
            }
            prop_assert!(has_an_order(&mended));
        }
    }
}
