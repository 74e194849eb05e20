//! How far a base is from the norms for it: each figure reckoned from what is recorded, and held against its bounds.
//!
//! Figures are hundredths of their unit, rounded down. What tells of fewer than three people is withheld from whoever has no role at the
//! base. One example, which is also a test: of two
//! supervisors one has 3 trainees and one has 1, so the figure is 3; where at most 2 are allowed, 1 supervisor has too many.

mod measuring;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, Months, NaiveDate};
use platform::codes::Code as _;
use platform::error::Name;
use platform::text::Message;
use uuid::Uuid;

use self::measuring::{Bound, Measured, measured};
use crate::organisations::{BaseKind, QualificationKind, Validity};
use crate::rule_sets::RuleSetHead;

platform::codes! {
    /// What a norm for bases measures.
    pub enum BaseMeasure {
        /// The most trainees whom one supervisor has on the day.
        TraineesPerSupervisor = "TRAINEES_PER_SUPERVISOR",
        /// People whose qualification of one kind holds at the institution on the day.
        QualifiedSupervisors = "QUALIFIED_SUPERVISORS",
        /// How many of those who supervise somebody there on the day hold a qualification.
        SupervisorsQualified = "SUPERVISORS_QUALIFIED",
        /// Days on which somebody came, under an agreement, as the other party confirmed.
        Visits = "VISITS",
        /// Calendar months that are over and in which nobody came.
        MonthsWithoutVisit = "MONTHS_WITHOUT_VISIT",
        /// Days from one teaching session of a kind to the next, the longest; only days are counted on which a trainee stays there.
        SessionGap = "SESSION_GAP",
        /// Declared beds that trainees manage, by each trainee who stays there on the day.
        BedsPerTrainee = "BEDS_PER_TRAINEE",
        /// Cases of which a trainee was in charge, by each day on which she logged work or a case.
        ConsultationsADay = "CONSULTATIONS_A_DAY",
        /// Days on which trainees logged work or a case, of five days out of seven of their stays; leave is not counted.
        LogCompletion = "LOG_COMPLETION",
        /// What the base declares.
        Declared = "DECLARED",
    }
}

platform::codes! {
    /// In what a measure is told.
    pub enum BaseMeasureUnit {
        /// Trainees.
        Trainees = "TRAINEES",
        /// People.
        People = "PEOPLE",
        /// Per cent.
        Percent = "PERCENT",
        /// Days.
        Days = "DAYS",
        /// Months.
        Months = "MONTHS",
        /// Beds.
        Beds = "BEDS",
        /// Cases.
        Cases = "CASES",
    }
}

platform::codes! {
    /// Figure that only the base itself can tell.
    pub enum BaseFigureKind {
        /// Beds that its trainees manage, together.
        Beds = "BEDS",
        /// People whom it serves.
        CatchmentPopulation = "CATCHMENT_POPULATION",
        /// Exam questions used again within a year, in per cent.
        ExamQuestionReuse = "EXAM_QUESTION_REUSE",
    }
}

platform::codes! {
    /// How a base stands to a norm.
    pub enum BaseNormStatus {
        /// The figure is within its bounds.
        Met = "MET",
        /// It is not.
        NotMet = "NOT_MET",
        /// Nobody declared the figure.
        Unknown = "UNKNOWN",
        /// There is nothing to be measured.
        NotAsked = "NOT_ASKED",
        /// It would tell of fewer than three people.
        Withheld = "WITHHELD",
    }
}

/// One of a unit, as figures are kept.
pub const WHOLE: i64 = 100;

impl BaseFigureKind {
    /// The largest value that makes sense.
    #[must_use]
    pub const fn most(self) -> i64 {
        match self {
            Self::Beds => 100_000,
            Self::CatchmentPopulation => 1_000_000_000,
            Self::ExamQuestionReuse => 100,
        }
    }

    const fn unit(self) -> BaseMeasureUnit {
        match self {
            Self::Beds => BaseMeasureUnit::Beds,
            Self::CatchmentPopulation => BaseMeasureUnit::People,
            Self::ExamQuestionReuse => BaseMeasureUnit::Percent,
        }
    }
}

