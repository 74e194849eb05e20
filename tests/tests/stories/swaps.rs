//! Stays that change hands, and stays that make up for others.

use futures_util::future::join_all;
use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{PLACE, School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(two_trainees_take_each_others_stay),
        story(a_swap_that_cannot_be_changes_nothing),
        story(of_many_swaps_of_one_stay_one_takes_place),
        story(a_make_up_names_the_stay_that_it_completes),
    ]
}

pub(crate) const SWAP: &str = "mutation($input: PlacementSwapInput!) { placementSwap(input: $input) {
    placements {
        first { id startsOn endsOn status trainee { id } requirement { code } department { id } supervisor { id } insteadOf { id status } }
        second { id startsOn endsOn status trainee { id } requirement { code } department { id } supervisor { id } insteadOf { id status } } }
    errors { code path message } } }";

pub(crate) fn swap(first: &str, second: &str) -> Value {
    json!({"input": {
        "firstPlacementId": first, "firstVersion": 1, "secondPlacementId": second, "secondVersion": 1,
        "reason": "两人互换（示例）",
    }})
}

fn refusals(answer: &Answer, act: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answer
        .list(&format!("/{act}/errors"))
        .iter()
        .map(|row| {
            (text(&row["code"]), row["path"].as_array().unwrap().first().map(text).unwrap_or_default())
        })
        .collect()
}

fn coded(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
}

/// Two trainees, one in tuina and one in acupuncture in April and in the first days of May.
pub(crate) async fn pair(school: &School) -> [(Trainee, String); 2] {
    let first = school.trainee("First", "2026-03-02").await;
    let second = school.trainee("Second", "2026-03-02").await;
    let tuina = school.place(&first, "TUINA", "TUINA", "2026-04-01", "2026-04-30").await;
    let acupuncture = school.place(&second, "ACUPUNCTURE", "ACUPUNCTURE", "2026-04-05", "2026-05-05").await;
    [(first, tuina), (second, acupuncture)]
}

