//! The stages of a training, as a plan's file tells them.

use std::collections::BTreeSet;

use platform::data_file::Fields;
use platform::text::Message;

use super::LONGEST_CODE;
use crate::curricula::rules::{Requirement, Stage};

/// Most stages of one plan.
const MOST_STAGES: usize = 20;

/// Reads the stages of a training of so many months, or weeks where that is the `unit` of its length; none when the file has none.
/// Nothing when one of them cannot be read.
pub(super) fn read_stages(
    fields: &mut Fields<'_>,
    unit: &'static str,
    duration: Option<i64>,
) -> Option<Vec<Stage>> {
    if !fields.has("stages") {
        return Some(Vec::new());
    }
    let entries = fields.tables("stages", MOST_STAGES);
    let count = entries.len();
    let mut codes = BTreeSet::new();
    let mut stages = Vec::new();
    for (entry, position) in entries.into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("stages", entry, position) else {
            continue;
        };
        let code = entry.code("code", LONGEST_CODE, '_');
        if let Some(code) = code.as_ref().filter(|code| !codes.insert((*code).clone())) {
            entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
        }
        let name = entry.name("name");
        let length = entry.number(unit, 1, 520).and_then(|length| i32::try_from(length).ok());
        entry.finish();
        if let (Some(code), Some(name), Some(length)) = (code, name, length) {
            stages.push(Stage { code, name, length });
        }
    }
    let sum: i64 = stages.iter().map(|stage| i64::from(stage.length)).sum();
    if let Some(duration) = duration.filter(|duration| *duration < sum) {
        let message = Message::new("curricula-stages-too-long").with("sum", sum).with("most", duration);
        fields.refuse("stages", message);
    }
    (stages.len() == count).then_some(stages)
}

/// Refuses the stages that requirements name and the plan does not have.
pub(super) fn refuse_unknown(fields: &mut Fields<'_>, stages: &[Stage], requirements: &[Requirement]) {
    for asked in requirements {
        let unknown =
            asked.rule.stage.as_ref().filter(|code| stages.iter().all(|stage| stage.code != **code));
        if let Some(code) = unknown {
            let message = Message::new("curricula-stage-unknown").with("code", code);
            fields.refuse(&format!("requirements.{}.stage", asked.position), message);
        }
    }
}
