//! An installation, opened, and a server that runs over it.
//!
//! Opening makes the folders that are needed and connects; nothing is served yet. A server binds its address before it
//! touches the database, so that a second one started by mistake changes nothing. The embedded database is migrated
//! when the server starts, because there is nobody else to do it; on PostgreSQL, which several processes share, the
//! operator says when. Tests start the same server with a clock and a mailbox of their own, and run its jobs when
//! they want them run.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer};
use platform::Platform;
use platform::clock::Clock;
use platform::config::Config;
pub use platform::config::is_loopback;
use platform::db::{Database, Location};
use platform::error::Error;
use platform::keys::{KeyPurpose, Keys};
use platform::mail::Transport;
use platform::settings;
use platform::sign_on::SignOn;
use platform::storage::{Storage, StoreCredentials};
use platform::text::Message;
use platform::text_message::Gateway;
use tokio::task::JoinHandle;

use crate::command::fault;
use crate::http::{headers, request_id};
use crate::metrics::{self, Metrics};
use crate::routes::{self, Site};
use crate::safety;
use crate::work::{self, Worker};

/// How long connections may take to end when the server is told to.
const FAREWELL_SECONDS: u64 = 10;
/// How long the database may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// What a test replaces of the world.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The clock; the system's by default.
    pub clock: Clock,
    /// Where mail goes; by configuration when absent.
    pub mail: Option<Transport>,
    /// Where text messages go; by configuration when absent.
    pub text_messages: Option<Gateway>,
}

/// Opens an installation: prepares its data folder, connects to its database, finds its storage and its way of
/// sending mail. Nothing is migrated.
///
/// # Errors
/// One sentence: what, which, and what to do.
pub async fn open(config: Config, parts: Parts) -> Result<Platform, Message> {
    let location = config.location()?;
    let smtp = config.smtp()?;
    let has_parts_elsewhere = config.storage_url.is_some()
        && (smtp.is_some() || parts.mail.is_some())
        && (config.text_message_url.is_some() || parts.text_messages.is_some());
    if matches!(location, Location::File(_)) || !has_parts_elsewhere {
        config.prepare_data_dir()?;
    }
    let storage = match &config.storage_url {
        Some(url) => Storage::s3(url, &storage_credentials(&config)?)?,
        None => Storage::folder(config.data_dir.join("files"))?,
    };
    let mail = match (parts.mail, smtp) {
        (Some(mail), _) => mail,
        (None, Some(url)) => Transport::smtp(&url, &config.mail_from, &public_host(&config))?,
        (None, None) => {
            Transport::folder(config.data_dir.join("mail"), &config.mail_from, &public_host(&config))?
        }
    };
    let text_messages = match parts.text_messages {
        Some(gateway) => gateway,
        None => gateway(&config)?,
    };
    let keys = Arc::new(Keys::load(&config.keys_dir())?);
    let database = Database::connect(&location, parts.clock.clone()).await?;
    let sign_on = SignOn::new(!config.is_production());
    let config = Arc::new(config);
    let (clock, heavy) = (parts.clock, Arc::default());
    Ok(Platform { database, clock, storage, mail, text_messages, sign_on, keys, heavy, config })
}

/// The fact that names the key by which the database's blind indexes were made.
const INDEX_KEY: &str = "keys.index";

/// Sees to it that an installation can be worked with: its tables are up to date, and its keys are there. An embedded
/// database is migrated and gets its keys at its first start; a server's is the operator's to prepare.
///
/// # Errors
/// A sentence, when PostgreSQL is to be migrated first, the database is of a newer version, or keys are missing.
pub async fn make_ready(platform: &mut Platform) -> Result<(), Message> {
    make_current(&platform.database).await?;
    let folder = platform.config.keys_dir();
    let known = settings::get(platform.database.reader(), INDEX_KEY).await.map_err(|error| fault(&error))?;
    let missing = |key: &'static str| Message::new(key).with("folder", folder.display().to_string());
    let found = match (platform.keys.active_id(KeyPurpose::Index), &known) {
        (Ok(found), _) => found,
        (Err(_), Some(_)) => return Err(missing("command-keys-lost")),
        (Err(_), None) if platform.database.is_embedded() => {
            platform.keys = Arc::new(Keys::create(&folder)?);
            platform.keys.active_id(KeyPurpose::Index).map_err(|error| error.message())?
        }
        (Err(_), None) => return Err(missing("command-keys-first")),
    };
    match known {
        Some(known) if known == found => Ok(()),
        // Somebody made new keys on purpose, or named a wrong folder: the second is worth hearing of.
        Some(known) => {
            tracing::error!(known, found, "the database's blind indexes were made with another key");
            Ok(())
        }
        None => remember_index_key(&platform.database, &found).await.map_err(|error| fault(&error)),
    }
}

async fn remember_index_key(database: &Database, key_id: &str) -> Result<(), Error> {
    let write = database.write().await?;
    settings::set(&write, INDEX_KEY, key_id).await?;
    Ok(write.commit().await?)
}

fn gateway(config: &Config) -> Result<Gateway, Message> {
    match &config.text_message_url {
        Some(url) => Gateway::http(url, &config.text_message_key()?.unwrap_or_default()),
        None => Ok(Gateway::folder(config.data_dir.join("text-messages"))),
    }
}

fn storage_credentials(config: &Config) -> Result<StoreCredentials, Message> {
    match (&config.storage_access_key, config.storage_secret()?) {
        (Some(access_key), Some(secret)) => {
            Ok(StoreCredentials { access_key_id: access_key.clone(), secret_access_key: secret })
        }
        _ => Err(Message::new("command-storage-keys")),
    }
}

