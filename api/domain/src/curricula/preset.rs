//! A training plan as a file: the presets that come with the system, and files of the same form.
//!
//! The form is described at the head of each preset. Reading is strict and says everything that is wrong at once: a
//! field that is missing, unknown, of the wrong type or out of bounds, each with its place in the file. Targets stand
//! in the file as people write them (months, weeks) and are stored in days: months × `days_per_month`, weeks × 7.

use std::collections::{BTreeMap, BTreeSet};

use platform::codes::Code as _;
use platform::data_file::{self, Fields, FileProblem, LONGEST_NAME, Preset};
use platform::error::Name;
use platform::text::Message;
use uuid::Uuid;

use super::rules::{
    ActivityKind, CaseRole, ClassMinimum, EntrustableActivity, Exits, Figures, LARGEST_TARGET,
    LONGEST_DISEASE, LONGEST_TEXT, Requirement, RequirementKind, ReviewStep, Reviews, Rule, Stage, Unit,
    disease, is_specialty, usual_steps,
};
use crate::organisations::BaseKind;

mod activities;
mod activity_kinds;
mod exits;
mod limits;
mod order;
mod stages;
mod standards;

pub(super) const PRESETS: &[Preset] = platform::presets!("", ".toml":
    "tcm-gp-residency-33-months",
    "tcm-assistant-gp-98-weeks",
    "gp-transfer-12-months",
    "grassroots-twinning-6-months",
    "tcm-apprenticeship-3-years",
    "cme-yearly",
    "grassroots-logs-6-months",
);

/// Every training plan that comes with the system, with the name by which it is imported.
pub fn presets() -> impl Iterator<Item = (&'static str, PlanFile)> {
    data_file::readable(PRESETS, PlanFile::parse)
}

/// A training plan as it stands in a file, not yet anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFile {
    /// Short name.
    pub code: String,
    /// Name.
    pub name: Name,
    /// Where the figures come from.
    pub source: String,
    /// Figures of crediting.
    pub figures: Figures,
    /// Who reviews what serves requirements of a kind.
    pub reviews: Reviews,
    /// What the exit from a department asks.
    pub exits: Exits,
    /// Stages of the training, from its first day on.
    pub stages: Vec<Stage>,
    /// Professional activities that are entrusted.
    pub activities: Vec<EntrustableActivity>,
    /// Kinds of activity that hours may name.
    pub activity_kinds: Vec<ActivityKind>,
    /// The curriculum that it adapts, by code.
    pub standard: Option<String>,
    /// What it asks, in order; keys are nil until it is imported.
    pub requirements: Vec<Requirement>,
    /// Requirements of the standard that those at these positions meet, by code; others meet the one of their own code.
    pub meets: BTreeMap<i32, String>,
}

/// The version of the form that is read.
const FORMAT: i64 = 1;
/// Most requirements of one plan.
const MOST_REQUIREMENTS: usize = 200;
/// Days that make one week of a requirement.
const DAYS_OF_WEEK: i64 = 7;
/// Longest code, in characters.
const LONGEST_CODE: usize = 64;
/// Most competencies that one requirement names.
const MOST_COMPETENCIES: usize = 100;
/// Longest name of a competency, in characters.
const LONGEST_COMPETENCY: usize = 200;

impl PlanFile {
    /// Reads a training plan.
    ///
    /// # Errors
    /// Everything that is wrong with it; one problem with the line when it is no TOML at all.
    pub fn parse(text: &str) -> Result<Self, Vec<FileProblem>> {
        data_file::read(text, read_plan)
    }
}

