//! What follows from a framework: what its links mean, and which of its competencies a plan covers.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use crate::curricula::rules::{EntrustableActivity, Requirement, RequirementKind};

platform::codes! {
    /// How one competency is linked to another.
    pub enum CompetencyLinkKind {
        /// Both ask the same.
        Exact = "EXACT",
        /// Both ask something alike.
        Close = "CLOSE",
        /// The origin is part of the destination, which is the broader.
        Broader = "BROADER",
        /// Both stand side by side.
        Peer = "PEER",
        /// The origin comes before the destination.
        Precedes = "PRECEDES",
        /// The destination has taken the origin's place.
        ReplacedBy = "REPLACED_BY",
        /// The destination is an example of the origin.
        Exemplar = "EXEMPLAR",
        /// The destination is a level of the origin.
        SkillLevel = "SKILL_LEVEL",
        /// The destination says the same in another language.
        Translation = "TRANSLATION",
        /// A kind of its publisher's own.
        Other = "OTHER",
    }
}

impl CompetencyLinkKind {
    /// The kind of an association by its type in CASE 1.1 (Information Model, section 7.4.1); nothing for `isChildOf`,
    /// which makes the tree.
    #[must_use]
    pub fn of(association_type: &str) -> Option<Self> {
        Some(match association_type {
            "isChildOf" => return None,
            "exactMatchOf" => Self::Exact,
            "isRelatedTo" => Self::Close,
            "isPartOf" => Self::Broader,
            "isPeerOf" => Self::Peer,
            "precedes" => Self::Precedes,
            "replacedBy" => Self::ReplacedBy,
            "exemplar" => Self::Exemplar,
            "hasSkillLevel" => Self::SkillLevel,
            "isTranslationOf" => Self::Translation,
            _ => Self::Other,
        })
    }
}

/// One competency of a framework, at its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Competency {
    /// Key; keys follow the order of the tree.
    pub id: Uuid,
    /// The version of the framework.
    pub framework_id: Uuid,
    /// Its identifier in CASE, the same in each version.
    pub identifier: Uuid,
    /// The competency above; none at the top.
    pub parent_id: Option<Uuid>,
    /// 1 at the top.
    pub depth: i32,
    /// Whether nothing in the file says where it belongs, so that it stands at the top.
    pub is_orphan: bool,
    /// Code by which people name it; empty when it has none.
    pub code: String,
    /// What is asked.
    pub statement: String,
    /// The same in short; empty when there is none.
    pub short_name: String,
}

/// A name in a plan that the framework does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The requirement that names it.
    pub requirement: Arc<Requirement>,
    /// The name.
    pub name: String,
}

/// Where a plan and a framework do not meet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Competencies with none below them that neither a requirement nor an entrustable activity covers, in tree order.
    pub uncovered: Vec<Competency>,
    /// Competencies that the framework places nowhere, in tree order.
    pub orphans: Vec<Competency>,
    /// Requirements that name no competency.
    pub unlinked: Vec<Arc<Requirement>>,
    /// Names that the framework does not have.
    pub unknown: Vec<UnknownName>,
}

/// Holds a plan against a framework, whose competencies come in tree order. A requirement names a competency by code or
/// identifier, and so covers it and everything below it; of a code that stands twice, both. A professional activity covers
/// what it bundles, and links the requirements that ask for it.
#[must_use]
pub fn coverage(
    competencies: &[Competency],
    requirements: &[Arc<Requirement>],
    activities: &[EntrustableActivity],
) -> Coverage {
    let bundled = activities.iter().flat_map(|activity| &activity.competencies);
    let asked = requirements.iter().flat_map(|asked| &asked.rule.competencies);
    let named: BTreeSet<&str> = asked.chain(bundled).map(String::as_str).collect();
    let parents: BTreeSet<Uuid> = competencies.iter().filter_map(|one| one.parent_id).collect();
    let mut known = BTreeSet::new();
    let mut covered = BTreeSet::new();
    let mut found = Coverage::default();
    for one in competencies {
        let own = [one.code.clone(), one.identifier.to_string()];
        let is_named = own.iter().any(|name| named.contains(name.as_str()));
        known.extend(own);
        if is_named || one.parent_id.is_some_and(|parent| covered.contains(&parent)) {
            covered.insert(one.id);
        } else if !parents.contains(&one.id) {
            found.uncovered.push(one.clone());
        }
        if one.is_orphan {
            found.orphans.push(one.clone());
        }
    }
    for asked in requirements {
        let is_linked = |activity: &EntrustableActivity| {
            asked.kind == RequirementKind::Entrustment
                && asked.rule.subject.as_ref() == Some(&activity.code)
                && !activity.competencies.is_empty()
        };
        if asked.rule.competencies.is_empty() && !activities.iter().any(is_linked) {
            found.unlinked.push(Arc::clone(asked));
        }
        let unknown = asked.rule.competencies.iter().filter(|name| !known.contains(*name));
        let unknown = unknown.map(|name| UnknownName { requirement: Arc::clone(asked), name: name.clone() });
        found.unknown.extend(unknown);
    }
    found
}

#[cfg(test)]
mod tests;
