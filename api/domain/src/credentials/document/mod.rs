//! The paper a trainee takes home: a bilingual certificate of completion (结业证书) as one A4 page of PDF.
//!
//! It knows plain facts and a Kai face, no database and no clock. The same facts give the same bytes, today and in ten
//! years, in any process. A character that no face covers is refused with its code point, never printed as a box; a
//! text too long for its place is made smaller, then wrapped, then refused, never cut off or run over the border.

mod booklet;
mod completion;
mod faces;
mod finish;
mod fitting;
mod listing;
mod ornament;
mod page;
mod sheet;
mod slip;
mod statement;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};

pub use booklet::{Block, Booklet, Cell, Row, print_booklet};
pub use faces::{Faces, uncovered};
pub use listing::{Listing, print_listing};
pub use sheet::{Sheet, SheetWords, Sheets, print_sheets};
pub use slip::{Slip, print_slip};
pub use statement::{PaperColumn, PaperTable, StatementPaper, print_statement};

/// Names this layout and its wording; part of a certificate's rule version. A change that alters what is printed
/// changes it.
pub const TEMPLATE: &str = "completion-1";

/// One name or short statement in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Chinese, never empty.
    pub zh: String,
    /// English; empty where there is none, and then the Chinese stands alone.
    pub en: String,
}

/// Names the layout of a certificate of apprenticeship likewise.
pub const PAIRING_TEMPLATE: &str = "apprenticeship-1";

/// With whom and how much somebody followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// The master.
    pub master: Name,
    /// Half-days.
    pub half_days: i64,
}

/// Everything that is printed on a certificate of completion or of apprenticeship, as it was on the day of issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The institution that issues it.
    pub institution: Name,
    /// Whose certificate it is.
    pub holder: Name,
    /// What was completed, or the specialty of an apprenticeship.
    pub programme: Name,
    /// Version of the curriculum that was completed; of no meaning on an apprenticeship's.
    pub curriculum_version: u32,
    /// What it says of an apprenticeship instead.
    pub pairing: Option<Pairing>,
    /// First day of training.
    pub starts_on: NaiveDate,
    /// Last day of training.
    pub completes_on: NaiveDate,
    /// Certificate number (证书编号) as it is printed.
    pub serial_number: String,
    /// The date on the certificate.
    pub issued_on: NaiveDate,
    /// Public verification code, ungrouped.
    pub code: String,
    /// What the QR code opens; also in print.
    pub verify_url: String,
    /// What the certificate is good for, in one sentence.
    pub legal_effect: Name,
    /// The document's permanent identifier, its `/ID`; also names the font subset.
    pub document_id: [u8; 16],
    /// The instant of issue, the document's creation date.
    pub issued_at: DateTime<Utc>,
}

/// A text of the certificate that comes from outside, as a refusal names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it, and so do the words beneath")]
pub enum Field {
    InstitutionZh,
    InstitutionEn,
    HolderZh,
    HolderEn,
    ProgrammeZh,
    ProgrammeEn,
    MasterZh,
    MasterEn,
    SerialNumber,
    Code,
    VerifyUrl,
    LegalEffectZh,
    LegalEffectEn,
}

impl Field {
    /// In Chinese words.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::InstitutionZh => "机构中文名称",
            Self::InstitutionEn => "机构英文名称",
            Self::HolderZh => "持证人姓名",
            Self::HolderEn => "持证人英文姓名",
            Self::ProgrammeZh => "培训项目中文名称",
            Self::ProgrammeEn => "培训项目英文名称",
            Self::MasterZh => "指导老师姓名",
            Self::MasterEn => "指导老师英文姓名",
            Self::SerialNumber => "证书编号",
            Self::Code => "验证码",
            Self::VerifyUrl => "验证网址",
            Self::LegalEffectZh => "证书效力的中文说明",
            Self::LegalEffectEn => "证书效力的英文说明",
        }
    }

    /// In English words.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::InstitutionZh => "institution's Chinese name",
            Self::InstitutionEn => "institution's English name",
            Self::HolderZh => "holder's Chinese name",
            Self::HolderEn => "holder's English name",
            Self::ProgrammeZh => "programme's Chinese name",
            Self::ProgrammeEn => "programme's English name",
            Self::MasterZh => "master's Chinese name",
            Self::MasterEn => "master's English name",
            Self::SerialNumber => "serial number",
            Self::Code => "verification code",
            Self::VerifyUrl => "verification address",
            Self::LegalEffectZh => "Chinese statement of legal effect",
            Self::LegalEffectEn => "English statement of legal effect",
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.en())
    }
}

/// Why a certificate cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A text holds characters that no face can print.
    #[error(
        "the {field} on the certificate holds {}, which no font of this installation covers: correct the text, or configure a font that covers it",
        code_points(characters)
    )]
    Uncovered {
        /// Which text.
        field: Field,
        /// The characters, each once, in the order they appear.
        characters: Vec<char>,
    },
    /// A text does not fit its place even at the smallest size that stays legible.
    #[error(
        "the {field} on the certificate is too long to print legibly ({characters} characters): shorten it"
    )]
    TooLong {
        /// Which text.
        field: Field,
        /// How many characters it has.
        characters: usize,
    },
    /// The embedded face could not be read: the program itself is damaged.
    #[error("the embedded font cannot be read ({0}): this copy of the program is damaged, install it again")]
    Face(String),
    /// The document could not be put together.
    #[error("the certificate cannot be written as PDF: {0}")]
    Assembly(String),
}

/// `U+20BB8 (𠮸), U+0007`: control characters by their code point only.
fn code_points(characters: &[char]) -> String {
    let each = characters.iter().map(|&c| {
        let point = format!("U+{:04X}", u32::from(c));
        if c.is_control() { point } else { format!("{point} ({c})") }
    });
    each.collect::<Vec<_>>().join(", ")
}

/// Renders the certificate as PDF 1.4, one page A4 landscape, text selectable, fonts subset and embedded, no
/// transparency. About 35 KB, of which 27 are the face; 48 when every name is at its longest.
///
/// # Errors
/// [`DocumentError::Uncovered`] and [`DocumentError::TooLong`] name the text that has to change.
pub fn render(facts: &CertificateFacts, fonts: &Faces) -> Result<Vec<u8>, DocumentError> {
    let page = completion::lay_out(facts, fonts)?;
    let about = finish::About {
        title: {
            let (zh, en) = completion::titles(facts);
            format!("{zh} {en} · {}", facts.holder.zh)
        },
        author: facts.institution.zh.clone(),
        subject: facts.serial_number.clone(),
        created_at: facts.issued_at,
        document_id: facts.document_id,
        language: "zh-CN",
    };
    finish::write(vec![page], &about, fonts)
}
