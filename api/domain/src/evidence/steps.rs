//! The steps of a review: who decides first, and who after her.
//!
//! A plan names steps for each kind of requirement; what they mean for one piece of evidence is fixed when it is handed in:
//! which department, which institution. Evidence counts when its last step approves it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::curricula::{Plan, RequirementKind, ReviewStep};

/// One step, and where it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub kind: ReviewStep,
    /// The department of a department's step, the institution of a base's or a school's; none for a supervisor's.
    pub place_id: Option<Uuid>,
}

/// Where steps can be taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct StepPlaces {
    /// The department where the evidence arose.
    pub department_id: Option<Uuid>,
    /// The institution of the base where it arose.
    pub base_institution_id: Option<Uuid>,
    /// The school that enrolled the trainee.
    pub school_id: Option<Uuid>,
}

impl StepPlaces {
    /// Where a step is taken; nothing when there is no such place.
    #[must_use]
    pub fn of(&self, kind: ReviewStep) -> Option<Step> {
        let place_id = match kind {
            ReviewStep::Supervisor => return Some(Step { kind, place_id: None }),
            ReviewStep::Department => self.department_id,
            ReviewStep::Base => self.base_institution_id,
            ReviewStep::School => self.school_id,
        };
        place_id.map(|place| Step { kind, place_id: Some(place) })
    }
}

/// The steps that a piece of evidence still has to take, the present one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The one that it awaits, or that decided it.
    pub now: Step,
    /// Those that follow.
    pub later: VecDeque<Step>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { now: Step { kind: ReviewStep::Supervisor, place_id: None }, later: VecDeque::new() }
    }
}

impl Steps {
    /// The steps of these kinds at these places; a kind for which there is no place is left out, and one step remains.
    #[must_use]
    pub fn at(kinds: &[ReviewStep], places: &StepPlaces) -> Self {
        let mut steps: VecDeque<Step> = kinds.iter().filter_map(|kind| places.of(*kind)).collect();
        steps.pop_front().map_or_else(Self::default, |now| Self { now, later: steps })
    }

    /// The steps that a plan sets for what serves requirements of a kind, in a training of this school.
    #[must_use]
    pub fn of(
        plan: &Plan,
        kind: RequirementKind,
        school_id: Uuid,
        (department_id, base_institution_id): (Option<Uuid>, Option<Uuid>),
    ) -> Self {
        let places = StepPlaces { department_id, base_institution_id, school_id: Some(school_id) };
        Self::at(plan.review_steps(kind), &places)
    }

    /// Once the present step has approved: the steps that remain; nothing when it was the last.
    #[must_use]
    pub fn next(&self) -> Option<Self> {
        let mut later = self.later.clone();
        later.pop_front().map(|now| Self { now, later })
    }
}

/// A step as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    step: String,
    place: Option<Uuid>,
}

/// Steps to come, as they are stored.
pub(super) fn written(steps: &VecDeque<Step>) -> String {
    use platform::codes::Code as _;
    let stored: Vec<Stored> =
        steps.iter().map(|step| Stored { step: step.kind.code().to_owned(), place: step.place_id }).collect();
    serde_json::json!(stored).to_string()
}

/// Steps to come, from what is stored.
pub(super) fn read(stored: &str) -> Option<VecDeque<Step>> {
    use platform::codes::Code as _;
    let stored: Vec<Stored> = serde_json::from_str(stored).ok()?;
    let step = |stored: Stored| Some(Step { kind: ReviewStep::parse(&stored.step)?, place_id: stored.place });
    stored.into_iter().map(step).collect()
}
