//! The database: readers, one way to write, and how many statements were sent.
//!
//! Embedded SQLite has one writer connection, whose transactions begin IMMEDIATE, and a pool of readers that
//! cannot write; PostgreSQL has one pool for both. A write is a `Write`: a transaction with the instant at which it
//! began, so that everything it writes bears the same time. Dropped before `commit`, it leaves no trace.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::{LockType, SelectStatement};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, QueryTrait, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::clock::Clock;
use crate::error::Error;
use crate::text::Message;

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// An embedded SQLite file.
    File(PathBuf),
    /// A PostgreSQL server, by URL.
    Server(String),
}

impl Location {
    /// Reads a `DATABASE_URL`: `postgres://…` or `sqlite:PATH`.
    pub fn parse(url: &str) -> Result<Self, Message> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Server(url.to_owned()));
        }
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.trim_start_matches("//").is_empty() => {
                Ok(Self::File(path.strip_prefix("//").unwrap_or(path).into()))
            }
            _ => Err(Message::new("platform-database-url")),
        }
    }
}

/// Connections to one database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
    clock: Clock,
}

/// How many connections a pool holds: waiting for a connection costs less than waiting for a core.
fn pool_size() -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(cores * 4).unwrap_or(8).clamp(4, 32)
}

impl Database {
    /// Connects, making the SQLite file when it is not there. Nothing is migrated.
    ///
    /// # Errors
    /// A sentence that names the place, when it cannot be opened.
    pub async fn connect(location: &Location, clock: Clock) -> Result<Self, Message> {
        let statements = Arc::new(AtomicU64::new(0));
        let (mut reader, mut writer) = match location {
            Location::Server(url) => {
                let pool = sea_orm::Database::connect(options(url, pool_size())).await.map_err(|error| {
                    Message::new("platform-database-unreachable").with("cause", error.to_string())
                })?;
                (pool.clone(), pool)
            }
            Location::File(path) => {
                let fault = |error: DbErr| {
                    Message::new("platform-database-file")
                        .with("path", path.display().to_string())
                        .with("cause", error.to_string())
                };
                let writer = sea_orm::Database::connect(sqlite_options(path, true)).await.map_err(fault)?;
                let reader = sea_orm::Database::connect(sqlite_options(path, false)).await.map_err(fault)?;
                (reader, writer)
            }
        };
        for connection in [&mut reader, &mut writer] {
            let count = Arc::clone(&statements);
            connection.set_metric_callback(move |_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
        }
        Ok(Self { reader, writer, statements, clock })
    }

    /// For reads that need no transaction.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins to read as of one moment, however long it takes; nothing can be written.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        if self.is_embedded() {
            return self.reader.begin().await;
        }
        let level = IsolationLevel::RepeatableRead;
        self.reader.begin_with_config(Some(level), Some(AccessMode::ReadOnly)).await
    }

    /// Begins a write.
    pub async fn write(&self) -> Result<Write, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writer.begin_with_options(options).await?;
        Ok(Write { transaction, now: self.clock.now() })
    }

    /// How many statements were sent since the start, transaction control apart.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The same connections, each statement shown to `look` when it has been answered, and counted no longer. For
    /// measurements: what is open already is not affected.
    #[must_use]
    pub fn observed(
        mut self,
        look: impl Fn(&sea_orm::metric::Info<'_>) + Clone + Send + Sync + 'static,
    ) -> Self {
        self.reader.set_metric_callback(look.clone());
        self.writer.set_metric_callback(look);
        self
    }

    /// Which database this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Whether the database is a file of this process and not a server.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// What the database calls itself, `SQLite 3.50.4` or `PostgreSQL 15.8`.
    pub async fn version(&self) -> Result<String, DbErr> {
        let (name, query) = match self.backend() {
            DbBackend::Postgres => ("PostgreSQL", "SELECT current_setting('server_version')"),
            _ => ("SQLite", "SELECT sqlite_version()"),
        };
        let row = self.reader.query_one_raw(Statement::from_string(self.backend(), query)).await?;
        let version: String = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        Ok(format!("{name} {version}"))
    }

    /// Brings the tables up to date.
    ///
    /// # Errors
    /// A sentence, when the database was made by a newer version or a step fails. Nothing is changed then.
    pub async fn migrate(&self) -> Result<(), Message> {
        self.refuse_newer().await?;
        Migrator::up(&self.writer, None)
            .await
            .map_err(|error| Message::new("platform-migration-failed").with("cause", error.to_string()))
    }

    /// Takes the first steps only, as a backup's tables need them.
    ///
    /// # Errors
    /// A sentence, when a step is unknown here (the backup is of a newer version) or fails.
    pub async fn migrate_to(&self, steps: &[String]) -> Result<(), Message> {
        let known = Migrator::migrations();
        let is_unknown =
            |place: usize, step: &String| known.get(place).is_none_or(|known| known.name() != step);
        if let Some((_, step)) = steps.iter().enumerate().find(|(place, step)| is_unknown(*place, step)) {
            return Err(Message::new("platform-database-newer").with("step", step));
        }
        let missing = steps.len().saturating_sub(self.applied_steps().await?.len());
        let count = u32::try_from(missing).unwrap_or(u32::MAX);
        if count == 0 {
            return Ok(());
        }
        Migrator::up(&self.writer, Some(count))
            .await
            .map_err(|error| Message::new("platform-migration-failed").with("cause", error.to_string()))
    }

    /// Whether every step was applied; a newer database is an error.
    pub async fn is_current(&self) -> Result<bool, Message> {
        let applied = self.refuse_newer().await?;
        Ok(applied == Migrator::migrations().len())
    }

    /// The steps that were applied, in order; none for a database without tables.
    pub async fn applied_steps(&self) -> Result<Vec<String>, Message> {
        let fault =
            |error: DbErr| Message::new("platform-database-unreachable").with("cause", error.to_string());
        let there = match self.backend() {
            DbBackend::Postgres => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
            _ => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
        };
        let there =
            self.writer.query_one_raw(Statement::from_string(self.backend(), there)).await.map_err(fault)?;
        if there.is_none() {
            return Ok(Vec::new());
        }
        let query =
            Statement::from_string(self.backend(), "SELECT version FROM seaql_migrations ORDER BY version");
        let rows = self.writer.query_all_raw(query).await.map_err(fault)?;
        rows.iter().map(|row| row.try_get_by_index(0).map_err(fault)).collect()
    }

    async fn refuse_newer(&self) -> Result<usize, Message> {
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let applied = self.applied_steps().await?;
        match applied.iter().find(|step| !known.contains(step)) {
            Some(step) => Err(Message::new("platform-database-newer").with("step", step)),
            None => Ok(applied.len()),
        }
    }

    /// Ends all connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

fn options(url: &str, size: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(size)
        .min_connections(1)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .connect_timeout(Duration::from_secs(8))
        .acquire_timeout(Duration::from_secs(20));
    options
}

fn sqlite_options(path: &std::path::Path, writes: bool) -> ConnectOptions {
    let mut options = options(&format!("sqlite:{}", path.display()), if writes { 1 } else { pool_size() });
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&path)
            .create_if_missing(writes)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("query_only", if writes { "OFF" } else { "ON" })
    });
    options
}

