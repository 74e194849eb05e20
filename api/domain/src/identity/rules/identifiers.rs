//! Numbers that identify somebody, in texts that are to tell nothing of patients.

use platform::codes::Code as _;
use platform::collation::fold_width;
use platform::error::Problem;
use platform::text::Message;

use super::identity_numbers::{IdentityDocument, IdentityNumber};

/// Digits of a mobile number of mainland China.
const MOBILE: usize = 11;

/// A number that identifies somebody, and where it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Identifier {
    /// What it is.
    what: Message,
    /// The first of its characters, counted from 1.
    from: usize,
    /// The last of them.
    until: usize,
}

/// Digits that stand together, and their places.
struct Group {
    text: String,
    from: usize,
    until: usize,
    /// Whether a single blank or hyphen parts them from the digits before.
    is_joined: bool,
}

/// How people part the digits of either number.
const PARTED: [&[usize]; 3] = [&[3, 4, 4], &[6, 8, 4], &[6, 4, 4, 4]];

/// The first valid resident identity number or mobile number in a text, also in full-width digits, or parted by single blanks or
/// hyphens as people write them. The digits of a longer number are none.
fn identifier(text: &str) -> Option<Identifier> {
    let groups = groups(text);
    groups.iter().enumerate().find_map(|(place, first)| {
        if let Some(what) = what_is(&first.text) {
            return Some(Identifier { what, from: first.from, until: first.until });
        }
        PARTED.iter().find_map(|lengths| {
            let parts = groups.get(place..place + lengths.len())?;
            let is_joined = parts.iter().skip(1).all(|part| part.is_joined);
            let fits = |(part, length): (&Group, &usize)| bare(&part.text).len() == *length;
            let is_parted = is_joined && parts.iter().zip(*lengths).all(fits);
            let number: String = parts.iter().map(|part| bare(&part.text)).collect();
            let what = what_is(&number).filter(|_| is_parted)?;
            Some(Identifier { what, from: first.from, until: parts.last()?.until })
        })
    })
}

/// The digits of a mobile number, or the first of them, without China's prefix.
fn bare(digits: &str) -> &str {
    ["0086", "86"]
        .into_iter()
        .find_map(|prefix| digits.strip_prefix(prefix))
        .filter(|rest| matches!(rest.len(), 3 | MOBILE))
        .unwrap_or(digits)
}

/// The digits of a text that stand together, the check letter of an identity number among them.
fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut before = None;
    for (letter, place) in fold_width(text).chars().zip(1..) {
        let follows = groups.last().is_some_and(|group| group.until + 1 == place);
        if letter.is_ascii_digit() || (follows && matches!(letter, 'x' | 'X')) {
            if let Some(group) = groups.last_mut().filter(|_| follows) {
                group.text.push(letter);
                group.until = place;
            } else {
                let is_next = groups.last().is_some_and(|group| group.until + 2 == place);
                let is_joined = is_next && matches!(before, Some(' ' | '-'));
                groups.push(Group { text: letter.to_string(), from: place, until: place, is_joined });
            }
        }
        before = Some(letter);
    }
    groups
}

fn what_is(number: &str) -> Option<Message> {
    // A letter that follows a mobile number is none of it.
    let mobile = bare(number.trim_end_matches(['x', 'X']));
    let is_mobile = mobile.len() == MOBILE
        && mobile.starts_with('1')
        && !matches!(mobile.as_bytes().get(1), None | Some(b'0'..=b'2'))
        && mobile.bytes().all(|byte| byte.is_ascii_digit());
    if is_mobile {
        return Some(Message::new("identity-identifier-mobile"));
    }
    let document = IdentityDocument::ResidentCard;
    IdentityNumber::read(document, number).ok().map(|_| document.label())
}

/// That a text holds a number that identifies somebody, and where.
pub fn identifier_problem<C>(code: C, path: &str, text: &str) -> Option<Problem<C>> {
    let found = identifier(text)?;
    let message = Message::new("identity-identifier")
        .with("field", path)
        .with("what", found.what)
        .with("from", found.from)
        .with("until", found.until);
    Some(Problem::new(code, path, message))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(text: &str) -> Option<(usize, usize)> {
        identifier(text).map(|found| (found.from, found.until))
    }

    #[test]
    fn identity_and_mobile_numbers_are_found_where_they_stand() {
        for (text, found) in [
            ("患者证号11010519491231002X，复诊", Some((5, 22))),
            ("证号 110105 19491231 002x", Some((4, 23))),
            ("１１０１０５１９４９１２３１００２Ｘ", Some((1, 18))),
            ("电话13800138000。", Some((3, 13))),
            ("电话 138-0013-8000", Some((4, 16))),
            ("2026-03-05 13800138000", Some((12, 22))),
            ("+86 13800138000", Some((5, 15))),
            ("8613800138000", Some((1, 13))),
            ("008613800138000", Some((1, 15))),
            ("+86138 0013 8000", Some((2, 16))),
            ("13800138000xiao", Some((1, 12))),
            ("110105 1949 1231 002X", Some((1, 21))),
        ] {
            assert_eq!(place(text), found, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "血压 138/80，体温 36.8",
            // A wrong check character, a day that is none.
            "110105194912310021",
            "11010519491331002X",
            "12800138000",
            "病历号 2026030500138000138",
            "血压 138 80 90 1000",
            "",
        ] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mobile_number_is_found_in_any_words(
            before in "[^0-9 -]{0,9}", after in "[^0-9 xX-]{0,9}", rest in "[3-9][0-9]{9}"
        ) {
            // Full-width digits beside it would make it a longer number.
            let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | 'x' | 'X');
            prop_assume!(!fold_width(&format!("{before}{after}")).contains(is_number));
            let from = before.chars().count() + 1;
            prop_assert_eq!(place(&format!("{before}1{rest}{after}")), Some((from, from + 10)));
        }
    }
}
