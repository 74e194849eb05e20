//! The lists that people keep in a spreadsheet program, read as a table of text.
//!
//! A registrar saves her roster as XLSX or as CSV, in whatever encoding, with whatever delimiter her program chose. What
//! the bytes are is decided by looking at them, not by the file's name. A number is read as she sees it (an integer
//! without `.0`, a day as 2026-03-01), text keeps its leading zeros, and every row knows its number in her program, so
//! that a mistake can be shown to her by line. What is no table, or too large for one, is refused in one sentence.

mod delimited;
mod workbook;
mod writing;

use std::collections::BTreeSet;
use std::fmt;

use crate::collation::fold_width;
use crate::text::{Argument, Message};

pub use writing::{Cell, workbook};

/// The most rows beneath the header that one file may hold.
pub const MAX_ROWS: usize = 20_000;
/// The most columns that one file may hold.
pub const MAX_COLUMNS: usize = 100;
/// The most bytes that a file may hold once it is unpacked: 64 MiB.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A header and the rows beneath it, all text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns: trimmed, full-width letters and punctuation folded to ordinary ones. No name occurs
    /// twice; a column without a name has an empty one.
    pub header: Vec<String>,
    /// The rows that are not blank, each with as many cells as the header.
    pub rows: Vec<Row>,
}

impl Table {
    /// Where the column stands whose name is one of these, compared without regard to case and width.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let names: Vec<String> = names.iter().map(|name| fold_width(name.trim()).to_lowercase()).collect();
        self.header.iter().position(|column| names.contains(&column.to_lowercase()))
    }
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's number as the spreadsheet program shows it: the first is 1, blank ones count, and a cell with line
    /// breaks in it is still one row.
    pub line: u32,
    /// The cells, trimmed, as many as the header has; an empty cell is an empty text.
    pub cells: Vec<String>,
}

impl Row {
    /// The text of a cell, empty where there is none.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Why a file was refused: one sentence for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadsheetError(Message);

impl SpreadsheetError {
    /// The sentence.
    #[must_use]
    pub const fn message(&self) -> &Message {
        &self.0
    }
}

impl fmt::Display for SpreadsheetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for SpreadsheetError {}

impl From<SpreadsheetError> for Message {
    fn from(error: SpreadsheetError) -> Self {
        error.0
    }
}

/// Reads the first visible sheet of an XLSX workbook, or a CSV file.
///
/// CSV is UTF-8 with or without a byte order mark, UTF-16 with one, or else GB18030; its delimiter is a comma, a tab or
/// a semicolon. `file_name_hint` only names the file in the error.
///
/// # Errors
///
/// What is neither (a picture, a PDF, a web page, the old `.xls`), what is damaged, a file beyond [`MAX_ROWS`],
/// [`MAX_COLUMNS`] or [`MAX_BYTES`], an empty one, a column named twice, a row longer than the header, and a number so
/// long that the spreadsheet program has already lost its last digits.
pub fn read(bytes: &[u8], file_name_hint: Option<&str>) -> Result<Table, SpreadsheetError> {
    let result = match kind(bytes) {
        Kind::Workbook => workbook::read(bytes),
        Kind::Delimited => delimited::read(bytes),
        Kind::Compound => Err(Message::new("platform-spreadsheet-old-format")),
        Kind::Page => Err(Message::new("platform-spreadsheet-is-a-page")),
        Kind::Foreign(what) => Err(Message::new("platform-spreadsheet-foreign").with("kind", what)),
    };
    result.and_then(table).map_err(|message| {
        let name = file_name_hint.map(str::trim).filter(|name| !name.is_empty());
        let file: Argument =
            name.map_or_else(|| Message::new("platform-spreadsheet-the-file").into(), Into::into);
        SpreadsheetError(message.with("file", file))
    })
}

/// What the first bytes say a file is.
enum Kind {
    Workbook,
    Delimited,
    /// The container of `.xls`, and of an `.xlsx` that is protected by a password.
    Compound,
    /// HTML or XML, which some programs write under the name `.xls`.
    Page,
    Foreign(&'static str),
}

fn kind(bytes: &[u8]) -> Kind {
    const FOREIGN: [(&[u8], &str); 9] = [
        (b"%PDF-", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"BM\0", "BMP"),
        (b"{\\rtf", "RTF"),
        (b"Rar!", "RAR"),
        (b"7z\xBC\xAF", "7z"),
        (b"\x1F\x8B", "gzip"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Workbook;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Kind::Compound;
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Kind::Foreign(what);
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"<") { Kind::Page } else { Kind::Delimited }
}

/// The rows of any source, as it hands them over: their number and their cells, not yet trimmed.
struct RawRow {
    line: u32,
    cells: Vec<String>,
}

impl RawRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| clean(cell).is_empty())
    }
}

/// Refuses one more row than a file may hold; called before the row is kept, so that memory stays bounded.
fn room_for_another(rows: usize) -> Result<(), Message> {
    if rows > MAX_ROWS {
        return Err(Message::new("platform-spreadsheet-too-many-rows").with("limit", MAX_ROWS));
    }
    Ok(())
}

fn too_many_columns(line: u32) -> Message {
    Message::new("platform-spreadsheet-too-many-columns").with("line", line).with("limit", MAX_COLUMNS)
}

/// Trims whitespace and the invisible marks that programs leave at a text's ends.
fn clean(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{FEFF}' | '\u{200B}'))
}

/// Makes a table of rows, of which none is blank.
fn table(rows: Vec<RawRow>) -> Result<Table, Message> {
    let mut rows = rows.into_iter();
    let Some(first) = rows.next() else {
        return Err(Message::new("platform-spreadsheet-empty"));
    };
    let header = header(&first)?;
    let rows = rows.map(|row| level(&row, header.len())).collect::<Result<_, _>>()?;
    Ok(Table { header, rows })
}

fn header(first: &RawRow) -> Result<Vec<String>, Message> {
    let mut names: Vec<String> = first.cells.iter().map(|name| clean(&fold_width(name)).to_owned()).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    if names.len() > MAX_COLUMNS {
        return Err(too_many_columns(first.line));
    }
    let mut seen = BTreeSet::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !seen.insert(name.to_lowercase()) {
            return Err(Message::new("platform-spreadsheet-column-twice").with("column", name));
        }
    }
    Ok(names)
}

/// Trims the cells and gives the row as many as the header has.
fn level(row: &RawRow, columns: usize) -> Result<Row, Message> {
    let mut cells: Vec<String> = row.cells.iter().map(|cell| clean(cell).to_owned()).collect();
    if cells.iter().skip(columns).any(|cell| !cell.is_empty()) {
        return Err(Message::new("platform-spreadsheet-row-too-long")
            .with("line", row.line)
            .with("columns", columns));
    }
    cells.resize(columns, String::new());
    Ok(Row { line: row.line, cells })
}

/// A table as CSV in UTF-8, with the mark by which spreadsheet programs know it. A cell that such a program would run as a formula is
/// written as text.
#[must_use]
pub fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{FEFF}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
