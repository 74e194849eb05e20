//! What no single object shows: where associations lead, the tree of items, and the levels of a criterion.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::repeat_n;

use serde_json::Value;

use super::{DEEPEST_TREE, MOST_ASSOCIATIONS, ProblemKind, Problems, by_identifier, list, member, text};

/// Checks associations and rubrics; what the shape refused is left out.
pub(super) fn check(package: &Value, problems: &mut Problems) {
    if list(package, "CFAssociations").len() <= MOST_ASSOCIATIONS {
        check_associations(package, problems);
    }
    for (rubric, place) in list(package, "CFRubrics").iter().zip(0..) {
        for (criterion, inner) in list(rubric, "CFRubricCriteria").iter().zip(0..) {
            let path = format!("CFRubrics[{place}].CFRubricCriteria[{inner}]");
            check_parent(criterion, "rubricId", rubric, &path, problems);
            check_levels(criterion, &path, problems);
        }
    }
}

/// Both ends of `isChildOf` are items of the package or its document, as the tree has no other nodes. Of another
/// association one end is (section 7.1.21.3); the other may lie in another framework. A package without items that
/// only aligns other frameworks is held to nothing.
fn check_associations(package: &Value, problems: &mut Problems) {
    let items = by_identifier(list(package, "CFItems"));
    let document = text(member(package, "CFDocument"), "identifier");
    let is_inside = |node: &str| node == document || items.contains_key(node);
    let mut edges = Vec::new();
    for (association, place) in list(package, "CFAssociations").iter().zip(0..) {
        let Some((origin, destination)) = ends(association) else {
            continue;
        };
        let path = format!("CFAssociations[{place}]");
        if text(association, "associationType") != "isChildOf" {
            if !items.is_empty() && !is_inside(origin) && !is_inside(destination) {
                problems.add(&path, ProblemKind::DanglingAssociation, destination);
            }
            continue;
        }
        for (node, name) in [(origin, "originNodeURI"), (destination, "destinationNodeURI")] {
            if !is_inside(node) {
                let path = format!("{path}.{name}.identifier");
                problems.add(&path, ProblemKind::DanglingAssociation, node);
            }
        }
        if origin == document && is_inside(destination) {
            problems.add(&path, ProblemKind::Cycle, origin);
        } else if items.contains_key(origin) && items.contains_key(destination) {
            edges.push((origin, destination, path));
        }
    }
    let above = layers(edges.iter().map(|(child, parent, _)| (*child, *parent)));
    let below = layers(edges.iter().map(|(child, parent, _)| (*parent, *child)));
    let is_settled = |node| above.contains_key(node) || below.contains_key(node);
    for (child, parent, path) in edges {
        if !is_settled(child) && !is_settled(parent) {
            problems.add(&path, ProblemKind::Cycle, child);
        }
    }
    for (item, place) in list(package, "CFItems").iter().zip(0..) {
        if let Some(layer) = above.get(text(item, "identifier")).filter(|layer| **layer > DEEPEST_TREE) {
            problems.add(&format!("CFItems[{place}]"), ProblemKind::TooDeep, layer);
        }
    }
}

/// For each node the longest way from a node without parents, which is at 1; those on or below a cycle are left out.
fn layers<'a>(edges: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, usize> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (child, parent) in edges {
        waiting.entry(parent).or_default();
        *waiting.entry(child).or_default() += 1;
        children.entry(parent).or_default().push(child);
    }
    let mut ready: Vec<(&str, usize)> =
        waiting.iter().filter(|(_, parents)| **parents == 0).map(|(node, _)| (*node, 1)).collect();
    let mut deepest: BTreeMap<&str, usize> = BTreeMap::new();
    let mut layers = BTreeMap::new();
    while let Some((parent, layer)) = ready.pop() {
        layers.insert(parent, layer);
        for child in children.remove(parent).unwrap_or_default() {
            let child_layer = deepest.entry(child).or_default();
            *child_layer = (layer + 1).max(*child_layer);
            if let Some(parents) = waiting.get_mut(child) {
                *parents = parents.saturating_sub(1);
                if *parents == 0 {
                    ready.push((child, *child_layer));
                }
            }
        }
    }
    layers
}

/// Each level of a criterion has its own score, as the nomenclature (section 1.5) asks, and its own position.
fn check_levels(criterion: &Value, path: &str, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (level, place) in list(criterion, "CFRubricCriterionLevels").iter().zip(0..) {
        let path = format!("{path}.CFRubricCriterionLevels[{place}]");
        check_parent(level, "rubricCriterionId", criterion, &path, problems);
        for name in ["score", "position"] {
            // Adding zero makes one of both zeros.
            let number = member(level, name).as_f64().map(|number| (number + 0.0).to_bits());
            if number.is_some_and(|number| !seen.insert((name, number))) {
                problems.add(&format!("{path}.{name}"), ProblemKind::EqualLevels, member(level, name));
            }
        }
    }
}

/// What names its parent names the one it stands in; sections 7.1.27.8 and 7.1.29.8.
fn check_parent(value: &Value, name: &str, parent: &Value, path: &str, problems: &mut Problems) {
    let named = text(value, name);
    if !named.is_empty() && named != text(parent, "identifier") {
        problems.add(&format!("{path}.{name}"), ProblemKind::WrongParent, named);
    }
}

/// Origin and destination of an association, when both are there.
fn ends(association: &Value) -> Option<(&str, &str)> {
    let end = |name| member(member(association, name), "identifier").as_str();
    Some((end("originNodeURI")?, end("destinationNodeURI")?))
}

/// An item, and whether an association places it in the tree.
pub(super) type Placed<'a> = (&'a Value, bool);

/// The items below each item, and those at the top, in their order: by sequence number, then by code, then as in the
/// file. Of several parents the first in the file counts; what no association places stands at the top.
pub(super) fn children(package: &Value) -> BTreeMap<Option<&str>, Vec<Placed<'_>>> {
    let items = by_identifier(list(package, "CFItems"));
    let mut parents = BTreeMap::new();
    for association in list(package, "CFAssociations") {
        if let Some((origin, destination)) = ends(association)
            && text(association, "associationType") == "isChildOf"
        {
            let parent = items.contains_key(destination).then_some(destination);
            parents.entry(origin).or_insert((parent, member(association, "sequenceNumber").as_i64()));
        }
    }
    let mut sorted: Vec<_> = list(package, "CFItems")
        .iter()
        .map(|item| {
            let place = parents.get(text(item, "identifier")).copied();
            let (parent, sequence) = place.unwrap_or_default();
            let code = member(item, "humanCodingScheme").as_str().map(code_key);
            ((sequence.is_none(), sequence, code.is_none(), code), parent, (item, place.is_some()))
        })
        .collect();
    sorted.sort_by(|(first, ..), (second, ..)| first.cmp(second));
    let mut children: BTreeMap<Option<&str>, Vec<Placed<'_>>> = BTreeMap::new();
    for (_, parent, item) in sorted {
        children.entry(parent).or_default().push(item);
    }
    children
}

/// A code with its numbers filled up with zeros, so that 2 comes before 10.
pub(super) fn code_key(code: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for letter in code.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
        } else {
            if !digits.is_empty() {
                key.extend(repeat_n('0', 12_usize.saturating_sub(digits.len())));
                key.push_str(&digits);
                digits.clear();
            }
            key.push(letter);
        }
    }
    key
}