/// What a norm measures, with what it has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// See [`BaseMeasure::TraineesPerSupervisor`].
    TraineesPerSupervisor,
    /// See [`BaseMeasure::QualifiedSupervisors`].
    QualifiedSupervisors(QualificationKind),
    /// See [`BaseMeasure::SupervisorsQualified`].
    SupervisorsQualified,
    /// See [`BaseMeasure::Visits`]; within so many months.
    Visits(u32),
    /// See [`BaseMeasure::MonthsWithoutVisit`]; of so many months.
    MonthsWithoutVisit(u32),
    /// See [`BaseMeasure::SessionGap`]; sessions of a kind, within so many months.
    SessionGap(String, u32),
    /// See [`BaseMeasure::BedsPerTrainee`].
    BedsPerTrainee,
    /// See [`BaseMeasure::ConsultationsADay`]; within so many months.
    ConsultationsADay(u32),
    /// See [`BaseMeasure::LogCompletion`]; within so many months.
    LogCompletion(u32),
    /// See [`BaseMeasure::Declared`].
    Declared(BaseFigureKind),
}

impl Measure {
    /// Without what it has to be told.
    #[must_use]
    pub const fn kind(&self) -> BaseMeasure {
        match self {
            Self::TraineesPerSupervisor => BaseMeasure::TraineesPerSupervisor,
            Self::QualifiedSupervisors(_) => BaseMeasure::QualifiedSupervisors,
            Self::SupervisorsQualified => BaseMeasure::SupervisorsQualified,
            Self::Visits(_) => BaseMeasure::Visits,
            Self::MonthsWithoutVisit(_) => BaseMeasure::MonthsWithoutVisit,
            Self::SessionGap(..) => BaseMeasure::SessionGap,
            Self::BedsPerTrainee => BaseMeasure::BedsPerTrainee,
            Self::ConsultationsADay(_) => BaseMeasure::ConsultationsADay,
            Self::LogCompletion(_) => BaseMeasure::LogCompletion,
            Self::Declared(_) => BaseMeasure::Declared,
        }
    }

    /// In what it is told.
    #[must_use]
    pub const fn unit(&self) -> BaseMeasureUnit {
        match self {
            Self::TraineesPerSupervisor => BaseMeasureUnit::Trainees,
            Self::QualifiedSupervisors(_) => BaseMeasureUnit::People,
            Self::SupervisorsQualified | Self::LogCompletion(_) => BaseMeasureUnit::Percent,
            Self::Visits(_) | Self::SessionGap(..) => BaseMeasureUnit::Days,
            Self::MonthsWithoutVisit(_) => BaseMeasureUnit::Months,
            Self::BedsPerTrainee => BaseMeasureUnit::Beds,
            Self::ConsultationsADay(_) => BaseMeasureUnit::Cases,
            Self::Declared(figure) => figure.unit(),
        }
    }

    /// How many months back it looks; none for what is true on the day.
    #[must_use]
    pub const fn months(&self) -> Option<u32> {
        match self {
            Self::Visits(months)
            | Self::MonthsWithoutVisit(months)
            | Self::SessionGap(_, months)
            | Self::ConsultationsADay(months)
            | Self::LogCompletion(months) => Some(*months),
            _ => None,
        }
    }
}

/// One norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Norm {
    /// Short name.
    pub code: String,
    /// What it says.
    pub clause: Name,
    /// The bases that it is about; all when absent.
    pub base_kind: Option<BaseKind>,
    /// What it measures.
    pub measure: Measure,
    /// Least figure, in whole units.
    pub at_least: Option<i64>,
    /// Largest figure, in whole units.
    pub at_most: Option<i64>,
}

/// A set of norms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseNorms {
    /// What stands at the head of its file.
    pub head: RuleSetHead,
    /// The norms, in order.
    pub norms: Vec<Norm>,
}

impl BaseNorms {
    /// The first day that one of them looks at, seen from a day.
    #[must_use]
    pub fn looks_back_to(&self, on: NaiveDate) -> NaiveDate {
        let months = self.norms.iter().filter_map(|norm| norm.measure.months()).max();
        months.and_then(|months| window(on, months).0.with_day(1)).unwrap_or(on)
    }
}

/// First and last day, both counted.
type Days = (NaiveDate, NaiveDate);

/// The days of so many months that end with a day.
#[must_use]
pub fn window(on: NaiveDate, months: u32) -> Days {
    let before = on.checked_sub_months(Months::new(months)).and_then(|day| day.succ_opt());
    (before.unwrap_or(on), on)
}

