//! What a form asks, which answers it takes, and what follows from them.
//!
//! Worked example, which is also a test: a checklist of ten steps, two of them critical, passed from 80 % on. Eight done
//! and one not applicable are 8 of 9, 88 %: passed, at the level the assessor gives. With a critical step done only with
//! help, the level is at most 2, direct supervision. With a critical step not done it is not passed, whatever the rest.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::{Name, Problem};
use platform::text::{Argument, Message};
use serde::{Deserialize, Serialize};

mod links;
mod rounds;

pub use links::{
    AssessmentRequestStatus, LONGEST_ASSESSOR, MOST_LINKS_A_DAY, link_expires_at, link_form_problem,
    request_status,
};
pub use rounds::{
    ItemSummary, LEAST_ANSWERS, Mean, RespondentRole, RoundAnswer, closing_problem, earned_together,
    round_form_problem, summary, words,
};

platform::codes! {
    /// Kind of a form.
    pub enum FormKind {
        /// The steps of one skill, marked while somebody watches.
        SkillChecklist = "SKILL_CHECKLIST",
        /// An assessment at the workplace, by one assessor.
        Workplace = "WORKPLACE",
        /// Ratings by several people who work with the trainee, shown to her only together.
        Multisource = "MULTISOURCE",
        /// An examination, in points.
        Exam = "EXAM",
    }
}

platform::codes! {
    /// Kind of an item of a form.
    pub enum ItemKind {
        /// A step that is done or not.
        Step = "STEP",
        /// A rating on a scale of whole numbers.
        Rating = "RATING",
        /// Points of an examination.
        Points = "POINTS",
        /// One of several answers.
        Choice = "CHOICE",
        /// Free text.
        Text = "TEXT",
        /// The level of entrustment shown, 1 to 5 (ten Cate).
        Level = "LEVEL",
    }
}

platform::codes! {
    /// How a step was done.
    pub enum StepMark {
        /// By herself.
        Done = "DONE",
        /// With help.
        DoneWithHelp = "DONE_WITH_HELP",
        /// Not done, or wrongly.
        NotDone = "NOT_DONE",
        /// There was no occasion for it.
        NotApplicable = "NOT_APPLICABLE",
    }
}

platform::codes! {
    /// A rule by which a form is passed.
    pub enum PassRuleKind {
        /// At least so many percent of the steps that applied were done, by herself or with help.
        StepsDone = "STEPS_DONE",
        /// The ratings given are at least so much on average, in hundredths.
        MeanRating = "MEAN_RATING",
        /// Every rating given is at least so much.
        EachRating = "EACH_RATING",
        /// The points add up to at least so much.
        Points = "POINTS",
    }
}

platform::codes! {
    /// Why an act upon a form or an assessment is refused.
    pub enum AssessmentErrorCode {
        /// A value of the file or of the input is missing, malformed or out of bounds.
        Invalid = "INVALID",
        /// There is no preset of this name.
        UnknownPreset = "UNKNOWN_PRESET",
        /// The form is retired.
        FormRetired = "FORM_RETIRED",
        /// The form is none of a school where the trainee is in training.
        FormElsewhere = "FORM_ELSEWHERE",
        /// Answers on such a form are asked for one by one.
        FormMultisource = "FORM_MULTISOURCE",
        /// Such a form is answered by one person.
        FormSingle = "FORM_SINGLE",
        /// Nobody can answer in the round any more.
        RoundClosed = "ROUND_CLOSED",
        /// Fewer answered than the form asks for.
        FewAnswers = "FEW_ANSWERS",
        /// An examination is not taken by a link.
        FormExam = "FORM_EXAM",
        /// Nobody supervises the trainee on that day, who could review it.
        NotSupervised = "NOT_SUPERVISED",
        /// The link is unknown, was used or taken back, or is too old.
        LinkInvalid = "LINK_INVALID",
        /// The link is about the person herself.
        OwnLink = "OWN_LINK",
        /// The request was answered, was taken back or is too old.
        NotOpen = "NOT_OPEN",
        /// Too many links were made within a day.
        TooManyLinks = "TOO_MANY_LINKS",
        /// The trainee was not in training on that day.
        NotInTraining = "NOT_IN_TRAINING",
        /// It has not happened yet.
        InFuture = "IN_FUTURE",
        /// It is too long ago to be assessed.
        TooLate = "TOO_LATE",
        /// The assessment named cannot be corrected by this one.
        NotCorrectable = "NOT_CORRECTABLE",
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

/// A value of a scale that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The value.
    pub value: i64,
    /// What it means.
    pub name: Name,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Short name.
    pub code: String,
    /// Name.
    pub name: Name,
}

/// One thing to be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Short name, unique within the form.
    pub code: String,
    /// Kind.
    pub kind: ItemKind,
    /// Name.
    pub name: Name,
    /// Whether the form fails unless this step is done.
    pub is_critical: bool,
    /// Whether it may be left unanswered.
    pub is_optional: bool,
    /// Smallest and largest number of a rating, of points, or of the level.
    pub range: Option<(i64, i64)>,
    /// Values that have a name, in ascending order.
    pub anchors: Vec<Anchor>,
    /// The answers to choose from.
    pub choices: Vec<Choice>,
}

