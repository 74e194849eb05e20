//! What a curriculum version asks, as plain values.
//!
//! A requirement is one thing asked, in its smallest unit: days of a stay, half-days or minutes of an activity, counts,
//! hundredths of a credit. What cannot be said by a target alone stands in its `Rule`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Name;
use platform::text::{Language, Message, half_width};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::organisations::BaseKind;

mod activities;
mod activity_kinds;
mod exits;
pub(super) mod limits;
pub(super) mod order;
mod stages;
pub(super) mod standards;

pub use activities::{EntrustableActivity, ExpectedLevel};
pub use activity_kinds::{Activity, ActivityKind};
pub use exits::Exits;
pub use stages::{Stage, stage_days};

platform::codes! {
    /// Kind of a requirement.
    pub enum RequirementKind {
        /// Time in departments, in calendar days; a part-time stay counts as its share of them.
        TimeInDepartment = "TIME_IN_DEPARTMENT",
        /// Half-days of an activity that runs alongside, such as following a master.
        ActivityHalfDays = "ACTIVITY_HALF_DAYS",
        /// Hours of an activity, to the minute.
        ActivityHours = "ACTIVITY_HOURS",
        /// Cases seen.
        Cases = "CASES",
        /// A skill shown under observation, by its checklist.
        Skill = "SKILL",
        /// Assessments passed, at the workplace or as an examination, by their form.
        Assessments = "ASSESSMENTS",
        /// Credits of continuing medical education, by calendar year.
        ContinuingEducation = "CONTINUING_EDUCATION",
        /// Teaching sessions attended.
        TeachingSessions = "TEACHING_SESSIONS",
        /// Class hours of theory.
        ClassHours = "CLASS_HOURS",
        /// Courses passed, such as the public ones.
        Courses = "COURSES",
        /// Reflections of a length.
        Reflections = "REFLECTIONS",
        /// Readings, such as of the classics, with notes of a length.
        Readings = "READINGS",
        /// A licence held.
        Licence = "LICENCE",
        /// Projects or papers.
        Projects = "PROJECTS",
        /// Whatever else somebody named checks.
        Checks = "CHECKS",
        /// A professional activity entrusted at a level.
        Entrustment = "ENTRUSTMENT",
        /// The exit examination of the training, passed.
        ExitExam = "EXIT_EXAM",
    }
}

platform::codes! {
    /// A step of the review of evidence, in the order in which they follow one another.
    pub enum ReviewStep {
        /// Whoever supervises or mentors the trainee.
        Supervisor = "SUPERVISOR",
        /// Whoever keeps the department where it arose.
        Department = "DEPARTMENT",
        /// Whoever runs the base where it arose.
        Base = "BASE",
        /// Whoever keeps the register or answers for the programme at the school that enrolled her.
        School = "SCHOOL",
    }
}

platform::codes! {
    /// What a trainee did in a case.
    pub enum CaseRole {
        /// She watched.
        Observed = "OBSERVED",
        /// She took part under guidance.
        TookPart = "TOOK_PART",
        /// The patient was hers.
        InCharge = "IN_CHARGE",
    }
}

impl RequirementKind {
    /// Whether a version may say who reviews what serves it; otherwise it is decided where it arises. All hours are reviewed alike,
    /// as those that serve half-days.
    #[must_use]
    pub const fn is_reviewed_in_steps(self) -> bool {
        !matches!(self, Self::ActivityHours | Self::Checks | Self::Entrustment | Self::ExitExam)
    }
}

impl CaseRole {
    /// Higher for more of a part, from 1; a requirement's least level asks for it.
    #[must_use]
    pub const fn level(self) -> i32 {
        match self {
            Self::Observed => 1,
            Self::TookPart => 2,
            Self::InCharge => 3,
        }
    }

    /// The role of a level.
    #[must_use]
    pub fn of_level(level: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.level() == level)
    }
}

/// Longest code of a disease, in characters.
pub const LONGEST_DISEASE: usize = 40;

