//! What can be set, from the command line or the environment.
//!
//! A secret can stand in a file whose path is given by `*_FILE`, as container platforms hand them out. The effective
//! configuration can be printed; what is secret is printed as dots.

mod door;
mod mode;
mod retention;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

pub use self::door::{Door, Introspection, Networks, ProxyHeader, Switch, TrustedDocuments};
pub use self::mode::{Mode, is_loopback};
pub use self::retention::Retention;
use crate::db::Location;
use crate::telemetry::LogFormat;
use crate::text::Message;

/// Settings of every command.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Whether this is meant for real; production unless `PUBLIC_URL` leads to this machine itself.
    #[arg(long, env = "MODE", value_enum, global = true)]
    pub mode: Option<Mode>,

    /// Folder for the embedded database and stored files.
    #[arg(long, env = "DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,

    /// `postgres://…`, or `sqlite:PATH`; an embedded SQLite database in the data folder when not set.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,

    /// File that holds the database URL.
    #[arg(long, env = "DATABASE_URL_FILE", global = true)]
    pub database_url_file: Option<PathBuf>,

    /// Address to listen on.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,

    /// Address under which people reach this server; printed on what is issued.
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,

    /// Mail server, `smtp://user:password@host:587`; mails become .eml files in the data folder when not set.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,

    /// File that holds the mail server's URL.
    #[arg(long, env = "SMTP_URL_FILE", global = true)]
    pub smtp_url_file: Option<PathBuf>,

    /// Sender of mails.
    #[arg(long, env = "MAIL_FROM", default_value = "Xinglin <no-reply@localhost>", global = true)]
    pub mail_from: String,

    /// HTTP gateway for text messages; they become files in the data folder when not set.
    #[arg(long, env = "TEXT_MESSAGE_URL", hide_env_values = true, global = true)]
    pub text_message_url: Option<String>,

    /// Secret shared with the gateway, at least 16 characters: requests are signed with it.
    #[arg(long, env = "TEXT_MESSAGE_SECRET", hide_env_values = true, global = true)]
    pub text_message_secret: Option<String>,

    /// File that holds the secret shared with the gateway.
    #[arg(long, env = "TEXT_MESSAGE_SECRET_FILE", global = true)]
    pub text_message_secret_file: Option<PathBuf>,

    /// Who writes text messages, as registered with the provider.
    #[arg(long, env = "TEXT_MESSAGE_SIGNATURE", default_value = "杏林", global = true)]
    pub text_message_signature: String,

    /// Approved template of an invitation; its parameters are the code and until when it works.
    #[arg(long, env = "TEXT_MESSAGE_TEMPLATE_INVITATION", default_value = "INVITATION", global = true)]
    pub text_message_template_invitation: String,

    /// Approved template of a reset; its parameters are the code and until when it works.
    #[arg(long, env = "TEXT_MESSAGE_TEMPLATE_RESET", default_value = "PASSWORD_RESET", global = true)]
    pub text_message_template_reset: String,

    /// Approved template of a change of phone; its parameters are the code and until when it works.
    #[arg(long, env = "TEXT_MESSAGE_TEMPLATE_CONTACT", default_value = "CONTACT_CHANGE", global = true)]
    pub text_message_template_contact: String,

    /// Minutes without use after which a session ends.
    #[arg(long, env = "SESSION_IDLE_MINUTES", default_value_t = 30, global = true,
          value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub session_idle_minutes: u32,

    /// Hours after which a session ends, however much it is used.
    #[arg(long, env = "SESSION_HOURS", default_value_t = 12, global = true,
          value_parser = clap::value_parser!(u32).range(1..=720))]
    pub session_hours: u32,

    /// Where files are kept: `s3://bucket/prefix?endpoint=…&region=…`; the data folder when not set.
    #[arg(long, env = "STORAGE_URL", global = true)]
    pub storage_url: Option<String>,

    /// Access key of the S3-compatible storage.
    #[arg(long, env = "STORAGE_ACCESS_KEY", hide_env_values = true, global = true)]
    pub storage_access_key: Option<String>,

    /// Secret key of the S3-compatible storage.
    #[arg(long, env = "STORAGE_SECRET_KEY", hide_env_values = true, global = true)]
    pub storage_secret_key: Option<String>,

    /// File that holds the secret key of the S3-compatible storage.
    #[arg(long, env = "STORAGE_SECRET_KEY_FILE", global = true)]
    pub storage_secret_key_file: Option<PathBuf>,

    /// The front door.
    #[command(flatten)]
    pub door: Door,

    /// How long what is over is kept.
    #[command(flatten)]
    pub retention: Retention,

    /// Folder for key material, apart from backups; `keys` in the data folder when not set.
    #[arg(long, env = "KEYS_DIR", global = true)]
    pub keys_dir: Option<PathBuf>,

    /// Folder that signed heads of the audit trail are written to; `anchors` in the data folder when not set.
    #[arg(long, env = "ANCHOR_DIR", global = true)]
    pub anchor_dir: Option<PathBuf>,

    /// Largest GraphQL request body, in bytes.
    #[arg(long, env = "BODY_LIMIT", default_value_t = 65_536, global = true)]
    pub body_limit: usize,

    /// Folder with `GraphiQL`'s assets, for networks without the public CDN.
    #[arg(long, env = "GRAPHIQL_ASSETS", global = true)]
    pub graphiql_assets: Option<PathBuf>,

    /// Address of the Prometheus metrics listener; none when not set.
    #[arg(long, env = "METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<SocketAddr>,

    /// What is logged, for instance `warn` or `info,sea_orm=debug`.
    #[arg(long, env = "LOG", default_value = "info,sea_orm_migration=warn,actix_server=warn", global = true)]
    pub log: String,

    /// How log lines are written.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t, global = true)]
    pub log_format: LogFormat,
}

