//! What leave does to the end of a training, in the graph: told with the rules, and applied by an act of its own.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::enrolment::{self, AppliedLeaveRule as Applied, LeaveErrorCode};
use domain::rotations;
use uuid::Uuid;

use super::Enrolment;
use super::leave_rule_sets::{LeaveRule, LeaveRuleSet, LeaveRuleSetKey};
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, load_related};
use crate::names::shown;
use crate::scalars::{Date, Locale, SafeInt};

/// Finds what leave does to the end of a training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaveEffectsOf(pub Uuid);

#[async_trait]
impl Loader<LeaveEffectsOf> for Batches {
    type Value = Arc<enrolment::LeaveEffects>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[LeaveEffectsOf],
    ) -> Result<HashMap<LeaveEffectsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let found = rotations::leave_effects(reader, viewer.scope(), &keys).await?;
        Ok(found.into_iter().map(|row| (LeaveEffectsOf(row.enrolment_id), Arc::new(row))).collect())
    }
}

/// What leave does to the end of a training.
pub(super) async fn effects(ctx: &Context<'_>, enrolment_id: Uuid) -> async_graphql::Result<LeaveEffects> {
    load_related(ctx, LeaveEffectsOf(enrolment_id)).await.map(LeaveEffects)
}

/// What leave does to the end of a training.
#[derive(Clone, Debug)]
pub struct LeaveEffects(Arc<enrolment::LeaveEffects>);

/// What approved leave does to the end of a training, by the rules of its school. Nothing is moved by asking: `leaveEffectApply` does.
/// Within one stay, year or training the longest of what rules do counts; stays add up, and years do; and the longest sum counts.
#[Object]
impl LeaveEffects {
    /// Last day as it is planned now.
    async fn completion_before(&self) -> Date {
        Date(self.0.completion_before)
    }

    /// Last day as the rules say; the same as before when nothing is due. Earlier where leave that was applied ended early.
    async fn completion_after(&self) -> Date {
        Date(self.0.completion_after)
    }

    /// Whether the last day is to be moved.
    async fn is_due(&self) -> bool {
        self.0.is_due()
    }

    /// Whether `completionAfter` is later than the rules let a training end: so many months after its curriculum says.
    async fn is_beyond_longest_deferral(&self) -> bool {
        self.0.is_beyond_longest_deferral
    }

    /// The rules that set in, by the days over which they count.
    async fn effects(&self) -> Vec<LeaveEffect> {
        self.0.effects.iter().cloned().map(LeaveEffect).collect()
    }
}

/// That a rule of leave set in.
#[derive(Clone, Debug)]
pub struct LeaveEffect(enrolment::LeaveRuleEffect);

/// That a rule of leave set in for a training.
#[Object]
impl LeaveEffect {
    /// The school's set; null for the one that comes with the system.
    async fn rule_set(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<LeaveRuleSet>> {
        match self.0.set_id {
            Some(key) => load_related(ctx, LeaveRuleSetKey(key)).await.map(|row| Some(row.into())),
            None => Ok(None),
        }
    }

    /// Name of the set.
    async fn rule_set_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.rules.head.name, locale)
    }

    /// The rule, with its clause and its threshold.
    async fn rule(&self) -> LeaveRule {
        LeaveRule(self.0.rule.clone())
    }

    /// First day over which it counts.
    async fn starts_on(&self) -> Date {
        Date(self.0.window.0)
    }

    /// Last day over which it counts.
    async fn ends_on(&self) -> Date {
        Date(self.0.window.1)
    }

    /// Calendar days of leave counted; days of a pause are none.
    async fn days(&self) -> SafeInt {
        SafeInt(self.0.days)
    }

    /// Whether the end moves by it; otherwise something longer covers it, or it moves nothing (TERMINATE).
    async fn is_deciding(&self) -> bool {
        self.0.decides
    }

    /// Whether the end was moved by it already.
    async fn is_applied(&self) -> bool {
        self.0.is_applied
    }
}

/// A rule of leave by which the end of a training was moved.
#[derive(Clone, Debug)]
pub struct AppliedLeaveRule(pub(super) Applied);

/// A rule of leave by which the end of a training was moved, as it was then.
#[Object]
impl AppliedLeaveRule {
    /// Short name of its set.
    async fn rule_set_code(&self) -> &str {
        &self.0.set
    }

    /// Its name within the set.
    async fn code(&self) -> &str {
        &self.0.rule
    }

    /// What it says.
    async fn clause(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.clause, locale)
    }

    /// First day over which it counted.
    async fn starts_on(&self) -> Date {
        Date(self.0.first)
    }

    /// Last day over which it counted.
    async fn ends_on(&self) -> Date {
        Date(self.0.last)
    }

    /// Calendar days of leave counted.
    async fn days(&self) -> SafeInt {
        SafeInt(self.0.days)
    }
}

/// A training whose last day is to follow what leave does to it.
#[derive(Debug, InputObject)]
pub struct LeaveEffectApplyInput {
    /// The enrolment; it must be active.
    enrolment_id: ID,
    /// Its last day from then on, as `Enrolment.leaveEffects` answers it (`completionAfter`); when the rules say another one by now,
    /// the act is refused as CONFLICT.
    expected_completion_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of applying what leave does to the end of a training.
    LeaveEffectApplyPayload {
        /// The enrolment; null when the act was refused.
        enrolment: Enrolment
    } or LeaveErrorCode
}

/// Acts upon what leave does to the end of a training.
#[derive(Default)]
pub struct LeaveEffectMutation;

#[Object]
impl LeaveEffectMutation {
    /// Moves the last day of a training to where the rules of leave say that it belongs, and names the rules in what happened to it. An
    /// effect is applied once: done again it is refused as `NOTHING_DUE`.
    async fn leave_effect_apply(
        &self,
        ctx: &Context<'_>,
        input: LeaveEffectApplyInput,
    ) -> async_graphql::Result<LeaveEffectApplyPayload> {
        let key = ObjectKind::Enrolment.key(ctx, &input.enrolment_id)?;
        let wanted = (input.expected_completion_on.0, input.reason.as_str());
        let done = rotations::leave_effect_apply(platform(ctx), viewer(ctx)?, key, wanted).await;
        LeaveEffectApplyPayload::of(ctx, done)
    }
}
