//! From a drawn page to the file: embeds the subset of the face, and sets what tells this document from any other
//! (identifier, dates, title) from the certificate alone, so that the bytes are the same whenever it is rendered.

use lopdf::{Dictionary, Document, Object, StringFormat, text_string};
use printpdf::{Mm, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, serialize::to_lopdf_doc};

use super::faces::Faces;
use super::page::{HEIGHT, Page, WIDTH};
use super::{CertificateFacts, DocumentError};

const PRODUCER: &str = "Xinglin";

/// The page as a file.
///
/// # Errors
/// [`DocumentError::Assembly`] when the libraries beneath refuse.
pub(super) fn write(
    page: Page<'_>,
    facts: &CertificateFacts,
    fonts: &Faces,
) -> Result<Vec<u8>, DocumentError> {
    let mut drawn = PdfDocument::new("");
    drawn.resources.fonts.map.insert(page.font, PdfFont::new(fonts.kai().clone()));
    drawn.pages.push(PdfPage::new(Mm(WIDTH), Mm(HEIGHT), page.ops));

    let mut warnings = Vec::new();
    let mut document = to_lopdf_doc(&drawn, &PdfSaveOptions::default(), &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(DocumentError::Assembly(format!("{warning:?}")));
    }
    describe(&mut document, facts).map_err(|e| DocumentError::Assembly(e.to_string()))?;
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|e| DocumentError::Assembly(e.to_string()))?;
    Ok(bytes)
}

/// Replaces what the writer below filled in with its own clock and counters.
fn describe(document: &mut Document, facts: &CertificateFacts) -> Result<(), lopdf::Error> {
    // 1.4 is the version that PDF/A-1 builds on, and the first with a language.
    "1.4".clone_into(&mut document.version);
    let title = format!("结业证书 Certificate of Completion · {}", facts.holder.zh);
    let created = facts.issued_at.format("D:%Y%m%d%H%M%SZ").to_string();
    let mut about = Dictionary::new();
    about.set("Title", text_string(&title));
    about.set("Author", text_string(&facts.institution.zh));
    about.set("Subject", text_string(&facts.serial_number));
    about.set("Creator", text_string(PRODUCER));
    about.set("Producer", text_string(PRODUCER));
    about.set("CreationDate", Object::string_literal(created.as_str()));
    about.set("ModDate", Object::string_literal(created));
    let about_id = document.trailer.get(b"Info")?.as_reference()?;
    document.objects.insert(about_id, Object::Dictionary(about));

    let identifier = Object::String(facts.document_id.to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![identifier.clone(), identifier]);

    let catalog = document.catalog_mut()?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    catalog.set("ViewerPreferences", viewer);
    catalog.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
    Ok(())
}
