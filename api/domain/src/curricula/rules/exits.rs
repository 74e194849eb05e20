//! What the exit from a department asks beside its days.

use serde::{Deserialize, Serialize};

use super::ReviewStep;

/// What the exit from a department asks beside its days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Exits {
    /// Code of the form of the exam at its end; none is asked when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exam: Option<String>,
    /// The step that nobody takes before the exam is passed; the first when absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "platform::codes::optional_word")]
    pub exam_before: Option<ReviewStep>,
}

impl Exits {
    /// The exam without which nobody signs at a step.
    #[must_use]
    pub fn exam_at(&self, step: ReviewStep) -> Option<&str> {
        self.exam.as_deref().filter(|_| self.exam_before.is_none_or(|before| before <= step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exam_is_asked_for_from_its_step_on() {
        let asked = |exam: Option<&str>, exam_before| {
            let exits = Exits { exam: exam.map(str::to_owned), exam_before };
            [ReviewStep::Supervisor, ReviewStep::Department, ReviewStep::Base]
                .map(|step| exits.exam_at(step).is_some())
        };
        assert_eq!(asked(None, None), [false; 3]);
        assert_eq!(asked(Some("EXAM"), None), [true; 3]);
        assert_eq!(asked(Some("EXAM"), Some(ReviewStep::Department)), [false, true, true]);
    }
}