/// A rule by which a form is passed; all of them must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassRule {
    /// The rule.
    pub rule: PassRuleKind,
    /// The least that passes, in the rule's unit.
    pub at_least: i64,
    /// The items it speaks of; all of its kind when empty.
    pub items: Vec<String>,
}

impl PassRuleKind {
    /// The items it speaks of.
    #[must_use]
    pub const fn item_kind(self) -> ItemKind {
        match self {
            Self::StepsDone => ItemKind::Step,
            Self::MeanRating | Self::EachRating => ItemKind::Rating,
            Self::Points => ItemKind::Points,
        }
    }
}

/// What is written down for an item: a number for ratings, points and the level, otherwise a code or a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Rating, points or level.
    Number(i64),
    /// A mark's or a choice's code, or free text.
    Text(String),
}

/// What was marked for one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The item's code.
    pub item: String,
    /// What was marked.
    pub value: Value,
    /// What the assessor says to it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// Longest free text or comment, in characters.
pub const LONGEST_TEXT: usize = 1000;
/// The level at most when a critical step was done with help: direct supervision.
pub const LEVEL_WITH_HELP: i32 = 2;

/// What follows from the answers on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    /// Whether every pass rule holds and every critical step was done.
    pub is_passed: bool,
    /// The level earned; none when it was not passed or the form has no level.
    pub level: Option<i32>,
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(_) => None,
    }
}

/// The mark of a step.
#[must_use]
pub fn mark(value: &Value) -> Option<StepMark> {
    match value {
        Value::Text(code) => StepMark::parse(code),
        Value::Number(_) => None,
    }
}

/// What an assessment earns. Answers are those that [`answer_problems`] finds nothing wrong with.
#[must_use]
pub fn earned(items: &[Item], pass: &[PassRule], answers: &[Answer]) -> Earned {
    let answer =
        |item: &Item| answers.iter().find(|answer| answer.item == item.code).map(|answer| &answer.value);
    let critical: Vec<StepMark> =
        items.iter().filter(|item| item.is_critical).filter_map(|item| mark(answer(item)?)).collect();
    let is_passed =
        !critical.contains(&StepMark::NotDone) && pass.iter().all(|rule| holds(rule, items, &answer));
    let level = items.iter().find(|item| item.kind == ItemKind::Level).and_then(|item| number(answer(item)?));
    let level = level.and_then(|level| i32::try_from(level).ok()).filter(|_| is_passed).map(|level| {
        if critical.contains(&StepMark::DoneWithHelp) { level.min(LEVEL_WITH_HELP) } else { level }
    });
    Earned { is_passed, level }
}

/// Whether at least so many percent of the steps that applied were done.
fn steps_done(marks: &[StepMark], percent: i64) -> bool {
    let count = |values: usize| i64::try_from(values).unwrap_or(i64::MAX);
    let applied = marks.iter().filter(|mark| **mark != StepMark::NotApplicable).count();
    let done = marks.iter().filter(|mark| matches!(mark, StepMark::Done | StepMark::DoneWithHelp)).count();
    applied > 0 && count(done) * 100 >= percent * count(applied)
}

fn holds<'a>(rule: &PassRule, items: &'a [Item], answer: &impl Fn(&'a Item) -> Option<&'a Value>) -> bool {
    let spoken_of = items.iter().filter(|item| rule.speaks_of(item));
    let count = |values: usize| i64::try_from(values).unwrap_or(i64::MAX);
    match rule.rule {
        PassRuleKind::StepsDone => {
            let marks: Vec<StepMark> = spoken_of.filter_map(|item| mark(answer(item)?)).collect();
            steps_done(&marks, rule.at_least)
        }
        PassRuleKind::MeanRating => {
            let ratings: Vec<i64> = spoken_of.filter_map(|item| number(answer(item)?)).collect();
            let sum: i64 = ratings.iter().sum();
            !ratings.is_empty() && sum * 100 >= rule.at_least * count(ratings.len())
        }
        PassRuleKind::EachRating => {
            let ratings: Vec<i64> = spoken_of.filter_map(|item| number(answer(item)?)).collect();
            !ratings.is_empty() && ratings.iter().all(|rating| *rating >= rule.at_least)
        }
        PassRuleKind::Points => {
            spoken_of.filter_map(|item| number(answer(item)?)).sum::<i64>() >= rule.at_least
        }
    }
}

