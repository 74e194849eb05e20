//! HTTP for `GraphQL`, as the authors of its specification check it.

use xinglin_tests::checkers::{Checker, outside};
use xinglin_tests::outside::run;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![story(the_audits_of_graphql_over_http_find_no_error_and_no_warning).needs(&[Checker::GraphqlHttp])]
}

async fn the_audits_of_graphql_over_http_find_no_error_and_no_warning(world: World) {
    let administrator = world.administrator().await;
    let script = outside("graphql_http_audits.mjs").display().to_string();
    let token = administrator.token().unwrap_or_default();

    let audits = run(&Checker::GraphqlHttp.program(), [script.as_str(), &world.url("/graphql"), token]).await;

    drop(audits.succeeded());
}
