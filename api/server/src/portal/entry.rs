//! The page that a printed slip and a letter lead to: whoever was given a one-time code sets a password by it, and is
//! signed in.
//!
//! The code is typed and travels in the body: no address ever holds it. A form is believed only from a browser that was
//! shown it: it carries a token that follows from a cookie which no other site can read or set.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, web};
use data_encoding::BASE64URL_NOPAD;
use domain::identity::{self, CodePurpose};
use graphql::identity::cookies::Cookie;
use platform::Platform;
use platform::error::{Error, Failure};
use platform::id::{self, Secret};
use platform::text::{Language, Message};
use serde::Deserialize;

use super::pages::{Entry, Trouble, Welcome};
use super::{Asked, language, page, trouble};
use crate::admission::{caller, cookie};

/// What a step costs, in points of the asker's allowance: a password is hashed.
pub(super) const STEP: u64 = 50;

/// What is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    token: String,
    code: String,
    password: String,
    again: String,
}

/// A way in: its page, and what its codes are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Invitation,
    Password,
}

impl Way {
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Invitation => "/invitation",
            Self::Password => "/password",
        }
    }

    const fn purpose(self) -> CodePurpose {
        match self {
            Self::Invitation => CodePurpose::Invitation,
            Self::Password => CodePurpose::PasswordReset,
        }
    }
}

/// The token of a form, which follows from the cookie that is kept with it.
pub(super) fn token(secret: &str) -> String {
    BASE64URL_NOPAD.encode(&id::sha256(format!("form {secret}").as_bytes()))
}

/// Shows the form.
pub(super) fn show(request: &HttpRequest, platform: &Platform, asked: &Asked, way: Way) -> HttpResponse {
    form(request, platform, way, language(request, asked), StatusCode::OK, "", &[])
}

/// The form, with what was wrong, and the code as it was typed; what was typed as a password is typed again.
fn form(
    request: &HttpRequest,
    platform: &Platform,
    way: Way,
    language: Language,
    status: StatusCode,
    code: &str,
    wrong: &[Message],
) -> HttpResponse {
    let held = cookie(platform, request, Cookie::Form).map(str::to_owned);
    let made = match held.map_or_else(|| Secret::new("xfm").map(|made| made.reveal().to_owned()), Ok) {
        Ok(made) => made,
        Err(error) => return trouble(&error, language, way.path()),
    };
    let mut answer = page(status, language, &Entry::new(language, way, token(&made), code, wrong));
    keep(&mut answer, &Cookie::Form.kept(&platform.config, &made));
    answer
}

pub(super) fn keep(answer: &mut HttpResponse, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// Sets the password, and signs in.
pub(super) async fn enter(
    request: HttpRequest,
    platform: web::Data<Platform>,
    asked: web::Query<Asked>,
    typed: Option<web::Form<Typed>>,
    way: Way,
) -> HttpResponse {
    let language = language(&request, &asked);
    let Typed { token: brought, code, password, again } =
        typed.map(web::Form::into_inner).unwrap_or_default();
    let again_with =
        |status, wrong: &[Message]| form(&request, &platform, way, language, status, &code, wrong);
    if cookie(&platform, &request, Cookie::Form).is_none_or(|secret| token(secret) != brought) {
        return again_with(StatusCode::FORBIDDEN, &[Message::new("portal-entry-stale")]);
    }
    if password != again {
        return again_with(StatusCode::UNPROCESSABLE_ENTITY, &[Message::new("portal-entry-again-differs")]);
    }
    match identity::redeem(&platform, &caller(&request), way.purpose(), &code, password).await {
        Ok(opened) => {
            let mut answer = HttpResponse::SeeOther()
                .insert_header((LOCATION, format!("/welcome?lang={}", language.tag())))
                .finish();
            keep(&mut answer, &Cookie::Session.kept(&platform.config, opened.secret.reveal()));
            keep(&mut answer, &Cookie::Form.gone(&platform.config));
            answer
        }
        Err(Failure::Rejected(problems)) => {
            let wrong: Vec<Message> = problems.into_iter().map(|problem| problem.message).collect();
            again_with(StatusCode::UNPROCESSABLE_ENTITY, &wrong)
        }
        Err(Failure::Error(Error::RateLimited { seconds })) => page(
            StatusCode::TOO_MANY_REQUESTS,
            language,
            &Trouble::hasty(language, way.path(), seconds.unsigned_abs()),
        ),
        Err(Failure::Error(error)) => trouble(&error, language, way.path()),
    }
}

/// Says that it is done.
pub(super) fn welcome(request: &HttpRequest, asked: &Asked) -> HttpResponse {
    let language = language(request, asked);
    page(StatusCode::OK, language, &Welcome::new(language))
}
