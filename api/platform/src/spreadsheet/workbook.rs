//! XLSX workbooks: their first visible sheet, as a person sees it.
//!
//! A workbook is a packed archive, and a small one can unpack to gigabytes: it is unpacked once without keeping
//! anything, only to count, before it is read in earnest. Its declared sizes are not believed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::{MAX_BYTES, MAX_COLUMNS, RawRow, room_for_another, too_many_columns};
use crate::text::Message;

/// Spreadsheet programs keep 15 significant digits of a number.
const EXACT: f64 = 1e15;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<RawRow>, Message> {
    weigh(bytes, MAX_BYTES)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let sheets = workbook.sheets_metadata();
    let first = sheets
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let Some(name) = first.map(|sheet| sheet.name.clone()) else {
        return Err(Message::new("platform-spreadsheet-empty"));
    };
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(|error| unreadable(&error))? {
        let (row, column) = cell.get_position();
        let line = row.saturating_add(1);
        let text = text(cell.get_value(), line, column)?;
        if text.trim().is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(too_many_columns(line));
        }
        if !rows.contains_key(&line) {
            room_for_another(rows.len())?;
        }
        let cells = rows.entry(line).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
    }
    let rows = rows.into_iter().map(|(line, cells)| RawRow { line, cells });
    Ok(rows.filter(|row| !row.is_blank()).collect())
}

/// Unpacks everything into nothing, and refuses what comes to more than so many bytes.
pub(super) fn weigh(bytes: &[u8], limit: u64) -> Result<(), Message> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut left = limit;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let mut bounded = entry.take(left.saturating_add(1));
        let unpacked =
            std::io::copy(&mut bounded, &mut std::io::sink()).map_err(|error| unreadable(&error))?;
        let Some(rest) = left.checked_sub(unpacked) else {
            return Err(Message::new("platform-spreadsheet-too-large").with("limit", limit / (1024 * 1024)));
        };
        left = rest;
    }
    Ok(())
}

fn unreadable(error: &impl std::fmt::Display) -> Message {
    tracing::info!(%error, "a workbook could not be read");
    Message::new("platform-spreadsheet-unreadable")
}

/// A cell as text. A formula has the value it had when the file was saved; an error reads as it shows, `#N/A`.
fn text(value: &DataRef<'_>, line: u32, column: u32) -> Result<String, Message> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() < EXACT => number.to_string(),
        DataRef::Float(_) => {
            let place = format!("{}{line}", letters(column));
            return Err(Message::new("platform-spreadsheet-number-too-long").with("cell", place));
        }
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(error) => error.to_string(),
    })
}

/// A day as `2026-03-01`, a moment as `2026-03-01T08:30:00`, a time of day or a duration as `08:30:00`.
fn moment_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hours, minutes, seconds, _) = moment.to_ymd_hms_milli();
    let time = format!("{hours:02}:{minutes:02}:{seconds:02}");
    let days = moment.as_f64();
    if (0.0..1.0).contains(&days) {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" { date } else { format!("{date}T{time}") }
}

/// The letters that a spreadsheet program shows above a column: 0 is `A`, 27 is `AB`.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column.saturating_add(1);
    while let Some(digit) = rest.checked_sub(1) {
        letters.push(char::from_u32(u32::from(b'A') + digit % 26).unwrap_or('?'));
        rest = digit / 26;
    }
    letters.iter().rev().collect()
}
