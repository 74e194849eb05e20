//! A file goes out: by GET from a URL that a mutation handed out and that works for a quarter of an hour.
//!
//! The secret in the URL is the proof of who fetches; nothing else is asked, and each attempt is paid for from the
//! allowance of its address. What is refused is told as a sentence, because a person may be looking at it.

use std::sync::Arc;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ContentDisposition, DispositionParam, DispositionType,
};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use platform::error::Error;
use platform::text::Message;
use platform::{Platform, downloads};

use crate::admission::reader_language;
use crate::http::allowance::{self, Allowances};

/// What an attempt costs, in points of the asker's address.
const ATTEMPT: u64 = 5;

/// The resource at `path`, whose pattern names the `secret`.
pub(crate) fn resource(
    path: &str,
    platform: Platform,
    allowances: &Arc<Allowances>,
) -> impl HttpServiceFactory + 'static {
    let allowances = Arc::clone(allowances);
    web::resource(path).app_data(web::Data::new(platform)).get(send).wrap(from_fn(move |request, next| {
        allowance::pay(Arc::clone(&allowances), ATTEMPT, hasty, request, next)
    }))
}

fn hasty(request: &HttpRequest, seconds: u64) -> HttpResponse {
    let message = Message::new("http-rate-limited").with("seconds", seconds.to_string());
    refuse(request, StatusCode::TOO_MANY_REQUESTS, &message)
}

async fn send(request: HttpRequest, platform: web::Data<Platform>) -> HttpResponse {
    let secret = request.match_info().get("secret").unwrap_or_default();
    match downloads::fetch(&platform, secret).await {
        Ok((file, bytes)) => {
            let disposition = ContentDisposition {
                disposition: DispositionType::Attachment,
                parameters: vec![DispositionParam::Filename(file.file_name)],
            };
            HttpResponse::Ok()
                .insert_header((CONTENT_TYPE, file.media_type))
                .insert_header((CONTENT_DISPOSITION, disposition))
                .insert_header((CACHE_CONTROL, "no-store"))
                .body(bytes)
        }
        Err(Error::NotFound) => {
            refuse(&request, StatusCode::NOT_FOUND, &Message::new("platform-download-gone"))
        }
        Err(error) => {
            tracing::error!(%error, "a download could not be read");
            refuse(&request, StatusCode::INTERNAL_SERVER_ERROR, &Message::new("platform-download-fault"))
        }
    }
}

fn refuse(request: &HttpRequest, status: StatusCode, message: &Message) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(format!("{}\n", message.render(reader_language(request))))
}
