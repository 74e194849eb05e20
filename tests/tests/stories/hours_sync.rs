//! Hours that a phone kept while it was offline.

use std::cell::Cell;

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::databases::Backend;
use xinglin_tests::school::{FOLLOW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_phone_sends_what_it_has_and_one_fault_touches_nothing_else),
        story(what_came_before_is_answered_again_and_adds_nothing),
        story(a_correction_may_arrive_before_what_it_corrects),
        story(nobody_sends_hours_of_somebody_else),
        story(many_entries_cost_the_statements_of_few),
    ]
}

const SYNC: &str = "mutation($input: HoursSyncInput!) { hoursSync(input: $input) {
    results { clientMutationKey outcome hoursEntry { id status minutes replaces { id } } errors { code path message } }
    errors { code path message } } }";

/// Four hours of duty on a day of February, from an hour on.
fn item(placement: &str, key: &str, day: u32, hour: u32) -> Value {
    json!({
        "within": {"placementId": placement}, "activity": "DUTY", "clientMutationKey": key,
        "startsAt": format!("2026-02-{day:02}T{hour:02}:00:00+08:00"),
        "endsAt": format!("2026-02-{day:02}T{:02}:00:00+08:00", hour + 4),
    })
}

fn with(mut item: Value, field: &str, value: Value) -> Value {
    item[field] = value;
    item
}

async fn sync(trainee: &Trainee, items: &[Value]) -> Answer {
    trainee.actor.query(SYNC, json!({"input": {"items": items}})).await
}

fn outcomes(answer: &Answer) -> Vec<String> {
    let results = answer.list("/hoursSync/results");
    results.iter().map(|one| one["outcome"].as_str().unwrap().to_owned()).collect()
}

/// A trainee with February in one department.
async fn placed(school: &School) -> (Trainee, String) {
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    (trainee, placement)
}

async fn entries(trainee: &Trainee, placement: &str) -> usize {
    let all = "query($id: ID!) { placement(id: $id) { hours { id } } }";
    trainee.actor.ok(all, json!({"id": placement})).await.list("/placement/hours").len()
}

async fn a_phone_sends_what_it_has_and_one_fault_touches_nothing_else(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;

    let answer = sync(
        &trainee,
        &[
            item(&placement, "late", 20, 14),
            item(&placement, "early", 20, 8),
            item(&placement, "clash", 20, 10),
            item("plc_nonsense", "malformed", 21, 8),
            item(&trainee.following, "of-another-kind", 21, 8),
            with(item(&placement, "march", 21, 8), "endsAt", json!("2026-03-20T08:00:00+08:00")),
            with(item(&placement, "same", 22, 8), "note", json!("值班（示例）")),
            with(item(&placement, "same", 22, 8), "note", json!("值班（示例）")),
            with(item(&placement, "same", 22, 8), "note", json!("另一条（示例）")),
        ],
    )
    .await;

    assert_eq!(
        outcomes(&answer),
        [
            "SUBMITTED",
            "SUBMITTED",
            "REFUSED",
            "REFUSED",
            "REFUSED",
            "REFUSED",
            "SUBMITTED",
            "REPEATED",
            "REFUSED"
        ]
    );
    let results = answer.list("/hoursSync/results");
    let told = |place: usize| -> Vec<(String, String)> {
        let errors = results[place]["errors"].as_array().unwrap();
        let path = |error: &Value| {
            let steps: Vec<&str> =
                error["path"].as_array().unwrap().iter().map(|step| step.as_str().unwrap()).collect();
            steps.join(".")
        };
        errors.iter().map(|error| (error["code"].as_str().unwrap().to_owned(), path(error))).collect()
    };
    let one = |code: &str, path: &str| vec![(code.to_owned(), path.to_owned())];
    assert_eq!(told(2), one("OVERLAP", "items.2.startsAt"));
    assert_eq!(told(3), one("UNKNOWN", "items.3.within.placementId"));
    assert_eq!(told(4), one("UNKNOWN", "items.4.within.placementId"));
    let faults: Vec<String> = told(5).into_iter().map(|(code, _)| code).collect();
    assert_eq!(faults, ["TOO_LONG", "IN_FUTURE", "OUTSIDE_SOURCE"]);
    assert_eq!(told(8), one("KEY_TAKEN", "items.8.clientMutationKey"));
    assert_eq!(results[6]["hoursEntry"]["id"], results[7]["hoursEntry"]["id"]);
    assert_eq!(results[0]["hoursEntry"]["minutes"], 240);
    assert!(results[2]["errors"][0]["message"].as_str().unwrap().contains("2026-02-20 10:00–14:00"));
    assert_eq!(entries(&trainee, &placement).await, 3);
    world.whole().await;
}

