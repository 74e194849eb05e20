//! A file comes in: bytes to a URL that a mutation handed out and that works once.
//!
//! PUT takes the bytes themselves; POST takes them too, or as the one file of a form, for clients that can send
//! nothing else (WeChat). The secret in the URL is the proof of who sends; nothing else is asked, and each attempt is paid
//! for from the allowance of its address. What is too large is refused as soon as it is known to be.

use std::sync::Arc;

use actix_multipart::Multipart;
use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use platform::Platform;
use platform::error::Error;
use platform::text::Message;
use platform::uploads::{self, LARGEST_FILE};
use serde_json::json;

use crate::admission::reader_language;
use crate::http::allowance::{self, Allowances};

/// What an attempt costs, in points of the sender's address.
const ATTEMPT: u64 = 5;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    TooLarge,
    Empty,
    /// The bytes stopped arriving.
    Cut,
    /// The form holds no file, or more than one.
    NotOneFile,
    /// The URL is unknown, used or expired.
    Gone,
    Method,
    /// Too many attempts were made; the next may be in so many seconds.
    Hasty(u64),
    Fault,
}

/// The resource at `path`, whose pattern names the `secret`.
pub(crate) fn resource(
    path: &str,
    platform: Platform,
    allowances: &Arc<Allowances>,
) -> impl HttpServiceFactory + 'static {
    let allowances = Arc::clone(allowances);
    web::resource(path)
        .app_data(web::Data::new(platform))
        .put(receive)
        .post(receive)
        .default_service(web::to(async |request: HttpRequest| Refusal::Method.respond(&request)))
        .wrap(from_fn(move |request, next| {
            allowance::pay(Arc::clone(&allowances), ATTEMPT, hasty, request, next)
        }))
}

fn hasty(request: &HttpRequest, seconds: u64) -> HttpResponse {
    Refusal::Hasty(seconds).respond(request)
}

async fn receive(request: HttpRequest, platform: web::Data<Platform>, payload: web::Payload) -> HttpResponse {
    match take(&request, &platform, payload).await {
        Ok(received) => HttpResponse::Ok().json(json!({ "received": received })),
        Err(refusal) => refusal.respond(&request),
    }
}

async fn take(request: &HttpRequest, platform: &Platform, payload: web::Payload) -> Result<usize, Refusal> {
    let secret = request.match_info().get("secret").unwrap_or_default();
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_form =
        header(CONTENT_TYPE).is_some_and(|given| given.to_ascii_lowercase().starts_with("multipart/"));
    // A form is somewhat longer than its file; that one is measured as it arrives.
    let announced = header(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok()).unwrap_or(0);
    if !is_form && announced > LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    let bytes = if is_form {
        file_of_form(Multipart::new(request.headers(), payload)).await?
    } else {
        collect(payload).await?
    };
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let size = bytes.len();
    match uploads::receive(platform, secret, bytes).await {
        Ok(_) => Ok(size),
        Err(Error::NotFound) => Err(Refusal::Gone),
        Err(error) => {
            tracing::error!(%error, "an upload was not stored");
            Err(Refusal::Fault)
        }
    }
}

/// The bytes of a stream, as long as they stay within the bound.
async fn collect<E>(stream: impl Stream<Item = Result<Bytes, E>>) -> Result<Vec<u8>, Refusal> {
    let mut stream = std::pin::pin!(stream);
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::Cut)?;
        if bytes.len() + chunk.len() > LARGEST_FILE {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The one file of a form. Fields without a file name, such as WeChat's extra data, are read and passed over.
async fn file_of_form(mut form: Multipart) -> Result<Vec<u8>, Refusal> {
    let mut file = None;
    while let Some(field) = form.next().await {
        let field = field.map_err(|_| Refusal::NotOneFile)?;
        let is_file =
            field.content_disposition().is_some_and(|disposition| disposition.get_filename().is_some());
        let bytes = collect(field).await?;
        if is_file && file.replace(bytes).is_some() {
            return Err(Refusal::NotOneFile);
        }
    }
    file.ok_or(Refusal::NotOneFile)
}

impl Refusal {
    fn respond(self, request: &HttpRequest) -> HttpResponse {
        let limit = i64::try_from(LARGEST_FILE / (1024 * 1024)).unwrap_or(i64::MAX);
        let (status, code, message) = match self {
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "BAD_USER_INPUT",
                Message::new("platform-upload-too-large").with("limit", limit),
            ),
            Self::Empty => (StatusCode::BAD_REQUEST, "BAD_USER_INPUT", Message::new("platform-upload-empty")),
            Self::Cut => (StatusCode::BAD_REQUEST, "BAD_USER_INPUT", Message::new("platform-upload-cut")),
            Self::NotOneFile => {
                (StatusCode::BAD_REQUEST, "BAD_USER_INPUT", Message::new("platform-upload-form"))
            }
            Self::Gone => (StatusCode::NOT_FOUND, "NOT_FOUND", Message::new("platform-upload-gone")),
            Self::Method => {
                (StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", Message::new("platform-upload-method"))
            }
            Self::Hasty(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                "RATE_LIMITED",
                Message::new("http-rate-limited").with("seconds", seconds.to_string()),
            ),
            Self::Fault => {
                (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", Message::new("platform-upload-fault"))
            }
        };
        let mut response = HttpResponse::build(status);
        if self == Self::Method {
            response.insert_header((ALLOW, "PUT, POST"));
        }
        if matches!(self, Self::TooLarge | Self::Cut | Self::Hasty(_)) {
            // What has not been read of the body will not be: the connection can serve no other request.
            response.force_close();
        }
        response.insert_header((header::CACHE_CONTROL, "no-store")).json(json!({
            "errors": [{ "message": message.render(reader_language(request)), "extensions": { "code": code } }]
        }))
    }
}
