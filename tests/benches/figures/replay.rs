//! The statements of a use case: seen as they are sent, and sent again bare.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// The statements of one act, in order, with their values.
pub(crate) type Act = Vec<Statement>;

/// Remembers what is sent, and how long each took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<(Statement, Duration)>>>);

impl Recorder {
    /// The database, watched by this recorder.
    pub(crate) fn watch(&self, database: platform::db::Database) -> platform::db::Database {
        let seen = Arc::clone(&self.0);
        database.observed(move |sent| {
            let statement = (sent.statement.clone(), sent.elapsed);
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
        })
    }

    /// What was seen since the last time.
    pub(crate) fn take(&self) -> Vec<(Statement, Duration)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How often each statement is sent by one act, and how long it takes: for whoever looks for time.
pub(crate) fn describe(acts: &[Vec<(Statement, Duration)>]) -> String {
    let mut by_text: BTreeMap<&str, (usize, usize, Duration)> = BTreeMap::new();
    for (place, (statement, elapsed)) in acts.iter().flat_map(|act| act.iter().enumerate()) {
        let entry = by_text.entry(&statement.sql).or_insert((place, 0, Duration::ZERO));
        entry.1 += 1;
        entry.2 += *elapsed;
    }
    let mut lines: Vec<_> = by_text.into_iter().collect();
    lines.sort_by_key(|(_, (place, ..))| *place);
    let all: Duration = acts.iter().flatten().map(|(_, elapsed)| *elapsed).sum();
    let each = |number: f64| number / acts.len() as f64;
    let mut text = format!(
        "{} acts, {:.1} statements and {:.0} µs of them each\n",
        acts.len(),
        each(acts.iter().map(Vec::len).sum::<usize>() as f64),
        each(all.as_secs_f64() * 1e6),
    );
    for (statement, (_, times, elapsed)) in lines {
        let mean = elapsed.as_secs_f64() * 1e6 / times as f64;
        let shown: String = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = shown.chars().take(200).collect();
        text.push_str(&format!("{:5.2} x {mean:5.0} µs  {shown}\n", each(times as f64)));
    }
    text
}

fn answers_rows(statement: &Statement) -> bool {
    statement.sql.starts_with("SELECT") || statement.sql.contains(" RETURNING ")
}

/// Sends each client's acts, one after the other, each in its own transaction, all clients at once, and says how long
/// it took.
pub(crate) async fn bare(database: &platform::db::Database, clients: Vec<Vec<Act>>) -> Duration {
    let barrier = Arc::new(Barrier::new(clients.len() + 1));
    let mut working = JoinSet::new();
    for acts in clients {
        let (database, barrier) = (database.clone(), Arc::clone(&barrier));
        working.spawn(async move {
            barrier.wait().await;
            for act in acts {
                let transaction = database.write().await.expect("a transaction");
                for statement in act {
                    if answers_rows(&statement) {
                        drop(transaction.query_all_raw(statement).await.expect("rows"));
                    } else {
                        transaction.execute_raw(statement).await.expect("the statement is executed");
                    }
                }
                transaction.commit().await.expect("the transaction is committed");
            }
        });
    }
    barrier.wait().await;
    let begun = Instant::now();
    while let Some(ended) = working.join_next().await {
        ended.expect("a client ends in peace");
    }
    begun.elapsed()
}
