//! When an entry may be handed in: everything that is wrong with it, at once.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::{Argument, Message, characters};

use super::super::rules::EvidenceKind;
use super::super::steps::{StepPlaces, Steps};
use crate::curricula::{
    Figures, LONGEST_TEXT, Plan, Requirement, RequirementKind, ReviewStep, specialty_named,
};

platform::codes! {
    /// Kind of what is handed in with proof.
    pub enum PortfolioKind {
        /// Credits of continuing medical education: its class as the subject, hundredths of a credit as the amount.
        ContinuingEducation = "CONTINUING_EDUCATION",
        /// A teaching session attended: its kind as the subject.
        TeachingSession = "TEACHING_SESSION",
        /// A course passed: which one as the subject, its class hours as the amount.
        Course = "COURSE",
        /// A reflection, in the text.
        Reflection = "REFLECTION",
        /// A reading, with notes in the text.
        Reading = "READING",
        /// A licence held: its kind as the subject, with its number and scope of practice.
        Licence = "LICENCE",
        /// A project or a paper.
        Project = "PROJECT",
        /// What a requirement has somebody named check.
        Check = "CHECK",
        /// What was credited before the school adopted the system: so much of the requirement as the amount. Handed in by the
        /// school, decided by a second hand there.
        OpeningBalance = "OPENING_BALANCE",
        /// What was shown in an earlier training: so much of the requirement as the amount. Decided by the school.
        PriorCredit = "PRIOR_CREDIT",
        /// What the base could not offer: so much of the requirement as the amount, and why in the text. Audited by the base,
        /// then by the school.
        Appeal = "APPEAL",
        /// A training that is to end so many days earlier as the amount, and why in the text. Decided by the school; nothing but the
        /// calendar changes.
        Shortening = "SHORTENING",
    }
}

