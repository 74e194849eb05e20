//! What can be done with placements and hours.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, SimpleObject};
use domain::evidence::{Decision, Evidence, Verdict};
use domain::rotations::{
    self, Activity, HoursErrorCode, NewHours, NewPlacement, PlacementErrorCode, ReviewDecision, Within,
};
use platform::codes::Code;
use uuid::Uuid;

use super::{EvidenceKey, HoursEntry, Placement, PlacementKey};

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Refusal, payload};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::scalars::{Date, DateTime};

/// A placement to be booked.
#[derive(Debug, InputObject)]
pub struct PlacementCreateInput {
    /// The enrolment it serves; it must be active.
    enrolment_id: ID,
    /// The requirement it serves: one of the enrolment's curriculum version that asks for time in a department.
    requirement_id: ID,
    /// Where: a department whose specialty and kind of base serve the requirement.
    department_id: ID,
    /// Who supervises her there: somebody who teaches or works at the base's institution, and is not the trainee.
    supervisor_id: ID,
    /// First day.
    starts_on: Date,
    /// Last day, at most two years after the first.
    ends_on: Date,
    /// Share of full time in percent, 10 to 90; full time when left out. Part-time stays of one trainee may share days while their shares
    /// sum to at most 100 on each. Of its days, absence taken off, the share counts, rounded down to whole days.
    part_time_percent: Option<i32>,
    /// A stay of the same enrolment and requirement that is over or ends before this one, of which it makes up what was missed.
    makes_up_for_id: Option<ID>,
    /// Why it should take place even where the department or the supervisor is full, 1 to 500 characters. Where one of
    /// them is, the placement is then PROPOSED and waits for `placementOverride`; where neither is, it is not kept.
    override_reason: Option<String>,
    /// Whether it is a draft that somebody else approves (`placementApprove`) before it takes a place; not together with
    /// `overrideReason`.
    #[graphql(default)]
    is_draft: bool,
}

payload! {
    /// What came of booking a placement.
    PlacementCreatePayload {
        /// The placement, DRAFT, PLANNED, ACTIVE or PROPOSED; null when the act was refused.
        placement: Placement
    } or PlacementErrorCode
}

/// A proposed placement that is to take place.
#[derive(Debug, InputObject)]
pub struct PlacementOverrideInput {
    /// The placement; it must be proposed, by somebody else, and be somebody else's.
    placement_id: ID,
    /// The placement's `version` as the client saw it; another one gets CONFLICT.
    expected_version: i32,
}

payload! {
    /// What came of overriding that places are taken.
    PlacementOverridePayload {
        /// The placement, now planned; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        placement: Placement
    } or PlacementErrorCode
}

/// A placement to be cancelled.
#[derive(Debug, InputObject)]
pub struct PlacementCancelInput {
    /// The placement; it must be planned or proposed, and no evidence of it may wait or be approved.
    placement_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
    /// The placement's `version` as the client saw it; another one gets CONFLICT.
    expected_version: i32,
}

payload! {
    /// What came of cancelling a placement.
    PlacementCancelPayload {
        /// The placement; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        placement: Placement
    } or PlacementErrorCode
}

/// Two stays to be exchanged.
#[derive(Debug, InputObject)]
pub struct PlacementSwapInput {
    /// One stay; it must be planned and not have begun.
    first_placement_id: ID,
    /// Its `version` as the client saw it; another one gets CONFLICT.
    first_version: i32,
    /// The other stay, another trainee's; it must be planned, not have begun, and take the same share of full time.
    second_placement_id: ID,
    /// Its `version` as the client saw it; another one gets CONFLICT.
    second_version: i32,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of exchanging two stays.
    PlacementSwapPayload {
        /// The two new stays, that of the first one's trainee first; null when the act was refused.
        placements: SwappedPlacements
    } or PlacementErrorCode
}

/// The stays that two trainees took from each other.
#[derive(Clone, Debug, SimpleObject)]
pub struct SwappedPlacements {
    /// What the trainee of the first stay has now.
    first: Placement,
    /// What the trainee of the second stay has now.
    second: Placement,
}

impl From<(rotations::Placement, rotations::Placement)> for SwappedPlacements {
    fn from((first, second): (rotations::Placement, rotations::Placement)) -> Self {
        Self { first: Placement(first), second: Placement(second) }
    }
}

/// What hours belong to.
#[derive(Debug, OneofObject)]
pub enum HoursWithinInput {
    /// A placement, for duty and on call in its department.
    PlacementId(ID),
    /// A master's supervision, for following her.
    SupervisionId(ID),
}

