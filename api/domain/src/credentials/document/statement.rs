//! A statement on upright A4 pages: who, for whom and when in one sentence in each language, tables whose heads stand on every page, and at
//! the end the proof with the place for the seal.

use chrono::{NaiveDate, NaiveTime};
use printpdf::FontId;

use super::DocumentError;
use super::completion::{chinese_date, english_date, grouped, subset_tag};
use super::faces::Faces;
use super::finish::{self, About};
use super::fitting::{BREAK, Setting, fit, flow};
use super::listing::printable;
use super::ornament::{self, GOLD, GREEN, GREY, INK, VERMILION};
use super::page::{Anchor, At, HEIGHT, Ink, POINTS, Page, Step, Style, WIDTH};

/// Width and length of the upright page.
const ACROSS: f32 = HEIGHT;
const DOWN: f32 = WIDTH;
/// Space around the text, in millimetres.
const MARGIN: f32 = 17.0;
const MEASURE: f32 = ACROSS - 2.0 * MARGIN;
const CENTRE: f32 = ACROSS / 2.0;
/// Where a page's text begins and ends.
const TOP: f32 = 18.0;
const BOTTOM: f32 = DOWN - 20.0;
/// Space within a cell, beside and above its text.
const PADDING: (f32, f32) = (1.2, 1.3);
/// Sizes of type, in points, and from baseline to baseline, in millimetres: what a cell says first, and what it says beneath.
const FIRST: (f32, f32) = (9.0, 4.2);
const BENEATH: (f32, f32) = (6.5, 3.0);
/// Height of the proof, and the side of its QR code.
const PROOF: f32 = 44.0;
const QR: f32 = 27.0;

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperColumn {
    /// What stands above it; a line each language.
    pub head: String,
    /// Its share of the width.
    pub width: f32,
}

/// A table: its columns, and its rows, each with whether it sums up others. The first line of a cell is set larger than those beneath.
pub type PaperTable = (Vec<PaperColumn>, Vec<(Vec<String>, bool)>);

/// What is printed on a statement. Pairs are in Chinese and in English.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementPaper {
    /// What it is.
    pub title: (String, String),
    /// Who states it.
    pub institution: (String, String),
    /// About whom.
    pub holder: (String, String),
    /// What is stated, in one sentence.
    pub sentence: (String, String),
    /// The tables, in order.
    pub tables: Vec<PaperTable>,
    /// Remarks beneath them.
    pub notes: Vec<(String, String)>,
    /// Above the code; a line each language.
    pub code_label: String,
    /// In the place for the seal.
    pub seal: (String, String),
    /// The public code.
    pub code: String,
    /// What the QR code opens.
    pub verify_url: String,
    /// The day on it, and the document's creation date.
    pub issued_on: NaiveDate,
    /// The document's permanent identifier; also names the font subset.
    pub document_id: [u8; 16],
}

struct Cursor<'f> {
    pages: Vec<Page<'f>>,
    faces: &'f Faces,
    font: FontId,
    y: f32,
}

/// Text of a cell, broken into lines: each with whether it belongs to what is said first.
type Lines = Vec<(String, bool)>;

fn height(lines: &Lines) -> f32 {
    let each = lines.iter().map(|(_, is_first)| if *is_first { FIRST.1 } else { BENEATH.1 });
    each.sum::<f32>() + 2.0 * PADDING.1
}