/// A disease's code in capitals, as a curriculum names it: letters, digits, `.`, `-`, `_`, and the `+` and `*` of ICD-10, such
/// as `I10`, `E14.3+H28.0*`, or `BNF030` of GB/T 15657. Compared as a whole: `I10` does not stand for `I10.X02`.
#[must_use]
pub fn disease(typed: &str) -> Option<String> {
    let code = half_width(typed.trim()).to_uppercase();
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '*');
    let length = code.chars().count();
    ((1..=LONGEST_DISEASE).contains(&length) && code.chars().all(is_code)).then_some(code)
}

platform::codes! {
    /// Smallest unit of a requirement's quantities.
    pub enum Unit {
        /// Local calendar day; of a part-time stay its share of them, rounded down to whole days.
        Day = "DAY",
        /// Half a day of an activity.
        HalfDay = "HALF_DAY",
        /// A minute of an activity.
        Minute = "MINUTE",
        /// One case, one attempt.
        Count = "COUNT",
        /// A hundredth of a credit.
        HundredthCredit = "HUNDREDTH_CREDIT",
        /// One class hour, as long as the programme sets it.
        ClassHour = "CLASS_HOUR",
    }
}

platform::codes! {
    /// Where a curriculum version stands.
    pub enum VersionStatus {
        /// May still be changed.
        Draft = "DRAFT",
        /// Never changes again; people can be enrolled.
        Published = "PUBLISHED",
        /// Nobody new is enrolled.
        Retired = "RETIRED",
    }
}

/// Longest reflection or notes of a reading, in characters.
pub const LONGEST_TEXT: i64 = 20_000;

/// Largest target, in the requirement's unit.
pub const LARGEST_TARGET: i64 = 1_000_000;

static LABELLED: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| platform::text::keys(Language::Chinese).into_keys().collect());

/// What people call a specialty.
#[must_use]
pub fn specialty_label(code: &str) -> Message {
    Message::keyed(format!("specialty-{code}"))
}

/// Whether a specialty is one of the list, which is the list of its labels.
#[must_use]
pub fn is_specialty(code: &str) -> bool {
    LABELLED.contains(specialty_label(code).key())
}

/// The code of the specialty that somebody typed by its code or by what it is called.
#[must_use]
pub fn specialty_named(typed: &str) -> Option<&'static str> {
    let codes = LABELLED.iter().filter_map(|key| key.strip_prefix("specialty-"));
    let is_named = |code: &&str| {
        let label = specialty_label(code);
        let named = [Language::Chinese, Language::English].map(|language| label.render(language));
        code.eq_ignore_ascii_case(typed) || named.iter().any(|name| name.eq_ignore_ascii_case(typed))
    };
    codes.into_iter().find(is_named)
}

/// At least so much of one class of continuing education within the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassMinimum {
    /// The class, for instance `I`.
    pub class: String,
    /// The least quantity, in the requirement's unit.
    pub quantity: i64,
}

/// What a requirement asks beside its target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Rule {
    /// Specialties (of the department) that serve it; any when empty. Several are a pool.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub specialties: Vec<String>,
    /// Choose so many of the specialties, each with the full target; all of them are a pool when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choose: Option<u32>,
    /// Only evidence that names this requirement serves it, such as a stay chosen as the elective.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only_when_named: bool,
    /// What is asked for: the disease, the code of the form of assessment or of the entrustable activity, the kind of session, the
    /// course, the kind of licence; any when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Least level at which an attempt counts; of cases, the level of the least role (`CaseRole::level`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_level: Option<i32>,
    /// At least so many different assessors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub different_assessors: Option<u32>,
    /// At most so many counted on one day, the earliest recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_per_day: Option<i64>,
    /// A text counts from so many characters on, as `platform::text::characters` counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_characters: Option<u32>,
    /// Who checks it, of a requirement that is a check.
    #[serde(skip_serializing_if = "Option::is_none", with = "platform::codes::optional_word")]
    pub checked_by: Option<ReviewStep>,
    /// Least quantities by class within the year.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class_minimums: Vec<ClassMinimum>,
    /// Competencies that it serves, by code or identifier.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub competencies: Vec<String>,
    /// Requirements of the same version, by code, without which it is not met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// The stage of the training in which it is to be met, by code; the whole training when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
}

