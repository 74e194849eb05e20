//! The front door: what every answer tells a browser, and whom the server believes.

use chrono::TimeDelta;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(every_answer_tells_the_browser_what_it_may_not_do),
        story(no_page_holds_a_script_or_a_style_attribute),
        story(a_host_or_scheme_that_a_request_claims_is_written_nowhere),
        story(a_caller_pays_for_what_she_asks_and_waits_when_it_is_spent),
        story(strangers_pay_by_address_for_queries_pages_files_and_wrong_tokens),
        story(an_upload_address_is_not_tried_for_ever),
        story(what_a_foreign_page_can_send_without_asking_is_no_graphql_request),
        story(x_forwarded_for_from_anywhere_changes_nothing),
        story(x_forwarded_for_from_a_trusted_proxy_counts_and_a_made_up_chain_does_not),
    ]
}

/// Pages, API and errors alike: method and path.
const ANSWERS: [(Method, &str, u16); 12] = [
    (Method::GET, "/", 200),
    (Method::GET, "/verify", 200),
    (Method::GET, "/verify?code=7K3M-9QWX-2T5B-HJ4D", 303),
    (Method::GET, "/verify/7K3M-9QWX-2T5B-HJ4D", 404),
    (Method::GET, "/certificates/7K3M-9QWX-2T5B-HJ4D.pdf", 404),
    (Method::GET, "/calendars/cal_none.ics", 404),
    (Method::GET, "/nothing", 404),
    (Method::DELETE, "/verify", 405),
    (Method::GET, "/graphql", 400),
    (Method::PUT, "/graphql", 405),
    (Method::PUT, "/uploads/upl_none", 400),
    (Method::GET, "/healthz", 200),
];

async fn ask(world: &World, method: Method, path: &str) -> reqwest::Response {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    client.request(method, world.url(path)).header("accept-language", "en").send().await.unwrap()
}

async fn every_answer_tells_the_browser_what_it_may_not_do(world: World) {
    for (method, path, status) in ANSWERS {
        let answer = ask(&world, method, path).await;
        assert_eq!(answer.status(), status, "{path}");
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap());
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(header(name), Some(value), "{name} of {path}");
        }
        assert!(header("permissions-policy").unwrap().contains("geolocation=()"), "{path}");
        let policy = header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{policy}");
        let kind = header("content-type").unwrap_or_default().to_owned();
        let body = answer.text().await.unwrap();
        assert!(body.is_empty() || !kind.is_empty(), "{path}: {body}");
        assert!(!kind.starts_with("text/") || kind.ends_with("charset=utf-8"), "{path}: {kind}");
    }
}

async fn no_page_holds_a_script_or_a_style_attribute(world: World) {
    for (method, path, _) in ANSWERS {
        let answer = ask(&world, method, path).await;
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let page = answer.text().await.unwrap();
        if kind.is_some_and(|kind| kind.starts_with("text/html")) {
            for inline in ["<script", "style=", "javascript:", " onclick=", " onload=", " onerror="] {
                assert!(!page.contains(inline), "{inline} in {path}");
            }
        }
    }
}

/// Domain rule: what is printed begins with `PUBLIC_URL`; a made-up Host poisons no link.
async fn a_host_or_scheme_that_a_request_claims_is_written_nowhere(world: World) {
    for (method, path, _) in ANSWERS {
        let request = world
            .anonymous()
            .request(method, path)
            .header("host", "evil.example")
            .header("x-forwarded-host", "evil.example")
            .header("x-forwarded-proto", "evil")
            .header("forwarded", "host=evil.example;proto=evil");
        let answer = request.send().await.unwrap();
        let headers = format!("{:?}", answer.headers());
        let body = answer.text().await.unwrap();
        assert!(!headers.contains("evil") && !body.contains("evil"), "{path}: {headers} {body}");
    }
}

