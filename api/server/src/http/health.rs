//! The two questions of whoever keeps the processes running.
//!
//! `/healthz`: does this process answer at all? If not, start it anew. `/readyz`: can it serve, its database reachable
//! and migrated? If not, send nobody here for now. The reason stands in the log and not in the answer, which anybody
//! can ask for.

use std::rc::Rc;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, ServiceConfig};
use futures_util::future::LocalBoxFuture;

/// Registers both addresses. `check` says why the process cannot serve at the moment, in English, for the log.
pub fn configure<C>(config: &mut ServiceConfig, check: C)
where
    C: Fn() -> LocalBoxFuture<'static, Result<(), String>> + 'static,
{
    let check = Rc::new(check);
    let ready = move || {
        let check = Rc::clone(&check);
        async move { answer(is_ready(check().await)) }
    };
    let healthy = async || answer(true);
    config
        .service(web::resource("/healthz").get(healthy).head(healthy))
        .service(web::resource("/readyz").get(ready.clone()).head(ready));
}

fn is_ready(checked: Result<(), String>) -> bool {
    checked.inspect_err(|reason| tracing::warn!(reason, "not ready")).is_ok()
}

fn answer(is_well: bool) -> HttpResponse {
    let mut response = if is_well { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let text = if is_well { "ok\n" } else { "not ready\n" };
    response.insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(text)
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::http::Method;
    use actix_web::test::{TestRequest, call_service, init_service};

    use super::configure;

    async fn statuses(checked: Result<(), String>) -> (u16, u16) {
        let app = App::new().configure(move |config| {
            let checked = checked.clone();
            configure(config, move || Box::pin(std::future::ready(checked.clone())));
        });
        let app = init_service(app).await;
        let health = call_service(&app, TestRequest::get().uri("/healthz").to_request()).await.status();
        let ready = call_service(&app, TestRequest::get().uri("/readyz").to_request()).await.status();
        let head = TestRequest::default().method(Method::HEAD).uri("/readyz");
        assert_eq!(call_service(&app, head.to_request()).await.status(), ready);
        (health.as_u16(), ready.as_u16())
    }

    #[actix_web::test]
    async fn a_process_that_lives_may_not_be_ready() {
        assert_eq!(statuses(Ok(())).await, (200, 200));
        assert_eq!(statuses(Err("no database".to_owned())).await, (200, 503));
    }
}
