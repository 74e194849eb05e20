//! Bad input gets one clear sentence, and changes nothing.

use serde_json::{Value, json};
use xinglin_tests::school::{FOLLOW, PLACE, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(malformed_ids_and_ids_of_another_kind),
        story(cursors_of_another_ordering),
        story(unknown_enum_values_and_malformed_days),
        story(stays_that_cannot_be),
        story(hours_that_cannot_be),
        story(sentences_are_in_the_readers_language),
    ]
}

async fn malformed_ids_and_ids_of_another_kind(world: World) {
    let school = School::found(&world).await;
    for (id, says) in [
        ("nonsense".to_owned(), "nonsense"),
        ("enr_!".to_owned(), "enr_!"),
        (school.ids["school"].clone(), school.ids["school"].as_str()),
    ] {
        let answer =
            school.director.query("query($id: ID!) { enrolment(id: $id) { id } }", json!({"id": id})).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{}", answer.body);
        let message = answer.errors()[0]["message"].as_str().unwrap();
        assert!(message.contains(says), "{message}");
    }
}

async fn cursors_of_another_ordering(world: World) {
    let school = School::found(&world).await;
    let page = school
        .administrator
        .ok("{ institutions(first: 1) { pageInfo { endCursor hasNextPage } totalCount } auditEvents(first: 1) { pageInfo { endCursor } } }", Value::Null)
        .await;
    let list = "query($after: String) { institutions(first: 2, after: $after) { nodes { id } pageInfo { hasPreviousPage } } }";

    let foreign = school
        .administrator
        .query(list, json!({"after": page.text("/auditEvents/pageInfo/endCursor")}))
        .await;
    let broken = school.administrator.query(list, json!({"after": "***"})).await;
    let both =
        school.administrator.query("{ institutions(first: 1, last: 1) { nodes { id } } }", Value::Null).await;
    let next =
        school.administrator.ok(list, json!({"after": page.text("/institutions/pageInfo/endCursor")})).await;

    for refused in [&foreign, &broken, &both] {
        assert_eq!(refused.codes(), ["BAD_USER_INPUT"], "{}", refused.body);
    }
    assert_eq!(next.list("/institutions/nodes").len(), 2);
    assert_eq!(next.at("/institutions/pageInfo/hasPreviousPage"), &json!(true));
    assert_eq!(page.number("/institutions/totalCount"), 4);
}

async fn unknown_enum_values_and_malformed_days(world: World) {
    let school = School::found(&world).await;
    let before = world.database.contents().await;
    let create = "mutation($input: TrainingBaseCreateInput!) { trainingBaseCreate(input: $input) { trainingBase { id } errors { code message path } } }";
    let input = |kind: &str, from: &str, until: &str| json!({"input": {"institutionId": school.ids["elsewhere"], "kind": kind, "accreditedOn": from, "accreditedUntil": until}});

    let unknown = school.administrator.query(create, input("IMAGINARY", "2026-01-01", "2026-02-01")).await;
    let malformed = school.administrator.query(create, input("CLINICAL", "2026-1-1", "2026-02-01")).await;
    let reversed = school.administrator.query(create, input("CLINICAL", "2026-02-01", "2026-01-01")).await;

    assert_eq!(unknown.codes().len(), 1, "{}", unknown.body);
    assert_eq!(malformed.codes().len(), 1, "{}", malformed.body);
    assert_eq!(reversed.text("/trainingBaseCreate/errors/0/code"), "INVALID");
    assert_eq!(reversed.at("/trainingBaseCreate/errors/0/path"), &json!(["accreditedUntil"]));
    assert_eq!(world.database.contents().await, before);
}

/// Domain rule 6.
async fn stays_that_cannot_be(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let other = school.trainee("Other", "2026-03-02").await;
    school.place(&trainee, "ENT_OPHTHALMOLOGY", "ENT", "2026-03-02", "2026-03-31").await;
    let before = world.database.contents().await;
    let refused = async |input: Value| {
        let answer = school.director.query(PLACE, input).await;
        let mut codes: Vec<String> = answer
            .list("/placementCreate/errors")
            .iter()
            .map(|row| row["code"].as_str().unwrap().to_owned())
            .collect();
        codes.sort();
        codes
    };

    let reversed = refused(school.stay(&trainee, "TUINA", "TUINA", "2026-05-01", "2026-04-01")).await;
    let overlap = refused(school.stay(&trainee, "TUINA", "TUINA", "2026-03-31", "2026-04-30")).await;
    let full = refused(school.stay(&other, "ENT_OPHTHALMOLOGY", "ENT", "2026-03-15", "2026-03-20")).await;
    let wrong = refused(school.stay(&other, "TUINA", "ACUPUNCTURE", "2026-04-01", "2026-04-20")).await;
    let outside = refused(school.stay(&other, "TUINA", "TUINA", "2025-04-01", "2025-04-20")).await;

    assert_eq!(reversed, ["INVALID_DATES"]);
    assert_eq!(overlap, ["OVERLAP"]);
    assert_eq!(full, ["DEPARTMENT_FULL"]);
    assert_eq!(wrong, ["REQUIREMENT_MISMATCH"]);
    assert_eq!(outside, ["OUTSIDE_TRAINING"]);
    assert_eq!(world.database.contents().await, before);
}

/// Domain rule 3.
async fn hours_that_cannot_be(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-20").await;
    school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
    let before = world.database.contents().await;
    let refused = async |from: &str, until: &str| {
        let answer = trainee.actor.query(FOLLOW, School::hours(&trainee, from, until)).await;
        answer.text("/hoursSubmit/errors/0/code").to_owned()
    };

    assert_eq!(refused("2026-02-27T12:00:00+08:00", "2026-02-27T08:00:00+08:00").await, "INVALID_INTERVAL");
    assert_eq!(refused("2026-02-25T08:00:00+08:00", "2026-02-26T09:00:00+08:00").await, "TOO_LONG");
    assert_eq!(refused("2026-03-02T08:00:00+08:00", "2026-03-02T12:00:00+08:00").await, "IN_FUTURE");
    assert_eq!(refused("2026-02-19T08:00:00+08:00", "2026-02-19T12:00:00+08:00").await, "OUTSIDE_SOURCE");
    assert_eq!(refused("2026-02-28T11:00:00+08:00", "2026-02-28T13:00:00+08:00").await, "OVERLAP");
    assert_eq!(world.database.contents().await, before);
}

async fn sentences_are_in_the_readers_language(world: World) {
    let stranger = world.anonymous();
    let say = async |language: &str| {
        let answer = stranger
            .request(reqwest::Method::POST, "/graphql")
            .header("accept-language", language)
            .json(&json!({"query": "{ viewer { person { id } } }"}))
            .send()
            .await
            .unwrap();
        let body: Value = answer.json().await.unwrap();
        body["errors"][0]["message"].as_str().unwrap().to_owned()
    };

    let (chinese, english) = (say("zh-CN").await, say("en").await);

    let is_chinese = |text: &str| text.chars().any(|character| ('\u{4e00}'..'\u{9fff}').contains(&character));
    assert!(is_chinese(&chinese), "{chinese}");
    assert!(!is_chinese(&english), "{english}");
}
