//! The stages of a training, as a plan's file tells them.

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
    let stages = fields.coded_entries("stages", (MOST_STAGES, LONGEST_CODE), |mut entry, code| {
        let name = entry.name("name");
        let length = entry.number(unit, 1, 520).and_then(|length| i32::try_from(length).ok());
        entry.finish();
        Some(Stage { code: code?, name: name?, length: length? })
    })?;
    let sum: i64 = stages.iter().map(|stage| i64::from(stage.length)).sum();
    if let Some(duration) = duration.filter(|duration| *duration < sum) {
        let message = Message::new("curricula-stages-too-long").with("sum", sum).with("most", duration);
        fields.refuse("stages", message);
    }
    Some(stages)
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
