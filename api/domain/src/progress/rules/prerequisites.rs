//! What comes before a requirement, decided when progress is read.
//!
//! The ledger knows nothing of it: credits follow from the evidence and the plan alone, in whatever order things were shown. A
//! requirement that comes after another one shows its credits at once, and is met when the other one is met as well. An
//! example, which is also a test: three cases seen before the course that comes before them are credited, 3 of 3, and the
//! requirement stays in progress, "only after the course"; on the day when the course is met, so are the cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use platform::text::Message;

use super::{Condition, Pace, ProgressStatus, Standing};
use crate::curricula::Requirement;

/// Adds to each standing what its requirement comes after, as conditions: met when that is met with all that it comes after in
/// turn. `standings` are those of `asked`, in the same order.
pub fn hold_back(asked: &[Arc<Requirement>], standings: &mut [Standing]) {
    if asked.iter().all(|requirement| requirement.rule.after.is_empty()) {
        return;
    }
    let open = open(asked, standings);
    for (requirement, standing) in asked.iter().zip(standings) {
        let before =
            requirement.rule.after.iter().filter_map(|code| asked.iter().find(|first| first.code == *code));
        let conditions = before.map(|first| Condition {
            message: Message::new("progress-after")
                .with("requirement", (first.name.zh.as_str(), first.name.en.as_str())),
            is_met: !open.contains(first.code.as_str()),
        });
        standing.conditions.extend(conditions);
        if standing.status == ProgressStatus::Met && open.contains(requirement.code.as_str()) {
            standing.status = ProgressStatus::InProgress;
            standing.pace = Pace::OnTrack;
        }
    }
}

/// What is not met, by code: for itself, or because something that it comes after is not.
fn open<'a>(asked: &'a [Arc<Requirement>], standings: &[Standing]) -> BTreeSet<&'a str> {
    let is_met = |standing: &Standing| standing.status == ProgressStatus::Met;
    let mut open: BTreeSet<&str> = asked
        .iter()
        .zip(standings)
        .filter(|(_, standing)| !is_met(standing))
        .map(|(requirement, _)| requirement.code.as_str())
        .collect();
    loop {
        let waits = |requirement: &&Arc<Requirement>| {
            let code = requirement.code.as_str();
            !open.contains(code) && requirement.rule.after.iter().any(|first| open.contains(first.as_str()))
        };
        let waiting: Vec<&str> =
            asked.iter().filter(waits).map(|requirement| requirement.code.as_str()).collect();
        if waiting.is_empty() {
            return open;
        }
        open.extend(waiting);
    }
}