platform::codes! {
    /// Why an act upon what is handed in is refused.
    pub enum PortfolioErrorCode {
        /// A value is missing, malformed, or has no place in an entry of this kind.
        Invalid = "INVALID",
        /// The training is over, or had not begun yet.
        NotInTraining = "NOT_IN_TRAINING",
        /// It has not happened yet.
        InFuture = "IN_FUTURE",
        /// It is too long ago to be handed in.
        TooLate = "TOO_LATE",
        /// There is nobody, or no place, to review it.
        NoReviewer = "NO_REVIEWER",
        /// The entry named cannot be corrected by this one.
        NotCorrectable = "NOT_CORRECTABLE",
        /// The training is over, or shorter than what is to be taken off.
        TooLong = "TOO_LONG",
        /// Nothing proves it.
        ProofMissing = "PROOF_MISSING",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
        /// It does not await a review.
        NotPending = "NOT_PENDING",
        /// It is not approved.
        NotApproved = "NOT_APPROVED",
        /// The time for reviewing it is over.
        WindowClosed = "WINDOW_CLOSED",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

impl PortfolioKind {
    /// The kind of evidence that an entry of this kind is.
    #[must_use]
    pub const fn evidence(self) -> EvidenceKind {
        match self {
            Self::ContinuingEducation => EvidenceKind::ContinuingEducation,
            Self::TeachingSession => EvidenceKind::TeachingSession,
            Self::Course => EvidenceKind::Course,
            Self::Reflection => EvidenceKind::Reflection,
            Self::Reading => EvidenceKind::Reading,
            Self::Licence => EvidenceKind::Licence,
            Self::Project => EvidenceKind::Project,
            Self::Check => EvidenceKind::Check,
            Self::OpeningBalance => EvidenceKind::OpeningBalance,
            Self::PriorCredit => EvidenceKind::PriorCredit,
            Self::Appeal => EvidenceKind::Appeal,
            Self::Shortening => EvidenceKind::Shortening,
        }
    }

    const fn is_granted(self) -> bool {
        self.evidence().is_granted()
    }

    /// The kind of requirement whose steps of review it takes; none when it is credited by decision.
    const fn reviewed_as(self) -> Option<RequirementKind> {
        match self {
            Self::ContinuingEducation => Some(RequirementKind::ContinuingEducation),
            Self::TeachingSession => Some(RequirementKind::TeachingSessions),
            Self::Course => Some(RequirementKind::Courses),
            Self::Reflection => Some(RequirementKind::Reflections),
            Self::Reading => Some(RequirementKind::Readings),
            Self::Licence => Some(RequirementKind::Licence),
            Self::Project => Some(RequirementKind::Projects),
            Self::Check => Some(RequirementKind::Checks),
            Self::OpeningBalance | Self::PriorCredit | Self::Appeal | Self::Shortening => None,
        }
    }

    /// How long ago it may have been, in days; without bound when absent.
    fn oldest(self, backdating_days: i32) -> Option<i64> {
        match self {
            Self::TeachingSession | Self::Reflection | Self::Reading => Some(i64::from(backdating_days)),
            Self::ContinuingEducation | Self::Course | Self::Check => Some(366),
            _ => None,
        }
    }
}

/// Who reviews an entry, one after another: without a plan whoever supervised her alone.
fn step_kinds(kind: PortfolioKind, plan: Option<&Plan>, named: Option<&Requirement>) -> Vec<ReviewStep> {
    let Some(plan) = plan else { return vec![ReviewStep::Supervisor] };
    if kind == PortfolioKind::Check
        && let Some(step) = named.and_then(|named| named.rule.checked_by)
    {
        return vec![step];
    }
    match kind.reviewed_as() {
        Some(asked) => plan.review_steps(asked).to_vec(),
        None if kind == PortfolioKind::Appeal => vec![ReviewStep::Base, ReviewStep::School],
        None => vec![ReviewStep::School],
    }
}

/// Fewest characters of a reflection that is written outside any training, as the national scheme of TCM apprenticeships asks. A plan
/// says itself which ones count.
pub const LEAST_REFLECTION: usize = 500;
/// Fewest characters of a reading, likewise.
pub const LEAST_READING: usize = 1000;

/// Longest title, issuer or scope, in characters.
pub const LONGEST_TITLE: usize = 200;
/// Longest subject or number, in characters.
pub const LONGEST_SUBJECT: usize = 64;
/// Most hundredths of a credit, or class hours, of one entry.
pub const LARGEST_AMOUNT: i64 = 10_000;

/// The training for which an entry is handed in.
#[derive(Clone, Copy, Debug)]
pub struct Training<'a> {
    /// The plan it is held to.
    pub plan: &'a Plan,
    /// Whether it is active.
    pub is_active: bool,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Days by which it can be shortened.
    pub days_left: i64,
}

/// An entry that somebody wants to hand in, with the facts it is judged by. Texts are trimmed.
#[derive(Clone, Debug)]
pub struct PortfolioProposal<'a> {
    /// What it is.
    pub kind: PortfolioKind,
    /// The local day.
    pub occurred_on: NaiveDate,
    /// First day of what it covers.
    pub since_on: Option<NaiveDate>,
    /// Last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    /// Title.
    pub title: &'a str,
    /// Subject.
    pub subject: Option<&'a str>,
    /// Amount.
    pub amount: Option<i64>,
    /// Number.
    pub number: &'a str,
    /// Issuer.
    pub issuer: &'a str,
    /// Scope of practice.
    pub scope: &'a str,
    /// Text.
    pub text: &'a str,
    /// The training for which it is handed in; none of whoever follows a master outside any.
    pub training: Option<Training<'a>>,
    /// Whether she is in some training.
    pub is_enrolled: bool,
    /// The requirement it names; what is named and not of the plan is refused before.
    pub named: Option<&'a Requirement>,
    /// Today.
    pub today: NaiveDate,
    /// Where the steps of its review can be taken: where she learned on that day.
    pub places: StepPlaces,
    /// Whether somebody supervised the trainee on that day.
    pub is_supervised: bool,
}

