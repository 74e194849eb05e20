//! An OpenID provider made up for a story: it says what it is told to say, right or wrong, and signs it as it is told to.

use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use aws_lc_rs::{digest, hmac};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Map, Value, json};

use crate::browser::Page;
use crate::openid::{CLIENT_ID, CLIENT_SECRET};
use crate::world::World;

/// The code that the provider exchanges.
pub const CODE: &str = "code-of-the-fake";

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// By the key that is published.
    ByKey,
    /// By a key that was withdrawn, under its own name.
    ByWithdrawnKey,
    /// By a key that was withdrawn, under the name of the one that is published.
    ByKeyOfSameName,
    /// By the secret that it shares with its client.
    BySecret,
    /// Not at all.
    NotAtAll,
}

/// A provider on a free port of 127.0.0.1. Ends when dropped.
pub struct FakeProvider {
    issuer: String,
    desk: Arc<Mutex<Desk>>,
    handle: ServerHandle,
}

struct Desk {
    world: World,
    issuer: String,
    /// What its discovery document calls it.
    described_as: String,
    key: EcdsaKeyPair,
    withdrawn: EcdsaKeyPair,
    /// What the attempt under way asked for.
    nonce: String,
    challenge: String,
    /// What it says instead of the truth; null is left out.
    claims: Map<String, Value>,
    signed: Signed,
    /// How often it was asked for a token.
    asked: u32,
}

fn new_key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key")
}

fn sealed(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

impl Desk {
    fn token(&self) -> String {
        let now = self.world.clock.now().timestamp();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "fake-1", "nonce": self.nonce, "iat": now, "exp": now + 300,
            "email": "supervisor@sample.example", "email_verified": true,
        });
        for (name, value) in &self.claims {
            claims[name] = value.clone();
        }
        let claims: Map<String, Value> = claims
            .as_object()
            .expect("an object")
            .clone()
            .into_iter()
            .filter(|(_, v)| !v.is_null())
            .collect();
        let (algorithm, name) = match self.signed {
            Signed::ByKey | Signed::ByKeyOfSameName => ("ES256", json!("new")),
            Signed::ByWithdrawnKey => ("ES256", json!("old")),
            Signed::BySecret => ("HS256", Value::Null),
            Signed::NotAtAll => ("none", Value::Null),
        };
        let mut header = json!({"alg": algorithm, "typ": "JWT"});
        if !name.is_null() {
            header["kid"] = name;
        }
        let text = format!("{}.{}", sealed(&header), sealed(&Value::Object(claims)));
        let by = |key: &EcdsaKeyPair| {
            key.sign(&SystemRandom::new(), text.as_bytes()).expect("a signature").as_ref().to_vec()
        };
        let signature = match self.signed {
            Signed::ByKey => by(&self.key),
            Signed::ByWithdrawnKey | Signed::ByKeyOfSameName => by(&self.withdrawn),
            Signed::BySecret => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, CLIENT_SECRET.as_bytes());
                hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
            }
            Signed::NotAtAll => Vec::new(),
        };
        format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
    }
}

type Shared = web::Data<Mutex<Desk>>;

async fn discovery(desk: Shared) -> HttpResponse {
    let (issuer, described_as) = {
        let desk = desk.lock().expect("no panic");
        (desk.issuer.clone(), desk.described_as.clone())
    };
    HttpResponse::Ok().json(json!({
        "issuer": described_as, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
    }))
}

async fn keys(desk: Shared) -> HttpResponse {
    let desk = desk.lock().expect("no panic");
    let point = desk.key.public_key().as_ref();
    let (x, y) = (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..]));
    let key =
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "new", "x": x, "y": y});
    HttpResponse::Ok().json(json!({ "keys": [key] }))
}

async fn token(request: HttpRequest, form: web::Form<Value>, desk: Shared) -> HttpResponse {
    let mut desk = desk.lock().expect("no panic");
    desk.asked += 1;
    let basic = format!("{CLIENT_ID}:{}", CLIENT_SECRET.replace(' ', "+"));
    let basic = format!("Basic {}", BASE64.encode(basic.as_bytes()));
    let is_client =
        request.headers().get("authorization").is_some_and(|given| given.as_bytes() == basic.as_bytes());
    let verifier = form["code_verifier"].as_str().unwrap_or_default();
    let challenge = BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
    if !is_client || form["code"] != CODE || challenge != desk.challenge {
        return HttpResponse::BadRequest().json(json!({"error": "invalid_grant"}));
    }
    HttpResponse::Ok().json(json!({
        "access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": desk.token(),
    }))
}

impl FakeProvider {
    /// Starts one that lives when the world does.
    #[must_use]
    pub fn start(world: &World) -> Self {
        let desk = Arc::new(Mutex::new(Desk {
            world: world.clone(),
            issuer: String::new(),
            described_as: String::new(),
            key: new_key(),
            withdrawn: new_key(),
            nonce: String::new(),
            challenge: String::new(),
            claims: Map::new(),
            signed: Signed::ByKey,
            asked: 0,
        }));
        let shared = web::Data::from(Arc::clone(&desk));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/.well-known/openid-configuration", web::get().to(discovery))
                .route("/keys", web::get().to(keys))
                .route("/token", web::post().to(token))
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").expect("a port");
        let issuer = format!("http://{}", server.addrs()[0]);
        {
            let mut desk = desk.lock().expect("no panic");
            (desk.issuer, desk.described_as) = (issuer.clone(), issuer.clone());
        }
        let running = server.run();
        let handle = running.handle();
        tokio::spawn(running);
        Self { issuer, desk, handle }
    }

    /// What it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().expect("no panic")
    }

    /// Learns what the attempt asked for that led a browser here.
    pub fn receive(&self, begun: &Page) {
        let mut desk = self.desk();
        (desk.nonce, desk.challenge) = (begun.parameter("nonce"), begun.parameter("code_challenge"));
    }

    /// Says from now on this instead of the truth (null is left out), signed so.
    ///
    /// # Panics
    /// When the claims are no object.
    pub fn say(&self, claims: &Value, signed: Signed) {
        let mut desk = self.desk();
        desk.claims.clone_from(claims.as_object().expect("claims are an object"));
        desk.signed = signed;
    }

    /// Describes itself from now on as another one.
    pub fn describe_as(&self, issuer: &str) {
        issuer.clone_into(&mut self.desk().described_as);
    }

    /// How often it was asked for a token.
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.desk().asked
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}
