//! A real OpenID provider for stories about signing in, written by others: oidc-provider, run by Node.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::Client;
use serde_json::{Value, json};

use crate::checkers::{Checker, outside};
use crate::world::World;

/// What the provider calls this server.
pub const CLIENT_ID: &str = "xinglin";
/// The secret of the two.
pub const CLIENT_SECRET: &str = "a secret of the two";

/// A provider on a free port of 127.0.0.1. Ends when dropped, or with this process.
pub struct OpenIdProvider {
    issuer: String,
    client: Client,
    child: Child,
}

impl OpenIdProvider {
    /// Starts one that lives when the world does. The story declares that it needs [`Checker::OpenId`].
    #[must_use]
    pub fn start(world: &World) -> Self {
        let mut child = Command::new(Checker::OpenId.program())
            .arg(outside("oidc_provider.mjs"))
            .arg(world.clock.now().timestamp_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the provider starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output is ours");
        BufReader::new(stdout).read_line(&mut line).expect("the provider prints its port");
        let port: u16 =
            line.trim().parse().unwrap_or_else(|_| panic!("the provider printed {line:?}, no port"));
        let client = Client::builder().no_proxy().build().expect("an HTTP client");
        Self { issuer: format!("http://127.0.0.1:{port}"), client, child }
    }

    /// What it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Registers where people are sent back to.
    pub async fn register(&self, callback: &str) {
        self.say(json!({ "redirectUri": callback })).await;
    }

    /// Says who it is that comes, and what is known of her: `{"sub": "…", "email": "…", "email_verified": true}`.
    pub async fn expect(&self, person: Value) {
        self.say(person).await;
    }

    /// Makes a new key, and withdraws the one before it.
    pub async fn rotate_keys(&self) {
        self.say(json!({ "rotate": true })).await;
    }

    async fn say(&self, what: Value) {
        let said = self.client.post(format!("{}/control", self.issuer)).json(&what).send().await;
        let said = said.expect("the provider answers");
        assert!(said.status().is_success(), "{}", said.text().await.unwrap_or_default());
    }
}

impl Drop for OpenIdProvider {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("the provider may still run: {error}");
        }
    }
}
