//! What an examination may be, who may register for it, and what is passed.

use chrono::NaiveDate;
use platform::error::{Name, Problem};
use platform::text::Message;

platform::codes! {
    /// A part of an exit examination.
    pub enum ExamPart {
        /// Theory, in writing.
        Theory = "THEORY",
        /// Clinical skills, shown.
        Skill = "SKILL",
    }
}

platform::codes! {
    /// Where a registration for an exit examination stands.
    pub enum ExamRegistrationStatus {
        /// Waits for the review of the trainee's base.
        AwaitsBase = "AWAITS_BASE",
        /// Waits for the organiser's review.
        AwaitsOrganiser = "AWAITS_ORGANISER",
        /// Approved by both, with a ticket.
        Admitted = "ADMITTED",
        /// Given back: she may register again.
        Returned = "RETURNED",
        /// Rejected for a reason.
        Rejected = "REJECTED",
        /// Withdrawn by the trainee.
        Withdrawn = "WITHDRAWN",
    }
}

impl ExamRegistrationStatus {
    /// Those that stand.
    pub const LIVE: [Self; 3] = [Self::AwaitsBase, Self::AwaitsOrganiser, Self::Admitted];

    /// Whether it stands.
    #[must_use]
    pub fn is_live(self) -> bool {
        Self::LIVE.contains(&self)
    }

    /// The step that it waits for.
    #[must_use]
    pub const fn awaits(self) -> Option<ExamReviewStep> {
        match self {
            Self::AwaitsBase => Some(ExamReviewStep::Base),
            Self::AwaitsOrganiser => Some(ExamReviewStep::Organiser),
            _ => None,
        }
    }
}

platform::codes! {
    /// A step of the review of a registration, in the order in which they follow one another.
    pub enum ExamReviewStep {
        /// Whoever runs the base where the trainee learns, or last learned.
        Base = "BASE",
        /// Whoever organises the examination.
        Organiser = "ORGANISER",
    }
}

platform::codes! {
    /// A column of a file of scores.
    pub enum ExamScoreColumn {
        /// Number of the admission ticket (准考证号).
        Ticket = "TICKET",
        /// Points in theory (理论成绩).
        Theory = "THEORY",
        /// Points in skills (技能成绩).
        Skill = "SKILL",
        /// Whether she did not sit it (缺考).
        Absent = "ABSENT",
    }
}

impl From<ExamPart> for ExamScoreColumn {
    fn from(part: ExamPart) -> Self {
        match part {
            ExamPart::Theory => Self::Theory,
            ExamPart::Skill => Self::Skill,
        }
    }
}

platform::codes! {
    /// Why an act upon an exit examination is refused.
    pub enum ExaminationErrorCode {
        /// A value is missing or cannot be.
        Invalid = "INVALID",
        /// The organiser is neither the school that answers for the programme nor a health authority.
        ProgrammeElsewhere = "PROGRAMME_ELSEWHERE",
        /// Unless approved, a decision carries a reason; so do a cancellation and a corrected score.
        ReasonMissing = "REASON_MISSING",
        /// The examination was cancelled.
        Cancelled = "CANCELLED",
        /// The day of the examination is over, or it was scored.
        Held = "HELD",
        /// Nobody can register yet, or any more.
        RegistrationClosed = "REGISTRATION_CLOSED",
        /// The examination ends another programme than that of the enrolment.
        OtherProgramme = "OTHER_PROGRAMME",
        /// Something that the training asks for is missing.
        NotEligible = "NOT_ELIGIBLE",
        /// She sat it as often as it may be sat.
        AttemptsUsedUp = "ATTEMPTS_USED_UP",
        /// A registration of the enrolment stands already.
        AlreadyRegistered = "ALREADY_REGISTERED",
        /// She passed one of the programme already.
        AlreadyPassed = "ALREADY_PASSED",
        /// The registration stands no more, or it is too late.
        NotWithdrawable = "NOT_WITHDRAWABLE",
        /// The registration awaits no review.
        NotAwaiting = "NOT_AWAITING",
        /// Another registration has this ticket.
        TicketTaken = "TICKET_TAKEN",
        /// Somebody else changed it meanwhile.
        Conflict = "CONFLICT",
        /// The examination was not held yet.
        TooEarly = "TOO_EARLY",
        /// The file is no table, or too long.
        Unreadable = "UNREADABLE",
        /// A column is missing.
        ColumnMissing = "COLUMN_MISSING",
        /// Two headers name the same column.
        ColumnTwice = "COLUMN_TWICE",
        /// Rows cannot be taken; the report lists them.
        RowsRefused = "ROWS_REFUSED",
    }
}

