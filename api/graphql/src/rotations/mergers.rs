//! Merging one institution into another one.

use async_graphql::{Context, ID, InputObject, Object};
use domain::rotations::{self, MergerErrorCode, NewMerger};

use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::organisations::Institution;
use crate::scalars::Date;

/// A merger to be recorded.
#[derive(Debug, InputObject)]
pub struct InstitutionMergeInput {
    /// The institution that is merged.
    from_institution_id: ID,
    /// Its successor, which was merged into no other.
    into_institution_id: ID,
    /// The first day on which the merged institution is no more, past or to come: nobody may be placed there on it or later.
    merged_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of merging an institution into another one.
    InstitutionMergePayload {
        /// The merged institution; null when the act was refused.
        institution: Institution
    } or MergerErrorCode
}

/// Acts upon institutions of which bookings must be known.
#[derive(Default)]
pub struct MergerMutation;

#[Object]
impl MergerMutation {
    /// Merges an institution into another one. All of its past stays readable where it is; its accreditations and memberships end the
    /// day before, and from that day on it takes no new bases, members, trainings or placements. Roles are held at it as before: to
    /// let those of its successor reach it, move it there (`institutionMove`).
    async fn institution_merge(
        &self,
        ctx: &Context<'_>,
        input: InstitutionMergeInput,
    ) -> async_graphql::Result<InstitutionMergePayload> {
        let new = NewMerger {
            from_id: ObjectKind::Institution.key(ctx, &input.from_institution_id)?,
            into_id: ObjectKind::Institution.key(ctx, &input.into_institution_id)?,
            on: input.merged_on.0,
            reason: input.reason,
        };
        let merged = rotations::institution_merge(platform(ctx), viewer(ctx)?, new).await;
        InstitutionMergePayload::of(ctx, merged)
    }
}