async fn a_caller_pays_for_what_she_asks_and_waits_when_it_is_spent(world: World) {
    world.restart_with(&[("--rate-limit-caller", "60"), ("--rate-limit-address", "6")]).await;
    let her = world.administrator().await;
    let list = "{ institutions(first: 28) { nodes { id } } }";
    let standing = |answer: &xinglin_tests::actors::Answer| {
        let header = |name| answer.header(name).unwrap().to_owned();
        (header("ratelimit-policy"), header("ratelimit"))
    };
    let policy = "\"caller\";q=60;w=60".to_owned();

    let first = her.ok(list, Value::Null).await;
    let second = her.ok(list, Value::Null).await;
    let third = her.query("{ __typename }", Value::Null).await;
    world.clock.advance(TimeDelta::seconds(1));
    let fourth = her.ok("{ __typename }", Value::Null).await;

    assert_eq!(standing(&first), (policy.clone(), "\"caller\";r=30;t=30".to_owned()));
    assert_eq!(standing(&second), (policy.clone(), "\"caller\";r=0;t=60".to_owned()));
    assert_eq!((third.status, third.codes()), (429, vec!["RATE_LIMITED".to_owned()]));
    assert_eq!(third.header("retry-after"), Some("1"));
    assert_eq!(standing(&third), (policy.clone(), "\"caller\";r=0;t=60".to_owned()));
    assert_eq!(third.body.get("data"), None);
    assert_eq!(standing(&fourth), (policy, "\"caller\";r=0;t=60".to_owned()));
    let other = world.administrator().await;
    other.ok("{ __typename }", Value::Null).await;
}

async fn strangers_pay_by_address_for_queries_pages_files_and_wrong_tokens(world: World) {
    world.restart_with(&[("--rate-limit-address", "36")]).await;
    let stranger = world.anonymous();
    let get = async |path: &str| stranger.request(Method::GET, path).send().await.unwrap();
    let left = |answer: &Response| answer.headers()["ratelimit"].to_str().unwrap().to_owned();

    let page = get("/verify/7K3M-9QWX-2T5B-HJ4D").await;
    let file = get("/certificates/7K3M-9QWX-2T5B-HJ4D.pdf").await;
    let query = stranger.ok("{ __typename }", Value::Null).await;
    let wrong = world.bearer("guesser", "xlt_0000000000000000000000000a");
    let guesses = [
        wrong.query("{ __typename }", Value::Null).await.status,
        wrong.query("{ __typename }", Value::Null).await.status,
    ];
    let hasty = get("/certificates/7K3M-9QWX-2T5B-HJ4D.pdf").await;

    assert_eq!((page.status().as_u16(), left(&page).as_str()), (404, "\"address\";r=31;t=9"));
    assert_eq!((file.status().as_u16(), left(&file).as_str()), (404, "\"address\";r=11;t=42"));
    assert_eq!(query.header("ratelimit"), Some("\"address\";r=10;t=44"));
    assert_eq!(guesses, [401, 429]);
    assert_eq!((hasty.status().as_u16(), hasty.headers()["retry-after"].to_str().unwrap()), (429, "34"));
    assert!(hasty.text().await.unwrap().contains("34"));
    assert_eq!(get("/verify").await.status(), 200);
    assert_eq!(get("/healthz").await.status(), 200);
    world.administrator().await.ok("{ __typename }", Value::Null).await;
}

async fn an_upload_address_is_not_tried_for_ever(world: World) {
    world.restart_with(&[("--rate-limit-address", "10")]).await;
    let stranger = world.anonymous();
    let mut answers = Vec::new();
    for number in 0..3 {
        let request = stranger.request(Method::PUT, &format!("/uploads/upl_{number}")).body("a,b");
        let answer = request.header("accept-language", "en").send().await.unwrap();
        let left = answer.headers()["ratelimit"].to_str().unwrap().to_owned();
        let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        answers.push((status, body["errors"][0]["extensions"]["code"].clone(), left, wait));
    }

    let left = |left: u64, whole_in: u64| format!("\"address\";r={left};t={whole_in}");
    assert_eq!(answers[0], (404, json!("NOT_FOUND"), left(5, 30), None));
    assert_eq!(answers[1], (404, json!("NOT_FOUND"), left(0, 60), None));
    assert_eq!(answers[2], (429, json!("RATE_LIMITED"), left(0, 60), Some("30".to_owned())));
}

