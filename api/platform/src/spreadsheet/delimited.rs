//! Text with delimiters: what spreadsheet programs call CSV.
//!
//! Chinese programs write it in GB18030 without saying so, others in UTF-8 with or without a mark, or as "Unicode text"
//! in UTF-16 with tabs. Bytes that are valid UTF-8 are taken as that; a GB18030 text of any length practically never is.

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{MAX_BYTES, MAX_COLUMNS, RawRow, room_for_another, too_many_columns};
use crate::text::Message;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<RawRow>, Message> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(Message::new("platform-spreadsheet-too-large").with("limit", MAX_BYTES / (1024 * 1024)));
    }
    // One kind of line end, also inside quotes: blank lines can then be counted, and a cell reads the same whether the
    // file was written on Windows or not.
    let text = decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end_matches('\u{1A}');
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t' | '\u{0B}' | '\u{0C}'))
    {
        return Err(Message::new("platform-spreadsheet-not-text"));
    }
    rows(text)
}

fn decode(bytes: &[u8]) -> Result<String, Message> {
    let not_text = || Message::new("platform-spreadsheet-not-text");
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
            return text.map(Into::into).ok_or_else(not_text);
        }
    }
    let (marked, rest) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let error = match std::str::from_utf8(rest) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
    if marked || is_surely_utf8(valid) {
        let line = 1 + valid.split(|byte| *byte == b'\n').skip(1).count();
        return Err(Message::new("platform-spreadsheet-damaged-text").with("line", line));
    }
    GB18030.decode_without_bom_handling_and_without_replacement(rest).map(Into::into).ok_or_else(not_text)
}

/// Whether so much of a text was valid UTF-8 beyond ASCII that it can be nothing else, and is only damaged further on.
fn is_surely_utf8(valid: &[u8]) -> bool {
    const ENOUGH: usize = 12;
    valid.iter().filter(|byte| byte.leading_ones() >= 3).count() >= ENOUGH
}

fn rows(text: &str) -> Result<Vec<RawRow>, Message> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    let (mut line, mut end) = (0_u32, 0_usize);
    // The text is valid UTF-8 and rows may be of any length, so that nothing is left that the reader could refuse.
    while reader.read_record(&mut record).map_err(|_| Message::new("platform-spreadsheet-not-text"))? {
        let begin = end;
        end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let source = text.get(begin..end).unwrap_or_default();
        // The reader passes over blank lines without a word; the spreadsheet program numbers them.
        let blank = source.bytes().take_while(|byte| *byte == b'\n').count();
        line = line.saturating_add(u32::try_from(blank + 1).unwrap_or(u32::MAX));
        if end >= text.len() && is_unclosed(source, &record) {
            return Err(Message::new("platform-spreadsheet-quote-open").with("line", line));
        }
        if record.iter().skip(MAX_COLUMNS).any(|cell| !cell.trim().is_empty()) {
            return Err(too_many_columns(line));
        }
        let cells = record.iter().take(MAX_COLUMNS).map(|cell| unwrap_formula(cell).to_owned()).collect();
        let row = RawRow { line, cells };
        if !row.is_blank() {
            room_for_another(rows.len())?;
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Whether the last row's quotes were never closed, and so have swallowed the lines beneath them.
fn is_unclosed(source: &str, record: &StringRecord) -> bool {
    let odd = source.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    odd && record.iter().any(|cell| cell.contains('\n'))
}

/// Some programs write `="0123"` so that another keeps the zero: the text is meant.
fn unwrap_formula(cell: &str) -> &str {
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

/// The delimiter that the first line with text uses most outside quotes; a comma when it uses none.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte && !quoted) {
            *count += 1;
        }
    }
    let mut best = (b',', 0);
    for (delimiter, count) in counts {
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    best.0
}