fn secret(direct: Option<&String>, file: Option<&PathBuf>, name: &str) -> Result<Option<String>, Message> {
    match (direct, file) {
        (Some(value), None) => Ok(Some(value.clone())),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Message::new("platform-secret-twice").with("name", name)),
        (None, Some(path)) => {
            std::fs::read_to_string(path).map(|text| Some(text.trim_end().to_owned())).map_err(|error| {
                Message::new("platform-secret-file")
                    .with("name", name)
                    .with("path", path.display().to_string())
                    .with("cause", error.to_string())
            })
        }
    }
}

impl Config {
    /// Where the database lies.
    pub fn location(&self) -> Result<Location, Message> {
        match self.database_secret()? {
            Some(url) => Location::parse(&url),
            None => Ok(Location::File(self.data_dir.join("xinglin.db"))),
        }
    }

    /// The database's URL, if one is set; it may carry a password.
    pub fn database_secret(&self) -> Result<Option<String>, Message> {
        secret(self.database_url.as_ref(), self.database_url_file.as_ref(), "DATABASE_URL")
    }

    /// The files that hold secrets, by the setting that each stands for.
    #[must_use]
    pub fn secret_files(&self) -> Vec<(&'static str, &Path)> {
        let files = [
            ("DATABASE_URL", &self.database_url_file),
            ("SMTP_URL", &self.smtp_url_file),
            ("STORAGE_SECRET_KEY", &self.storage_secret_key_file),
        ];
        files.into_iter().filter_map(|(name, file)| Some((name, file.as_deref()?))).collect()
    }

    /// Whether this is meant for real.
    #[must_use]
    pub fn mode(&self) -> Mode {
        let inferred = || if is_loopback(&self.public_url()) { Mode::Development } else { Mode::Production };
        self.mode.unwrap_or_else(inferred)
    }

