//! Views: what is asked of a package, with types.
//!
//! They look into the JSON that was checked, so that what a view takes for granted is there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::structure::{self, Placed};
use super::{Package, identifier, list, member, some, text};

/// The document of a package: what it is as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// Its identifier.
    pub identifier: Uuid,
    /// Its title.
    pub title: &'a str,
    /// Who made it.
    pub creator: &'a str,
    /// Its version, as its maker counts.
    pub version: Option<&'a str>,
    /// Free text in version 1.1; usual are `Draft`, `Private Draft`, `Adopted` and `Deprecated`.
    pub adoption_status: Option<&'a str>,
    /// Language of its texts.
    pub language: Option<&'a str>,
    /// When it last changed.
    pub last_change: DateTime<Utc>,
}

/// An item at its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its identifier.
    pub identifier: Uuid,
    /// The item above; nothing at the top. Of several parents the first in the file.
    pub parent: Option<Uuid>,
    /// 1 at the top.
    pub depth: i32,
    /// Whether an association places it in the tree; what none places stands at the top.
    pub is_placed: bool,
    /// Its code, as people write it.
    pub human_coding_scheme: Option<&'a str>,
    /// What is to be able to be done.
    pub full_statement: &'a str,
    /// The same in short.
    pub abbreviated_statement: Option<&'a str>,
}

/// An association between two nodes, `isChildOf` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association<'a> {
    /// A type of section 7.4.1, or one of its publisher that begins with `ext:`.
    pub kind: &'a str,
    /// Where it comes from.
    pub origin: Node<'a>,
    /// Where it leads.
    pub destination: Node<'a>,
}

/// An end of an association.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<'a> {
    /// A UUID within the package; any text outside of it.
    pub identifier: &'a str,
    /// Its address.
    pub uri: &'a str,
    /// Its title.
    pub title: &'a str,
}

/// A rubric with its criteria in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Rubric {
    /// Its title.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Its criteria.
    pub criteria: Vec<Criterion>,
}

/// A criterion with its levels in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// The item it belongs to; it may lie outside the package, or be the document.
    pub item: Option<Uuid>,
    /// Its name within the rubric.
    pub category: Option<String>,
    /// What is looked at.
    pub description: Option<String>,
    /// How much it weighs beside the others.
    pub weight: Option<f64>,
    /// Its levels.
    pub levels: Vec<Level>,
}

/// A level of a criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Its name.
    pub quality: Option<String>,
    /// What it scores.
    pub score: Option<f64>,
    /// What it looks like.
    pub description: Option<String>,
    /// What to tell whoever stands there.
    pub feedback: Option<String>,
}

impl<'a> Document<'a> {
    /// The view of a `CFDocument`.
    pub(in super::super) fn of(document: &'a Value) -> Self {
        Self {
            identifier: identifier(document),
            title: text(document, "title"),
            creator: text(document, "creator"),
            version: some(document, "version"),
            adoption_status: some(document, "adoptionStatus"),
            language: some(document, "language"),
            last_change: text(document, "lastChangeDateTime").parse().unwrap_or_default(),
        }
    }
}

impl Package {
    /// Its document.
    #[must_use]
    pub fn document(&self) -> Document<'_> {
        Document::of(self.document_json())
    }

    /// Its items in the order of the tree, each before those below it.
    #[must_use]
    pub fn items(&self) -> Vec<Item<'_>> {
        let mut items = Vec::new();
        gather(&structure::children(&self.value), None, 1, &mut items);
        items
    }

    /// Its associations as in the file.
    #[must_use]
    pub fn associations(&self) -> Vec<Association<'_>> {
        let node = |value| Node {
            identifier: text(value, "identifier"),
            uri: text(value, "uri"),
            title: text(value, "title"),
        };
        let read = |value| Association {
            kind: text(value, "associationType"),
            origin: node(member(value, "originNodeURI")),
            destination: node(member(value, "destinationNodeURI")),
        };
        list(&self.value, "CFAssociations").iter().map(read).collect()
    }

    /// Its rubrics as in the file; criteria and levels by position, those without one after the others.
    #[must_use]
    pub fn rubrics(&self) -> Vec<Rubric> {
        let read = |value| Rubric {
            title: owned(value, "title"),
            description: owned(value, "description"),
            criteria: by_position(list(value, "CFRubricCriteria"), read_criterion),
        };
        list(&self.value, "CFRubrics").iter().map(read).collect()
    }
}

/// Adds the items below a parent, each followed by its own; no deeper than `DEEPEST_TREE`, as was checked.
fn gather<'a>(
    children: &BTreeMap<Option<&'a str>, Vec<Placed<'a>>>,
    parent: Option<&'a Value>,
    depth: i32,
    items: &mut Vec<Item<'a>>,
) {
    let siblings = children.get(&parent.map(|parent| text(parent, "identifier")));
    for (item, is_placed) in siblings.into_iter().flatten() {
        items.push(Item {
            identifier: identifier(item),
            parent: parent.map(identifier),
            depth,
            is_placed: *is_placed,
            human_coding_scheme: some(item, "humanCodingScheme"),
            full_statement: text(item, "fullStatement"),
            abbreviated_statement: some(item, "abbreviatedStatement"),
        });
        gather(children, Some(item), depth + 1, items);
    }
}

fn read_criterion(value: &Value) -> Criterion {
    Criterion {
        item: value.get("CFItemURI").map(identifier),
        category: owned(value, "category"),
        description: owned(value, "description"),
        weight: member(value, "weight").as_f64(),
        levels: by_position(list(value, "CFRubricCriterionLevels"), |level| Level {
            quality: owned(level, "quality"),
            score: member(level, "score").as_f64(),
            description: owned(level, "description"),
            feedback: owned(level, "feedback"),
        }),
    }
}

fn owned(value: &Value, name: &str) -> Option<String> {
    some(value, name).map(str::to_owned)
}

fn by_position<'a, T>(values: &'a [Value], read: impl Fn(&'a Value) -> T) -> Vec<T> {
    let mut values: Vec<&Value> = values.iter().collect();
    values.sort_by_key(|value| member(value, "position").as_i64().unwrap_or(i64::MAX));
    values.into_iter().map(read).collect()
}
