//! What the plan behind hours calls a kind of activity.

use async_graphql::Context;
use domain::curricula::{self, Activity};
use domain::evidence::SourceKind;
use platform::error::Name;
use uuid::Uuid;

use super::PlacementKey;
use crate::curricula::{ActivityKind, PlanKey};
use crate::enrolment::{EnrolmentKey, SupervisionKey};
use crate::loaders::load;

/// The kind of an activity that the plan of a training has under this code now; its code as its name where it has none, or is not
/// visible.
pub(super) async fn activity_kind(
    ctx: &Context<'_>,
    source: (Option<SourceKind>, Option<Uuid>),
    activity: Activity,
    code: &str,
) -> async_graphql::Result<ActivityKind> {
    let enrolment_id = match source {
        (Some(SourceKind::Placement), Some(key)) => {
            load(ctx, PlacementKey(key)).await?.map(|stay| stay.enrolment_id)
        }
        (Some(SourceKind::Supervision), Some(key)) => {
            load(ctx, SupervisionKey(key)).await?.and_then(|bond| bond.enrolment_id)
        }
        _ => None,
    };
    let enrolment = match enrolment_id {
        Some(key) => load(ctx, EnrolmentKey(key)).await?,
        None => None,
    };
    let plan = match enrolment {
        Some(enrolment) => load(ctx, PlanKey(enrolment.version_id)).await?,
        None => None,
    };
    let told = plan.and_then(|plan| plan.activity_kind(code).cloned());
    let bare = || curricula::ActivityKind {
        code: code.to_owned(),
        name: Name::new(code.to_owned(), code.to_owned()),
        counts_as: activity,
    };
    Ok(ActivityKind(told.unwrap_or_else(bare)))
}
