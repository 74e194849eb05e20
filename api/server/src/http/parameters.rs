//! The parameters of one GraphQL request, from a POST's body or a GET's query string.
//!
//! A body is looked at only if it says that it is JSON in UTF-8, is read only as far as the limit, and is one object:
//! `query`, `documentId` and `operationName` strings or null, `variables` and `extensions` objects or null. What else stands in
//! it is passed over, as the GraphQL-over-HTTP draft asks.

use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use actix_web::{HttpRequest, web};
use async_graphql::Variables;
use futures_util::StreamExt as _;
use mime::Mime;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// How long a body of the largest size may take to arrive: 64 KiB in this time is a slow telephone line.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked for, not yet parsed as GraphQL.
#[derive(Debug)]
pub(super) struct Parameters {
    pub(super) query: Option<String>,
    /// The id of a trusted document, as `documentId` or as older clients write it.
    pub(super) document_id: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

/// The parameters in a GET's query string, `variables` and `extensions` being JSON in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueryString {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

impl Parameters {
    /// Reads a GET.
    pub(super) fn from_query_string(request: &HttpRequest) -> Result<Self, Refusal> {
        let web::Query(given) = web::Query::<QueryString>::from_query(request.query_string())
            .map_err(|_| Refusal::QueryString)?;
        let json = |text: Option<String>, parameter| match text.filter(|text| !text.is_empty()) {
            Some(text) => serde_json::from_str(&text).map_err(|_| Refusal::NotAMap { parameter }),
            None => Ok(Value::Null),
        };
        Self::check(Map::from_iter([
            ("query".to_owned(), given.query.map_or(Value::Null, Value::String)),
            ("documentId".to_owned(), given.document_id.map_or(Value::Null, Value::String)),
            ("operationName".to_owned(), given.operation_name.map_or(Value::Null, Value::String)),
            ("variables".to_owned(), json(given.variables, "variables")?),
            ("extensions".to_owned(), json(given.extensions, "extensions")?),
        ]))
    }

    /// Reads a POST, at most `limit` bytes of it.
    pub(super) async fn from_body(
        request: &HttpRequest,
        payload: web::Payload,
        limit: u64,
    ) -> Result<Self, Refusal> {
        expect_json(request)?;
        let body = tokio::time::timeout(PATIENCE, read(request, payload, limit));
        let body = body.await.map_err(|_| Refusal::BodyCut { is_late: true })??;
        let value = serde_json::from_slice(&body)
            .map_err(|error| Refusal::NotJson { line: error.line(), column: error.column() })?;
        match value {
            Value::Object(map) => Self::check(map),
            other => Err(Refusal::NotAnObject { is_list: other.is_array() }),
        }
    }

    fn check(mut map: Map<String, Value>) -> Result<Self, Refusal> {
        let mut take = |name: &str| map.remove(name).unwrap_or(Value::Null);
        let query = text(take("query"), "query")?;
        let document_id = text(take("documentId"), "documentId")?;
        // Clients generated for languages without null send an empty name when they mean none.
        let operation_name = text(take("operationName"), "operationName")?.filter(|name| !name.is_empty());
        let variables = match take("variables") {
            variables @ (Value::Object(_) | Value::Null) => Variables::from_json(variables),
            _ => {
                return Err(Refusal::NotAMap { parameter: "variables" });
            }
        };
        let extensions = take("extensions");
        if !matches!(extensions, Value::Object(_) | Value::Null) {
            return Err(Refusal::NotAMap { parameter: "extensions" });
        }
        let older = || extensions.pointer("/persistedQuery/sha256Hash")?.as_str().map(ToOwned::to_owned);
        let document_id = document_id.or_else(older);
        if query.is_none() && document_id.is_none() {
            return Err(Refusal::Missing { parameter: "query" });
        }
        Ok(Self { query, document_id, operation_name, variables })
    }
}

/// A string, or none where there is null.
fn text(value: Value, parameter: &'static str) -> Result<Option<String>, Refusal> {
    match value {
        Value::String(text) => Ok(Some(text)),
        Value::Null => Ok(None),
        _ => Err(Refusal::NotText { parameter }),
    }
}

fn header(request: &HttpRequest, name: HeaderName) -> String {
    let value =
        request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    value.unwrap_or_default()
}

fn expect_json(request: &HttpRequest) -> Result<(), Refusal> {
    let given = header(request, CONTENT_TYPE);
    let is_json = given.parse::<Mime>().is_ok_and(|media| {
        media.essence_str() == "application/json"
            && media.get_param("charset").is_none_or(|charset| charset == "utf-8")
    });
    if !is_json {
        return Err(Refusal::MediaType { given });
    }
    let given = header(request, CONTENT_ENCODING);
    if given.is_empty() || given.eq_ignore_ascii_case("identity") {
        Ok(())
    } else {
        Err(Refusal::Encoding { given })
    }
}

/// The body's bytes. One that announces itself as too large is not read at all, any other only up to the limit.
async fn read(request: &HttpRequest, mut payload: web::Payload, limit: u64) -> Result<Vec<u8>, Refusal> {
    let too_large = Refusal::BodyTooLarge { limit };
    if header(request, CONTENT_LENGTH).parse().is_ok_and(|announced: u64| announced > limit) {
        return Err(too_large);
    }
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Refusal::BodyCut { is_late: false })?;
        body.extend_from_slice(&chunk);
        if u64::try_from(body.len()).is_ok_and(|length| length > limit) {
            return Err(too_large);
        }
    }
    Ok(body)
}
