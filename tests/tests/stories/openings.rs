//! Reading somebody's full record is an act that she can see; the trail itself is searched by the auditor alone.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_trainee_sees_who_opened_her_record_and_nothing_else),
        story(whoever_comes_in_by_a_part_is_seen_as_well),
        story(the_trail_is_searched_by_object_actor_act_and_time),
    ]
}

const OPENINGS: &str =
    "query($first: Int, $after: String) { viewer { recordOpenings(first: $first, after: $after) {
    totalCount nodes { openedAt action openedByName(locale: EN) } pageInfo { endCursor hasNextPage } } } }";

const EVENTS: &str = "query($filter: AuditEventFilter, $first: Int, $after: String) {
    auditEvents(filter: $filter, first: $first, after: $after) {
        totalCount nodes { occurredAt action actor { id } requestId } pageInfo { endCursor hasNextPage } } }";

/// Who opened a trainee's record, as she sees it, the latest first.
async fn openers(trainee: &Trainee) -> Vec<String> {
    let answer = trainee.actor.ok(OPENINGS, Value::Null).await;
    let nodes = answer.list("/viewer/recordOpenings/nodes");
    assert_eq!(answer.number("/viewer/recordOpenings/totalCount"), i64::try_from(nodes.len()).unwrap());
    let text = |node: &Value, field: &str| node[field].as_str().unwrap().to_owned();
    assert!(nodes.iter().all(|node| text(node, "action") == "person.read"));
    nodes.iter().map(|node| text(node, "openedByName")).collect()
}

