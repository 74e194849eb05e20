//! Competency frameworks as CASE 1.1 gives them to anybody: `GET` below `/ims/case/v1p1`.
//!
//! Source: CASE Service 1.1 REST/JSON Binding. Only frameworks in use are listed; an identifier that was ever given out is
//! answered from then on. Each request is paid for from the allowance of its address, because a large framework is read
//! whole for one of its parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, LINK};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use domain::curricula::{self, Endpoint, Filter, Listing, Page};
use platform::Platform;
use platform::error::Error;
use platform::text::Message;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::admission::reader_language;
use crate::http::allowance::{self, Allowances};

/// Where the service stands.
const BASE: &str = "/ims/case/v1p1";
/// What a request costs, in points of the asker's address.
const READING: u64 = 10;
/// How many rows there are on all pages.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// The read endpoints.
pub(crate) fn resource(
    platform: Platform,
    allowances: &Arc<Allowances>,
) -> impl HttpServiceFactory + 'static {
    let allowances = Arc::clone(allowances);
    web::scope(BASE)
        .app_data(web::Data::new(platform))
        .service(web::resource("/CFDocuments").get(documents).head(documents))
        .service(web::resource("/{kind}/{identifier}").get(object).head(object))
        .wrap(from_fn(move |request, next| {
            allowance::pay(Arc::clone(&allowances), READING, hasty, request, next)
        }))
}

fn address(platform: &Platform) -> String {
    format!("{}{BASE}", platform.config.public_url())
}

/// What was asked of the list, as it came.
type Asked = web::Query<BTreeMap<String, String>>;

async fn documents(request: HttpRequest, platform: web::Data<Platform>, asked: Asked) -> HttpResponse {
    let text = |name: &str| asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let listing = Listing {
        limit: text("limit").and_then(|limit| limit.parse().ok()),
        offset: text("offset").and_then(|offset| offset.parse().ok()).unwrap_or_default(),
        sort: text("sort").map(str::to_owned),
        is_descending: text("orderBy").is_some_and(|order| order.eq_ignore_ascii_case("desc")),
        filter: text("filter").and_then(Filter::parse),
        fields: text("fields")
            .map(|names| names.split(',').map(|name| name.trim().to_owned()).collect())
            .unwrap_or_default(),
    };
    if let Some(field) = listing.unknown_field() {
        let message = Message::new("frameworks-case-no-field").with("field", field);
        return refuse(&request, StatusCode::BAD_REQUEST, ("fields", "invalid_selection_field"), &message);
    }
    let base = address(&platform);
    let found = if text("filter").is_some() && listing.filter.is_none() {
        Ok(Vec::new())
    } else {
        curricula::case_documents(&platform, &base).await
    };
    match found {
        Ok(found) => {
            let page = listing.page(found);
            let mut answer = json_of(StatusCode::OK, json!({ "CFDocuments": page.documents }).to_string());
            let links = links(&format!("{base}/CFDocuments"), &asked, listing.offset, &page);
            answer.headers_mut().insert(TOTAL, page.total.into());
            if let Some(links) = links.and_then(|links| links.parse().ok()) {
                answer.headers_mut().insert(LINK, links);
            }
            answer
        }
        Err(error) => fault(&request, &error),
    }
}

/// Where the other pages lie (RFC 8288), with everything else as it was asked.
fn links(address: &str, asked: &BTreeMap<String, String>, offset: usize, page: &Page) -> Option<String> {
    let last = page.total.saturating_sub(1) / page.limit * page.limit;
    let mut places = vec![("first", 0), ("last", last)];
    if offset > 0 {
        places.push(("prev", offset.saturating_sub(page.limit)));
    }
    let next = offset.saturating_add(page.limit);
    if next < page.total {
        places.push(("next", next));
    }
    let kept = asked.iter().filter(|(name, _)| !matches!(name.as_str(), "limit" | "offset"));
    let link = |(relation, offset): &(&str, usize)| {
        let mut url = Url::parse(address).ok()?;
        url.query_pairs_mut()
            .extend_pairs(kept.clone())
            .append_pair("limit", &page.limit.to_string())
            .append_pair("offset", &offset.to_string());
        Some(format!("<{url}>; rel=\"{relation}\""))
    };
    places.iter().map(link).collect::<Option<Vec<_>>>().map(|links| links.join(", "))
}

async fn object(
    request: HttpRequest,
    platform: web::Data<Platform>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (kind, identifier) = path.into_inner();
    let unknown = || {
        let message = Message::new("frameworks-case-unknown");
        refuse(&request, StatusCode::NOT_FOUND, ("sourcedId", "unknownobject"), &message)
    };
    let Some(endpoint) = Endpoint::ALL.iter().copied().find(|endpoint| endpoint.name() == kind) else {
        return unknown();
    };
    // A UUID can be written in other ways, which no address of ours has.
    let Some(identifier) = Uuid::try_parse(&identifier).ok().filter(|_| identifier.len() == 36) else {
        let message = Message::new("frameworks-case-no-uuid");
        return refuse(&request, StatusCode::NOT_FOUND, ("sourcedId", "invalid_uuid"), &message);
    };
    match curricula::case_object(&platform, endpoint, identifier, &address(&platform)).await {
        Ok(found) => json_of(StatusCode::OK, found),
        Err(Error::NotFound) => unknown(),
        Err(error) => fault(&request, &error),
    }
}

fn fault(request: &HttpRequest, error: &Error) -> HttpResponse {
    tracing::error!(%error, path = request.path(), "a framework could not be read");
    let message = Message::new("frameworks-case-fault");
    refuse(request, StatusCode::INTERNAL_SERVER_ERROR, ("TargetEndSystem", "internal_server_error"), &message)
}

fn hasty(request: &HttpRequest, seconds: u64) -> HttpResponse {
    let message = Message::new("http-rate-limited").with("seconds", seconds.to_string());
    refuse(request, StatusCode::TOO_MANY_REQUESTS, ("TargetEndSystem", "server_busy"), &message)
}

/// A refusal as `imsx_StatusInfo`: what is at fault, the code for programs, and a sentence for people.
fn refuse(
    request: &HttpRequest,
    status: StatusCode,
    (name, value): (&str, &str),
    message: &Message,
) -> HttpResponse {
    let body = json!({
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": message.render(reader_language(request)),
        "imsx_codeMinor": { "imsx_codeMinorField": [
            { "imsx_codeMinorFieldName": name, "imsx_codeMinorFieldValue": value },
        ] },
    });
    json_of(status, body.to_string())
}

/// Frameworks change seldom, and a refusal may be one of this moment: each is asked for again.
fn json_of(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Page, links};

    #[test]
    fn links_lead_from_page_to_page() {
        let asked = BTreeMap::from([("filter", "title='a b'"), ("limit", "2"), ("offset", "2")]);
        let asked = asked.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let page = Page { documents: Vec::new(), total: 5, limit: 2 };
        let links = links("https://xinglin.example/CFDocuments", &asked, 2, &page).unwrap();
        let link = |offset: u32, relation: &str| {
            format!(
                "<https://xinglin.example/CFDocuments?filter=title%3D%27a+b%27&limit=2&offset={offset}>; rel=\"{relation}\""
            )
        };
        let expected = [link(0, "first"), link(4, "last"), link(0, "prev"), link(4, "next")];
        assert_eq!(links, expected.join(", "));
    }
}