async fn what_came_before_is_answered_again_and_adds_nothing(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let singly = trainee.actor.ok(FOLLOW, json!({"input": item(&placement, "one", 20, 8)})).await;
    let batch = [item(&placement, "two", 20, 14), item(&placement, "one", 20, 8)];

    let first = sync(&trainee, &batch).await;
    let before = world.database.contents().await;
    let again = sync(&trainee, &batch).await;

    assert_eq!(outcomes(&first), ["SUBMITTED", "REPEATED"]);
    let id = |answer: &Answer, place: usize| {
        answer.text(&format!("/hoursSync/results/{place}/hoursEntry/id")).to_owned()
    };
    assert_eq!(id(&first, 1), singly.text("/hoursSubmit/hoursEntry/id"));
    assert_eq!(outcomes(&again), ["REPEATED", "REPEATED"]);
    assert_eq!(id(&again, 0), id(&first, 0));
    assert_eq!(world.database.contents().await, before, "a repeat wrote something");
    // What was refused is not remembered: it may come again once it is mended.
    let refused = sync(&trainee, &[item(&placement, "three", 20, 10)]).await;
    let mended = sync(&trainee, &[item(&placement, "three", 20, 18)]).await;
    assert_eq!(
        (outcomes(&refused), outcomes(&mended)),
        (vec!["REFUSED".to_owned()], vec!["SUBMITTED".to_owned()])
    );
}

async fn a_correction_may_arrive_before_what_it_corrects(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let corrects =
        |key: &str, of: &str, hour: u32| with(item(&placement, key, 20, hour), "replacesKey", json!(of));

    let alone = sync(&trainee, &[corrects("mended", "first", 9)]).await;
    let together = sync(
        &trainee,
        &[corrects("mended", "first", 9), item(&placement, "first", 20, 8), corrects("again", "first", 10)],
    )
    .await;
    let later = sync(&trainee, &[corrects("late", "mended", 11), corrects("mended", "first", 9)]).await;

    assert_eq!(outcomes(&alone), ["REFUSED"]);
    assert_eq!(alone.text("/hoursSync/results/0/errors/0/code"), "NOT_CORRECTABLE");
    assert_eq!(outcomes(&together), ["SUBMITTED", "SUBMITTED", "REFUSED"]);
    assert_eq!(
        together.text("/hoursSync/results/0/hoursEntry/replaces/id"),
        together.text("/hoursSync/results/1/hoursEntry/id")
    );
    let codes: Vec<&str> = together
        .list("/hoursSync/results/2/errors")
        .iter()
        .map(|error| error["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"NOT_CORRECTABLE"), "{codes:?}");
    // A correction that waits is not corrected itself; and what came comes again.
    assert_eq!(outcomes(&later), ["REFUSED", "REPEATED"]);
    // The two together hold 08:00 to 13:00, and nothing else.
    let around =
        sync(&trainee, &[item(&placement, "inside", 20, 12), item(&placement, "after", 20, 13)]).await;
    assert_eq!(outcomes(&around), ["REFUSED", "SUBMITTED"]);
    assert_eq!(entries(&trainee, &placement).await, 3);
}

async fn nobody_sends_hours_of_somebody_else(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let before = world.database.contents().await;

    let hers =
        school.supervisor.query(SYNC, json!({"input": {"items": [item(&placement, "k", 20, 8)]}})).await;
    let none = sync(&trainee, &[]).await;
    let many: Vec<Value> = (0..101).map(|_| item(&placement, "k", 20, 8)).collect();
    let too_many = sync(&trainee, &many).await;

    assert_eq!(hers.text("/hoursSync/results/0/errors/0/code"), "UNKNOWN");
    for refused in [none, too_many] {
        assert!(refused.data()["hoursSync"]["results"].is_null());
        assert_eq!(refused.text("/hoursSync/errors/0/code"), "INVALID");
    }
    assert_eq!(world.database.contents().await, before, "a refused call wrote something");
}

async fn many_entries_cost_the_statements_of_few(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let turn = Cell::new(0_u32);
    let cost = async |count: u32, corrections: bool| {
        let send = async || {
            turn.set(turn.get() + 1);
            let of_turn = |number: u32| {
                let minute = turn.get() * 1000 + number * 2;
                let at = |minute: u32| {
                    format!(
                        "2026-02-{:02}T{:02}:{:02}:00+08:00",
                        1 + minute / 1440,
                        minute / 60 % 24,
                        minute % 60
                    )
                };
                json!({"within": {"placementId": placement}, "activity": "DUTY", "startsAt": at(minute),
                    "endsAt": at(minute + 1), "clientMutationKey": format!("{}-{number}", turn.get())})
            };
            let correction = |number: u32| {
                let key = format!("{}-{number}", turn.get());
                with(
                    with(of_turn(number), "clientMutationKey", json!(format!("{key}-mended"))),
                    "replacesKey",
                    json!(key),
                )
            };
            let mut items: Vec<Value> = (0..count).map(of_turn).collect();
            if corrections {
                items.extend((0..count).map(correction));
            }
            let answer = trainee
                .actor
                .ok(
                    "mutation($input: HoursSyncInput!) { hoursSync(input: $input) { results { outcome } } }",
                    json!({"input": {"items": items}}),
                )
                .await;
            assert!(outcomes(&answer).iter().all(|outcome| outcome == "SUBMITTED"), "{}", answer.body);
        };
        world.cost(send).await
    };

    let (five, hundred) = (cost(5, false).await, cost(100, false).await);
    let (two, ten) = (cost(2, true).await, cost(10, true).await);

    // PostgreSQL locks her enrolments besides.
    let lock = u64::from(world.database.backend() == Backend::Postgres);
    assert_eq!((five, hundred), (12 + lock, 12 + lock));
    // A correction is held against what it corrects, by itself.
    assert_eq!((two, ten), (20 + 2 * 2 + lock, 20 + 2 * 10 + lock));
}
