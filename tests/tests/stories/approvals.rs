//! Many pieces of evidence approved at once: all or none, marked as that, and told to the director.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_week_is_read_on_one_screen_and_approved_once),
        story(all_of_it_is_approved_or_none),
        story(what_was_never_opened_is_told_to_the_director),
        story(an_approval_of_many_takes_as_many_statements_as_one_of_two),
    ]
}

const APPROVE: &str = "mutation($input: EvidenceApproveInput!) { evidenceApprove(input: $input) {
    evidence { id status } errors { code path message } } }";
const QUEUE: &str = "query { reviewQueue(first: 100) { nodes { id ... on HoursEntry { shownMark } ... on CaseLog { shownMark } } } }";
const REPORT: &str = "query($id: ID!, $from: Date!, $until: Date!) { signOffReport(institutionId: $id, from: $from, until: $until) {
    reviewer { id } reviewerName approved refused inBulk largestAtOnce unopened meanMilliseconds signals } }";

/// Half a day with the master on each of these days of February.
async fn followed(school: &School, trainee: &Trainee, days: std::ops::Range<u32>) -> Vec<String> {
    let mut hours = Vec::new();
    for day in days {
        let from = format!("2026-02-{day:02}T08:00:00+08:00");
        hours.push(school.follow(trainee, &from, &format!("2026-02-{day:02}T12:00:00+08:00")).await);
    }
    hours
}

async fn marks(actor: &Actor) -> Vec<Value> {
    let queue = actor.ok(QUEUE, json!({})).await;
    let item = |row: &Value| json!({"evidenceId": row["id"], "shownMark": row["shownMark"]});
    queue.list("/reviewQueue/nodes").iter().map(item).collect()
}

fn unread(ids: &[String]) -> Vec<Value> {
    ids.iter().map(|id| json!({ "evidenceId": id })).collect()
}

async fn approve(actor: &Actor, items: &[Value]) -> Answer {
    actor.query(APPROVE, json!({"input": {"items": items}})).await
}

async fn report(school: &School, actor: &Actor) -> Vec<Value> {
    let period = json!({"id": school.ids["school"], "from": "2026-03-01", "until": "2026-03-31"});
    actor.ok(REPORT, period).await.list("/signOffReport").to_vec()
}

async fn a_week_is_read_on_one_screen_and_approved_once(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = followed(&school, &trainee, 9..16).await;
    let read = marks(&school.master).await;
    world.clock.advance(chrono::Duration::seconds(70));

    let approved = approve(&school.master, &read).await;

    let shown = approved.list("/evidenceApprove/evidence");
    assert_eq!(shown.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), hours);
    assert!(shown.iter().all(|row| row["status"] == "APPROVED"), "{shown:?}");
    assert_eq!(school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0, 7);
    let query = "query($id: ID!) { node(id: $id) { ... on HoursEntry { reviews { atOnce decision } } } }";
    let reviews = trainee.actor.ok(query, json!({"id": hours[0]})).await;
    assert_eq!(reviews.at("/node/reviews"), &json!([{"atOnce": 7, "decision": "APPROVED"}]));
    let told = report(&school, &school.director).await;
    let master = json!({"reviewer": null, "reviewerName": "示例·Master", "approved": 7, "refused": 0, "inBulk": 7,
        "largestAtOnce": 7, "unopened": 0, "meanMilliseconds": 10_000, "signals": []});
    assert_eq!(told, [master]);
    world.whole().await;
}

async fn all_of_it_is_approved_or_none(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = followed(&school, &trainee, 9..12).await;
    school.review(&hours[1], "RETURNED", Some("示例")).await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    let before = world.database.contents().await;
    let refused = |answer: &Answer| answer.refusals("evidenceApprove");
    let told = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
    };

    let mixed = unread(&[hours[0].clone(), hours[1].clone(), exit.clone()]);
    assert_eq!(
        refused(&approve(&school.master, &mixed).await),
        told(&[("NOT_PENDING", "items.1"), ("ONE_BY_ONE", "items.2")])
    );
    let twice = unread(&[hours[0].clone(), hours[0].clone()]);
    assert_eq!(refused(&approve(&school.master, &twice).await), told(&[("INVALID", "items")]));
    assert_eq!(refused(&approve(&school.master, &[]).await), told(&[("INVALID", "items")]));
    let hers = unread(&hours[..1]);
    assert_eq!(refused(&approve(&trainee.actor, &hers).await), told(&[("NOT_ALLOWED", "items.0")]));
    assert_eq!(refused(&approve(&school.stranger, &hers).await), told(&[("UNKNOWN", "items.0")]));
    assert_eq!(refused(&approve(&school.registrar, &hers).await), told(&[("NOT_ALLOWED", "items.0")]));
    assert!(before == world.database.contents().await, "something was written");
    world.clock.advance(chrono::Duration::days(90));
    assert_eq!(refused(&approve(&school.master, &hers).await), told(&[("WINDOW_CLOSED", "items.0")]));
}

async fn what_was_never_opened_is_told_to_the_director(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = followed(&school, &trainee, 2..28).await;
    assert!(approve(&school.master, &unread(&hours[..3])).await.problems().is_empty());
    let mut forged = marks(&school.master).await;
    forged.truncate(2);
    let other = forged[1]["shownMark"].clone();
    forged[0]["shownMark"] = other;
    assert!(approve(&school.master, &forged).await.problems().is_empty(), "a mark of another is none");
    let read = marks(&school.master).await;
    assert_eq!(read.len(), 21);
    assert!(approve(&school.master, &read).await.problems().is_empty());

    let told = report(&school, &school.director).await;
    assert_eq!(told[0]["approved"], json!(26));
    assert_eq!((&told[0]["inBulk"], &told[0]["largestAtOnce"]), (&json!(26), &json!(21)));
    assert_eq!((&told[0]["unopened"], &told[0]["meanMilliseconds"]), (&json!(5), &json!(0)));
    assert_eq!(told[0]["signals"], json!(["UNOPENED", "HASTY"]));
    assert_eq!(report(&school, &school.registrar).await.len(), 1);
    let period = json!({"id": school.ids["school"], "from": "2026-03-01", "until": "2026-03-31"});
    for actor in [&trainee.actor, &school.master, &school.supervisor, &school.stranger] {
        actor.denied(REPORT, period.clone()).await;
    }
    world.whole().await;
}

async fn an_approval_of_many_takes_as_many_statements_as_one_of_two(world: World) {
    let school = School::found(&world).await;
    let (first, second) =
        (school.trainee("First", "2026-02-01").await, school.trainee("Second", "2026-02-01").await);
    followed(&school, &first, 2..12).await;
    followed(&school, &second, 2..12).await;
    let read = marks(&school.master).await;
    let count = async |items: &[Value]| {
        let before = world.statements().await;
        assert!(approve(&school.master, items).await.problems().is_empty());
        world.statements().await - before
    };
    // A process keeps published versions, and forgets them when another world within it publishes one: the least counts.
    let least = async |parts: &[std::ops::Range<usize>]| {
        let mut least = u64::MAX;
        for part in parts {
            let items = [&read[part.clone()], &read[part.start + 10..part.end + 10]].concat();
            least = least.min(count(&items).await);
        }
        least
    };
    assert_eq!(least(&[0..1, 1..2, 2..3]).await, least(&[3..5, 5..7, 7..10]).await);
    assert_eq!(school.standing(&first.actor, &first, "FOLLOWING_MASTER").await.0, 10);
    world.whole().await;
}
