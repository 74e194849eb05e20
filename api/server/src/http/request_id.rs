//! One number for each request, by which a caller's complaint and our log lines are brought together.
//!
//! A proxy or client may bring its own in `X-Request-Id`; what does not look like one is replaced, never repeated into
//! a log. The log tells a request by its route (`/uploads/{token}`), not by its address, because addresses carry
//! one-time secrets and query strings carry queries.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest};
use tracing::{Instrument as _, Span, field, info, info_span};

/// The header, in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest number that is taken over from a caller, in characters.
const LONGEST: usize = 64;

/// A request's number: 1 to 64 characters of `[A-Za-z0-9._-]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The number that [`carry`] gave this request; empty where the middleware is not in place.
    #[must_use]
    pub fn of(request: &HttpRequest) -> String {
        request.extensions().get::<Self>().map(|id| id.0.clone()).unwrap_or_default()
    }

    /// A caller's own number, if it is one.
    fn given(value: &HeaderValue) -> Option<Self> {
        let text = value.to_str().ok().filter(|text| (1..=LONGEST).contains(&text.len()))?;
        let is_plain =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        is_plain.then(|| Self(text.to_owned()))
    }
}

/// The middleware, for `actix_web::middleware::from_fn`; it belongs outermost. `make` gives a new number.
///
/// ```text
/// App::new().wrap(from_fn(|request, next| request_id::carry(request, next, new_number)))
/// ```
pub async fn carry<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
    make: impl Fn() -> String,
) -> Result<ServiceResponse<B>, Error> {
    let id =
        request.headers().get(&X_REQUEST_ID).and_then(RequestId::given).unwrap_or_else(|| RequestId(make()));
    let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let span = info_span!(
        "request",
        id = id.0,
        method = %request.method(),
        route,
        status = field::Empty,
        elapsed_ms = field::Empty,
    );
    let header = HeaderValue::from_str(&id.0).ok();
    request.extensions_mut().insert(id);
    answer(request, next, header).instrument(span).await
}

async fn answer<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
    header: Option<HeaderValue>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let mut answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let span = Span::current();
    span.record("status", status.as_u16());
    span.record("elapsed_ms", u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX));
    info!("answered");
    if let (Ok(response), Some(header)) = (&mut answer, header) {
        response.headers_mut().insert(X_REQUEST_ID, header);
    }
    answer
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpRequest, web};

    use super::{RequestId, X_REQUEST_ID, carry};

    async fn sent_and_seen(given: Option<&[u8]>) -> (String, String) {
        let app = App::new()
            .wrap(from_fn(|request, next| carry(request, next, || "made-1".to_owned())))
            .route("/", web::get().to(async |request: HttpRequest| RequestId::of(&request)));
        let app = init_service(app).await;
        let mut request = TestRequest::get().uri("/");
        if let Some(given) = given {
            let value = actix_web::http::header::HeaderValue::from_bytes(given).unwrap();
            request = request.insert_header((X_REQUEST_ID, value));
        }
        let response = call_service(&app, request.to_request()).await;
        let sent = response.headers().get(X_REQUEST_ID).unwrap().to_str().unwrap().to_owned();
        let seen = actix_web::test::read_body(response).await;
        (sent, String::from_utf8(seen.to_vec()).unwrap())
    }

    #[actix_web::test]
    async fn a_plain_number_is_taken_over() {
        let longest = "x".repeat(64);
        for id in ["7", "a.B_c-9", longest.as_str()] {
            assert_eq!(sent_and_seen(Some(id.as_bytes())).await, (id.to_owned(), id.to_owned()));
        }
    }

    #[actix_web::test]
    async fn anything_else_is_replaced() {
        let made = || ("made-1".to_owned(), "made-1".to_owned());
        assert_eq!(sent_and_seen(None).await, made());
        let too_long = "x".repeat(65);
        for id in [b"".as_slice(), b"a b", b"a\"b", "号".as_bytes(), b"\xff", too_long.as_bytes()] {
            assert_eq!(sent_and_seen(Some(id)).await, made(), "{id:?}");
        }
    }
}
