//! The contract: `schema.graphql`, and what it promises about itself.

use xinglin_tests::repository;
use xinglin_tests::stories::{Story, plain};

pub(crate) fn stories() -> Vec<Story> {
    vec![plain(the_schema_is_the_one_in_the_repository)]
}

async fn the_schema_is_the_one_in_the_repository() {
    let kept = std::fs::read_to_string(repository().join("schema.graphql")).unwrap_or_default();

    assert!(
        kept == graphql::sdl(),
        "schema.graphql is not what the code says: cargo run -- schema > schema.graphql"
    );
}
