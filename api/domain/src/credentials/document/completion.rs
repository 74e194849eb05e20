//! The certificate of completion: what it says, in Chinese and English, and where each line stands.
//!
//! From the top: the institution, the title, the holder's name large in the middle, one formal sentence in each
//! language, and at the foot the proof (number, code, QR), the dean's signature and the seal with the date.

use chrono::{Datelike, NaiveDate};
use printpdf::FontId;

use super::faces::{Faces, uncovered};
use super::fitting::{BREAK, JOIN, Setting, fit};
use super::ornament::{self, GOLD, GREEN, GREY, INK, MARGIN, VERMILION};
use super::page::{Anchor, At, HEIGHT, POINTS, Page, Placed, Step, Style, WIDTH};
use super::{CertificateFacts, DocumentError, Field, Name};

const CENTRE: f32 = WIDTH / 2.0;
/// Width of the block of text, in millimetres.
const MEASURE: f32 = 236.0;
/// Top left and side of the QR code, in millimetres.
pub(super) const QR: (At, f32) = (At(24.0, 154.0), 27.0);

/// Where a text that may be long is set, and what it may do to fit.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// Which text this is, as a refusal names it.
    field: Field,
    /// Baseline of its first line, or of its last when it rises.
    at: At,
    anchor: Anchor,
    /// Width it may take, in millimetres.
    measure: f32,
    /// Baseline to baseline, as a multiple of the size.
    leading: f32,
    /// Further lines stand above the first place, not beneath it.
    rises: bool,
    settings: &'a [Setting],
}

impl<'a> Place<'a> {
    fn centred(field: Field, y: f32, leading: f32, settings: &'a [Setting]) -> Self {
        Self {
            field,
            at: At(CENTRE, y),
            anchor: Anchor::Centre,
            measure: MEASURE,
            leading,
            rises: false,
            settings,
        }
    }
}

const fn lines(lines: usize, largest: f32, smallest: f32) -> Setting {
    Setting { lines, largest, smallest }
}

/// Draws the whole page.
///
/// # Errors
/// The first text that cannot be printed, or that does not fit.
pub(super) fn lay_out<'f>(facts: &CertificateFacts, fonts: &'f Faces) -> Result<Page<'f>, DocumentError> {
    check_coverage(facts)?;
    let mut page = Page::new(fonts, FontId(subset_tag(facts.document_id)));
    ornament::border(&mut page);
    head(&mut page, facts)?;
    body(&mut page, facts)?;
    proof(&mut page, facts)?;
    signature(&mut page, facts);
    legal_effect(&mut page, facts)?;
    inside_frame(&page)?;
    Ok(page)
}

