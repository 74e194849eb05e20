//! What every room stands on and what has no domain word in it: time, ids, the database and its one way to write,
//! the audit trail, jobs, uploads, files, mail, and sentences in two languages.

pub mod audit;
pub mod backup;
pub mod clock;
pub mod codes;
pub mod collation;
pub mod config;
pub mod data_file;
pub mod db;
pub mod downloads;
pub mod error;
pub mod events;
pub mod heavy;
pub mod id;
pub mod idempotency;
pub mod jobs;
pub mod keys;
pub mod line;
pub mod mail;
pub mod paging;
pub mod proofs;
pub mod settings;
pub mod shown_codes;
pub mod sign_on;
pub mod spreadsheet;
pub mod storage;
pub mod telemetry;
pub mod text;
pub mod text_message;
pub mod totp;
pub mod uploads;

use std::sync::Arc;

/// Everything a use case needs of the world; cheap to clone.
#[derive(Clone, Debug)]
pub struct Platform {
    /// The database.
    pub database: db::Database,
    /// The clock.
    pub clock: clock::Clock,
    /// Where files are kept.
    pub storage: storage::Storage,
    /// How mail goes out.
    pub mail: mail::Transport,
    /// What signs, encrypts and hides identities.
    pub keys: Arc<keys::Keys>,
    /// Where passwords are hashed.
    pub heavy: Arc<heavy::Heavy>,
    /// How text messages go out.
    pub text_messages: text_message::Gateway,
    /// Whom others vouch for.
    pub sign_on: sign_on::SignOn,
    /// The settings in effect.
    pub config: Arc<config::Config>,
}
