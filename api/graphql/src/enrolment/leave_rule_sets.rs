//! Sets of leave rules, in the graph. They are public to everybody signed in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, MergedObject, Object};
use domain::enrolment::{self, LeaveEffect, LeaveEffectKind, LeaveKind, LeaveRules, LeaveStep, LeaveWindow};
use domain::rule_sets::{RuleSet, RuleSetErrorCode, find_sets, set_end};
use uuid::Uuid;

use crate::codes::Coded;
use crate::connections::{Connection, page};
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key};
use crate::names::shown;
use crate::rule_sets::{self, RuleSetFacts, RuleSetPresetFacts, RuleSetSourceInput};
use crate::scalars::{Date, Locale, SafeInt};

/// Finds a set of leave rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaveRuleSetKey(pub Uuid);

#[async_trait]
impl Loader<LeaveRuleSetKey> for Batches {
    type Value = RuleSet<LeaveRules>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[LeaveRuleSetKey],
    ) -> Result<HashMap<LeaveRuleSetKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = find_sets(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| LeaveRuleSetKey(row.id)))
    }
}

/// One rule of a set.
#[derive(Clone, Debug)]
pub struct LeaveRule(pub(super) enrolment::LeaveRule);

/// One rule about what leave does to the end of a training.
#[Object]
impl LeaveRule {
    /// Its name within the set.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The kinds of leave that it counts, in calendar days.
    async fn kinds(&self) -> Vec<Coded<LeaveKind>> {
        self.0.kinds.iter().copied().map(Coded).collect()
    }

    /// Over what it counts.
    async fn window(&self) -> Coded<LeaveWindow> {
        Coded(self.0.window)
    }

    /// Days that may be taken; it sets in with one more.
    async fn over_days(&self) -> SafeInt {
        SafeInt(self.0.over_days)
    }

    /// What it then does.
    async fn effect(&self) -> Coded<LeaveEffectKind> {
        Coded(self.0.effect.kind())
    }

    /// Of `EXTEND_MONTHS`: months; null otherwise.
    async fn months(&self) -> Option<SafeInt> {
        match self.0.effect {
            LeaveEffect::ExtendMonths { months } => Some(SafeInt(months.into())),
            _ => None,
        }
    }

    /// Of `DELAY_EXAM_YEARS`: years; null otherwise.
    async fn years(&self) -> Option<SafeInt> {
        match self.0.effect {
            LeaveEffect::DelayExamYears { years } => Some(SafeInt(years.into())),
            _ => None,
        }
    }

    /// What it says.
    async fn clause(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.clause, locale)
    }

    /// Where that stands.
    async fn source(&self) -> &str {
        &self.0.source
    }
}

/// Who decides about leaves of more than so many days.
#[derive(Clone, Copy, Debug)]
pub struct LeaveStepRule(enrolment::StepRule);

/// Who decides about leaves of more than so many days.
#[Object]
impl LeaveStepRule {
    /// Who decides.
    async fn step(&self) -> Coded<LeaveStep> {
        Coded(self.0.step)
    }

    /// About leaves of more days than this.
    async fn over_days(&self) -> SafeInt {
        SafeInt(self.0.over_days)
    }
}

/// What a set of leave rules says.
#[derive(Clone, Debug)]
pub struct LeaveRuleFacts(Arc<LeaveRules>);

#[Object]
impl LeaveRuleFacts {
    /// Months by which a training may end later than its curriculum says.
    async fn longest_deferral_months(&self) -> SafeInt {
        SafeInt(self.0.longest_deferral_months.into())
    }

    /// A sick leave of more days than this needs a certificate.
    async fn certificate_over_days(&self) -> SafeInt {
        SafeInt(self.0.certificate_over_days)
    }

    /// Who decides about a leave, in order.
    async fn steps(&self) -> Vec<LeaveStepRule> {
        self.0.steps.iter().copied().map(LeaveStepRule).collect()
    }

    /// What leave does to the end of a training.
    async fn rules(&self) -> Vec<LeaveRule> {
        self.0.rules.iter().cloned().map(LeaveRule).collect()
    }
}

/// A set of leave rules of an institution.
#[derive(Clone, Debug)]
pub struct LeaveRuleSet {
    id: Uuid,
    facts: Arc<RuleSetFacts>,
    rules: LeaveRuleFacts,
}

