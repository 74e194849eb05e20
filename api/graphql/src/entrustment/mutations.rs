//! Acts of committees, and upon them.

use async_graphql::{Context, ID, InputObject, Object};
use domain::entrustment::{
    self, CommitteeChange, EntrustmentErrorCode, EntrustmentOutlook, NewCommittee, NewEntrustment,
};

use super::objects::{EntrustmentCommittee, EntrustmentDecision};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::names::NameInput;
use crate::scalars::Date;

/// A committee to be set up.
#[derive(Debug, InputObject)]
pub struct EntrustmentCommitteeCreateInput {
    /// The school or base whose trainees it is to decide about.
    institution_id: ID,
    /// Name in both languages, 1 to 100 characters each.
    name: NameInput,
    /// Members, 2 to 50, each once.
    member_ids: Vec<ID>,
    /// Which of them chairs it.
    chair_id: ID,
    /// How many must vote before it decides, from 2 to the number of members.
    quorum: i32,
}

/// Who is to sit on a committee from today on.
#[derive(Debug, InputObject)]
pub struct EntrustmentCommitteeChangeInput {
    /// The committee; no vote of it is open.
    committee_id: ID,
    /// Members, 2 to 50, each once; whoever is not named leaves.
    member_ids: Vec<ID>,
    /// Which of them chairs it.
    chair_id: ID,
    /// How many must vote before it decides, from 2 to the number of members.
    quorum: i32,
}

fn seats(
    ctx: &Context<'_>,
    (members, chair): (&[ID], &ID),
    quorum: i32,
) -> async_graphql::Result<CommitteeChange> {
    let members = ObjectKind::Person.keys(ctx, members)?;
    Ok(CommitteeChange { members, chair: ObjectKind::Person.key(ctx, chair)?, quorum })
}

payload! {
    /// What came of setting up a committee.
    EntrustmentCommitteeCreatePayload {
        /// The committee; null when the act was refused.
        committee: EntrustmentCommittee
    } or EntrustmentErrorCode
}

payload! {
    /// What came of changing a committee.
    EntrustmentCommitteeChangePayload {
        /// The committee; null when the act was refused.
        committee: EntrustmentCommittee
    } or EntrustmentErrorCode
}

/// A level to be entrusted.
#[derive(Debug, InputObject)]
pub struct EntrustmentProposeInput {
    /// The committee: of the school that enrolled the trainee, or of a base where she learns today.
    committee_id: ID,
    /// The enrolment, which is active; its plan names the activity.
    enrolment_id: ID,
    /// Code of the activity.
    activity: String,
    /// The level, 1 to 5.
    level: i32,
    /// What the decision looks at.
    outlook: Coded<EntrustmentOutlook>,
    /// The local day from which it holds: of a retrospective one within the training so far, of a prospective one today.
    holds_from: Date,
    /// Why, 1 to 2,000 characters.
    rationale: String,
    /// Evidence on which it rests: approved, hers, 1 to 50, each once.
    basis_ids: Vec<ID>,
}

payload! {
    /// What came of proposing.
    EntrustmentProposePayload {
        /// What the committee is asked; null when the act was refused.
        decision: EntrustmentDecision
    } or EntrustmentErrorCode
}

/// A member's vote.
#[derive(Debug, InputObject)]
pub struct EntrustmentVoteInput {
    /// What it is about.
    decision_id: ID,
    /// Whether she is in favour.
    in_favour: bool,
    /// What she says to it, at most 2,000 characters; needed when she is against it.
    #[graphql(default)]
    remark: String,
}

payload! {
    /// What came of voting.
    EntrustmentVotePayload {
        /// What was voted about; null when the act was refused.
        decision: EntrustmentDecision
    } or EntrustmentErrorCode
}

/// A vote to be closed.
#[derive(Debug, InputObject)]
pub struct EntrustmentCloseInput {
    /// What it is about; as many as the quorum have voted.
    decision_id: ID,
}

payload! {
    /// What came of closing a vote.
    EntrustmentClosePayload {
        /// What was decided; null when the act was refused.
        decision: EntrustmentDecision
    } or EntrustmentErrorCode
}

/// A proposal to be dropped.
#[derive(Debug, InputObject)]
pub struct EntrustmentDropInput {
    /// What was proposed; its vote is open.
    decision_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of dropping a proposal.
    EntrustmentDropPayload {
        /// What was dropped; null when the act was refused.
        decision: EntrustmentDecision
    } or EntrustmentErrorCode
}

