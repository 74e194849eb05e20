//! Who is asking: a bearer token, looked up once for each request; without one, a stranger who may ask what strangers
//! may. A token that is no token, or is not valid any more, is told so, and never taken for a stranger.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap};
use async_graphql::Data;
use domain::identity;
use graphql::RequestContext;
use platform::Platform;
use platform::error::Error;
use platform::text::Language;

use crate::app::is_loopback;
use crate::http::graphql::{Admission, Admit, Denial};
use crate::http::request_id::RequestId;

/// Recognises callers by their tokens. Strangers may read the schema only where the server is reached from its own
/// machine, that is, while somebody tries it out.
#[must_use]
pub(crate) fn admit(platform: &Platform) -> Admit {
    let platform = platform.clone();
    let is_local = is_loopback(&platform.config.public_url());
    Arc::new(move |request, _errand| {
        let platform = platform.clone();
        Box::pin(async move { recognise(platform, &request, is_local).await })
    })
}

async fn recognise(platform: Platform, request: &HttpRequest, is_local: bool) -> Result<Admission, Denial> {
    let request_id = RequestId::of(request);
    let viewer = match bearer(request.headers())? {
        None => None,
        Some(token) => {
            let found = identity::viewer_by_token(&platform, token, Some(request_id.clone())).await;
            Some(found.map_err(|error| denial(&error))?)
        }
    };
    let may_introspect = is_local || viewer.is_some();
    let mut data = Data::default();
    data.insert(RequestContext::new(platform, viewer, reader_language(request), request_id));
    Ok(Admission { data, may_introspect, headers: actix_web::http::header::HeaderMap::new() })
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
