//! The pages that people without an account open: is this certificate true? And the ways in: through an institution's own
//! provider, and by a code that was handed over. And what a one-time link asks whoever has it: an assessment.
//!
//! Whoever scans the code on a certificate gets one small page, without script, picture or font of its own, so that it
//! opens on an old phone on a bad line: the answer in words, every printed fact in both languages, and the certificate
//! itself. It calls the rooms in process and decides nothing. Whoever tries codes in a row pays for each from the
//! allowance of her address, found or not.

mod assess;
mod attend;
mod entry;
mod pages;
mod sign_in;

use std::sync::{Arc, LazyLock};

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH,
    LOCATION, VARY,
};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use askama::Template;
use data_encoding::BASE64;
use domain::credentials::{self, VerificationStatus};
use platform::Platform;
use platform::error::Error;
use platform::id;
use platform::text::Language;
use serde::Deserialize;

use self::entry::Way;
use self::pages::{Ask, Landing, STYLE, Trouble, VerificationPage};
use crate::http::allowance::{self, Allowances};

/// What looking up a code costs, in points of the asker's allowance.
const VERIFICATION: u64 = 5;
/// What a certificate's file costs: it is read from storage.
const FILE: u64 = 20;

/// Registers the pages over an installation; the way in leads to GraphiQL only where that is.
pub fn configure(
    config: &mut web::ServiceConfig,
    platform: Platform,
    allowances: &Arc<Allowances>,
    has_graphiql: bool,
) {
    config.app_data(web::Data::new(platform));
    routes(config, allowances, has_graphiql);
}

fn routes(config: &mut web::ServiceConfig, allowances: &Arc<Allowances>, has_graphiql: bool) {
    let landing = move |request: HttpRequest, asked: web::Query<Asked>| {
        std::future::ready(landing(&request, &asked, has_graphiql))
    };
    let welcome =
        |request: HttpRequest, asked: web::Query<Asked>| std::future::ready(entry::welcome(&request, &asked));
    let done =
        |request: HttpRequest, asked: web::Query<Asked>| std::future::ready(assess::done(&request, &asked));
    let paid = |resource: Resource, cost: u64| {
        let allowances = Arc::clone(allowances);
        resource.wrap(from_fn(move |request, next| {
            allowance::pay(Arc::clone(&allowances), cost, hasty, request, next)
        }))
    };
    config
        .service(web::resource("/").get(landing).head(landing))
        .service(web::resource("/verify").get(ask).head(ask))
        .service(paid(web::resource("/verify/{code}").get(verification).head(verification), VERIFICATION))
        .service(paid(web::resource("/sign-in/{provider}").get(sign_in::begin), sign_in::STEP))
        .service(paid(web::resource("/sign-in/{provider}/callback").get(sign_in::finish), sign_in::STEP))
        .service(paid(way_in(Way::Invitation), entry::STEP))
        .service(paid(way_in(Way::Password), entry::STEP))
        .service(web::resource("/welcome").get(welcome))
        .service(paid(assess::asked(), assess::STEP))
        .service(web::resource(assess::DONE).get(done))
        .service(paid(attend::link(), attend::STEP))
        .service(paid(web::resource("/certificates/{code}.pdf").get(file).head(file), FILE));
}

/// The page of one way in: its form, and what is typed into it.
fn way_in(way: Way) -> Resource {
    web::resource(way.path())
        .get(move |request: HttpRequest, platform: web::Data<Platform>, asked: web::Query<Asked>| {
            std::future::ready(entry::show(&request, &platform, &asked, way))
        })
        .post(move |request, platform, asked, typed| entry::enter(request, platform, asked, typed, way))
}

/// What somebody in a hurry reads.
fn hasty(request: &HttpRequest, seconds: u64) -> HttpResponse {
    let language = language(request, &Asked::default());
    page(StatusCode::TOO_MANY_REQUESTS, language, &Trouble::hasty(language, "/", seconds))
}

