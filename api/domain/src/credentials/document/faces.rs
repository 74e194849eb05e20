//! The Kai face that certificates are set in, 霞鹜文楷 (LXGW `WenKai`), embedded compressed.
//!
//! Unpacked and parsed it takes 16 MB, so it is loaded when a batch of documents needs it, shared by whoever holds it
//! at the time, and gone with the last holder. Which characters it covers is kept apart, in a few kilobytes read from
//! the front of the file, so that a roster can be checked without loading the face.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use flate2::read::GzDecoder;
use printpdf::{AzulParsedFont, ParsedFont};
use ttf_parser::{RawFace, Tag, cmap};

use super::DocumentError;

/// The face, gzip; see `assets/fonts/SOURCE`.
const KAI: &[u8] = include_bytes!("../../../../assets/fonts/LXGWWenKai-Regular.ttf.gz");

/// Size of the unpacked face in bytes, to reserve once.
const KAI_SIZE: usize = 15_679_832;

static SHARED: Mutex<Weak<Faces>> = Mutex::new(Weak::new());
static COVERAGE: OnceLock<Vec<(u32, u32)>> = OnceLock::new();

/// The faces of a document, unpacked and parsed: about 16 MB, let go with the last handle.
pub struct Faces {
    kai: ParsedFont,
}

impl std::fmt::Debug for Faces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faces").field("kai", &self.kai.font_name).finish()
    }
}

impl Faces {
    /// Loads the faces, or joins whoever holds them already. Takes about a tenth of a second when nobody does: hold
    /// the handle for a batch, and drop it after.
    ///
    /// # Errors
    /// [`DocumentError::Face`] when the embedded face cannot be read.
    pub fn load() -> Result<Arc<Self>, DocumentError> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = shared.upgrade() {
            return Ok(held);
        }
        let faces = Arc::new(Self { kai: parse(&unpack()?)? });
        *shared = Arc::downgrade(&faces);
        Ok(faces)
    }

    /// Advance of one character in thousandths of an em; `None` when the face has no glyph for it.
    pub(super) fn advance(&self, c: char) -> Option<u16> {
        if c.is_control() {
            return None;
        }
        let glyph = self.kai.lookup_glyph_index(u32::from(c)).filter(|&glyph| glyph != 0)?;
        Some(self.kai.get_horizontal_advance(glyph))
    }

    pub(super) fn kai(&self) -> &ParsedFont {
        &self.kai
    }
}

fn unpack() -> Result<Vec<u8>, DocumentError> {
    let mut bytes = Vec::with_capacity(KAI_SIZE);
    GzDecoder::new(KAI).read_to_end(&mut bytes).map_err(|e| DocumentError::Face(e.to_string()))?;
    Ok(bytes)
}

/// Parses twice on purpose: the first parse copies every outline to a place of its own, the second shares the bytes
/// and reads outlines only on demand, which halves what is held.
fn parse(bytes: &[u8]) -> Result<ParsedFont, DocumentError> {
    let unreadable = || DocumentError::Face("no parsable face".to_owned());
    let mut warnings = Vec::new();
    let eager = ParsedFont::from_bytes(bytes, 0, &mut warnings).ok_or_else(unreadable)?;
    let shared = eager.source_bytes().ok_or_else(unreadable)?;
    drop(eager);
    let lazy = AzulParsedFont::from_bytes_shared(shared, 0, &mut warnings).ok_or_else(unreadable)?;
    if lazy.pdf_font_metrics.units_per_em != 1000 {
        return Err(DocumentError::Face("its em is not 1000 units".to_owned()));
    }
    Ok(ParsedFont::from_azul(lazy))
}

/// Characters of `text` that no embedded face can print, each once, in the order they appear: empty when the text is
/// safe to print. Control characters count as uncovered. Cheap enough for every cell of a roster; the first call takes
/// a few milliseconds.
#[must_use]
pub fn uncovered(text: &str) -> Vec<char> {
    let ranges = COVERAGE.get_or_init(|| read_coverage().unwrap_or_default());
    let mut seen = BTreeSet::new();
    text.chars().filter(|&c| (c.is_control() || !contains(ranges, c.into())) && seen.insert(c)).collect()
}

fn contains(ranges: &[(u32, u32)], point: u32) -> bool {
    let after = ranges.partition_point(|&(first, _)| first <= point);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|&(_, last)| point <= last)
}

/// Code points with a glyph, as sorted inclusive ranges. The character map stands near the front of the file, so only
/// the first few per cent are unpacked. `None` cannot happen with the face of this repository (a test reads it), and
/// would make every character uncovered, which errs on the safe side.
fn read_coverage() -> Option<Vec<(u32, u32)>> {
    let mut packed = GzDecoder::new(KAI);
    let mut front = Vec::new();
    packed.by_ref().take(4096).read_to_end(&mut front).ok()?;
    let record = RawFace::parse(&front, 0)
        .ok()?
        .table_records
        .into_iter()
        .find(|r| r.tag == Tag::from_bytes(b"cmap"))?;
    let end = u64::from(record.offset) + u64::from(record.length);
    packed.take(end.saturating_sub(4096)).read_to_end(&mut front).ok()?;
    let table = cmap::Table::parse(RawFace::parse(&front, 0).ok()?.table(record.tag)?)?;

    let mut points = BTreeSet::new();
    for subtable in table.subtables.into_iter().filter(cmap::Subtable::is_unicode) {
        subtable.codepoints(|point| {
            if subtable.glyph_index(point).is_some_and(|glyph| glyph.0 != 0) {
                points.insert(point);
            }
        });
    }
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for point in points {
        match ranges.last_mut() {
            Some((_, last)) if point == *last + 1 => *last = point,
            _ => ranges.push((point, point)),
        }
    }
    Some(ranges)
}
