//! The ledger as a pure function: which approved evidence credits which requirement, by how much.
//!
//! Credits follow from the approved evidence and the curriculum version alone, in any order in which approvals came.
//! Caps and half-days look at everything approved on the same day, so that evidence is credited by its `CreditKey`:
//! the smallest group that must be computed together. What is no sum (different assessors, choices, pools) is not
//! decided here, but from the facets when progress is read.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use platform::codes::Code as _;
use uuid::Uuid;

use crate::curricula::{Figures, Plan, Requirement, RequirementKind};
use crate::organisations::BaseKind;

mod totals;

pub use totals::{Facet, Totals, facet_values};

platform::codes! {
    /// Kind of evidence.
    pub enum EvidenceKind {
        /// An interval worked or followed.
        Hours = "HOURS",
        /// The exit from a department.
        PlacementExit = "PLACEMENT_EXIT",
        /// One case seen.
        Case = "CASE",
        /// A skill shown under observation, by its checklist.
        SkillAttempt = "SKILL_ATTEMPT",
        /// An assessment at the workplace or an examination, by its form.
        Assessment = "ASSESSMENT",
        /// Credits of continuing medical education.
        ContinuingEducation = "CONTINUING_EDUCATION",
        /// A teaching session attended.
        TeachingSession = "TEACHING_SESSION",
        /// A course passed, with its class hours.
        Course = "COURSE",
        /// A reflection.
        Reflection = "REFLECTION",
        /// A reading, with notes.
        Reading = "READING",
        /// A licence held.
        Licence = "LICENCE",
        /// A project or a paper.
        Project = "PROJECT",
        /// What somebody named has checked.
        Check = "CHECK",
        /// What was credited before the school adopted the system.
        OpeningBalance = "OPENING_BALANCE",
        /// What was shown in an earlier training, credited by decision.
        PriorCredit = "PRIOR_CREDIT",
        /// What a base could not offer, credited by decision.
        Appeal = "APPEAL",
        /// A training that is shortened by so many days: it moves the calendar and credits nothing.
        Shortening = "SHORTENING",
        /// A decision that entrusts a professional activity at a level.
        Entrustment = "ENTRUSTMENT",
        /// An exit examination sat, or missed.
        ExitExam = "EXIT_EXAM",
    }
}

impl EvidenceKind {
    /// Whether it was credited by a decision, without being shown in this training: it serves the requirement it names, and
    /// stays marked.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::OpeningBalance | Self::PriorCredit | Self::Appeal)
    }

    /// Whether it counts by decision alone, so that nobody approves it without a file that proves it.
    #[must_use]
    pub const fn needs_proof(self) -> bool {
        matches!(self, Self::OpeningBalance | Self::PriorCredit | Self::Shortening)
    }

    /// Every kind that is handed in with proof rather than watched.
    pub fn handed_in() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| kind.is_handed_in())
    }

    /// Whether it is handed in with proof rather than watched.
    #[must_use]
    pub const fn is_handed_in(self) -> bool {
        !matches!(
            self,
            Self::Hours
                | Self::PlacementExit
                | Self::Case
                | Self::SkillAttempt
                | Self::Assessment
                | Self::Entrustment
                | Self::ExitExam
        )
    }

    /// Whether evidence of this kind is what a requirement of that kind asks for.
    #[must_use]
    pub const fn is_asked_by(self, asked: RequirementKind) -> bool {
        match self {
            Self::Hours => {
                matches!(asked, RequirementKind::ActivityHalfDays | RequirementKind::ActivityHours)
            }
            Self::PlacementExit => matches!(asked, RequirementKind::TimeInDepartment),
            Self::Case => matches!(asked, RequirementKind::Cases),
            Self::SkillAttempt => matches!(asked, RequirementKind::Skill),
            Self::Assessment => matches!(asked, RequirementKind::Assessments),
            Self::ContinuingEducation => matches!(asked, RequirementKind::ContinuingEducation),
            Self::TeachingSession => matches!(asked, RequirementKind::TeachingSessions),
            Self::Course => matches!(asked, RequirementKind::Courses | RequirementKind::ClassHours),
            Self::Reflection => matches!(asked, RequirementKind::Reflections),
            Self::Reading => matches!(asked, RequirementKind::Readings),
            Self::Licence => matches!(asked, RequirementKind::Licence),
            Self::Project => matches!(asked, RequirementKind::Projects),
            Self::Check => matches!(asked, RequirementKind::Checks),
            Self::Entrustment => matches!(asked, RequirementKind::Entrustment),
            Self::ExitExam => matches!(asked, RequirementKind::ExitExam),
            Self::OpeningBalance | Self::PriorCredit | Self::Appeal => true,
            Self::Shortening => false,
        }
    }
}

