//! What happens to enrolments after they were made, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::enrolment::{self, Change, EnrolmentActKind, EnrolmentErrorCode, Pause};
use domain::evidence::{self, MOST_MOVED};
use platform::text::Message;
use uuid::Uuid;

use super::Enrolment;
use super::leave_effects::AppliedLeaveRule;
use crate::codes::Coded;
use crate::context::{opens, platform, viewer};
use crate::curricula::{CurriculumVersion, CurriculumVersionKey, Requirement};
use crate::errors::{Report as _, bad_input, heard, payload};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load};
use crate::names::present;
use crate::scalars::{Date, DateTime, SafeInt};

/// Finds what happened to an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnrolmentActsKey(pub Uuid);

#[async_trait]
impl Loader<EnrolmentActsKey> for Batches {
    type Value = Vec<enrolment::EnrolmentAct>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[EnrolmentActsKey],
    ) -> Result<HashMap<EnrolmentActsKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = enrolment::acts_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| EnrolmentActsKey(row.enrolment_id)))
    }
}

/// Days on which a training pauses.
#[derive(Clone, Copy, Debug)]
pub struct EnrolmentPause(pub Pause);

/// Days on which a training pauses; they are no days of training to `Progress.pace`.
#[Object]
impl EnrolmentPause {
    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.0)
    }

    /// Last day.
    async fn ends_on(&self) -> Date {
        Date(self.0.1)
    }

    /// Calendar days, first and last counted.
    async fn days(&self) -> SafeInt {
        SafeInt(enrolment::days_of(self.0))
    }
}

/// What happened to an enrolment after it was made.
#[derive(Clone, Debug)]
pub struct EnrolmentAct(pub enrolment::EnrolmentAct);

/// What happened to an enrolment after it was made. It moved the calendar, never the evidence and never the cohort.
#[Object]
impl EnrolmentAct {
    /// What happened.
    async fn kind(&self) -> Coded<EnrolmentActKind> {
        Coded(self.0.kind)
    }

    /// First day of a pause, last day before a withdrawal, or the day of a return; null otherwise.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// Last day of a pause; null otherwise.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// Last day as planned before.
    async fn completion_before(&self) -> Date {
        Date(self.0.completion_before)
    }

    /// Last day as planned from then on.
    async fn completion_after(&self) -> Date {
        Date(self.0.completion_after)
    }

    /// The version she was held to, where she was moved to another one.
    async fn version_before(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CurriculumVersion>> {
        version(ctx, self.0.versions.map(|versions| versions.0)).await
    }

    /// The version that she was moved to.
    async fn version_after(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CurriculumVersion>> {
        version(ctx, self.0.versions.map(|versions| versions.1)).await
    }

    /// Of LEAVE: the rules by which the end moved; empty where leave was taken back, and for every other act.
    async fn leave_rules(&self) -> Vec<AppliedLeaveRule> {
        self.0.leave_rules.iter().cloned().map(AppliedLeaveRule).collect()
    }

    /// Why; null once the trainee was erased.
    async fn reason(&self) -> Option<&str> {
        present(&self.0.reason)
    }

    /// Who decided; null when the viewer may not see her.
    async fn decided_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.decided_by).await
    }

    /// When.
    async fn decided_at(&self) -> DateTime {
        self.0.decided_at.into()
    }
}

async fn version(ctx: &Context<'_>, key: Option<Uuid>) -> async_graphql::Result<Option<CurriculumVersion>> {
    match key {
        Some(key) => Ok(load(ctx, CurriculumVersionKey(key)).await?.map(CurriculumVersion)),
        None => Ok(None),
    }
}

/// A training to be paused.
#[derive(Debug, InputObject)]
pub struct EnrolmentDeferInput {
    /// The enrolment; it must be active.
    enrolment_id: ID,
    /// First day of the pause, within the training.
    starts_on: Date,
    /// Last day of the pause; all pauses of a training are 1096 days at most.
    ends_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of pausing a training.
    EnrolmentDeferPayload {
        /// The enrolment, which ends later by as many days; null when the act was refused.
        enrolment: Enrolment
    } or EnrolmentErrorCode
}

/// A training that is to end on another day.
#[derive(Debug, InputObject)]
pub struct EnrolmentCompletionChangeInput {
    /// The enrolment; it must be active.
    enrolment_id: ID,
    /// Its last day, later than it is now. A training is shortened by `portfolioEntrySubmit` (SHORTENING), with proof.
    expected_completion_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of moving the last day of a training.
    EnrolmentCompletionChangePayload {
        /// The enrolment; null when the act was refused.
        enrolment: Enrolment
    } or EnrolmentErrorCode
}

