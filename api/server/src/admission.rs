//! Who is asking: a bearer token, or the cookie of a session, looked up once for each request; without one, a stranger
//! who may ask what strangers may.
//!
//! A token that is no token, or is not valid any more, is told so, and never taken for a stranger. A cookie is sent by a
//! browser whether anybody meant it or not: one that is not valid any more is taken away, and an act that a browser sends
//! along from another site is refused. Everybody pays for what they ask; whoever brings a token that is none pays as the
//! stranger she is.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, HeaderMap, HeaderValue, ORIGIN, SET_COOKIE, USER_AGENT,
};
use async_graphql::Data;
use async_graphql::parser::types::OperationType;
use domain::identity::{self, Viewer};
use graphql::RequestContext;
use graphql::identity::cookies::Cookie;
use platform::Platform;
use platform::config::Introspection;
use platform::error::Error;
use platform::text::Language;

use crate::http::address::client_address;
use crate::http::allowance::{Allowances, Caller, Standing};
use crate::http::graphql::{Admission, Admit, Denial, Errand};
use crate::http::request_id::RequestId;

/// What it costs a stranger to bring a token that is none, in points.
const WRONG_TOKEN: u64 = 10;

/// Recognises callers by their tokens and sessions, and lets those read the schema who may.
#[must_use]
pub(crate) fn admit(platform: &Platform, allowances: &Arc<Allowances>) -> Admit {
    let (platform, allowances) = (platform.clone(), Arc::clone(allowances));
    let introspection = platform.config.introspection();
    Arc::new(move |request, errand| {
        let (platform, allowances) = (platform.clone(), Arc::clone(&allowances));
        Box::pin(async move {
            let stranger = Caller::stranger(client_address(&request));
            let mut headers = HeaderMap::new();
            let viewer = match recognise(&platform, &request, errand, &mut headers).await {
                Err(Denial::Unauthenticated) => {
                    allowances.spend(stranger, WRONG_TOKEN)?;
                    return Err(Denial::Unauthenticated);
                }
                other => other?,
            };
            let caller = viewer.as_ref().map_or(stranger, |viewer| Caller::Known(viewer.person_id));
            if let Some(standing) = allowances.spend(caller, errand.cost)? {
                Standing::tell(&standing, &mut headers);
            }
            let may_introspect = match introspection {
                Introspection::On => true,
                Introspection::Authenticated => viewer.is_some(),
                Introspection::Off => false,
            };
            Ok(Admission { data: data(platform, &request, viewer), may_introspect, headers })
        })
    })
}

async fn recognise(
    platform: &Platform,
    request: &HttpRequest,
    errand: Errand,
    headers: &mut HeaderMap,
) -> Result<Option<Viewer>, Denial> {
    let request_id = RequestId::of(request);
    if let Some(token) = bearer(request.headers())? {
        let found = identity::viewer_by_token(platform, token, Some(request_id)).await;
        return found.map(Some).map_err(|error| denial(&error));
    }
    if errand.operation == OperationType::Mutation {
        accept_origin(request.headers(), &platform.config.public_url())?;
    }
    by_cookie(platform, request, &request_id, headers).await
}

/// What resolvers find about the request.
fn data(platform: Platform, request: &HttpRequest, viewer: Option<Viewer>) -> Data {
    let mut data = Data::default();
    data.insert(caller(request));
    data.insert(RequestContext::new(platform, viewer, reader_language(request), RequestId::of(request)));
    data
}

/// Where a request comes from.
pub(crate) fn caller(request: &HttpRequest) -> identity::Caller {
    identity::Caller {
        address: Some(client_address(request)),
        user_agent: text(request.headers(), &USER_AGENT).map(str::to_owned),
        request_id: Some(RequestId::of(request)),
    }
}

/// The secret of one of our cookies, where a browser brings exactly one.
pub(crate) fn cookie<'r>(platform: &Platform, request: &'r HttpRequest, cookie: Cookie) -> Option<&'r str> {
    text(request.headers(), &COOKIE).and_then(|header| cookie.find(&platform.config, header))
}

