//! Forms and booklets on upright A4 pages: titles, and tables whose cells grow with what stands in them and go on overleaf.

use chrono::{DateTime, Utc};
use printpdf::FontId;

use super::DocumentError;
use super::completion::subset_tag;
use super::faces::Faces;
use super::finish::{self, About};
use super::fitting::flow;
use super::listing::printable;
use super::ornament::{GOLD, GREEN, GREY, INK};
use super::page::{Anchor, At, HEIGHT, POINTS, Page, Step, Style, WIDTH, rectangle};

/// Space around the text, in millimetres.
const MARGIN: f32 = 17.0;
/// Width of a page's text.
const MEASURE: f32 = HEIGHT - 2.0 * MARGIN;
/// Where a page's text begins and ends.
const TOP: f32 = 20.0;
const BOTTOM: f32 = WIDTH - 20.0;
/// Space within a cell around its text.
const PADDING: f32 = 1.6;
/// Sizes of type, in points, and from baseline to baseline, in millimetres.
const BODY: (f32, f32) = (9.5, 5.0);
const HEADING: (f32, f32) = (12.0, 8.0);
const TITLE: (f32, f32) = (19.0, 11.0);
/// Fewest lines of a cell that are set before it goes on overleaf.
const FEWEST: usize = 2;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it; each line feed begins another line.
    pub text: String,
    /// Whether it says what stands beside or beneath it.
    pub is_label: bool,
}

impl Cell {
    /// What says what stands beside or beneath it.
    pub fn label(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_label: true }
    }

    /// What stands there.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_label: false }
    }
}

/// A row of a table: its cells, and how many lines it is high at least, for what is written by hand.
pub type Row = (Vec<Cell>, usize);

/// A part of a booklet.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A title in the middle of a new page, and what stands beneath it.
    Title(String, String),
    /// A heading.
    Heading(String),
    /// Rows of cells; the widths are shares of the whole.
    Table(Vec<f32>, Vec<Row>),
    /// A remark in small type.
    Note(String),
}

/// What is printed.
#[derive(Clone, Debug)]
pub struct Booklet {
    /// The document's title, at the foot of each page.
    pub title: String,
    /// Its parts, in order; the first is a title.
    pub blocks: Vec<Block>,
    /// The document's creation date.
    pub created_at: DateTime<Utc>,
    /// The document's permanent identifier; also names the font subset.
    pub document_id: [u8; 16],
    /// The language of the text, as BCP 47 says it.
    pub language: &'static str,
}

struct Cursor<'f> {
    pages: Vec<Page<'f>>,
    faces: &'f Faces,
    font: FontId,
    y: f32,
}

