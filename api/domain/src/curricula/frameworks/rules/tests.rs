use super::*;

use platform::error::Name;

use crate::curricula::rules::{RequirementKind, Rule, Unit};

fn competency(key: u128, parent: Option<u128>, code: &str) -> Competency {
    Competency {
        id: Uuid::from_u128(key),
        framework_id: Uuid::nil(),
        identifier: Uuid::from_u128(1000 + key),
        parent_id: parent.map(Uuid::from_u128),
        depth: 1,
        is_orphan: code == "C",
        code: code.to_owned(),
        statement: "示例".to_owned(),
        short_name: String::new(),
    }
}

fn requirement(code: &str, competencies: &[&str]) -> Arc<Requirement> {
    let competencies = competencies.iter().map(|name| (*name).to_owned()).collect();
    Arc::new(Requirement {
        id: Uuid::nil(),
        version_id: Uuid::nil(),
        position: 1,
        code: code.to_owned(),
        kind: RequirementKind::Cases,
        name: Name::new("示例", "Sample"),
        unit: Unit::Count,
        target: 1,
        base_kind: None,
        activity: None,
        standard_requirement_id: None,
        rule: Rule { competencies, ..Rule::default() },
    })
}

/// A above A.1 (above A.1.1 and A.1.2) and A.2; B without a code of its own below; C outside of the tree.
fn framework() -> Vec<Competency> {
    vec![
        competency(1, None, "A"),
        competency(2, Some(1), "A.1"),
        competency(3, Some(2), "A.1.1"),
        competency(4, Some(2), "A.1.2"),
        competency(5, Some(1), "A.2"),
        competency(6, None, "B"),
        competency(7, Some(6), ""),
        competency(8, None, "C"),
    ]
}

fn codes(competencies: &[Competency]) -> Vec<&str> {
    competencies.iter().map(|one| one.code.as_str()).collect()
}

#[test]
fn whoever_names_a_competency_covers_what_is_below_it() {
    let asked = [requirement("ONE", &["A.1"]), requirement("TWO", &[&Uuid::from_u128(1007).to_string()])];
    let found = coverage(&framework(), &asked, &[]);
    assert_eq!(codes(&found.uncovered), ["A.2", "C"]);
    assert_eq!(codes(&found.orphans), ["C"]);
    assert_eq!((found.unlinked, found.unknown), (vec![], vec![]));
    let all = coverage(&framework(), &[requirement("ONE", &["A", "B", "C"])], &[]);
    assert_eq!(codes(&all.uncovered), Vec::<&str>::new());
}

#[test]
fn what_is_named_and_not_there_is_told_and_so_is_who_names_nothing() {
    let (one, two) = (requirement("ONE", &["A", "X.1"]), requirement("TWO", &[]));
    let found = coverage(&framework(), &[Arc::clone(&one), Arc::clone(&two)], &[]);
    let unknown: Vec<(&str, &str)> = found
        .unknown
        .iter()
        .map(|unknown| (unknown.requirement.code.as_str(), unknown.name.as_str()))
        .collect();
    assert_eq!(unknown, [("ONE", "X.1")]);
    assert_eq!(found.unlinked, [two]);
    assert_eq!(codes(&found.uncovered), ["", "C"]);
}

#[test]
fn each_type_of_association_has_its_kind() {
    assert_eq!(CompetencyLinkKind::of("isChildOf"), None);
    assert_eq!(CompetencyLinkKind::of("exactMatchOf"), Some(CompetencyLinkKind::Exact));
    assert_eq!(CompetencyLinkKind::of("isPartOf"), Some(CompetencyLinkKind::Broader));
    assert_eq!(CompetencyLinkKind::of("ext:twin"), Some(CompetencyLinkKind::Other));
}

#[test]
fn what_an_activity_bundles_is_covered() {
    let activity = EntrustableActivity {
        code: "CONSULTATION".to_owned(),
        name: Name::new("示例", "Sample"),
        description: String::new(),
        competencies: vec!["A.1".to_owned()],
        levels: Vec::new(),
    };
    let entrusted = |code: &str| {
        let rule = Rule { subject: Some(code.to_owned()), ..Rule::default() };
        let kind = RequirementKind::Entrustment;
        Arc::new(Requirement { kind, rule, ..Requirement::clone(&requirement("ONE", &[])) })
    };
    let codes =
        |found: &Coverage| -> Vec<String> { found.uncovered.iter().map(|one| one.code.clone()).collect() };
    let without = coverage(&framework(), &[entrusted("CONSULTATION")], &[]);
    let with = coverage(&framework(), &[entrusted("CONSULTATION")], std::slice::from_ref(&activity));
    let gained: Vec<String> =
        codes(&without).into_iter().filter(|code| !codes(&with).contains(code)).collect();
    assert_eq!(gained, ["A.1.1", "A.1.2"]);
    assert_eq!((without.unlinked.len(), with.unlinked.len()), (1, 0));
    assert_eq!(coverage(&framework(), &[entrusted("ANOTHER")], &[activity]).unlinked.len(), 1);
}
