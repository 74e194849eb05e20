//! Kinds of activity, as a plan's file tells them.

use platform::codes::Code as _;
use platform::data_file::Fields;
use platform::text::Message;

use super::LONGEST_CODE;
use crate::curricula::rules::{Activity, ActivityKind, Requirement};

/// Most kinds of activity of one plan.
const MOST_KINDS: usize = 50;

/// Reads the kinds of activity of a plan; none when the file has none. Nothing when one of them cannot be read.
pub(super) fn read_activity_kinds(fields: &mut Fields<'_>) -> Option<Vec<ActivityKind>> {
    fields.coded_entries("activity_kinds", (MOST_KINDS, LONGEST_CODE), |mut entry, code| {
        if let Some(code) = code.as_ref().filter(|code| Activity::parse(code).is_some()) {
            entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
        }
        let name = entry.name("name");
        let counts_as = entry.choice::<Activity>("counts_as");
        entry.finish();
        Some(ActivityKind { code: code?, name: name?, counts_as: counts_as? })
    })
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
