//! A set of duty-hour rules as a file: the presets that come with the system, and files of the same form.
//!
//! The form is described at the head of `api/presets/duty_rules/china-local.toml`. Reading is strict and says everything that is
//! wrong at once, with its place in the file; figures that nobody could keep or exceed are refused as well.

use std::sync::{Arc, LazyLock};

use platform::data_file::{Fields, Preset};
use platform::text::Message;

use super::rules::duty::{
    DutyKind, DutyLimit, DutyRule, DutyRuleKind, DutyRules, DutySeverity, LONGEST_WINDOW_DAYS,
};
use crate::identity::Act;
use crate::rule_sets::{self, RuleSetHead, RuleSetKind, Rules};

/// The first one judges wherever a school has none of its own.
const PRESETS: &[Preset] =
    platform::presets!("duty_rules/", ".toml": "china-local", "acgme", "eu-working-time");

static USUAL: LazyLock<Option<Arc<DutyRules>>> =
    LazyLock::new(|| rule_sets::presets().next().map(|(_, rules)| Arc::new(rules)));

impl Rules for DutyRules {
    const KIND: RuleSetKind = RuleSetKind {
        code: "DUTY_RULE_SET",
        presets: PRESETS,
        side_by_side: true,
        act: Act::DutyRuleSetWrite,
        audited: ("duty_rule_set", "duty-rule-set.import", "duty-rule-set.end"),
    };

    fn usual() -> Option<Arc<Self>> {
        USUAL.clone()
    }

    fn head(&self) -> &RuleSetHead {
        &self.head
    }

    fn read(head: Option<RuleSetHead>, fields: &mut Fields<'_>) -> Option<Self> {
        let rules = fields.entries("rules", MOST_RULES, read_rule);
        Some(Self { head: head?, rules: rules? })
    }
}

/// Most rules of one set.
const MOST_RULES: usize = 30;
/// Most hours of a week.
const WEEK_HOURS: i64 = 168;
/// Most hours that work in a row, or a rest, is asked about.
const MOST_HOURS: i64 = 72;
/// Longest pause that is no interruption, in minutes.
const LONGEST_PAUSE: i64 = 240;

fn read_rule(mut fields: Fields<'_>) -> Option<DutyRule> {
    let kind = fields.choice::<DutyRuleKind>("rule");
    let clause = fields.name("clause");
    let severity = fields.choice::<DutySeverity>("severity");
    let counts = read_counts(&mut fields, kind);
    // What a rule of an unknown kind may hold is unknown as well.
    let kind = kind?;
    let limit = read_limit(&mut fields, kind);
    fields.finish();
    Some(DutyRule { clause: clause?, severity: severity?, counts: counts?, limit: limit? })
}

fn read_counts(fields: &mut Fields<'_>, rule: Option<DutyRuleKind>) -> Option<Vec<DutyKind>> {
    if !fields.has("counts") {
        return rule.map(DutyKind::counted_by);
    }
    let counts = fields.choices("counts");
    if counts.is_empty() {
        fields.refuse("counts", Message::new("rotations-duty-file-counts"));
    }
    Some(counts)
}

fn read_limit(fields: &mut Fields<'_>, kind: DutyRuleKind) -> Option<DutyLimit> {
    let mut number = |field: &str, least: i64, most: i64| fields.number(field, least, most);
    let window = (7, LONGEST_WINDOW_DAYS);
    match kind {
        DutyRuleKind::AverageHours => {
            let (hours, days) = (number("hours", 1, WEEK_HOURS), number("window_days", window.0, window.1));
            Some(DutyLimit::AverageHours { hours: hours?, window_days: days? })
        }
        DutyRuleKind::DaysFree => {
            let (days, in_days) = (number("days", 1, 7), number("in_days", 2, 28));
            let averaged_over = number("averaged_over_days", window.0, window.1);
            refuse_more(fields, ("days", days), ("in_days", in_days));
            refuse_more(fields, ("in_days", in_days), ("averaged_over_days", averaged_over));
            Some(DutyLimit::DaysFree { days: days?, in_days: in_days?, averaged_over_days: averaged_over? })
        }
        DutyRuleKind::Continuous => {
            let (hours, handover) = (number("hours", 1, MOST_HOURS), number("handover_hours", 0, 12));
            let pause = read_pause(fields);
            Some(DutyLimit::Continuous { hours: hours?, handover_hours: handover?, pause_minutes: pause? })
        }
        DutyRuleKind::RestBetween => {
            let hours = number("hours", 1, 24);
            let pause = read_pause(fields);
            Some(DutyLimit::RestBetween { hours: hours?, pause_minutes: pause? })
        }
        DutyRuleKind::RestAfter => {
            let (after, hours) = (number("after_hours", 1, MOST_HOURS), number("hours", 1, MOST_HOURS));
            let pause = read_pause(fields);
            Some(DutyLimit::RestAfter { after_hours: after?, hours: hours?, pause_minutes: pause? })
        }
        DutyRuleKind::DailyRest => Some(DutyLimit::DailyRest { hours: number("hours", 1, 23)? }),
        DutyRuleKind::WeeklyRest => {
            let (hours, in_days) = (number("hours", 1, WEEK_HOURS), number("in_days", 7, 28));
            if let Some(days) = in_days.filter(|days| days % 7 != 0) {
                fields.refuse("in_days", Message::new("rotations-duty-file-weeks").with("days", days));
            }
            Some(DutyLimit::WeeklyRest { hours: hours?, in_days: in_days? })
        }
        DutyRuleKind::CallFrequency => {
            let every = number("every_nights", 2, 28);
            let averaged_over = number("averaged_over_days", window.0, window.1);
            refuse_more(fields, ("every_nights", every), ("averaged_over_days", averaged_over));
            Some(DutyLimit::CallFrequency { every_nights: every?, averaged_over_days: averaged_over? })
        }
    }
}

