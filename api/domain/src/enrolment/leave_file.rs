//! A set of leave rules as a file: the presets that come with the system, and files of the same form.
//!
//! The form is described at the head of `api/presets/leave_rules/over-3-months-extends.toml`. Reading is strict and says everything
//! that is wrong at once, with its place in the file.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use platform::codes::Code as _;
use platform::data_file::{Fields, Preset};
use platform::text::Message;

use super::rules::leave::{
    LONGEST_LEAVE_DAYS, LeaveEffect, LeaveEffectKind, LeaveKind, LeaveRule, LeaveRules, LeaveStep,
    LeaveWindow, StepRule,
};
use crate::identity::Act;
use crate::rule_sets::{self, LONGEST_CODE, LONGEST_SOURCE, RuleSetHead, RuleSetKind, Rules};

/// The first one holds wherever a school has none of its own.
const PRESETS: &[Preset] = platform::presets!("leave_rules/", ".toml":
    "over-3-months-extends",
    "over-1-month-made-up-over-3-delays-exam",
    "over-15-days-a-year-adds-6-months",
);

static USUAL: LazyLock<Option<Arc<LeaveRules>>> =
    LazyLock::new(|| rule_sets::presets().next().map(|(_, rules)| Arc::new(rules)));

impl Rules for LeaveRules {
    const KIND: RuleSetKind = RuleSetKind {
        code: "LEAVE_RULE_SET",
        presets: PRESETS,
        side_by_side: false,
        act: Act::LeaveRuleSetWrite,
        audited: ("leave_rule_set", "leave-rule-set.import", "leave-rule-set.end"),
    };

    fn usual() -> Option<Arc<Self>> {
        USUAL.clone()
    }

    fn head(&self) -> &RuleSetHead {
        &self.head
    }

    fn read(head: Option<RuleSetHead>, fields: &mut Fields<'_>) -> Option<Self> {
        let deferral = fields.number("longest_deferral_months", 0, LONGEST_DEFERRAL_MONTHS);
        let certificate = fields.number("certificate_over_days", 0, LONGEST_LEAVE_DAYS);
        let steps = read_steps(fields);
        let rules = fields.entries("rules", MOST_RULES, read_rule);
        refuse_twice(fields, "rules", "code", rules.iter().flatten().map(|rule| rule.code.as_str()));
        Some(Self {
            head: head?,
            longest_deferral_months: u32::try_from(deferral?).ok()?,
            certificate_over_days: certificate?,
            steps: steps?,
            rules: rules?,
        })
    }
}

/// Most rules of one set.
const MOST_RULES: usize = 30;
/// Most days that a rule lets pass: of the longest training.
const MOST_DAYS: i64 = 5479;
/// Longest time by which a training may end later, in months.
const LONGEST_DEFERRAL_MONTHS: i64 = 120;
/// Most months or years by which one rule moves the end.
const MOST_MONTHS: i64 = 36;
const MOST_YEARS: i64 = 3;

fn read_steps(fields: &mut Fields<'_>) -> Option<Vec<StepRule>> {
    let read = |mut entry: Fields<'_>| {
        let step = entry.choice::<LeaveStep>("step");
        let over_days = entry.number("over_days", 0, LONGEST_LEAVE_DAYS);
        entry.finish();
        Some(StepRule { step: step?, over_days: over_days? })
    };
    let steps = fields.entries("steps", LeaveStep::ALL.len(), read);
    refuse_twice(fields, "steps", "step", steps.iter().flatten().map(|rule| rule.step.code()));
    steps
}

/// Refuses entries of a list that bear the name of an earlier one.
fn refuse_twice<'a>(fields: &mut Fields<'_>, field: &str, name: &str, names: impl Iterator<Item = &'a str>) {
    let mut known = BTreeSet::new();
    for (given, position) in names.zip(1..) {
        if !known.insert(given) {
            let message = Message::new("platform-file-twice").with("value", given);
            fields.refuse(&format!("{field}.{position}.{name}"), message);
        }
    }
}

