//! The figures that Xinglin is to reach, each beside a reference measured in the same run; no test, and no judge of
//! anybody's machine: where a figure is compared with another way of doing the same, only the ratio is judged.
//!
//! `cargo bench -p xinglin-tests` prints one table. Rounds of the two sides alternate, so that whatever else the machine
//! does weighs on both. Everything happens on 127.0.0.1, is bounded, and is gone at the end.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::similar_names,
    clippy::unchecked_time_subtraction,
    clippy::needless_pass_by_value,
    clippy::struct_field_names,
    clippy::format_push_string,
    reason = "a benchmark reads the clock, and a panic is how it says what is wrong"
)]

mod approvals;
mod capacity;
mod cohorts;
mod consortium;
mod documents;
mod duty;
mod lists;
mod load;
mod ready;
mod reference;
mod replay;
mod reviews;
mod start;
mod sync;
mod table;
mod timetable;
mod trail;

use std::env;

use tokio::runtime::Runtime;
use xinglin_tests::checkers::Checker;
use xinglin_tests::databases::{self, Backend};

use crate::table::Table;

/// Parts that can be named, to measure them alone: `cargo bench -p xinglin-tests -- cohorts`.
const PARTS: [&str; 9] =
    ["start", "cohorts", "capacity", "consortium", "duty", "timetable", "sync", "school", "certificate"];

fn main() {
    // `cargo test --benches` runs this too, without the word.
    if !env::args().any(|word| word == "--bench") {
        println!("figures: run `cargo bench -p xinglin-tests`");
        return;
    }
    let shows_statements = env::args().any(|word| word == "statements");
    let parts: Vec<String> = env::args().filter(|word| PARTS.contains(&word.as_str())).collect();
    let is_asked = |part: &str| parts.is_empty() || parts.iter().any(|word| word == part);
    let _end = AtTheEnd;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut table = Table::default();
    if is_asked("start") {
        say("starting");
        start::measure(&runtime, &mut table);
    }
    // A million credits take minutes to write: `cargo bench -p xinglin-tests -- million`.
    let is_million = env::args().any(|word| word == "million");
    let has_postgres = Checker::Postgres.find().is_some();
    if is_asked("cohorts") {
        say("a cohort of 500 on SQLite");
        cohorts::measure(&runtime, Backend::Sqlite, is_million, &mut table);
    }
    if has_postgres && is_asked("cohorts") {
        say("a cohort of 500 on PostgreSQL");
        cohorts::measure(&runtime, Backend::Postgres, is_million, &mut table);
    }
    if is_asked("capacity") {
        say("the places of 300 departments on SQLite");
        capacity::measure(&runtime, Backend::Sqlite, &mut table);
    }
    if has_postgres && is_asked("capacity") {
        say("the places of 300 departments on PostgreSQL");
        capacity::measure(&runtime, Backend::Postgres, &mut table);
    }
    if is_asked("consortium") {
        say("a consortium of 61 on SQLite");
        consortium::measure(&runtime, Backend::Sqlite, &mut table);
    }
    if has_postgres && is_asked("consortium") {
        say("a consortium of 61 on PostgreSQL");
        consortium::measure(&runtime, Backend::Postgres, &mut table);
    }
    if is_asked("school") {
        say("a school with 40 trainees on SQLite");
        reviews::measure_approvals(&runtime, ready::prepare(&runtime, Backend::Sqlite), &mut table);
    }
    if has_postgres && is_asked("school") {
        on_postgres(&runtime, &mut table, shows_statements);
    }
    if !has_postgres {
        println!("not measured: what needs PostgreSQL. {}", Checker::Postgres.absence());
    }
    if is_asked("certificate") {
        say("a certificate");
        documents::measure(&mut table);
    }
    if is_asked("duty") {
        say("a year of duty hours");
        duty::measure(&mut table);
    }
    if is_asked("timetable") {
        say("a year of a timetable");
        timetable::measure(&mut table);
    }
    if is_asked("sync") {
        say("hours that a phone kept on SQLite");
        sync::measure(&runtime, Backend::Sqlite, &mut table);
    }
    println!("{table}");
}

fn on_postgres(runtime: &Runtime, table: &mut Table, shows_statements: bool) {
    say("a school with 40 trainees on PostgreSQL");
    let ready = ready::prepare(runtime, Backend::Postgres);
    say("the progress list");
    lists::measure(runtime, &ready, table);
    say("reviews");
    reviews::measure(runtime, ready, table, shows_statements);
}

/// What is being measured, on standard error: the table stands alone on standard output.
fn say(what: &str) {
    eprintln!("figures: {what}");
}

/// Ends the databases, also after a panic.
struct AtTheEnd;

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        databases::end();
    }
}
