//! What a stranger can send: refused with the right status, and the server lives on.

use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(queries_made_to_hurt_are_refused),
        story(requests_that_are_no_graphql_requests_are_refused),
        story(every_answer_names_its_request),
    ]
}

async fn post(world: &World, body: Value) -> (u16, Value) {
    let answer = world
        .anonymous()
        .request(Method::POST, "/graphql")
        .header("accept", "application/graphql-response+json")
        .json(&body)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn lives_on(world: &World) {
    let (status, body) = post(world, json!({"query": "{ __typename }"})).await;
    assert_eq!((status, body), (200, json!({"data": {"__typename": "Query"}})));
}

fn fragment_bomb() -> String {
    let mut text = "{...a0}".to_owned();
    for level in 0.. {
        let next = format!("fragment a{level} on Query{{...a{n} ...a{n} ...a{n}}}", n = level + 1);
        if text.len() + next.len() > 960 {
            return format!("{text}fragment a{level} on Query{{__typename}}");
        }
        text.push_str(&next);
    }
    text
}

async fn queries_made_to_hurt_are_refused(world: World) {
    let aliases: Vec<String> = (0..2000).map(|n| format!("a{n}:__typename")).collect();
    let aliases = aliases.join(" ");
    let directives = "@include(if:true)".repeat(1500);
    let bad = [
        fragment_bomb(),
        format!("{{ node(id: {}1{}) {{ id }} }}", "[".repeat(1500), "]".repeat(1500)),
        format!("{{ node(id: {}1{}) {{ id }} }}", "{a:".repeat(900), "}".repeat(900)),
        format!("{{ {aliases} }}"),
        format!("{{ __typename {directives} }}"),
    ];
    for query in bad {
        let (status, body) = post(&world, json!({"query": query})).await;
        assert_eq!(status, 400, "{body}");
        let code = body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
        assert_eq!(code, "QUERY_TOO_COMPLEX", "{body}");
        lives_on(&world).await;
    }
    let administrator = world.administrator().await;
    let huge = administrator.query("{ institutions(first: 2147483647) { nodes { id } } }", Value::Null).await;
    assert_eq!(huge.codes(), ["BAD_USER_INPUT"], "{}", huge.body);
    lives_on(&world).await;
}

async fn requests_that_are_no_graphql_requests_are_refused(world: World) {
    let stranger = world.anonymous();
    let large = stranger
        .request(Method::POST, "/graphql")
        .header("content-type", "application/json")
        .body(vec![b' '; 20 * 1024 * 1024])
        .send()
        .await;
    // The server may close the line before it has read it all; either way nothing was executed.
    if let Ok(answer) = large {
        assert_eq!(answer.status(), 413);
    }
    lives_on(&world).await;
    let mutation =
        stranger.request(Method::GET, "/graphql?query=mutation%7B__typename%7D").send().await.unwrap();
    assert_eq!(mutation.status(), 405);
    let text = stranger
        .request(Method::POST, "/graphql")
        .header("content-type", "text/plain")
        .body(r#"{"query":"{__typename}"}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(text.status(), 415);
    lives_on(&world).await;
}

async fn every_answer_names_its_request(world: World) {
    let answer = world.anonymous().query("{ __typename }", Value::Null).await;
    assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()));
}
