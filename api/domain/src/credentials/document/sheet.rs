//! A week of hours on paper: a page for each trainee, with a row for each day, room for two signatures and a seal, and a QR code by
//! which the sheet is found again when it comes back.

use chrono::{DateTime, Utc};
use printpdf::FontId;

use super::DocumentError;
use super::completion::subset_tag;
use super::faces::Faces;
use super::finish::{self, About};
use super::fitting::{Setting, fit};
use super::listing::printable;
use super::ornament::{self, GREEN, GREY, INK};
use super::page::{Anchor, At, POINTS, Page, Step, Style, WIDTH, rectangle};

/// Space around what is printed, in millimetres.
const MARGIN: f32 = 14.0;
/// Across the QR code.
const QR: f32 = 26.0;
/// Top of the table, and the heights of its head and of a day.
const TABLE: f32 = 51.0;
const HEAD: f32 = 9.0;
const DAY: f32 = 13.5;
/// Widths of the columns: the day, then twice from, until and activity; remarks take the rest.
const COLUMNS: [f32; 7] = [36.0, 24.0, 24.0, 36.0, 24.0, 24.0, 36.0];
/// Top and height of the boxes beneath the table.
const BOXES: f32 = 168.0;
const BOX: f32 = 30.0;
const SIZE: f32 = 10.0;

/// What stands on every sheet of a file.
#[derive(Clone, Debug)]
pub struct SheetWords {
    /// Above everything.
    pub title: String,
    /// Heads of the columns: day, from, until, activity, from, until, activity, remarks.
    pub heads: [String; 8],
    /// Beneath the table: what to write, a line each.
    pub advice: Vec<String>,
    /// Over the boxes: the trainee's signature, the supervisor's, the department's seal.
    pub boxes: [String; 3],
}

/// What stands on one sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Beneath the title, a line each: trainee, department, week.
    pub about: Vec<String>,
    /// The seven days, as they are read.
    pub days: Vec<String>,
    /// What the QR code holds, and what stands beneath it.
    pub code: String,
}

/// Weekly sheets to be printed.
#[derive(Clone, Debug)]
pub struct Sheets {
    /// What stands on every sheet.
    pub words: SheetWords,
    /// The sheets, a page each.
    pub sheets: Vec<Sheet>,
    /// The document's creation date.
    pub created_at: DateTime<Utc>,
    /// The document's permanent identifier; also names the font subset.
    pub document_id: [u8; 16],
    /// The language of the text, as BCP 47 says it.
    pub language: &'static str,
}

/// Writes weekly sheets as PDF 1.4, A4 landscape, a page each. A character that the face does not cover becomes 〓.
///
/// # Errors
/// [`DocumentError::Face`] and [`DocumentError::Assembly`]: faults of the program.
pub fn print_sheets(sheets: &Sheets) -> Result<Vec<u8>, DocumentError> {
    let fonts = &*Faces::load()?;
    let font = FontId(subset_tag(sheets.document_id));
    let mut pages = Vec::with_capacity(sheets.sheets.len());
    for sheet in &sheets.sheets {
        let mut page = Page::new(fonts, font.clone());
        draw(&mut page, &sheets.words, sheet)?;
        pages.push(page);
    }
    let about = About {
        title: sheets.words.title.clone(),
        author: String::new(),
        subject: String::new(),
        created_at: sheets.created_at,
        document_id: sheets.document_id,
        language: sheets.language,
    };
    finish::write(pages, &about, fonts)
}

/// One line of text, made smaller where it must be to stay within `room` millimetres.
fn line(page: &mut Page<'_>, at: At, style: Style, room: f32, text: &str) {
    let text = printable(text);
    let setting = Setting { lines: 1, largest: style.size, smallest: 5.0 };
    if let Some(block) = fit(page.faces, &text, room * POINTS, &[setting]) {
        for line in &block.lines {
            page.text(at, Anchor::Left, Style { size: block.size, ..style }, line);
        }
    }
}

fn draw(page: &mut Page<'_>, words: &SheetWords, sheet: &Sheet) -> Result<(), DocumentError> {
    let right = WIDTH - MARGIN;
    let beside = right - MARGIN - QR - 6.0;
    line(page, At(MARGIN, 21.0), Style::new(17.0, GREEN).heavier(0.25), beside, &words.title);
    for (row, text) in (0_u8..).zip(sheet.about.iter().take(3)) {
        line(page, At(MARGIN, 31.0 + f32::from(row) * 6.4), Style::new(11.0, INK), beside, text);
    }
    ornament::qr(page, At(right - QR, MARGIN - 2.0), QR, &sheet.code)?;
    line(page, At(right - 62.0, MARGIN + QR + 3.0), Style::new(7.5, INK), 62.0, &sheet.code);
    table(page, words, sheet);
    for (row, text) in (0_u8..).zip(words.advice.iter().take(2)) {
        let baseline = TABLE + HEAD + 7.0 * DAY + 5.5 + f32::from(row) * 4.6;
        line(page, At(MARGIN, baseline), Style::new(8.5, GREY), right - MARGIN, text);
    }
    let width = (right - MARGIN) / 3.0;
    for (place, text) in (0_u8..).zip(&words.boxes) {
        let left = MARGIN + f32::from(place) * width;
        let outline = rectangle(left, BOXES, left + width, BOXES + BOX);
        page.stroke(&outline, true, INK, 0.6);
        line(page, At(left + 2.5, BOXES + 6.0), Style::new(SIZE, INK), width - 5.0, text);
    }
    Ok(())
}

fn table(page: &mut Page<'_>, words: &SheetWords, sheet: &Sheet) {
    let right = WIDTH - MARGIN;
    let bottom = TABLE + HEAD + 7.0 * DAY;
    page.stroke(&rectangle(MARGIN, TABLE, right, bottom), true, INK, 0.9);
    let mut edges = vec![MARGIN];
    for width in COLUMNS {
        edges.push(edges.last().copied().unwrap_or(MARGIN) + width);
    }
    for edge in edges.iter().skip(1) {
        page.stroke(&[At(*edge, TABLE), At(*edge, bottom)].map(Step::To), false, INK, 0.5);
    }
    let ends = edges.iter().skip(1).copied().chain([right]);
    for ((left, end), head) in edges.iter().zip(ends).zip(&words.heads) {
        line(page, At(left + 2.0, TABLE + 6.2), Style::new(SIZE, GREEN), end - left - 4.0, head);
    }
    for (row, day) in (0_u8..).zip(sheet.days.iter().take(7)) {
        let top = TABLE + HEAD + f32::from(row) * DAY;
        page.stroke(&[At(MARGIN, top), At(right, top)].map(Step::To), false, INK, 0.5);
        line(page, At(MARGIN + 2.0, top + 8.4), Style::new(SIZE, INK), 32.0, day);
    }
}
