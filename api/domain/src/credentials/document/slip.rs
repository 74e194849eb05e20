//! A slip of paper to be cut out and handed over: to whom, a code, and a QR code of the page where it is typed.
//!
//! The code itself is not in the QR code: an address is kept by browsers and by servers on the way, and must tell nothing.

use chrono::{DateTime, Utc};
use printpdf::FontId;

use super::DocumentError;
use super::completion::subset_tag;
use super::faces::Faces;
use super::finish::{self, About};
use super::fitting::flow;
use super::listing::printable;
use super::ornament::{self, GREEN, GREY, INK};
use super::page::{Anchor, At, HEIGHT, POINTS, Page, Step, Style, WIDTH};

/// Space between the slip's edge and what stands on it, in millimetres.
const MARGIN: f32 = 11.0;
/// The slip is a quarter of the page: A6.
const RIGHT: f32 = WIDTH / 2.0;
const BOTTOM: f32 = HEIGHT / 2.0;
/// Across the QR code, in millimetres; its white margin is that of the slip.
const QR: f32 = 34.0;

/// What stands on a slip.
#[derive(Clone, Debug)]
pub struct Slip {
    /// What it is.
    pub title: String,
    /// Whose it is.
    pub holder: String,
    /// The code to be typed.
    pub code: String,
    /// The page where it is typed.
    pub address: String,
    /// What to do, a paragraph each.
    pub advice: Vec<String>,
    /// The document's creation date.
    pub created_at: DateTime<Utc>,
    /// The document's permanent identifier; also names the font subset.
    pub document_id: [u8; 16],
    /// The language that comes first, as BCP 47 says it.
    pub language: &'static str,
}

/// Writes a slip as PDF 1.4: the upper left quarter of A4 landscape, with the lines to cut along. A character that the
/// face does not cover becomes 〓.
///
/// # Errors
/// [`DocumentError::TooLong`] for an address that no QR code holds; [`DocumentError::Face`] and
/// [`DocumentError::Assembly`]: faults of the program.
pub fn print_slip(slip: &Slip) -> Result<Vec<u8>, DocumentError> {
    let fonts = &*Faces::load()?;
    let mut page = Page::new(fonts, FontId(subset_tag(slip.document_id)));
    for cut in [[At(RIGHT, 0.0), At(RIGHT, BOTTOM)], [At(0.0, BOTTOM), At(RIGHT, BOTTOM)]] {
        page.stroke_dashed(&cut.map(Step::To), GREY, 0.4, 3.0);
    }
    let beside = (RIGHT - 2.0 * MARGIN - QR - 4.0) * POINTS;
    let lines = |text: &str, size: f32, most: usize| {
        let mut lines = flow(fonts, &printable(text), size, beside, 0.0);
        lines.truncate(most);
        lines
    };
    let mut baseline = 17.0;
    for (text, style, most) in [
        (&slip.title, Style::new(13.0, GREEN).heavier(0.25), 2),
        (&slip.holder, Style::new(12.0, INK), 2),
        (&slip.code, Style::new(16.0, INK).heavier(0.3), 1),
    ] {
        for line in lines(text, style.size, most) {
            page.text(At(MARGIN, baseline), Anchor::Left, style, &line);
            baseline += style.size * 0.5;
        }
        baseline += 2.5;
    }
    ornament::qr(&mut page, At(RIGHT - MARGIN - QR, MARGIN), QR, &slip.address)?;
    let mut baseline = 58.0;
    for paragraph in std::iter::once(&slip.address).chain(&slip.advice) {
        for line in flow(fonts, &printable(paragraph), 9.0, (RIGHT - 2.0 * MARGIN) * POINTS, 0.0) {
            page.text(At(MARGIN, baseline), Anchor::Left, Style::new(9.0, INK), &line);
            baseline += 4.8;
        }
        baseline += 1.6;
    }
    let about = About {
        title: slip.title.clone(),
        author: String::new(),
        subject: String::new(),
        created_at: slip.created_at,
        document_id: slip.document_id,
        language: slip.language,
    };
    finish::write(vec![page], &about, fonts)
}
