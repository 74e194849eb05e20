//! Entrustable professional activities, as a plan's file tells them.

use platform::data_file::Fields;
use platform::text::Message;

use super::{LONGEST_CODE, read_competencies};
use crate::curricula::rules::{EntrustableActivity, ExpectedLevel, Requirement, RequirementKind, Stage};

/// Most entrustable activities of one plan.
const MOST_ACTIVITIES: usize = 50;
/// Longest description of one, in characters.
const LONGEST_DESCRIPTION: usize = 1000;

/// Reads the activities of a plan with these stages; none when the file has none. Nothing when one of them cannot be read.
pub(super) fn read_activities(fields: &mut Fields<'_>, stages: &[Stage]) -> Option<Vec<EntrustableActivity>> {
    fields.coded_entries("entrustable_activities", (MOST_ACTIVITIES, LONGEST_CODE), |mut entry, code| {
        let name = entry.name("name");
        let description = if entry.has("description") {
            entry.text("description", LONGEST_DESCRIPTION)
        } else {
            Some(String::new())
        };
        let competencies = read_competencies(&mut entry);
        let levels = read_levels(&mut entry, stages);
        entry.finish();
        Some(EntrustableActivity {
            code: code?,
            name: name?,
            description: description?,
            competencies,
            levels,
        })
    })
}

/// The levels expected by stage, in the order of the stages; a stage that the plan does not have is an unknown field.
fn read_levels(fields: &mut Fields<'_>, stages: &[Stage]) -> Vec<ExpectedLevel> {
    let mut levels: Vec<ExpectedLevel> = Vec::new();
    if !fields.has("levels") {
        return levels;
    }
    let Some(mut table) = fields.table("levels") else {
        return levels;
    };
    for stage in stages {
        if table.has(&stage.code) {
            let level = table.number(&stage.code, 1, 5).and_then(|level| i32::try_from(level).ok());
            levels.extend(level.map(|level| ExpectedLevel { stage: stage.code.clone(), level }));
        }
    }
    table.finish();
    for (earlier, later) in levels.iter().zip(levels.iter().skip(1)) {
        if later.level < earlier.level {
            let message = Message::new("curricula-levels-fall")
                .with("earlier", &earlier.stage)
                .with("high", earlier.level)
                .with("later", &later.stage)
                .with("low", later.level);
            fields.refuse("levels", message);
        }
    }
    levels
}

/// Gives each requirement of entrustment the level that its activity expects in the end, where it names none of its own, and
/// refuses those whose activity the plan does not have, or expects nothing of.
pub(super) fn settle_levels(
    fields: &mut Fields<'_>,
    activities: &[EntrustableActivity],
    requirements: &mut [Requirement],
) {
    for asked in requirements.iter_mut().filter(|asked| asked.kind == RequirementKind::Entrustment) {
        let Some(code) = &asked.rule.subject else {
            continue;
        };
        let place = |field: &str| format!("requirements.{}.{field}", asked.position);
        let Some(activity) = activities.iter().find(|activity| activity.code == *code) else {
            let message = Message::new("curricula-entrustable-unknown").with("code", code);
            fields.refuse(&place("activity_code"), message);
            continue;
        };
        let level = asked.rule.minimum_level.or(activity.last_level());
        if level.is_none() {
            let message = Message::new("curricula-entrustable-no-level").with("code", code);
            fields.refuse(&place("minimum_level"), message);
        }
        asked.rule.minimum_level = level;
    }
}
