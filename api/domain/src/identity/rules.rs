//! The words of this room, and what makes a name or an address acceptable.

pub mod passwords;
pub mod throttle;

use platform::error::Problem;
use platform::text::Message;

platform::codes! {
    /// What somebody may be, at an institution and for a term.
    pub enum Role {
        /// Runs the installation: institutions, people, roles. No academic act.
        SystemAdministrator = "SYSTEM_ADMINISTRATOR",
        /// Keeps the school's register: rosters, enrolments, certificates issued.
        SchoolRegistrar = "SCHOOL_REGISTRAR",
        /// Answers for a programme: curricula, placements, certificates proposed.
        ProgrammeDirector = "PROGRAMME_DIRECTOR",
        /// Runs a training base: its departments and placements.
        BaseAdministrator = "BASE_ADMINISTRATOR",
        /// Teaches; what she may review follows from whom she supervises.
        Supervisor = "SUPERVISOR",
        /// Learns; may submit what is her own.
        Trainee = "TRAINEE",
    }
}

impl Role {
    /// Whether the role reads the records of everybody who learns or works at its institution. Supervisors and
    /// trainees read what their relations give them.
    #[must_use]
    pub fn oversees(self) -> bool {
        matches!(self, Self::SchoolRegistrar | Self::ProgrammeDirector | Self::BaseAdministrator)
    }

    /// Whether the role issues or administers, so that it is in force in a session only after a second factor.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        self == Self::SystemAdministrator || self.oversees()
    }
}

platform::codes! {
    /// What binds two people, or a person and an institution, for a time.
    pub enum RelationKind {
        /// The holder supervises the person.
        Supervises = "SUPERVISES",
        /// The holder is the person's master.
        Mentors = "MENTORS",
        /// The holder learns at the institution, is enrolled by it or sent by it.
        LearnsAt = "LEARNS_AT",
        /// The holder is on the institution's staff.
        WorksAt = "WORKS_AT",
    }
}

/// Longest name, in characters.
pub const LONGEST_NAME: usize = 64;

/// A mobile number as stored: digits with an optional leading plus, 6 to 15 of them (ITU-T E.164); separators that
/// people type are taken out, and China's +86 before a mobile number, so that one phone is written one way.
#[must_use]
pub fn phone(typed: &str) -> Option<String> {
    let bare: String =
        typed.chars().filter(|character| !matches!(character, ' ' | '-' | '(' | ')')).collect();
    let domestic = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086"));
    if let Some(domestic) = domestic.filter(|number| number.len() == 11 && number.starts_with('1')) {
        return phone(domestic);
    }
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    let is_number = (6..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(bare)
}

/// A mail address as stored: lower case, one `@` with a dotted domain after it, at most 254 characters (RFC 5321).
#[must_use]
pub fn email(typed: &str) -> Option<String> {
    let address = typed.trim().to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let is_plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '@')
    };
    let labels = domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty());
    (address.len() <= 254 && is_plain(local) && is_plain(domain) && labels).then_some(address)
}

/// Whether a text can name an act of the audit trail: words of small letters with hyphens, two or more of them with dots
/// between, at most 64 characters.
#[must_use]
pub fn is_action(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    text.len() <= 64 && text.contains('.') && text.split('.').all(is_word)
}

/// What is wrong with a person's name.
pub fn name_problem<C>(code: C, path: &str, name: &str) -> Option<Problem<C>> {
    if name.trim().is_empty() {
        return Some(Problem::new(code, path, Message::new("common-required").with("field", path)));
    }
    if name.chars().count() > LONGEST_NAME {
        let message = Message::new("common-too-long").with("field", path).with("limit", LONGEST_NAME);
        return Some(Problem::new(code, path, message));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_as_people_type_them() {
        assert_eq!(phone("138 0000-0001").as_deref(), Some("13800000001"));
        assert_eq!(phone("+86 138-0000-0001").as_deref(), Some("13800000001"));
        assert_eq!(phone("0086 13800000001").as_deref(), Some("13800000001"));
        assert_eq!(phone("+852 5000 0001").as_deref(), Some("+85250000001"));
        assert_eq!(phone("12345"), None);
        assert_eq!(phone("13800000001x"), None);
    }

    #[test]
    fn acts_are_named_noun_first() {
        for good in ["person.read", "placement-exit.review", "a.b.c"] {
            assert!(is_action(good), "{good}");
        }
        let long = format!("a.{}", "b".repeat(63));
        for bad in ["", "person", "person.", ".read", "Person.read", "person read", "-.-", "a.1", &long] {
            assert!(!is_action(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_need_a_domain() {
        assert_eq!(email(" Sample@Example.ORG ").as_deref(), Some("sample@example.org"));
        for bad in ["", "a", "a@b", "@b.c", "a@.c", "a b@c.d", "a@b@c.d"] {
            assert_eq!(email(bad), None, "{bad}");
        }
    }
}