platform::codes! {
    /// Where a piece of evidence stands.
    pub enum EvidenceStatus {
        /// Waits for a review.
        Pending = "PENDING",
        /// Approved, and credited where a requirement asks for it.
        Approved = "APPROVED",
        /// Given back once for mending.
        Returned = "RETURNED",
        /// Rejected for a reason.
        Rejected = "REJECTED",
        /// Approved once, taken back for a reason.
        Withdrawn = "WITHDRAWN",
        /// A correction took its place.
        Replaced = "REPLACED",
    }
}

impl EvidenceStatus {
    /// Whether it waits or counts.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Approved)
    }
}

platform::codes! {
    /// What a reviewer decides.
    pub enum Decision {
        /// It is so, and counts.
        Approved = "APPROVED",
        /// To be mended and submitted again.
        Returned = "RETURNED",
        /// It does not count.
        Rejected = "REJECTED",
        /// An approval is taken back.
        Withdrawn = "WITHDRAWN",
    }
}

platform::codes! {
    /// What evidence belongs to.
    pub enum SourceKind {
        /// A placement in a department.
        Placement = "PLACEMENT",
        /// A supervision within an enrolment, such as following a master.
        Supervision = "SUPERVISION",
        /// A teaching session attended.
        TeachingSession = "TEACHING_SESSION",
    }
}

/// Approved evidence as the ledger sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The evidence.
    pub evidence_id: Uuid,
    /// Kind.
    pub kind: EvidenceKind,
    /// The local day it is credited to.
    pub occurred_on: NaiveDate,
    /// When it was recorded; of several on one day the earlier counts first.
    pub recorded_at: DateTime<Utc>,
    /// Minutes of an interval.
    pub minutes: i64,
    /// Days of a stay that count: see [`counted_days`].
    pub days: i64,
    /// Activity, disease, code of the form of an assessment or of the activity entrusted, kind of session, course, kind of
    /// licence, or class of continuing education.
    pub activity: Option<String>,
    /// The kind of that activity which the plan told apart where it arose.
    pub activity_kind: Option<String>,
    /// Credits of continuing education in hundredths, class hours, characters of a text, or what is granted in the requirement's
    /// unit.
    pub amount: i64,
    /// Level shown.
    pub level: Option<i32>,
    /// Whether it is an assessment that was not passed.
    pub is_failed: bool,
    /// The requirement it was meant for.
    pub requirement_id: Option<Uuid>,
    /// Facets.
    pub facets: Facets,
}

/// What a credit can be added up by.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facets {
    /// Base.
    pub base_id: Option<Uuid>,
    /// Kind of base.
    pub base_kind: Option<BaseKind>,
    /// Department.
    pub department_id: Option<Uuid>,
    /// Its specialty.
    pub specialty: Option<String>,
    /// Assessor.
    pub assessor_id: Option<Uuid>,
    /// Class and year.
    pub class_year: Option<String>,
    /// The kind of evidence by which it was granted without being shown here.
    pub granted: Option<EvidenceKind>,
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The requirement credited.
    pub requirement_id: Uuid,
    /// The evidence counted.
    pub evidence_id: Uuid,
    /// In the requirement's unit; negative when an earlier line is taken back.
    pub quantity: i64,
    /// The local day.
    pub day: NaiveDate,
    /// Facets.
    pub facets: Facets,
}

