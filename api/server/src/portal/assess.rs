//! The page behind a one-time link: whoever has it fills in the form once, without an account.
//!
//! Opening it uses nothing up, because mail programs open what they deliver. The secret is in the address, so that a page is
//! never kept, no address is passed on by the browser, and no log names it. A form is believed from any page: whoever can send
//! it knows the secret, and nothing else is asked.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use domain::assessments::{self, Asked as AskedByLink, AssessmentErrorCode, LinkAnswer};
use domain::identity::Viewer;
use platform::Platform;
use platform::error::{Failure, Outcome};
use platform::text::{Language, Message};

use super::pages::{AssessmentPage, Filled, Refused, Welcome};
use super::sign_in::signed_in;
use super::{Asked, language, page, trouble};
use crate::admission::caller;

/// What a step costs, in points of the asker's allowance.
pub(super) const STEP: u64 = 10;
/// Where it is said that the answer was taken.
pub(super) const DONE: &str = "/assessed";
/// Largest form, in bytes: a hundred remarks of a thousand characters.
const LARGEST: usize = 1024 * 1024;

/// The page of a link: its form, and what is typed into it.
pub(super) fn asked() -> Resource {
    web::resource("/assess/{secret}")
        .app_data(web::FormConfig::default().limit(LARGEST))
        .get(show)
        .post(enter)
}

async fn show(
    request: HttpRequest,
    platform: web::Data<Platform>,
    secret: web::Path<String>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let language = language(&request, &asked);
    match opened(&request, &platform, &secret).await {
        Ok((_, found)) => {
            let form = AssessmentPage::new(language, &path(&secret), &found, &Filled::default(), &[]);
            unkept(page(StatusCode::OK, language, &form))
        }
        Err(failure) => refused(failure, language),
    }
}

async fn enter(
    request: HttpRequest,
    platform: web::Data<Platform>,
    secret: web::Path<String>,
    asked: web::Query<Asked>,
    typed: Option<web::Form<Vec<(String, String)>>>,
) -> HttpResponse {
    let language = language(&request, &asked);
    let filled = Filled::read(typed.map(web::Form::into_inner).unwrap_or_default());
    let (by, found) = match opened(&request, &platform, &secret).await {
        Ok(opened) => opened,
        Err(failure) => return refused(failure, language),
    };
    let given = LinkAnswer {
        secret: secret.clone(),
        name: filled.name().to_owned(),
        has_watched: filled.has_watched(),
        answers: filled.answers(&found.form.file.items),
    };
    match assessments::assessment_answer(&platform, by.as_ref(), &caller(&request), given).await {
        Ok(()) => unkept(
            HttpResponse::SeeOther()
                .insert_header((LOCATION, format!("{DONE}?lang={}", language.tag())))
                .finish(),
        ),
        Err(Failure::Rejected(problems)) if !problems.iter().any(|problem| problem.path == ["secret"]) => {
            let form = AssessmentPage::new(language, &path(&secret), &found, &filled, &problems);
            unkept(page(StatusCode::UNPROCESSABLE_ENTITY, language, &form))
        }
        Err(failure) => refused(failure, language),
    }
}

fn path(secret: &str) -> String {
    format!("/assess/{secret}")
}

/// Whoever is signed in on this browser, and what the link asks.
async fn opened(
    request: &HttpRequest,
    platform: &Platform,
    secret: &str,
) -> Outcome<(Option<Viewer>, AskedByLink), AssessmentErrorCode> {
    let by = signed_in(request, platform).await?;
    let found = assessments::asked_by_link(platform, by.as_ref(), secret).await?;
    Ok((by, found))
}

/// Why a link is not opened. What went wrong is told without the secret.
fn refused(failure: Failure<AssessmentErrorCode>, language: Language) -> HttpResponse {
    let problem = match failure {
        Failure::Error(error) => return trouble(&error, language, "/assess"),
        Failure::Rejected(problems) => problems.into_iter().next(),
    };
    let is_own = problem.as_ref().is_some_and(|problem| problem.code == AssessmentErrorCode::OwnLink);
    let status = if is_own { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
    let invalid = || Message::new("assessments-link-invalid");
    let sentence = problem.map_or_else(invalid, |problem| problem.message);
    unkept(page(status, language, &Refused::new(language, "portal-assess-refused-title", &sentence)))
}

fn unkept(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Says that it is done.
pub(super) fn done(request: &HttpRequest, asked: &Asked) -> HttpResponse {
    let language = language(request, asked);
    page(StatusCode::OK, language, &Welcome::assessed(language))
}
