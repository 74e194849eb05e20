//! Files of hours that a phone kept: entered as a job, line by line.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_file_is_entered_line_by_line_and_says_what_became_of_each),
        story(two_workers_at_one_file_enter_each_line_once),
        story(a_file_that_is_none_is_refused),
        story(files_of_hours_are_forgotten_and_the_entries_stay),
    ]
}

const BEGIN: &str = "mutation($input: HoursBatchBeginInput!) { hoursBatchBegin(input: $input) {
    hoursBatch { id lines done finishedAt } errors { code path message } } }";
const FAR: &str = "query($id: ID!) { hoursBatch(id: $id) { fileName lines done submitted repeated refused finishedAt
    results(first: 100) { totalCount nodes { line clientMutationKey outcome hoursEntry { id } errors { code path } } }
    refusals: results(outcome: REFUSED) { totalCount } } }";

fn line(placement: &str, key: &str, from: &str, until: &str) -> String {
    let at = |time: &str| format!("2026-02-{time}:00+08:00");
    json!({"within": {"placementId": placement}, "activity": "DUTY", "startsAt": at(from), "endsAt": at(until),
        "clientMutationKey": key})
    .to_string()
}

async fn placed(school: &School) -> (Trainee, String) {
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    (trainee, placement)
}

async fn begin(school: &School, trainee: &Trainee, file: Vec<u8>) -> Answer {
    let upload = school.send(&trainee.actor, "HOURS", "示例.jsonl", file).await;
    trainee.actor.query(BEGIN, json!({"input": {"uploadId": upload}})).await
}

async fn far(trainee: &Trainee, begun: &Answer) -> Answer {
    trainee.actor.ok(FAR, json!({"id": begun.text("/hoursBatchBegin/hoursBatch/id")})).await
}

fn counts(answer: &Answer) -> [i64; 5] {
    ["lines", "done", "submitted", "repeated", "refused"]
        .map(|what| answer.number(&format!("/hoursBatch/{what}")))
}