/// One thing asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Key.
    pub id: Uuid,
    /// The version that asks.
    pub version_id: Uuid,
    /// Order within the version, from 1.
    pub position: i32,
    /// Short name, unique within the version.
    pub code: String,
    /// Kind.
    pub kind: RequirementKind,
    /// Name.
    pub name: Name,
    /// Unit of `target`.
    pub unit: Unit,
    /// How much is asked, in `unit`.
    pub target: i64,
    /// Kind of base where it must happen; any when absent.
    pub base_kind: Option<BaseKind>,
    /// Activity that serves it, or the kind of one that the version tells apart, by code.
    pub activity: Option<String>,
    /// The requirement of the standard that it meets, where its version adapts one.
    pub standard_requirement_id: Option<Uuid>,
    /// What else it asks.
    pub rule: Rule,
}

/// Minutes of one day.
const MINUTES_PER_DAY: i64 = 24 * 60;

impl Requirement {
    /// How much of it can be credited on one day at most; nothing when it does not say.
    #[must_use]
    pub fn most_per_day(&self, figures: &Figures) -> Option<i64> {
        match self.kind {
            RequirementKind::TimeInDepartment => Some(1),
            RequirementKind::ActivityHalfDays => Some(i64::from(figures.half_days_per_day)),
            RequirementKind::ActivityHours => Some(MINUTES_PER_DAY),
            _ => self.rule.most_per_day,
        }
    }

    /// How much of one chosen option is asked: the target shared equally by the options to choose.
    #[must_use]
    pub fn option_target(&self) -> i64 {
        self.target / i64::from(self.rule.choose.unwrap_or(1).max(1))
    }
}

/// Figures of a version that the rules of crediting use; each is a default that a school or province changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Length of the training in months, rounded up where the plan counts in weeks.
    pub duration_months: i32,
    /// Length of the training in weeks, where the plan counts in weeks.
    pub duration_weeks: Option<i32>,
    /// Credited days that make one month of a requirement.
    pub days_per_month: i32,
    /// Minutes that make one half-day.
    pub minutes_per_half_day: i32,
    /// Half-days credited at most on one day.
    pub half_days_per_day: i32,
    /// Days after the event during which a review is possible.
    pub review_window_days: i32,
    /// Days after the event during which it may still be submitted.
    pub backdating_days: i32,
}

impl Figures {
    /// Minutes of a half-day, for whoever is in no programme.
    pub const USUAL_MINUTES_PER_HALF_DAY: i32 = 240;
    /// Half-days of a day at most, for whoever is in no programme.
    pub const USUAL_HALF_DAYS_PER_DAY: i32 = 2;
    /// Days after the event during which a review is possible, for whoever is in no programme.
    pub const USUAL_REVIEW_WINDOW_DAYS: i32 = 60;
    /// Days after the event during which it may still be submitted, for whoever is in no programme.
    pub const USUAL_BACKDATING_DAYS: i32 = 30;
}

/// A version with all it asks: what crediting and progress are a function of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The version.
    pub version_id: Uuid,
    /// The family.
    pub curriculum_id: Uuid,
    /// 1 for the first.
    pub number: i32,
    /// Status.
    pub status: VersionStatus,
    /// Figures.
    pub figures: Figures,
    /// Who reviews what serves requirements of a kind, one after another, where the version says so.
    pub reviews: Reviews,
    /// What the exit from a department asks.
    pub exits: Exits,
    /// Stages of the training, from its first day on.
    pub stages: Vec<Stage>,
    /// Professional activities that are entrusted.
    pub activities: Vec<EntrustableActivity>,
    /// Kinds of activity that hours may name.
    pub activity_kinds: Vec<ActivityKind>,
    /// What it asks, by position; shared by everything that speaks of it.
    pub requirements: Vec<Arc<Requirement>>,
    /// Requirements of the curriculum's other versions that bear the code and the kind of one of these, and that one.
    pub alike: HashMap<Uuid, Uuid>,
}