/// Everything wrong with an entry.
#[must_use]
pub fn portfolio_problems(entry: &PortfolioProposal<'_>) -> Vec<Problem<PortfolioErrorCode>> {
    let mut problems = Vec::new();
    let mut refuse = |code, path: &str, message: Message| problems.push(Problem::new(code, path, message));
    let kind = || entry.kind.label();
    if entry.training.is_some_and(|training| !training.is_active) {
        let message = Message::new("evidence-portfolio-not-active");
        refuse(PortfolioErrorCode::NotInTraining, "enrolmentId", message);
    }
    if entry.training.is_none() {
        for (path, message) in outside_problems(entry) {
            refuse(PortfolioErrorCode::Invalid, path, message);
        }
    }
    if entry.occurred_on > entry.today {
        let message = Message::new("evidence-portfolio-future").with("day", entry.occurred_on);
        refuse(PortfolioErrorCode::InFuture, "occurredOn", message);
    }
    let needs_training = !matches!(entry.kind, PortfolioKind::Licence) && !entry.kind.is_granted();
    let begun = entry.training.map(|training| training.starts_on);
    if let Some(since) = begun.filter(|since| needs_training && entry.occurred_on < *since) {
        let message = Message::new("evidence-portfolio-before").with("day", entry.occurred_on);
        refuse(PortfolioErrorCode::NotInTraining, "occurredOn", message.with("since", since));
    }
    let age = (entry.today - entry.occurred_on).num_days();
    let backdating = entry.training.map(|training| training.plan.figures.backdating_days);
    let oldest = entry.kind.oldest(backdating.unwrap_or(Figures::USUAL_BACKDATING_DAYS));
    if let Some(days) = oldest.filter(|days| age > *days) {
        let message = Message::new("evidence-portfolio-too-late").with("day", entry.occurred_on);
        refuse(PortfolioErrorCode::TooLate, "occurredOn", message.with("days", days));
    }
    let invalid = PortfolioErrorCode::Invalid;
    if entry.since_on.is_some_and(|since| since > entry.occurred_on) {
        refuse(invalid, "sinceOn", Message::new("evidence-portfolio-since").with("day", entry.occurred_on));
    }
    if entry.valid_until.is_some_and(|until| until < entry.occurred_on) {
        refuse(
            invalid,
            "validUntil",
            Message::new("evidence-portfolio-until").with("day", entry.occurred_on),
        );
    }
    let lengths = [
        ("title", entry.title, LONGEST_TITLE),
        ("subject", entry.subject.unwrap_or_default(), LONGEST_SUBJECT),
        ("number", entry.number, LONGEST_SUBJECT),
        ("issuer", entry.issuer, LONGEST_TITLE),
        ("scope", entry.scope, LONGEST_TITLE),
        ("text", entry.text, usize::try_from(LONGEST_TEXT).unwrap_or(usize::MAX)),
    ];
    for (field, text, limit) in lengths {
        if text.chars().count() > limit {
            refuse(invalid, field, Message::new("common-too-long").with("field", field).with("limit", limit));
        }
    }
    let needed =
        |field: &str| Message::new("evidence-portfolio-needed").with("kind", kind()).with("field", field);
    let texts = [
        ("title", entry.title.is_empty()),
        ("subject", entry.subject.is_none() && entry.kind == PortfolioKind::ContinuingEducation),
        ("number", entry.number.is_empty() && entry.kind == PortfolioKind::Licence),
        ("scope", entry.scope.is_empty() && entry.kind == PortfolioKind::Licence),
        ("issuer", entry.issuer.is_empty() && entry.kind == PortfolioKind::OpeningBalance),
        (
            "text",
            entry.text.is_empty()
                && matches!(
                    entry.kind,
                    PortfolioKind::Reflection
                        | PortfolioKind::Reading
                        | PortfolioKind::Appeal
                        | PortfolioKind::Shortening
                ),
        ),
        (
            "requirementId",
            entry.named.is_none() && (entry.kind.is_granted() || entry.kind == PortfolioKind::Check),
        ),
    ];
    for (field, _) in texts.into_iter().filter(|(_, is_missing)| *is_missing) {
        refuse(invalid, field, needed(field));
    }
    if let Some(message) = amount_problem(entry) {
        refuse(invalid, "amount", message);
    }
    if let Some(named) = entry.named.filter(|named| !entry.kind.evidence().is_asked_by(named.kind)) {
        let message = Message::new("evidence-portfolio-other-kind").with("kind", kind());
        refuse(invalid, "requirementId", message.with("requirement", (&*named.name.zh, &*named.name.en)));
    }
    if let Some(message) = subject_problem(entry) {
        refuse(invalid, "subject", message);
    }
    problems.extend(step_problems(entry));
    problems
}

