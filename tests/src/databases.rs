//! Databases for stories: a fresh, migrated one for each trial, gone when the trial is.
//!
//! Migrating takes longer than most stories, so each backend is migrated once per run into a template, and a fresh
//! database is a copy of it: a file for SQLite, `CREATE DATABASE … TEMPLATE` for PostgreSQL.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sea_orm::{ConnectOptions, ConnectionTrait, Database as SeaOrm, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::postgres::Cluster;
use crate::server;

/// Which kind of database a trial runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backend {
    /// The embedded one.
    Sqlite,
    /// The one for production.
    Postgres,
}

impl Backend {
    /// The first part of a trial's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The embedded database's file, in its folder.
const SQLITE_FILE: &str = "xinglin.db";

/// What a run shares: a folder, the SQLite template, the PostgreSQL server and its template.
struct Run {
    folder: TempDir,
    sqlite_template: OnceLock<Result<PathBuf, String>>,
    postgres: OnceLock<Result<Postgres, String>>,
    /// Numbers the run's databases.
    next: AtomicU32,
}

struct Postgres {
    /// Ours, unless `TEST_POSTGRES_URL` named one.
    cluster: Option<Cluster>,
    /// The URL of a database on it; another database's differs in the path.
    url: String,
    /// Begins the names of this run's databases on a server that other runs may use too.
    prefix: String,
}

static RUN: Mutex<Option<Arc<Run>>> = Mutex::new(None);

fn run() -> Arc<Run> {
    let mut run = RUN.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(run.get_or_insert_with(|| {
        Arc::new(Run {
            folder: tempfile::Builder::new().prefix("xinglin-tests-").tempdir().expect("a temporary folder"),
            sqlite_template: OnceLock::new(),
            postgres: OnceLock::new(),
            next: AtomicU32::new(1),
        })
    }))
}

/// Ends what the run started. For the main of the suite or a benchmark, once nothing runs any more.
pub fn end() {
    let run = RUN.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(run) = run else { return };
    if let Some(Ok(postgres)) = run.postgres.get() {
        // Our own cluster goes as a whole.
        if postgres.cluster.is_none() {
            postgres.drop_database(&postgres.template());
        }
    }
}

/// The PostgreSQL in use, for the report at the end of the run; none if no trial needed it.
pub(crate) fn postgres_in_use() -> Option<String> {
    match run().postgres.get()? {
        Ok(Postgres { cluster: Some(cluster), .. }) => Some(format!("a throw-away {}", cluster.version())),
        Ok(_) => Some("the server that TEST_POSTGRES_URL names".to_owned()),
        Err(error) => Some(format!("did not start: {error}")),
    }
}

/// A fresh, migrated, otherwise empty database and an empty folder beside it. Both go when it is dropped.
pub struct Database {
    backend: Backend,
    url: String,
    /// The name to drop, on PostgreSQL.
    name: String,
    folder: TempDir,
    run: Arc<Run>,
}

impl Database {
    /// Makes one. Blocks the thread for some milliseconds, and for seconds the first time.
    #[must_use]
    pub fn fresh(backend: Backend) -> Self {
        Self::make(backend, None)
    }

    /// Makes another one with the same rows, and an empty folder. Whoever is still connected to this one is cut off:
    /// end its server first.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self::make(self.backend, Some(self))
    }

    fn make(backend: Backend, original: Option<&Self>) -> Self {
        let run = run();
        let name = format!("test_{}", run.next.fetch_add(1, Ordering::Relaxed));
        let folder = tempfile::Builder::new()
            .prefix(&format!("{backend}-{name}-"))
            .tempdir_in(run.folder.path())
            .expect("a folder for the database");
        let (name, url) = match backend {
            Backend::Sqlite => (String::new(), run.copy_sqlite(folder.path(), original)),
            Backend::Postgres => run.create_postgres(&name, original),
        };
        Self { backend, url, name, folder, run }
    }

