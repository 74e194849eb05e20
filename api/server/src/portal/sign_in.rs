//! The walk of a browser that signs in through its institution's provider: away to the provider, and back.
//!
//! On the way a cookie says that it is the same browser that comes back. Whatever was wrong, the answer is one page with
//! one sentence, in both languages, that tells nothing of accounts; where the browser goes afterwards is never another
//! server.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, web};
use domain::identity::{self, SignOnReturn, SignedOn, Viewer};
use graphql::identity::cookies::Cookie;
use platform::Platform;
use platform::error::Error;
use serde::Deserialize;
use uuid::Uuid;

use super::pages::Refused;
use super::{Asked, language, page, trouble};
use crate::admission::{caller, cookie};

/// What one step of the walk costs, in points of the asker's allowance: a provider is asked.
pub(super) const STEP: u64 = 50;

/// What the address of the way out may carry.
#[derive(Debug, Default, Deserialize)]
struct Wish {
    /// Where the browser wants to go afterwards.
    to: Option<String>,
}

/// What a provider adds to the address of the way back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Brought {
    state: String,
    code: String,
}

/// The query of an address; as if there were none, when it says a thing twice.
fn query<T: Default + for<'de> Deserialize<'de>>(request: &HttpRequest) -> T {
    web::Query::from_query(request.query_string()).map(web::Query::into_inner).unwrap_or_default()
}

/// The provider that an address names; one that nobody is, when it names none.
fn provider(path: &str) -> Uuid {
    Uuid::try_parse(path).unwrap_or_default()
}

/// Leads a browser to a provider.
pub(super) async fn begin(
    request: HttpRequest,
    platform: web::Data<Platform>,
    path: web::Path<String>,
) -> HttpResponse {
    let wish: Wish = query(&request);
    let (caller, to) = (caller(&request), wish.to.as_deref());
    match identity::sign_on_begin(&platform, &caller, provider(&path), to).await {
        Ok(begun) => HttpResponse::SeeOther()
            .insert_header((SET_COOKIE, Cookie::SignIn.kept(&platform.config, begun.browser.reveal())))
            .insert_header((LOCATION, begun.redirect_url))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish(),
        Err(error) => refuse(&request, &error),
    }
}

/// Takes a browser back.
pub(super) async fn finish(
    request: HttpRequest,
    platform: web::Data<Platform>,
    path: web::Path<String>,
) -> HttpResponse {
    match signed_on(&request, &platform, provider(&path)).await {
        Ok(signed_on) => {
            let mut answer = HttpResponse::SeeOther();
            if let Some(opened) = signed_on.opened {
                let kept = Cookie::Session.kept(&platform.config, opened.secret.reveal());
                answer.append_header((SET_COOKIE, kept));
            }
            answer
                .append_header((SET_COOKIE, Cookie::SignIn.gone(&platform.config)))
                .insert_header((LOCATION, signed_on.path))
                .insert_header((CACHE_CONTROL, "no-store"))
                .finish()
        }
        Err(error) => refuse(&request, &error),
    }
}

async fn signed_on(request: &HttpRequest, platform: &Platform, provider_id: Uuid) -> Result<SignedOn, Error> {
    let Brought { state, code } = query(request);
    let browser = cookie(platform, request, Cookie::SignIn).unwrap_or_default().to_owned();
    let before = signed_in(request, platform).await?;
    let back = SignOnReturn { provider_id, state, code, browser };
    identity::sign_on_finish(platform, before.as_ref(), &caller(request), back).await
}

/// Whose session the browser has, if it has one that still lets in.
pub(super) async fn signed_in(request: &HttpRequest, platform: &Platform) -> Result<Option<Viewer>, Error> {
    let Some(secret) = cookie(platform, request, Cookie::Session) else {
        return Ok(None);
    };
    match identity::viewer_by_token(platform, secret, caller(request).request_id).await {
        Ok(viewer) => Ok(Some(viewer)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => Err(error),
    }
}

fn refuse(request: &HttpRequest, error: &Error) -> HttpResponse {
    let language = language(request, &Asked::default());
    match error {
        Error::Forbidden(sentence) => {
            page(StatusCode::FORBIDDEN, language, &Refused::new(language, "portal-sign-in-title", sentence))
        }
        error => trouble(error, language, "/"),
    }
}
