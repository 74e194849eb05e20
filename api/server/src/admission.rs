//! Who is asking: a bearer token, looked up once for each request; without one, a stranger who may ask what strangers
//! may. A token that is no token, or is not valid any more, is told so, and never taken for a stranger. Everybody pays
//! for what they ask; whoever brings a token that is none pays as the stranger she is.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap};
use async_graphql::Data;
use domain::identity::{self, Viewer};
use graphql::RequestContext;
use platform::Platform;
use platform::config::Introspection;
use platform::error::Error;
use platform::text::Language;

use crate::http::address::client_address;
use crate::http::allowance::{Allowances, Caller, Standing};
use crate::http::graphql::{Admission, Admit, Denial};
use crate::http::request_id::RequestId;

/// What it costs a stranger to bring a token that is none, in points.
const WRONG_TOKEN: u64 = 10;

/// Recognises callers by their tokens, and lets those read the schema who may.
#[must_use]
pub(crate) fn admit(platform: &Platform, allowances: &Arc<Allowances>) -> Admit {
    let (platform, allowances) = (platform.clone(), Arc::clone(allowances));
    let introspection = platform.config.introspection();
    Arc::new(move |request, errand| {
        let (platform, allowances) = (platform.clone(), Arc::clone(&allowances));
        Box::pin(async move {
            let stranger = Caller::stranger(client_address(&request));
            let viewer = match recognise(&platform, &request).await {
                Err(Denial::Unauthenticated) => {
                    allowances.spend(stranger, WRONG_TOKEN)?;
                    return Err(Denial::Unauthenticated);
                }
                other => other?,
            };
            let caller = viewer.as_ref().map_or(stranger, |viewer| Caller::Known(viewer.person_id));
            let standing = allowances.spend(caller, errand.cost)?;
            Ok(admitted(platform, &request, viewer, standing, introspection))
        })
    })
}

async fn recognise(platform: &Platform, request: &HttpRequest) -> Result<Option<Viewer>, Denial> {
    let Some(token) = bearer(request.headers())? else {
        return Ok(None);
    };
    let found = identity::viewer_by_token(platform, token, Some(RequestId::of(request))).await;
    found.map(Some).map_err(|error| denial(&error))
}

fn admitted(
    platform: Platform,
    request: &HttpRequest,
    viewer: Option<Viewer>,
    standing: Option<Standing>,
    introspection: Introspection,
) -> Admission {
    let may_introspect = match introspection {
        Introspection::On => true,
        Introspection::Authenticated => viewer.is_some(),
        Introspection::Off => false,
    };
    let mut data = Data::default();
    data.insert(RequestContext::new(platform, viewer, reader_language(request), RequestId::of(request)));
    let mut headers = HeaderMap::new();
    if let Some(standing) = standing {
        standing.tell(&mut headers);
    }
    Admission { data, may_introspect, headers }
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
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Language::from_accept_language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};

    use super::{Denial, bearer};

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
}