fn read_plan(mut fields: Fields<'_>) -> Option<PlanFile> {
    fields.number("format", FORMAT, FORMAT);
    let code = fields.code("code", LONGEST_CODE, '-');
    let name = fields.name("name");
    let source = fields.text("source", 1000);
    let is_in_weeks = fields.has("duration_weeks");
    let (months, weeks) = read_duration(&mut fields, is_in_weeks);
    let figures = fields.table("figures").and_then(|fields| read_figures(fields, months, weeks));
    let days_per_month = figures.map(|figures| figures.days_per_month);
    let reviews =
        if fields.has("reviews") { fields.table("reviews").map(read_reviews) } else { Some(Reviews::new()) };
    let exits = exits::read_exits(&mut fields, reviews.as_ref());
    let (unit, duration) = if is_in_weeks { ("weeks", weeks) } else { ("months", months) };
    let stages = stages::read_stages(&mut fields, unit, duration);
    let mut requirements = Vec::new();
    let activities = activities::read_activities(&mut fields, stages.as_deref().unwrap_or_default());
    let activity_kinds = activity_kinds::read_activity_kinds(&mut fields);
    let is_adapted = fields.has("standard");
    let standard = standards::read_standard(&mut fields);
    let mut meets = BTreeMap::new();
    let mut codes = BTreeSet::new();
    let entries = fields.tables("requirements", MOST_REQUIREMENTS);
    let count = entries.len();
    for (entry, position) in entries.into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("requirements", entry, position) else {
            continue;
        };
        let code = entry.code("code", LONGEST_CODE, '_');
        if let Some(code) = code.as_ref().filter(|code| !codes.insert((*code).clone())) {
            entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
        }
        meets.extend(standards::read_meets(&mut entry).map(|code| (position, code)));
        requirements.extend(read_requirement(entry, position, code, days_per_month));
    }
    if !is_adapted {
        standards::refuse_nothing_to_meet(&mut fields, &meets);
    }
    order::refuse_disorder(&mut fields, &requirements, &codes);
    if let Some(kinds) = &activity_kinds {
        activity_kinds::refuse_unknown(&mut fields, kinds, &requirements);
    }
    if let Some(activities) = &activities {
        activities::settle_levels(&mut fields, activities, &mut requirements);
    }
    if let Some(stages) = &stages {
        stages::refuse_unknown(&mut fields, stages, &requirements);
    }
    if let (Some(figures), Some(stages)) = (&figures, &stages) {
        limits::refuse_impossible(&mut fields, (figures, stages), &requirements);
    }
    fields.finish();
    let is_whole = requirements.len() == count;
    is_whole.then_some(())?;
    Some(PlanFile {
        code: code?,
        name: name?,
        source: source?,
        figures: figures?,
        reviews: reviews?,
        exits,
        stages: stages?,
        activities: activities?,
        activity_kinds: activity_kinds?,
        standard,
        requirements,
        meets,
    })
}

/// Length of the training, in months and, where it is told so, in weeks.
fn read_duration(fields: &mut Fields<'_>, is_in_weeks: bool) -> (Option<i64>, Option<i64>) {
    if !is_in_weeks {
        return (fields.number("duration_months", 1, 120), None);
    }
    let weeks = fields.number("duration_weeks", 1, 520);
    // A month is 30 days where a length in weeks is told in months.
    (weeks.map(|weeks| (weeks * 7 + 29) / 30), weeks)
}

fn read_figures(mut fields: Fields<'_>, months: Option<i64>, weeks: Option<i64>) -> Option<Figures> {
    let days_per_month = fields.number("days_per_month", 1, 31);
    let minutes_per_half_day = fields.number("minutes_per_half_day", 30, 480);
    let half_days_per_day = fields.number("half_days_per_day", 1, 3);
    let review_window_days = fields.number("review_window_days", 1, 3650);
    let backdating_days = fields.number("backdating_days", 0, 3650);
    fields.finish();
    let small = |figure: Option<i64>| i32::try_from(figure?).ok();
    Some(Figures {
        duration_months: small(months)?,
        duration_weeks: weeks.and_then(|weeks| i32::try_from(weeks).ok()),
        days_per_month: small(days_per_month)?,
        minutes_per_half_day: small(minutes_per_half_day)?,
        half_days_per_day: small(half_days_per_day)?,
        review_window_days: small(review_window_days)?,
        backdating_days: small(backdating_days)?,
    })
}

