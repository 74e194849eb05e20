//! A calendar goes out: by GET from the secret address of a feed, as often as a phone or a desk asks for it.
//!
//! Source: RFC 5545 (iCalendar), and RFC 7986 for what names the calendar and says how often to ask. The secret in the address is the
//! proof of who reads; nothing else is asked, and each attempt is paid for from the allowance of its address. What is unknown, revoked
//! or not to be read any more is told in the same words.

use std::sync::Arc;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, EntityTag, Header as _, IfNoneMatch,
};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use domain::rotations;
use platform::error::Error;
use platform::text::Message;
use platform::{Platform, id};
use url::Url;

use crate::admission::reader_language;
use crate::http::allowance::{self, Allowances};

mod text;

/// Where calendars stand.
const PATH: &str = "/calendars/{secret}.ics";
/// What an attempt costs, in points of the asker's address.
const READING: u64 = 10;
/// For how long a reader may keep what it has, in seconds: as long as it is told to wait before it asks again.
const FRESH: &str = "private, max-age=3600";

/// The resource of every calendar.
pub(crate) fn resource(
    platform: Platform,
    allowances: &Arc<Allowances>,
) -> impl HttpServiceFactory + 'static {
    let allowances = Arc::clone(allowances);
    web::resource(PATH).app_data(web::Data::new(platform)).get(send).head(send).wrap(from_fn(
        move |request, next| allowance::pay(Arc::clone(&allowances), READING, hasty, request, next),
    ))
}

fn hasty(request: &HttpRequest, seconds: u64) -> HttpResponse {
    let message = Message::new("http-rate-limited").with("seconds", seconds.to_string());
    refuse(request, StatusCode::TOO_MANY_REQUESTS, &message)
}

async fn send(request: HttpRequest, platform: web::Data<Platform>) -> HttpResponse {
    let secret = request.match_info().get("secret").unwrap_or_default();
    let calendar = match rotations::calendar_read(&platform, secret).await {
        Ok(calendar) => calendar,
        Err(Error::NotFound) => {
            return refuse(&request, StatusCode::NOT_FOUND, &Message::new("rotations-calendar-gone"));
        }
        Err(error) => {
            tracing::error!(%error, "a calendar could not be read");
            let message = Message::new("rotations-calendar-fault");
            return refuse(&request, StatusCode::INTERNAL_SERVER_ERROR, &message);
        }
    };
    let written = text::written(&calendar, &host(&platform.config.public_url()));
    let tag = EntityTag::new_strong(id::hex(&id::sha256(written.as_bytes())));
    let is_known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, FRESH));
    if is_known {
        return answer.finish();
    }
    answer
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"xinglin.ics\""))
        .body(written)
}

fn host(public_url: &str) -> String {
    let url = Url::parse(public_url).ok();
    url.as_ref().and_then(Url::host_str).unwrap_or("localhost").to_owned()
}

fn refuse(request: &HttpRequest, status: StatusCode, message: &Message) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(format!("{}\n", message.render(reader_language(request))))
}