async fn two_trainees_take_each_others_stay(world: World) {
    let school = School::found(&world).await;
    let [(first, tuina), (second, acupuncture)] = pair(&school).await;

    let swapped = school.director.ok(SWAP, swap(&tuina, &acupuncture)).await;

    let of_first = swapped.at("/placementSwap/placements/first");
    assert_eq!(of_first["trainee"]["id"], first.person.as_str());
    assert_eq!(of_first["department"]["id"], school.ids["ACUPUNCTURE"].as_str());
    assert_eq!((&of_first["startsOn"], &of_first["endsOn"]), (&json!("2026-04-05"), &json!("2026-05-05")));
    assert_eq!(
        (&of_first["requirement"]["code"], &of_first["status"]),
        (&json!("ACUPUNCTURE"), &json!("PLANNED"))
    );
    assert_eq!(of_first["insteadOf"], json!({"id": tuina, "status": "CANCELLED"}));
    let of_second = swapped.at("/placementSwap/placements/second");
    assert_eq!(of_second["trainee"]["id"], second.person.as_str());
    assert_eq!(of_second["department"]["id"], school.ids["TUINA"].as_str());
    assert_eq!(of_second["insteadOf"]["id"], acupuncture.as_str());
    let trail = school
        .administrator
        .ok(
            "{ made: auditEvents(filter: { action: \"placement.create\" }, first: 9) { totalCount }
                ended: auditEvents(filter: { action: \"placement.cancel\" }, first: 9) { totalCount } }",
            Value::Null,
        )
        .await;
    assert_eq!((trail.at("/made/totalCount"), trail.at("/ended/totalCount")), (&json!(4), &json!(2)));
    // The way back is a swap of the new stays.
    let ids = [of_first["id"].as_str().unwrap(), of_second["id"].as_str().unwrap()];
    school.director.ok(SWAP, swap(ids[0], ids[1])).await;
    let again = school.director.query(SWAP, swap(ids[0], ids[1])).await;
    let gone = |path| [("CONFLICT", path), ("NOT_PLANNED", path)];
    let both = [gone("firstPlacementId"), gone("secondPlacementId")].concat();
    assert_eq!(refusals(&again, "placementSwap"), coded(&both));
}

async fn a_swap_that_cannot_be_changes_nothing(world: World) {
    let school = School::found(&world).await;
    let [(first, tuina), (second, acupuncture)] = pair(&school).await;
    let later = school.place(&first, "ACUPUNCTURE", "ACUPUNCTURE", "2026-05-01", "2026-05-30").await;
    let begun = school.place(&second, "TUINA", "TUINA", "2026-03-02", "2026-03-20").await;
    let stranger = hire(
        &school.administrator,
        &world,
        "Director Elsewhere",
        "PROGRAMME_DIRECTOR",
        &school.ids["elsewhere"],
    )
    .await
    .0;
    let before = world.database.contents().await;

    let overlapping = school.director.query(SWAP, swap(&tuina, &acupuncture)).await;
    let own = school.director.query(SWAP, swap(&tuina, &later)).await;
    let over = school.director.query(SWAP, swap(&tuina, &begun)).await;
    let mut stale = swap(&tuina, &acupuncture);
    stale["input"]["firstVersion"] = json!(7);
    stale["input"]["reason"] = json!(" ");
    let stale = school.director.query(SWAP, stale).await;
    let unseen = stranger.query(SWAP, swap(&tuina, &acupuncture)).await;
    let herself = first.actor.query(SWAP, swap(&tuina, &acupuncture)).await;

    assert_eq!(refusals(&overlapping, "placementSwap"), coded(&[("OVERLAP", "firstPlacementId")]));
    let message = overlapping.list("/placementSwap/errors")[0]["message"].as_str().unwrap();
    assert!(message.contains("2026-05-01"), "{message}");
    assert_eq!(refusals(&own, "placementSwap"), coded(&[("SWAP_UNSUITABLE", "secondPlacementId")]));
    assert_eq!(refusals(&over, "placementSwap"), coded(&[("SWAP_UNSUITABLE", "secondPlacementId")]));
    assert_eq!(
        refusals(&stale, "placementSwap"),
        coded(&[("REASON_INVALID", "reason"), ("CONFLICT", "firstPlacementId")])
    );
    assert_eq!(unseen.codes(), ["NOT_FOUND"]);
    assert_eq!(herself.codes(), ["NOT_FOUND"], "she does not see the other one's");
    assert_eq!(world.database.contents().await, before);
}

async fn of_many_swaps_of_one_stay_one_takes_place(world: World) {
    let school = School::found(&world).await;
    let [(_, tuina), (_, acupuncture)] = pair(&school).await;

    let answers = join_all((0..8).map(|number| {
        let input = if number % 2 == 0 { swap(&tuina, &acupuncture) } else { swap(&acupuncture, &tuina) };
        school.director.query(SWAP, input)
    }))
    .await;

    assert_eq!(answers.iter().filter(|answer| answer.problems().is_empty()).count(), 1);
    for lost in answers.iter().filter(|answer| !answer.problems().is_empty()) {
        let codes = refusals(lost, "placementSwap");
        assert!(codes.iter().any(|(code, _)| code == "CONFLICT"), "{}", lost.body);
    }
}

async fn a_make_up_names_the_stay_that_it_completes(world: World) {
    let school = School::found(&world).await;
    let [(first, tuina), (_, acupuncture)] = pair(&school).await;
    let make_up = |for_: &str, from: &str| {
        let mut input = school.stay(&first, "TUINA", "TUINA", from, "2026-06-10");
        input["input"]["makesUpForId"] = json!(for_);
        input
    };
    let before = world.database.contents().await;

    let others = school.director.query(PLACE, make_up(&acupuncture, "2026-06-01")).await;
    let nowhere = make_up(&format!("plc_{}", "0".repeat(26)), "2026-06-01");
    let absent = school.director.query(PLACE, nowhere).await;
    let unknown = school.director.query(PLACE, make_up(&first.enrolment, "2026-06-01")).await;

    assert_eq!(refusals(&others, "placementCreate"), coded(&[("MAKE_UP_UNSUITABLE", "makesUpForId")]));
    assert_eq!(unknown.codes(), ["BAD_USER_INPUT"]);
    assert_eq!(absent.codes(), ["NOT_FOUND"], "{}", absent.body);
    assert_eq!(world.database.contents().await, before);
    let placed = school.director.ok(PLACE, make_up(&tuina, "2026-06-01")).await;
    let id = placed.text("/placementCreate/placement/id");
    let told = first
        .actor
        .ok(
            "query($id: ID!) { placement(id: $id) { makesUpFor { id endsOn } insteadOf { id } } }",
            json!({"id": id}),
        )
        .await;
    assert_eq!(
        told.at("/placement"),
        &json!({"makesUpFor": {"id": tuina, "endsOn": "2026-04-30"}, "insteadOf": null})
    );
}
