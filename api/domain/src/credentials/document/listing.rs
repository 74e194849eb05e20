//! Many pages of plain text: sections of entries, in two columns on A4 landscape, each entry a paragraph.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use printpdf::FontId;

use super::DocumentError;
use super::completion::subset_tag;
use super::faces::{Faces, uncovered};
use super::finish::{self, About};
use super::fitting::{BREAK, flow};
use super::ornament::{GOLD, GREEN, GREY, INK};
use super::page::{Anchor, At, HEIGHT, POINTS, Page, Step, Style, WIDTH};

/// Space around the text, in millimetres.
const MARGIN: f32 = 18.0;
/// Space between the columns.
const GUTTER: f32 = 10.0;
const COLUMN: f32 = (WIDTH - 2.0 * MARGIN - GUTTER) / 2.0;
/// Baseline of the first line of a page's columns, and where the last may stand.
const TOP: f32 = 22.0;
const BOTTOM: f32 = HEIGHT - 17.0;
/// How far the later lines of an entry stand in.
const INDENT: f32 = 3.0;
/// Sizes of type, in points, and from baseline to baseline, in millimetres.
const BODY: (f32, f32) = (8.5, 4.5);
const HEADING: (f32, f32) = (12.0, 7.0);
const TITLE: f32 = 18.0;
/// Stands for a character that the face does not cover, as printers do it.
const GETA: char = '〓';

/// What is listed.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Above everything, and the document's title.
    pub title: String,
    /// Beneath the title: what this is and is not.
    pub note: String,
    /// Headings, each with its entries.
    pub sections: Vec<(String, Vec<String>)>,
    /// The document's creation date.
    pub created_at: DateTime<Utc>,
    /// The document's permanent identifier; also names the font subset.
    pub document_id: [u8; 16],
    /// The language of the text, as BCP 47 says it.
    pub language: &'static str,
}

/// Where the next line stands.
struct Cursor<'f> {
    pages: Vec<Page<'f>>,
    faces: &'f Faces,
    font: FontId,
    column: usize,
    y: f32,
}

impl Cursor<'_> {
    /// Goes down by `leading`, to the next column or page where this one is full, and leaves room for `more` beneath.
    fn advance(&mut self, leading: f32, more: f32) -> At {
        self.y += leading;
        if self.y + more > BOTTOM {
            self.column += 1;
            self.y = TOP;
            if self.column == 2 {
                self.column = 0;
                self.pages.push(Page::new(self.faces, self.font.clone()));
            }
        }
        let x = MARGIN + if self.column == 0 { 0.0 } else { COLUMN + GUTTER };
        At(x, self.y)
    }

    fn text(&mut self, at: At, style: Style, text: &str) {
        if let Some(page) = self.pages.last_mut() {
            page.text(at, Anchor::Left, style, text);
        }
    }

    fn paragraph(&mut self, text: &str) {
        for (number, line) in
            flow(self.faces, text, BODY.0, COLUMN * POINTS, INDENT * POINTS).iter().enumerate()
        {
            // The first line of an entry stands a little apart.
            let (apart, indent) = if number == 0 { (1.2, 0.0) } else { (0.0, INDENT) };
            let at = self.advance(BODY.1 + apart, 0.0);
            self.text(At(at.0 + indent, at.1), Style::new(BODY.0, INK), line);
        }
    }

    fn heading(&mut self, text: &str) {
        let at = self.advance(HEADING.1 + 2.5, HEADING.1 + BODY.1);
        self.text(at, Style::new(HEADING.0, GREEN).heavier(0.2), text);
        if let Some(page) = self.pages.last_mut() {
            let under = at.1 + 1.8;
            page.stroke(&[At(at.0, under), At(at.0 + COLUMN, under)].map(Step::To), false, GOLD, 0.5);
        }
        self.y += 2.0;
    }
}

/// Writes a listing as PDF 1.4, as many pages A4 landscape as it takes. A character that the face does not cover becomes
/// 〓; nothing else is left out.
///
/// # Errors
/// [`DocumentError::Face`] and [`DocumentError::Assembly`]: faults of the program.
pub fn print_listing(listing: &Listing) -> Result<Vec<u8>, DocumentError> {
    let fonts = &*Faces::load()?;
    let font = FontId(subset_tag(listing.document_id));
    let mut cursor =
        Cursor { pages: vec![Page::new(fonts, font.clone())], faces: fonts, font, column: 0, y: TOP + 4.0 };
    cursor.text(At(MARGIN, TOP), Style::new(TITLE, GREEN).heavier(0.3), &printable(&listing.title));
    cursor.paragraph(&printable(&listing.note));
    for (heading, entries) in &listing.sections {
        cursor.heading(&printable(heading));
        for entry in entries {
            cursor.paragraph(&printable(entry));
        }
    }
    let mut pages = cursor.pages;
    let count = pages.len();
    for (page, number) in pages.iter_mut().zip(1..) {
        let line = format!("{} · {number} / {count}", printable(&listing.title));
        page.text(At(MARGIN, HEIGHT - 9.0), Anchor::Left, Style::new(7.0, GREY), &line);
    }
    let about = About {
        title: listing.title.clone(),
        author: String::new(),
        subject: String::new(),
        created_at: listing.created_at,
        document_id: listing.document_id,
        language: listing.language,
    };
    finish::write(pages, &about, fonts)
}

/// The text in characters that can be printed, on one line; a long word may break anywhere.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let missing = uncovered(text);
    if missing.is_empty() {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        BREAK => BREAK,
        c if c.is_whitespace() => ' ',
        c if missing.contains(&c) => GETA,
        c => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}