fn public_host(config: &Config) -> String {
    let url = url::Url::parse(&config.public_url()).ok();
    url.as_ref().and_then(url::Url::host_str).unwrap_or("localhost").to_owned()
}

/// Sees to it that the tables are up to date: an embedded database is migrated, a server's is not touched.
///
/// # Errors
/// A sentence, when PostgreSQL is to be migrated first, or the database is of a newer version.
pub async fn make_current(database: &Database) -> Result<(), Message> {
    if database.is_embedded() && !database.is_current().await? {
        return database.migrate().await;
    }
    require_current(database).await
}

/// Refuses a database whose tables are not up to date.
///
/// # Errors
/// A sentence that says to migrate, or that the database is of a newer version.
pub async fn require_current(database: &Database) -> Result<(), Message> {
    if database.is_current().await? { Ok(()) } else { Err(Message::new("platform-migrate-first")) }
}

/// Binds an address.
pub(crate) fn listen(address: SocketAddr) -> Result<TcpListener, Message> {
    TcpListener::bind(address).map_err(|error| {
        let key = match error.kind() {
            ErrorKind::AddrInUse => "command-address-in-use",
            ErrorKind::PermissionDenied => "command-address-forbidden",
            _ => "command-address",
        };
        let message = Message::new(key).with("address", address.to_string());
        if key == "command-address" { message.with("cause", error.to_string()) } else { message }
    })
}

/// A server at work.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it serves.
    pub platform: Platform,
    site: Site,
    servers: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>,
    worker: Option<Worker>,
}

/// Starts a server and lets people in. Jobs wait until [`Running::keep_working`] or [`Running::run_due_jobs`].
///
/// # Errors
/// One sentence: what, which, and what to do.
pub async fn start(config: Config, parts: Parts) -> Result<Running, Message> {
    let running = start_unready(config, parts).await?;
    running.let_in();
    Ok(running)
}

/// Starts a server whose `/readyz` says no until [`Running::let_in`].
pub(crate) async fn start_unready(mut config: Config, parts: Parts) -> Result<Running, Message> {
    safety::require(&config)?;
    let listener = listen(config.listen)?;
    config.listen = listener.local_addr().map_err(|error| fault(&error))?;
    let metrics_listener = config.metrics_listen.map(listen).transpose()?;
    let address = config.listen;
    let mut platform = open(config, parts).await?;
    make_ready(&mut platform).await?;
    safety::require_no_demo(&platform).await?;
    let metrics = Arc::new(Metrics::default());
    let site = Site::new(platform.clone(), Arc::clone(&metrics), Arc::new(AtomicBool::new(false)))?;
    let mut servers = vec![serve(listener, site.clone())?];
    if let Some(listener) = metrics_listener {
        servers.push(metrics::serve(listener, platform.clone(), metrics)?);
    }
    Ok(Running { address, platform, site, servers, worker: None })
}

type Served = (ServerHandle, JoinHandle<std::io::Result<()>>);

fn serve(listener: TcpListener, site: Site) -> Result<Served, Message> {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let is_https = site.platform.config.public_url().starts_with("https://");
    let server = HttpServer::new(move || {
        let metrics = Arc::clone(&site.metrics);
        App::new()
            .configure(|config| routes::configure(config, &site))
            .wrap(headers::security(is_https))
            .wrap(from_fn(move |request, next| metrics::observe(Arc::clone(&metrics), request, next)))
            .wrap(from_fn(|request, next| {
                request_id::carry(request, next, || platform::id::new_key().to_string())
            }))
    })
    .workers(cores)
    .shutdown_timeout(FAREWELL_SECONDS)
    .disable_signals()
    .listen(listener)
    .map_err(|error| fault(&error))?
    .run();
    let handle = server.handle();
    Ok((handle, tokio::spawn(server)))
}

impl Running {
    /// Lets `/readyz` say yes.
    pub fn let_in(&self) {
        self.site.is_open.store(true, Ordering::Release);
    }

    /// Does jobs in the background from now on, as they fall due, and seals the audit trail.
    pub fn keep_working(&mut self) {
        if self.worker.is_none() {
            self.worker = Some(Worker::begin(self.platform.clone()));
        }
    }

    /// Does every job that is due by the clock, those that they enqueue included, and says how many were begun.
    ///
    /// # Errors
    /// A sentence, when the database does not answer.
    pub async fn run_due_jobs(&self) -> Result<usize, Message> {
        work::run_due(&self.platform, work::TASKS).await.map_err(|error| fault(&error))
    }

    /// Serves until the process is told to end, then ends in peace.
    pub(crate) async fn until_told_to_end(self) -> Result<(), Message> {
        told_to_end().await?;
        tracing::info!("ending");
        self.stop().await;
        Ok(())
    }

    /// Ends: what was begun is answered, for at most ten seconds, and the job under way is finished.
    pub async fn stop(self) {
        self.site.is_open.store(false, Ordering::Release);
        for (handle, server) in self.servers {
            handle.stop(true).await;
            if let Ok(Err(error)) = server.await {
                tracing::error!(%error, "the server ended with an error");
            }
        }
        if let Some(worker) = self.worker {
            worker.end().await;
        }
        // A connection may belong to a thread that is gone; the process ends all the same.
        let _ = tokio::time::timeout(CLOSE_WITHIN, self.platform.database.close()).await;
    }
}

/// Waits until the process is told to end, by Ctrl-C or SIGTERM.
pub(crate) async fn told_to_end() -> Result<(), Message> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(|error| fault(&error))?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(|error| fault(&error)),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(|error| fault(&error))
}
