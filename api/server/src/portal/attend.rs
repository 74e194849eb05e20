//! The page behind the short link of a teaching session: whoever was given it says there that she attends, and whoever leads the session has
//! the code on it that the others type.
//!
//! It is opened on one's own phone, with the session that the browser has, or after signing in on it. Nothing happens by opening it: a
//! form is sent, and believed only from a browser that was shown it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use domain::identity::{self, AccountErrorCode, SignIn, Viewer};
use domain::teaching::{self, TeachingSession};
use graphql::identity::cookies::Cookie;
use platform::Platform;
use platform::error::{Error, Failure};
use platform::id::Secret;
use platform::text::{Language, Message};
use serde::Deserialize;

use super::entry::{keep, token};
use super::pages::{AttendancePage, Attending, Refused, Trouble, path_of};
use super::sign_in::signed_in;
use super::{Asked, language, page, trouble};
use crate::admission::{caller, cookie};

/// What a step costs, in points of the asker's allowance: a password may be hashed.
pub(super) const STEP: u64 = 10;

/// What is typed: whoever is not signed in does that first.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    token: String,
    login: String,
    password: String,
    factor: String,
    code: String,
}

/// The page of a session's short link.
pub(super) fn link() -> Resource {
    web::resource("/s/{link}").get(show).post(enter)
}

async fn show(
    request: HttpRequest,
    platform: web::Data<Platform>,
    link: web::Path<String>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let language = language(&request, &asked);
    let desk = Desk { request: &request, platform: &platform, language, link: path_of(&link) };
    let found = match desk.found().await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let Some((viewer, session)) = found else {
        return desk.form(StatusCode::OK, None, Attending::SignIn { needs_factor: false }, &[]);
    };
    if !session.leaders.contains(&viewer.person_id) {
        let typed = asked.code.clone().unwrap_or_default();
        return desk.form(StatusCode::OK, Some(&session), Attending::Attendee { typed }, &[]);
    }
    match teaching::code_shown(&platform, &viewer, &session).await {
        Ok(shown) => desk.form(StatusCode::OK, Some(&session), Attending::Leader { shown }, &[]),
        Err(error) => trouble(&error, language, &desk.path()),
    }
}

async fn enter(
    request: HttpRequest,
    platform: web::Data<Platform>,
    link: web::Path<String>,
    asked: web::Query<Asked>,
    typed: Option<web::Form<Typed>>,
) -> HttpResponse {
    let language = language(&request, &asked);
    let desk = Desk { request: &request, platform: &platform, language, link: path_of(&link) };
    let typed = typed.map(web::Form::into_inner).unwrap_or_default();
    let found = match desk.found().await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    if cookie(&platform, &request, Cookie::Form).is_none_or(|secret| token(secret) != typed.token) {
        let state = match &found {
            Some(_) => Attending::Attendee { typed: typed.code },
            None => Attending::SignIn { needs_factor: false },
        };
        let sentence = [Message::new("portal-entry-stale")];
        return desk.form(
            StatusCode::FORBIDDEN,
            found.as_ref().map(|(_, session)| session),
            state,
            &sentence,
        );
    }
    let Some((viewer, session)) = found else {
        return desk.sign_in(typed).await;
    };
    let code = Some(typed.code.as_str()).filter(|code| !code.is_empty());
    match teaching::teaching_attend(&platform, &viewer, (&session.link, code)).await {
        Ok(_) => desk.form(StatusCode::OK, Some(&session), Attending::Done, &[]),
        Err(Failure::Rejected(problems)) => {
            let wrong: Vec<Message> = problems.into_iter().map(|problem| problem.message).collect();
            let state = Attending::Attendee { typed: String::new() };
            desk.form(StatusCode::UNPROCESSABLE_ENTITY, Some(&session), state, &wrong)
        }
        Err(Failure::Error(error)) => desk.hasty_or_trouble(&error),
    }
}

/// What belongs to one request for the page.
struct Desk<'a> {
    request: &'a HttpRequest,
    platform: &'a Platform,
    language: Language,
    link: String,
}

impl Desk<'_> {
    fn path(&self) -> String {
        format!("/s/{}", self.link)
    }

    /// Whoever is signed in on this browser, with the session behind the link; nothing while nobody is, to whom nothing is told of it.
    async fn found(&self) -> Result<Option<(Viewer, TeachingSession)>, HttpResponse> {
        let viewer = match signed_in(self.request, self.platform).await {
            Ok(Some(viewer)) => viewer,
            Ok(None) => return Ok(None),
            Err(error) => return Err(trouble(&error, self.language, &self.path())),
        };
        match teaching::session_by_link(self.platform, &self.link).await {
            Ok(session) => Ok(Some((viewer, session))),
            Err(Error::NotFound) => {
                let sentence = Message::new("portal-attend-unknown");
                let refused = Refused::new(self.language, "portal-attend-title", &sentence);
                Err(page(StatusCode::NOT_FOUND, self.language, &refused))
            }
            Err(error) => Err(trouble(&error, self.language, &self.path())),
        }
    }

    /// Signs in, and comes back.
    async fn sign_in(&self, typed: Typed) -> HttpResponse {
        let sign_in = SignIn {
            login: typed.login,
            institution_id: None,
            password: typed.password,
            code: Some(typed.factor).filter(|code| !code.is_empty()),
        };
        match identity::session_create(self.platform, None, &caller(self.request), sign_in).await {
            Ok(opened) => {
                let back = format!("{}?lang={}", self.path(), self.language.tag());
                let mut answer = HttpResponse::SeeOther().insert_header((LOCATION, back)).finish();
                keep(&mut answer, &Cookie::Session.kept(&self.platform.config, opened.secret.reveal()));
                answer
            }
            Err(Failure::Rejected(problems)) => {
                let factors = [AccountErrorCode::SecondFactorNeeded, AccountErrorCode::WrongSecondFactor];
                let needs_factor = problems.iter().any(|problem| factors.contains(&problem.code));
                let wrong: Vec<Message> = problems.into_iter().map(|problem| problem.message).collect();
                self.form(StatusCode::UNPROCESSABLE_ENTITY, None, Attending::SignIn { needs_factor }, &wrong)
            }
            Err(Failure::Error(error)) => self.hasty_or_trouble(&error),
        }
    }

    fn hasty_or_trouble(&self, error: &Error) -> HttpResponse {
        let Error::RateLimited { seconds } = error else {
            return trouble(error, self.language, &self.path());
        };
        let hasty = Trouble::hasty(self.language, &self.path(), seconds.unsigned_abs());
        page(StatusCode::TOO_MANY_REQUESTS, self.language, &hasty)
    }

    /// The page, with a form that this browser may send.
    fn form(
        &self,
        status: StatusCode,
        session: Option<&TeachingSession>,
        state: Attending,
        wrong: &[Message],
    ) -> HttpResponse {
        let held = cookie(self.platform, self.request, Cookie::Form).map(str::to_owned);
        let made = match held.map_or_else(|| Secret::new("xfm").map(|made| made.reveal().to_owned()), Ok) {
            Ok(made) => made,
            Err(error) => return trouble(&error, self.language, &self.path()),
        };
        let shown = AttendancePage::new(self.language, self.path(), token(&made), session, state, wrong);
        let mut answer = page(status, self.language, &shown);
        keep(&mut answer, &Cookie::Form.kept(&self.platform.config, &made));
        answer
    }
}
