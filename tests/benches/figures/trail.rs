//! What remembering costs: the statements of reviews, with and without the audit event in each transaction.
//!
//! Two copies of one database, the same writers at once on both, in rounds that alternate. Bare statements and no
//! GraphQL, so that the event's share is as large as it can be.

use tokio::runtime::Runtime;
use xinglin_tests::databases::Database;

use crate::load::Comparison;
use crate::replay::{self, Act};
use crate::reviews::{CLIENTS, by_client, pool};
use crate::table::Table;

const LEAST: f64 = 0.8;

/// Measures both; `rounds` are acts by trainee, of which the first warms both sides.
pub(crate) fn measure(runtime: &Runtime, prepared: &Database, rounds: &[Vec<Vec<Act>>], table: &mut Table) {
    let (remembering, forgetting) = (prepared.copy(), prepared.copy());
    let (with, without) = runtime.block_on(async { (pool(&remembering).await, pool(&forgetting).await) });
    let mut comparison = Comparison::default();
    let mut events = 0;
    for (place, round) in rounds.iter().enumerate() {
        let bare: Vec<Vec<Act>> = round.iter().map(|acts| acts.iter().map(forgotten).collect()).collect();
        let count = |acts: &[Vec<Act>]| acts.iter().flatten().map(Vec::len).sum::<usize>();
        events += count(round) - count(&bare);
        let measured = runtime.block_on(replay::bare(&with, by_client(round.iter().cloned())));
        let reference = runtime.block_on(replay::bare(&without, by_client(bare)));
        if place > 0 {
            comparison.add(round.iter().map(Vec::len).sum(), measured, reference);
        }
    }
    runtime.block_on(async {
        for pool in [with, without] {
            pool.close().await.expect("the pool closes");
        }
    });
    let acts: usize = rounds.iter().flatten().map(Vec::len).sum();
    assert!(events >= acts, "every act has an event to leave out");
    let (measured, reference) = comparison.rates();
    table.add(
        [
            format!("reviews remembered, {CLIENTS} writers"),
            format!("{measured:.0}/s"),
            format!("{reference:.0}/s, without audit"),
            format!("{:.0} %", comparison.ratio() * 100.0),
            format!(">= {:.0} %", LEAST * 100.0),
        ],
        (comparison.ratio() >= LEAST).into(),
    );
}

/// An act without its audit events.
fn forgotten(act: &Act) -> Act {
    act.iter()
        .filter(|statement| !statement.sql.starts_with("INSERT INTO \"audit_event\""))
        .cloned()
        .collect()
}