/// How a part is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartRule {
    /// The part.
    pub part: ExamPart,
    /// Most points.
    pub most: i64,
    /// Least points that pass.
    pub pass: i64,
}

/// What was scored in a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartPoints {
    /// The part.
    pub part: ExamPart,
    /// The points.
    pub points: i64,
}

/// Whether every part of an examination is passed.
#[must_use]
pub fn is_passed(parts: &[PartRule], points: &[PartPoints]) -> bool {
    let passes =
        |rule: &PartRule| points.iter().any(|scored| scored.part == rule.part && scored.points >= rule.pass);
    !parts.is_empty() && parts.iter().all(passes)
}

/// Most points of a part.
pub const MOST_POINTS: i64 = 1000;
/// Longest name, in characters.
pub const LONGEST_NAME: usize = 100;
/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 1000;
/// Longest number of a ticket, in characters.
pub const LONGEST_TICKET: usize = 32;
/// Most times that somebody may sit an examination.
const MOST_ATTEMPTS: i32 = 10;

type Problems = Vec<Problem<ExaminationErrorCode>>;

/// An examination to be announced, as far as it can be judged by itself.
#[derive(Clone, Copy, Debug)]
pub struct Announcement<'a> {
    /// Its name.
    pub name: &'a Name,
    /// The local day on which it is held.
    pub held_on: NaiveDate,
    /// First local day on which somebody may register.
    pub registers_from: NaiveDate,
    /// Last one.
    pub registers_until: NaiveDate,
    /// Its parts.
    pub parts: &'a [PartRule],
    /// How often somebody may sit it.
    pub most_attempts: i32,
    /// The present local day.
    pub today: NaiveDate,
}

/// Everything that is wrong with an examination to be announced.
#[must_use]
pub fn announcement_problems(new: &Announcement<'_>) -> Problems {
    let mut problems = Problems::new();
    let mut refuse = |path: &str, message: Message| {
        problems.push(Problem::new(ExaminationErrorCode::Invalid, path, message));
    };
    let is_long = [&new.name.zh, &new.name.en].iter().any(|name| name.chars().count() > LONGEST_NAME);
    if new.name.zh.trim().is_empty() || is_long {
        refuse("name", Message::new("examinations-name").with("limit", LONGEST_NAME));
    }
    if new.held_on <= new.today {
        refuse("heldOn", Message::new("examinations-held-on").with("day", new.held_on));
    }
    if new.registers_from > new.registers_until {
        let message = Message::new("examinations-window").with("from", new.registers_from);
        refuse("registersFrom", message.with("until", new.registers_until));
    }
    if new.registers_until >= new.held_on {
        let message = Message::new("examinations-window-late").with("until", new.registers_until);
        refuse("registersUntil", message.with("day", new.held_on));
    } else if new.registers_until < new.today {
        refuse("registersUntil", Message::new("examinations-window-over").with("until", new.registers_until));
    }
    if new.parts.is_empty() {
        refuse("parts", Message::new("examinations-parts"));
    }
    for (index, rule) in new.parts.iter().enumerate() {
        if new.parts.iter().take(index).any(|earlier| earlier.part == rule.part) {
            refuse(&format!("parts.{index}.part"), Message::new("examinations-part-twice"));
        }
        if !(1..=MOST_POINTS).contains(&rule.most) {
            let message = Message::new("examinations-most").with("value", rule.most);
            refuse(&format!("parts.{index}.most"), message.with("limit", MOST_POINTS));
        } else if !(1..=rule.most).contains(&rule.pass) {
            let message = Message::new("examinations-pass").with("value", rule.pass);
            refuse(&format!("parts.{index}.pass"), message.with("limit", rule.most));
        }
    }
    if !(1..=MOST_ATTEMPTS).contains(&new.most_attempts) {
        let message = Message::new("examinations-most-attempts").with("value", new.most_attempts);
        refuse("mostAttempts", message.with("limit", MOST_ATTEMPTS));
    }
    problems
}

