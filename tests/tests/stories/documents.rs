//! What is told of the schema, and documents that are trusted: asked for by the SHA-256 of their text.

use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use platform::id;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::app::{self, Parts};
use xinglin_tests::actors::Actor;
use xinglin_tests::databases::Database;
use xinglin_tests::server::config_with;
use xinglin_tests::stories::{Story, on_database, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_trusted_document_is_executed_by_its_digest),
        story(where_documents_are_required_no_other_text_is_executed),
        story(a_trusted_document_is_weighed_like_any_other),
        on_database(documents_that_are_not_what_they_say_keep_a_server_from_starting),
        story(introspection_is_for_whom_it_is_meant),
        story(a_misspelt_name_is_not_completed_in_production),
        story(graphiql_is_there_when_it_is_wanted),
    ]
}

const TYPE: &str = "query Type { __typename }";
const TWO: &str = "query Names { institutions { nodes { id } } }\nmutation Act { __typename }\n";
const PAGE: &str = "query Page($n: Int) { institutions(first: $n) { nodes { id } } }";

fn digest(text: &str) -> String {
    HEXLOWER.encode(&id::sha256(text.as_bytes()))
}

/// A folder of the three documents, beside the database.
async fn trusting(world: &World, mode: &str) {
    let folder = world.database.folder().join("documents");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("type", TYPE), ("two", TWO), ("page", PAGE)] {
        std::fs::write(folder.join(format!("{name}.graphql")), text).unwrap();
    }
    std::fs::write(folder.join("README"), "not a document").unwrap();
    let path = folder.display().to_string();
    world.restart_with(&[("--trusted-documents", mode), ("--trusted-documents-path", path.as_str())]).await;
}

