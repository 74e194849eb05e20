//! The words of this room, how a certificate is numbered, and who may put her name to one.

use chrono::NaiveDate;
use platform::error::Problem;
use platform::text::{Argument, Message};
use uuid::Uuid;

mod statements;

pub use statements::{
    Sum, TeachingStatementErrorCode, TeachingStatementKind, by_kind, class_hour_hundredths, period_problem,
    sum,
};

platform::codes! {
    /// What a certificate attests.
    pub enum CertificateKind {
        /// A whole training was completed (结业证书).
        Completion = "COMPLETION",
        /// An apprenticeship was gone through (师承结业证书).
        Apprenticeship = "APPRENTICESHIP",
    }
}

platform::codes! {
    /// Where a certificate stands.
    pub enum CertificateStatus {
        /// Proposed; a second person has to issue it.
        Proposed = "PROPOSED",
        /// Numbered, and being printed; seconds, unless something failed.
        Issuing = "ISSUING",
        /// Issued; it never changes again.
        Issued = "ISSUED",
        /// The registrar declined the proposal.
        Declined = "DECLINED",
        /// Numbered, but it could not be printed; the number is never used again, and the code still resolves.
        Void = "VOID",
    }
}

platform::codes! {
    /// What a certificate's code answers to whoever asks.
    pub enum VerificationStatus {
        /// Issued here, and in force.
        Valid = "VALID",
        /// Issued here; its term has ended.
        Expired = "EXPIRED",
        /// Issued here; a later one took its place.
        Superseded = "SUPERSEDED",
        /// Issued here, and revoked.
        Revoked = "REVOKED",
        /// Numbered here and never issued.
        Void = "VOID",
        /// Nothing was issued under this code.
        Unknown = "UNKNOWN",
    }
}

platform::codes! {
    /// Why an act upon a certificate is refused.
    pub enum CertificateErrorCode {
        /// Something that the curriculum version asks, or that was agreed of the apprenticeship, is missing.
        NotEligible = "NOT_ELIGIBLE",
        /// A name holds a character that no font can print.
        NoGlyph = "NO_GLYPH",
        /// A name is missing, or too long to be printed legibly.
        NotPrintable = "NOT_PRINTABLE",
        /// There is a certificate for this enrolment or apprenticeship already.
        Already = "ALREADY",
        /// Whoever proposed it cannot issue it.
        SamePerson = "SAME_PERSON",
        /// Nobody proposes or issues her own certificate.
        OwnCertificate = "OWN_CERTIFICATE",
        /// It is not proposed any more.
        NotProposed = "NOT_PROPOSED",
        /// The address to be printed on it is this machine's own.
        LoopbackAddress = "LOOPBACK_ADDRESS",
        /// A reason is missing or too long.
        Reason = "REASON",
    }
}

impl CertificateStatus {
    /// Whether it stands in the way of another one for the same enrolment or apprenticeship.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Proposed | Self::Issuing | Self::Issued)
    }

    /// What its code answers; a code of what is not yet issued was given to nobody.
    #[must_use]
    pub const fn verification(self) -> VerificationStatus {
        match self {
            Self::Issued => VerificationStatus::Valid,
            Self::Void => VerificationStatus::Void,
            Self::Proposed | Self::Issuing | Self::Declined => VerificationStatus::Unknown,
        }
    }
}

/// How certificate numbers are composed where a school said nothing else: `{year}`, `{programme}`, `{city}` and
/// `{serial}` are filled in.
pub const SERIAL_TEMPLATE: &str = "{year}-{programme}-{city}-{serial}";

/// What stands for the programme in the number of a certificate of apprenticeship: 师承.
pub const APPRENTICESHIP_PROGRAMME: &str = "SC";

/// By which rules an apprenticeship is held to be gone through; rises when they change.
pub const APPRENTICESHIP_RULES: &str = "apprenticeship 1";

/// What a certificate number is composed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialParts<'a> {
    /// Year of issue.
    pub year: i32,
    /// The curriculum's code, or what stands for an apprenticeship.
    pub programme: &'a str,
    /// Administrative division code of the issuer, 6 to 12 digits.
    pub region: &'a str,
    /// The issuer's how-manieth of the year, from 1.
    pub serial: i64,
}

/// A certificate number: year + programme + city + serial number per issuer and year. The serial number has four
/// digits, and grows beyond 9999 rather than repeat; the city is the first four digits of the administrative division
/// code (GB/T 2260: province and prefecture).
#[must_use]
pub fn serial_number(template: &str, parts: &SerialParts<'_>) -> String {
    let city: String = parts.region.chars().take(4).collect();
    template
        .replace("{year}", &format!("{:04}", parts.year))
        .replace("{programme}", parts.programme)
        .replace("{city}", &city)
        .replace("{serial}", &format!("{:04}", parts.serial))
}

/// Last day of training as printed: as planned, but never a day to come.
#[must_use]
pub fn training_ended_on(planned: NaiveDate, issued_on: NaiveDate) -> NaiveDate {
    planned.min(issued_on)
}

