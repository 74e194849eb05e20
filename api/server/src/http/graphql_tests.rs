//! The statuses, media types and codes of the GraphQL address, over a schema of four fields.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::body::to_bytes;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::{App, HttpRequest};
use async_graphql::{Context, Data, EmptySubscription, Error, ErrorExtensions as _, Object, Schema};
use chrono::DateTime;
use platform::clock::Clock;
use serde_json::{Value, json};

use super::{Admission, Admit, Denial, Endpoint, Errand, resource};
use crate::http::allowance::{Allowances, Caller, Exhausted};
use crate::http::budget::Budget;

struct Query;

#[Object]
#[expect(clippy::unused_async, reason = "the library wants resolvers to be async")]
impl Query {
    async fn caller(&self, context: &Context<'_>) -> String {
        context.data_unchecked::<String>().clone()
    }

    async fn square(&self, of: i32) -> i32 {
        of * of
    }

    async fn coded(&self) -> Result<Option<i32>, Error> {
        Err(Error::new("no").extend_with(|_, extensions| extensions.set("code", "FORBIDDEN")))
    }

    async fn broken(&self) -> Result<i32, Error> {
        Err(std::io::Error::other("password=hunter2"))?
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn write(&self) -> bool {
        true
    }
}

/// What one request got, and how often the caller was asked for on its way.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
    admissions: u64,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }

    fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }
}

/// Of 600 points all are spent, and 70 wanted.
fn exhausted() -> Exhausted {
    let allowances = Allowances::new(Clock::fixed(DateTime::UNIX_EPOCH), 0, 600);
    let stranger = Caller::stranger([192, 0, 2, 1].into());
    allowances.spend(stranger, 600).unwrap();
    allowances.spend(stranger, 70).unwrap_err()
}

fn admit(asked: &Arc<AtomicU64>) -> Admit {
    let asked = Arc::clone(asked);
    Arc::new(move |request: HttpRequest, errand: Errand| {
        asked.fetch_add(1, Ordering::Relaxed);
        let who = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
        let admitted = match who.as_deref() {
            Some("Bearer wrong") => Err(Denial::Unauthenticated),
            Some("Bearer hasty") => Err(Denial::RateLimited(exhausted())),
            who => {
                let mut data = Data::default();
                data.insert(format!("{} {}", who.unwrap_or("nobody"), errand.cost));
                let mut headers = HeaderMap::new();
                headers.insert(HeaderName::from_static("x-left"), HeaderValue::from_static("99"));
                Ok(Admission { data, may_introspect: who.is_some(), headers })
            }
        };
        Box::pin(std::future::ready(admitted))
    })
}

