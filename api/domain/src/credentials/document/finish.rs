//! From a drawn page to the file: embeds the subset of the face, and sets what tells this document from any other
//! (identifier, dates, title) from the certificate alone, so that the bytes are the same whenever it is rendered.

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, StringFormat, text_string};
use printpdf::{Mm, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, serialize::to_lopdf_doc};

use super::DocumentError;
use super::faces::Faces;
use super::page::Page;

const PRODUCER: &str = "Xinglin";

/// What a document says of itself.
pub(super) struct About {
    pub(super) title: String,
    /// Left out when empty, like the subject.
    pub(super) author: String,
    pub(super) subject: String,
    pub(super) created_at: DateTime<Utc>,
    /// Its permanent identifier, its `/ID`.
    pub(super) document_id: [u8; 16],
    /// The language it is read in.
    pub(super) language: &'static str,
}

/// The pages as a file.
///
/// # Errors
/// [`DocumentError::Assembly`] when the libraries beneath refuse.
pub(super) fn write(pages: Vec<Page<'_>>, about: &About, fonts: &Faces) -> Result<Vec<u8>, DocumentError> {
    let mut drawn = PdfDocument::new("");
    for page in pages {
        let font = || PdfFont::new(fonts.kai().clone());
        drawn.resources.fonts.map.entry(page.font).or_insert_with(font);
        let (width, height) = page.size;
        drawn.pages.push(PdfPage::new(Mm(width), Mm(height), page.ops));
    }

    let mut warnings = Vec::new();
    let mut document = to_lopdf_doc(&drawn, &PdfSaveOptions::default(), &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(DocumentError::Assembly(format!("{warning:?}")));
    }
    describe(&mut document, about).map_err(|e| DocumentError::Assembly(e.to_string()))?;
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|e| DocumentError::Assembly(e.to_string()))?;
    Ok(bytes)
}

/// Replaces what the writer below filled in with its own clock and counters.
fn describe(document: &mut Document, about: &About) -> Result<(), lopdf::Error> {
    // 1.4 is the version that PDF/A-1 builds on, and the first with a language.
    "1.4".clone_into(&mut document.version);
    let created = about.created_at.format("D:%Y%m%d%H%M%SZ").to_string();
    let mut info = Dictionary::new();
    info.set("Title", text_string(&about.title));
    for (key, text) in [("Author", &about.author), ("Subject", &about.subject)] {
        if !text.is_empty() {
            info.set(key, text_string(text));
        }
    }
    info.set("Creator", text_string(PRODUCER));
    info.set("Producer", text_string(PRODUCER));
    info.set("CreationDate", Object::string_literal(created.as_str()));
    info.set("ModDate", Object::string_literal(created));
    let info_id = document.trailer.get(b"Info")?.as_reference()?;
    document.objects.insert(info_id, Object::Dictionary(info));

    let identifier = Object::String(about.document_id.to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![identifier.clone(), identifier]);

    let catalog = document.catalog_mut()?;
    catalog.set("Lang", Object::string_literal(about.language));
    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    catalog.set("ViewerPreferences", viewer);
    catalog.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
    Ok(())
}
