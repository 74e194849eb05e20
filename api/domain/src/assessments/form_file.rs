//! A form of assessment as a file: the presets that come with the system, and files of the same form.
//!
//! The form is described at the head of `api/presets/forms/mini-cex.toml`. Reading is strict and says everything that is
//! wrong at once, with its place in the file; a form that nobody could pass is refused as well.

use std::collections::BTreeSet;

use platform::codes::Code as _;
use platform::data_file::{self, Fields, FileProblem, Preset};
use platform::error::Name;
use platform::text::Message;

use super::rules::{Anchor, Choice, FormKind, Item, ItemKind, PassRule, PassRuleKind};

pub(super) const PRESETS: &[Preset] = platform::presets!("forms/", ".toml":
    "basic-clinical-skills",
    "ecg",
    "b-mode-ultrasound",
    "x-ray-reading",
    "drug-management",
    "prescription-review",
    "network-construction",
    "mini-cex",
    "dops",
    "case-based-discussion",
    "multisource-360",
    "monthly-review",
    "rotation-exam",
    "apprenticeship-annual",
    "apprenticeship-final",
);

/// Every form that comes with the system, with the name by which it is imported.
pub fn form_presets() -> impl Iterator<Item = (&'static str, FormFile)> {
    data_file::readable(PRESETS, FormFile::parse)
}

/// A form as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFile {
    /// Short name, by which a curriculum asks for it.
    pub code: String,
    /// Kind.
    pub kind: FormKind,
    /// Name.
    pub name: Name,
    /// Where it comes from.
    pub source: String,
    /// Days after the encounter within which it may be assessed.
    pub assess_within_days: i64,
    /// Answers from which on they are shown to the trainee, where several people answer.
    pub least_answers: Option<i64>,
    /// What is marked, in order.
    pub items: Vec<Item>,
    /// Rules by which it is passed.
    pub pass: Vec<PassRule>,
}

/// The version of the form that is read.
const FORMAT: i64 = 1;
/// Longest code, in characters.
const LONGEST_CODE: usize = 64;
/// Most items of one form.
const MOST_ITEMS: usize = 100;
/// Largest number of a rating or of points.
const LARGEST_NUMBER: i64 = 1000;
/// Fewest answers from which on answers of several people are shown: of fewer, each could tell whose is whose.
const FEWEST_ANSWERS: i64 = 3;

impl FormFile {
    /// Reads a form.
    ///
    /// # Errors
    /// Everything that is wrong with it; one problem with the line when it is no TOML at all.
    pub fn parse(text: &str) -> Result<Self, Vec<FileProblem>> {
        data_file::read(text, read_form)
    }
}

fn read_form(mut fields: Fields<'_>) -> Option<FormFile> {
    fields.number("format", FORMAT, FORMAT);
    let code = fields.code("code", LONGEST_CODE, '_');
    let kind = fields.choice::<FormKind>("kind");
    let name = fields.name("name");
    let source = fields.text("source", 1000);
    let assess_within_days = fields.number("assess_within_days", 0, 365);
    let least_answers = match kind {
        Some(FormKind::Multisource) => fields.number("least_answers", FEWEST_ANSWERS, 100),
        _ => None,
    };
    let mut items: Vec<Item> = Vec::new();
    let mut codes = BTreeSet::new();
    let entries = fields.tables("items", MOST_ITEMS);
    let count = entries.len();
    for (entry, position) in entries.into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("items", entry, position) else {
            continue;
        };
        let code = entry.code("code", LONGEST_CODE, '_');
        if let Some(code) = code.as_ref().filter(|code| !codes.insert((*code).clone())) {
            entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
        }
        items.extend(read_item(entry, code));
    }
    let is_whole = items.len() == count;
    let pass = if fields.has("pass") && is_whole { read_pass(&mut fields, &items) } else { Vec::new() };
    if let Some(kind) = kind.filter(|_| is_whole) {
        refuse_unfit(&mut fields, kind, &items);
    }
    fields.finish();
    is_whole.then_some(())?;
    Some(FormFile {
        code: code?,
        kind: kind?,
        name: name?,
        source: source?,
        assess_within_days: assess_within_days?,
        least_answers,
        items,
        pass,
    })
}

/// What a kind of form needs, and no other has.
fn refuse_unfit(fields: &mut Fields<'_>, kind: FormKind, items: &[Item]) {
    let count = |kind: ItemKind| items.iter().filter(|item| item.kind == kind).count();
    let is_checklist = kind == FormKind::SkillChecklist;
    if is_checklist && (count(ItemKind::Step) == 0 || count(ItemKind::Level) != 1) {
        fields.refuse("items", Message::new("assessments-form-checklist"));
    } else if count(ItemKind::Level) > 1 {
        fields.refuse("items", Message::new("assessments-form-levels"));
    } else if kind == FormKind::Exam && count(ItemKind::Points) == 0 {
        fields.refuse("items", Message::new("assessments-form-exam"));
    }
}