/// A training that its trainee leaves.
#[derive(Debug, InputObject)]
pub struct EnrolmentWithdrawInput {
    /// The enrolment; it must be active.
    enrolment_id: ID,
    /// Her last day; not in the future.
    last_day: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of leaving a training.
    EnrolmentWithdrawPayload {
        /// The enrolment, WITHDRAWN: nothing is credited any more, and what was stays; null when the act was refused.
        enrolment: Enrolment
    } or EnrolmentErrorCode
}

/// A training that is taken up again.
#[derive(Debug, InputObject)]
pub struct EnrolmentReinstateInput {
    /// The enrolment; it must be withdrawn.
    enrolment_id: ID,
    /// The first day on which she is back, after the withdrawal; the days between are a pause.
    starts_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of taking up a training again.
    EnrolmentReinstatePayload {
        /// The enrolment, ACTIVE, with everything credited so far; null when the act was refused.
        enrolment: Enrolment
    } or EnrolmentErrorCode
}

/// Trainings to be held to another curriculum version.
#[derive(Debug, InputObject)]
pub struct EnrolmentsMoveInput {
    /// The enrolments, 1 to 100; they must be active. All of them are moved, or none.
    enrolment_ids: Vec<ID>,
    /// The version: published, of the same school, of the same curriculum or of another specialty's.
    curriculum_version_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

/// What came of holding trainings to another curriculum version.
#[derive(Debug, async_graphql::SimpleObject)]
pub struct EnrolmentsMovePayload {
    /// The enrolments, in the order of their keys, with all evidence credited by the new version; empty when the act was refused.
    enrolments: Vec<Enrolment>,
    /// Every reason why nothing was moved; empty when all were.
    errors: Vec<crate::errors::Refusal<EnrolmentErrorCode>>,
}

/// What a move to another curriculum version would mean for one enrolment.
#[derive(Clone, Debug)]
pub struct EnrolmentMovePreview(evidence::MovePreview);

/// What a move to another curriculum version would mean for one enrolment. Nothing is moved by asking.
#[Object]
impl EnrolmentMovePreview {
    /// The enrolment.
    async fn enrolment(&self) -> Enrolment {
        Enrolment(self.0.enrolment.clone())
    }

    /// Requirements of the version she would be held to, in their order, then those that would be asked no more.
    async fn requirements(&self) -> Vec<MovedRequirement> {
        self.0.requirements.iter().cloned().map(MovedRequirement).collect()
    }
}

/// What a requirement, or its like in the other version, has before and after a move.
#[derive(Clone, Debug)]
pub struct MovedRequirement(evidence::MovedRequirement);

/// What a requirement, or its like (of the same code and kind) in the other version, has before and after a move.
#[Object]
impl MovedRequirement {
    /// As it is asked now; null when it would be asked anew.
    async fn before(&self) -> Option<Requirement> {
        self.0.before.as_ref().map(|(requirement, _)| Requirement(requirement.clone()))
    }

    /// What is credited now, in its unit.
    async fn credited_before(&self) -> Option<SafeInt> {
        self.0.before.as_ref().map(|(_, credited)| SafeInt(*credited))
    }

    /// As it would be asked; null when it would be asked no more.
    async fn after(&self) -> Option<Requirement> {
        self.0.after.as_ref().map(|(requirement, _)| Requirement(requirement.clone()))
    }

    /// What would be credited, in its unit.
    async fn credited_after(&self) -> Option<SafeInt> {
        self.0.after.as_ref().map(|(_, credited)| SafeInt(*credited))
    }
}

/// Fields of the root about what may happen to enrolments.
#[derive(Default)]
pub struct EnrolmentActQuery;

#[Object]
impl EnrolmentActQuery {
    /// What holding enrolments to another curriculum version would gain and lose them, in the order of the ids. `NOT_FOUND` when
    /// one of them is not there or the viewer may not see it, whose trainee sees that her record was opened.
    async fn enrolment_move_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The enrolments, at most 100.")] ids: Vec<ID>,
        #[graphql(desc = "The version to which they would be moved.")] curriculum_version_id: ID,
    ) -> async_graphql::Result<Vec<EnrolmentMovePreview>> {
        let viewer = viewer(ctx)?;
        if ids.len() > MOST_MOVED {
            let message = Message::new("common-too-many").with("field", "ids");
            return Err(bad_input(ctx, message.with("limit", MOST_MOVED)));
        }
        let keys = keys(ctx, &ids)?;
        let version_id = ObjectKind::CurriculumVersion.key(ctx, &curriculum_version_id)?;
        let previews =
            evidence::move_preview(platform(ctx), viewer.scope(), &keys, version_id).await.report(ctx)?;
        opens(ctx, previews.iter().map(|preview| preview.enrolment.person_id)).await?;
        Ok(previews.into_iter().map(EnrolmentMovePreview).collect())
    }
}

