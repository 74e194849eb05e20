//! The words of this room, and what makes a name or an address acceptable.

pub mod exchange;
mod identifiers;
pub mod identity_numbers;
pub mod passwords;
pub mod sign_on;
pub mod throttle;

use chrono::NaiveDate;
use platform::error::{Name, Problem};
use platform::text::Message;

pub use identifiers::identifier_problem;

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
        /// Keeps a department's rota: its placements.
        DepartmentSecretary = "DEPARTMENT_SECRETARY",
        /// Answers for a department: signs the exits from it.
        DepartmentHead = "DEPARTMENT_HEAD",
        /// Teaches; what she may review follows from whom she supervises.
        Supervisor = "SUPERVISOR",
        /// Is followed by apprentices; what she may review follows from whom she mentors.
        Mentor = "MENTOR",
        /// Learns; may submit what is her own.
        Trainee = "TRAINEE",
        /// Looks after a consortium at its core unit: reads what its memberships cover, for as long as they last.
        ConsortiumCoordinator = "CONSORTIUM_COORDINATOR",
        /// Reads the records of the people whom her institution sent.
        SendingOfficer = "SENDING_OFFICER",
        /// Reads, for a health authority, the records kept in an administrative division.
        HealthAuditor = "HEALTH_AUDITOR",
        /// A school's own system; what it may do is what its tokens allow.
        ServiceAccount = "SERVICE_ACCOUNT",
    }
}

platform::codes! {
    /// What a role is held at.
    pub enum PlaceKind {
        /// The whole installation.
        Everywhere = "EVERYWHERE",
        /// An institution and those beneath it.
        Institution = "INSTITUTION",
        /// A department.
        Department = "DEPARTMENT",
        /// An administrative division and those within it.
        Region = "REGION",
        /// A consortium.
        Consortium = "CONSORTIUM",
    }
}

impl Role {
    /// What the role is held at.
    #[must_use]
    pub fn place_kind(self) -> PlaceKind {
        match self {
            Self::SystemAdministrator => PlaceKind::Everywhere,
            Self::DepartmentSecretary | Self::DepartmentHead => PlaceKind::Department,
            Self::HealthAuditor => PlaceKind::Region,
            Self::ConsortiumCoordinator => PlaceKind::Consortium,
            _ => PlaceKind::Institution,
        }
    }

    /// Whether the role issues or administers: it is in force in a session only after a second factor, and nobody but a
    /// system administrator opens the door to whoever holds it.
    #[must_use]
    pub fn administers(self) -> bool {
        matches!(
            self,
            Self::SystemAdministrator
                | Self::SchoolRegistrar
                | Self::ProgrammeDirector
                | Self::BaseAdministrator
        )
    }

    /// Which bonds with a place she oversees open a person's record to the role. Supervisors, mentors and trainees
    /// read what their own relations give them.
    #[must_use]
    pub fn opens(self) -> &'static [RelationKind] {
        use RelationKind::{EnrolledBy, LearnsAt, SentBy, WorksAt};
        match self {
            Self::SchoolRegistrar
            | Self::ProgrammeDirector
            | Self::BaseAdministrator
            | Self::HealthAuditor
            | Self::ServiceAccount => &[EnrolledBy, LearnsAt, SentBy, WorksAt],
            Self::ConsortiumCoordinator => &[LearnsAt, WorksAt],
            Self::SendingOfficer => &[SentBy, WorksAt],
            Self::DepartmentSecretary | Self::DepartmentHead => &[LearnsAt],
            Self::SystemAdministrator | Self::Supervisor | Self::Mentor | Self::Trainee => &[],
        }
    }
}

/// Days for which a record stays open to a base, a supervisor or a mentor after the bond has ended: long enough for
/// what is left to review and to sign, and no longer. The school that enrolled somebody keeps her record.
pub const DAYS_OF_AFTERSIGHT: i64 = 90;

/// Whether a code can be an administrative division's: 6 digits to county level, 9 to township, 12 to village
/// (GB/T 2260 and its extension).
#[must_use]
pub fn is_division_code(code: &str) -> bool {
    matches!(code.len(), 6 | 9 | 12)
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && !code.starts_with('0')
}

