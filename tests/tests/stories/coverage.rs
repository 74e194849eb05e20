//! Where masters are missing in a consortium, who has places free, and whom one might ask.

use entity::audit_event;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{hire, institution};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::agreements::{Parties, joined, owed, parties, recorded};
use super::apprenticeships::at;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_core_unit_sees_where_masters_are_missing),
        story(masters_are_named_with_why_and_nobody_is_paired),
        story(ten_members_and_masters_take_as_many_statements_as_one),
    ]
}

const COVERAGE: &str = "query($id: ID!, $on: Date) { consortiumCoverage(consortiumId: $id, on: $on) { on consortium { id } specialties { code }
    members { institution { id } cells { specialty { code } followingCount proposedCount } gaps { code } }
    mentors { mentor { id } mostApprentices freePlaces } } }";
const SUGGEST: &str = "query($id: ID!, $institution: ID!, $specialty: String) {
    pairingSuggestions(consortiumId: $id, institutionId: $institution, specialty: $specialty) { specialty { code }
    mentors { mentor { id } mostApprentices freePlaces reasons { kind text(locale: EN) } } } }";
const APPOINT: &str = "mutation($input: MentorAppointInput!) { mentorAppoint(input: $input) { mentor { id } errors { code path message } } }";
const PROPOSE: &str = "mutation($input: ApprenticeshipProposeInput!) { apprenticeshipPropose(input: $input) { apprenticeship { id } errors { code path message } } }";
const ACCEPT: &str = "mutation($input: ApprenticeshipAcceptInput!) { apprenticeshipAccept(input: $input) { apprenticeship { status } errors { code path message } } }";

async fn coverage(actor: &Actor, consortium: &str, on: Option<&str>) -> Answer {
    actor.query(COVERAGE, json!({"id": consortium, "on": on})).await
}

async fn suggested(actor: &Actor, of: (&str, &str), specialty: Option<&str>) -> Answer {
    actor.query(SUGGEST, json!({"id": of.0, "institution": of.1, "specialty": specialty})).await
}

/// Appoints somebody as a master; the master's id.
async fn appointed(by: &Actor, person: &str, house: &str, specialties: &[&str]) -> String {
    let input = json!({"input": {"personId": person, "institutionId": house, "rank": "CHIEF", "specialties": specialties,
        "startsOn": "2026-01-01"}});
    by.ok(APPOINT, input).await.text("/mentorAppoint/mentor/id").to_owned()
}

/// A physician of the health centre proposes herself to a master; the pairing.
async fn proposed(parties: &Parties, who: &str, mentor: &str, specialty: &str) -> String {
    let school = &parties.school;
    let centre = &school.ids["centre"];
    let (physician, person) = hire(&school.administrator, &school.world, who, "SUPERVISOR", centre).await;
    let input = json!({"input": {"mentorId": mentor, "apprenticeId": person, "institutionId": centre, "specialty": specialty,
        "startsOn": "2026-03-02", "endsOn": "2027-03-01", "halfDaysPerWeek": 3, "contactEveryDays": 14, "channels": ["ON_SITE"]}});
    let made = physician.ok(PROPOSE, input).await;
    made.text("/apprenticeshipPropose/apprenticeship/id").to_owned()
}

/// An institution in a division that joins the consortium.
async fn member_in(parties: &Parties, kind: &str, region: &str, name: &str) -> String {
    let create = "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) { institution { id } errors { message } } }";
    let input = json!({"input": {"kind": kind, "name": {"zh": format!("示例·{name}"), "en": name}, "regionCode": region}});
    let made = parties.school.administrator.ok(create, input).await;
    let house = made.text("/institutionCreate/institution/id").to_owned();
    joined(&parties.school, &parties.consortium, &house).await;
    house
}

/// A master of tuina at another member.
async fn master_at(parties: &Parties, house: &str, who: &str) -> String {
    let school = &parties.school;
    let (_, person) = hire(&school.administrator, &school.world, who, "SUPERVISOR", house).await;
    let by = json!({"institutionId": house, "startsOn": "2026-01-01"});
    let (by, _) = school.appoint(&format!("Head of {who}"), "elsewhere", "BASE_ADMINISTRATOR", by).await;
    appointed(&by, &person, house, &["TUINA"]).await
}