impl PassRule {
    /// Whether it speaks of an item.
    #[must_use]
    pub fn speaks_of(&self, item: &Item) -> bool {
        item.kind == self.rule.item_kind() && (self.items.is_empty() || self.items.contains(&item.code))
    }
}

/// Everything wrong with the answers on a form; nothing when they can be taken.
#[must_use]
pub fn answer_problems(items: &[Item], answers: &[Answer]) -> Vec<Problem<AssessmentErrorCode>> {
    let mut problems = Vec::new();
    let mut wrong = |path: String, message: Message| {
        problems.push(Problem::new(AssessmentErrorCode::Invalid, &path, message));
    };
    let mut seen = BTreeSet::new();
    for (index, answer) in answers.iter().enumerate() {
        let Some(item) = items.iter().find(|item| item.code == answer.item) else {
            let message = Message::new("assessments-item-unknown").with("item", answer.item.as_str());
            wrong(format!("answers.{index}.item"), message);
            continue;
        };
        if !seen.insert(&item.code) {
            let message = Message::new("assessments-item-twice").with("item", named(item));
            wrong(format!("answers.{index}.item"), message);
        }
        if let Some(message) = value_problem(item, &answer.value) {
            wrong(format!("answers.{index}.value"), message);
        }
        if answer.comment.chars().count() > LONGEST_TEXT {
            let message = Message::new("assessments-text-too-long").with("item", named(item));
            wrong(format!("answers.{index}.comment"), message.with("limit", LONGEST_TEXT));
        }
    }
    let open = items.iter().filter(|item| !item.is_optional && !seen.contains(&item.code));
    let open: Vec<Argument> = open.map(|item| Argument::from(named(item))).collect();
    if !open.is_empty() {
        wrong(
            "answers".to_owned(),
            Message::new("assessments-items-open").with("items", Argument::List(open)),
        );
    }
    problems
}

/// An item's name, in both languages.
fn named(item: &Item) -> (&str, &str) {
    (&item.name.zh, &item.name.en)
}

fn value_problem(item: &Item, value: &Value) -> Option<Message> {
    let about = |key: &'static str| Message::new(key).with("item", named(item));
    match (item.kind, value) {
        (ItemKind::Step, value) => mark(value).is_none().then(|| {
            about("assessments-mark")
                .with("choices", Argument::list(StepMark::ALL.iter().map(|mark| mark.code())))
        }),
        (ItemKind::Choice, Value::Text(code)) => {
            let codes = item.choices.iter().map(|choice| choice.code.as_str());
            (!codes.clone().any(|choice| choice == code))
                .then(|| about("assessments-mark").with("choices", Argument::list(codes)))
        }
        (ItemKind::Text, Value::Text(text)) if text.trim().is_empty() => {
            Some(about("assessments-text-empty"))
        }
        (ItemKind::Text, Value::Text(text)) => (text.chars().count() > LONGEST_TEXT)
            .then(|| about("assessments-text-too-long").with("limit", LONGEST_TEXT)),
        (ItemKind::Rating | ItemKind::Points | ItemKind::Level, Value::Number(number)) => {
            let (least, most) = item.range.unwrap_or_default();
            (!(least..=most).contains(number)).then(|| {
                about("assessments-number").with("value", *number).with("least", least).with("most", most)
            })
        }
        (ItemKind::Text | ItemKind::Choice, Value::Number(_)) => Some(about("assessments-no-number")),
        (_, Value::Text(_)) => {
            let (least, most) = item.range.unwrap_or_default();
            Some(about("assessments-only-number").with("least", least).with("most", most))
        }
    }
}

/// When something was watched, and until when it may be assessed.
#[derive(Clone, Copy, Debug)]
pub struct Encounter {
    /// The local day.
    pub occurred_on: NaiveDate,
    /// Present local day.
    pub today: NaiveDate,
    /// Days after it within which it may be assessed.
    pub within_days: i64,
}

/// What is wrong with the day of an assessment.
#[must_use]
pub fn day_problem(encounter: &Encounter) -> Option<Problem<AssessmentErrorCode>> {
    let Encounter { occurred_on, today, within_days } = *encounter;
    let (code, message) = if occurred_on > today {
        (AssessmentErrorCode::InFuture, Message::new("assessments-in-future"))
    } else if (today - occurred_on).num_days() > within_days {
        (AssessmentErrorCode::TooLate, Message::new("assessments-too-late").with("limit", within_days))
    } else {
        return None;
    };
    Some(Problem::new(code, "occurredOn", message.with("day", occurred_on)))
}

#[cfg(test)]
mod tests;