/// Hours to be entered.
#[derive(Debug, InputObject)]
pub struct HoursSubmitInput {
    /// What they belong to; they must lie within its days.
    within: HoursWithinInput,
    /// What the time was spent on: DUTY, `ON_CALL_IN_HOUSE` or `ON_CALL_HOME` within a placement,
    /// `FOLLOWING_MASTER` within a master's supervision. A call in the hospital is duty as a whole; whoever is called in from
    /// stand-by at home enters that as DUTY beside it.
    activity: Coded<Activity>,
    /// The kind of that activity, by code, as the plan of the training tells kinds apart (`CurriculumVersion.activityKinds`); none when
    /// left out.
    activity_kind: Option<String>,
    /// Start, to the minute.
    starts_at: DateTime,
    /// End, to the minute: after the start, at most 24 hours later, and not in the future.
    ends_at: DateTime,
    /// What is to be said about it, at most 1000 characters.
    #[graphql(default)]
    note: String,
    /// An own entry of the same placement or supervision that this one corrects. One that is approved keeps its credit
    /// until the correction is approved.
    replaces_id: Option<ID>,
    /// A key of the client's own, at most 100 characters, for a line that may drop: the same key with the same input
    /// answers with the first result and adds nothing.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of entering hours.
    HoursSubmitPayload {
        /// The entry, which now awaits its review; null when the act was refused.
        hours_entry: HoursEntry
    } or HoursErrorCode
}

/// A decision about hours.
#[derive(Debug, InputObject)]
pub struct HoursReviewInput {
    /// The entry; it must await its review.
    hours_entry_id: ID,
    /// What is decided.
    decision: Coded<ReviewDecision>,
    /// Why, at most 1000 characters; needed unless it is approved.
    reason: Option<String>,
    /// The entry's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of deciding about hours.
    HoursReviewPayload {
        /// The entry; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        hours_entry: HoursEntry
    } or HoursErrorCode
}

/// An approval of hours to be taken back.
#[derive(Debug, InputObject)]
pub struct HoursWithdrawInput {
    /// The entry; it must be approved.
    hours_entry_id: ID,
    /// Why, 1 to 1000 characters.
    reason: String,
    /// The entry's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of taking back an approval of hours.
    HoursWithdrawPayload {
        /// The entry; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        hours_entry: HoursEntry
    } or HoursErrorCode
}

/// What a reviewer says to what waits.
pub(crate) fn verdict(
    evidence_id: Uuid,
    decision: ReviewDecision,
    reason: Option<String>,
    expected_version: Option<i32>,
) -> Verdict {
    Verdict { evidence_id, decision: decision.into(), reason, expected_version }
}

/// That an approval is taken back.
pub(crate) fn withdrawal(evidence_id: Uuid, reason: String, expected_version: Option<i32>) -> Verdict {
    Verdict { evidence_id, decision: Decision::Withdrawn, reason: Some(reason), expected_version }
}

fn is_stale<C: Code + PartialEq>(errors: &[Refusal<C>], conflict: C) -> bool {
    errors.iter().any(|refusal| refusal.code.0 == conflict)
}

/// What an act upon evidence shows: what was made of it; or, when it was refused as CONFLICT, the evidence as it is now.
pub(crate) async fn shown<T: From<Evidence>, C: Code + PartialEq>(
    ctx: &Context<'_>,
    made: Option<T>,
    errors: &[Refusal<C>],
    (key, conflict): (Uuid, C),
) -> async_graphql::Result<Option<T>> {
    if is_stale(errors, conflict) { Ok(load(ctx, EvidenceKey(key)).await?.map(T::from)) } else { Ok(made) }
}

/// Acts upon placements and hours.
#[derive(Default)]
pub struct RotationMutation;

