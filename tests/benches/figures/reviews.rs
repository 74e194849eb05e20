//! Reviews of hours, with ledger, audit and job: through GraphQL, and as their statements sent bare.
//!
//! Three copies of one database: on the first the reviews are done one by one and their statements kept; on the second
//! they are done through GraphQL, on the third the statements are sent again. At the end the last two hold the same.

use std::sync::Arc;

use domain::evidence::{Decision, Verdict};
use domain::identity::viewer_by_token;
use domain::rotations::hours_decide;
use futures_util::future::join_all;
use platform::clock::Clock;
use platform::db;
use serde_json::json;
use server::app::{self, Parts};
use tokio::runtime::Runtime;
use uuid::Uuid;
use xinglin_tests::databases::Database;
use xinglin_tests::school::{FOLLOW, REVIEW, School, Trainee};
use xinglin_tests::server::config;
use xinglin_tests::world::World;

use crate::approvals;
use crate::load::{Answer, Comparison, Request, at_once};
use crate::ready::{Ready, UNLIMITED, address, analyse, half_day};
use crate::replay::{self, Act, Recorder};
use crate::table::Table;
use crate::trail;

pub(crate) const CLIENTS: usize = 8;
const ROUNDS: usize = 4;
/// Reviews of one trainee's hours in one round.
const EACH: usize = 4;
/// Days before these hold the hours of the list.
const FIRST_DAY: usize = 10;
const LEAST: f64 = 0.5;
const REASON: &str = "当日停诊（示例）";

/// Hours that wait for their review.
struct Entry {
    id: String,
    key: Uuid,
    /// Every fourth is rejected.
    is_rejected: bool,
}

/// Measures both and compares what they leave behind.
pub(crate) fn measure(runtime: &Runtime, ready: Ready, table: &mut Table, shows_statements: bool) {
    let (prepared, token, entries) = wait(runtime, ready);
    let acts = runtime.block_on(record(&Arc::new(prepared.copy()), &token, &entries, shows_statements));
    let ours = Arc::new(prepared.copy());
    let world = runtime.block_on(World::open_with(Arc::clone(&ours), UNLIMITED));
    let theirs = prepared.copy();
    let pool = runtime.block_on(pool(&theirs));

    let comparison = compare(runtime, &world, &pool, &token, &entries, acts.clone());
    runtime.block_on(async {
        pool.close().await.expect("the pool closes");
        assert_eq!(left_behind(&ours).await, left_behind(&theirs).await, "both sides leave the same behind");
        world.stop().await;
    });
    let (measured, reference) = comparison.rates();
    table.add(
        [
            format!("hoursReview, {CLIENTS} clients"),
            format!("{measured:.0}/s"),
            format!("{reference:.0}/s, its statements"),
            format!("{:.0} %", comparison.ratio() * 100.0),
            format!(">= {:.0} %", LEAST * 100.0),
        ],
        (comparison.ratio() >= LEAST).into(),
    );
    trail::measure(runtime, &prepared, &acts, table);
    approve(runtime, &prepared, &token, entries, table);
}

/// Measures the approvals of many at once alone.
pub(crate) fn measure_approvals(runtime: &Runtime, ready: Ready, table: &mut Table) {
    let (prepared, token, entries) = wait(runtime, ready);
    approve(runtime, &prepared, &token, entries, table);
}

fn approve(
    runtime: &Runtime,
    prepared: &Database,
    token: &str,
    entries: Vec<Vec<Vec<Entry>>>,
    table: &mut Table,
) {
    let waiting: Vec<(String, Uuid)> =
        entries.into_iter().flatten().flatten().map(|entry| (entry.id, entry.key)).collect();
    approvals::measure(runtime, prepared, token, &waiting, table);
}

/// Enters what is to be reviewed and ends the school's server: its database, its reviewer's token, and the entries.
fn wait(runtime: &Runtime, ready: Ready) -> (Arc<Database>, String, Vec<Vec<Vec<Entry>>>) {
    let entries = runtime.block_on(enter(&ready));
    let token = ready.school.master.token().expect("a token").to_owned();
    let prepared = Arc::clone(&ready.world().database);
    runtime.block_on(async {
        analyse(&prepared).await;
        ready.world().stop().await;
    });
    (prepared, token, entries)
}

/// Enters hours for every round and one before it, which warms both sides: rounds, trainees, entries.
async fn enter(ready: &Ready) -> Vec<Vec<Vec<Entry>>> {
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let mut trainees = Vec::new();
        for some in ready.trainees.chunks(CLIENTS) {
            trainees.extend(join_all(some.iter().map(|trainee| enter_round(trainee, round))).await);
        }
        rounds.push(trainees);
    }
    rounds
}