async fn send(request: TestRequest) -> Answer {
    let asked = Arc::new(AtomicU64::new(0));
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let endpoint = Arc::new(Endpoint::new(schema, Budget::default(), admit(&asked)));
    let app = init_service(App::new().service(resource("/graphql", &endpoint))).await;
    let response = try_call_service(&app, request.to_request()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    let body = serde_json::from_slice(&body).unwrap();
    Answer { status, headers, body, admissions: asked.load(Ordering::Relaxed) }
}

fn raw(content_type: &str, body: impl Into<Vec<u8>>) -> TestRequest {
    let request = TestRequest::post().uri("/graphql").insert_header(("accept-language", "en"));
    let request = request.set_payload(body.into());
    if content_type.is_empty() { request } else { request.insert_header(("content-type", content_type)) }
}

fn post(query: &str) -> TestRequest {
    raw("application/json", json!({ "query": query }).to_string())
}

const NEWER: (&str, &str) = ("accept", "application/graphql-response+json");

#[actix_web::test]
async fn a_query_is_answered_in_the_type_that_is_asked_for() {
    let answer = send(post("{ square(of: 3) }")).await;
    assert_eq!((answer.status, answer.body.clone()), (200, json!({ "data": { "square": 9 } })));
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let answer = send(post("{ square(of: 3) }").insert_header(NEWER)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/graphql-response+json; charset=utf-8");
    let answer = send(post("{ square(of: 3) }").insert_header(("accept", "text/html"))).await;
    assert_eq!((answer.status, answer.code(), answer.admissions), (406, "BAD_USER_INPUT", 0));
}

#[actix_web::test]
async fn what_the_caller_brings_is_there_when_fields_are_resolved() {
    let answer = send(post("{ caller }").insert_header(("authorization", "Bearer right"))).await;
    assert_eq!(answer.body, json!({ "data": { "caller": "Bearer right 1" } }));
    assert_eq!((answer.header("x-left"), answer.admissions), ("99", 1));
}

#[actix_web::test]
async fn who_is_not_let_in_is_told_so() {
    let answer = send(post("{ caller }").insert_header(("authorization", "Bearer wrong"))).await;
    assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"));
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    let answer = send(post("{ caller }").insert_header(("authorization", "Bearer hasty"))).await;
    assert_eq!((answer.status, answer.code(), answer.header("retry-after")), (429, "RATE_LIMITED", "7"));
    assert_eq!(answer.message(), "Too much was asked in too short a time: try again in 7 s");
}

#[actix_web::test]
async fn who_may_not_read_the_schema_does_not() {
    let query = "{ __schema { queryType { name } } }";
    let answer = send(post(query).insert_header(("authorization", "Bearer right"))).await;
    assert_eq!(answer.body["data"]["__schema"]["queryType"]["name"], "Query");
    let answer = send(post(query)).await;
    assert_ne!(answer.body["data"]["__schema"]["queryType"]["name"], "Query");
}

#[actix_web::test]
async fn a_body_that_is_not_json_in_utf_8_is_not_read() {
    let body = json!({ "query": "{ square(of: 3) }" }).to_string();
    for content_type in
        ["", "text/plain", "text/plain;charset=utf-8", "application/graphql", "multipart/form-data"]
    {
        let answer = send(raw(content_type, body.clone())).await;
        assert_eq!((answer.status, answer.code()), (415, "BAD_USER_INPUT"), "{content_type}");
    }
    let answer = send(raw("application/json; charset=gb18030", body.clone())).await;
    assert_eq!(answer.status, 415);
    assert_eq!(
        answer.message(),
        "The body is application/json; charset=gb18030: send application/json in UTF-8"
    );
    let answer =
        send(raw("application/json", body.clone()).insert_header(("content-encoding", "gzip"))).await;
    assert_eq!(answer.status, 415);
    assert_eq!(send(raw("application/json; charset=UTF-8", body)).await.status, 200);
}

#[actix_web::test]
async fn a_body_larger_than_the_limit_is_refused() {
    let filled = |length: usize| {
        let body = json!({ "query": "{ square(of: 3) }", "extensions": { "x": "" } }).to_string();
        body.replace("\"\"", &format!("\"{}\"", "x".repeat(length - body.len())))
    };
    assert_eq!(send(raw("application/json", filled(65_536))).await.status, 200);
    let answer = send(raw("application/json", filled(65_537))).await;
    assert_eq!((answer.status, answer.code(), answer.admissions), (413, "BAD_USER_INPUT", 0));
    let announced = raw("application/json", "{}").insert_header(("content-length", "20000000"));
    assert_eq!(send(announced).await.status, 413);
}

#[actix_web::test]
async fn a_body_of_the_wrong_shape_is_a_400_in_either_type() {
    for (body, message) in [
        ("", "The body is not JSON; it goes wrong at line 1, column 0: correct it"),
        ("{\"query\"", "The body is not JSON; it goes wrong at line 1, column 8: correct it"),
        ("[{\"query\":\"{a}\"}]", "The body is a list: send one request at a time, as an object"),
        ("1", "The body is not an object: send one with query, variables and operationName"),
        ("{}", "query is missing: give it as a string"),
        (r#"{"query":1}"#, "query is not a string: give it as a string"),
        (r#"{"query":"{a}","operationName":1}"#, "operationName is not a string: give it as a string"),
        (
            r#"{"query":"{a}","variables":[]}"#,
            "variables is not a JSON object: give it as an object, or leave it out",
        ),
        (
            r#"{"query":"{a}","extensions":1}"#,
            "extensions is not a JSON object: give it as an object, or leave it out",
        ),
    ] {
        for accept in ["application/json", "application/graphql-response+json"] {
            let answer = send(raw("application/json", body).insert_header(("accept", accept))).await;
            assert_eq!((answer.status, answer.code()), (400, "BAD_USER_INPUT"), "{body}");
            assert_eq!((answer.message(), answer.admissions), (message, 0), "{body}");
        }
    }
    let nested = format!("{{\"query\":\"{{a}}\",\"variables\":{{\"a\":{}", "[".repeat(60_000));
    assert_eq!(send(raw("application/json", nested)).await.status, 400);
    assert_eq!(send(raw("application/json", b"{\"query\":\"\xff\"}".as_slice())).await.status, 400);
}

#[actix_web::test]
async fn what_cannot_be_executed_is_a_200_or_a_400_and_has_no_data() {
    for query in [
        "{",
        "{ nothing }",
        "{ square }",
        "query A { caller } query B { caller }",
        "{ ...F } fragment F on Query { ...F }",
    ] {
        let answer = send(post(query)).await;
        assert_eq!((answer.status, answer.code()), (200, "BAD_USER_INPUT"), "{query}");
        assert!(answer.body.get("data").is_none(), "{query}");
        let answer = send(post(query).insert_header(NEWER)).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_USER_INPUT"), "{query}");
        assert!(answer.body.get("data").is_none(), "{query}");
    }
}

#[actix_web::test]
async fn a_variable_that_does_not_fit_keeps_the_operation_from_starting() {
    let query = "query Q($n: Int!) { square(of: $n) }";
    for variables in [json!({}), json!({ "n": null }), json!({ "n": "three" })] {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let answer = send(raw("application/json", body).insert_header(NEWER)).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_USER_INPUT"), "{variables}");
    }
    let body = json!({ "query": query, "variables": { "n": 4 }, "operationName": "Q" }).to_string();
    assert_eq!(send(raw("application/json", body)).await.body, json!({ "data": { "square": 16 } }));
}

#[actix_web::test]
async fn an_error_in_a_field_leaves_the_rest() {
    let answer = send(post("{ coded square(of: 2) }").insert_header(NEWER)).await;
    assert_eq!((answer.status, answer.code()), (200, "FORBIDDEN"));
    assert_eq!(answer.body["data"], json!({ "coded": null, "square": 4 }));
}

#[actix_web::test]
async fn an_error_with_a_cause_tells_nothing_of_it() {
    let answer = send(post("{ broken }").insert_header(NEWER)).await;
    assert_eq!((answer.status, answer.code()), (200, "INTERNAL"));
    assert_eq!(answer.body.get("data"), Some(&Value::Null));
    assert_eq!(
        answer.message(),
        "Something went wrong on our side: try again, and report request  if it happens again"
    );
}

#[actix_web::test]
async fn a_get_reads_and_does_not_write() {
    let get = |query: &str| TestRequest::get().uri(&format!("/graphql?{query}"));
    let answer =
        send(get("query=query($n:Int!){square(of:$n)}&variables=%7B%22n%22:5%7D&operationName=")).await;
    assert_eq!((answer.status, answer.body.clone()), (200, json!({ "data": { "square": 25 } })));
    let answer = send(get("query=mutation{write}")).await;
    assert_eq!((answer.status, answer.header("allow"), answer.admissions), (405, "POST", 0));
    let named = "query=query+A{caller}mutation+B{write}&operationName=B";
    assert_eq!(send(get(named)).await.status, 405);
    for wrong in [
        "",
        "variables=%7B%7D",
        "query={caller}&variables=[]",
        "query={caller}&variables=x",
        "query={caller}&query={caller}",
    ] {
        assert_eq!(send(get(wrong)).await.status, 400, "{wrong}");
    }
    let answer = send(TestRequest::put().uri("/graphql")).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, POST"));
    assert_eq!(send(post("mutation { write }")).await.body, json!({ "data": { "write": true } }));
}

#[actix_web::test]
async fn a_query_that_is_too_much_is_a_400_before_anybody_is_asked() {
    let deep = format!("{{ square(of: {}1{}) }}", "[".repeat(1_500), "]".repeat(1_500));
    for accept in ["application/json", "application/graphql-response+json"] {
        let answer = send(post(&deep).insert_header(("accept", accept))).await;
        assert_eq!((answer.status, answer.admissions), (400, 0));
        let expected =
            json!({ "code": "QUERY_TOO_COMPLEX", "measure": "brackets", "found": 65, "limit": 64 });
        assert_eq!(answer.body["errors"][0]["extensions"], expected);
        let sentence = "The query opens 65 brackets within one another, at most 64 are allowed: nest less";
        assert_eq!(answer.message(), sentence);
    }
    let page = send(post("{ square(first: 2147483647) }")).await;
    assert_eq!((page.status, page.code(), page.admissions), (400, "BAD_USER_INPUT", 0));
}

#[actix_web::test]
async fn a_flood_of_mistakes_is_answered_by_a_trickle() {
    let query = format!("{{ square({}) }}", "a:1 ".repeat(100));
    let answer = send(post(&query)).await;
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 20);
}

#[actix_web::test]
async fn refusals_speak_the_readers_language() {
    let ask = |language| send(raw("application/json", "{}").insert_header(("accept-language", language)));
    assert_eq!(ask("zh-CN,zh;q=0.9").await.message(), "缺少 query：请以字符串给出");
    assert_eq!(ask("en-GB").await.message(), "query is missing: give it as a string");
    assert_eq!(ask("fr").await.message(), "缺少 query：请以字符串给出");
}
