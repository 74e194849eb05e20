//! The front door: what every answer tells a browser, and whom the server believes.

use reqwest::Method;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(every_answer_tells_the_browser_what_it_may_not_do),
        story(no_page_holds_a_script_or_a_style_attribute),
        story(a_host_or_scheme_that_a_request_claims_is_written_nowhere),
    ]
}

/// Pages, API and errors alike: method and path.
const ANSWERS: [(Method, &str, u16); 11] = [
    (Method::GET, "/", 200),
    (Method::GET, "/verify", 200),
    (Method::GET, "/verify?code=7K3M-9QWX-2T5B-HJ4D", 303),
    (Method::GET, "/verify/7K3M-9QWX-2T5B-HJ4D", 404),
    (Method::GET, "/certificates/7K3M-9QWX-2T5B-HJ4D.pdf", 404),
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