fn read_pause(fields: &mut Fields<'_>) -> Option<i64> {
    if fields.has("pause_minutes") { fields.number("pause_minutes", 0, LONGEST_PAUSE) } else { Some(0) }
}

/// One figure that is larger than the one it is part of.
fn refuse_more(fields: &mut Fields<'_>, part: (&str, Option<i64>), whole: (&str, Option<i64>)) {
    if let (Some(value), Some(most)) = (part.1, whole.1)
        && value > most
    {
        let message = Message::new("rotations-duty-file-more").with("value", value);
        fields.refuse(part.0, message.with("whole", whole.0).with("most", most));
    }
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    fn parse(text: &str) -> Result<DutyRules, Vec<platform::data_file::FileProblem>> {
        rule_sets::parse(text)
    }

    fn problems(text: &str) -> Vec<String> {
        parse(text).unwrap_err().into_iter().map(|problem| problem.path).collect()
    }

    fn text(name: &str) -> &'static str {
        PRESETS.iter().find(|preset| preset.name == name).unwrap().text
    }

    fn acgme() -> &'static str {
        text("acgme")
    }

    #[test]
    fn every_set_that_comes_with_the_system_is_read() {
        let read: Vec<DutyRules> = PRESETS.iter().map(|preset| parse(preset.text).unwrap()).collect();
        let codes: Vec<&str> = read.iter().map(|set| set.head.code.as_str()).collect();
        assert_eq!(codes, ["CHINA_LOCAL", "ACGME", "EU_WORKING_TIME"]);
        assert_eq!(DutyRules::usual().unwrap().head.code, "CHINA_LOCAL");
        let rules: Vec<usize> = read.iter().map(|set| set.rules.len()).collect();
        assert_eq!(rules, [3, 6, 3]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let text = acgme()
            .replacen("format = 1", "format = 2", 1)
            .replacen("valid_from = 2017-07-01", "valid_from = \"soon\"\ncolour = \"red\"", 1)
            .replacen("hours = 80", "hours = 169", 1)
            .replacen("severity = \"NOTICE\"", "severity = \"MILD\"", 1)
            .replacen("rule = \"REST_AFTER\"", "rule = \"REST_EVER\"", 1)
            .replacen("days = 1\n", "days = 7\n", 1)
            .replacen("in_days = 7", "in_days = 6", 1)
            .replacen("handover_hours = 4", "handover_hours = 4\nhandover = true", 1)
            .replacen("\"HOME_CALL_STANDBY\"", "\"HOME\"", 1);
        assert_eq!(
            problems(&text),
            [
                "format",
                "valid_from",
                "rules.1.hours",
                "rules.2.severity",
                "rules.3.rule",
                "rules.4.counts",
                "rules.4.days",
                "rules.5.handover",
                "colour",
            ]
        );
        for problem in parse(&text).unwrap_err() {
            for language in Language::ALL {
                assert_ne!(problem.message.render(language), problem.message.key(), "{problem:?}");
            }
        }
    }

    #[test]
    fn figures_that_contradict_each_other_are_refused() {
        let swapped = acgme().replacen("every_nights = 3", "every_nights = 28", 1).replacen(
            "every_nights = 28\naveraged_over_days = 28",
            "every_nights = 28\naveraged_over_days = 27",
            1,
        );
        assert_eq!(problems(&swapped), ["rules.6.every_nights"]);
        let weeks = text("eu-working-time");
        assert_eq!(problems(&weeks.replacen("in_days = 7", "in_days = 8", 1)), ["rules.2.in_days"]);
        let ended = acgme().replacen("2017-07-01", "2017-07-01\nvalid_until = 2017-06-30", 1);
        assert_eq!(problems(&ended), ["valid_until"]);
        assert!(parse(&acgme().replacen("2017-07-01", "2017-07-01\nvalid_until = 2017-07-01", 1)).is_ok());
        let none =
            acgme().replacen("counts = [\"WORK\", \"IN_HOUSE_CALL\", \"MOONLIGHTING\"]", "counts = []", 1);
        assert_eq!(problems(&none), ["rules.2.counts"]);
    }
}
