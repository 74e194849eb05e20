//! Sets of duty-hour rules, in the graph. They are public to everybody signed in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::rotations::{self, DutyKind, DutyLimit, DutyRuleKind, DutyRules, DutySeverity, DutyUnit};
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

/// Finds a set of duty-hour rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DutyRuleSetKey(pub Uuid);

#[async_trait]
impl Loader<DutyRuleSetKey> for Batches {
    type Value = RuleSet<DutyRules>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[DutyRuleSetKey],
    ) -> Result<HashMap<DutyRuleSetKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = find_sets(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| DutyRuleSetKey(row.id)))
    }
}

/// One rule of a set.
#[derive(Clone, Debug)]
pub struct DutyRule {
    rules: Arc<DutyRules>,
    place: usize,
}

impl DutyRule {
    /// The rules of a set, in order.
    fn all(rules: &Arc<DutyRules>) -> Vec<Self> {
        (0..rules.rules.len()).map(|place| Self { rules: Arc::clone(rules), place }).collect()
    }

    /// The rule at a place of a set.
    pub(super) fn at(rules: &Arc<DutyRules>, place: usize) -> Self {
        Self { rules: Arc::clone(rules), place }
    }

    fn rule(&self) -> async_graphql::Result<&rotations::DutyRule> {
        self.rules.rules.get(self.place).ok_or_else(|| async_graphql::Error::new("no such rule"))
    }

    fn figure(&self, of: impl Fn(DutyLimit) -> Option<i64>) -> async_graphql::Result<Option<SafeInt>> {
        Ok(of(self.rule()?.limit).map(SafeInt))
    }
}

/// One rule of a set of duty-hour rules, with its figures; those that it does not have are null.
#[Object]
impl DutyRule {
    /// What it limits.
    async fn kind(&self) -> async_graphql::Result<Coded<DutyRuleKind>> {
        Ok(Coded(self.rule()?.limit.kind()))
    }

    /// The clause it comes from.
    async fn clause(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &self.rule()?.clause, locale))
    }

    /// How much it weighs that it is exceeded.
    async fn severity(&self) -> async_graphql::Result<Coded<DutySeverity>> {
        Ok(Coded(self.rule()?.severity))
    }

    /// The kinds of duty that it looks at.
    async fn counts(&self) -> async_graphql::Result<Vec<Coded<DutyKind>>> {
        Ok(self.rule()?.counts.iter().copied().map(Coded).collect())
    }

    /// In what it measures.
    async fn unit(&self) -> async_graphql::Result<Coded<DutyUnit>> {
        Ok(Coded(self.rule()?.limit.unit()))
    }

    /// Hours: of work at most, or of rest at least.
    async fn hours(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::AverageHours { hours, .. }
            | DutyLimit::Continuous { hours, .. }
            | DutyLimit::RestBetween { hours, .. }
            | DutyLimit::RestAfter { hours, .. }
            | DutyLimit::DailyRest { hours }
            | DutyLimit::WeeklyRest { hours, .. } => Some(hours),
            DutyLimit::DaysFree { .. } | DutyLimit::CallFrequency { .. } => None,
        })
    }

    /// Of CONTINUOUS: hours beyond `hours` for handing over.
    async fn handover_hours(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::Continuous { handover_hours, .. } => Some(handover_hours),
            _ => None,
        })
    }

    /// Of `REST_AFTER`: hours of work from which on it asks for rest.
    async fn after_hours(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::RestAfter { after_hours, .. } => Some(after_hours),
            _ => None,
        })
    }

    /// Of `DAYS_FREE`: free days.
    async fn days(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::DaysFree { days, .. } => Some(days),
            _ => None,
        })
    }

    /// Of `DAYS_FREE`: among so many days. Of `WEEKLY_REST`: days of a period.
    async fn in_days(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::DaysFree { in_days, .. } | DutyLimit::WeeklyRest { in_days, .. } => Some(in_days),
            _ => None,
        })
    }

    /// Of `CALL_FREQUENCY`: of so many nights one.
    async fn every_nights(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::CallFrequency { every_nights, .. } => Some(every_nights),
            _ => None,
        })
    }

    /// Days of the window over which it averages.
    async fn window_days(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::AverageHours { window_days: days, .. }
            | DutyLimit::DaysFree { averaged_over_days: days, .. }
            | DutyLimit::CallFrequency { averaged_over_days: days, .. } => Some(days),
            _ => None,
        })
    }

    /// What interrupts work for no more minutes than this is no interruption.
    async fn pause_minutes(&self) -> async_graphql::Result<Option<SafeInt>> {
        self.figure(|limit| match limit {
            DutyLimit::Continuous { pause_minutes, .. }
            | DutyLimit::RestBetween { pause_minutes, .. }
            | DutyLimit::RestAfter { pause_minutes, .. } => Some(pause_minutes),
            _ => None,
        })
    }
}

