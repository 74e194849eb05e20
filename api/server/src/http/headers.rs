//! What every answer tells a browser: do not guess types, do not tell others where you came from, run nothing that is
//! not ours, keep others out of our window and our files, ask for no device, and do not be put in a frame. An answer
//! that needs to say otherwise sets the header itself and is heard.

use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CROSS_ORIGIN_OPENER_POLICY, CROSS_ORIGIN_RESOURCE_POLICY, PERMISSIONS_POLICY,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::DefaultHeaders;

/// The content security policy of every answer that sets none: own files only, no inline script or style, no frame.
pub const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// What no page of ours asks a device for. Where somebody is, first of all, is not recorded at a check-in.
pub const PERMISSIONS: &str = "geolocation=(), accelerometer=(), bluetooth=(), browsing-topics=(), camera=(), \
     display-capture=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Only encrypted from now on, for a year; the address's subdomains too, of which Xinglin has none.
const ENCRYPTED_ONLY: &str = "max-age=31536000; includeSubDomains";

/// The middleware that adds the headers which an answer does not have yet. Addresses carry one-time secrets: no
/// referrer is sent, to anybody. `is_https` says whether people reach the server by https; where they do not, a browser
/// could never come back.
#[must_use]
pub fn security(is_https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((REFERRER_POLICY, "no-referrer"))
        .add((X_FRAME_OPTIONS, "DENY"))
        .add((CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .add((PERMISSIONS_POLICY, PERMISSIONS))
        .add((CROSS_ORIGIN_OPENER_POLICY, "same-origin"))
        .add((CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"));
    if is_https { headers.add((STRICT_TRANSPORT_SECURITY, ENCRYPTED_ONLY)) } else { headers }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderMap};
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::{CONTENT_POLICY, PERMISSIONS, security};

    async fn answered(path: &str, is_https: bool) -> HeaderMap {
        let own = || async {
            HttpResponse::Ok().insert_header((CONTENT_SECURITY_POLICY, "default-src *")).finish()
        };
        let app = App::new()
            .wrap(security(is_https))
            .route("/plain", web::get().to(HttpResponse::Ok))
            .route("/own", web::get().to(own));
        let app = init_service(app).await;
        call_service(&app, TestRequest::get().uri(path).to_request()).await.headers().clone()
    }

    #[actix_web::test]
    async fn every_answer_carries_them_even_when_nothing_is_found() {
        for path in ["/plain", "/nothing"] {
            let headers = answered(path, true).await;
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("x-frame-options", "DENY"),
                ("content-security-policy", CONTENT_POLICY),
                ("permissions-policy", PERMISSIONS),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ] {
                assert_eq!(headers.get(name).unwrap(), value);
            }
        }
    }

    /// RFC 6797, 7.2: not over http, where anybody on the way could say it.
    #[actix_web::test]
    async fn encryption_is_not_promised_where_there_is_none() {
        assert!(!answered("/plain", false).await.contains_key("strict-transport-security"));
    }

    #[actix_web::test]
    async fn a_page_with_its_own_policy_keeps_it() {
        assert_eq!(answered("/own", true).await.get("content-security-policy").unwrap(), "default-src *");
    }
}