#[Object]
impl RotationMutation {
    /// Places a trainee in a department. Of several who want its last place, one gets it and the others `DEPARTMENT_FULL`;
    /// with an `overrideReason` such a placement is proposed to a second person.
    async fn placement_create(
        &self,
        ctx: &Context<'_>,
        input: PlacementCreateInput,
    ) -> async_graphql::Result<PlacementCreatePayload> {
        let new = NewPlacement {
            enrolment_id: ObjectKind::Enrolment.key(ctx, &input.enrolment_id)?,
            requirement_id: ObjectKind::Requirement.key(ctx, &input.requirement_id)?,
            department_id: ObjectKind::Department.key(ctx, &input.department_id)?,
            supervisor_id: ObjectKind::Person.key(ctx, &input.supervisor_id)?,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.0,
            part_time_percent: input.part_time_percent,
            makes_up_for_id: ObjectKind::Placement.optional_key(ctx, input.makes_up_for_id.as_ref())?,
            override_reason: input.override_reason,
            is_draft: input.is_draft,
        };
        PlacementCreatePayload::of(ctx, rotations::placement_create(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Lets a proposed placement take place although its department or its supervisor is full. To decline it, cancel it.
    async fn placement_override(
        &self,
        ctx: &Context<'_>,
        input: PlacementOverrideInput,
    ) -> async_graphql::Result<PlacementOverridePayload> {
        let key = ObjectKind::Placement.key(ctx, &input.placement_id)?;
        let outcome =
            rotations::placement_override(platform(ctx), viewer(ctx)?, key, input.expected_version).await;
        let mut payload = PlacementOverridePayload::of(ctx, outcome)?;
        if is_stale(&payload.errors, PlacementErrorCode::Conflict) {
            payload.placement = load(ctx, PlacementKey(key)).await?.map(Placement);
        }
        Ok(payload)
    }

    /// Cancels a planned placement, or declines a proposed one; its place is free again.
    async fn placement_cancel(
        &self,
        ctx: &Context<'_>,
        input: PlacementCancelInput,
    ) -> async_graphql::Result<PlacementCancelPayload> {
        let key = ObjectKind::Placement.key(ctx, &input.placement_id)?;
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let outcome =
            rotations::placement_cancel(platform, viewer, key, &input.reason, input.expected_version).await;
        let mut payload = PlacementCancelPayload::of(ctx, outcome)?;
        if is_stale(&payload.errors, PlacementErrorCode::Conflict) {
            payload.placement = load(ctx, PlacementKey(key)).await?.map(Placement);
        }
        Ok(payload)
    }

    /// Lets two trainees take each other's stay, with its department, supervisor and days: both at once, or neither. What was booked
    /// before is cancelled, and each new stay names it (`insteadOf`).
    async fn placement_swap(
        &self,
        ctx: &Context<'_>,
        input: PlacementSwapInput,
    ) -> async_graphql::Result<PlacementSwapPayload> {
        let swap = rotations::Swap {
            first: (ObjectKind::Placement.key(ctx, &input.first_placement_id)?, input.first_version),
            second: (ObjectKind::Placement.key(ctx, &input.second_placement_id)?, input.second_version),
            reason: input.reason,
        };
        PlacementSwapPayload::of(ctx, rotations::placement_swap(platform(ctx), viewer(ctx)?, &swap).await)
    }

    /// Enters hours of one's own. They hold their time at once, and count when they are approved.
    async fn hours_submit(
        &self,
        ctx: &Context<'_>,
        input: HoursSubmitInput,
    ) -> async_graphql::Result<HoursSubmitPayload> {
        let within = match &input.within {
            HoursWithinInput::PlacementId(id) => Within::Placement(ObjectKind::Placement.key(ctx, id)?),
            HoursWithinInput::SupervisionId(id) => Within::Supervision(ObjectKind::Supervision.key(ctx, id)?),
        };
        let new = NewHours {
            within,
            activity: input.activity.0,
            activity_kind: input.activity_kind,
            starts_at: input.starts_at.0,
            ends_at: input.ends_at.0,
            note: input.note,
            replaces_id: ObjectKind::Evidence.optional_key(ctx, input.replaces_id.as_ref())?,
            replaces_key: None,
            key: input.client_mutation_key,
        };
        HoursSubmitPayload::of(ctx, rotations::hours_submit(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Decides about hours that await their review: approves them, gives them back for mending, or rejects them.
    async fn hours_review(
        &self,
        ctx: &Context<'_>,
        input: HoursReviewInput,
    ) -> async_graphql::Result<HoursReviewPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.hours_entry_id)?;
        let verdict = verdict(key, input.decision.0, input.reason, input.expected_version);
        let outcome = rotations::hours_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = HoursReviewPayload::of(ctx, outcome)?;
        let stale = (key, HoursErrorCode::Conflict);
        payload.hours_entry = shown(ctx, payload.hours_entry, &payload.errors, stale).await?;
        Ok(payload)
    }

    /// Takes back the approval of hours; their credit is reversed and their time is free.
    async fn hours_withdraw(
        &self,
        ctx: &Context<'_>,
        input: HoursWithdrawInput,
    ) -> async_graphql::Result<HoursWithdrawPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.hours_entry_id)?;
        let outcome = rotations::hours_decide(
            platform(ctx),
            viewer(ctx)?,
            &withdrawal(key, input.reason, input.expected_version),
        )
        .await;
        let mut payload = HoursWithdrawPayload::of(ctx, outcome)?;
        let stale = (key, HoursErrorCode::Conflict);
        payload.hours_entry = shown(ctx, payload.hours_entry, &payload.errors, stale).await?;
        Ok(payload)
    }
}