/// A decision to be taken back.
#[derive(Debug, InputObject)]
pub struct EntrustmentReverseInput {
    /// What was entrusted.
    decision_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of taking a decision back.
    EntrustmentReversePayload {
        /// What was taken back; null when the act was refused.
        decision: EntrustmentDecision
    } or EntrustmentErrorCode
}

/// Acts of committees that entrust activities.
#[derive(Default)]
pub struct EntrustmentMutation;

#[Object]
impl EntrustmentMutation {
    /// Sets up a committee that entrusts activities to trainees of a school or a base.
    async fn entrustment_committee_create(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentCommitteeCreateInput,
    ) -> async_graphql::Result<EntrustmentCommitteeCreatePayload> {
        let new = NewCommittee {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            name: input.name.into(),
            seats: seats(ctx, (&input.member_ids, &input.chair_id), input.quorum)?,
        };
        let made = entrustment::committee_create(platform(ctx), viewer(ctx)?, new).await;
        EntrustmentCommitteeCreatePayload::of(ctx, made)
    }

    /// Changes who sits on a committee, and how many must vote.
    async fn entrustment_committee_change(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentCommitteeChangeInput,
    ) -> async_graphql::Result<EntrustmentCommitteeChangePayload> {
        let key = ObjectKind::EntrustmentCommittee.key(ctx, &input.committee_id)?;
        let change = seats(ctx, (&input.member_ids, &input.chair_id), input.quorum)?;
        let changed = entrustment::committee_change(platform(ctx), viewer(ctx)?, key, change).await;
        EntrustmentCommitteeChangePayload::of(ctx, changed)
    }

    /// Asks a committee to entrust an activity to a trainee at a level. Until it is decided, its members see her record.
    async fn entrustment_propose(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentProposeInput,
    ) -> async_graphql::Result<EntrustmentProposePayload> {
        let new = NewEntrustment {
            committee_id: ObjectKind::EntrustmentCommittee.key(ctx, &input.committee_id)?,
            enrolment_id: ObjectKind::Enrolment.key(ctx, &input.enrolment_id)?,
            activity: input.activity.trim().to_owned(),
            level: input.level,
            outlook: input.outlook.0,
            holds_from: input.holds_from.0,
            rationale: input.rationale,
            basis: ObjectKind::Evidence.keys(ctx, &input.basis_ids)?,
        };
        let made = entrustment::entrustment_propose(platform(ctx), viewer(ctx)?, new).await;
        EntrustmentProposePayload::of(ctx, made)
    }

    /// Votes once about what a committee was asked.
    async fn entrustment_vote(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentVoteInput,
    ) -> async_graphql::Result<EntrustmentVotePayload> {
        let key = ObjectKind::EntrustmentDecision.key(ctx, &input.decision_id)?;
        let vote = (input.in_favour, input.remark.as_str());
        let voted = entrustment::entrustment_vote(platform(ctx), viewer(ctx)?, key, vote).await;
        EntrustmentVotePayload::of(ctx, voted)
    }

    /// Closes a vote: the activity is entrusted when more than half of those who voted are in favour, and counts at once.
    async fn entrustment_close(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentCloseInput,
    ) -> async_graphql::Result<EntrustmentClosePayload> {
        let key = ObjectKind::EntrustmentDecision.key(ctx, &input.decision_id)?;
        let closed = entrustment::entrustment_close(platform(ctx), viewer(ctx)?, key).await;
        EntrustmentClosePayload::of(ctx, closed)
    }

    /// Drops what was proposed before it is decided.
    async fn entrustment_drop(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentDropInput,
    ) -> async_graphql::Result<EntrustmentDropPayload> {
        let key = ObjectKind::EntrustmentDecision.key(ctx, &input.decision_id)?;
        let dropped = entrustment::entrustment_drop(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        EntrustmentDropPayload::of(ctx, dropped)
    }

    /// Takes back what was entrusted: its evidence is withdrawn and counts no more, and a certificate that rests on it is flagged.
    async fn entrustment_reverse(
        &self,
        ctx: &Context<'_>,
        input: EntrustmentReverseInput,
    ) -> async_graphql::Result<EntrustmentReversePayload> {
        let key = ObjectKind::EntrustmentDecision.key(ctx, &input.decision_id)?;
        let reversed =
            entrustment::entrustment_reverse(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        EntrustmentReversePayload::of(ctx, reversed)
    }
}
