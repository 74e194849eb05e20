//! Ten thousand entries that a phone kept: as one file, entered as a job, beside a hundred calls of a hundred each; and how long another
//! writer waits meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::rotations::{BatchJob, hours_batch_run};
use platform::Platform;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::world::World;

use crate::ready::UNLIMITED;
use crate::table::Table;

const ENTRIES: usize = 10_000;
const AT_ONCE: usize = 100;
const MOST_WAIT: Duration = Duration::from_millis(50);
/// Between two writes of the other writer.
const PAUSE: Duration = Duration::from_millis(2);

const BEGIN: &str = "mutation($input: HoursBatchBeginInput!) { hoursBatchBegin(input: $input) { hoursBatch { id } errors { code } } }";
const FAR: &str = "query($id: ID!) { hoursBatch(id: $id) { submitted refused finishedAt } }";
const SYNC: &str =
    "mutation($input: HoursSyncInput!) { hoursSync(input: $input) { results { outcome } errors { code } } }";

/// Three minutes every four, from the first of February on.
fn entries(placement: &str) -> Vec<Value> {
    let at = |minute: usize| {
        format!("2026-02-{:02}T{:02}:{:02}:00+08:00", 1 + minute / 1440, minute / 60 % 24, minute % 60)
    };
    let entry = |number: usize| {
        json!({"within": {"placementId": placement}, "activity": "DUTY", "startsAt": at(number * 4),
            "endsAt": at(number * 4 + 3), "clientMutationKey": format!("phone-{number}")})
    };
    (0..ENTRIES).map(entry).collect()
}

/// Somebody else who writes, again and again: how long she waits for her turn, at most, and how often she had it.
struct Other {
    is_over: Arc<AtomicBool>,
    writing: JoinHandle<(Duration, usize)>,
}

impl Other {
    fn begin(platform: &Platform) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (platform, over) = (platform.clone(), Arc::clone(&is_over));
        let writing = tokio::spawn(async move {
            let (mut longest, mut times) = (Duration::ZERO, 0);
            while !over.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let write = platform.database.write().await.expect("a turn");
                longest = longest.max(begun.elapsed());
                times += 1;
                platform::events::record(&write, "bench.other", platform::id::new_key(), None)
                    .await
                    .expect("an event");
                write.commit().await.expect("a commit");
                tokio::time::sleep(PAUSE).await;
            }
            (longest, times)
        });
        Self { is_over, writing }
    }

    async fn end(self) -> (Duration, usize) {
        self.is_over.store(true, Ordering::Relaxed);
        self.writing.await.expect("the other writer ends")
    }
}

async fn placed(school: &School, who: &str) -> (Trainee, String) {
    let trainee = school.trainee(who, "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    (trainee, placement)
}

/// Measures on one kind of database.
pub(crate) fn measure(runtime: &Runtime, backend: Backend, table: &mut Table) {
    let database = Arc::new(Database::fresh(backend));
    runtime.block_on(async {
        let world = World::open_with(database, UNLIMITED).await;
        let school = School::found(&world).await;
        let platform = world.platform().await;
        let (kept, placement) = placed(&school, "Kept").await;
        let lines: Vec<String> = entries(&placement).iter().map(Value::to_string).collect();
        let upload = school.send(&kept.actor, "HOURS", "kept.jsonl", lines.join("\n").into_bytes()).await;
        let begun = kept.actor.ok(BEGIN, json!({"input": {"uploadId": upload}})).await;
        let id = begun.text("/hoursBatchBegin/hoursBatch/id").to_owned();
        let (_, batch_id) = platform::id::decode(&id).expect("an id");

        let other = Other::begin(&platform);
        let began = Instant::now();
        hours_batch_run(&platform, &BatchJob { batch_id }, graphql::rotations::hours_line)
            .await
            .expect("the job");
        let as_file = began.elapsed();
        let (waited, turns) = other.end().await;
        let far = kept.actor.ok(FAR, json!({ "id": id })).await;
        assert_eq!(far.number("/hoursBatch/submitted"), i64::try_from(ENTRIES).expect("a number"));

        let (called, placement) = placed(&school, "Called").await;
        let other = Other::begin(&platform);
        let began = Instant::now();
        for part in entries(&placement).chunks(AT_ONCE) {
            let answer = called.actor.ok(SYNC, json!({"input": {"items": part}})).await;
            assert!(answer.list("/hoursSync/results").iter().all(|one| one["outcome"] == "SUBMITTED"));
        }
        let by_calls = began.elapsed();
        let (waited_for_calls, call_turns) = other.end().await;

        table.add(
            [
                format!("{ENTRIES} kept entries as a file, {}", backend.name()),
                format!("{:.1} s", as_file.as_secs_f64()),
                format!("{:.1} s, {} calls", by_calls.as_secs_f64(), ENTRIES / AT_ONCE),
                format!("{:.1} times", as_file.as_secs_f64() / by_calls.as_secs_f64()),
                String::new(),
            ],
            true.into(),
        );
        table.add(
            [
                format!("longest wait of another writer meanwhile, {turns} turns"),
                format!("{:.0} ms", waited.as_secs_f64() * 1000.0),
                format!("{:.0} ms, {call_turns} turns", waited_for_calls.as_secs_f64() * 1000.0),
                String::new(),
                format!("<= {} ms", MOST_WAIT.as_millis()),
            ],
            (waited <= MOST_WAIT).into(),
        );
        world.stop().await;
    });
}
