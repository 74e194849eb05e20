//! What a plan's file asks that can never be met.

use platform::data_file::Fields;

use crate::curricula::rules::limits::{Place, impossible};
use crate::curricula::rules::{Figures, Requirement, Stage};

/// Refuses what can never be met, each at its place.
pub(super) fn refuse_impossible(
    fields: &mut Fields<'_>,
    (figures, stages): (&Figures, &[Stage]),
    requirements: &[Requirement],
) {
    let asked: Vec<&Requirement> = requirements.iter().collect();
    for found in impossible(figures, stages, &asked) {
        let place = match found.place {
            Place::Requirement(position, None) => format!("requirements.{position}"),
            Place::Requirement(position, Some(field)) => format!("requirements.{position}.{field}"),
            Place::Stage(position) => format!("stages.{position}"),
            Place::Plan => "requirements".to_owned(),
        };
        fields.refuse(&place, found.message);
    }
}
