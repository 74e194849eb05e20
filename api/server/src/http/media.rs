//! In which of GraphQL's two media types an answer goes out, by the Accept header (RFC 9110, 12.5.1).
//!
//! They differ in what the HTTP status means (GraphQL over HTTP, draft): under `application/json` a 200 says only
//! that the request was understood, as clients have long expected; under `application/graphql-response+json` a request
//! that could not be executed is a 400. Who asks for nothing in particular gets `application/json`.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;
use mime::Mime;

/// A media type of GraphQL answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`.
    Json,
    /// `application/graphql-response+json`.
    GraphqlResponse,
}

impl Media {
    /// The Content-Type header's value.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// What the request accepts; `None` when neither type is acceptable.
    ///
    /// Of equal weights the newer type wins, but only where it is asked for by name.
    pub(super) fn accepted_by(request: &HttpRequest) -> Option<Self> {
        let lines = request.headers().get_all(ACCEPT).map(|line| line.to_str().unwrap_or_default());
        let header = lines.collect::<Vec<_>>().join(",");
        if header.trim().is_empty() { Some(Self::Json) } else { Self::accepted(&header) }
    }

    fn accepted(header: &str) -> Option<Self> {
        let ranges: Vec<(Mime, f32)> = header.split(',').filter_map(range).collect();
        let weight = |essence: &str| {
            let same = ranges.iter().filter(|(range, _)| range.essence_str() == essence);
            same.map(|(_, weight)| *weight).reduce(f32::max)
        };
        let newer = weight("application/graphql-response+json").unwrap_or(0.0);
        let json = weight("application/json").or_else(|| weight("application/*")).or_else(|| weight("*/*"));
        let json = json.unwrap_or(0.0);
        if newer > 0.0 && newer >= json {
            Some(Self::GraphqlResponse)
        } else {
            (json > 0.0).then_some(Self::Json)
        }
    }
}

/// One media range and its weight; `None` for what cannot be read or asks for another character set than UTF-8.
fn range(text: &str) -> Option<(Mime, f32)> {
    let range: Mime = text.trim().parse().ok()?;
    let weight = range.get_param("q").map_or(Some(1.0), |weight| weight.as_str().parse().ok())?;
    let is_utf8 = range.get_param("charset").is_none_or(|charset| charset == "utf-8");
    ((0.0..=1.0).contains(&weight) && is_utf8).then_some((range, weight))
}

#[cfg(test)]
mod tests {
    use super::Media;

    #[test]
    fn the_answer_is_of_the_type_that_is_asked_for() {
        let (json, newer) = (Some(Media::Json), Some(Media::GraphqlResponse));
        for (header, expected) in [
            ("*/*", json),
            ("application/*", json),
            ("application/json", json),
            ("application/json; charset=UTF-8", json),
            ("application/graphql-response+json", newer),
            ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", newer),
            ("application/json, application/graphql-response+json", newer),
            ("application/graphql-response+json;q=0.5, application/json", json),
            ("application/graphql-response+json, */*;q=0.1", newer),
            ("application/graphql-response+json;q=0, */*", json),
            ("text/html, application/xhtml+xml, */*;q=0.8", json),
            ("application/json;q=0, */*", None),
            ("text/html", None),
            ("application/json; charset=gb18030", None),
            ("application/json;q=many", None),
            ("nonsense", None),
        ] {
            assert_eq!(Media::accepted(header), expected, "{header}");
        }
    }
}