/// Nobody proposes her own certificate.
#[must_use]
pub fn proposer_problem(holder: Uuid, proposer: Uuid) -> Option<Problem<CertificateErrorCode>> {
    let message = Message::new("credentials-own-certificate");
    (holder == proposer).then(|| Problem::new(CertificateErrorCode::OwnCertificate, "", message))
}

/// Domain rule 9: issued by someone other than the one who proposed it; nor does anybody issue her own. `issuing` are the
/// records of whoever issues it: joined ones are hers as well.
#[must_use]
pub fn issuer_problems(holder: Uuid, proposer: Uuid, issuing: &[Uuid]) -> Vec<Problem<CertificateErrorCode>> {
    let mut problems = Vec::new();
    if issuing.contains(&proposer) {
        let message = Message::new("credentials-same-person");
        problems.push(Problem::new(CertificateErrorCode::SamePerson, "", message));
    }
    if issuing.contains(&holder) {
        let message = Message::new("credentials-own-certificate");
        problems.push(Problem::new(CertificateErrorCode::OwnCertificate, "", message));
    }
    problems
}

/// A text, named in Chinese and in English, holds characters that no font can print.
#[must_use]
pub fn no_glyph(field_zh: &str, field_en: &str, characters: &[char]) -> Message {
    Message::new("credentials-no-glyph")
        .with("field", (field_zh, field_en))
        .with("characters", Argument::list(code_points(characters)))
}

/// Characters as a person finds them in a code chart: `U+20BB8 (𠮸)`; what cannot be shown, by its code point alone.
fn code_points(characters: &[char]) -> Vec<String> {
    let shown = characters.iter().map(|&character| {
        let point = format!("U+{:04X}", u32::from(character));
        if character.is_control() { point } else { format!("{point} ({character})") }
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use platform::codes::Code as _;

    use super::*;

    fn parts(serial: i64) -> SerialParts<'static> {
        SerialParts { year: 2026, programme: "TCM-GP", region: "110105", serial }
    }

    #[test]
    fn a_number_is_year_programme_city_and_serial() {
        assert_eq!(serial_number(SERIAL_TEMPLATE, &parts(1)), "2026-TCM-GP-1101-0001");
        assert_eq!(serial_number(SERIAL_TEMPLATE, &parts(9999)), "2026-TCM-GP-1101-9999");
    }

    #[test]
    fn a_serial_beyond_four_digits_grows_and_does_not_repeat() {
        assert_eq!(serial_number(SERIAL_TEMPLATE, &parts(10_000)), "2026-TCM-GP-1101-10000");
    }

    #[test]
    fn a_school_composes_its_numbers_in_its_own_order() {
        let village = SerialParts { region: "150900001002", ..parts(7) };
        assert_eq!(serial_number("{city}第{serial}号（{year}）", &village), "1509第0007号（2026）");
    }

    #[test]
    fn nobody_is_certified_for_days_to_come() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(training_ended_on(day(30), day(21)), day(21));
        assert_eq!(training_ended_on(day(20), day(21)), day(20));
    }

    #[test]
    fn rule_9_a_certificate_takes_two_people_and_neither_is_the_holder() {
        let [holder, director, registrar] = [1, 2, 3].map(Uuid::from_u128);
        let codes = |problems: Vec<Problem<CertificateErrorCode>>| {
            problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(issuer_problems(holder, director, &[registrar])), []);
        assert_eq!(codes(issuer_problems(holder, director, &[director])), [CertificateErrorCode::SamePerson]);
        assert_eq!(
            codes(issuer_problems(holder, director, &[registrar, director])),
            [CertificateErrorCode::SamePerson]
        );
        assert_eq!(
            codes(issuer_problems(holder, director, &[holder])),
            [CertificateErrorCode::OwnCertificate]
        );
        assert_eq!(proposer_problem(holder, director), None);
        assert_eq!(proposer_problem(holder, holder).unwrap().code, CertificateErrorCode::OwnCertificate);
    }

    #[test]
    fn a_declined_or_void_certificate_makes_room_for_another() {
        let live: Vec<_> = CertificateStatus::ALL.iter().filter(|status| status.is_live()).collect();
        assert_eq!(
            live,
            [&CertificateStatus::Proposed, &CertificateStatus::Issuing, &CertificateStatus::Issued]
        );
    }

    #[test]
    fn a_code_given_out_resolves() {
        assert_eq!(CertificateStatus::Issued.verification(), VerificationStatus::Valid);
        assert_eq!(CertificateStatus::Void.verification(), VerificationStatus::Void);
        assert_eq!(CertificateStatus::Issuing.verification(), VerificationStatus::Unknown);
    }

    #[test]
    fn a_character_is_named_by_its_code_point() {
        assert_eq!(code_points(&['𠮸', '\u{7}']), ["U+20BB8 (𠮸)", "U+0007"]);
    }
}
