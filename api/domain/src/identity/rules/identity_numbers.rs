//! The numbers by which the state knows a person, and what makes one acceptable.
//!
//! A resident identity number has 18 characters: division of the first registration, day of birth, serial and a check
//! character (GB 11643-1999, ISO 7064 MOD 11-2). The other documents carry no check that can be made without their
//! issuer; their form is checked.

use std::fmt;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::collation::fold_width;
use platform::text::Message;

platform::codes! {
    /// The document that bears an identity number.
    pub enum IdentityDocument {
        /// Resident identity card (居民身份证).
        ResidentCard = "RESIDENT_CARD",
        /// Passport of any state.
        Passport = "PASSPORT",
        /// Travel permit of residents of Hong Kong and Macau (港澳居民来往内地通行证).
        HongKongMacauPermit = "HONG_KONG_MACAU_PERMIT",
        /// Travel permit of residents of Taiwan (台湾居民来往大陆通行证).
        TaiwanPermit = "TAIWAN_PERMIT",
    }
}

/// What each of the first 17 digits weighs.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder.
const CHECKS: &[u8; 11] = b"10X98765432";

/// An identity number that has the form of its document. It is never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber {
    /// The document.
    pub document: IdentityDocument,
    /// The number as the document prints it, letters in capitals.
    number: String,
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "IdentityNumber({:?}, {})", self.document, self.masked())
    }
}

impl IdentityNumber {
    /// Reads a number as people type it, in full-width letters or with blanks and hyphens.
    ///
    /// # Errors
    /// What is wrong with it; the sentence does not repeat it.
    pub fn read(document: IdentityDocument, typed: &str) -> Result<Self, Message> {
        let number: String = fold_width(typed)
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .flat_map(char::to_uppercase)
            .collect();
        let rest = |prefix: &[char]| number.strip_prefix(prefix).unwrap_or_default();
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = match document {
            IdentityDocument::ResidentCard => {
                check_resident(&number)?;
                true
            }
            IdentityDocument::Passport => {
                (5..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
            }
            IdentityDocument::HongKongMacauPermit => {
                matches!(rest(&['H', 'M']).len(), 8 | 10) && digits(rest(&['H', 'M']))
            }
            IdentityDocument::TaiwanPermit => matches!(number.len(), 8 | 10) && digits(&number),
        };
        if fits {
            Ok(Self { document, number })
        } else {
            Err(Message::new("identity-document-form").with("document", document.label()))
        }
    }

    /// The number itself. Whoever asks for it shows it to somebody, or encrypts it.
    #[must_use]
    pub fn revealed(&self) -> &str {
        &self.number
    }

    /// As it is shown: all but its last four characters are stars.
    #[must_use]
    pub fn masked(&self) -> String {
        let hidden = self.number.len().saturating_sub(4);
        let letter = |(place, letter)| if place < hidden { '*' } else { letter };
        self.number.chars().enumerate().map(letter).collect()
    }

    /// The day of birth that a resident identity number holds.
    #[must_use]
    pub fn birth_on(&self) -> Option<NaiveDate> {
        if self.document == IdentityDocument::ResidentCard { birth_on(&self.number) } else { None }
    }
}

fn birth_on(number: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(number.get(6..14)?, "%Y%m%d").ok()
}

fn check_resident(number: &str) -> Result<(), Message> {
    let (digits, check) = number.as_bytes().split_at_checked(17).unwrap_or_default();
    if check.len() != 1 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Message::new("identity-resident-form"));
    }
    if birth_on(number).is_none() {
        return Err(Message::new("identity-resident-birth"));
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let expected = usize::try_from(sum % 11).ok().and_then(|place| CHECKS.get(place));
    if expected == check.first() { Ok(()) } else { Err(Message::new("identity-resident-check")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A well-formed number of nobody: the division 000000 was never given out.
    fn sample(birth: &str, serial: &str) -> String {
        let digits = format!("000000{birth}{serial}");
        let sum: u32 =
            digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        format!("{digits}{}", char::from(CHECKS[usize::try_from(sum % 11).unwrap()]))
    }

    #[test]
    fn the_standards_own_example_holds() {
        let read = IdentityNumber::read(IdentityDocument::ResidentCard, "11010519491231002X").unwrap();
        assert_eq!(read.birth_on(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(read.masked(), "**************002X");
        assert!(!format!("{read:?}").contains("1949"));
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        let expected = IdentityNumber::read(IdentityDocument::ResidentCard, "11010519491231002X");
        for typed in ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
        {
            assert_eq!(IdentityNumber::read(IdentityDocument::ResidentCard, typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let key = |typed: &str| {
            let refused = IdentityNumber::read(IdentityDocument::ResidentCard, typed).unwrap_err();
            assert!(typed.is_empty() || !format!("{refused:?}").contains(typed));
            refused.key().to_owned()
        };
        assert_eq!(key(""), "identity-resident-form");
        assert_eq!(key("110105194912310"), "identity-resident-form");
        assert_eq!(key("1101051949123100200"), "identity-resident-form");
        assert_eq!(key("11010519491331002X"), "identity-resident-birth");
        assert_eq!(key("110105194912310021"), "identity-resident-check");
    }

    #[test]
    fn other_documents_have_forms_of_their_own() {
        let fits = |document, typed| IdentityNumber::read(document, typed).is_ok();
        assert!(fits(IdentityDocument::Passport, "E00000000"));
        assert!(!fits(IdentityDocument::Passport, "E0é00000"));
        assert!(fits(IdentityDocument::HongKongMacauPermit, "h00000000"));
        assert!(!fits(IdentityDocument::HongKongMacauPermit, "K00000000"));
        assert!(fits(IdentityDocument::TaiwanPermit, "00000000"));
        assert!(!fits(IdentityDocument::TaiwanPermit, "0000000"));
    }

    proptest! {
        #[test]
        fn a_single_wrong_digit_is_always_found(serial in 0..1000_u32, place in 0..18_usize, other in 0..10_u32) {
            let right = sample("19990101", &format!("{serial:03}"));
            let mut wrong: Vec<char> = right.chars().collect();
            wrong[place] = char::from_digit(other, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            let read = IdentityNumber::read(IdentityDocument::ResidentCard, &wrong);
            prop_assert_eq!(read.is_ok(), wrong == right);
        }
    }
}