async fn a_file_is_entered_line_by_line_and_says_what_became_of_each(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let mended = line(&placement, "mended", "20T08:00", "20T11:00")
        .replace("\"within\"", "\"replacesKey\":\"a\",\"within\"");
    let lines = [
        mended,
        line(&placement, "a", "20T08:00", "20T12:00"),
        String::new(),
        line(&placement, "clash", "20T10:00", "20T14:00"),
        "{\"clientMutationKey\": \"half".to_owned(),
        line(&placement, "b", "21T20:00", "22T08:00"),
        line(&placement, "b", "21T20:00", "22T08:00"),
    ];
    let file = format!("\u{feff}{}\r\n", lines.join("\r\n")).into_bytes();

    let begun = begin(&school, &trainee, file.clone()).await;
    let before = far(&trainee, &begun).await;
    world.run_due_jobs().await;
    let after = far(&trainee, &begun).await;

    assert_eq!(counts(&before), [6, 0, 0, 0, 0]);
    assert!(before.at("/hoursBatch/finishedAt").is_null());
    assert_eq!(counts(&after), [6, 6, 3, 1, 2]);
    assert!(after.at("/hoursBatch/finishedAt").is_string());
    let told: Vec<Value> = after
        .list("/hoursBatch/results/nodes")
        .iter()
        .map(|row| json!([row["line"], row["clientMutationKey"], row["outcome"], row["errors"][0]["code"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([
            [1, "mended", "SUBMITTED", null],
            [2, "a", "SUBMITTED", null],
            [4, "clash", "REFUSED", "OVERLAP"],
            [5, null, "REFUSED", "INVALID"],
            [6, "b", "SUBMITTED", null],
            [7, "b", "REPEATED", null],
        ])
    );
    assert_eq!(after.list("/hoursBatch/results/nodes/2/errors")[0]["path"], json!(["startsAt"]));
    assert_eq!(
        (after.number("/hoursBatch/results/totalCount"), after.number("/hoursBatch/refusals/totalCount")),
        (6, 2)
    );
    // The same file again, as another upload, adds nothing.
    let again = begin(&school, &trainee, file).await;
    world.run_due_jobs().await;
    assert_eq!(counts(&far(&trainee, &again).await), [6, 6, 0, 4, 2]);
    let id = json!({"id": begun.text("/hoursBatchBegin/hoursBatch/id")});
    for other in [&school.supervisor, &school.administrator] {
        assert!(other.ok(FAR, id.clone()).await.at("/hoursBatch").is_null());
    }
    world.whole().await;
}

async fn two_workers_at_one_file_enter_each_line_once(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let lines: Vec<String> = (0..300)
        .map(|number: u32| {
            let at =
                |minute: u32| format!("{:02}T{:02}:{:02}", 1 + minute / 1440, minute / 60 % 24, minute % 60);
            line(&placement, &format!("k{number}"), &at(number * 40), &at(number * 40 + 30))
        })
        .collect();
    let upload = school.send(&trainee.actor, "HOURS", "示例.jsonl", lines.join("\n").into_bytes()).await;
    let input = json!({"input": {"uploadId": upload}});
    let begun = trainee.actor.ok(BEGIN, input.clone()).await;
    // Begun again, it is the same file, and a second job.
    let again = trainee.actor.ok(BEGIN, input.clone()).await;
    assert_eq!(again.data(), begun.data());
    let platform = world.platform().await;
    let (_, batch_id) = platform::id::decode(begun.text("/hoursBatchBegin/hoursBatch/id")).unwrap();
    let job = domain::rotations::BatchJob { batch_id };
    let run = || domain::rotations::hours_batch_run(&platform, &job, graphql::rotations::hours_line);

    let (one, other) = tokio::join!(run(), run());
    one.unwrap();
    other.unwrap();
    world.run_due_jobs().await;

    let after = far(&trainee, &begun).await;
    assert_eq!(counts(&after), [300, 300, 300, 0, 0]);
    assert_eq!(after.number("/hoursBatch/results/totalCount"), 300);
    let all = "query($id: ID!) { placement(id: $id) { hours { id } } }";
    let hours = trainee.actor.ok(all, json!({"id": placement})).await;
    assert_eq!(hours.list("/placement/hours").len(), 300);
    let done = trainee.actor.ok(BEGIN, input).await;
    assert!(done.at("/hoursBatchBegin/hoursBatch/finishedAt").is_string());
}

async fn a_file_that_is_none_is_refused(world: World) {
    let school = School::found(&world).await;
    let (trainee, _) = placed(&school).await;
    let many = "{}\n".repeat(20_001).into_bytes();
    for file in [b"\n \n".to_vec(), vec![0xff, 0xfe, 0x00], many] {
        let upload = school.send(&trainee.actor, "HOURS", "示例.jsonl", file).await;
        let before = world.database.contents().await;
        let refused = trainee.actor.query(BEGIN, json!({"input": {"uploadId": upload}})).await;
        assert_eq!(refused.refusals("hoursBatchBegin"), [("INVALID".to_owned(), "uploadId".to_owned())]);
        assert_eq!(world.database.contents().await, before, "a refused file wrote something");
    }
    // A file for another purpose is not one of hours.
    let other = school.send(&trainee.actor, "EVIDENCE", "示例.jsonl", b"{}".to_vec()).await;
    let refused = trainee.actor.query(BEGIN, json!({"input": {"uploadId": other}})).await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
}

async fn files_of_hours_are_forgotten_and_the_entries_stay(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = placed(&school).await;
    let file = line(&placement, "a", "20T08:00", "20T12:00").into_bytes();
    let begun = begin(&school, &trainee, file).await;
    world.run_due_jobs().await;

    let platform = world.platform().await;
    let write = platform.database.write().await.unwrap();
    let gone =
        domain::rotations::forget_batches(&write, write.now() + chrono::Duration::seconds(1)).await.unwrap();
    write.commit().await.unwrap();

    assert_eq!(gone, 1);
    assert!(far(&trainee, &begun).await.at("/hoursBatch").is_null());
    let all = "query($id: ID!) { placement(id: $id) { hours { id } } }";
    let hours = trainee.actor.ok(all, json!({"id": placement})).await;
    assert_eq!(hours.list("/placement/hours").len(), 1);
}
