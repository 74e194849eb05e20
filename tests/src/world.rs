//! The world a story happens in: one server, its database, its clock, its mailbox.

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use platform::Platform;
use platform::clock::Clock;
use platform::mail::Transport;
use platform::text_message::Gateway;
use reqwest::Client;
use tokio::sync::Mutex;

use crate::actors::Actor;
use crate::databases::Database;
use crate::server::{self, Running};

/// One server with all that belongs to it. Copies are the same world.
#[derive(Clone)]
pub struct World {
    /// What the server believes the time is; it begins at [`World::beginning`].
    pub clock: Clock,
    /// Every mail that the server sent.
    pub mailbox: Transport,
    /// Every text message that the server sent.
    pub text_messages: Gateway,
    /// The database under the server.
    pub database: Arc<Database>,
    server: Arc<Mutex<Option<Running>>>,
    base: Arc<std::sync::Mutex<String>>,
    settings: Arc<std::sync::Mutex<Vec<(String, String)>>>,
    client: Client,
}

impl World {
    /// How many SQL statements an act costs. A process keeps a bounded number of published versions, those of all worlds
    /// within it: of several times the least counts.
    pub async fn cost(&self, act: impl AsyncFn()) -> u64 {
        let mut least = u64::MAX;
        for _ in 0..6 {
            let before = self.statements().await;
            act().await;
            least = least.min(self.statements().await - before);
        }
        least
    }

    /// Holds every ledger against the rules, and every total against the ledger.
    pub async fn whole(&self) {
        let platform = self.platform().await;
        let found = domain::evidence::recompute(&platform, None, (None, usize::MAX), |_| ()).await.unwrap();
        assert_eq!(found.told, [], "the ledger is not what the rules give");
    }

    /// When every world begins: Monday, 2 March 2026, 09:00 in Beijing.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn beginning() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 1, 0, 0).single().expect("an instant")
    }

    /// Starts a server over the database. The suite does it for each story.
    pub async fn open(database: Arc<Database>) -> Self {
        Self::open_with(database, &[]).await
    }

    /// The same with settings of the command line, `("--rate-limit-caller", "0")`, that differ from the usual ones.
    pub async fn open_with(database: Arc<Database>, settings: &[(&str, &str)]) -> Self {
        let world = Self {
            clock: Clock::fixed(Self::beginning()),
            mailbox: Transport::memory(),
            text_messages: Gateway::memory(),
            database,
            server: Arc::default(),
            base: Arc::default(),
            settings: Arc::new(std::sync::Mutex::new(owned(settings))),
            client: Client::builder().no_proxy().build().expect("an HTTP client"),
        };
        world.start().await;
        world
    }

    /// Ends the server and starts it again over the same database and folder, as an upgrade would. Its address
    /// changes, and actors made before still reach it.
    pub async fn restart(&self) {
        self.stop().await;
        self.start().await;
    }

    /// Ends the server and starts it again with these settings of the command line instead of the usual ones.
    pub async fn restart_with(&self, settings: &[(&str, &str)]) {
        *self.settings.lock().expect("no panic while it was held") = owned(settings);
        self.restart().await;
    }

    /// Ends the server; later requests fail. The suite does it at the end of each story.
    pub async fn stop(&self) {
        if let Some(running) = self.server.lock().await.take() {
            running.stop().await;
        }
    }

    async fn start(&self) {
        let settings = self.settings.lock().expect("no panic while it was held").clone();
        let settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let parts = (&self.clock, &self.mailbox, &self.text_messages);
        let started = server::start(&self.database, &settings, parts).await;
        let running = started.unwrap_or_else(|error| panic!("the server does not start: {error}"));
        *self.base.lock().expect("no panic while it was held") = format!("http://{}", running.address);
        *self.server.lock().await = Some(running);
    }

    /// The address of a path on the server, `world.url("/readyz")`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base.lock().expect("no panic while it was held"))
    }

    /// The HTTP client of this world's actors.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Somebody without an account.
    #[must_use]
    pub fn anonymous(&self) -> Actor {
        Actor::anonymous(self)
    }

    /// Whoever holds this token; `who` is what messages call her.
    #[must_use]
    pub fn bearer(&self, who: &str, token: &str) -> Actor {
        Actor::bearer(self, who, token)
    }

    /// The first administrator, made as the command line makes her.
    pub async fn administrator(&self) -> Actor {
        let token = server::create_administrator(&self.platform().await, "示例·管理员").await;
        let token = token.unwrap_or_else(|error| panic!("no administrator: {error}"));
        self.bearer("administrator", &token)
    }

    /// Runs every job that is due by the clock, and those that they enqueue.
    pub async fn run_due_jobs(&self) {
        self.server.lock().await.as_ref().expect("the server runs").run_due_jobs().await;
    }

    /// What the server itself stands on, for what cannot be asked over HTTP.
    pub async fn platform(&self) -> Platform {
        self.server.lock().await.as_ref().expect("the server runs").platform()
    }

    /// Passwords that the server hashed or compared since it started: take it before and after, and subtract.
    pub async fn hashes(&self) -> u64 {
        self.server.lock().await.as_ref().expect("the server runs").hashes()
    }

    /// SQL statements that the server sent since it started: take it before and after, and subtract.
    pub async fn statements(&self) -> u64 {
        self.server.lock().await.as_ref().expect("the server runs").statements()
    }
}

fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