/// Steps by kind of requirement, each list in the order of [`ReviewStep`].
fn read_reviews(mut fields: Fields<'_>) -> Reviews {
    let mut reviews = Reviews::new();
    for kind in RequirementKind::ALL.iter().filter(|kind| kind.is_reviewed_in_steps()) {
        if !fields.has(kind.code()) {
            continue;
        }
        let named = fields.texts(kind.code());
        let steps: Option<Vec<ReviewStep>> = named.iter().map(|code| ReviewStep::parse(code)).collect();
        let in_order = |steps: &Vec<ReviewStep>| steps.is_sorted_by(|one, next| one < next);
        // What somebody watched, she answers for first.
        let usual = usual_steps(*kind).first();
        let begins =
            |steps: &Vec<ReviewStep>| usual != Some(&ReviewStep::Supervisor) || steps.first() == usual;
        match steps.filter(|steps| !steps.is_empty() && in_order(steps) && begins(steps)) {
            Some(steps) => {
                reviews.insert(*kind, steps);
            }
            None => fields.refuse(kind.code(), Message::new("curricula-review-steps")),
        }
    }
    fields.finish();
    reviews
}

fn read_requirement(
    mut fields: Fields<'_>,
    position: i32,
    code: Option<String>,
    days_per_month: Option<i32>,
) -> Option<Requirement> {
    let kind = fields.choice::<RequirementKind>("kind");
    let name = fields.name("name");
    let base_kind = fields.optional_choice::<BaseKind>("base_kind");
    let goal = kind.map(|kind| (kind, read_target(&mut fields, kind, days_per_month)));
    let activity = match kind {
        Some(RequirementKind::ActivityHalfDays | RequirementKind::ActivityHours) => {
            fields.code("activity", LONGEST_CODE, '_')
        }
        _ => None,
    };
    let rule = kind.map(|kind| read_rule(&mut fields, kind));
    let after = order::read_after(&mut fields);
    let stage = if fields.has("stage") { fields.code("stage", LONGEST_CODE, '_') } else { None };
    fields.finish();
    let (kind, target) = goal?;
    let (unit, target) = target?;
    Some(Requirement {
        id: Uuid::nil(),
        version_id: Uuid::nil(),
        position,
        code: code?,
        kind,
        name: name?,
        unit,
        target,
        base_kind,
        activity,
        standard_requirement_id: None,
        rule: Rule { after, stage, ..rule? },
    })
}

/// The target in the smallest unit; a month is `days_per_month` days.
fn read_target(
    fields: &mut Fields<'_>,
    kind: RequirementKind,
    days_per_month: Option<i32>,
) -> Option<(Unit, i64)> {
    let (field, unit) = match kind {
        RequirementKind::TimeInDepartment if fields.has("days") && !fields.has("months") => {
            ("days", Unit::Day)
        }
        RequirementKind::TimeInDepartment if fields.has("weeks") && !fields.has("months") => {
            return Some((Unit::Day, fields.number("weeks", 1, 520)? * DAYS_OF_WEEK));
        }
        RequirementKind::TimeInDepartment => {
            let months = fields.number("months", 1, 120);
            return Some((Unit::Day, months? * i64::from(days_per_month?)));
        }
        RequirementKind::ActivityHalfDays => ("half_days", Unit::HalfDay),
        RequirementKind::ActivityHours => {
            return Some((Unit::Minute, fields.number("hours", 1, LARGEST_TARGET / 60)? * 60));
        }
        RequirementKind::ContinuingEducation => ("hundredth_credits", Unit::HundredthCredit),
        RequirementKind::ClassHours => ("class_hours", Unit::ClassHour),
        RequirementKind::Licence if !fields.has("count") => return Some((Unit::Count, 1)),
        RequirementKind::Cases
        | RequirementKind::Skill
        | RequirementKind::Assessments
        | RequirementKind::TeachingSessions
        | RequirementKind::Courses
        | RequirementKind::Reflections
        | RequirementKind::Readings
        | RequirementKind::Licence
        | RequirementKind::Projects
        | RequirementKind::Checks => ("count", Unit::Count),
        RequirementKind::Entrustment | RequirementKind::ExitExam => return Some((Unit::Count, 1)),
    };
    Some((unit, fields.number(field, 1, LARGEST_TARGET)?))
}