/// Six capitals from the document's identifier: PDF wants them to tell two subsets of one face apart.
pub(super) fn subset_tag(document_id: [u8; 16]) -> String {
    document_id.iter().rev().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

fn check_coverage(facts: &CertificateFacts) -> Result<(), DocumentError> {
    let texts = [
        (Field::InstitutionZh, &facts.institution.zh),
        (Field::InstitutionEn, &facts.institution.en),
        (Field::HolderZh, &facts.holder.zh),
        (Field::HolderEn, &facts.holder.en),
        (Field::ProgrammeZh, &facts.programme.zh),
        (Field::ProgrammeEn, &facts.programme.en),
        (Field::SerialNumber, &facts.serial_number),
        (Field::Code, &facts.code),
        (Field::VerifyUrl, &facts.verify_url),
        (Field::LegalEffectZh, &facts.legal_effect.zh),
        (Field::LegalEffectEn, &facts.legal_effect.en),
    ];
    let master = facts.pairing.iter().map(|pairing| &pairing.master);
    let master = master.flat_map(|name| [(Field::MasterZh, &name.zh), (Field::MasterEn, &name.en)]);
    for (field, text) in texts.into_iter().chain(master) {
        let characters = uncovered(text);
        if !characters.is_empty() {
            return Err(DocumentError::Uncovered { field, characters });
        }
    }
    Ok(())
}

/// A promise kept twice: the settings keep every text in its place, and this refuses a page where one did not.
fn inside_frame(page: &Page<'_>) -> Result<(), DocumentError> {
    let (x, y) = MARGIN;
    let strayed = |p: &&Placed| p.left < x || p.top < y || p.right > WIDTH - x || p.bottom > HEIGHT - y;
    match page.placed.iter().find(strayed) {
        Some(p) => Err(DocumentError::Assembly(format!("\"{}\" would leave the frame", p.text))),
        None => Ok(()),
    }
}

fn head(page: &mut Page<'_>, facts: &CertificateFacts) -> Result<(), DocumentError> {
    let zh = [lines(1, 21.0, 16.0), lines(2, 16.0, 10.0)];
    let en = [lines(1, 11.5, 8.5), lines(2, 8.5, 6.0)];
    let green = Style::new(0.0, GREEN).heavier(0.25);
    let place = Place { rises: true, ..Place::centred(Field::InstitutionZh, 31.0, 1.25, &zh) };
    set(page, &place, green, &facts.institution.zh)?;
    let place = Place::centred(Field::InstitutionEn, 38.0, 1.25, &en);
    set(page, &place, Style::new(0.0, GREY), &facts.institution.en)?;

    let (zh, en) = titles(facts);
    let title = Style::new(46.0, VERMILION).tracked(14.0).heavier(0.7);
    page.text(At(CENTRE, 60.5), Anchor::Centre, title, zh);
    let title = Style::new(14.0, GREEN).tracked(1.6);
    page.text(At(CENTRE, 69.5), Anchor::Centre, title, en);
    ornament::blossom(page, At(CENTRE, 76.5));
    Ok(())
}

/// What it is called.
pub(super) fn titles(facts: &CertificateFacts) -> (&'static str, &'static str) {
    if facts.pairing.is_some() {
        ("师承结业证书", "Certificate of Apprenticeship")
    } else {
        ("结业证书", "Certificate of Completion")
    }
}

fn body(page: &mut Page<'_>, facts: &CertificateFacts) -> Result<(), DocumentError> {
    page.text(At(CENTRE, 86.0), Anchor::Centre, Style::new(11.0, GREY), "兹证明　This is to certify that");

    let ink = Style::new(0.0, INK);
    let name = [lines(1, 30.0, 12.0)];
    let place = Place::centred(Field::HolderZh, 99.0, 1.2, &name);
    set(page, &place, ink.heavier(0.3), &facts.holder.zh)?;
    let reach = page.placed.last().map_or(0.0, |name| (name.right - name.left) / 2.0 + 8.0).max(45.0);
    page.stroke(&[At(CENTRE - reach, 103.0), At(CENTRE + reach, 103.0)].map(Step::To), false, GOLD, 0.6);
    let latin = [lines(1, 14.0, 7.0)];
    set(page, &Place::centred(Field::HolderEn, 109.0, 1.2, &latin), ink, &facts.holder.en)?;

    let zh = [lines(2, 15.0, 9.0), lines(3, 10.0, 7.0)];
    let place = Place::centred(Field::ProgrammeZh, 121.0, 1.65, &zh);
    set(page, &place, ink, &chinese_sentence(facts))?;
    let en = [lines(2, 11.5, 8.0), lines(3, 8.0, 6.0)];
    let place = Place::centred(Field::ProgrammeEn, 138.5, 1.45, &en);
    set(page, &place, ink, &english_sentence(facts))
}

/// 于…参加…，完成规定的全部培训内容，达到结业要求，准予结业，特发此证。
fn chinese_sentence(facts: &CertificateFacts) -> String {
    if let Some(pairing) = &facts.pairing {
        return format!(
            "于{}至{}师从{}学习{}，跟师{}，完成约定的全部学习内容，考核合格，准予结业，特发此证。",
            kept(&chinese_date(facts.starts_on)),
            kept(&chinese_date(facts.completes_on)),
            kept(&format!("{}老师", pairing.master.zh)),
            facts.programme.zh,
            kept(&format!("{}个半天", pairing.half_days)),
        );
    }
    format!(
        "于{}至{}参加{}（{}），完成规定的全部培训内容，达到结业要求，准予结业，特发此证。",
        kept(&chinese_date(facts.starts_on)),
        kept(&chinese_date(facts.completes_on)),
        facts.programme.zh,
        kept(&format!("培训方案第{}版", facts.curriculum_version)),
    )
}

fn english_sentence(facts: &CertificateFacts) -> String {
    if let Some(pairing) = &facts.pairing {
        let either = |name: &Name| if name.en.is_empty() { name.zh.clone() } else { name.en.clone() };
        return format!(
            "has followed {} in {} from {} to {} for {} half-days, has fulfilled all that was agreed, and is hereby \
             awarded this certificate.",
            either(&pairing.master),
            either(&facts.programme),
            kept(&english_date(facts.starts_on)),
            kept(&english_date(facts.completes_on)),
            pairing.half_days,
        );
    }
    let programme = if facts.programme.en.is_empty() { &facts.programme.zh } else { &facts.programme.en };
    format!(
        "has completed the {programme} (curriculum version {}) from {} to {}, has fulfilled all of its requirements, \
         and is hereby awarded this certificate.",
        facts.curriculum_version,
        kept(&english_date(facts.starts_on)),
        kept(&english_date(facts.completes_on)),
    )
}

/// The proof at the foot on the left: the QR code, and beside it in print what it holds.
fn proof(page: &mut Page<'_>, facts: &CertificateFacts) -> Result<(), DocumentError> {
    ornament::qr(page, QR.0, QR.1, &facts.verify_url)?;
    let beside = |y| At(QR.0.0 + 32.0, QR.0.1 + y);
    let place = |field, y, settings| Place {
        field,
        at: beside(y),
        anchor: Anchor::Left,
        measure: 70.0,
        leading: 1.3,
        rises: false,
        settings,
    };
    let label = Style::new(7.5, GREY);
    let value = [lines(1, 12.5, 6.0)];
    page.text(beside(2.4), Anchor::Left, label, "证书编号 Certificate No.");
    set(page, &place(Field::SerialNumber, 8.0, &value), Style::new(0.0, VERMILION), &facts.serial_number)?;
    page.text(beside(13.6), Anchor::Left, label, "验证码 Verification code");
    set(page, &place(Field::Code, 19.2, &value), Style::new(0.0, INK), &grouped(&facts.code))?;
    let address = [lines(1, 7.5, 6.0), lines(2, 6.5, 4.5)];
    let breaks_anywhere: String = facts.verify_url.chars().flat_map(|c| [c, BREAK]).collect();
    set(page, &place(Field::VerifyUrl, 24.4, &address), label, &breaks_anywhere)
}

/// The code in groups of four, as it is easiest to read out; one that is grouped already stays as it is.
pub(super) fn grouped(code: &str) -> String {
    if !code.chars().all(char::is_alphanumeric) {
        return code.to_owned();
    }
    let characters: Vec<char> = code.chars().collect();
    let groups = characters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// The dean's signature in the middle; the seal, with the date beneath it, on the right.
fn signature(page: &mut Page<'_>, facts: &CertificateFacts) {
    let line = At(167.0, 172.5);
    page.stroke(&[At(line.0 - 27.0, line.1), At(line.0 + 27.0, line.1)].map(Step::To), false, INK, 0.6);
    page.text(At(line.0, line.1 + 5.4), Anchor::Centre, Style::new(10.5, INK), "院长签字");
    page.text(At(line.0, line.1 + 9.6), Anchor::Centre, Style::new(8.0, GREY), "Dean");

    let seal = At(243.0, 162.5);
    ornament::seal_place(page, seal, 13.5);
    page.text(At(seal.0, seal.1 + 0.6), Anchor::Centre, Style::new(10.0, GREY).tracked(2.0), "盖章");
    page.text(At(seal.0, seal.1 + 4.6), Anchor::Centre, Style::new(7.5, GREY), "Seal");
    page.text(At(seal.0, 181.5), Anchor::Centre, Style::new(12.5, INK), &chinese_date(facts.issued_on));
    page.text(At(seal.0, 186.0), Anchor::Centre, Style::new(8.5, GREY), &english_date(facts.issued_on));
}

fn legal_effect(page: &mut Page<'_>, facts: &CertificateFacts) -> Result<(), DocumentError> {
    let small = [lines(1, 7.5, 5.0)];
    let grey = Style::new(0.0, GREY);
    let place = Place::centred(Field::LegalEffectZh, 190.0, 1.3, &small);
    set(page, &place, grey, &facts.legal_effect.zh)?;
    let place = Place::centred(Field::LegalEffectEn, 193.6, 1.3, &small);
    set(page, &place, grey, &facts.legal_effect.en)
}

/// Sets a text in its place, at the first of its settings that fits.
fn set(page: &mut Page<'_>, place: &Place<'_>, style: Style, text: &str) -> Result<(), DocumentError> {
    let too_long = || {
        let printed = text.chars().filter(|&c| c != JOIN && c != BREAK);
        DocumentError::TooLong { field: place.field, characters: printed.count() }
    };
    let block = fit(page.faces, text, place.measure * POINTS, place.settings).ok_or_else(too_long)?;
    let leading = block.size * place.leading / POINTS;
    let mut y = place.at.1;
    if place.rises {
        y -= block.lines.iter().skip(1).map(|_| leading).sum::<f32>();
    }
    for line in &block.lines {
        page.text(At(place.at.0, y), place.anchor, Style { size: block.size, ..style }, line);
        y += leading;
    }
    Ok(())
}

/// A text no line breaks within.
fn kept(text: &str) -> String {
    text.chars().flat_map(|c| [JOIN, c]).skip(1).collect()
}

pub(super) fn chinese_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

pub(super) fn english_date(date: NaiveDate) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS.iter().zip(1..).find_map(|(name, number)| (number == date.month()).then_some(*name));
    format!("{} {} {}", date.day(), month.unwrap_or_default(), date.year())
}
