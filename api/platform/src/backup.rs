//! Everything this installation holds, in one file, and back again.
//!
//! A backup is a zip archive: `manifest.json`, one file of JSON lines for each table, and every stored file that a row
//! names, under the digest of its bytes. It is the same for both databases, so that what was taken from the embedded
//! one can be restored into PostgreSQL. All rows are of one moment. A restore wants a database without rows, brings its
//! tables to the step at which the backup was taken, loads all rows in one transaction, and only then takes the
//! remaining steps; whatever goes wrong before leaves no row behind.

mod archive;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Platform;
use crate::db::{Database, Write};
use crate::error::Error;
use crate::storage::{ContentHash, StorageError};
use crate::text::Message;

use archive::{Reader, Writer};
use tables::Table;

/// The format of the archive; a reader refuses any other.
const FORMAT: u32 = 1;
/// Rows added by one statement: neither database takes any number of values.
const BATCH: usize = 100;

/// What an archive says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    /// The migration steps that made its tables, in order.
    steps: Vec<String>,
    /// When it was taken, RFC 3339.
    taken_at: String,
    /// Rows by table.
    rows: BTreeMap<String, u64>,
    /// Digests of the files within.
    files: BTreeSet<String>,
}

/// What was written or read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// How many stored files.
    pub files: usize,
    /// Files that a row names and that are lost or altered, one sentence each; the archive lacks them.
    pub missing: Vec<Message>,
}

impl Summary {
    /// Rows of all tables.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.values().sum()
    }
}

/// Columns that hold the digest of a stored file: table and column.
pub type FileColumns = [(&'static str, &'static str)];

/// Takes a backup into a new file. `file_columns` says where rows name stored files.
///
/// # Errors
/// A sentence, when the file exists or cannot be written, or the database is not current or cannot be read. A file begun
/// is removed.
pub async fn take(platform: &Platform, file: &Path, file_columns: &FileColumns) -> Result<Summary, Message> {
    if file.exists() {
        return Err(Message::new("platform-backup-exists").with("file", file.display().to_string()));
    }
    if !platform.database.is_current().await? {
        return Err(Message::new("platform-migrate-first"));
    }
    let partial = file.with_extension("partial");
    let taken = write_archive(platform, &partial, file_columns).await.and_then(|summary| {
        std::fs::rename(&partial, file).map_err(|error| archive::fault(file, &error)).map(|()| summary)
    });
    if taken.is_err() {
        // The first error is the one to hear of.
        let _ = std::fs::remove_file(&partial);
    }
    taken
}

async fn write_archive(
    platform: &Platform,
    file: &Path,
    file_columns: &FileColumns,
) -> Result<Summary, Message> {
    let database = &platform.database;
    let mut archive = Writer::create(file)?;
    let snapshot = database.snapshot().await.map_err(|error| tables::fault(&error))?;
    let mut summary = Summary::default();
    let mut files = BTreeSet::new();
    for table in tables::all(&snapshot).await.map_err(|error| tables::fault(&error))? {
        archive.begin(&format!("tables/{}.jsonl", table.name))?;
        let named = table.positions(file_columns);
        let mut rows = 0;
        let mut after = None;
        while let Some(page) = table.page(&snapshot, after).await.map_err(|error| tables::fault(&error))? {
            for row in &page.rows {
                archive.line(row)?;
                files.extend(named.iter().filter_map(|place| row.get(*place)?.as_str()).map(str::to_owned));
            }
            rows += u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
            after = Some(page.last_key);
        }
        summary.rows.insert(table.name, rows);
    }
    snapshot.rollback().await.map_err(|error| tables::fault(&error))?;
    let mut kept = BTreeSet::new();
    for digest in files {
        let Ok(hash) = digest.parse::<ContentHash>() else {
            continue;
        };
        match platform.storage.get_by_content(&hash).await {
            Ok(bytes) => {
                archive.file(&format!("files/{digest}"), &bytes)?;
                kept.insert(digest);
            }
            Err(error @ (StorageError::NotFound { .. } | StorageError::Altered { .. })) => {
                summary.missing.push(error.message());
            }
            Err(error) => return Err(error.message()),
        }
    }
    summary.files = kept.len();
    let manifest = Manifest {
        format: FORMAT,
        steps: database.applied_steps().await?,
        taken_at: platform.clock.now().to_rfc3339(),
        rows: summary.rows.clone(),
        files: kept,
    };
    archive.manifest(&manifest)?;
    archive.finish()?;
    Ok(summary)
}

