//! Two hundred half-days of forty trainees approved by one act: through GraphQL, and as its statements sent bare.
//!
//! As with single reviews: the acts are done once by the service itself and their statements kept, then through GraphQL on a
//! second copy of the database, and bare on a third.

use std::sync::Arc;

use domain::evidence::Approval;
use domain::identity::viewer_by_token;
use domain::rotations::evidence_approve;
use platform::clock::Clock;
use serde_json::{Value, json};
use server::app::{self, Parts};
use tokio::runtime::Runtime;
use uuid::Uuid;
use xinglin_tests::databases::Database;
use xinglin_tests::server::config;
use xinglin_tests::world::World;

use crate::load::{Answer, Comparison, Request, at_once};
use crate::ready::{UNLIMITED, address};
use crate::replay::{self, Act, Recorder};
use crate::reviews::pool;
use crate::table::Table;

/// Approved by one act.
const AT_ONCE: usize = 200;
/// Through GraphQL it may take so many times as long as bare.
const MOST: f64 = 3.0;
const APPROVE: &str = "mutation($input: EvidenceApproveInput!) { evidenceApprove(input: $input) {
    evidence { id status } errors { code } } }";

/// Measures both; `waiting` are the ids and keys of hours that wait for the owner of the token.
pub(crate) fn measure(
    runtime: &Runtime,
    prepared: &Database,
    token: &str,
    waiting: &[(String, Uuid)],
    table: &mut Table,
) {
    let parts: Vec<&[(String, Uuid)]> = waiting.chunks_exact(AT_ONCE).collect();
    let acts = runtime.block_on(record(&Arc::new(prepared.copy()), token, &parts));
    let statements = acts.last().map_or(0, Vec::len);
    let ours = Arc::new(prepared.copy());
    let world = runtime.block_on(World::open_with(ours, UNLIMITED));
    let theirs = prepared.copy();
    let pool = runtime.block_on(pool(&theirs));
    let mut comparison = Comparison::default();
    for (place, (part, act)) in parts.iter().zip(acts).enumerate() {
        let items: Vec<Value> = part.iter().map(|(id, _)| json!({ "evidenceId": id })).collect();
        let request = Request::graphql(Some(token), APPROVE, json!({"input": { "items": items }}));
        let measured = at_once(address(&world), &[vec![&request]], is_approved);
        let reference = runtime.block_on(replay::bare(&pool, vec![vec![act]]));
        if place > 0 {
            comparison.add(1, measured, reference);
        }
    }
    runtime.block_on(async {
        pool.close().await.expect("the pool closes");
        world.stop().await;
    });
    let (measured, reference) = comparison.rates();
    let times = 1.0 / comparison.ratio();
    table.add(
        [
            format!("evidenceApprove of {AT_ONCE}, {}", prepared.backend().name()),
            format!("{:.0} ms", 1000.0 / measured),
            format!("{:.0} ms, its {statements} statements", 1000.0 / reference),
            format!("{times:.1} times"),
            format!("<= {MOST:.0} times"),
        ],
        (times <= MOST).into(),
    );
}

/// Approves each part by the service itself, and keeps the statements of each.
async fn record(database: &Arc<Database>, token: &str, parts: &[&[(String, Uuid)]]) -> Vec<Act> {
    let opened = Parts { clock: Clock::fixed(World::beginning()), ..Parts::default() };
    let mut platform = app::open(config(database), opened).await.expect("the installation opens");
    let viewer = viewer_by_token(&platform, token, None).await.expect("a master");
    let recorder = Recorder::default();
    platform.database = recorder.watch(platform.database);
    let mut recorded = Vec::new();
    for part in parts {
        let approval = |(_, key): &(String, Uuid)| Approval { evidence_id: *key, shown_mark: None };
        let approvals: Vec<Approval> = part.iter().map(approval).collect();
        evidence_approve(&platform, &viewer, &approvals).await.expect("an approval");
        recorded.push(recorder.take().into_iter().map(|(statement, _)| statement).collect());
    }
    platform.database.close().await.expect("the pool closes");
    recorded
}

fn is_approved(answer: &Answer) -> bool {
    let text = answer.text();
    text.contains("\"errors\":[]") && text.matches("\"APPROVED\"").count() == AT_ONCE
}