/// The smallest group of evidence that must be credited together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CreditKey {
    /// It stands alone.
    Alone(Uuid),
    /// Everything of its kind on one day.
    Day(EvidenceKind, NaiveDate),
}

/// The group to which evidence belongs.
#[must_use]
pub fn credit_key(kind: EvidenceKind, evidence_id: Uuid, occurred_on: NaiveDate) -> CreditKey {
    match kind {
        EvidenceKind::Hours | EvidenceKind::Case | EvidenceKind::SkillAttempt | EvidenceKind::Assessment => {
            CreditKey::Day(kind, occurred_on)
        }
        _ => CreditKey::Alone(evidence_id),
    }
}

/// Why evidence of what a requirement asks for does not serve it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// It is older than the training, which began on this day.
    TooEarly(NaiveDate),
    /// It arose at another kind of base than this one, which is asked for.
    BaseKind(BaseKind),
    /// Less than this level was shown.
    Level(i32),
    /// It was not passed.
    NotPassed,
    /// The text has less than this many characters.
    TooShort(u32),
    /// The licence covers another scope of practice than those that are asked for.
    Scope,
}

/// Whether evidence serves a requirement of a training that began on `since`.
#[must_use]
pub fn serves(plan: &Plan, since: NaiveDate, requirement: &Requirement, fact: &Fact) -> bool {
    misses(plan, since, requirement, fact).is_some_and(|misses| misses.is_empty())
}

/// What keeps evidence from serving a requirement, everything at once; nothing when it is about something else. Evidence that
/// names a requirement of the same plan is about that one alone.
#[must_use]
pub fn misses(plan: &Plan, since: NaiveDate, requirement: &Requirement, fact: &Fact) -> Option<Vec<Miss>> {
    let named = fact.requirement_id.and_then(|key| plan.meant(key));
    if named.is_some_and(|key| key != requirement.id) || (requirement.rule.only_when_named && named.is_none())
    {
        return None;
    }
    if fact.kind.is_granted() {
        return named.map(|_| Vec::new());
    }
    let rule = &requirement.rule;
    let kinds_match = fact.kind.is_asked_by(requirement.kind);
    let subject = rule.subject.as_ref().or(requirement.activity.as_ref());
    let specialty = fact.facets.specialty.as_ref();
    let is_elsewhere = !rule.specialties.is_empty()
        && specialty.is_none_or(|specialty| !rule.specialties.contains(specialty));
    let is_about = kinds_match
        && (requirement.kind == RequirementKind::ContinuingEducation
            || subject.is_none_or(|subject| is_about_activity(plan, subject, fact)))
        && (!is_elsewhere || fact.kind == EvidenceKind::Licence);
    if !is_about {
        return None;
    }
    let other_base = requirement.base_kind.filter(|kind| fact.facets.base_kind != Some(*kind));
    let too_low = rule.minimum_level.filter(|least| fact.level.is_none_or(|level| level < *least));
    // A licence is held; when it was given is no matter.
    let is_early = fact.occurred_on < since && fact.kind != EvidenceKind::Licence;
    let least = rule.least_characters.filter(|least| fact.amount < i64::from(*least));
    let misses = [
        is_early.then_some(Miss::TooEarly(since)),
        other_base.map(Miss::BaseKind),
        fact.is_failed.then_some(Miss::NotPassed),
        too_low.filter(|_| !fact.is_failed).map(Miss::Level),
        least.map(Miss::TooShort),
        is_elsewhere.then_some(Miss::Scope),
    ];
    Some(misses.into_iter().flatten().collect())
}

/// Whether evidence is of an activity, or of the kind of one that the plan has under this code.
fn is_about_activity(plan: &Plan, subject: &str, fact: &Fact) -> bool {
    if fact.activity.as_deref() == Some(subject) {
        return true;
    }
    // Another plan may mean another activity by the same code.
    let kind =
        plan.activity_kind(subject).filter(|kind| Some(kind.counts_as.code()) == fact.activity.as_deref());
    kind.is_some() && fact.activity_kind.as_deref() == Some(subject)
}