fn read_item(mut fields: Fields<'_>, code: Option<String>) -> Option<Item> {
    let kind = fields.choice::<ItemKind>("kind");
    let name = fields.name("name");
    let is_critical = kind == Some(ItemKind::Step) && fields.flag("critical");
    let is_optional = kind.is_some_and(|kind| kind != ItemKind::Step) && fields.flag("optional");
    let range = match kind {
        Some(ItemKind::Rating | ItemKind::Points) => {
            let least = fields.number("least", 0, LARGEST_NUMBER);
            let most = fields.number("most", 1, LARGEST_NUMBER);
            if let (Some(least), Some(most)) = (least, most)
                && least >= most
            {
                let message = Message::new("assessments-form-range").with("least", least).with("most", most);
                fields.refuse("most", message);
            }
            Some((least?, most?))
        }
        Some(ItemKind::Level) => Some((1, 5)),
        _ => None,
    };
    let anchors = match range {
        Some(range) if kind == Some(ItemKind::Rating) && fields.has("anchors") => {
            read_anchors(&mut fields, range)
        }
        _ => Vec::new(),
    };
    let choices = if kind == Some(ItemKind::Choice) { read_choices(&mut fields) } else { Vec::new() };
    fields.finish();
    Some(Item { code: code?, kind: kind?, name: name?, is_critical, is_optional, range, anchors, choices })
}

/// Named values of a scale; no two of them equal, in ascending order, and within the scale.
fn read_anchors(fields: &mut Fields<'_>, (least, most): (i64, i64)) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    for (entry, position) in fields.tables("anchors", 20).into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("anchors", entry, position) else {
            continue;
        };
        let value = entry.number("value", least, most);
        let name = entry.name("name");
        if let Some(value) = value.filter(|value| anchors.last().is_some_and(|last| last.value >= *value)) {
            entry.refuse("value", Message::new("assessments-form-anchors").with("value", value));
        }
        entry.finish();
        if let (Some(value), Some(name)) = (value, name) {
            anchors.push(Anchor { value, name });
        }
    }
    anchors
}

fn read_choices(fields: &mut Fields<'_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (entry, position) in fields.tables("choices", 20).into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("choices", entry, position) else {
            continue;
        };
        let code = entry.code("code", LONGEST_CODE, '_');
        let name = entry.name("name");
        if let Some(code) = code.as_ref().filter(|code| choices.iter().any(|choice| choice.code == **code)) {
            entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
        }
        entry.finish();
        if let (Some(code), Some(name)) = (code, name) {
            choices.push(Choice { code, name });
        }
    }
    choices
}

fn read_pass(fields: &mut Fields<'_>, items: &[Item]) -> Vec<PassRule> {
    let mut rules = Vec::new();
    for (entry, position) in fields.tables("pass", 20).into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("pass", entry, position) else {
            continue;
        };
        let kind = entry.choice::<PassRuleKind>("rule");
        let named = entry.texts("items");
        let Some(kind) = kind else {
            continue;
        };
        let rule = PassRule { rule: kind, at_least: 0, items: named };
        for code in &rule.items {
            if !items.iter().any(|item| item.code == *code && rule.speaks_of(item)) {
                let message = Message::new("assessments-form-pass-item").with("item", code);
                entry.refuse("items", message.with("kind", kind.item_kind().label()));
            }
        }
        let at_least = entry.number("at_least", 1, reachable(&rule, items).max(1));
        if !items.iter().any(|item| rule.speaks_of(item)) {
            let message = Message::new("assessments-form-pass-nothing");
            entry.refuse("rule", message.with("kind", kind.item_kind().label()));
        }
        entry.finish();
        rules.extend(at_least.map(|at_least| PassRule { at_least, ..rule }));
    }
    rules
}

/// The most that anybody can reach under a rule, in its unit.
fn reachable(rule: &PassRule, items: &[Item]) -> i64 {
    let most = items.iter().filter(|item| rule.speaks_of(item)).filter_map(|item| Some(item.range?.1));
    match rule.rule {
        PassRuleKind::StepsDone => 100,
        PassRuleKind::Points => most.sum(),
        PassRuleKind::EachRating => most.min().unwrap_or_default(),
        PassRuleKind::MeanRating => {
            let most: Vec<i64> = most.collect();
            most.iter().sum::<i64>() * 100 / i64::try_from(most.len()).unwrap_or(1).max(1)
        }
    }
}

#[cfg(test)]
mod tests;
