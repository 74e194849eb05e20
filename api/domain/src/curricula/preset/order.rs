//! What comes before what, as a plan's file says it.

use std::collections::{BTreeSet, HashMap};

use platform::data_file::Fields;
use platform::text::Message;

use crate::curricula::rules::Requirement;
use crate::curricula::rules::order::circles;

/// Most requirements that come before one.
const MOST_BEFORE: usize = 20;

/// The requirements that come before one, by code.
pub(super) fn read_after(fields: &mut Fields<'_>) -> Vec<String> {
    let after = fields.texts("after");
    if after.len() > MOST_BEFORE {
        fields.refuse(
            "after",
            Message::new("platform-file-length").with("count", after.len()).with("most", MOST_BEFORE),
        );
    }
    after
}

/// Refuses what comes after nothing that the plan asks, after itself, or after what comes after it; `codes` are those of every
/// requirement, also of those that could not be read.
pub(super) fn refuse_disorder(
    fields: &mut Fields<'_>,
    requirements: &[Requirement],
    codes: &BTreeSet<String>,
) {
    let mut refuse = |asked: &Requirement, message: Message| {
        fields.refuse(&format!("requirements.{}.after", asked.position), message);
    };
    let places: HashMap<&str, usize> =
        requirements.iter().enumerate().map(|(place, asked)| (asked.code.as_str(), place)).collect();
    for asked in requirements {
        for code in &asked.rule.after {
            if *code == asked.code {
                refuse(asked, Message::new("curricula-after-itself").with("code", code));
            } else if !codes.contains(code) {
                refuse(asked, Message::new("curricula-after-unknown").with("code", code));
            }
        }
    }
    let place_of = |code: &String| places.get(code.as_str()).copied();
    let after: Vec<Vec<usize>> =
        requirements.iter().map(|asked| asked.rule.after.iter().filter_map(place_of).collect()).collect();
    for circle in circles(&after) {
        let steps: Vec<&Requirement> =
            circle.iter().chain(circle.first()).filter_map(|place| requirements.get(*place)).collect();
        let codes: Vec<&str> = steps.iter().map(|asked| asked.code.as_str()).collect();
        if let Some(first) = steps.first() {
            refuse(first, Message::new("curricula-after-circle").with("circle", codes.join(" → ")));
        }
    }
}
