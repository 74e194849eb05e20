//! The one place where the harness touches the server's own functions: how it is configured, started, migrated and
//! given its first administrator. When those change, this file does, and no story.

use std::net::SocketAddr;

use clap::Parser;
use platform::Platform;
use platform::clock::Clock;
use platform::config::Config;
use platform::db;
use platform::error::Name;
use platform::keys::Keys;
use platform::mail::Transport;
use platform::text_message::Gateway;
use sea_orm::ConnectionTrait as _;
use server::app::Parts;

use crate::databases::Database;

/// Brings an empty database to the newest version, making the file of an embedded one.
pub(crate) async fn migrate(url: &str) -> Result<(), String> {
    let location = db::Location::parse(url).map_err(|error| error.to_string())?;
    let database =
        db::Database::connect(&location, Clock::system()).await.map_err(|error| error.to_string())?;
    database.migrate().await.map_err(|error| error.to_string())?;
    database.close().await.map_err(|error| error.to_string())
}

/// What the command line would say for a server over this database: a free port, files and keys beside the database,
/// quiet.
#[must_use]
pub fn config(database: &Database) -> Config {
    config_with(database, &[])
}

/// The same with these settings, `("--rate-limit-caller", "0")`, beside the usual ones or instead of them.
#[must_use]
pub fn config_with(database: &Database, more: &[(&str, &str)]) -> Config {
    Keys::create(&database.folder().join("keys")).expect("keys are made");
    let folder = database.folder().to_string_lossy();
    let settings = [
        ("--data-dir", folder.as_ref()),
        ("--database-url", database.url()),
        ("--listen", "127.0.0.1:0"),
        ("--public-url", "https://xinglin.example"),
        ("--log", "warn"),
    ];
    let is_usual = |name: &str| more.iter().all(|(other, _)| *other != name);
    let usual = settings.iter().filter(|(name, _)| is_usual(name));
    let words = usual.chain(more).flat_map(|(name, value)| [*name, *value]);
    Command::try_parse_from(std::iter::once("xinglin").chain(words))
        .expect("settings as of the command line")
        .config
}

/// The settings alone, read as `xinglin` reads them.
#[derive(Parser)]
struct Command {
    #[command(flatten)]
    config: Config,
}

/// A server that runs in this process.
pub(crate) struct Running {
    inner: server::app::Running,
    pub(crate) address: SocketAddr,
}

/// Starts the server on a free port, over this database and its folder, with these settings, clock and mailbox.
pub(crate) async fn start(
    database: &Database,
    settings: &[(&str, &str)],
    (clock, mailbox, text_messages): (&Clock, &Transport, &Gateway),
) -> Result<Running, String> {
    let parts = Parts {
        clock: clock.clone(),
        mail: Some(mailbox.clone()),
        text_messages: Some(text_messages.clone()),
    };
    let inner = server::app::start(config_with(database, settings), parts)
        .await
        .map_err(|error| error.to_string())?;
    Ok(Running { address: inner.address, inner })
}

impl Running {
    /// Runs every job that is due by the clock, the ones that these enqueue included, and returns when none is.
    pub(crate) async fn run_due_jobs(&self) {
        self.inner.run_due_jobs().await.expect("the jobs' table can be read");
    }

    /// SQL statements that the server sent since it started.
    pub(crate) fn statements(&self) -> u64 {
        self.inner.platform.database.statements()
    }

    /// Passwords that the server hashed or compared since it started.
    pub(crate) fn hashes(&self) -> u64 {
        self.inner.platform.heavy.begun()
    }

    /// What the server itself stands on, for what cannot be asked over HTTP.
    pub(crate) fn platform(&self) -> Platform {
        self.inner.platform.clone()
    }

    /// Ends the server and frees its port.
    pub(crate) async fn stop(self) {
        self.inner.stop().await;
    }
}

/// A token for a new administrator, made the way the command line makes the first one.
pub(crate) async fn create_administrator(platform: &Platform, name: &str) -> Result<String, String> {
    let name = Name::new(name, "Sample Administrator");
    let made = domain::identity::administrator_create(platform, name).await;
    let (_, secret) = made.map_err(|failure| format!("{failure:?}"))?;
    // Stories last for years, and no token outlives the one that made it.
    let write = platform.database.write().await.map_err(|error| error.to_string())?;
    let endless = write.execute_unprepared("UPDATE access_token SET expires_at = NULL").await;
    endless.map_err(|error| error.to_string())?;
    write.commit().await.map_err(|error| error.to_string())?;
    Ok(secret.reveal().to_owned())
}
