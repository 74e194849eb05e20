//! A set of norms for bases as a file: the presets that come with the system, and files of the same form.
//!
//! The form is described at the head of `api/presets/base_norms/gp-base-2022.toml`. Reading is strict and says everything that is
//! wrong at once, with its place in the file; bounds that nothing can be within are refused as well.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use platform::data_file::{Fields, Preset};
use platform::text::Message;

use super::rules::{BaseMeasure, BaseNorms, Measure, Norm};
use crate::identity::Act;
use crate::rule_sets::{self, LONGEST_CODE, RuleSetHead, RuleSetKind, Rules};

/// The first one judges wherever an institution has none of its own.
const PRESETS: &[Preset] = platform::presets!("base_norms/", ".toml": "gp-base-2022");

static USUAL: LazyLock<Option<Arc<BaseNorms>>> =
    LazyLock::new(|| rule_sets::presets().next().map(|(_, norms)| Arc::new(norms)));

impl Rules for BaseNorms {
    const KIND: RuleSetKind = RuleSetKind {
        code: "BASE_NORM_SET",
        presets: PRESETS,
        side_by_side: false,
        act: Act::BaseNormSetWrite,
        audited: ("base_norm_set", "base-norm-set.import", "base-norm-set.end"),
    };

    fn usual() -> Option<Arc<Self>> {
        USUAL.clone()
    }

    fn head(&self) -> &RuleSetHead {
        &self.head
    }

    fn read(head: Option<RuleSetHead>, fields: &mut Fields<'_>) -> Option<Self> {
        let norms = fields.entries("norms", MOST_NORMS, read_norm);
        let mut known = BTreeSet::new();
        for (norm, position) in norms.iter().flatten().zip(1..) {
            if !known.insert(norm.code.as_str()) {
                let message = Message::new("oversight-norm-file-twice").with("code", &norm.code);
                fields.refuse(&format!("norms.{position}.code"), message);
            }
        }
        Some(Self { head: head?, norms: norms? })
    }
}

/// Most norms of one set.
const MOST_NORMS: usize = 60;
/// Longest time that a norm looks back, in months.
const MOST_MONTHS: i64 = 36;
/// Largest bound.
const LARGEST_BOUND: i64 = 1_000_000_000;

fn read_norm(mut fields: Fields<'_>) -> Option<Norm> {
    let code = fields.code("code", LONGEST_CODE, '_');
    let clause = fields.name("clause");
    let base_kind = fields.optional_choice("base_kind");
    let measure = fields.choice::<BaseMeasure>("measure");
    let mut bound = |field: &str| {
        if fields.has(field) { fields.number(field, 0, LARGEST_BOUND) } else { None }
    };
    let (at_least, at_most) = (bound("at_least"), bound("at_most"));
    match (at_least, at_most) {
        (Some(least), Some(most)) if most < least => {
            let message = Message::new("oversight-norm-file-bounds").with("least", least).with("most", most);
            fields.refuse("at_most", message);
        }
        (None, None) => fields.refuse("at_least", Message::new("oversight-norm-file-bound")),
        _ => {}
    }
    // What a measure of an unknown kind has to be told is unknown as well.
    let measure = read_measure(&mut fields, measure?);
    fields.finish();
    Some(Norm { code: code?, clause: clause?, base_kind, measure: measure?, at_least, at_most })
}

fn read_measure(fields: &mut Fields<'_>, measure: BaseMeasure) -> Option<Measure> {
    let mut months = || fields.number("months", 1, MOST_MONTHS).and_then(|months| u32::try_from(months).ok());
    Some(match measure {
        BaseMeasure::TraineesPerSupervisor => Measure::TraineesPerSupervisor,
        BaseMeasure::QualifiedSupervisors => Measure::QualifiedSupervisors(fields.choice("qualification")?),
        BaseMeasure::SupervisorsQualified => Measure::SupervisorsQualified,
        BaseMeasure::Visits => Measure::Visits(months()?),
        BaseMeasure::MonthsWithoutVisit => Measure::MonthsWithoutVisit(months()?),
        BaseMeasure::SessionGap => {
            let months = months();
            Measure::SessionGap(fields.code("activity", LONGEST_CODE, '_')?, months?)
        }
        BaseMeasure::BedsPerTrainee => Measure::BedsPerTrainee,
        BaseMeasure::ConsultationsADay => Measure::ConsultationsADay(months()?),
        BaseMeasure::LogCompletion => Measure::LogCompletion(months()?),
        BaseMeasure::Declared => Measure::Declared(fields.choice("figure")?),
    })
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    fn parse(text: &str) -> Result<BaseNorms, Vec<platform::data_file::FileProblem>> {
        rule_sets::parse(text)
    }

    fn usual() -> &'static str {
        PRESETS.first().unwrap().text
    }

    #[test]
    fn the_set_that_comes_with_the_system_holds_every_norm_of_the_rubric() {
        let norms = parse(usual()).unwrap();
        assert_eq!(BaseNorms::usual().unwrap().head.code, "GP_BASE_2022");
        let told: Vec<_> =
            norms.norms.iter().map(|norm| (norm.code.as_str(), norm.at_least, norm.at_most)).collect();
        assert_eq!(
            told,
            [
                ("TRAINEES_PER_SUPERVISOR", None, Some(2)),
                ("CLINICAL_SUPERVISORS", Some(15), None),
                ("GRASSROOTS_SUPERVISORS", Some(5), None),
                ("SUPERVISORS_QUALIFIED", Some(100), None),
                ("MONTHLY_VISIT", None, Some(0)),
                ("GUIDANCE_VISITS", Some(6), None),
                ("WARD_ROUNDS", None, Some(14)),
                ("LECTURES", None, Some(14)),
                ("CASE_DISCUSSIONS", None, Some(14)),
                ("BEDS_PER_TRAINEE", Some(2), Some(5)),
                ("CONSULTATIONS", Some(5), None),
                ("QUESTION_REUSE", None, Some(30)),
                ("LOG_COMPLETION", Some(90), None),
                ("CATCHMENT", Some(50_000), None),
            ]
        );
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let text = usual()
            .replacen("at_most = 2\n", "", 1)
            .replacen("qualification = \"GP_SUPERVISOR_CLINICAL\"", "qualification = \"SKILL\"", 1)
            .replacen("code = \"SUPERVISORS_QUALIFIED\"", "code = \"MONTHLY_VISIT\"", 1)
            .replacen("months = 12\nat_least = 6", "months = 37\nat_least = 6", 1)
            .replacen("activity = \"WARD_ROUND\"", "activity = \"ward round\"", 1)
            .replacen("at_most = 5\n", "at_most = 1\n", 1)
            .replacen("measure = \"CONSULTATIONS_A_DAY\"", "measure = \"CONSULTATIONS\"", 1)
            .replacen(
                "figure = \"CATCHMENT_POPULATION\"",
                "figure = \"CATCHMENT_POPULATION\"\nmonths = 3",
                1,
            );
        let problems = parse(&text).unwrap_err();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "norms.1.at_least",
                "norms.2.qualification",
                "norms.6.months",
                "norms.7.activity",
                "norms.10.at_most",
                "norms.11.measure",
                "norms.14.months",
            ]
        );
        for problem in problems {
            for language in Language::ALL {
                assert_ne!(problem.message.render(language), problem.message.key(), "{problem:?}");
            }
        }
        let twice = usual().replacen("code = \"MONTHLY_VISIT\"", "code = \"CLINICAL_SUPERVISORS\"", 1);
        let problems = parse(&twice).unwrap_err();
        assert_eq!(problems.first().unwrap().path, "norms.5.code");
    }
}
