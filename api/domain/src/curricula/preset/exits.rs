//! What the exit from a department asks, as a plan's file tells it.

use platform::codes::Code as _;
use platform::data_file::Fields;
use platform::text::{Argument, Message};

use super::LONGEST_CODE;
use crate::curricula::rules::{Exits, RequirementKind, ReviewStep, Reviews, usual_steps};

/// Reads what exits ask; nothing when the file does not say.
pub(super) fn read_exits(fields: &mut Fields<'_>, reviews: Option<&Reviews>) -> Exits {
    let Some(mut table) = fields.has("exits").then(|| fields.table("exits")).flatten() else {
        return Exits::default();
    };
    let exam = table.code("exam", LONGEST_CODE, '_');
    let exam_before = table.optional_choice::<ReviewStep>("exam_before");
    let kind = RequirementKind::TimeInDepartment;
    let own = reviews.and_then(|reviews| reviews.get(&kind)).map(Vec::as_slice);
    let steps = own.unwrap_or_else(|| usual_steps(kind));
    if let Some(step) = exam_before.filter(|step| !steps.contains(step)) {
        let steps = Argument::list(steps.iter().map(|step| step.code()));
        let message = Message::new("curricula-exits-step").with("step", step.code()).with("steps", steps);
        table.refuse("exam_before", message);
    }
    table.finish();
    Exits { exam, exam_before }
}
