//! Actors: whoever asks the server something over HTTP, and what they are answered.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::world::World;

/// Codes of a refusal that does not depend on what was asked: what a caller may not see is not there for her.
const REFUSALS: [&str; 3] = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"];

/// Somebody with a token, or without one.
#[derive(Clone)]
pub struct Actor {
    who: String,
    token: Option<String>,
    cookie: Option<String>,
    world: World,
}

impl Actor {
    /// Somebody without an account.
    #[must_use]
    pub fn anonymous(world: &World) -> Self {
        Self { who: "anonymous".to_owned(), token: None, cookie: None, world: world.clone() }
    }

    /// Whoever holds this token; `who` is what messages call her.
    #[must_use]
    pub fn bearer(world: &World, who: &str, token: &str) -> Self {
        Self { who: who.to_owned(), token: Some(token.to_owned()), cookie: None, world: world.clone() }
    }

    /// A browser that keeps this cookie, `name=value`.
    #[must_use]
    pub fn browser(world: &World, who: &str, cookie: &str) -> Self {
        Self { who: who.to_owned(), token: None, cookie: Some(cookie.to_owned()), world: world.clone() }
    }

    /// The token she sends, if any.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The cookie she sends, if any.
    #[must_use]
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// A plain request with her token, for what is not `GraphQL`: uploads, downloads, pages.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.world.client().request(method, self.world.url(path));
        match (&self.token, &self.cookie) {
            (Some(token), _) => request.bearer_auth(token),
            (None, Some(cookie)) => request.header("cookie", cookie),
            (None, None) => request,
        }
    }

    /// Sends a document with variables (an object, or null) and returns whatever the server answers.
    pub async fn query(&self, document: &str, variables: Value) -> Answer {
        let request =
            self.request(Method::POST, "/graphql").header("accept", "application/graphql-response+json");
        self.send(request.json(&json!({ "query": document, "variables": variables }))).await
    }

    /// Sends what must succeed: panics, with the errors, if the answer has any, at the top or in a mutation's
    /// payload.
    pub async fn ok(&self, document: &str, variables: Value) -> Answer {
        let answer = self.query(document, variables).await;
        let problems = answer.problems();
        assert!(
            answer.status == 200
                && problems.is_empty()
                && answer.body.get("data").is_some_and(Value::is_object),
            "{} was not served ({}): {}\n{document}",
            self.who,
            answer.status,
            answer.shown(),
        );
        answer
    }

    /// Sends what must be refused to her: panics unless the only errors are refusals, and unless every row of the
    /// database is as before.
    pub async fn denied(&self, document: &str, variables: Value) -> Answer {
        let before = self.world.database.contents().await;
        let answer = self.query(document, variables).await;
        let codes = answer.codes();
        assert!(
            !codes.is_empty() && codes.iter().all(|code| REFUSALS.contains(&code.as_str())),
            "{} was not refused ({}): {}\n{document}",
            self.who,
            answer.status,
            answer.shown(),
        );
        let after = self.world.database.contents().await;
        let changed: Vec<_> = after.iter().filter(|(table, rows)| before.get(*table) != Some(rows)).collect();
        assert!(changed.is_empty(), "a refused act of {} wrote to {changed:#?}\n{document}", self.who);
        answer
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let response =
            request.send().await.unwrap_or_else(|error| panic!("{} got no answer: {error:?}", self.who));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response
            .text()
            .await
            .unwrap_or_else(|error| panic!("{} got half an answer: {error:?}", self.who));
        let body = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{} was answered {status} with no JSON ({error}): {text}", self.who)
        });
        Answer { status, headers, body }
    }
}

/// What the server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The HTTP headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Value,
}

impl Answer {
    /// Why an act was refused: each code with its path, in order.
    #[must_use]
    pub fn refusals(&self, act: &str) -> Vec<(String, String)> {
        let of = |row: &Value| {
            let path: Vec<&str> =
                row["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            (row["code"].as_str().unwrap_or_default().to_owned(), path.join("."))
        };
        self.list(&format!("/{act}/errors")).iter().map(of).collect()
    }

    /// The answer's `data`; null if there is none.
    #[must_use]
    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    /// The errors at the top of the answer.
    #[must_use]
    pub fn errors(&self) -> &[Value] {
        self.body["errors"].as_array().map_or(&[], Vec::as_slice)
    }

    /// `extensions.code` of each error at the top.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let code = |error: &Value| error["extensions"]["code"].as_str().unwrap_or("NO CODE").to_owned();
        self.errors().iter().map(code).collect()
    }

    /// The errors at the top and those in the payloads of mutations.
    #[must_use]
    pub fn problems(&self) -> Vec<&Value> {
        let payloads = self.data().as_object().into_iter().flat_map(serde_json::Map::values);
        let refused = payloads.filter_map(|payload| payload.get("errors")?.as_array()).flatten();
        self.errors().iter().chain(refused).collect()
    }

    /// What stands at a JSON pointer into the data, `answer.at("/viewer/person/name")`. Panics where nothing does.
    #[must_use]
    pub fn at(&self, pointer: &str) -> &Value {
        self.data().pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer} in {}", self.shown()))
    }

    /// The text at a JSON pointer.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.at(pointer).as_str().unwrap_or_else(|| panic!("no text at {pointer} in {}", self.shown()))
    }

    /// The whole number at a JSON pointer.
    #[must_use]
    pub fn number(&self, pointer: &str) -> i64 {
        self.at(pointer)
            .as_i64()
            .unwrap_or_else(|| panic!("no whole number at {pointer} in {}", self.shown()))
    }

    /// The list at a JSON pointer.
    #[must_use]
    pub fn list(&self, pointer: &str) -> &[Value] {
        self.at(pointer).as_array().unwrap_or_else(|| panic!("no list at {pointer} in {}", self.shown()))
    }

    /// A header's value, if it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn shown(&self) -> String {
        serde_json::to_string_pretty(&self.body).unwrap_or_default()
    }
}
