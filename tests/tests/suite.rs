//! The suite: every story, on every database there is. How to write one stands in the harness's own docs
//! (`tests/src/lib.rs`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test says what is wrong"
)]

mod stories;

use std::process::ExitCode;

fn main() -> ExitCode {
    xinglin_tests::suite::main(stories::all())
}