async fn a_core_unit_sees_where_masters_are_missing(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let (hospital, centre) = (&school.ids["hospital"], &school.ids["centre"]);
    let administrator = &school.base_administrator;
    let one = appointed(administrator, &school.ids["Master"], hospital, &["INTERNAL_MEDICINE"]).await;
    let other =
        appointed(administrator, &school.ids["Supervisor"], hospital, &["TUINA", "ACUPUNCTURE"]).await;
    let township = member_in(&parties, "TOWNSHIP_HOSPITAL", "350102", "Township").await;
    // A member that is not of the grassroots stands in no row.
    member_in(&parties, "SECONDARY_HOSPITAL", "350102", "County Hospital").await;
    let pairing = proposed(&parties, "First", &one, "INTERNAL_MEDICINE").await;
    school.master.ok(ACCEPT, json!({"input": {"apprenticeshipId": pairing}})).await;
    proposed(&parties, "Second", &one, "INTERNAL_MEDICINE").await;
    proposed(&parties, "Third", &other, "TUINA").await;

    let seen = coverage(&parties.coordinator, &parties.consortium, None).await;
    assert!(seen.problems().is_empty(), "{}", seen.body);
    let mut told = seen.at("/consortiumCoverage").clone();
    told["members"].as_array_mut().unwrap().sort_by_key(|row| row["institution"]["id"] != **centre);
    let cell = |code: &str, following: u32, proposed: u32| json!({"specialty": {"code": code}, "followingCount": following, "proposedCount": proposed});
    let codes = |codes: &[&str]| -> Value { codes.iter().map(|code| json!({"code": code})).collect() };
    let all = ["ACUPUNCTURE", "INTERNAL_MEDICINE", "TUINA"];
    assert_eq!(
        told,
        json!({"on": "2026-03-02", "consortium": {"id": parties.consortium}, "specialties": codes(&all),
            "members": [
                {"institution": {"id": centre}, "gaps": codes(&["ACUPUNCTURE", "TUINA"]),
                    "cells": [cell("ACUPUNCTURE", 0, 0), cell("INTERNAL_MEDICINE", 1, 1), cell("TUINA", 0, 1)]},
                {"institution": {"id": township}, "gaps": codes(&all),
                    "cells": [cell("ACUPUNCTURE", 0, 0), cell("INTERNAL_MEDICINE", 0, 0), cell("TUINA", 0, 0)]}],
            "mentors": [
                {"mentor": {"id": one}, "mostApprentices": 2, "freePlaces": 1},
                {"mentor": {"id": other}, "mostApprentices": 2, "freePlaces": 2}]})
    );
    // When the pairing is over, and before it began, nobody follows.
    for day in ["2026-03-01", "2027-03-02"] {
        let then = coverage(administrator, &parties.consortium, Some(day)).await;
        let rows = then.list("/consortiumCoverage/members");
        let centres = rows.iter().find(|row| row["institution"]["id"] == **centre).unwrap();
        assert_eq!(centres["gaps"], codes(&all), "{day}");
    }
    // A master whose places are taken is not among those who have one free.
    let second = proposed(&parties, "Fourth", &one, "INTERNAL_MEDICINE").await;
    school.master.ok(ACCEPT, json!({"input": {"apprenticeshipId": second}})).await;
    let full = coverage(&parties.coordinator, &parties.consortium, None).await;
    let mentors: Vec<&Value> =
        full.list("/consortiumCoverage/mentors").iter().map(|row| &row["mentor"]["id"]).collect();
    assert_eq!(mentors, [&json!(other)]);
    // Whoever does not act for the core unit sees neither.
    for actor in [&parties.member, &school.stranger, &school.registrar, &school.supervisor] {
        assert_eq!(coverage(actor, &parties.consortium, None).await.codes(), ["FORBIDDEN"]);
        let of = (parties.consortium.as_str(), centre.as_str());
        assert_eq!(suggested(actor, of, None).await.codes(), ["FORBIDDEN"]);
    }
    world.whole().await;
}