impl From<RuleSet<LeaveRules>> for LeaveRuleSet {
    fn from(set: RuleSet<LeaveRules>) -> Self {
        let id = set.id;
        let (facts, rules) = RuleSetFacts::of(set);
        Self { id, facts, rules: LeaveRuleFacts(rules) }
    }
}

/// A set of leave rules of an institution. Only its last day ever changes: a later import takes its place. A stay, a year or a
/// training is judged by the set that holds on its first day.
#[Object]
impl LeaveRuleSet {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::LeaveRuleSet.id(self.id)
    }

    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetFacts {
        &self.facts
    }

    #[graphql(flatten)]
    async fn rule_facts(&self) -> &LeaveRuleFacts {
        &self.rules
    }
}

/// A set of leave rules that comes with the system.
#[derive(Clone, Debug, MergedObject)]
pub struct LeaveRuleSetPreset(RuleSetPresetFacts, LeaveRuleFacts);

/// A set of leave rules to be imported.
#[derive(Debug, InputObject)]
pub struct LeaveRuleSetImportInput {
    /// The school whose trainees it will be about.
    institution_id: ID,
    /// Where it comes from.
    source: RuleSetSourceInput,
    /// First day on which it holds; it may lie in the past. Not before the file's `valid_from`, and later than the first day of the
    /// set before it, or than its last one where it was ended.
    starts_on: Date,
}

payload! {
    /// What came of importing a set of leave rules.
    LeaveRuleSetImportPayload {
        /// The set made; null when the act was refused.
        rule_set: LeaveRuleSet
    } or RuleSetErrorCode
}

/// A set of leave rules to be ended.
#[derive(Debug, InputObject)]
pub struct LeaveRuleSetEndInput {
    /// The set; it must have no last day yet.
    leave_rule_set_id: ID,
    /// Last day on which it holds: its first day or later.
    ends_on: Date,
}

payload! {
    /// What came of ending a set of leave rules.
    LeaveRuleSetEndPayload {
        /// The set with its last day; null when the act was refused.
        rule_set: LeaveRuleSet
    } or RuleSetErrorCode
}

/// Fields of the root about sets of leave rules.
#[derive(Default)]
pub struct LeaveRuleSetQuery;

#[Object]
impl LeaveRuleSetQuery {
    /// Sets of leave rules that an institution has and had, by their first day. Where and while it has none, the one holds that
    /// comes with the system (`leaveRuleSetPresets`, `isUsual`).
    async fn leave_rule_sets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution whose trainees they are about.")] institution_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<LeaveRuleSet>> {
        rule_sets::sets::<LeaveRules, _>(ctx, &institution_id, &page(first, after, last, before)).await
    }

    /// Sets of leave rules that come with the system.
    async fn leave_rule_set_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<LeaveRuleSetPreset>> {
        viewer(ctx)?;
        Ok(rule_sets::presets()
            .map(|(facts, rules)| LeaveRuleSetPreset(facts, LeaveRuleFacts(rules)))
            .collect())
    }
}

/// Acts upon sets of leave rules.
#[derive(Default)]
pub struct LeaveRuleSetMutation;

#[Object]
impl LeaveRuleSetMutation {
    /// Imports a set of leave rules, which holds for the trainees of a school from its first day on. The set before, if it has no
    /// end yet, ends the day before: one set holds at a time.
    async fn leave_rule_set_import(
        &self,
        ctx: &Context<'_>,
        input: LeaveRuleSetImportInput,
    ) -> async_graphql::Result<LeaveRuleSetImportPayload> {
        let made = rule_sets::import::<LeaveRules>(ctx, &input.institution_id, input.source, input.starts_on)
            .await?;
        LeaveRuleSetImportPayload::of(ctx, made)
    }

    /// Ends a set of leave rules: it holds no longer than its last day, and then the one does that comes with the system.
    async fn leave_rule_set_end(
        &self,
        ctx: &Context<'_>,
        input: LeaveRuleSetEndInput,
    ) -> async_graphql::Result<LeaveRuleSetEndPayload> {
        let key = ObjectKind::LeaveRuleSet.key(ctx, &input.leave_rule_set_id)?;
        let set = (key, "leaveRuleSetId");
        let ended = set_end::<LeaveRules>(platform(ctx), viewer(ctx)?, set, input.ends_on.0).await;
        LeaveRuleSetEndPayload::of(ctx, ended)
    }
}