impl Cursor<'_> {
    fn turn(&mut self) {
        self.pages.push(Page::upright(self.faces, self.font.clone()));
        self.y = TOP;
    }

    /// Leaves room for so much, on the next page where this one is full.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    fn line(&mut self, at: At, anchor: Anchor, style: Style, text: &str) {
        if let Some(page) = self.pages.last_mut() {
            page.text(at, anchor, style, text);
        }
    }

    fn lines(&self, text: &str, size: f32, measure: f32) -> Vec<String> {
        let of = |part: &str| flow(self.faces, &printable(part), size, measure * POINTS, 0.0);
        text.lines().flat_map(of).collect()
    }

    fn title(&mut self, title: &str, beneath: &str) {
        self.turn();
        self.y += 6.0;
        for line in self.lines(title, TITLE.0, MEASURE) {
            self.line(
                At(HEIGHT / 2.0, self.y),
                Anchor::Centre,
                Style::new(TITLE.0, GREEN).heavier(0.3),
                &line,
            );
            self.y += TITLE.1;
        }
        for line in self.lines(beneath, BODY.0, MEASURE) {
            self.line(At(HEIGHT / 2.0, self.y - 2.0), Anchor::Centre, Style::new(BODY.0, GREY), &line);
            self.y += BODY.1;
        }
        self.y += 2.0;
    }

    fn heading(&mut self, text: &str) {
        self.room(HEADING.1 + 3.0 * BODY.1);
        self.y += HEADING.1;
        self.line(
            At(MARGIN, self.y),
            Anchor::Left,
            Style::new(HEADING.0, GREEN).heavier(0.2),
            &printable(text),
        );
        self.y += 2.5;
    }

    fn note(&mut self, text: &str) {
        for line in self.lines(text, 8.0, MEASURE) {
            self.room(4.4);
            self.y += 4.4;
            self.line(At(MARGIN, self.y), Anchor::Left, Style::new(8.0, GREY), &line);
        }
    }

    /// Sets a row, and goes on with it overleaf where the page is full.
    fn row(&mut self, widths: &[f32], (cells, least): &Row) {
        let whole: f32 = widths.iter().sum();
        let widths: Vec<f32> = widths.iter().map(|share| share / whole * MEASURE).collect();
        let set = cells.iter().zip(&widths);
        let mut columns: Vec<Vec<String>> =
            set.map(|(cell, width)| self.lines(&cell.text, BODY.0, width - 2.0 * PADDING)).collect();
        let mut remaining = columns.iter().map(Vec::len).max().unwrap_or(0).max(*least).max(1);
        while remaining > 0 {
            let mut fitting = self.fitting();
            if fitting < remaining.min(FEWEST).max(if remaining == *least { *least } else { 0 }) {
                self.turn();
                fitting = self.fitting();
            }
            let now = remaining.min(fitting.max(1));
            self.part(&widths, cells, &mut columns, now);
            remaining -= now;
        }
    }

    /// How many lines of a row fit on the page.
    fn fitting(&self) -> usize {
        let mut lines = 0;
        let mut y = self.y + 2.0 * PADDING + BODY.1;
        while y <= BOTTOM {
            lines += 1;
            y += BODY.1;
        }
        lines
    }

    /// Sets so many lines of a row, and its frame.
    fn part(&mut self, widths: &[f32], cells: &[Cell], columns: &mut [Vec<String>], lines: usize) {
        let mut height = 2.0 * PADDING;
        for _ in 0..lines {
            height += BODY.1;
        }
        let mut left = MARGIN;
        for ((width, cell), column) in widths.iter().zip(cells).zip(columns) {
            let rest = column.split_off(column.len().min(lines));
            let ink = if cell.is_label { GREEN } else { INK };
            let mut y = self.y + PADDING + BODY.1 * 0.75;
            for text in column.iter() {
                self.line(At(left + PADDING, y), Anchor::Left, Style::new(BODY.0, ink), text);
                y += BODY.1;
            }
            *column = rest;
            let frame = rectangle(left, self.y, left + width, self.y + height);
            if let Some(page) = self.pages.last_mut() {
                page.stroke(&frame, true, GREY, 0.4);
            }
            left += width;
        }
        self.y += height;
    }
}

/// Writes a booklet as PDF 1.4, as many pages A4 portrait as it takes. A character that the face does not cover becomes 〓; nothing
/// else is left out.
///
/// # Errors
/// [`DocumentError::Face`] and [`DocumentError::Assembly`]: faults of the program.
pub fn print_booklet(booklet: &Booklet) -> Result<Vec<u8>, DocumentError> {
    let fonts = &*Faces::load()?;
    let font = FontId(subset_tag(booklet.document_id));
    let mut cursor = Cursor { pages: Vec::new(), faces: fonts, font, y: TOP };
    for block in &booklet.blocks {
        match block {
            Block::Title(title, beneath) => cursor.title(title, beneath),
            Block::Heading(text) => cursor.heading(text),
            Block::Note(text) => cursor.note(text),
            Block::Table(widths, rows) => {
                for row in rows {
                    cursor.row(widths, row);
                }
                cursor.y += 1.5;
            }
        }
    }
    let mut pages = cursor.pages;
    let count = pages.len();
    for (page, number) in pages.iter_mut().zip(1..) {
        let base = WIDTH - 12.0;
        page.stroke(
            &[At(MARGIN, base - 4.5), At(HEIGHT - MARGIN, base - 4.5)].map(Step::To),
            false,
            GOLD,
            0.5,
        );
        let line = format!("{} · {number} / {count}", printable(&booklet.title));
        page.text(At(MARGIN, base), Anchor::Left, Style::new(7.5, GREY), &line);
    }
    let about = About {
        title: booklet.title.clone(),
        author: String::new(),
        subject: String::new(),
        created_at: booklet.created_at,
        document_id: booklet.document_id,
        language: booklet.language,
    };
    finish::write(pages, &about, fonts)
}
