//! What is drawn and not written: the border with a fret (回纹) in each corner, the apricot blossom (杏花) under the
//! title, the place for the seal, and the QR code.

use qrcode::{Color as Module, EcLevel, QrCode};

use super::page::{At, HEIGHT, Ink, Page, Step, WIDTH, rectangle};
use super::{DocumentError, Field};

pub(super) const INK: Ink = Ink(0.12, 0.13, 0.13);
pub(super) const GREY: Ink = Ink(0.40, 0.41, 0.41);
pub(super) const GREEN: Ink = Ink(0.07, 0.29, 0.23);
pub(super) const GOLD: Ink = Ink(0.70, 0.56, 0.27);
pub(super) const VERMILION: Ink = Ink(0.70, 0.14, 0.11);
const PALE_VERMILION: Ink = Ink(0.83, 0.52, 0.48);

/// Text stays this far from the left and right, and from the upper and lower edge of the page, in millimetres.
pub(super) const MARGIN: (f32, f32) = (20.0, 15.0);

/// A double rule in green, and within it a gold one that steps back from a fret in each corner.
pub(super) fn border(page: &mut Page<'_>) {
    let frame = |inset: f32| rectangle(inset, inset, WIDTH - inset, HEIGHT - inset);
    page.stroke(&frame(8.0), true, GREEN, 2.4);
    page.stroke(&frame(9.7), true, GREEN, 0.5);

    let (inset, notch) = (12.4, 8.2);
    let (left, top, right, bottom) = (inset, inset, WIDTH - inset, HEIGHT - inset);
    let gold = [
        At(left + notch, top),
        At(right - notch, top),
        At(right - notch, top + notch),
        At(right, top + notch),
        At(right, bottom - notch),
        At(right - notch, bottom - notch),
        At(right - notch, bottom),
        At(left + notch, bottom),
        At(left + notch, bottom - notch),
        At(left, bottom - notch),
        At(left, top + notch),
        At(left + notch, top + notch),
    ];
    page.stroke(&gold.map(Step::To), true, GOLD, 0.8);
    for (x, towards_x) in [(left, 1.0), (right, -1.0)] {
        for (y, towards_y) in [(top, 1.0), (bottom, -1.0)] {
            fret(page, At(x, y), towards_x, towards_y);
        }
    }
}

/// A square spiral that opens towards the corner it sits in.
fn fret(page: &mut Page<'_>, corner: At, towards_x: f32, towards_y: f32) {
    const TURNS: [(f32, f32); 9] = [
        (0., 5.),
        (0., 0.),
        (5., 0.),
        (5., 5.),
        (1.25, 5.),
        (1.25, 1.25),
        (3.75, 1.25),
        (3.75, 3.75),
        (2.5, 3.75),
    ];
    const UNIT: f32 = 1.3;
    let spiral =
        TURNS.map(|(x, y)| Step::To(At(corner.0 + towards_x * x * UNIT, corner.1 + towards_y * y * UNIT)));
    page.stroke(&spiral, false, GREEN, 1.1);
}

/// A five-petalled apricot blossom between two rules that thin out, centred on `at`.
pub(super) fn blossom(page: &mut Page<'_>, at: At) {
    /// Sine and cosine of the fifths of a turn.
    const FIFTHS: [(f32, f32); 5] = [
        (0.0, 1.0),
        (0.951_06, 0.309_02),
        (0.587_79, -0.809_02),
        (-0.587_79, -0.809_02),
        (-0.951_06, 0.309_02),
    ];
    let size = 3.0;
    let petals = FIFTHS.map(|(sin, cos)| {
        let turned =
            |x: f32, y: f32| At(at.0 + size * (x * cos - y * sin), at.1 + size * (x * sin + y * cos));
        vec![
            Step::To(turned(0.0, -0.24)),
            Step::Curve(turned(-0.50, -0.40), turned(-0.52, -1.06), turned(0.0, -0.98)),
            Step::Curve(turned(0.52, -1.06), turned(0.50, -0.40), turned(0.0, -0.24)),
        ]
    });
    page.fill(&petals, VERMILION);
    page.fill(&[circle(at, 0.42)], GOLD);
    let rules = [-1.0, 1.0].map(|side| {
        let along = |distance: f32, rise: f32| Step::To(At(at.0 + side * distance, at.1 + rise));
        vec![along(6.0, 0.0), along(9.0, -0.28), along(52.0, 0.0), along(9.0, 0.28)]
    });
    page.fill(&rules, GOLD);
}

/// A dashed ring that marks where the institution's seal goes. Seals are about 40 mm across: one covers the ring and,
/// as custom wants it, part of the date.
pub(super) fn seal_place(page: &mut Page<'_>, at: At, radius: f32) {
    page.stroke_dashed(&circle(at, radius), PALE_VERMILION, 0.7, 2.4);
}

fn circle(At(x, y): At, radius: f32) -> Vec<Step> {
    // How far a control point stands off for a quarter of a circle.
    let k = radius * 0.552_285;
    vec![
        Step::To(At(x, y - radius)),
        Step::Curve(At(x + k, y - radius), At(x + radius, y - k), At(x + radius, y)),
        Step::Curve(At(x + radius, y + k), At(x + k, y + radius), At(x, y + radius)),
        Step::Curve(At(x - k, y + radius), At(x - radius, y + k), At(x - radius, y)),
        Step::Curve(At(x - radius, y - k), At(x - k, y - radius), At(x, y - radius)),
    ]
}

/// Draws the QR code of `payload`, `side` millimetres across, with its top left at `at`. It corrects a sixth of the
/// modules, so that a stamp or a fold does not spoil it. The white margin it needs (4 modules) is the caller's.
///
/// # Errors
/// [`DocumentError::TooLong`] when the payload exceeds what a QR code holds (2,331 bytes).
pub(super) fn qr(page: &mut Page<'_>, at: At, side: f32, payload: &str) -> Result<(), DocumentError> {
    let too_long = || DocumentError::TooLong { field: Field::VerifyUrl, characters: payload.chars().count() };
    let code = QrCode::with_error_correction_level(payload, EcLevel::M).map_err(|_| too_long())?;
    let across = u16::try_from(code.width()).map_err(|_| too_long())?;
    page.fill_cells(at, side / f32::from(across), &dark_areas(&code.to_colors(), across), INK);
    Ok(())
}

/// Dark modules as left, top, right, bottom: runs along a row, joined with the same runs in the rows beneath.
pub(super) fn dark_areas(modules: &[Module], across: u16) -> Vec<[u16; 4]> {
    let mut areas: Vec<[u16; 4]> = Vec::new();
    for (row, top) in modules.chunks(across.into()).zip(0_u16..) {
        let mut left = 0;
        for stretch in row.chunk_by(|a, b| a == b) {
            let right = left + u16::try_from(stretch.len()).unwrap_or(0);
            if stretch.first() == Some(&Module::Dark) {
                match areas.iter_mut().find(|[l, _, r, b]| (*l, *r, *b) == (left, right, top)) {
                    Some([.., bottom]) => *bottom = top + 1,
                    None => areas.push([left, top, right, top + 1]),
                }
            }
            left = right;
        }
    }
    areas
}