async fn a_trainee_sees_who_opened_her_record_and_nothing_else(world: World) {
    let school = School::found(&world).await;
    let anna = school.trainee("Anna", "2026-02-01").await;
    let bella = school.trainee("Bella", "2026-02-01").await;
    let ids = json!({"person": anna.person, "enrolment": anna.enrolment, "other": bella.enrolment});
    let unwritten = async |actor: &Actor, document: &str| {
        let before = world.database.contents().await;
        actor.ok(document, ids.clone()).await;
        assert_eq!(world.database.contents().await, before, "{document}");
    };
    unwritten(
        &anna.actor,
        "query($person: ID!, $enrolment: ID!) { trainee(id: $person) { person { id } }
            enrolment(id: $enrolment) { id } node(id: $person) { id } viewer { person { name } } }",
    )
    .await;
    unwritten(
        &school.registrar,
        "{ trainees { nodes { person { name } enrolments { id } } } people { nodes { id } } }",
    )
    .await;
    let hidden = "query($person: ID!, $enrolment: ID!) { trainee(id: $person) { person { id } }
        enrolment(id: $enrolment) { id } nodes(ids: [$person, $enrolment]) { id } }";
    unwritten(&school.stranger, hidden).await;
    unwritten(&bella.actor, hidden).await;
    assert_eq!(openers(&anna).await, Vec::<String>::new());

    // Once a request, however often it is asked within.
    let twice = "query($person: ID!, $enrolment: ID!) { a: trainee(id: $person) { person { id } }
        b: enrolment(id: $enrolment) { id } c: node(id: $enrolment) { id } }";
    school.director.ok(twice, ids.clone()).await;
    world.clock.advance(chrono::TimeDelta::minutes(5));
    school.director.ok("query($person: ID!) { trainee(id: $person) { person { id } } }", ids.clone()).await;
    school.master.ok("query($enrolment: ID!) { node(id: $enrolment) { id } }", ids.clone()).await;
    let both = "query($enrolment: ID!, $other: ID!) { nodes(ids: [$enrolment, $other]) { id } }";
    school.registrar.ok(both, ids.clone()).await;

    let seen = ["Sample Registrar", "Sample Master", "Sample Director", "Sample Director"];
    assert_eq!(openers(&anna).await, seen);
    assert_eq!(openers(&bella).await, ["Sample Registrar"]);
    let first = anna.actor.ok(OPENINGS, json!({"first": 3})).await;
    let after = first.text("/viewer/recordOpenings/pageInfo/endCursor");
    let rest = anna.actor.ok(OPENINGS, json!({"first": 3, "after": after})).await;
    assert_eq!(first.list("/viewer/recordOpenings/nodes").len(), 3);
    assert_eq!(rest.text("/viewer/recordOpenings/nodes/0/openedAt"), "2026-03-02T01:00:00Z");
    assert_eq!(rest.list("/viewer/recordOpenings/nodes").len(), 1);
    anna.actor.denied(EVENTS, json!({"filter": {"objectId": anna.person}})).await;
    assert_eq!(world.anonymous().query(OPENINGS, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
}

async fn whoever_comes_in_by_a_part_is_seen_as_well(world: World) {
    let school = School::found(&world).await;
    let anna = school.trainee("Anna", "2026-02-01").await;
    let placement = school.place(&anna, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&anna, &placement, 0).await;
    let hours = school.follow(&anna, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    let parts = [&placement, &exit, &hours, &anna.following];
    for (part, count) in parts.iter().zip(1..) {
        school.director.ok("query($id: ID!) { node(id: $id) { id } }", json!({ "id": part })).await;
        assert_eq!(openers(&anna).await.len(), count, "{part}");
    }
    let by_root = "query($id: ID!) { placement(id: $id) { trainee { name } } }";
    school.director.ok(by_root, json!({ "id": placement })).await;
    assert_eq!(openers(&anna).await.len(), 5);
    anna.actor.ok(by_root, json!({ "id": placement })).await;
    assert_eq!(openers(&anna).await.len(), 5, "her own is hers to open");
}

async fn the_trail_is_searched_by_object_actor_act_and_time(world: World) {
    let school = School::found(&world).await;
    let anna = school.trainee("Anna", "2026-02-01").await;
    let me = "{ viewer { person { id } } }";
    let director = school.director.ok(me, Value::Null).await.text("/viewer/person/id").to_owned();
    for hour in 0..3 {
        world.clock.set(World::beginning() + chrono::TimeDelta::hours(hour));
        school
            .director
            .ok("query($id: ID!) { trainee(id: $id) { person { id } } }", json!({"id": anna.person}))
            .await;
    }
    let asked = async |filter: Value| school.administrator.ok(EVENTS, json!({ "filter": filter })).await;
    let times = |answer: &Answer| -> Vec<String> {
        let nodes = answer.list("/auditEvents/nodes");
        nodes.iter().map(|node| node["occurredAt"].as_str().unwrap().to_owned()).collect()
    };
    let all = ["2026-03-02T03:00:00Z", "2026-03-02T02:00:00Z", "2026-03-02T01:00:00Z"];

    let of_act = asked(json!({"objectId": anna.person, "action": "person.read"})).await;
    assert_eq!(times(&of_act), all);
    assert_eq!(of_act.number("/auditEvents/totalCount"), 3);
    assert_eq!(of_act.text("/auditEvents/nodes/0/actor/id"), director);
    assert!(of_act.at("/auditEvents/nodes/0/requestId").is_string());
    let by_actor = asked(json!({"actorId": director, "action": "person.read"})).await;
    assert_eq!(times(&by_actor), all);
    let within = json!({"action": "person.read", "since": all[2], "until": all[0]});
    assert_eq!(times(&asked(within).await), all[1..]);
    let since = json!({"objectId": anna.person, "since": "2026-03-02T10:00:00+08:00"});
    assert_eq!(times(&asked(since).await), all[..2]);
    let of_nobody = asked(json!({"actorId": anna.person, "action": "person.read"})).await;
    assert_eq!(of_nobody.number("/auditEvents/totalCount"), 0);
    let explicit =
        asked(json!({"objectId": anna.person, "actorId": null, "action": "person.read", "until": null}))
            .await;
    assert_eq!(times(&explicit), all);

    let filter = json!({"objectId": anna.person, "action": "person.read"});
    let first = school.administrator.ok(EVENTS, json!({"filter": filter, "first": 2})).await;
    let after = first.text("/auditEvents/pageInfo/endCursor");
    let rest = school.administrator.ok(EVENTS, json!({"filter": filter, "first": 2, "after": after})).await;
    assert_eq!(times(&first), all[..2]);
    assert_eq!(times(&rest), all[2..]);

    for refused in [
        json!({"action": "Person Read"}),
        json!({"since": all[0], "until": all[0]}),
        json!({"actorId": anna.enrolment}),
        json!({"objectId": "nonsense"}),
    ] {
        let answer = school.administrator.query(EVENTS, json!({ "filter": refused })).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{refused}");
    }
    school.registrar.denied(EVENTS, json!({"filter": {"objectId": anna.person}})).await;
}