async fn answered(request: RequestBuilder) -> (u16, Value) {
    let request =
        request.header("accept", "application/graphql-response+json").header("accept-language", "en");
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn post(who: &Actor, body: Value) -> (u16, Value) {
    answered(who.request(Method::POST, "/graphql").json(&body)).await
}

fn typed() -> (u16, Value) {
    (200, json!({"data": {"__typename": "Query"}}))
}

fn refusal(message: &str) -> (u16, Value) {
    (400, json!({"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]}))
}

const UNKNOWN: &str = "There is no trusted document of this id: give the SHA-256 of a document that the server was \
     started with";
const REQUIRED: &str = "Only trusted documents are executed here: give documentId, the SHA-256 of one, and no text of \
     your own";

/// GraphQL over HTTP, appendix A.
async fn a_trusted_document_is_executed_by_its_digest(world: World) {
    trusting(&world, "prefer").await;
    let stranger = world.anonymous();
    let id = digest(TYPE);

    for body in [
        json!({"documentId": id}),
        json!({"documentId": format!("sha256:{id}")}),
        json!({"documentId": id.to_uppercase(), "operationName": "Type", "variables": {}}),
        json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": id}}}),
        json!({"query": TYPE, "documentId": "unknown here, known elsewhere"}),
        json!({"query": "{ __typename }"}),
    ] {
        assert_eq!(post(&stranger, body.clone()).await, typed(), "{body}");
    }
    let get = stranger.request(Method::GET, &format!("/graphql?documentId=sha256%3A{id}"));
    assert_eq!(answered(get).await, typed());
    assert_eq!(post(&stranger, json!({"documentId": digest("{ other }")})).await, refusal(UNKNOWN));
    let nothing = post(&stranger, json!({})).await;
    assert_eq!(nothing, refusal("query is missing: give it as a string"));

    world.restart_with(&[]).await;
    let off = post(&stranger, json!({"documentId": id})).await;
    assert_eq!(off, refusal("query is missing: give it as a string"));
}

async fn where_documents_are_required_no_other_text_is_executed(world: World) {
    trusting(&world, "require").await;
    let administrator = world.administrator().await;
    let before = world.database.contents().await;

    for body in [
        json!({"query": "{ __typename }"}),
        json!({"query": TYPE}),
        json!({"query": "{ __schema { queryType { name } } }"}),
        json!({"query": "mutation { institutionCreate(input: {}) { errors { code } } }"}),
    ] {
        assert_eq!(post(&administrator, body.clone()).await, refusal(REQUIRED), "{body}");
    }
    let smuggled = json!({"query": "{ viewer { person { id } } }", "documentId": digest("{ other }")});
    assert_eq!(post(&administrator, smuggled).await, refusal(UNKNOWN));
    let beside = json!({"query": "{ viewer { person { id } } }", "documentId": digest(TYPE)});
    assert_eq!(post(&administrator, beside).await, typed());
    let empty = json!({"data": {"institutions": {"nodes": []}}});
    let named = json!({"documentId": digest(TWO), "operationName": "Names"});
    assert_eq!(post(&administrator, named).await, (200, empty));
    let act = format!("/graphql?documentId={}&operationName=Act", digest(TWO));
    assert_eq!(answered(administrator.request(Method::GET, &act)).await.0, 405);
    assert_eq!(world.database.contents().await, before);
}

async fn a_trusted_document_is_weighed_like_any_other(world: World) {
    trusting(&world, "require").await;
    let administrator = world.administrator().await;
    let id = digest(PAGE);
    let ask = async |n: i64| post(&administrator, json!({"documentId": id, "variables": {"n": n}})).await;

    assert_eq!(ask(100).await.0, 200);
    let (status, body) = ask(101).await;

    let says = "institutions asks for first 101: ask for at most 100 at once and page on";
    assert_eq!((status, body), refusal(says));
}

async fn start(database: &Database, path: &Path) -> Result<(), String> {
    let path = path.display().to_string();
    let settings = [("--trusted-documents", "require"), ("--trusted-documents-path", path.as_str())];
    let settings = if path.is_empty() { &settings[..1] } else { &settings[..] };
    let running = app::start(config_with(database, settings), Parts::default()).await;
    running.map_err(|message| message.key().to_owned())?.stop().await;
    Ok(())
}

async fn documents_that_are_not_what_they_say_keep_a_server_from_starting(database: Arc<Database>) {
    let manifest = database.folder().join("documents.json");
    let write = |text: Value| std::fs::write(&manifest, text.to_string()).unwrap();

    write(json!({digest(TYPE): TYPE, format!("sha256:{}", digest(TWO)): TWO}));
    assert_eq!(start(&database, &manifest).await, Ok(()));
    let refused = async |path: &Path| start(&database, path).await.unwrap_err();
    assert_eq!(refused(Path::new("")).await, "http-documents-nowhere");
    assert_eq!(refused(Path::new("/nowhere/at/all")).await, "http-documents-unreadable");
    write(json!([TYPE]));
    assert_eq!(refused(&manifest).await, "http-documents-unreadable");
    write(json!({digest(TYPE): TWO}));
    assert_eq!(refused(&manifest).await, "http-documents-digest");
    write(json!({digest("{ a"): "{ a"}));
    assert_eq!(refused(&manifest).await, "http-documents-unfit");
}

async fn introspection_is_for_whom_it_is_meant(world: World) {
    let administrator = world.administrator().await;
    let stranger = world.anonymous();
    let reads = async |who: &Actor| {
        let mut told = Vec::new();
        for query in ["{ __schema { queryType { name } } }", "{ __type(name: \"Query\") { name } }"] {
            let answer = who.query(query, Value::Null).await;
            told.push(answer.data().to_string().contains("\"Query\""));
        }
        told
    };
    for (settings, of_stranger, of_administrator) in [
        (&[][..], false, true),
        (&[("--mode", "development")][..], true, true),
        (&[("--introspection", "on")][..], true, true),
        (&[("--introspection", "off")][..], false, false),
        (&[("--mode", "development"), ("--introspection", "authenticated")][..], false, true),
    ] {
        world.restart_with(settings).await;
        assert_eq!(reads(&stranger).await, [of_stranger; 2], "{settings:?}");
        assert_eq!(reads(&administrator).await, [of_administrator; 2], "{settings:?}");
    }
}

async fn a_misspelt_name_is_not_completed_in_production(world: World) {
    let says = async || {
        let answer = world.anonymous().query("{ institutoins { nodes { id } } }", Value::Null).await;
        answer.errors()[0]["message"].as_str().unwrap().to_owned()
    };
    for (settings, completes) in [
        (&[][..], false),
        (&[("--suggestions", "on")][..], true),
        (&[("--mode", "development")][..], true),
        (&[("--mode", "development"), ("--suggestions", "off")][..], false),
    ] {
        world.restart_with(settings).await;
        let message = says().await;
        assert_eq!(message.contains("\"institutions\""), completes, "{settings:?}: {message}");
    }
}

async fn graphiql_is_there_when_it_is_wanted(world: World) {
    let get = async |path: &str| world.anonymous().request(Method::GET, path).send().await.unwrap();
    for (settings, is_there) in [
        (&[][..], false),
        (&[("--graphiql", "on")][..], true),
        (&[("--mode", "development")][..], true),
        (&[("--mode", "development"), ("--graphiql", "off")][..], false),
    ] {
        world.restart_with(settings).await;
        let page = get("/graphiql").await;
        assert_eq!(page.status(), if is_there { 200 } else { 404 }, "{settings:?}");
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        let scripts = policy.split(';').find(|part| part.trim_start().starts_with("script-src"));
        assert!(scripts.is_none_or(|scripts| !scripts.contains("unsafe")), "{policy}");
        let page = page.text().await.unwrap();
        assert!(!page.contains("<script>") && !page.contains(" onload="), "{page}");
        let landing = get("/").await.text().await.unwrap();
        assert_eq!(landing.contains("/graphiql"), is_there, "{settings:?}");
    }
}