/// Restores a backup into a database without rows. `settle` ends the transaction that loads them: what must not go on
/// by itself is held there, and counters are raised.
///
/// # Errors
/// A sentence, when the archive is none, is damaged or of a newer version, or the database holds rows or is further
/// migrated than the archive. No row is written then.
pub async fn restore(
    platform: &Platform,
    file: &Path,
    settle: impl AsyncFnOnce(&Write) -> Result<(), Error>,
) -> Result<Summary, Message> {
    let mut archive = Reader::open(file)?;
    let manifest = archive.manifest()?;
    if manifest.format != FORMAT {
        return Err(Message::new("platform-backup-newer").with("file", file.display().to_string()));
    }
    let database = &platform.database;
    if !is_empty(database).await? {
        return Err(Message::new("platform-restore-not-empty"));
    }
    if !manifest.steps.starts_with(&database.applied_steps().await?) {
        return Err(Message::new("platform-restore-other-steps"));
    }
    database.migrate_to(&manifest.steps).await?;
    for digest in &manifest.files {
        let bytes = archive.bytes(&format!("files/{digest}"))?;
        let stored = platform.storage.put_by_content(bytes).await.map_err(|error| error.message())?;
        if stored.to_string() != *digest {
            return Err(archive.damaged(digest));
        }
    }
    load(database, &mut archive, &manifest, settle).await?;
    database.migrate().await?;
    Ok(Summary { rows: manifest.rows, files: manifest.files.len(), missing: Vec::new() })
}

async fn load(
    database: &Database,
    archive: &mut Reader,
    manifest: &Manifest,
    settle: impl AsyncFnOnce(&Write) -> Result<(), Error>,
) -> Result<(), Message> {
    let fault = |error: sea_orm::DbErr| tables::fault(&error);
    let write = database.write().await.map_err(fault)?;
    let found = tables::all(&*write).await.map_err(fault)?;
    let guards = tables::suspend_guards(&write, &found).await.map_err(fault)?;
    for table in &found {
        let expected = manifest.rows.get(&table.name).copied().unwrap_or_default();
        let loaded = load_table(&write, archive, table).await?;
        if loaded != expected {
            return Err(archive.damaged(&table.name));
        }
    }
    guards.restore(&write).await.map_err(fault)?;
    settle(&write).await.map_err(|error| tables::fault(&error.into()))?;
    write.commit().await.map_err(fault)
}

async fn load_table(write: &Write, archive: &mut Reader, table: &Table) -> Result<u64, Message> {
    let mut rows = archive.rows(&format!("tables/{}.jsonl", table.name));
    let mut loaded = 0;
    loop {
        let lines = rows.next(BATCH)?;
        if lines.is_empty() {
            return Ok(loaded);
        }
        loaded += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let values: Option<Vec<_>> = lines.iter().map(|line| table.values(line)).collect();
        let values = values.ok_or_else(|| rows.damaged())?;
        table.insert(write, values).await.map_err(|error| tables::fault(&error))?;
    }
}

/// Whether no table holds a row, those of a database without tables included.
pub async fn is_empty(database: &Database) -> Result<bool, Message> {
    let fault = |error: sea_orm::DbErr| tables::fault(&error);
    for table in tables::all(database.reader()).await.map_err(fault)? {
        if table.holds_rows(database.reader()).await.map_err(fault)? {
            return Ok(false);
        }
    }
    Ok(true)
}
