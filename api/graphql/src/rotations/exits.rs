//! The exit from a department: the trainee hands it in, and one after another sign it.

use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::{self, EvidenceKind, EvidenceStatus};
use domain::rotations::{self, NewPlacementExit, PlacementExitErrorCode, ReviewDecision};

use super::objects::{AtPlacement, written};
use super::{EvidenceKey, shown, verdict, withdrawal};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::evidence::Reviewed;
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::scalars::{Date, DateTime};

/// The end of a stay.
#[derive(Clone, Debug)]
pub struct PlacementExit(pub evidence::Evidence);

impl From<evidence::Evidence> for PlacementExit {
    fn from(row: evidence::Evidence) -> Self {
        Self(row)
    }
}

/// The end of a stay, handed in by the trainee and signed by one after another, the placement's supervisor first. The last
/// signature credits the days of the stay less absence, of a part-time stay its share of them.
#[Object]
impl PlacementExit {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// `PLACEMENT_EXIT`.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// Where it stands.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The last day of the stay, to which it is credited.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was recorded.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// Calendar days of the stay, first and last counted; absence is not taken off.
    async fn days(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        written(ctx, &self.0, self.0.days)
    }

    /// Days of leave and absence within the stay, 0 to `days`; they are not credited.
    async fn absence_days(&self) -> i32 {
        self.0.absence_days.unwrap_or_default()
    }

    /// The stay's share of full time in percent, 10 to 90; null for full time.
    async fn part_time_percent(&self) -> Option<i32> {
        self.0.part_time_percent
    }

    /// Days that count: `days` less `absenceDays`, and of them the share of full time, rounded down to whole days.
    async fn counted_days(&self) -> i64 {
        self.0.counted_days()
    }

    /// The trainee's summary, 1 to 4000 characters.
    async fn summary(&self) -> &str {
        &self.0.note
    }

    /// The exit handed in before, which was sent back; null for the first one.
    async fn replaces(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PlacementExit>> {
        match self.0.replaces_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(PlacementExit)),
            None => Ok(None),
        }
    }

    /// Where it belongs.
    #[graphql(flatten)]
    async fn at_placement(&self) -> AtPlacement {
        AtPlacement::of(&self.0)
    }

    /// What its review needs and says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }

    /// Rises with each change of status; `placementExitReview` and `placementExitWithdraw` take it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// An exit to be handed in.
#[derive(Debug, InputObject)]
pub struct PlacementExitSubmitInput {
    /// The placement that ends, from its last day on.
    placement_id: ID,
    /// Days of leave and absence within the stay, 0 to all of its days.
    absence_days: i32,
    /// The trainee's summary, 1 to 4000 characters.
    summary: String,
}

payload! {
    /// What came of handing in an exit.
    PlacementExitSubmitPayload {
        /// The exit, which now awaits its review; null when the act was refused.
        placement_exit: PlacementExit
    } or PlacementExitErrorCode
}

/// A decision about an exit.
#[derive(Debug, InputObject)]
pub struct PlacementExitReviewInput {
    /// The exit; it must await its review.
    placement_exit_id: ID,
    /// What is decided.
    decision: Coded<ReviewDecision>,
    /// Why, 1 to 1000 characters; needed unless it is approved, and left out then.
    reason: Option<String>,
    /// What whoever approves it writes on its sheet, at most 1000 characters; needed of the placement's supervisor (带教评语), and
    /// left out unless it is approved.
    comment: Option<String>,
    /// The exit's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of deciding about an exit.
    PlacementExitReviewPayload {
        /// The exit; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        placement_exit: PlacementExit
    } or PlacementExitErrorCode
}

/// An approval of an exit to be taken back.
#[derive(Debug, InputObject)]
pub struct PlacementExitWithdrawInput {
    /// The exit; it must be approved.
    placement_exit_id: ID,
    /// Why, 1 to 1000 characters.
    reason: String,
    /// The exit's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of taking back an approval of an exit.
    PlacementExitWithdrawPayload {
        /// The exit; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        placement_exit: PlacementExit
    } or PlacementExitErrorCode
}

/// Acts upon exits.
#[derive(Default)]
pub struct ExitMutation;

#[Object]
impl ExitMutation {
    /// Hands in the exit of one's own placement.
    async fn placement_exit_submit(
        &self,
        ctx: &Context<'_>,
        input: PlacementExitSubmitInput,
    ) -> async_graphql::Result<PlacementExitSubmitPayload> {
        let new = NewPlacementExit {
            placement_id: ObjectKind::Placement.key(ctx, &input.placement_id)?,
            absence_days: input.absence_days,
            summary: input.summary,
        };
        let outcome = rotations::placement_exit_submit(platform(ctx), viewer(ctx)?, new).await;
        PlacementExitSubmitPayload::of(ctx, outcome)
    }

    /// Signs an exit at the step that it awaits, or sends it back: returned once for mending, or rejected, and then the stay is to be
    /// repeated. The last signature credits the stay, completes the placement and freezes its `exitSheet`.
    async fn placement_exit_review(
        &self,
        ctx: &Context<'_>,
        input: PlacementExitReviewInput,
    ) -> async_graphql::Result<PlacementExitReviewPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.placement_exit_id)?;
        let is_approved = input.decision.0 == ReviewDecision::Approved;
        let words = if is_approved { input.comment } else { input.reason };
        let verdict = verdict(key, input.decision.0, words, input.expected_version);
        let outcome = rotations::placement_exit_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = PlacementExitReviewPayload::of(ctx, outcome)?;
        let stale = (key, PlacementExitErrorCode::Conflict);
        payload.placement_exit = shown(ctx, payload.placement_exit, &payload.errors, stale).await?;
        Ok(payload)
    }

    /// Takes back the approval of an exit; its credit is reversed and the placement is planned again.
    async fn placement_exit_withdraw(
        &self,
        ctx: &Context<'_>,
        input: PlacementExitWithdrawInput,
    ) -> async_graphql::Result<PlacementExitWithdrawPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.placement_exit_id)?;
        let outcome = rotations::placement_exit_decide(
            platform(ctx),
            viewer(ctx)?,
            &withdrawal(key, input.reason, input.expected_version),
        )
        .await;
        let mut payload = PlacementExitWithdrawPayload::of(ctx, outcome)?;
        let stale = (key, PlacementExitErrorCode::Conflict);
        payload.placement_exit = shown(ctx, payload.placement_exit, &payload.errors, stale).await?;
        Ok(payload)
    }
}
