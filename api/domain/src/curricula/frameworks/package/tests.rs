//! A package goes in and comes out unchanged, and everything that is wrong with one is said with its place.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Endpoint, MOST_PROBLEMS, Package, PackageProblem, ProblemKind, read, with_package};

const BASE: &str = "https://xinglin.example/ims/case/v1p1";
const WHEN: &str = "2026-03-01T08:00:00+08:00";

/// An identifier by a small number.
fn id(number: u32) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

fn record(list: &str, number: u32) -> Value {
    json!({ "identifier": id(number), "uri": format!("{BASE}/{list}/{}", id(number)), "lastChangeDateTime": WHEN })
}

fn with(mut value: Value, more: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut value, more) {
        members.extend(more);
    }
    value
}

fn item(number: u32, code: &str) -> Value {
    let more = json!({ "fullStatement": format!("照护 · Care {code}"), "humanCodingScheme": code });
    with(record("CFItems", number), more)
}

fn node(number: u32) -> Value {
    json!({ "title": "", "identifier": id(number), "uri": format!("{BASE}/uri/{}", id(number)) })
}

fn association(number: u32, kind: &str, origin: u32, destination: u32) -> Value {
    let more = json!({
        "associationType": kind,
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
    });
    with(record("CFAssociations", number), more)
}

fn level(number: u32, position: i32, score: f64) -> Value {
    with(
        record("uri", number),
        json!({ "position": position, "score": score, "quality": format!("Q{position}") }),
    )
}