fn read_rule(mut fields: Fields<'_>) -> Option<LeaveRule> {
    let code = fields.code("code", LONGEST_CODE, '_');
    let kinds = read_kinds(&mut fields);
    let window = fields.choice::<LeaveWindow>("window");
    let over_days = fields.number("over_days", 0, MOST_DAYS);
    let clause = fields.name("clause");
    let source = fields.text("source", LONGEST_SOURCE);
    let effect = fields.choice::<LeaveEffectKind>("effect");
    // What an unknown effect may hold is unknown as well.
    let effect = read_effect(&mut fields, effect?);
    if let (Some(LeaveEffect::RepeatPlacement), Some(window)) = (effect, window)
        && window != LeaveWindow::Placement
    {
        fields.refuse("window", Message::new("enrolment-leave-file-repeat"));
    }
    fields.finish();
    Some(LeaveRule {
        code: code?,
        kinds: kinds?,
        window: window?,
        over_days: over_days?,
        effect: effect?,
        clause: clause?,
        source: source?,
    })
}

fn read_effect(fields: &mut Fields<'_>, kind: LeaveEffectKind) -> Option<LeaveEffect> {
    let mut figure = |field: &str, most: i64| u32::try_from(fields.number(field, 1, most)?).ok();
    match kind {
        LeaveEffectKind::MakeUpDays => Some(LeaveEffect::MakeUpDays),
        LeaveEffectKind::ExtendMonths => {
            Some(LeaveEffect::ExtendMonths { months: figure("months", MOST_MONTHS)? })
        }
        LeaveEffectKind::RepeatPlacement => Some(LeaveEffect::RepeatPlacement),
        LeaveEffectKind::DelayExamYears => {
            Some(LeaveEffect::DelayExamYears { years: figure("years", MOST_YEARS)? })
        }
        LeaveEffectKind::Terminate => Some(LeaveEffect::Terminate),
    }
}

fn read_kinds(fields: &mut Fields<'_>) -> Option<Vec<LeaveKind>> {
    if !fields.has("kinds") {
        fields.refuse("kinds", Message::new("platform-file-missing"));
        return None;
    }
    let kinds = fields.choices("kinds");
    if kinds.is_empty() {
        fields.refuse("kinds", Message::new("enrolment-leave-file-kinds"));
    }
    Some(kinds)
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    fn parse(text: &str) -> Result<LeaveRules, Vec<platform::data_file::FileProblem>> {
        rule_sets::parse(text)
    }

    fn text(name: &str) -> &'static str {
        PRESETS.iter().find(|preset| preset.name == name).unwrap().text
    }

    fn problems(text: &str) -> Vec<String> {
        parse(text).unwrap_err().into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn every_set_that_comes_with_the_system_is_read() {
        let read: Vec<LeaveRules> = PRESETS.iter().map(|preset| parse(preset.text).unwrap()).collect();
        let codes: Vec<&str> = read.iter().map(|set| set.head.code.as_str()).collect();
        assert_eq!(codes, ["OVER_3_MONTHS_EXTENDS", "OVER_1_MONTH_MADE_UP", "OVER_15_DAYS_A_YEAR"]);
        assert_eq!(LeaveRules::usual().unwrap().head.code, "OVER_3_MONTHS_EXTENDS");
        let rules: Vec<usize> = read.iter().map(|set| set.rules.len()).collect();
        assert_eq!(rules, [1, 2, 3]);
        assert!(read.iter().all(|set| set.longest_deferral_months == 36));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let text = text("over-15-days-a-year-adds-6-months")
            .replacen("format = 1", "format = 2", 1)
            .replacen("valid_from = ", "colour = \"red\"\nvalid_until = 2000-01-01\nvalid_from = ", 1)
            .replacen("step = \"DEPARTMENT\"", "step = \"SUPERVISOR\"", 1)
            .replacen("window = \"YEAR\"", "window = \"MONTH\"", 1)
            .replacen("months = 6", "months = 0", 1)
            .replacen("over_days = 90", "over_days = -1", 1)
            .replacen("effect = \"TERMINATE\"", "effect = \"REPEAT_PLACEMENT\"", 1);
        assert_eq!(
            problems(&text),
            [
                "format",
                "valid_until",
                "steps.2.step",
                "rules.1.window",
                "rules.1.months",
                "rules.2.over_days",
                "rules.3.window",
                "colour",
            ]
        );
        let twice = self::text("over-15-days-a-year-adds-6-months")
            .replacen("code = \"OVER_3_MONTHS\"", "code = \"OVER_15_DAYS\"", 1)
            .replacen("\"SICK\", ", "\"ILL\", ", 1);
        assert_eq!(problems(&twice), ["rules.1.kinds", "rules.2.code"]);
        for problem in parse(&text).unwrap_err().into_iter().chain(parse(&twice).unwrap_err()) {
            for language in Language::ALL {
                assert_ne!(problem.message.render(language), problem.message.key(), "{problem:?}");
            }
        }
    }
}