    /// Whether this is meant for real.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.mode() == Mode::Production
    }

    /// Who may read the schema by introspection.
    #[must_use]
    pub fn introspection(&self) -> Introspection {
        let usual = if self.is_production() { Introspection::Authenticated } else { Introspection::On };
        self.door.introspection.unwrap_or(usual)
    }

    /// Whether a misspelt name is answered with the names it resembles.
    #[must_use]
    pub fn has_suggestions(&self) -> bool {
        self.door.suggestions.map_or(!self.is_production(), |switch| switch == Switch::On)
    }

    /// Whether `/graphiql` is there.
    #[must_use]
    pub fn has_graphiql(&self) -> bool {
        self.door.graphiql.map_or(!self.is_production(), |switch| switch == Switch::On)
    }

    /// The mail server, if one is set.
    pub fn smtp(&self) -> Result<Option<String>, Message> {
        secret(self.smtp_url.as_ref(), self.smtp_url_file.as_ref(), "SMTP_URL")
    }

    /// The secret shared with the gateway of text messages, if one is set.
    pub fn text_message_key(&self) -> Result<Option<String>, Message> {
        let (direct, file) = (self.text_message_secret.as_ref(), self.text_message_secret_file.as_ref());
        secret(direct, file, "TEXT_MESSAGE_SECRET")
    }

    /// The secret key of the storage, if one is set.
    pub fn storage_secret(&self) -> Result<Option<String>, Message> {
        secret(self.storage_secret_key.as_ref(), self.storage_secret_key_file.as_ref(), "STORAGE_SECRET_KEY")
    }

    /// The folder for key material.
    #[must_use]
    pub fn keys_dir(&self) -> PathBuf {
        self.keys_dir.clone().unwrap_or_else(|| self.data_dir.join("keys"))
    }

    /// The folder for signed heads of the audit trail.
    #[must_use]
    pub fn anchor_dir(&self) -> PathBuf {
        self.anchor_dir.clone().unwrap_or_else(|| self.data_dir.join("anchors"))
    }

    /// The address under which people reach this server, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }

    /// Makes the data folder when it is needed and not there.
    ///
    /// # Errors
    /// A sentence, when the folder cannot be made or written to.
    pub fn prepare_data_dir(&self) -> Result<(), Message> {
        let fault = |error: std::io::Error| {
            Message::new("platform-data-folder")
                .with("path", self.data_dir.display().to_string())
                .with("cause", error.to_string())
        };
        std::fs::create_dir_all(&self.data_dir).map_err(fault)?;
        let probe = self.data_dir.join(".writable");
        std::fs::write(&probe, b"").map_err(fault)?;
        std::fs::remove_file(&probe).map_err(fault)
    }

    /// The settings in effect, one `name = value` a line, secrets as dots.
    #[must_use]
    pub fn describe(&self) -> String {
        let hidden = |is_set: bool| if is_set { "••••••" } else { "(not set)" }.to_owned();
        let path = |path: Option<&PathBuf>| path.map_or("(not set)".to_owned(), |path| shown(path));
        let or_none = |text: String| if text.is_empty() { "(none)".to_owned() } else { text };
        let database = match self.location() {
            Ok(Location::File(file)) => format!("sqlite:{}", shown(&file)),
            Ok(Location::Server(url)) => url::Url::parse(&url).map_or_else(
                |_| "••••••".to_owned(),
                |url| format!("postgres://{}{}", url.host_str().unwrap_or("local"), url.path()),
            ),
            Err(message) => message.to_string(),
        };
        let lines = [
            ("mode", self.mode().to_string()),
            ("data_dir", shown(&self.data_dir)),
            ("database", database),
            ("listen", self.listen.to_string()),
            ("public_url", without_password(&self.public_url())),
            ("smtp_url", hidden(self.smtp_url.is_some() || self.smtp_url_file.is_some())),
            ("mail_from", self.mail_from.clone()),
            ("text_message_url", hidden(self.text_message_url.is_some())),
            (
                "text_message_secret",
                hidden(self.text_message_secret.is_some() || self.text_message_secret_file.is_some()),
            ),
            ("text_message_signature", self.text_message_signature.clone()),
            ("text_message_template_invitation", self.text_message_template_invitation.clone()),
            ("text_message_template_reset", self.text_message_template_reset.clone()),
            ("text_message_template_contact", self.text_message_template_contact.clone()),
            ("session_idle_minutes", self.session_idle_minutes.to_string()),
            ("session_hours", self.session_hours.to_string()),
            ("storage_url", self.storage_url.as_deref().map_or("(not set)".to_owned(), without_password)),
            ("storage_access_key", hidden(self.storage_access_key.is_some())),
            (
                "storage_secret_key",
                hidden(self.storage_secret_key.is_some() || self.storage_secret_key_file.is_some()),
            ),
            ("trusted_proxies", or_none(self.door.trusted_proxies.to_string())),
            ("proxy_header", self.door.proxy_header.to_string()),
            ("rate_limit_caller", self.door.rate_limit_caller.to_string()),
            ("rate_limit_address", self.door.rate_limit_address.to_string()),
            ("introspection", self.introspection().to_string()),
            ("suggestions", Switch::word(self.has_suggestions())),
            ("graphiql", Switch::word(self.has_graphiql())),
            ("trusted_documents", self.door.trusted_documents.to_string()),
            ("trusted_documents_path", path(self.door.trusted_documents_path.as_ref())),
            ("keys_dir", shown(&self.keys_dir())),
            ("anchor_dir", shown(&self.anchor_dir())),
            ("body_limit", self.body_limit.to_string()),
            ("graphiql_assets", path(self.graphiql_assets.as_ref())),
            (
                "metrics_listen",
                self.metrics_listen.map_or("(not set)".to_owned(), |address| address.to_string()),
            ),
            ("log", self.log.clone()),
        ];
        let lines = lines.into_iter().chain(self.retention.describe());
        lines.map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join("\n")
    }
}

/// A URL as it may be shown: its user and password as dots.
fn without_password(url: &str) -> String {
    match url.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((_, rest)))) => format!("{scheme}://••••••@{rest}"),
        _ => url.to_owned(),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