/// What a page's address may carry.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// A language that the reader chose.
    lang: Option<String>,
    /// A code that the reader typed.
    code: Option<String>,
}

/// Nothing is loaded from anywhere, nothing runs, and the one style is the page's own, by its digest.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = BASE64.encode(&id::sha256(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
});

/// The language the reader chose, or her browser asks for, or Chinese.
fn language(request: &HttpRequest, asked: &Asked) -> Language {
    let accepted =
        || request.headers().get("accept-language")?.to_str().ok().and_then(Language::from_accept_language);
    asked.lang.as_deref().and_then(Language::from_tag).or_else(accepted).unwrap_or_default()
}

fn page(status: StatusCode, language: Language, template: &impl Template) -> HttpResponse {
    match template.render() {
        Ok(body) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_SECURITY_POLICY, POLICY.as_str()))
            .insert_header((CONTENT_LANGUAGE, language.tag()))
            .insert_header((VARY, "Accept-Language"))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header(("x-robots-tag", "noindex, nofollow"))
            .body(body),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

fn trouble(error: &Error, language: Language, path: &str) -> HttpResponse {
    tracing::error!(%error, path, "a page could not be answered");
    page(StatusCode::INTERNAL_SERVER_ERROR, language, &Trouble::new(language, path))
}

fn landing(request: &HttpRequest, asked: &Asked, has_graphiql: bool) -> HttpResponse {
    let language = language(request, asked);
    page(StatusCode::OK, language, &Landing::new(language, has_graphiql))
}

/// The form; and where it leads, so that the answer stands under the address that is printed on the certificate.
async fn ask(request: HttpRequest, asked: web::Query<Asked>) -> HttpResponse {
    let language = language(&request, &asked);
    let typed: Option<String> = asked.code.as_deref().map(pages::path_of);
    match typed.filter(|code| !code.is_empty()) {
        Some(code) => HttpResponse::SeeOther()
            .insert_header((LOCATION, format!("/verify/{code}?lang={}", language.tag())))
            .finish(),
        None => page(StatusCode::OK, language, &Ask::new(language)),
    }
}

async fn verification(
    request: HttpRequest,
    platform: web::Data<Platform>,
    code: web::Path<String>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    answer(&platform, language(&request, &asked), &code).await
}

/// What a code answers: found where a certificate was ever numbered under it, and not found otherwise.
async fn answer(platform: &Platform, language: Language, code: &str) -> HttpResponse {
    let path = format!("/verify/{}", pages::path_of(code));
    match credentials::verify(platform, code).await {
        Ok(found) => {
            let is_known = found.status != VerificationStatus::Unknown;
            let status = if is_known { StatusCode::OK } else { StatusCode::NOT_FOUND };
            page(status, language, &VerificationPage::new(language, &path, &found))
        }
        Err(error) => trouble(&error, language, &path),
    }
}

/// The certificate itself, as it was issued: it never changes, and its name is its digest.
async fn file(request: HttpRequest, platform: web::Data<Platform>, code: web::Path<String>) -> HttpResponse {
    let language = language(&request, &Asked::default());
    let found = match credentials::certificate_file(&platform, &code).await {
        Ok(found) => found,
        Err(Error::NotFound) => {
            let mut page = answer(&platform, language, &code).await;
            *page.status_mut() = StatusCode::NOT_FOUND;
            return page;
        }
        Err(error) => return trouble(&error, language, &format!("/verify/{}", pages::path_of(&code))),
    };
    let tag = format!("\"{}\"", found.hash);
    let held = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_held =
        held.split(',').any(|held| held.trim() == "*" || held.trim().trim_start_matches("W/") == tag);
    let mut response = if is_held { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header(("x-robots-tag", "noindex, nofollow"));
    if is_held {
        return response.finish();
    }
    response
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"certificate-{}.pdf\"", found.code)))
        .body(found.bytes)
}

#[cfg(test)]
mod tests;