    /// Which kind it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// What `DATABASE_URL` would say.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder for files that belong to this database: uploads, certificates, backups.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One connection, for a story that looks at rows or breaks them. Close it, or drop it with the story.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Every row of every table, as text, by table: equal before and after means that nothing was written. The mark of
    /// a token's last use is left out: whoever is refused has used hers all the same.
    pub async fn contents(&self) -> BTreeMap<String, String> {
        let connection = self.connect().await;
        let tables = match self.backend {
            Backend::Sqlite => {
                "SELECT name, (SELECT group_concat('quote(\"' || c.name || '\")', '||'',''||')
                   FROM pragma_table_info(t.name) c WHERE c.name <> 'last_used_at')
                 FROM sqlite_schema t WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            }
            Backend::Postgres => {
                "SELECT table_name::text AS name, '' FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            }
        };
        let mut contents = BTreeMap::new();
        for row in self.rows(&connection, tables).await {
            let (table, columns) = row;
            let query = match self.backend {
                Backend::Sqlite => {
                    format!(
                        "SELECT '', coalesce(group_concat(line, char(10)), '') FROM
                             (SELECT {columns} AS line FROM \"{table}\" ORDER BY 1)"
                    )
                }
                Backend::Postgres => {
                    format!(
                        "SELECT '', coalesce(string_agg(line, chr(10) ORDER BY line COLLATE \"C\"), '') FROM
                             (SELECT (to_jsonb(t) - 'last_used_at')::text AS line FROM \"{table}\" t) lines"
                    )
                }
            };
            let (_, rows) = self.rows(&connection, &query).await.pop().expect("an aggregate is one row");
            contents.insert(table, rows);
        }
        connection.close().await.expect("the connection closes");
        contents
    }

    /// The first two columns of a query's answer.
    async fn rows(&self, connection: &DatabaseConnection, query: &str) -> Vec<(String, String)> {
        connection
            .query_all_raw(Statement::from_string(connection.get_database_backend(), query))
            .await
            .unwrap_or_else(|error| panic!("{query}: {error}"))
            .iter()
            .map(|row| (row.try_get_by_index(0).expect("text"), row.try_get_by_index(1).expect("text")))
            .collect()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Backend::Postgres, Some(Ok(postgres))) = (self.backend, self.run.postgres.get()) {
            postgres.drop_database(&self.name);
        }
    }
}

impl Run {
    fn copy_sqlite(&self, folder: &Path, original: Option<&Database>) -> String {
        let template =
            original.map_or_else(|| self.sqlite_template(), |original| original.folder().join(SQLITE_FILE));
        let copy = folder.join(SQLITE_FILE);
        fs::copy(template, &copy).expect("the template is copied");
        sqlite_url(&copy)
    }

    fn sqlite_template(&self) -> PathBuf {
        let template = self.sqlite_template.get_or_init(|| {
            let file = self.folder.path().join("template.db");
            let url = sqlite_url(&file);
            wait(async { server::migrate(&url).await }).map(|()| file)
        });
        template.clone().unwrap_or_else(|error| panic!("SQLite's template: {error}"))
    }

    fn create_postgres(&self, name: &str, original: Option<&Database>) -> (String, String) {
        let postgres = self.postgres.get_or_init(Postgres::start);
        let postgres = postgres.as_ref().unwrap_or_else(|error| panic!("{error}"));
        let name = format!("{}{name}", postgres.prefix);
        let template = original.map_or_else(|| postgres.template(), |original| original.name.clone());
        if original.is_some() {
            postgres.cut_off(&template);
        }
        let create = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"");
        wait(execute(&postgres.url, &create)).unwrap_or_else(|error| panic!("{error}"));
        let url = on_server(&postgres.url, &name);
        (name, url)
    }
}

impl Postgres {
    fn start() -> Result<Self, String> {
        let postgres = if let Ok(url) = env::var("TEST_POSTGRES_URL") {
            // Other runs may use the server at the same time; a temporary folder's name is nobody else's.
            let unique = tempfile::tempdir().map_err(|error| error.to_string())?;
            let name: String =
                unique.path().to_string_lossy().chars().filter(char::is_ascii_alphanumeric).collect();
            let label = name.get(name.len().saturating_sub(6)..).unwrap_or_default().to_lowercase();
            Self { cluster: None, url, prefix: format!("xinglin_{}_{label}_", std::process::id()) }
        } else {
            let cluster = Cluster::start()?;
            Self { url: cluster.url("postgres"), cluster: Some(cluster), prefix: String::new() }
        };
        let template = postgres.template();
        let url = on_server(&postgres.url, &template);
        wait(async {
            execute(&postgres.url, &format!("CREATE DATABASE \"{template}\"")).await?;
            server::migrate(&url).await
        })
        .map_err(|error| format!("PostgreSQL's template: {error}"))?;
        Ok(postgres)
    }

    fn template(&self) -> String {
        format!("{}template", self.prefix)
    }

    /// Ends every connection to a database: a server that was ended may have left one behind for a moment.
    fn cut_off(&self, name: &str) {
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        wait(execute(&self.url, &end)).unwrap_or_else(|error| panic!("{error}"));
    }

    fn drop_database(&self, name: &str) {
        if let Err(error) = wait(execute(&self.url, &format!("DROP DATABASE \"{name}\" WITH (FORCE)"))) {
            eprintln!("database {name} stays behind: {error}");
        }
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// The URL of another database on the same PostgreSQL server.
fn on_server(url: &str, database: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, ""), |(address, options)| (address, options));
    let scheme_end = address.find("://").map_or(0, |at| at + 3);
    let server = address[scheme_end..].find('/').map_or(address, |at| &address[..scheme_end + at]);
    let question = if options.is_empty() { "" } else { "?" };
    format!("{server}/{database}{question}{options}")
}

async fn connect(url: &str) -> Result<DatabaseConnection, String> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    SeaOrm::connect(options).await.map_err(|error| format!("no connection to {url}: {error}"))
}

async fn execute(url: &str, statement: &str) -> Result<(), String> {
    let connection = connect(url).await?;
    let done = connection
        .execute_unprepared(statement)
        .await
        .map(|_| ())
        .map_err(|error| format!("{statement}: {error}"));
    let closed = connection.close().await.map_err(|error| error.to_string());
    done.and(closed)
}

/// Waits for a future on a thread of its own, so that it may be called from inside and outside of a runtime.
fn wait<T: Send>(future: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime")
                .block_on(future)
        });
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