/// What is left to a stranger who claims to come from elsewhere.
async fn left_to(stranger: &Actor, claims: &[(&str, &str)]) -> String {
    let mut request = stranger.request(Method::POST, "/graphql").json(&json!({"query": "{ __typename }"}));
    for (name, value) in claims {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    answer.headers()["ratelimit"].to_str().unwrap().split(';').nth(1).unwrap().to_owned()
}

/// ASVS 4.1.3.
async fn x_forwarded_for_from_anywhere_changes_nothing(world: World) {
    world.restart_with(&[("--rate-limit-address", "5"), ("--trusted-proxies", "10.0.0.0/8")]).await;
    let stranger = world.anonymous();
    for (claim, left) in [
        ("198.51.100.7", "r=4"),
        ("198.51.100.8", "r=3"),
        ("10.0.0.1", "r=2"),
        ("127.0.0.1", "r=1"),
        ("198.51.100.9, 10.0.0.1", "r=0"),
        ("198.51.100.10", "r=0"),
    ] {
        let claims = [("x-forwarded-for", claim), ("forwarded", "for=9.9.9.9"), ("x-real-ip", claim)];
        assert_eq!(left_to(&stranger, &claims).await, left, "{claim}");
    }
}

/// ASVS 15.3.4.
async fn x_forwarded_for_from_a_trusted_proxy_counts_and_a_made_up_chain_does_not(world: World) {
    world
        .restart_with(&[("--rate-limit-address", "9"), ("--trusted-proxies", "127.0.0.0/8,10.0.0.0/8")])
        .await;
    let stranger = world.anonymous();
    for (claim, left) in [
        ("198.51.100.7", "r=8"),
        ("198.51.100.8", "r=8"),
        ("1.1.1.1, 198.51.100.7", "r=7"),
        ("198.51.100.8, 2.2.2.2, 198.51.100.7, 10.1.1.1", "r=6"),
        ("2001:db8:1:1::1", "r=8"),
        ("2001:db8:1:1:ffff::2", "r=7"),
        ("2001:db8:1:2::1", "r=8"),
        ("nonsense", "r=8"),
        ("198.51.100.7, nonsense", "r=7"),
    ] {
        let claims = [("x-forwarded-for", claim), ("forwarded", "for=9.9.9.9")];
        assert_eq!(left_to(&stranger, &claims).await, left, "{claim}");
    }
    assert_eq!(left_to(&stranger, &[]).await, "r=6", "the proxy itself");

    world
        .restart_with(&[
            ("--rate-limit-address", "9"),
            ("--trusted-proxies", "127.0.0.1"),
            ("--proxy-header", "forwarded"),
        ])
        .await;
    for (claim, left) in [
        ("for=198.51.100.7;proto=https", "r=8"),
        ("for=1.1.1.1, for=\"198.51.100.7:4711\"", "r=7"),
        ("for=\"[2001:db8::1]:80\"", "r=8"),
    ] {
        let claims = [("forwarded", claim), ("x-forwarded-for", "9.9.9.9")];
        assert_eq!(left_to(&stranger, &claims).await, left, "{claim}");
    }
}

/// ASVS 3.5.2: a browser sends these types to another site without asking it first; none of them is answered, and no
/// answer lets a foreign page read it.
async fn what_a_foreign_page_can_send_without_asking_is_no_graphql_request(world: World) {
    let administrator = world.administrator().await;
    let body = r#"{"query":"mutation { institutionCreate(input: {kind: SCHOOL}) { errors { code } } }"}"#;
    let before = world.database.contents().await;
    for kind in [
        "text/plain",
        "text/plain;charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json, text/plain",
        "",
    ] {
        let mut request = administrator.request(Method::POST, "/graphql").body(body);
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        let request = request.header("origin", "https://evil.example").header("sec-fetch-site", "cross-site");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 415, "{kind}");
        assert_eq!(answer.headers().get("access-control-allow-origin"), None);
    }
    let changed =
        administrator.request(Method::GET, "/graphql?query=mutation%7B__typename%7D").send().await.unwrap();
    let asked = administrator
        .request(Method::OPTIONS, "/graphql")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,authorization");
    let asked = asked.send().await.unwrap();

    assert_eq!(changed.status(), 405);
    assert_eq!(asked.status(), 405);
    assert!(asked.headers().keys().all(|name| !name.as_str().starts_with("access-control")));
    assert_eq!(world.database.contents().await, before);
}