/// Document 1, items 10 (above 11 and 12) and 20, rubric 40.
fn sample() -> Value {
    let criterion = json!({
        "CFItemURI": node(11),
        "rubricId": id(40),
        "CFRubricCriterionLevels": [level(43, 2, 2.5), level(42, 1, 1.0)],
    });
    json!({
        "CFDocument": with(record("CFDocuments", 1), json!({
            "creator": "Xinglin", "title": "Sample", "caseVersion": "1.1", "language": "zh-Hans",
            "adoptionStatus": "Draft", "officialSourceURL": "https://xinglin.example/sample",
        })),
        "CFItems": [
            item(12, "A.10"),
            with(item(11, "A.2"), json!({ "statusStartDate": "2026-03-01", "educationLevel": ["PGY1"] })),
            item(20, "B"),
            item(10, "A"),
        ],
        "CFAssociations": [
            association(30, "isChildOf", 11, 10),
            association(31, "isChildOf", 12, 10),
            with(association(32, "isChildOf", 20, 1), json!({ "sequenceNumber": 2 })),
            with(association(33, "isChildOf", 10, 1), json!({ "sequenceNumber": 1 })),
            association(34, "exactMatchOf", 11, 900),
            association(35, "ext:closeMatchOf", 901, 12),
        ],
        "CFDefinitions": {
            "CFSubjects": [
                with(record("CFSubjects", 50), json!({ "title": "Medicine", "hierarchyCode": "1" })),
                with(record("CFSubjects", 51), json!({ "title": "Heart", "hierarchyCode": "1.10" })),
                with(record("CFSubjects", 52), json!({ "title": "Lung", "hierarchyCode": "1.2" })),
                with(record("CFSubjects", 53), json!({ "title": "Law", "hierarchyCode": "12" })),
            ],
            "CFLicenses": [with(record("CFLicenses", 54), json!({ "title": "MIT", "licenseText": "As is." }))],
        },
        "CFRubrics": [with(record("CFRubrics", 40), json!({
            "title": "Rubric", "CFRubricCriteria": [with(record("uri", 41), criterion)],
        }))],
    })
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn package(value: &Value) -> Package {
    read(&bytes(value)).expect("a valid package")
}

/// The problems of a value, as path, kind and value.
fn problems(value: &Value) -> Vec<(String, ProblemKind, String)> {
    let problems = read(&bytes(value)).expect_err("an invalid package");
    problems.into_iter().map(|PackageProblem { path, kind, value }| (path, kind, value)).collect()
}

/// The sample with one member replaced.
fn changed(pointer: &str, value: Value) -> Value {
    let mut sample = sample();
    *sample.pointer_mut(pointer).expect("a place of the sample") = value;
    sample
}

fn assert_one(value: &Value, path: &str, kind: ProblemKind, shown: &str) {
    assert_eq!(problems(value), [(path.to_owned(), kind, shown.to_owned())]);
}

fn uuid(number: u32) -> Uuid {
    id(number).parse().expect("a UUID")
}

#[test]
fn a_package_comes_out_as_it_went_in() {
    assert_eq!(package(&sample()).value, sample());
    let marked = [b"\xEF\xBB\xBF".as_slice(), &bytes(&sample())].concat();
    assert_eq!(read(&marked).map(|package| package.value), Ok(sample()));
}

#[test]
fn what_nobody_knows_is_kept_at_any_place() {
    let mut value = sample();
    let places = ["", "/CFDocument", "/CFItems/0", "/CFAssociations/4", "/CFDefinitions", "/CFRubrics/0"];
    for place in places.into_iter().chain(["/CFDefinitions/CFSubjects/0", "/CFRubrics/0/CFRubricCriteria/0"])
    {
        let members = value.pointer_mut(place).and_then(Value::as_object_mut).expect("an object");
        members.insert("extensions".to_owned(), json!({ "vendor": { "deep": [1, 2.5, null, "杏林"] } }));
        members.insert("vendorMember".to_owned(), json!([{ "any": true }]));
    }
    let levels = value.pointer_mut("/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels/0");
    levels.expect("a level")["extensions"] = json!([{ "vendor": 1 }, {}]);
    value["CFAssociations"][4]["destinationNodeURI"]["targetType"] = json!("ext:other.kind");
    assert_eq!(package(&value).value, value);
}

#[test]
fn the_document_is_seen() {
    let package = package(&sample());
    let document = package.document();
    assert_eq!((document.identifier, document.title, document.creator), (uuid(1), "Sample", "Xinglin"));
    assert_eq!((document.adoption_status, document.language), (Some("Draft"), Some("zh-Hans")));
    assert_eq!(document.last_change.to_rfc3339(), "2026-03-01T00:00:00+00:00");
}

#[test]
fn items_stand_in_the_order_of_the_tree() {
    let package = package(&sample());
    let items = package.items();
    let seen: Vec<_> = items.iter().map(|item| (item.identifier, item.parent, item.depth)).collect();
    let wanted = [
        (uuid(10), None, 1),
        (uuid(11), Some(uuid(10)), 2),
        (uuid(12), Some(uuid(10)), 2),
        (uuid(20), None, 1),
    ];
    assert_eq!(seen, wanted);
    assert!(items.iter().all(|item| item.is_placed));
}

#[test]
fn an_item_that_nothing_places_stands_at_the_top() {
    let package = package(&changed("/CFAssociations/0", association(30, "isPartOf", 11, 10)));
    let items = package.items();
    let orphan = items.iter().find(|item| item.identifier == uuid(11)).expect("an item");
    assert_eq!((orphan.parent, orphan.is_placed), (None, false));
}

#[test]
fn associations_and_rubrics_are_seen() {
    let package = package(&sample());
    let associations = package.associations();
    assert_eq!(associations.len(), 6);
    let outward = &associations[4];
    assert_eq!((outward.kind, outward.destination.identifier), ("exactMatchOf", id(900).as_str()));
    assert_eq!(outward.destination.uri, format!("{BASE}/uri/{}", id(900)));
    let rubrics = package.rubrics();
    let criterion = &rubrics[0].criteria[0];
    assert_eq!(criterion.item, Some(uuid(11)));
    let levels: Vec<_> =
        criterion.levels.iter().map(|level| (level.score, level.quality.as_deref())).collect();
    assert_eq!(levels, [(Some(1.0), Some("Q1")), (Some(2.5), Some("Q2"))]);
}

#[test]
fn an_association_may_not_dangle() {
    let path = "CFAssociations[0].destinationNodeURI.identifier";
    let value = changed("/CFAssociations/0/destinationNodeURI", node(999));
    assert_one(&value, path, ProblemKind::DanglingAssociation, &id(999));
    let value = changed("/CFAssociations/0/originNodeURI", node(999));
    assert_one(
        &value,
        "CFAssociations[0].originNodeURI.identifier",
        ProblemKind::DanglingAssociation,
        &id(999),
    );
    let value = changed("/CFAssociations/4", association(34, "isRelatedTo", 900, 901));
    assert_one(&value, "CFAssociations[4]", ProblemKind::DanglingAssociation, &id(901));
}

#[test]
fn a_package_without_items_may_align_others() {
    let mut value = sample();
    value["CFItems"] = json!([]);
    value["CFAssociations"] = json!([association(34, "isRelatedTo", 900, 901)]);
    assert_eq!(package(&value).value, value);
}

#[test]
fn a_cycle_is_found_with_its_associations() {
    let mut value = sample();
    value["CFAssociations"] = json!([
        association(30, "isChildOf", 11, 10),
        association(31, "isChildOf", 10, 20),
        association(32, "isChildOf", 20, 11),
        association(33, "isChildOf", 12, 10),
        association(34, "isChildOf", 1, 12),
    ]);
    let wanted = [
        ("CFAssociations[4]".to_owned(), ProblemKind::Cycle, id(1)),
        ("CFAssociations[0]".to_owned(), ProblemKind::Cycle, id(11)),
        ("CFAssociations[1]".to_owned(), ProblemKind::Cycle, id(10)),
        ("CFAssociations[2]".to_owned(), ProblemKind::Cycle, id(20)),
    ];
    assert_eq!(problems(&value), wanted);
    let value = changed("/CFAssociations/0", association(30, "isChildOf", 11, 11));
    assert_one(&value, "CFAssociations[0]", ProblemKind::Cycle, &id(11));
}

#[test]
fn an_item_may_have_two_parents_and_stands_below_the_first() {
    let mut value = sample();
    let associations = value["CFAssociations"].as_array_mut().expect("a list");
    associations.push(association(36, "isChildOf", 11, 20));
    let package = package(&value);
    assert_eq!(package.items()[1].parent, Some(uuid(10)));
    assert_eq!(package.items().len(), 4);
}

#[test]
fn a_tree_has_at_most_twenty_levels() {
    let chain = |length: u32| {
        let mut value = sample();
        value["CFItems"] = (100..100 + length).map(|number| item(number, "C")).collect();
        let above = |number| association(1000 + number, "isChildOf", number, number - 1);
        value["CFAssociations"] = (101..100 + length).map(above).collect();
        value
    };
    assert_eq!(package(&chain(20)).items().len(), 20);
    assert_one(&chain(21), "CFItems[20]", ProblemKind::TooDeep, "21");
}

#[test]
fn levels_of_a_criterion_differ() {
    let place = "/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels/1";
    let path = "CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[1]";
    let value = changed(&format!("{place}/score"), json!(2.5));
    assert_one(&value, &format!("{path}.score"), ProblemKind::EqualLevels, "2.5");
    let value = changed(&format!("{place}/position"), json!(2));
    assert_one(&value, &format!("{path}.position"), ProblemKind::EqualLevels, "2");
    let value = changed("/CFRubrics/0/CFRubricCriteria/0/rubricId", json!(id(41)));
    assert_one(&value, "CFRubrics[0].CFRubricCriteria[0].rubricId", ProblemKind::WrongParent, &id(41));
}

#[test]
fn an_identifier_belongs_to_one_object() {
    let value = changed("/CFRubrics/0/identifier", json!(id(54)));
    let value = with(value, json!({ "CFAssociations": [] }));
    let found = problems(&value);
    assert!(found.contains(&(
        "CFRubrics[0].identifier".to_owned(),
        ProblemKind::DuplicateIdentifier,
        id(54)
    )));
    let value = changed("/CFItems/2/identifier", json!(id(12)));
    assert_eq!(
        problems(&value)[0],
        ("CFItems[2].identifier".to_owned(), ProblemKind::DuplicateIdentifier, id(12))
    );
}

#[test]
fn forms_are_checked_one_by_one() {
    let cases = [
        ("/CFAssociations/4/identifier", json!(id(34).to_uppercase() + "A"), ProblemKind::NotAUuid),
        (
            "/CFAssociations/4/identifier",
            json!("00000022-0000-7000-8000-000000000000"),
            ProblemKind::NotAUuid,
        ),
        (
            "/CFAssociations/4/identifier",
            json!("00000000-0000-0000-0000-000000000000"),
            ProblemKind::NotAUuid,
        ),
        ("/CFAssociations/4/uri", json!("no uri"), ProblemKind::NotAUri),
        ("/CFAssociations/4/associationType", json!("isTwinOf"), ProblemKind::UnknownValue),
        ("/CFAssociations/4/associationType", json!("ext:"), ProblemKind::UnknownValue),
        ("/CFAssociations/2/sequenceNumber", json!(1.5), ProblemKind::NotAWholeNumber),
        ("/CFDocument/officialSourceURL", json!("javascript:alert(1)"), ProblemKind::NotAUri),
        ("/CFDocument/language", json!("zh_CN"), ProblemKind::UnknownValue),
        ("/CFDocument/caseVersion", json!("1.0"), ProblemKind::UnknownValue),
        ("/CFDocument/lastChangeDateTime", json!("2026-03-01T08:00:00"), ProblemKind::NotADateTime),
        ("/CFDocument/title", json!(null), ProblemKind::NotText),
        ("/CFDocument/title", json!("a\0b"), ProblemKind::NotText),
        ("/CFDocument/title", json!(" "), ProblemKind::Missing),
        ("/CFItems/1/statusStartDate", json!("2026-02-30"), ProblemKind::NotADate),
        ("/CFItems/1/statusStartDate", json!("2026-3-1"), ProblemKind::NotADate),
        ("/CFItems/1/educationLevel", json!("PGY1"), ProblemKind::NotAList),
        ("/CFItems/1/fullStatement", json!("长".repeat(4_001)), ProblemKind::TooLong),
        ("/CFItems/1", json!(7), ProblemKind::NotAnObject),
        ("/CFDefinitions", json!([]), ProblemKind::NotAnObject),
        (
            "/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels/0/score",
            json!("2"),
            ProblemKind::NotANumber,
        ),
    ];
    for (place, value, kind) in cases {
        let found = problems(&changed(place, value.clone()));
        assert_eq!(found[0].1, kind, "{place} {value}");
        let path = found[0].0.replace(['[', '.'], "/").replace(']', "");
        assert_eq!(format!("/{path}"), place);
    }
}

#[test]
fn everything_wrong_is_said_at_once_with_its_place() {
    let mut value = sample();
    value["CFDocument"].as_object_mut().expect("an object").remove("creator");
    value["CFItems"][0]["uri"] = json!("");
    value["CFItems"][1]["statusStartDate"] = json!("yesterday");
    value["CFAssociations"][0]["associationType"] = json!("isAbove");
    value["CFAssociations"][1]["destinationNodeURI"]["identifier"] = json!(id(77));
    value["CFAssociations"][4]["destinationNodeURI"].as_object_mut().expect("an object").remove("uri");
    value["CFDefinitions"]["CFSubjects"][3]["lastChangeDateTime"] = json!(2026);
    value["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][1]["score"] = json!(2.5);
    let wanted = [
        ("CFDocument.creator", ProblemKind::Missing, ""),
        ("CFItems[0].uri", ProblemKind::NotAUri, ""),
        ("CFItems[1].statusStartDate", ProblemKind::NotADate, "yesterday"),
        ("CFAssociations[0].associationType", ProblemKind::UnknownValue, "isAbove"),
        ("CFAssociations[4].destinationNodeURI.uri", ProblemKind::Missing, ""),
        ("CFDefinitions.CFSubjects[3].lastChangeDateTime", ProblemKind::NotText, "2026"),
        ("CFAssociations[1].destinationNodeURI.identifier", ProblemKind::DanglingAssociation, &id(77)),
        (
            "CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[1].score",
            ProblemKind::EqualLevels,
            "2.5",
        ),
    ];
    let wanted = wanted.map(|(path, kind, value)| (path.to_owned(), kind, value.to_owned()));
    assert_eq!(problems(&value), wanted);
}

#[test]
fn at_most_a_hundred_problems_are_reported() {
    let mut value = sample();
    value["CFItems"] = (100..300).map(|number| with(item(number, "C"), json!({ "notes": 1 }))).collect();
    value["CFAssociations"] = json!([]);
    let found = problems(&value);
    assert_eq!(found.len(), MOST_PROBLEMS);
    assert_eq!(found[98].0, "CFItems[98].notes");
    assert_eq!(found[99], (String::new(), ProblemKind::TooManyProblems, "100".to_owned()));
}

#[test]
fn what_is_no_package_is_one_problem() {
    let one = |bytes: &[u8]| read(bytes).expect_err("no package").remove(0);
    let nested = "[".repeat(65) + &"]".repeat(65);
    assert_eq!(
        (one(nested.as_bytes()).kind, one(nested.as_bytes()).value),
        (ProblemKind::TooDeep, "65".to_owned())
    );
    assert_eq!(one("[".repeat(1_000_000).as_bytes()).kind, ProblemKind::TooDeep);
    assert_eq!(one(b"[]").kind, ProblemKind::NotAnObject);
    assert_eq!(one(b"{}").path, "CFDocument");
    let cut = one(b"{\n  \"CFDocument\": {");
    assert_eq!((cut.kind, cut.value.as_str()), (ProblemKind::Malformed, "2:17"));
    assert_eq!(one(b"\xFF\xFE").kind, ProblemKind::Malformed);
    let many = format!("[{}0]", "{},".repeat(400_001));
    assert_eq!(one(many.as_bytes()).kind, ProblemKind::TooMany);
    let bracket_in_text = changed("/CFDocument/title", json!("[".repeat(900) + "\\\""));
    assert_eq!(package(&bracket_in_text).value, bracket_in_text);
}

#[test]
fn too_many_items_are_refused_without_looking_at_each() {
    let value = changed("/CFItems", (0..20_001).map(|_| json!(1)).collect());
    assert_eq!(problems(&value)[0], ("CFItems".to_owned(), ProblemKind::TooMany, "20001".to_owned()));
}

#[test]
fn each_endpoint_answers_what_it_knows() {
    let package = package(&sample());
    let served = |endpoint, number| package.served(endpoint, uuid(number));
    let document_link = |uri: String| json!({ "title": "Sample", "identifier": id(1), "uri": uri });
    let to_package = document_link(format!("{BASE}/CFPackages/{}", id(1)));
    let to_document = document_link(format!("{BASE}/CFDocuments/{}", id(1)));
    let document = with(sample()["CFDocument"].clone(), json!({ "CFPackageURI": to_package }));
    assert_eq!(with_package(package.document_json(), BASE), document);
    let item = with(sample()["CFItems"][1].clone(), json!({ "CFDocumentURI": to_document }));
    assert_eq!(served(Endpoint::Items, 11), Some(item.clone()));
    let associations = [0, 4].map(|place: usize| sample()["CFAssociations"][place].clone());
    let set = json!({ "CFItem": item, "CFAssociations": associations });
    assert_eq!(served(Endpoint::ItemAssociations, 11), Some(set));
    let association = with(sample()["CFAssociations"][4].clone(), json!({ "CFDocumentURI": to_document }));
    assert_eq!(served(Endpoint::Associations, 34), Some(association));
    assert_eq!(served(Endpoint::Rubrics, 40), Some(sample()["CFRubrics"][0].clone()));
    assert_eq!(served(Endpoint::Licenses, 54), Some(sample()["CFDefinitions"]["CFLicenses"][0].clone()));
    let subjects = [0, 2, 1].map(|place: usize| sample()["CFDefinitions"]["CFSubjects"][place].clone());
    assert_eq!(served(Endpoint::Subjects, 50), Some(json!({ "CFSubjects": subjects })));
    for endpoint in Endpoint::ALL {
        assert_eq!(served(*endpoint, 999), None, "{}", endpoint.name());
    }
}

#[test]
fn the_presets_are_valid_and_come_out_as_they_went_in() {
    let presets: [(&[u8], usize, usize); 3] = [
        (include_bytes!("../../../../../presets/frameworks/chinese-residency-six.json"), 6, 6),
        (include_bytes!("../../../../../presets/frameworks/acgme-six.json"), 6, 0),
        (include_bytes!("../../../../../presets/frameworks/ten-cate-entrustment.json"), 1, 1),
    ];
    for (bytes, tops, criteria) in presets {
        let package = read(bytes).expect("a valid preset");
        assert_eq!(serde_json::from_slice::<Value>(bytes).ok().as_ref(), Some(&package.value));
        assert_eq!(package.items().iter().filter(|item| item.parent.is_none()).count(), tops);
        let rubrics = package.rubrics();
        let found: Vec<_> = rubrics.iter().flat_map(|rubric| &rubric.criteria).collect();
        assert_eq!(found.len(), criteria);
        assert!(found.iter().all(|criterion| criterion.levels.len() == 5));
    }
}

#[test]
fn links_between_the_presets_lead_somewhere() {
    let chinese = read(include_bytes!("../../../../../presets/frameworks/chinese-residency-six.json"))
        .expect("a valid preset");
    let american =
        read(include_bytes!("../../../../../presets/frameworks/acgme-six.json")).expect("a valid preset");
    let known: Vec<String> = chinese.items().iter().map(|item| item.identifier.to_string()).collect();
    let own: Vec<String> = american.items().iter().map(|item| item.identifier.to_string()).collect();
    let mut links = 0;
    for association in american.associations().iter().filter(|link| link.kind != "isChildOf") {
        for node in [&association.origin, &association.destination] {
            let is_own = own.iter().any(|identifier| identifier == node.identifier);
            let is_known = known.iter().any(|identifier| identifier == node.identifier);
            assert!(is_own || is_known, "{}", node.title);
        }
        links += 1;
    }
    assert!(links >= 6);
}
