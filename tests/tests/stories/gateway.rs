//! Text messages over real HTTP, to a gateway made up for the story.

use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use aws_lc_rs::hmac;
use chrono::{TimeZone, Utc};
use platform::id;
use platform::text_message::{Gateway, TextMessage, TextMessageError};
use serde_json::{Value, json};
use xinglin_tests::stories::{Story, plain};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        plain(a_text_message_is_signed_and_its_refusals_are_told_apart),
        plain(without_a_gateway_text_messages_become_files),
    ]
}

const SECRET: &str = "示例·a secret of the two of us";

/// What the gateway answers next, and what it was sent.
#[derive(Default)]
struct Desk {
    answers: Vec<u16>,
    taken: Vec<Value>,
}

/// Takes what bears a valid signature, as the documentation asks a gateway to.
async fn take(request: HttpRequest, body: web::Bytes, desk: web::Data<Mutex<Desk>>) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).unwrap().to_str().unwrap().to_owned();
    let signed = [header("x-xinglin-timestamp").as_bytes(), b".", &body].concat();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = id::hex(hmac::sign(&key, &signed).as_ref());
    if header("x-xinglin-signature") != format!("sha256={tag}") {
        return HttpResponse::Unauthorized().finish();
    }
    assert_eq!(header("x-xinglin-timestamp"), "1772413200");
    assert_eq!(header("content-type"), "application/json");
    let mut desk = desk.lock().unwrap();
    let status = desk.answers.pop().unwrap_or(200);
    desk.taken.push(serde_json::from_slice(&body).unwrap());
    HttpResponse::build(StatusCode::from_u16(status).unwrap()).finish()
}

fn message() -> TextMessage {
    TextMessage {
        id: "one-time-code-1".to_owned(),
        to: "13800000009".to_owned(),
        signature: "杏林".to_owned(),
        template: "INVITATION".to_owned(),
        parameters: vec!["0000-0000-0000-0000".to_owned(), "2026-03-09 09:00".to_owned()],
    }
}

async fn a_text_message_is_signed_and_its_refusals_are_told_apart() {
    let desk = web::Data::from(Arc::new(Mutex::new(Desk::default())));
    let shared = desk.clone();
    let server =
        HttpServer::new(move || App::new().app_data(shared.clone()).route("/sms", web::post().to(take)))
            .workers(1)
            .disable_signals()
            .bind("127.0.0.1:0")
            .unwrap();
    let url = format!("http://{}/sms", server.addrs()[0]);
    let running = server.run();
    let handle = running.handle();
    let task = tokio::spawn(running);
    let now = Utc.with_ymd_and_hms(2026, 3, 2, 1, 0, 0).unwrap();
    let gateway = Gateway::http(&url, SECRET).unwrap();

    gateway.send(message(), now).await.unwrap();
    assert_eq!(
        desk.lock().unwrap().taken,
        [json!({
            "id": "one-time-code-1", "to": "13800000009", "signature": "杏林", "template": "INVITATION",
            "parameters": ["0000-0000-0000-0000", "2026-03-09 09:00"],
        })]
    );
    for (status, is_transient) in [(503, true), (429, true), (408, true), (400, false), (403, false)] {
        desk.lock().unwrap().answers.push(status);
        let error = gateway.send(message(), now).await.unwrap_err();
        assert_eq!(error.is_transient(), is_transient, "{status}: {error:?}");
    }
    let stranger = Gateway::http(&url, "another secret of somebody").unwrap();
    assert!(matches!(stranger.send(message(), now).await, Err(TextMessageError::Permanent(_))));
    handle.stop(true).await;
    task.await.unwrap().unwrap();
    let silent = gateway.send(message(), now).await.unwrap_err();
    assert!(silent.is_transient());
    assert!(!silent.message().to_string().contains("/sms"), "{silent:?}");

    for (url, secret) in [("ftp://gateway.example", SECRET), ("nonsense", SECRET), (url.as_str(), "short")] {
        assert_eq!(Gateway::http(url, secret).unwrap_err().key(), "platform-text-message-url");
    }
}

async fn without_a_gateway_text_messages_become_files() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = Gateway::folder(folder.path().join("text-messages"));
    for _ in 0..2 {
        gateway.send(message(), Utc.with_ymd_and_hms(2026, 3, 2, 1, 0, 0).unwrap()).await.unwrap();
    }
    let files: Vec<_> = std::fs::read_dir(folder.path().join("text-messages")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read(files[0].as_ref().unwrap().path()).unwrap();
    assert_eq!(serde_json::from_slice::<TextMessage>(&text).unwrap(), message());
}
