//! Moving enrolments to another curriculum version: what each would gain and lose, and the move itself, which credits all
//! evidence anew by the rules of the new version (domain rule 8).

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::Platform;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use uuid::Uuid;

use super::rules::credits;
use super::service::{approved_of, recredit_all};
use crate::curricula::{self, Plan, Requirement};
use crate::enrolment::{self, Enrolment, EnrolmentErrorCode};
use crate::identity::rules::reason_problem;
use crate::identity::{Scope, Viewer};

/// Enrolments moved with one act at most.
pub const MOST_MOVED: usize = 100;

/// What a requirement, or its like in the other version, has before and after a move. In its unit.
#[derive(Clone, Debug)]
pub struct MovedRequirement {
    /// As it is asked now.
    pub before: Option<(Arc<Requirement>, i64)>,
    /// As it would be asked.
    pub after: Option<(Arc<Requirement>, i64)>,
}

/// What a move would mean for one enrolment.
#[derive(Clone, Debug)]
pub struct MovePreview {
    /// The enrolment.
    pub enrolment: Enrolment,
    /// Requirements of the version it would be held to, in their order, then those that would be asked no more.
    pub requirements: Vec<MovedRequirement>,
}

/// What a move to a version would mean for these visible enrolments, in the order given: five statements, whatever their number.
///
/// # Errors
/// `NotFound` when there is no such version, or one of the enrolments is not visible.
pub async fn move_preview(
    platform: &Platform,
    scope: Scope<'_>,
    enrolments: &[Uuid],
    version_id: Uuid,
) -> Result<Vec<MovePreview>, Error> {
    let reader = platform.database.reader();
    let found = enrolment::find_enrolments(reader, scope, enrolments).await?;
    let mut versions: Vec<Uuid> = found.iter().map(|enrolment| enrolment.version_id).collect();
    versions.push(version_id);
    let plans = curricula::plans_to_credit(reader, &versions).await?;
    let after = plans.get(&version_id).ok_or(Error::NotFound)?;
    let people: Vec<Uuid> = found.iter().map(|enrolment| enrolment.person_id).collect();
    let approved = approved_of(reader, &people).await?;
    let mut previews = Vec::new();
    for key in enrolments {
        let enrolment = found.iter().find(|enrolment| enrolment.id == *key).ok_or(Error::NotFound)?;
        let before = plans.get(&enrolment.version_id).ok_or(Error::NotFound)?;
        let facts = approved.get(&enrolment.person_id).map(Vec::as_slice).unwrap_or_default();
        let credited = |plan: &Plan| {
            let mut sums: BTreeMap<Uuid, i64> = BTreeMap::new();
            for credit in credits(plan, enrolment.starts_on, facts) {
                *sums.entry(credit.requirement_id).or_default() += credit.quantity;
            }
            sums
        };
        let requirements = side_by_side((before, &credited(before)), (after, &credited(after)));
        previews.push(MovePreview { enrolment: enrolment.clone(), requirements });
    }
    Ok(previews)
}

fn side_by_side(
    (before, had): (&Plan, &BTreeMap<Uuid, i64>),
    (after, gets): (&Plan, &BTreeMap<Uuid, i64>),
) -> Vec<MovedRequirement> {
    let sum =
        |sums: &BTreeMap<Uuid, i64>, of: &Arc<Requirement>| sums.get(&of.id).copied().unwrap_or_default();
    let like =
        |of: &Requirement| before.requirements.iter().find(|was| was.code == of.code && was.kind == of.kind);
    let mut rows: Vec<MovedRequirement> = after
        .requirements
        .iter()
        .map(|asked| MovedRequirement {
            before: like(asked).map(|was| (Arc::clone(was), sum(had, was))),
            after: Some((Arc::clone(asked), sum(gets, asked))),
        })
        .collect();
    let gone = before.requirements.iter().filter(|was| {
        !after.requirements.iter().any(|asked| asked.code == was.code && asked.kind == was.kind)
    });
    rows.extend(
        gone.map(|was| MovedRequirement { before: Some((Arc::clone(was), sum(had, was))), after: None }),
    );
    rows
}

/// Holds enrolments to another version and credits their evidence anew. All of them are moved, or none.
///
/// # Errors
/// `NotFound` when the version or an enrolment is not there, `Forbidden` without a role at its school; every problem found.
pub async fn enrolments_move(
    platform: &Platform,
    viewer: &Viewer,
    enrolments: &[Uuid],
    version_id: Uuid,
    reason: &str,
) -> Outcome<Vec<Enrolment>, EnrolmentErrorCode> {
    if enrolments.is_empty() || enrolments.len() > MOST_MOVED {
        let message = Message::new("common-too-many").with("field", "enrolmentIds").with("limit", MOST_MOVED);
        return Err(Failure::problem(EnrolmentErrorCode::Invalid, "enrolmentIds", message));
    }
    if let Some(problem) = reason_problem(EnrolmentErrorCode::Invalid, reason) {
        return Err(Failure::Rejected(vec![problem]));
    }
    let write = platform.database.write().await?;
    let version = curricula::version(&*write, version_id).await?;
    let mut moved = Vec::new();
    for (permit, enrolment) in enrolment::movable(&write, viewer, enrolments, &version).await? {
        moved.push(enrolment::move_to_version(&write, &permit, &enrolment, &version, reason).await?);
        recredit_all(&write, &permit, enrolment.person_id).await?;
    }
    write.commit().await?;
    Ok(moved)
}