/// A trainee's stay at a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenStay {
    /// The trainee.
    pub person_id: Uuid,
    /// Who supervises her.
    pub supervisor_id: Uuid,
    /// First and last day.
    pub days: Days,
    /// Its share of full time, in hundredths.
    pub percent: usize,
}

/// What is recorded about a base, from the first day on that a norm looks back to.
#[derive(Clone, Debug, Default)]
pub struct BaseFacts {
    /// First day of its accreditation.
    pub accredited_on: NaiveDate,
    /// Last day; open when absent.
    pub accredited_until: Option<NaiveDate>,
    /// Stays there.
    pub stays: Vec<SeenStay>,
    /// Approved leave of its trainees.
    pub leaves: HashMap<Uuid, Vec<Days>>,
    /// What qualifies people at its institution.
    pub qualified_here: Vec<(Uuid, QualificationKind, Validity)>,
    /// What qualifies its supervisors, wherever it was recorded.
    pub qualified: Vec<(Uuid, Validity)>,
    /// Days on which somebody came.
    pub visits: BTreeSet<NaiveDate>,
    /// Days of teaching sessions there, by kind.
    pub sessions: HashMap<String, BTreeSet<NaiveDate>>,
    /// On which days each trainee logged work or a case there, with the cases of which she was in charge.
    pub logged: HashMap<Uuid, BTreeMap<NaiveDate, i64>>,
    /// What it declares.
    pub declared: HashMap<BaseFigureKind, i64>,
}

/// How a base stands to one norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormStanding {
    /// The figure, in hundredths of the measure's unit; none where there is nothing to tell.
    pub figure: Option<i64>,
    /// How it stands to its bounds.
    pub status: BaseNormStatus,
    /// What is missing, or why there is no figure; none where the norm is met.
    pub missing: Option<Message>,
}

/// Fewest people of whom a figure tells to whoever has no role at the base.
const FEWEST: usize = 3;

/// How a base stands to a norm on a day; `facts` go back as far as the norm looks. Who has no role at the base is not near.
#[must_use]
pub fn norm_standing(norm: &Norm, facts: &BaseFacts, on: NaiveDate, is_near: bool) -> NormStanding {
    let without = |status, missing| NormStanding { figure: None, status, missing: Some(missing) };
    let is_over = facts.accredited_until.is_some_and(|last| last < on);
    if on < facts.accredited_on || is_over {
        return without(BaseNormStatus::NotAsked, Message::new("oversight-norm-not-accredited"));
    }
    match measured(norm, facts, on) {
        Measured::Unknown(kind) => {
            let missing = Message::new("oversight-norm-undeclared").with("kind", kind.label());
            without(BaseNormStatus::Unknown, missing)
        }
        Measured::NotAsked(why) => without(BaseNormStatus::NotAsked, why),
        Measured::Figure { people: Some(people), .. } if !is_near && people < FEWEST => {
            let missing = Message::new("oversight-norm-withheld").with("limit", FEWEST);
            without(BaseNormStatus::Withheld, missing)
        }
        Measured::Figure { hundredths, because, .. } => {
            let missing = bound_missed(norm, hundredths).map(|(missed, general)| match because {
                Some((bound, message)) if bound == missed => message,
                _ => general,
            });
            let status = if missing.is_none() { BaseNormStatus::Met } else { BaseNormStatus::NotMet };
            NormStanding { figure: Some(hundredths), status, missing }
        }
    }
}

/// Which bound a figure misses, with a sentence that fits every measure.
fn bound_missed(norm: &Norm, figure: i64) -> Option<(Bound, Message)> {
    let least = norm.at_least.filter(|least| figure < least.saturating_mul(WHOLE));
    let most = norm.at_most.filter(|most| most.saturating_mul(WHOLE) < figure);
    let (missed, key, bound) = match (least, most) {
        (Some(least), _) => (Bound::Least, "oversight-norm-low", least),
        (None, Some(most)) => (Bound::Most, "oversight-norm-high", most),
        (None, None) => return None,
    };
    let gap = (bound.saturating_mul(WHOLE) - figure).abs();
    let message = Message::new(key).with("figure", decimal(figure)).with("bound", bound);
    Some((missed, message.with("gap", decimal(gap)).with("unit", norm.measure.unit().label())))
}

/// Hundredths as people write them: 2.5 and not 2.50.
fn decimal(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / WHOLE, hundredths % WHOLE);
    let text = format!("{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