impl Cursor<'_> {
    fn turn(&mut self) {
        self.pages.push(Page::upright(self.faces, self.font.clone()));
        self.y = TOP;
    }

    fn text(&mut self, at: At, anchor: Anchor, style: Style, text: &str) {
        if let Some(page) = self.pages.last_mut() {
            page.text(at, anchor, style, text);
        }
    }

    fn rule(&mut self, ink: Ink, thickness: f32) {
        let ends = [At(MARGIN, self.y), At(ACROSS - MARGIN, self.y)].map(Step::To);
        if let Some(page) = self.pages.last_mut() {
            page.stroke(&ends, false, ink, thickness);
        }
    }

    /// A text in the middle, made smaller or broken where it must be.
    fn centred(&mut self, text: &str, style: Style, (largest, smallest): (f32, f32), leading: f32) {
        let settings =
            [Setting { lines: 1, largest, smallest }, Setting { lines: 3, largest: smallest, smallest: 5.0 }];
        let Some(block) = fit(self.faces, &printable(text), MEASURE * POINTS, &settings) else { return };
        for line in &block.lines {
            self.y += block.size * leading / POINTS;
            self.text(At(CENTRE, self.y), Anchor::Centre, Style { size: block.size, ..style }, line);
        }
    }

    fn head(&mut self, paper: &StatementPaper) {
        self.y += 2.0;
        self.centred(&paper.institution.0, Style::new(0.0, GREEN).heavier(0.25), (17.0, 11.0), 1.25);
        self.centred(&paper.institution.1, Style::new(0.0, GREY), (9.5, 7.0), 1.3);
        self.y += 5.0;
        self.centred(&paper.title.0, Style::new(0.0, VERMILION).tracked(3.0).heavier(0.5), (25.0, 18.0), 1.2);
        self.y += 0.8;
        self.centred(&paper.title.1, Style::new(0.0, GREEN).tracked(0.6), (11.0, 8.0), 1.35);
        self.y += 5.5;
        let at = At(CENTRE, self.y);
        if let Some(page) = self.pages.last_mut() {
            ornament::blossom(page, at);
        }
        self.y += 4.5;
        self.paragraph(&paper.sentence.0, Style::new(11.0, INK), 5.6);
        self.y += 0.8;
        self.paragraph(&paper.sentence.1, Style::new(9.0, GREY), 4.4);
        self.y += 3.5;
    }

    fn paragraph(&mut self, text: &str, style: Style, leading: f32) {
        for line in flow(self.faces, &printable(text), style.size, MEASURE * POINTS, 0.0) {
            if self.y + leading > BOTTOM {
                self.turn();
            }
            self.y += leading;
            self.text(At(MARGIN, self.y), Anchor::Left, style, &line);
        }
    }

    /// A cell's text in lines of its width.
    fn lines(&self, text: &str, width: f32) -> Lines {
        let measure = (width - 2.0 * PADDING.0) * POINTS;
        let mut lines = Lines::new();
        for (number, part) in text.lines().enumerate() {
            let size = if number == 0 { FIRST.0 } else { BENEATH.0 };
            let broken = flow(self.faces, &printable(part), size, measure, 0.0);
            lines.extend(broken.into_iter().map(|line| (line, number == 0)));
        }
        lines
    }

    fn row(&mut self, widths: &[f32], cells: &[Lines], (first, beneath): (Style, Style)) {
        let top = self.y;
        let mut left = MARGIN;
        for (cell, width) in cells.iter().zip(widths) {
            let mut y = top + PADDING.1;
            for (line, is_first) in cell {
                let (style, leading) = if *is_first { (first, FIRST.1) } else { (beneath, BENEATH.1) };
                y += leading;
                self.text(At(left + PADDING.0, y - leading * 0.22), Anchor::Left, style, line);
            }
            left += width;
        }
        self.y = top + cells.iter().map(height).fold(0.0, f32::max);
    }

    fn heads(&mut self, widths: &[f32], heads: &[Lines]) {
        self.rule(GREEN, 1.0);
        let green = Style::new(FIRST.0, GREEN);
        self.row(widths, heads, (green.heavier(0.15), Style::new(BENEATH.0, GREY)));
        self.rule(GREEN, 0.5);
    }

    fn table(&mut self, (columns, rows): &PaperTable) {
        let whole: f32 = columns.iter().map(|column| column.width).sum();
        let widths: Vec<f32> = columns.iter().map(|column| column.width / whole * MEASURE).collect();
        let set = |cursor: &Self, texts: Vec<&str>| -> Vec<Lines> {
            texts.iter().zip(&widths).map(|(text, width)| cursor.lines(text, *width)).collect()
        };
        let tallest = |cells: &[Lines]| cells.iter().map(height).fold(0.0, f32::max);
        let heads = set(self, columns.iter().map(|column| column.head.as_str()).collect());
        let mut is_begun = false;
        for (cells, sums_up) in rows {
            let cells = set(self, cells.iter().map(String::as_str).collect());
            let above = if is_begun { 0.0 } else { tallest(&heads) };
            if self.y + above + tallest(&cells) > BOTTOM {
                self.turn();
                is_begun = false;
            }
            if !is_begun {
                self.heads(&widths, &heads);
                is_begun = true;
            }
            let first = Style::new(FIRST.0, if *sums_up { GREEN } else { INK });
            let first = if *sums_up { first.heavier(0.2) } else { first };
            self.row(&widths, &cells, (first, Style::new(BENEATH.0, GREY)));
            self.rule(if *sums_up { GREEN } else { GOLD }, if *sums_up { 0.5 } else { 0.3 });
        }
        self.y += 5.0;
    }

    /// The QR code with what it holds in print, and the place for the seal with the day.
    fn proof(&mut self, paper: &StatementPaper) -> Result<(), DocumentError> {
        if self.y + PROOF > BOTTOM {
            self.turn();
        }
        let top = self.y + 4.0;
        let beside = MARGIN + QR + 5.0;
        let breaks: String = paper.verify_url.chars().flat_map(|c| [c, BREAK]).collect();
        let settings = [Setting { lines: 4, largest: 7.5, smallest: 5.0 }];
        let address = fit(self.faces, &breaks, 68.0 * POINTS, &settings);
        let Some(page) = self.pages.last_mut() else { return Ok(()) };
        ornament::qr(page, At(MARGIN, top), QR, &paper.verify_url)?;
        let mut y = top + 3.0;
        for line in paper.code_label.lines() {
            page.text(At(beside, y), Anchor::Left, Style::new(7.5, GREY), line);
            y += 3.4;
        }
        y += 3.0;
        page.text(At(beside, y), Anchor::Left, Style::new(13.0, VERMILION), &grouped(&paper.code));
        y += 5.0;
        if let Some(block) = address {
            for line in &block.lines {
                page.text(At(beside, y), Anchor::Left, Style::new(block.size, GREY), line);
                y += 3.4;
            }
        }
        let seal = At(ACROSS - MARGIN - 24.0, top + 13.5);
        ornament::seal_place(page, seal, 13.5);
        let grey = Style::new(10.0, GREY);
        page.text(At(seal.0, seal.1 + 0.6), Anchor::Centre, grey.tracked(2.0), &paper.seal.0);
        page.text(At(seal.0, seal.1 + 4.6), Anchor::Centre, Style::new(7.5, GREY), &paper.seal.1);
        let (zh, en) = (chinese_date(paper.issued_on), english_date(paper.issued_on));
        page.text(At(seal.0, top + 32.5), Anchor::Centre, Style::new(11.0, INK), &zh);
        page.text(At(seal.0, top + 36.8), Anchor::Centre, Style::new(8.0, GREY), &en);
        self.y = top + PROOF - 4.0;
        Ok(())
    }
}

