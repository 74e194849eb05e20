//! What every answer tells a browser: do not guess types, do not tell others where you came from, run nothing that is
//! not ours, and do not be put in a frame. An answer that needs to say otherwise sets the header itself and is heard.

use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::DefaultHeaders;

/// The content security policy of every answer that sets none: own files only, no inline script or style, no frame.
pub const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The middleware that adds the headers which an answer does not have yet. Addresses carry one-time secrets: no
/// referrer is sent, to anybody.
#[must_use]
pub fn security() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((REFERRER_POLICY, "no-referrer"))
        .add((X_FRAME_OPTIONS, "DENY"))
        .add((CONTENT_SECURITY_POLICY, CONTENT_POLICY))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderMap};
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::{CONTENT_POLICY, security};

    async fn answered(path: &str) -> HeaderMap {
        let own = || async {
            HttpResponse::Ok().insert_header((CONTENT_SECURITY_POLICY, "default-src *")).finish()
        };
        let app = App::new()
            .wrap(security())
            .route("/plain", web::get().to(HttpResponse::Ok))
            .route("/own", web::get().to(own));
        let app = init_service(app).await;
        call_service(&app, TestRequest::get().uri(path).to_request()).await.headers().clone()
    }

    #[actix_web::test]
    async fn every_answer_carries_them_even_when_nothing_is_found() {
        for path in ["/plain", "/nothing"] {
            let headers = answered(path).await;
            assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
            assert_eq!(headers.get("referrer-policy").unwrap(), "no-referrer");
            assert_eq!(headers.get("x-frame-options").unwrap(), "DENY");
            assert_eq!(headers.get("content-security-policy").unwrap(), CONTENT_POLICY);
        }
    }

    #[actix_web::test]
    async fn a_page_with_its_own_policy_keeps_it() {
        assert_eq!(answered("/own").await.get("content-security-policy").unwrap(), "default-src *");
    }
}
