//! Every way in which the front door turns a request away: its status, its code, its sentence.
//!
//! A refusal is answered in the shape of a GraphQL response, so that a client has one place to look:
//! `errors[0].extensions.code` is one of the codes of the API (never a new one for HTTP's sake; the status tells those
//! apart), beside it stand the numbers, and the message is a sentence in the reader's language.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use platform::text::{Language, Message};
use serde_json::{Map, Value, json};

use super::allowance::Exhausted;
use super::budget::{Excess, Measure};
use super::media::Media;
use super::request_id::RequestId;

/// Why a caller is not let in, as told by whoever knows the callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// There is no valid proof of who is asking. 401.
    Unauthenticated,
    /// An act that a browser sends along from another site. 403.
    ForeignOrigin,
    /// The caller has spent its points. 429.
    RateLimited(Exhausted),
    /// Who is asking could not be found out; the cause was logged where it is known. 500.
    Internal,
}

/// Why a request is not executed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Refusal {
    /// Accept allows neither media type. 406.
    NotAcceptable,
    /// The body is of no type, another type, or another character set than `application/json` in UTF-8. 415.
    MediaType { given: String },
    /// The body is compressed. 415.
    Encoding { given: String },
    /// The body is larger than this many bytes. 413.
    BodyTooLarge { limit: u64 },
    /// The body stopped arriving. 408 when it was too slow, else 400.
    BodyCut { is_late: bool },
    /// The body is no JSON. 400.
    NotJson { line: usize, column: usize },
    /// The body is JSON, but no object; a list is an attempt at batching. 400.
    NotAnObject { is_list: bool },
    /// The query string cannot be read, or says something twice. 400.
    QueryString,
    /// A parameter is not there. 400.
    Missing { parameter: &'static str },
    /// No trusted document has the id that is asked for. 400.
    UnknownDocument,
    /// Only trusted documents are executed, and none is asked for. 400.
    DocumentRequired,
    /// A parameter is no string. 400.
    NotText { parameter: &'static str },
    /// A parameter is no object. 400.
    NotAMap { parameter: &'static str },
    /// A GET that would change something. 405.
    ReadOnly,
    /// Another method than GET and POST. 405.
    Method,
    /// The query is too much, or unreadable.
    Excess(Excess),
    /// The caller is not let in.
    Denied(Denial),
}

impl From<Exhausted> for Denial {
    fn from(exhausted: Exhausted) -> Self {
        Self::RateLimited(exhausted)
    }
}

impl From<Excess> for Refusal {
    fn from(excess: Excess) -> Self {
        Self::Excess(excess)
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Refusal {
    /// The answer to this request.
    pub(super) fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let media = Media::accepted_by(request).unwrap_or(Media::Json);
        let error = self.error(request);
        let mut response = HttpResponse::build(self.status(media));
        match self {
            Self::ReadOnly => response.insert_header((ALLOW, "POST")),
            Self::Method => response.insert_header((ALLOW, "GET, POST")),
            Self::Denied(Denial::Unauthenticated) => response.insert_header((WWW_AUTHENTICATE, "Bearer")),
            Self::Denied(Denial::RateLimited(exhausted)) => {
                response.insert_header((RETRY_AFTER, exhausted.retry_after_seconds))
            }
            // What has not been read of the body will not be: the connection can serve no other request.
            Self::BodyTooLarge { .. } | Self::BodyCut { .. } => response.force_close(),
            _ => &mut response,
        };
        let mut response = response
            .content_type(media.content_type())
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((VARY, "Accept, Accept-Language"))
            .body(json!({ "errors": [error] }).to_string());
        if let Self::Denied(Denial::RateLimited(exhausted)) = self {
            exhausted.standing.tell(response.headers_mut());
        }
        response
    }

    /// A well-formed request with an unreadable or invalid document is a 200 under `application/json`; one that is
    /// refused for its size is not processed at all and is told so under both types.
    fn status(&self, media: Media) -> StatusCode {
        match self {
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::MediaType { .. } | Self::Encoding { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyCut { is_late: true } => StatusCode::REQUEST_TIMEOUT,
            Self::ReadOnly | Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Denied(Denial::Unauthenticated) => StatusCode::UNAUTHORIZED,
            Self::Denied(Denial::RateLimited(_)) => StatusCode::TOO_MANY_REQUESTS,
            Self::Denied(Denial::ForeignOrigin) => StatusCode::FORBIDDEN,
            Self::Denied(Denial::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Excess(
                Excess::Cycle { .. }
                | Excess::Syntax { .. }
                | Excess::UnknownOperation { .. }
                | Excess::VariableRequired { .. }
                | Excess::OperationNameRequired,
            ) if media == Media::Json => StatusCode::OK,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The code for machines: one of those that the API knows at top level.
    const fn code(&self) -> &'static str {
        match self {
            Self::Excess(Excess::Over { .. }) => "QUERY_TOO_COMPLEX",
            Self::Denied(Denial::Unauthenticated) => "UNAUTHENTICATED",
            Self::Denied(Denial::RateLimited(_)) => "RATE_LIMITED",
            Self::Denied(Denial::ForeignOrigin) => "FORBIDDEN",
            Self::Denied(Denial::Internal) => "INTERNAL",
            _ => "BAD_USER_INPUT",
        }
    }

    fn error(&self, request: &HttpRequest) -> Value {
        let id = RequestId::of(request);
        let mut extensions = Map::from_iter([("code".to_owned(), json!(self.code()))]);
        match self {
            Self::Excess(Excess::Over { measure, found, limit }) => {
                extensions.insert("measure".to_owned(), json!(name(*measure)));
                extensions.insert("found".to_owned(), json!(found));
                extensions.insert("limit".to_owned(), json!(limit));
            }
            Self::Denied(Denial::Internal) => {
                extensions.insert("requestId".to_owned(), json!(id));
            }
            _ => {}
        }
        let message = self.message(&id).render(language(request));
        let mut error = json!({ "message": message, "extensions": extensions });
        if let (Self::Excess(Excess::Syntax { at: Some(at), .. }), Value::Object(error)) = (self, &mut error)
        {
            error.insert("locations".to_owned(), json!([{ "line": at.line, "column": at.column }]));
        }
        error
    }

    fn message(&self, request_id: &str) -> Message {
        match self {
            Self::NotAcceptable => Message::new("http-not-acceptable"),
            Self::MediaType { given } if given.is_empty() => Message::new("http-media-type-missing"),
            Self::MediaType { given } => Message::new("http-media-type").with("given", given.as_str()),
            Self::Encoding { given } => Message::new("http-encoding").with("given", given.as_str()),
            Self::BodyTooLarge { limit } => Message::new("http-body-too-large").with("limit", whole(*limit)),
            Self::BodyCut { .. } => Message::new("http-body-cut"),
            Self::NotJson { line, column } => Message::new("http-not-json")
                .with("line", line.to_string())
                .with("column", column.to_string()),
            Self::NotAnObject { is_list: true } => Message::new("http-batch"),
            Self::NotAnObject { is_list: false } => Message::new("http-not-an-object"),
            Self::QueryString => Message::new("http-query-string"),
            Self::Missing { parameter } => Message::new("http-missing").with("parameter", *parameter),
            Self::UnknownDocument => Message::new("http-document-unknown"),
            Self::DocumentRequired => Message::new("http-document-required"),
            Self::NotText { parameter } => Message::new("http-not-text").with("parameter", *parameter),
            Self::NotAMap { parameter } => Message::new("http-not-a-map").with("parameter", *parameter),
            Self::ReadOnly => Message::new("http-read-only"),
            Self::Method => Message::new("http-method"),
            Self::Excess(excess) => excess_message(excess),
            Self::Denied(Denial::Unauthenticated) => Message::new("http-unauthenticated"),
            Self::Denied(Denial::ForeignOrigin) => Message::new("http-foreign-origin"),
            Self::Denied(Denial::RateLimited(exhausted)) => {
                Message::new("http-rate-limited").with("seconds", whole(exhausted.retry_after_seconds))
            }
            Self::Denied(Denial::Internal) => Message::new("http-internal").with("request", request_id),
        }
    }
}

pub(super) fn excess_message(excess: &Excess) -> Message {
    match excess {
        Excess::Over { measure, found, limit } => {
            Message::new(key(*measure)).with("found", whole(*found)).with("limit", whole(*limit))
        }
        Excess::Page { field, argument, asked, limit } => Message::new("http-query-page")
            .with("field", field.as_str())
            .with("argument", *argument)
            .with("asked", whole(*asked))
            .with("limit", whole(*limit)),
        Excess::Cycle { fragment } => Message::new("http-query-cycle").with("fragment", fragment.as_str()),
        Excess::Syntax { detail, .. } => Message::new("http-query-syntax").with("detail", detail.as_str()),
        Excess::UnknownOperation { name } => {
            Message::new("http-operation-unknown").with("name", name.as_str())
        }
        Excess::VariableRequired { name } => {
            Message::new("http-variable-required").with("name", name.as_str())
        }
        Excess::OperationNameRequired => Message::new("http-operation-name-required"),
    }
}

const fn key(measure: Measure) -> &'static str {
    match measure {
        Measure::Bytes => "http-query-bytes",
        Measure::Tokens => "http-query-tokens",
        Measure::Brackets => "http-query-brackets",
        Measure::Directives => "http-query-directives",
        Measure::Aliases => "http-query-aliases",
        Measure::RootFields => "http-query-root-fields",
        Measure::Depth => "http-query-depth",
        Measure::Nesting => "http-query-nesting",
        Measure::Fields => "http-query-fields",
        Measure::Nodes => "http-query-nodes",
        Measure::Variables => "http-query-variables",
    }
}

/// The measure's name in `extensions`.
const fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Bytes => "bytes",
        Measure::Tokens => "tokens",
        Measure::Brackets => "brackets",
        Measure::Directives => "directives",
        Measure::Aliases => "aliases",
        Measure::RootFields => "rootFields",
        Measure::Depth => "depth",
        Measure::Nesting => "nesting",
        Measure::Fields => "fields",
        Measure::Nodes => "nodes",
        Measure::Variables => "variables",
    }
}

/// A figure of any size as the catalogue takes it.
fn whole(figure: u64) -> String {
    figure.to_string()
}

/// The reader's language by Accept-Language, or the catalogue's default.
fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Language::from_accept_language).unwrap_or_default()
}

/// The sentence that stands for an error whose cause is nobody's business but ours.
pub(super) fn internal_message(request: &HttpRequest, request_id: &str) -> String {
    Message::new("http-internal").with("request", request_id).render(language(request))
}