async fn masters_are_named_with_why_and_nobody_is_paired(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let (hospital, centre) = (&school.ids["hospital"], &school.ids["centre"]);
    let administrator = &school.base_administrator;
    recorded(&parties, ("2026-01-01", "2026-12-31"), &[owed("SESSIONS", "CORE", 1, "YEAR")]).await;
    let fresh = appointed(administrator, &school.ids["Master"], hospital, &["TUINA"]).await;
    let known = appointed(administrator, &school.ids["Supervisor"], hospital, &["TUINA"]).await;
    let city = member_in(&parties, "SECONDARY_HOSPITAL", "350103", "City Hospital").await;
    let city = master_at(&parties, &city, "City Master").await;
    let far = member_in(&parties, "SECONDARY_HOSPITAL", "110101", "Far Hospital").await;
    let far = master_at(&parties, &far, "Far Master").await;
    // One of them has taught at the centre.
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let plan = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session { id link } errors { code path } } }";
    let input = json!({"input": {"kind": "LECTURE", "channel": "VIDEO", "title": "示例讲座", "organiserId": hospital, "hostId": centre,
        "startsAt": at("2026-03-03T01:00:00Z"), "endsAt": at("2026-03-03T02:00:00Z"), "leaderIds": [school.ids["Supervisor"]]}});
    let planned = school.supervisor.ok(plan, input).await.at("/teachingSessionPlan/session").clone();
    world.clock.set(at("2026-03-03T01:00:00Z"));
    let attend = "mutation($input: TeachingAttendInput!) { teachingAttend(input: $input) { session { id } errors { code } } }";
    trainee.actor.ok(attend, json!({"input": {"link": planned["link"]}})).await;
    world.clock.set(at("2026-03-03T03:00:00Z"));
    for (actor, act) in [(&school.supervisor, "Deliver"), (&parties.member, "Confirm")] {
        let document = format!(
            "mutation($input: TeachingSession{act}Input!) {{ teachingSession{act}(input: $input) {{ session {{ id }} errors {{ code }} }} }}"
        );
        actor.ok(&document, json!({"input": {"teachingSessionId": planned["id"]}})).await;
    }

    let connection = world.database.connect().await;
    let before = audit_event::Entity::find().count(&connection).await.unwrap();
    let of = (parties.consortium.as_str(), centre.as_str());
    let named = suggested(&parties.coordinator, of, None).await;
    assert!(named.problems().is_empty(), "{}", named.body);
    let all = named.list("/pairingSuggestions");
    assert_eq!((all.len(), &all[0]["specialty"]["code"]), (1, &json!("TUINA")));
    let keys: Vec<&Value> =
        all[0]["mentors"].as_array().unwrap().iter().map(|one| &one["mentor"]["id"]).collect();
    assert_eq!(keys, [&json!(known), &json!(fresh), &json!(city), &json!(far)]);
    assert_eq!(
        all[0]["mentors"][0],
        json!({"mentor": {"id": known}, "mostApprentices": 2, "freePlaces": 2, "reasons": [
            {"kind": "SPECIALTY", "text": "She is appointed in Tuina"},
            {"kind": "REGION", "text": "Both institutions lie in 鼓楼区 (county)"},
            {"kind": "TAUGHT", "text": "She led 1 confirmed sessions there in the last year"},
            {"kind": "AGREEMENT", "text": "Her institution has an agreement with it until 2026-12-31"},
            {"kind": "PLACES", "text": "2 of her 2 places are free"}]})
    );
    assert_eq!(
        all[0]["mentors"][3]["reasons"],
        json!([{"kind": "SPECIALTY", "text": "She is appointed in Tuina"},
            {"kind": "REGION", "text": "The two institutions lie in different provinces"},
            {"kind": "TAUGHT", "text": "She has led no confirmed session there in the last year"},
            {"kind": "PLACES", "text": "2 of her 2 places are free"}])
    );
    // It says the same each time, and for a specialty of which nobody is a master nobody is named.
    assert_eq!(
        suggested(&parties.coordinator, of, Some("TUINA")).await.at("/pairingSuggestions"),
        named.at("/pairingSuggestions")
    );
    let none = suggested(&parties.coordinator, of, Some("CARDIOLOGY")).await;
    assert_eq!(
        none.at("/pairingSuggestions"),
        &json!([{"specialty": {"code": "CARDIOLOGY"}, "mentors": []}])
    );
    assert_eq!(suggested(&parties.coordinator, of, Some("心")).await.codes(), ["BAD_USER_INPUT"]);
    for house in [hospital, &school.ids["elsewhere"]] {
        let of = (parties.consortium.as_str(), house.as_str());
        assert_eq!(suggested(&parties.coordinator, of, None).await.codes(), ["NOT_FOUND"]);
    }
    // Nothing was written, and nobody was proposed.
    assert_eq!(audit_event::Entity::find().count(&connection).await.unwrap(), before);
    assert_eq!(entity::apprenticeship::Entity::find().count(&connection).await.unwrap(), 0);
    connection.close().await.unwrap();
    world.whole().await;
}

async fn ten_members_and_masters_take_as_many_statements_as_one(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let master = appointed(
        &school.base_administrator,
        &school.ids["Master"],
        &school.ids["hospital"],
        &["INTERNAL_MEDICINE", "TUINA"],
    );
    let master = master.await;
    let pairing = proposed(&parties, "First", &master, "INTERNAL_MEDICINE").await;
    school.master.ok(ACCEPT, json!({"input": {"apprenticeshipId": pairing}})).await;
    let of = (parties.consortium.as_str(), school.ids["centre"].as_str());
    let count = async || {
        let map = world.cost(async || drop(coverage(&parties.coordinator, of.0, None).await)).await;
        let named = world.cost(async || drop(suggested(&parties.coordinator, of, None).await)).await;
        let seen = coverage(&parties.coordinator, of.0, None).await;
        assert!(seen.problems().is_empty(), "{}", seen.body);
        let rows = seen.list("/consortiumCoverage/members").len();
        ((map, named), (rows, seen.list("/consortiumCoverage/mentors").len()))
    };
    let (one, sizes) = count().await;
    assert_eq!(sizes, (1, 1));
    for number in 0..9 {
        let (zh, en) = (format!("示例卫生院{number}"), format!("Sample Township {number}"));
        let house = institution(&school.administrator, "TOWNSHIP_HOSPITAL", &zh, &en).await;
        joined(school, &parties.consortium, &house).await;
        master_at(&parties, &house, &format!("Master {number}")).await;
    }
    let (ten, sizes) = count().await;
    assert_eq!(sizes, (10, 10));
    assert_eq!(ten, one);
    println!("statements: {} for the map, {} for suggestions", one.0, one.1);
    world.whole().await;
}
