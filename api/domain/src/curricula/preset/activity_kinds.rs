//! Kinds of activity, as a plan's file tells them.

use std::collections::BTreeSet;

use platform::codes::Code as _;
use platform::data_file::Fields;
use platform::text::Message;

use super::LONGEST_CODE;
use crate::curricula::rules::{Activity, ActivityKind, Requirement};

/// Most kinds of activity of one plan.
const MOST_KINDS: usize = 50;

/// Reads the kinds of activity of a plan; none when the file has none. Nothing when one of them cannot be read.
pub(super) fn read_activity_kinds(fields: &mut Fields<'_>) -> Option<Vec<ActivityKind>> {
    if !fields.has("activity_kinds") {
        return Some(Vec::new());
    }
    let entries = fields.tables("activity_kinds", MOST_KINDS);
    let count = entries.len();
    let mut codes = BTreeSet::new();
    let mut kinds = Vec::new();
    for (entry, position) in entries.into_iter().zip(1..) {
        let Some(mut entry) = fields.entry("activity_kinds", entry, position) else {
            continue;
        };
        let code = entry.code("code", LONGEST_CODE, '_');
        let mut is_taken = |code: &&String| Activity::parse(code).is_some() || !codes.insert((*code).clone());
        if let Some(code) = code.as_ref().filter(|code| is_taken(code)) {
            entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
        }
        let name = entry.name("name");
        let counts_as = entry.choice::<Activity>("counts_as");
        entry.finish();
        if let (Some(code), Some(name), Some(counts_as)) = (code, name, counts_as) {
            kinds.push(ActivityKind { code, name, counts_as });
        }
    }
    (kinds.len() == count).then_some(kinds)
}

/// Refuses requirements of an activity that is neither one of the list nor a kind of the plan's.
pub(super) fn refuse_unknown(fields: &mut Fields<'_>, kinds: &[ActivityKind], requirements: &[Requirement]) {
    for asked in requirements {
        let Some(code) = asked.activity.as_ref().filter(|code| Activity::parse(code).is_none()) else {
            continue;
        };
        if kinds.iter().all(|kind| kind.code != *code) {
            let message = Message::new("curricula-activity-unknown").with("code", code);
            fields.refuse(&format!("requirements.{}.activity", asked.position), message);
        }
    }
}
