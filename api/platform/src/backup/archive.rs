//! The archive as a file: a zip whose entries are written and read one after another, never held as a whole.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Manifest;
use crate::text::Message;

const MANIFEST: &str = "manifest.json";

/// The sentence for a file that cannot be read or written.
pub(super) fn fault(file: &Path, cause: &impl ToString) -> Message {
    Message::new("platform-backup-file")
        .with("file", file.display().to_string())
        .with("cause", cause.to_string())
}

pub(super) struct Writer {
    zip: ZipWriter<BufWriter<File>>,
    file: PathBuf,
}

impl Writer {
    pub(super) fn create(file: &Path) -> Result<Self, Message> {
        let opened = File::create_new(file).map_err(|error| fault(file, &error))?;
        Ok(Self { zip: ZipWriter::new(BufWriter::new(opened)), file: file.to_owned() })
    }

    /// Begins an entry; what is written next belongs to it.
    pub(super) fn begin(&mut self, name: &str) -> Result<(), Message> {
        let options = SimpleFileOptions::default().large_file(true);
        self.zip.start_file(name, options).map_err(|error| fault(&self.file, &error))
    }

    /// One row: its values in the order of the table's columns.
    pub(super) fn line(&mut self, row: &[Value]) -> Result<(), Message> {
        let written = serde_json::to_writer(&mut self.zip, row)
            .map_err(std::io::Error::from)
            .and_then(|()| self.zip.write_all(b"\n"));
        written.map_err(|error| fault(&self.file, &error))
    }

    pub(super) fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), Message> {
        self.begin(name)?;
        self.zip.write_all(bytes).map_err(|error| fault(&self.file, &error))
    }

    pub(super) fn manifest(&mut self, manifest: &Manifest) -> Result<(), Message> {
        let bytes = serde_json::to_vec_pretty(manifest).map_err(|error| fault(&self.file, &error))?;
        self.file(MANIFEST, &bytes)
    }

    /// Ends the archive and waits until it is on disk.
    pub(super) fn finish(self) -> Result<(), Message> {
        let file = self.file;
        let written = self.zip.finish().map_err(|error| fault(&file, &error))?;
        let written = written.into_inner().map_err(|error| fault(&file, &error))?;
        written.sync_all().map_err(|error| fault(&file, &error))
    }
}

pub(super) struct Reader {
    zip: ZipArchive<BufReader<File>>,
    file: PathBuf,
}

impl Reader {
    pub(super) fn open(file: &Path) -> Result<Self, Message> {
        let opened = File::open(file).map_err(|error| fault(file, &error))?;
        let zip = ZipArchive::new(BufReader::new(opened)).map_err(|_| not_a_backup(file))?;
        Ok(Self { zip, file: file.to_owned() })
    }

    pub(super) fn manifest(&mut self) -> Result<Manifest, Message> {
        let file = self.file.clone();
        let entry = self.zip.by_name(MANIFEST).map_err(|_| not_a_backup(&file))?;
        serde_json::from_reader(entry).map_err(|_| not_a_backup(&file))
    }

    /// The sentence for an archive that does not hold what it says.
    pub(super) fn damaged(&self, part: &str) -> Message {
        Message::new("platform-backup-damaged")
            .with("file", self.file.display().to_string())
            .with("part", part)
    }

    pub(super) fn bytes(&mut self, name: &str) -> Result<Vec<u8>, Message> {
        let damaged = self.damaged(name);
        let mut bytes = Vec::new();
        let read = self.zip.by_name(name).map(|mut entry| entry.read_to_end(&mut bytes).is_ok());
        if matches!(read, Ok(true)) { Ok(bytes) } else { Err(damaged) }
    }

    /// The rows of an entry; none when there is no such entry.
    pub(super) fn rows(&mut self, name: &str) -> Rows<'_> {
        let damaged = self.damaged(name);
        Rows { lines: self.zip.by_name(name).ok().map(BufReader::new), damaged }
    }
}

fn not_a_backup(file: &Path) -> Message {
    Message::new("platform-backup-none").with("file", file.display().to_string())
}

/// The rows of one table, read batch by batch.
pub(super) struct Rows<'a> {
    lines: Option<BufReader<ZipFile<'a, BufReader<File>>>>,
    damaged: Message,
}

impl Rows<'_> {
    /// The next rows, at most `limit`; an empty list at the end.
    pub(super) fn next(&mut self, limit: usize) -> Result<Vec<Vec<Value>>, Message> {
        let Some(lines) = &mut self.lines else {
            return Ok(Vec::new());
        };
        let mut rows = Vec::new();
        let mut line = Vec::new();
        while rows.len() < limit {
            line.clear();
            let read = lines.read_until(b'\n', &mut line).map_err(|_| self.damaged.clone())?;
            if read == 0 {
                break;
            }
            rows.push(serde_json::from_slice(&line).map_err(|_| self.damaged.clone())?);
        }
        Ok(rows)
    }

    /// The sentence for a row that does not fit its table.
    pub(super) fn damaged(&self) -> Message {
        self.damaged.clone()
    }
}