/// What is wrong with an entry outside any training: reflections and readings alone are written beside a master, as long as the national scheme asks, and
/// whoever is in a training hands in for that.
fn outside_problems(entry: &PortfolioProposal<'_>) -> Vec<(&'static str, Message)> {
    let least = match entry.kind {
        PortfolioKind::Reflection => LEAST_REFLECTION,
        PortfolioKind::Reading => LEAST_READING,
        _ => 0,
    };
    if entry.is_enrolled || least == 0 {
        let message = Message::new("evidence-portfolio-enrolment").with("kind", entry.kind.label());
        return vec![("enrolmentId", message)];
    }
    let written = characters(entry.text);
    let message =
        || Message::new("evidence-portfolio-short").with("kind", entry.kind.label()).with("least", least);
    Vec::from_iter((written < least).then(|| ("text", message().with("written", written))))
}

/// What a subject must be, when it is not: a code, and of what is granted of a choice, one of its options.
fn subject_problem(entry: &PortfolioProposal<'_>) -> Option<Message> {
    let options = entry.named.filter(|named| entry.kind.is_granted() && named.rule.choose.is_some());
    if let Some(options) = options.map(|named| &named.rule.specialties) {
        let is_option = entry.subject.is_some_and(|subject| options.iter().any(|option| option == subject));
        let message = Message::new("evidence-portfolio-option");
        return (!is_option)
            .then(|| message.with("options", Argument::list(options.iter().map(String::as_str))));
    }
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_other = entry.subject.is_some_and(|subject| !subject.chars().all(is_code));
    is_other.then(|| Message::new("evidence-portfolio-subject"))
}

/// What an amount must be, when it is not.
fn amount_problem(entry: &PortfolioProposal<'_>) -> Option<Message> {
    let most = match entry.kind {
        PortfolioKind::ContinuingEducation | PortfolioKind::Course => LARGEST_AMOUNT,
        PortfolioKind::Shortening => entry.training?.days_left,
        _ if entry.kind.is_granted() => entry.named?.target,
        _ => {
            let message = Message::new("evidence-portfolio-no-amount").with("kind", entry.kind.label());
            return entry.amount.map(|_| message);
        }
    };
    let is_within = entry.amount.is_some_and(|amount| (1..=most).contains(&amount));
    (!is_within).then(|| {
        Message::new("evidence-portfolio-amount").with("kind", entry.kind.label()).with("most", most)
    })
}

/// Which steps of its review could not be taken.
fn step_problems(entry: &PortfolioProposal<'_>) -> Vec<Problem<PortfolioErrorCode>> {
    let code = PortfolioErrorCode::NoReviewer;
    let lacking = |step: ReviewStep| match step {
        ReviewStep::Supervisor => (!entry.is_supervised).then(|| {
            let message = Message::new("evidence-portfolio-unsupervised").with("day", entry.occurred_on);
            Problem::new(code, "occurredOn", message)
        }),
        _ if entry.places.of(step).is_some() => None,
        ReviewStep::Department => {
            let message = Message::new("evidence-portfolio-department").with("day", entry.occurred_on);
            Some(Problem::new(code, "departmentId", message))
        }
        _ => {
            let message = Message::new("evidence-portfolio-base").with("day", entry.occurred_on);
            Some(Problem::new(code, "baseId", message))
        }
    };
    let plan = entry.training.map(|training| training.plan);
    step_kinds(entry.kind, plan, entry.named).into_iter().filter_map(lacking).collect()
}

/// The scope of practice of a licence as evidence keeps it: the code of the specialty that is typed by its code or its name; nothing
/// when it is none of the list.
#[must_use]
pub fn scope_of_practice(typed: &str) -> Option<&'static str> {
    specialty_named(typed.strip_suffix("专业").unwrap_or(typed))
}

/// The steps of an entry's review.
#[must_use]
pub fn steps_of(entry: &PortfolioProposal<'_>) -> Steps {
    let plan = entry.training.map(|training| training.plan);
    Steps::at(&step_kinds(entry.kind, plan, entry.named), &entry.places)
}