async fn enter_round(trainee: &Trainee, round: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    for place in 0..EACH {
        let number = round * EACH + place;
        let (from, until) = half_day(FIRST_DAY + number / 2, number % 2 == 1);
        let hours = trainee.actor.ok(FOLLOW, School::hours(trainee, &from, &until)).await;
        let id = hours.text("/hoursSubmit/hoursEntry/id").to_owned();
        let (_, key) = platform::id::decode(&id).expect("an id");
        entries.push(Entry { id, key, is_rejected: number % 4 == 3 });
    }
    entries
}

/// Reviews everything one by one, by the service itself, and keeps the statements: in the order of the entries.
async fn record(
    database: &Arc<Database>,
    token: &str,
    rounds: &[Vec<Vec<Entry>>],
    shows_statements: bool,
) -> Vec<Vec<Vec<Act>>> {
    let parts = Parts { clock: Clock::fixed(World::beginning()), ..Parts::default() };
    let mut platform = app::open(config(database), parts).await.expect("the installation opens");
    let viewer = viewer_by_token(&platform, token, None).await.expect("a master");
    let recorder = Recorder::default();
    platform.database = recorder.watch(platform.database);
    let mut seen = Vec::new();
    let mut recorded = Vec::new();
    for round in rounds {
        let mut trainees = Vec::new();
        for entries in round {
            let mut acts = Vec::new();
            for entry in entries {
                let verdict = Verdict {
                    evidence_id: entry.key,
                    decision: if entry.is_rejected { Decision::Rejected } else { Decision::Approved },
                    reason: entry.is_rejected.then(|| REASON.to_owned()),
                    expected_version: None,
                };
                hours_decide(&platform, &viewer, &verdict).await.expect("a review");
                let statements = recorder.take();
                acts.push(statements.iter().map(|(statement, _)| statement.clone()).collect());
                seen.push(statements);
            }
            trainees.push(acts);
        }
        recorded.push(trainees);
    }
    if shows_statements {
        eprintln!("{}", replay::describe(&seen));
    }
    platform.database.close().await.expect("the pool closes");
    recorded
}

pub(crate) async fn pool(database: &Database) -> db::Database {
    let location = db::Location::parse(database.url()).expect("a URL");
    db::Database::connect(&location, Clock::system()).await.expect("a connection")
}

/// Each trainee's entries stay with one client, in their order: nobody waits for another's lock.
pub(crate) fn by_client<T>(trainees: impl IntoIterator<Item = Vec<T>>) -> Vec<Vec<T>> {
    let mut clients: Vec<Vec<T>> = (0..CLIENTS).map(|_| Vec::new()).collect();
    for (place, entries) in trainees.into_iter().enumerate() {
        clients[place % CLIENTS].extend(entries);
    }
    clients
}

fn compare(
    runtime: &Runtime,
    world: &World,
    pool: &db::Database,
    token: &str,
    rounds: &[Vec<Vec<Entry>>],
    acts: Vec<Vec<Vec<Act>>>,
) -> Comparison {
    let mut comparison = Comparison::default();
    for (place, (round, acts)) in rounds.iter().zip(acts).enumerate() {
        let requests: Vec<Vec<Request>> =
            round.iter().map(|entries| entries.iter().map(|entry| request(token, entry)).collect()).collect();
        let clients = by_client(requests.iter().map(|requests| requests.iter().collect::<Vec<_>>()));
        let measured = at_once(address(world), &clients, is_reviewed);
        let reference = runtime.block_on(replay::bare(pool, by_client(acts)));
        if place > 0 {
            comparison.add(round.iter().map(Vec::len).sum(), measured, reference);
        }
    }
    comparison
}

fn request(token: &str, entry: &Entry) -> Request {
    let (decision, reason) = if entry.is_rejected { ("REJECTED", Some(REASON)) } else { ("APPROVED", None) };
    let input = json!({"input": { "hoursEntryId": entry.id, "decision": decision, "reason": reason }});
    Request::graphql(Some(token), REVIEW, input)
}

fn is_reviewed(answer: &Answer) -> bool {
    let text = answer.text();
    text.contains("\"errors\":[]") && (text.contains("\"APPROVED\"") || text.contains("\"REJECTED\""))
}

/// States and totals row by row, and how many rows the reviews wrote elsewhere.
async fn left_behind(database: &Database) -> Vec<String> {
    let contents = database.contents().await;
    let rows = |table: &str| contents[table].clone();
    let count = |table: &str| format!("{table}: {}", contents[table].lines().count());
    vec![
        rows("evidence_state"),
        rows("progress_total"),
        count("review"),
        count("credit"),
        count("audit_event"),
        count("event"),
        count("job"),
    ]
}