/// Whose session a cookie names. One that is over makes a stranger, so that she can sign in again, and is taken away.
async fn by_cookie(
    platform: &Platform,
    request: &HttpRequest,
    request_id: &str,
    headers: &mut HeaderMap,
) -> Result<Option<Viewer>, Denial> {
    let Some(secret) = cookie(platform, request, Cookie::Session) else {
        return Ok(None);
    };
    match identity::viewer_by_token(platform, secret, Some(request_id.to_owned())).await {
        Ok(viewer) => Ok(Some(viewer)),
        Err(Error::Unauthenticated) => {
            if let Ok(gone) = HeaderValue::from_str(&Cookie::Session.gone(&platform.config)) {
                headers.insert(SET_COOKIE, gone);
            }
            Ok(None)
        }
        Err(error) => Err(denial(&error)),
    }
}

/// Refuses what a browser says comes from another site. A program that is no browser says nothing of it, and has no
/// cookies of somebody else's either.
fn accept_origin(headers: &HeaderMap, public_url: &str) -> Result<(), Denial> {
    let site = headers.get("sec-fetch-site").map(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    let origin = headers.get(ORIGIN).map(|origin| {
        let own = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
        own.is_ok_and(|own| origin.as_bytes() == own.as_bytes())
    });
    // A browser that knows of Sec-Fetch-Site is believed; behind a proxy its Origin may have another name.
    match (site, origin) {
        (Some(true), _) | (None, Some(true) | None) => Ok(()),
        (Some(false), _) | (None, Some(false)) => Err(Denial::ForeignOrigin),
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &actix_web::http::header::HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn denial(error: &Error) -> Denial {
    if matches!(error, Error::Unauthenticated) {
        return Denial::Unauthenticated;
    }
    tracing::error!(%error, "a token could not be looked up");
    Denial::Internal
}

/// The token of an Authorization header (RFC 6750, 2.1); none when there is no such header.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Denial> {
    let mut given = headers.get_all(AUTHORIZATION);
    let Some(value) = given.next() else {
        return Ok(None);
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .filter(|token| token.starts_with("xlt_"));
    match (token, given.next()) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(Denial::Unauthenticated),
    }
}

/// The language that the reader prefers.
pub(crate) fn reader_language(request: &HttpRequest) -> Language {
    let header = text(request.headers(), &ACCEPT_LANGUAGE);
    header.and_then(Language::from_accept_language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};

    use super::{Denial, accept_origin, bearer};

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_token_is_read_and_its_absence_too() {
        assert_eq!(bearer(&headers(&[])), Ok(None));
        assert_eq!(bearer(&headers(&["Bearer xlt_0123"])), Ok(Some("xlt_0123")));
        assert_eq!(bearer(&headers(&["bearer  xlt_0123"])), Ok(Some("xlt_0123")));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let refused: [&[&'static str]; 6] = [
            &[""],
            &["xlt_0123"],
            &["Basic eHk6eg=="],
            &["Bearer "],
            &["Bearer upl_0123"],
            &["Bearer xlt_0123", "Bearer xlt_0123"],
        ];
        for values in refused {
            assert_eq!(bearer(&headers(values)), Err(Denial::Unauthenticated), "{values:?}");
        }
    }

    #[test]
    fn an_act_from_another_site_is_refused() {
        let ours = "https://xinglin.example";
        let said = |site: Option<&'static str>, origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    headers.append(name.parse().unwrap(), HeaderValue::from_static(value));
                }
            }
            accept_origin(&headers, ours).is_ok()
        };
        assert!(said(None, None));
        assert!(said(Some("same-origin"), Some(ours)));
        assert!(said(Some("none"), None));
        assert!(said(None, Some(ours)));
        for site in ["cross-site", "same-site", ""] {
            assert!(!said(Some(site), None), "{site}");
            assert!(!said(Some(site), Some(ours)), "{site}");
        }
        for origin in
            ["null", "https://evil.example", "http://xinglin.example", "https://xinglin.example:8443"]
        {
            assert!(!said(None, Some(origin)), "{origin}");
        }
    }
}