/// One version of a set of duty-hour rules at an institution.
#[derive(Clone, Debug)]
pub struct DutyRuleSet {
    id: Uuid,
    facts: Arc<RuleSetFacts>,
    rules: Arc<DutyRules>,
}

impl From<RuleSet<DutyRules>> for DutyRuleSet {
    fn from(set: RuleSet<DutyRules>) -> Self {
        let id = set.id;
        let (facts, rules) = RuleSetFacts::of(set);
        Self { id, facts, rules }
    }
}

/// One version of a set of duty-hour rules at an institution. Only its last day ever changes: a later import under its code is the
/// next version. Nothing before its first day is judged by it, and no window reaches back behind it.
#[Object]
impl DutyRuleSet {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::DutyRuleSet.id(self.id)
    }

    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetFacts {
        &self.facts
    }

    /// Its rules, in order.
    async fn rules(&self) -> Vec<DutyRule> {
        DutyRule::all(&self.rules)
    }
}

/// A set of duty-hour rules that comes with the system.
#[derive(Clone, Debug)]
pub struct DutyRuleSetPreset {
    facts: RuleSetPresetFacts,
    rules: Arc<DutyRules>,
}

/// A set of duty-hour rules that comes with the system.
#[Object]
impl DutyRuleSetPreset {
    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetPresetFacts {
        &self.facts
    }

    /// Its rules, in order.
    async fn rules(&self) -> Vec<DutyRule> {
        DutyRule::all(&self.rules)
    }
}

/// A set of duty-hour rules to be imported.
#[derive(Debug, InputObject)]
pub struct DutyRuleSetImportInput {
    /// The school whose trainees it will judge.
    institution_id: ID,
    /// Where it comes from.
    source: RuleSetSourceInput,
    /// First day on which it judges; it may lie in the past. Not before the file's `valid_from`, and later than the first day of
    /// the version before it.
    starts_on: Date,
}

payload! {
    /// What came of importing a set of duty-hour rules.
    DutyRuleSetImportPayload {
        /// The version made; null when the act was refused.
        rule_set: DutyRuleSet
    } or RuleSetErrorCode
}

/// A set of duty-hour rules to be ended.
#[derive(Debug, InputObject)]
pub struct DutyRuleSetEndInput {
    /// The set; it must have no last day yet.
    duty_rule_set_id: ID,
    /// Last day on which it judges: its first day or later.
    ends_on: Date,
}

payload! {
    /// What came of ending a set of duty-hour rules.
    DutyRuleSetEndPayload {
        /// The set with its last day; null when the act was refused.
        rule_set: DutyRuleSet
    } or RuleSetErrorCode
}

/// Fields of the root about sets of duty-hour rules.
#[derive(Default)]
pub struct DutyRuleSetQuery;

#[Object]
impl DutyRuleSetQuery {
    /// Sets of duty-hour rules that an institution has and had, by their first day. Where and while it has none, the one judges that
    /// comes with the system (`dutyRuleSetPresets`, `isUsual`).
    async fn duty_rule_sets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution whose trainees they judge.")] institution_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<DutyRuleSet>> {
        rule_sets::sets::<DutyRules, _>(ctx, &institution_id, &page(first, after, last, before)).await
    }

    /// Sets of duty-hour rules that come with the system.
    async fn duty_rule_set_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<DutyRuleSetPreset>> {
        viewer(ctx)?;
        Ok(rule_sets::presets().map(|(facts, rules)| DutyRuleSetPreset { facts, rules }).collect())
    }
}

/// Acts upon sets of duty-hour rules.
#[derive(Default)]
pub struct DutyRuleSetMutation;

#[Object]
impl DutyRuleSetMutation {
    /// Imports a set of duty-hour rules, which judges the trainees of a school from its first day on: a new one, or the next version
    /// of the one that bears its code already, which ends the day before. Sets of several codes hold side by side.
    async fn duty_rule_set_import(
        &self,
        ctx: &Context<'_>,
        input: DutyRuleSetImportInput,
    ) -> async_graphql::Result<DutyRuleSetImportPayload> {
        let made =
            rule_sets::import::<DutyRules>(ctx, &input.institution_id, input.source, input.starts_on).await?;
        DutyRuleSetImportPayload::of(ctx, made)
    }

    /// Ends a set of duty-hour rules: it judges nothing after its last day.
    async fn duty_rule_set_end(
        &self,
        ctx: &Context<'_>,
        input: DutyRuleSetEndInput,
    ) -> async_graphql::Result<DutyRuleSetEndPayload> {
        let key = ObjectKind::DutyRuleSet.key(ctx, &input.duty_rule_set_id)?;
        let set = (key, "dutyRuleSetId");
        let ended = set_end::<DutyRules>(platform(ctx), viewer(ctx)?, set, input.ends_on.0).await;
        DutyRuleSetEndPayload::of(ctx, ended)
    }
}