/// Who reviews what serves requirements of this kind where the version does not say: whoever saw it, and the school where
/// nobody of the training did.
#[must_use]
pub const fn usual_steps(kind: RequirementKind) -> &'static [ReviewStep] {
    match kind {
        RequirementKind::ContinuingEducation
        | RequirementKind::ClassHours
        | RequirementKind::Courses
        | RequirementKind::Licence
        | RequirementKind::Projects
        | RequirementKind::ExitExam => &[ReviewStep::School],
        _ => &[ReviewStep::Supervisor],
    }
}

/// A requirement that two versions ask differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDifference {
    /// As the earlier version asks it; asked anew when absent.
    pub before: Option<Arc<Requirement>>,
    /// As the later version asks it; asked no more when absent.
    pub after: Option<Arc<Requirement>>,
}

/// What differs from one version to another: requirements by their code, in the later version's order, then those that are asked
/// no more. Neither their position alone nor what they meet of a standard is a difference.
#[must_use]
pub fn plan_differences(before: &Plan, after: &Plan) -> Vec<PlanDifference> {
    let like = |plan: &Plan, code: &str| plan.requirements.iter().find(|row| row.code == code).cloned();
    let is_same = |was: &Requirement, asked: &Requirement| {
        let asked = Requirement {
            id: was.id,
            version_id: was.version_id,
            position: was.position,
            standard_requirement_id: was.standard_requirement_id,
            ..asked.clone()
        };
        *was == asked
    };
    let changed = after.requirements.iter().filter_map(|asked| {
        let was = like(before, &asked.code);
        let is_changed = was.as_ref().is_none_or(|was| !is_same(was, asked));
        is_changed.then(|| PlanDifference { before: was, after: Some(Arc::clone(asked)) })
    });
    let gone = before.requirements.iter().filter(|was| like(after, &was.code).is_none());
    let gone = gone.map(|was| PlanDifference { before: Some(Arc::clone(was)), after: None });
    changed.chain(gone).collect()
}

impl Figures {
    /// Last day of a training that begins on `starts_on`: the day before the same day so many weeks or months later.
    #[must_use]
    pub fn last_day(&self, starts_on: NaiveDate) -> NaiveDate {
        if let Some(weeks) = self.duration_weeks {
            let days = chrono::Duration::days(i64::from(weeks) * 7 - 1);
            return starts_on.checked_add_signed(days).unwrap_or(starts_on);
        }
        let months = chrono::Months::new(self.duration_months.unsigned_abs());
        starts_on.checked_add_months(months).and_then(|day| day.pred_opt()).unwrap_or(starts_on)
    }
}

/// Who reviews what serves requirements of a kind, one after another.
pub type Reviews = BTreeMap<RequirementKind, Vec<ReviewStep>>;

impl Plan {
    /// Who reviews what serves requirements of this kind, one after another: as the version says, else one step.
    #[must_use]
    pub fn review_steps(&self, kind: RequirementKind) -> &[ReviewStep] {
        self.reviews.get(&kind).map_or_else(|| usual_steps(kind), Vec::as_slice)
    }

    /// The kind of activity with this code.
    #[must_use]
    pub fn activity_kind(&self, code: &str) -> Option<&ActivityKind> {
        self.activity_kinds.iter().find(|kind| kind.code == code)
    }

    /// The requirement with this key.
    #[must_use]
    pub fn requirement(&self, key: Uuid) -> Option<&Requirement> {
        self.requirements.iter().map(|requirement| &**requirement).find(|requirement| requirement.id == key)
    }

    /// The requirement of this version that a key names: itself, or the one of the same code and kind that another version of the
    /// curriculum has under that key.
    #[must_use]
    pub fn meant(&self, key: Uuid) -> Option<Uuid> {
        self.requirement(key).map(|requirement| requirement.id).or_else(|| self.alike.get(&key).copied())
    }

    /// Last day of a training that begins on `starts_on`.
    #[must_use]
    pub fn last_day(&self, starts_on: NaiveDate) -> NaiveDate {
        self.figures.last_day(starts_on)
    }

    /// The days of a requirement's stage, as [`stage_days`]; nothing when it belongs to the whole training.
    #[must_use]
    pub fn stage_days(&self, requirement: &Requirement, starts_on: NaiveDate) -> Option<(i64, i64)> {
        stage_days(&self.stages, requirement.rule.stage.as_deref()?, &self.figures, starts_on)
    }
}