fn read_rule(fields: &mut Fields<'_>, kind: RequirementKind) -> Rule {
    let mut rule = Rule { specialties: fields.texts("specialties"), ..Rule::default() };
    for specialty in rule.specialties.iter().filter(|specialty| !is_specialty(specialty)) {
        fields.refuse("specialties", Message::new("curricula-specialty-unknown").with("code", specialty));
    }
    let small = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let options = i64::try_from(rule.specialties.len()).unwrap_or(i64::MAX);
    if fields.has("choose") {
        rule.choose = small(fields.number("choose", 1, options.max(1)));
    }
    rule.only_when_named = fields.flag("only_when_named");
    rule.competencies = read_competencies(fields);
    if fields.has("different_assessors") {
        rule.different_assessors = small(fields.number("different_assessors", 1, 100));
    }
    let is_observed = matches!(kind, RequirementKind::Skill | RequirementKind::Assessments);
    let is_counted = is_observed || kind == RequirementKind::Cases;
    let is_named = matches!(
        kind,
        RequirementKind::TeachingSessions
            | RequirementKind::ClassHours
            | RequirementKind::Courses
            | RequirementKind::Licence
    );
    if (is_observed || is_named) && fields.has("subject") {
        rule.subject = fields.code("subject", LONGEST_CODE, '_');
    }
    if matches!(kind, RequirementKind::Reflections | RequirementKind::Readings)
        && fields.has("least_characters")
    {
        rule.least_characters = small(fields.number("least_characters", 1, LONGEST_TEXT));
    }
    if kind == RequirementKind::Checks {
        rule.checked_by = fields.choice::<ReviewStep>("checked_by");
        rule.only_when_named = true;
    }
    // Who passed the examination of another programme has not passed this one's.
    rule.only_when_named |= kind == RequirementKind::ExitExam;
    if kind == RequirementKind::Cases {
        if fields.has("subject") {
            rule.subject = fields.text("subject", LONGEST_NAME).and_then(|typed| disease(&typed));
            if rule.subject.is_none() {
                fields.refuse("subject", Message::new("curricula-disease").with("limit", LONGEST_DISEASE));
            }
        }
        rule.minimum_level = fields.optional_choice::<CaseRole>("least_role").map(CaseRole::level);
    }
    if is_counted && fields.has("most_per_day") {
        rule.most_per_day = fields.number("most_per_day", 1, 1000);
    }
    if kind == RequirementKind::Entrustment {
        rule.subject = fields.code("activity_code", LONGEST_CODE, '_');
    }
    if (is_observed || kind == RequirementKind::Entrustment) && fields.has("minimum_level") {
        rule.minimum_level = fields.number("minimum_level", 1, 5).and_then(|level| i32::try_from(level).ok());
    }
    if kind == RequirementKind::ContinuingEducation && fields.has("class_minimums") {
        for (entry, position) in fields.tables("class_minimums", 10).into_iter().zip(1..) {
            let Some(mut entry) = fields.entry("class_minimums", entry, position) else {
                continue;
            };
            let class = entry.text("class", LONGEST_CODE);
            let quantity = entry.number("quantity", 1, LARGEST_TARGET);
            entry.finish();
            if let (Some(class), Some(quantity)) = (class, quantity) {
                rule.class_minimums.push(ClassMinimum { class, quantity });
            }
        }
    }
    rule
}

/// Competencies, by code or identifier; none when the field is absent.
fn read_competencies(fields: &mut Fields<'_>) -> Vec<String> {
    let competencies = fields.texts("competencies");
    let is_name =
        |name: &String| name.trim() == name && (1..=LONGEST_COMPETENCY).contains(&name.chars().count());
    if competencies.len() > MOST_COMPETENCIES || !competencies.iter().all(is_name) {
        let message = Message::new("curricula-competencies").with("most", MOST_COMPETENCIES);
        fields.refuse("competencies", message.with("limit", LONGEST_COMPETENCY));
    }
    competencies
}

#[cfg(test)]
mod tests;
