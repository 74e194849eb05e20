//! Sets of duty-hour rules, in the graph. They are public to everybody signed in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use domain::rotations::{
    self, DutyKind, DutyLimit, DutyRuleKind, DutyRuleSetErrorCode, DutyRules, DutySeverity, DutyUnit,
};
use platform::data_file::Source;
use uuid::Uuid;

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds a set of duty-hour rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DutyRuleSetKey(pub Uuid);

#[async_trait]
impl Loader<DutyRuleSetKey> for Batches {
    type Value = rotations::DutyRuleSet;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[DutyRuleSetKey],
    ) -> Result<HashMap<DutyRuleSetKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = rotations::find_duty_rule_sets(self.platform.database.reader(), &keys).await?;
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
pub struct DutyRuleSet(pub rotations::DutyRuleSet);

impl From<rotations::DutyRuleSet> for DutyRuleSet {
    fn from(row: rotations::DutyRuleSet) -> Self {
        Self(row)
    }
}

/// One version of a set of duty-hour rules at an institution. Only its last day ever changes: a later import under its code is the
/// next version.
#[Object]
impl DutyRuleSet {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::DutyRuleSet.id(self.0.id)
    }

    /// Short name, the same for all versions.
    async fn code(&self) -> &str {
        &self.0.rules.code
    }

    /// 1 for the first version.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.rules.name, locale)
    }

    /// Where it comes from.
    async fn source(&self) -> &str {
        &self.0.rules.source
    }

    /// The institution whose trainees it judges.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// First day on which it judges; nothing before it is judged by it, and no window reaches back behind it.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day; null while it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// Its rules, in order.
    async fn rules(&self) -> Vec<DutyRule> {
        DutyRule::all(&self.0.rules)
    }

    /// The set as a file in TOML: to be corrected and imported again.
    async fn definition(&self) -> &str {
        &self.0.definition
    }

    /// When it was imported.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// A set of duty-hour rules that comes with the system.
#[derive(Clone, Debug)]
pub struct DutyRuleSetPreset {
    name: &'static str,
    is_usual: bool,
    rules: Arc<DutyRules>,
}

impl DutyRuleSetPreset {
    /// A preset by its name and its place among them.
    fn new((place, (name, rules)): (usize, (&'static str, DutyRules))) -> Self {
        Self { name, is_usual: place == 0, rules: Arc::new(rules) }
    }
}

/// A set of duty-hour rules that comes with the system.
#[Object]
impl DutyRuleSetPreset {
    /// The name by which `dutyRuleSetImport` takes it.
    async fn name(&self) -> &str {
        self.name
    }

    /// What people call it.
    async fn title(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.rules.name, locale)
    }

    /// Code that the set will bear.
    async fn code(&self) -> &str {
        &self.rules.code
    }

    /// Where it comes from.
    async fn source(&self) -> &str {
        &self.rules.source
    }

    /// First day on which these rules are in force anywhere; no import begins before it.
    async fn valid_from(&self) -> Date {
        Date(self.rules.valid_from)
    }

    /// Whether it judges, without an import, wherever and whenever a school has no set of its own.
    async fn is_usual(&self) -> bool {
        self.is_usual
    }

    /// Its rules, in order.
    async fn rules(&self) -> Vec<DutyRule> {
        DutyRule::all(&self.rules)
    }
}

/// Where a set of duty-hour rules comes from: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum DutyRuleSetSourceInput {
    /// Name of a preset, as `dutyRuleSetPresets` lists them.
    Preset(String),
    /// An upload of purpose `DUTY_RULE_SET`: a file in the form of the presets.
    UploadId(ID),
}

/// A set of duty-hour rules to be imported.
#[derive(Debug, InputObject)]
pub struct DutyRuleSetImportInput {
    /// The school whose trainees it will judge.
    institution_id: ID,
    /// Where it comes from.
    source: DutyRuleSetSourceInput,
    /// First day on which it judges; it may lie in the past. Not before the file's `valid_from`, and later than the first day of
    /// the version before it.
    starts_on: Date,
}

payload! {
    /// What came of importing a set of duty-hour rules.
    DutyRuleSetImportPayload {
        /// The version made; null when the act was refused.
        rule_set: DutyRuleSet
    } or DutyRuleSetErrorCode
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
    } or DutyRuleSetErrorCode
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
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let key = ObjectKind::Institution.key(ctx, &institution_id)?;
        let page = page(first, after, last, before);
        let slice = rotations::duty_rule_sets_page(reader, key, &page).await.report(ctx)?;
        let total = total(ctx, rotations::duty_rule_sets_count(reader, key)).await?;
        let ordering = rotations::duty_rule_sets_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.starts_on.to_string(), row.id)))
    }

    /// Sets of duty-hour rules that come with the system.
    async fn duty_rule_set_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<DutyRuleSetPreset>> {
        viewer(ctx)?;
        Ok(rotations::duty_rules_presets().enumerate().map(DutyRuleSetPreset::new).collect())
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
        let institution_id = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let source = match input.source {
            DutyRuleSetSourceInput::Preset(name) => Source::Preset(name),
            DutyRuleSetSourceInput::UploadId(id) => Source::Upload(ObjectKind::Upload.key(ctx, &id)?),
        };
        let (platform, starts_on) = (platform(ctx), input.starts_on.0);
        let made =
            rotations::duty_rule_set_import(platform, viewer(ctx)?, institution_id, source, starts_on).await;
        DutyRuleSetImportPayload::of(ctx, made)
    }

    /// Ends a set of duty-hour rules: it judges nothing after its last day.
    async fn duty_rule_set_end(
        &self,
        ctx: &Context<'_>,
        input: DutyRuleSetEndInput,
    ) -> async_graphql::Result<DutyRuleSetEndPayload> {
        let key = ObjectKind::DutyRuleSet.key(ctx, &input.duty_rule_set_id)?;
        let ended = rotations::duty_rule_set_end(platform(ctx), viewer(ctx)?, key, input.ends_on.0).await;
        DutyRuleSetEndPayload::of(ctx, ended)
    }
}