fn keys(ctx: &Context<'_>, ids: &[ID]) -> async_graphql::Result<Vec<Uuid>> {
    ids.iter().map(|id| ObjectKind::Enrolment.key(ctx, id)).collect()
}

async fn changed(
    ctx: &Context<'_>,
    enrolment_id: &ID,
    change: Change,
    reason: &str,
) -> async_graphql::Result<platform::error::Outcome<enrolment::Enrolment, EnrolmentErrorCode>> {
    let key = ObjectKind::Enrolment.key(ctx, enrolment_id)?;
    Ok(enrolment::enrolment_change(platform(ctx), viewer(ctx)?, key, change, reason).await)
}

/// Acts upon the calendar and the curriculum of enrolments.
#[derive(Default)]
pub struct EnrolmentActMutation;

#[Object]
impl EnrolmentActMutation {
    /// Pauses a training: it ends later by as many days. The cohort stays.
    async fn enrolment_defer(
        &self,
        ctx: &Context<'_>,
        input: EnrolmentDeferInput,
    ) -> async_graphql::Result<EnrolmentDeferPayload> {
        let change = Change::Defer((input.starts_on.0, input.ends_on.0));
        let outcome = changed(ctx, &input.enrolment_id, change, &input.reason).await?;
        EnrolmentDeferPayload::of(ctx, outcome)
    }

    /// Moves the last day of a training: extends or shortens it.
    async fn enrolment_completion_change(
        &self,
        ctx: &Context<'_>,
        input: EnrolmentCompletionChangeInput,
    ) -> async_graphql::Result<EnrolmentCompletionChangePayload> {
        let change = Change::EndOn(input.expected_completion_on.0);
        let outcome = changed(ctx, &input.enrolment_id, change, &input.reason).await?;
        EnrolmentCompletionChangePayload::of(ctx, outcome)
    }

    /// Ends a training before its time. What was shown stays, and counts again when she comes back.
    async fn enrolment_withdraw(
        &self,
        ctx: &Context<'_>,
        input: EnrolmentWithdrawInput,
    ) -> async_graphql::Result<EnrolmentWithdrawPayload> {
        let change = Change::Withdraw(input.last_day.0);
        let outcome = changed(ctx, &input.enrolment_id, change, &input.reason).await?;
        EnrolmentWithdrawPayload::of(ctx, outcome)
    }

    /// Takes up again a training that was withdrawn from, with everything credited so far; the time between is a pause.
    async fn enrolment_reinstate(
        &self,
        ctx: &Context<'_>,
        input: EnrolmentReinstateInput,
    ) -> async_graphql::Result<EnrolmentReinstatePayload> {
        let change = Change::Reinstate(input.starts_on.0);
        let outcome = changed(ctx, &input.enrolment_id, change, &input.reason).await?;
        EnrolmentReinstatePayload::of(ctx, outcome)
    }

    /// Holds enrolments to another curriculum version and credits their evidence anew by its rules; `enrolmentMovePreview` tells
    /// beforehand what that means for each.
    async fn enrolments_move(
        &self,
        ctx: &Context<'_>,
        input: EnrolmentsMoveInput,
    ) -> async_graphql::Result<EnrolmentsMovePayload> {
        let keys = keys(ctx, &input.enrolment_ids)?;
        let version_id = ObjectKind::CurriculumVersion.key(ctx, &input.curriculum_version_id)?;
        let moved =
            evidence::enrolments_move(platform(ctx), viewer(ctx)?, &keys, version_id, &input.reason).await;
        let (moved, errors) = heard(ctx, moved)?;
        let enrolments = moved.unwrap_or_default().into_iter().map(Enrolment).collect();
        Ok(EnrolmentsMovePayload { enrolments, errors })
    }
}
