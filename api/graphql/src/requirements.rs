//! Who may: one row for each root field, from which the schema's "Requires: …" is printed.
//!
//! A row names the act that the service asks the policy for, so that the printed roles are those of the check. The
//! authorisation matrix of the tests stands on the same rows, and a root field without one fails a test.

use domain::identity::{Act, accepted_roles};
use platform::codes::Code as _;

/// What a root field asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing: open to everybody.
    Nothing,
    /// A token; what is answered depends on what its person may see.
    SignedIn,
    /// A role that the policy accepts for the act.
    Act(Act),
    /// An act that follows from a relation, in words: `being the trainee herself`.
    Relation(Act, &'static str),
}

impl Requirement {
    /// As the schema prints it.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Nothing => "Requires: nothing, not even a token.".to_owned(),
            Self::SignedIn => "Requires: a token.".to_owned(),
            Self::Act(act) => format!("Requires: {}.", roles(act)),
            Self::Relation(act, relation) if accepted_roles(act).is_empty() => {
                format!("Requires: {relation}.")
            }
            Self::Relation(act, relation) => format!("Requires: {relation}, or {}.", roles(act)),
        }
    }
}

fn roles(act: Act) -> String {
    let roles: Vec<&str> = accepted_roles(act).iter().map(|role| role.code()).collect();
    roles.join(" or ")
}

/// Every root field with what it requires.
pub fn all() -> impl Iterator<Item = (&'static str, Requirement)> {
    let rooms = [
        crate::node::REQUIREMENTS,
        crate::labels::REQUIREMENTS,
        crate::uploads::REQUIREMENTS,
        crate::identity::REQUIREMENTS,
        crate::organisations::REQUIREMENTS,
        crate::curricula::REQUIREMENTS,
        crate::curricula::FRAMEWORK_REQUIREMENTS,
        crate::enrolment::REQUIREMENTS,
        crate::evidence::REQUIREMENTS,
        crate::assessments::REQUIREMENTS,
        crate::entrustment::REQUIREMENTS,
        crate::pairings::REQUIREMENTS,
        crate::teaching::REQUIREMENTS,
        crate::timetables::REQUIREMENTS,
        crate::dispatches::REQUIREMENTS,
        crate::twinnings::REQUIREMENTS,
        crate::ratings::REQUIREMENTS,
        crate::progress::REQUIREMENTS,
        crate::rotations::REQUIREMENTS,
        crate::oversight::REQUIREMENTS,
        crate::examinations::REQUIREMENTS,
        crate::credentials::REQUIREMENTS,
        crate::dossier::REQUIREMENTS,
    ];
    rooms.into_iter().flatten().copied()
}