/// Of the calendar days on which somebody was there, leave and absence taken off, those that count: all of them, or of a part-time
/// stay its share in hundredths, rounded down to whole days, each stay by itself.
#[must_use]
pub fn counted_days(there: i64, part_time_percent: Option<i32>) -> i64 {
    part_time_percent.map_or(there, |percent| there * i64::from(percent) / 100)
}

/// Whole half-days in minutes worked on one day, at most `half_days_per_day`: the rule `whole_half_days`, which
/// never rounds up.
#[must_use]
pub fn whole_half_days(minutes: i64, figures: &Figures) -> i64 {
    let length = i64::from(figures.minutes_per_half_day.max(1));
    (minutes / length).min(i64::from(figures.half_days_per_day))
}

/// Credits of a training by a plan, begun on `since`, for approved evidence; the order of `facts` does not matter.
#[must_use]
pub fn credits(plan: &Plan, since: NaiveDate, facts: &[Fact]) -> Vec<Credit> {
    let mut groups: BTreeMap<CreditKey, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        groups.entry(credit_key(fact.kind, fact.evidence_id, fact.occurred_on)).or_default().push(fact);
    }
    let mut lines = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by_key(|fact| (fact.recorded_at, fact.evidence_id));
        for requirement in &plan.requirements {
            let serving: Vec<&Fact> =
                group.iter().copied().filter(|fact| serves(plan, since, requirement, fact)).collect();
            lines.extend(credit_group(requirement, &plan.figures, &serving));
        }
    }
    lines
}

fn credit_group(requirement: &Requirement, figures: &Figures, group: &[&Fact]) -> Vec<Credit> {
    let mut minutes = 0;
    let mut counted = 0;
    let mut lines = Vec::new();
    for fact in group {
        let mut facets = fact.facets.clone();
        if requirement.kind == RequirementKind::ContinuingEducation {
            let class = fact.activity.as_deref().unwrap_or_default();
            facets.class_year = Some(format!("{class}/{}", fact.occurred_on.year()));
        }
        let quantity = match requirement.kind {
            _ if fact.kind.is_granted() => fact.amount,
            RequirementKind::TimeInDepartment => fact.days,
            RequirementKind::ActivityHalfDays => {
                let before = whole_half_days(minutes, figures);
                minutes += fact.minutes;
                whole_half_days(minutes, figures) - before
            }
            RequirementKind::ActivityHours => fact.minutes,
            RequirementKind::ContinuingEducation | RequirementKind::ClassHours => fact.amount,
            _ => {
                let is_full = requirement.rule.most_per_day.is_some_and(|most| counted >= most);
                i64::from(!is_full)
            }
        };
        counted += quantity;
        if quantity != 0 {
            lines.push(Credit {
                requirement_id: requirement.id,
                evidence_id: fact.evidence_id,
                quantity,
                day: fact.occurred_on,
                facets,
            });
        }
    }
    lines
}

/// Lines that bring a ledger from what it holds to what it should hold. `held` may contain earlier corrections.
#[must_use]
pub fn differences(held: &[Credit], wanted: &[Credit]) -> Vec<Credit> {
    type Place = (Uuid, Uuid, NaiveDate, Facets);
    let place = |credit: &Credit| -> Place {
        (credit.requirement_id, credit.evidence_id, credit.day, credit.facets.clone())
    };
    let mut sums: BTreeMap<Place, i64> = BTreeMap::new();
    for credit in wanted {
        *sums.entry(place(credit)).or_default() += credit.quantity;
    }
    for credit in held {
        *sums.entry(place(credit)).or_default() -= credit.quantity;
    }
    sums.into_iter()
        .filter(|(_, quantity)| *quantity != 0)
        .map(|((requirement_id, evidence_id, day, facets), quantity)| Credit {
            requirement_id,
            evidence_id,
            quantity,
            day,
            facets,
        })
        .collect()
}