/// A write under way: one transaction, one instant.
#[derive(Debug)]
pub struct Write {
    transaction: DatabaseTransaction,
    now: DateTime<Utc>,
}

impl Write {
    /// When the write began; every row it writes bears this instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Makes the write lasting.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await
    }

    /// Locks the rows that `select` finds until the end of the transaction. SQLite has one writer, and needs none.
    /// Rows are locked in the order trainee, department, supervisor.
    pub async fn lock(&self, mut select: SelectStatement) -> Result<(), DbErr> {
        if self.get_database_backend() == DbBackend::Postgres {
            select.lock(LockType::Update);
            self.query_all(&select).await?;
        }
        Ok(())
    }

    /// Locks the rows of an entity's query.
    pub async fn lock_rows<Q: QueryTrait<QueryStatement = SelectStatement>>(
        &self,
        query: Q,
    ) -> Result<(), DbErr> {
        self.lock(query.into_query()).await
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// Whether the database refused because of a guard or constraint with this name in its message.
#[must_use]
pub fn refused_by(error: &DbErr, name: &str) -> bool {
    error.to_string().contains(name)
}

/// Turns an unexpected database answer into an internal error.
impl From<Error> for DbErr {
    fn from(error: Error) -> Self {
        Self::Custom(error.to_string())
    }
}