/// What became of an earlier registration of the same enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Whether she sat the examination.
    pub is_sat: bool,
    /// Whether she passed it.
    pub is_passed: bool,
}

/// Which attempt the next one would be.
#[must_use]
pub fn next_attempt(earlier: &[Earlier]) -> i32 {
    let sat = earlier.iter().filter(|one| one.is_sat).count();
    i32::try_from(sat).unwrap_or(i32::MAX).saturating_add(1)
}

/// What registering for an examination is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The present local day.
    pub today: NaiveDate,
    /// First local day on which somebody may register, and the last one.
    pub window: (NaiveDate, NaiveDate),
    /// Whether the examination was cancelled.
    pub is_cancelled: bool,
    /// Whether it ends the programme of the enrolment.
    pub is_of_programme: bool,
    /// Whether a registration of the enrolment for it stands.
    pub is_registered: bool,
    /// What is missing for eligibility.
    pub unmet: &'a [Message],
    /// Earlier registrations of the enrolment.
    pub earlier: &'a [Earlier],
    /// How often somebody may sit it.
    pub most_attempts: i32,
}

/// Everything that stands against a registration.
#[must_use]
pub fn registration_problems(asking: &Asking<'_>) -> Problems {
    let mut problems = Problems::new();
    let mut refuse = |code, path: &str, message: Message| problems.push(Problem::new(code, path, message));
    let (from, until) = asking.window;
    if asking.is_cancelled {
        refuse(ExaminationErrorCode::Cancelled, "examinationId", Message::new("examinations-cancelled"));
    } else if asking.today < from {
        let message = Message::new("examinations-register-early").with("from", from);
        refuse(ExaminationErrorCode::RegistrationClosed, "examinationId", message);
    } else if asking.today > until {
        let message = Message::new("examinations-register-late").with("until", until);
        refuse(ExaminationErrorCode::RegistrationClosed, "examinationId", message);
    }
    if !asking.is_of_programme {
        let message = Message::new("examinations-other-programme");
        refuse(ExaminationErrorCode::OtherProgramme, "enrolmentId", message);
    }
    if asking.is_registered {
        let message = Message::new("examinations-already-registered");
        refuse(ExaminationErrorCode::AlreadyRegistered, "enrolmentId", message);
    }
    if asking.earlier.iter().any(|one| one.is_passed) {
        refuse(
            ExaminationErrorCode::AlreadyPassed,
            "enrolmentId",
            Message::new("examinations-already-passed"),
        );
    } else if next_attempt(asking.earlier) > asking.most_attempts {
        let message = Message::new("examinations-attempts-used-up").with("limit", asking.most_attempts);
        refuse(ExaminationErrorCode::AttemptsUsedUp, "enrolmentId", message);
    }
    for message in asking.unmet {
        refuse(ExaminationErrorCode::NotEligible, "enrolmentId", message.clone());
    }
    problems
}

/// The number of a ticket as it is compared.
#[must_use]
pub fn ticket(typed: &str) -> String {
    platform::text::half_width(typed.trim()).to_uppercase()
}

