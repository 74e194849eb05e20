//! The harness: what a story about Xinglin needs in order to be told on a real database, over real HTTP.
//!
//! A story is an async function in `tests/tests/stories/<room>.rs`. It gets a [`world::World`]: a server on a free
//! port, a fresh migrated database, a clock that stands still until told otherwise, and a mailbox in memory. The
//! suite tells every story once per database (`sqlite::hours::…`, `postgres::hours::…`), all of them in parallel.
//!
//! # The next test, in ten lines
//!
//! ```ignore
//! /// Clause or rule that the story is about, in one line.
//! async fn nobody_reviews_their_own_hours(world: World) {
//!     let trainee = world.administrator().await; // given: an actor
//!     let entry = trainee.ok(SUBMIT, json!({"input": {"minutes": 240}})).await; // when: she acts
//!     let id = entry.text("/hoursSubmit/entry/id");
//!
//!     let refusal = trainee.denied(APPROVE, json!({"id": id})).await; // then: refused, and nothing written
//!
//!     assert_eq!(refusal.codes(), ["FORBIDDEN"]);
//! }
//! ```
//!
//! and one line in the same file's list: `pub(crate) fn stories() -> Vec<Story> { vec![story(nobody_reviews_their_own_hours)] }`.
//! A new file is also named in `stories/mod.rs`. A story that is not in a list is dead code, which clippy refuses.
//!
//! # What else there is
//!
//! - [`stories::story`] wants a whole world, [`stories::on_database`] only a database, [`stories::plain`] neither
//!   (it is told once).
//! - `.needs(&[Checker::PdfToText])` names outside programs; without them the trial is ignored, and the end of the
//!   run says so and how to install them. `XINGLIN_TEST_REQUIRE=all` makes an absence a failure.
//! - [`outside::run`] runs such a program with a bound on its time; [`smtp::SmtpServer`] is a real mail server,
//!   [`openid::OpenIdProvider`] a real provider, and [`browser::Browser`] walks there and back.
//! - Jobs run when the story says so: `world.run_due_jobs().await`. Nothing sleeps; time passes by
//!   `world.clock.advance(…)`.
//! - `world.database.contents().await` is every row there is, for "nothing was written".
//!
//! # Running
//!
//! `cargo test --workspace`, or a part: `cargo test -p xinglin-tests -- sqlite::floors`. PostgreSQL is used when
//! `TEST_POSTGRES_URL` names a server on which databases may be created, or else when its server programs are
//! installed: then one throw-away cluster serves the whole run and is gone at its end.

//!
//! # Benchmarks
//!
//! `cargo bench -p xinglin-tests` prints one table of the figures that Xinglin is to reach, each beside a reference
//! measured in the same run (`benches/figures/`); it takes two or three minutes, and the suite never runs it. What
//! needs PostgreSQL is left out where there is none. `cargo bench -p xinglin-tests -- statements` also lists the
//! statements of one review with the time each takes; `start`, `cohorts`, `capacity`, `school` and `certificate` name parts to
//! measure alone. Only ratios and bounds are judged, and nothing fails: read it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "this library is test code: a panic is how a test says what is wrong"
)]

pub mod accounts;
pub mod actors;
pub mod browser;
pub mod checkers;
pub mod databases;
pub mod fake_provider;
pub mod floors;
pub mod openid;
pub mod outside;
mod paths;
mod postgres;
pub mod school;
pub mod server;
pub mod services;
pub mod smtp;
pub mod stories;
pub mod suite;
mod tokens;
pub mod world;

use std::path::PathBuf;

/// The repository's root folder.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the repository").to_owned()
}