/// The digits of an administrative division code that every division within it begins with: `150900` (a prefecture)
/// gives `1509`, `150000` (a province) `15`; codes of townships and villages are whole (GB/T 2260).
#[must_use]
pub fn region_prefix(code: &str) -> &str {
    let significant = match code {
        _ if code.len() != 6 => code.len(),
        _ if code.ends_with("0000") => 2,
        _ if code.ends_with("00") => 4,
        _ => 6,
    };
    code.get(..significant).unwrap_or(code)
}

platform::codes! {
    /// What binds two people, or a person and an institution, for a time.
    pub enum RelationKind {
        /// The holder supervises the person.
        Supervises = "SUPERVISES",
        /// The holder is the person's master.
        Mentors = "MENTORS",
        /// The holder sits on a committee that considers what to entrust to the person.
        Considers = "CONSIDERS",
        /// The holder learns at the institution.
        LearnsAt = "LEARNS_AT",
        /// The holder is enrolled by the school, which keeps her record.
        EnrolledBy = "ENROLLED_BY",
        /// The holder was sent by the institution.
        SentBy = "SENT_BY",
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

/// What is wrong with a text that is needed: that it is blank, or has more than `longest` characters.
pub fn text_problem<C>(code: C, path: &str, text: &str, longest: usize) -> Option<Problem<C>> {
    if text.trim().is_empty() {
        return Some(Problem::new(code, path, Message::new("common-required").with("field", path)));
    }
    length_problem(code, path, text, longest)
}

/// What is wrong with a text that may be blank: that it has more than `longest` characters.
pub fn length_problem<C>(code: C, path: &str, text: &str, longest: usize) -> Option<Problem<C>> {
    let message = Message::new("common-too-long").with("field", path).with("limit", longest);
    (text.chars().count() > longest).then(|| Problem::new(code, path, message))
}

/// What is wrong with the name of something that bears one in both languages.
pub fn names_problems<C: Copy>(code: C, name: &Name, longest: usize) -> Vec<Problem<C>> {
    let texts = [("name.zh", &name.zh), ("name.en", &name.en)];
    texts.into_iter().filter_map(|(path, text)| text_problem(code, path, text, longest)).collect()
}

/// What is wrong with a person's name.
pub fn name_problem<C>(code: C, path: &str, name: &str) -> Option<Problem<C>> {
    text_problem(code, path, name, LONGEST_NAME)
}

/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// What is wrong with the reason of an act.
pub fn reason_problem<C>(code: C, reason: &str) -> Option<Problem<C>> {
    text_problem(code, "reason", reason, LONGEST_REASON)
}

/// What is wrong with a last day that may be absent: that it is past already.
pub fn end_problem<C>(
    code: C,
    path: &str,
    today: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Option<Problem<C>> {
    let end = ends_on.filter(|end| *end < today)?;
    Some(Problem::new(code, path, Message::new("identity-end-past").with("end", end)))
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
    fn division_codes_have_6_9_or_12_digits() {
        for good in ["110105", "150900", "110105001", "110105001002"] {
            assert!(is_division_code(good), "{good}");
        }
        for bad in ["", "11010", "1101050", "11010a", "010105"] {
            assert!(!is_division_code(bad), "{bad}");
        }
    }

    #[test]
    fn a_division_holds_those_whose_codes_begin_with_its_own() {
        assert_eq!(region_prefix("150000"), "15");
        assert_eq!(region_prefix("150900"), "1509");
        assert_eq!(region_prefix("150923"), "150923");
        assert_eq!(region_prefix("150923100"), "150923100");
    }

    #[test]
    fn addresses_need_a_domain() {
        assert_eq!(email(" Sample@Example.ORG ").as_deref(), Some("sample@example.org"));
        for bad in ["", "a", "a@b", "@b.c", "a@.c", "a b@c.d", "a@b@c.d"] {
            assert_eq!(email(bad), None, "{bad}");
        }
    }
}