/// Writes a statement as PDF 1.4, as many pages A4 portrait as it takes, fonts subset and embedded, no transparency. A character of a
/// session's title that the face does not cover becomes 〓.
///
/// # Errors
/// [`DocumentError::TooLong`] when the address is too long for a QR code; otherwise faults of the program.
pub fn print_statement(paper: &StatementPaper) -> Result<Vec<u8>, DocumentError> {
    let fonts = &*Faces::load()?;
    let font = FontId(subset_tag(paper.document_id));
    let mut cursor = Cursor { pages: Vec::new(), faces: fonts, font, y: TOP };
    cursor.turn();
    cursor.head(paper);
    for table in &paper.tables {
        cursor.table(table);
    }
    for (zh, en) in &paper.notes {
        cursor.paragraph(zh, Style::new(8.0, GREY), 4.0);
        cursor.paragraph(en, Style::new(7.0, GREY), 3.5);
    }
    cursor.proof(paper)?;
    let mut pages = cursor.pages;
    let count = pages.len();
    let (title, holder) = (printable(&paper.title.0), printable(&paper.holder.0));
    for (page, number) in pages.iter_mut().zip(1..) {
        let base = DOWN - 12.0;
        page.stroke(
            &[At(MARGIN, base - 4.5), At(ACROSS - MARGIN, base - 4.5)].map(Step::To),
            false,
            GOLD,
            0.5,
        );
        let line = format!("{title} · {holder} · {} · {number} / {count}", paper.code);
        page.text(At(MARGIN, base), Anchor::Left, Style::new(7.5, GREY), &line);
    }
    let about = About {
        title: format!("{} {} · {}", paper.title.0, paper.title.1, paper.holder.0),
        author: paper.institution.0.clone(),
        subject: paper.code.clone(),
        created_at: paper.issued_on.and_time(NaiveTime::MIN).and_utc(),
        document_id: paper.document_id,
        language: "zh-CN",
    };
    finish::write(pages, &about, fonts)
}