/// The first free ticket of an examination: its year and a serial number of four digits, or more once these are used up.
#[must_use]
pub fn next_ticket(year: i32, taken: &[String]) -> String {
    let mut serial = taken.len() + 1;
    loop {
        let number = format!("{year}{serial:04}");
        if !taken.contains(&number) {
            return number;
        }
        serial += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(problems: &Problems) -> Vec<(ExaminationErrorCode, String)> {
        problems.iter().map(|problem| (problem.code, problem.path.join("."))).collect()
    }

    const PARTS: [PartRule; 2] = [
        PartRule { part: ExamPart::Theory, most: 100, pass: 60 },
        PartRule { part: ExamPart::Skill, most: 200, pass: 140 },
    ];

    #[test]
    fn every_part_must_be_passed() {
        let scored = |theory, skill| {
            let points = [(ExamPart::Theory, theory), (ExamPart::Skill, skill)];
            is_passed(&PARTS, &points.map(|(part, points)| PartPoints { part, points }))
        };
        assert!(scored(60, 140));
        assert!(!scored(59, 200));
        assert!(!scored(100, 139));
        assert!(!is_passed(&PARTS, &[]));
        assert!(!is_passed(&[], &[]));
    }

    #[test]
    fn an_announcement_is_refused_with_every_reason() {
        let name = Name::new("示例", "");
        let good = Announcement {
            name: &name,
            held_on: day("2026-06-01"),
            registers_from: day("2026-03-01"),
            registers_until: day("2026-05-31"),
            parts: &PARTS,
            most_attempts: 3,
            today: day("2026-03-10"),
        };
        assert_eq!(announcement_problems(&good), []);
        let bad = [
            PartRule { part: ExamPart::Theory, most: 1001, pass: 1 },
            PartRule { part: ExamPart::Theory, most: 100, pass: 101 },
        ];
        let nameless = Name::new(" ", "");
        let bad = Announcement {
            name: &nameless,
            held_on: day("2026-03-10"),
            registers_from: day("2026-03-12"),
            registers_until: day("2026-03-11"),
            parts: &bad,
            most_attempts: 0,
            ..good
        };
        let invalid = |path: &str| (ExaminationErrorCode::Invalid, path.to_owned());
        let paths = [
            "name",
            "heldOn",
            "registersFrom",
            "registersUntil",
            "parts.0.most",
            "parts.1.part",
            "parts.1.pass",
            "mostAttempts",
        ];
        assert_eq!(codes(&announcement_problems(&bad)), paths.map(invalid));
    }

    #[test]
    fn a_registration_is_refused_with_every_reason() {
        let asking = Asking {
            today: day("2026-03-10"),
            window: (day("2026-03-10"), day("2026-03-10")),
            is_cancelled: false,
            is_of_programme: true,
            is_registered: false,
            unmet: &[],
            earlier: &[],
            most_attempts: 1,
        };
        assert_eq!(registration_problems(&asking), []);
        let absent = Earlier { is_sat: false, is_passed: false };
        assert_eq!(registration_problems(&Asking { earlier: &[absent], ..asking }), []);
        let failed = Earlier { is_sat: true, is_passed: false };
        let unmet = [Message::new("examinations-parts")];
        let bad = Asking {
            today: day("2026-03-11"),
            is_of_programme: false,
            is_registered: true,
            unmet: &unmet,
            earlier: &[absent, failed],
            ..asking
        };
        let on_enrolment = |code| (code, "enrolmentId".to_owned());
        assert_eq!(
            codes(&registration_problems(&bad)),
            [
                (ExaminationErrorCode::RegistrationClosed, "examinationId".to_owned()),
                on_enrolment(ExaminationErrorCode::OtherProgramme),
                on_enrolment(ExaminationErrorCode::AlreadyRegistered),
                on_enrolment(ExaminationErrorCode::AttemptsUsedUp),
                on_enrolment(ExaminationErrorCode::NotEligible),
            ]
        );
        assert_eq!(next_attempt(bad.earlier), 2);
        let passed = Earlier { is_sat: true, is_passed: true };
        let again = registration_problems(&Asking { earlier: &[passed], ..asking });
        assert_eq!(codes(&again), [on_enrolment(ExaminationErrorCode::AlreadyPassed)]);
    }

    #[test]
    fn tickets_are_numbered_and_never_given_twice() {
        assert_eq!(next_ticket(2026, &[]), "20260001");
        let taken = ["20260001", "20260003", "A-7"].map(str::to_owned);
        assert_eq!(next_ticket(2026, &taken), "20260004");
        let taken = ["20260002"].map(str::to_owned);
        assert_eq!(next_ticket(2026, &taken), "20260003");
        assert_eq!(ticket(" ａ-7 "), "A-7");
    }
}
