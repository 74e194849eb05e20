//! Sets of leave rules, in the graph. They are public to everybody signed in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use domain::enrolment::{
    self, LeaveEffect, LeaveEffectKind, LeaveKind, LeaveRuleSetErrorCode, LeaveRules, LeaveStep, LeaveWindow,
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

/// Finds a set of leave rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaveRuleSetKey(pub Uuid);

#[async_trait]
impl Loader<LeaveRuleSetKey> for Batches {
    type Value = enrolment::LeaveRuleSet;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[LeaveRuleSetKey],
    ) -> Result<HashMap<LeaveRuleSetKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = enrolment::find_leave_rule_sets(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| LeaveRuleSetKey(row.id)))
    }
}

/// One rule of a set.
#[derive(Clone, Debug)]
pub struct LeaveRule(pub(super) enrolment::LeaveRule);

impl LeaveRule {
    fn all(rules: &LeaveRules) -> Vec<Self> {
        rules.rules.iter().cloned().map(Self).collect()
    }
}

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

impl LeaveStepRule {
    fn all(rules: &LeaveRules) -> Vec<Self> {
        rules.steps.iter().copied().map(Self).collect()
    }
}

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

/// A set of leave rules of an institution.
#[derive(Clone, Debug)]
pub struct LeaveRuleSet(pub enrolment::LeaveRuleSet);

impl From<enrolment::LeaveRuleSet> for LeaveRuleSet {
    fn from(row: enrolment::LeaveRuleSet) -> Self {
        Self(row)
    }
}

/// A set of leave rules of an institution. Only its last day ever changes: a later import takes its place. A stay, a year or a
/// training is judged by the set that holds on its first day.
#[Object]
impl LeaveRuleSet {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::LeaveRuleSet.id(self.0.id)
    }

    /// Short name.
    async fn code(&self) -> &str {
        &self.0.rules.code
    }

    /// 1 for the institution's first set.
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

    /// The institution whose trainees it is about.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// First day on which it holds.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day; null while it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// Months by which a training may end later than its curriculum says.
    async fn longest_deferral_months(&self) -> SafeInt {
        SafeInt(self.0.rules.longest_deferral_months.into())
    }

    /// A sick leave of more days than this needs a certificate.
    async fn certificate_over_days(&self) -> SafeInt {
        SafeInt(self.0.rules.certificate_over_days)
    }

    /// Who decides about a leave, in order.
    async fn steps(&self) -> Vec<LeaveStepRule> {
        LeaveStepRule::all(&self.0.rules)
    }

    /// What leave does to the end of a training.
    async fn rules(&self) -> Vec<LeaveRule> {
        LeaveRule::all(&self.0.rules)
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

/// A set of leave rules that comes with the system.
#[derive(Clone, Debug)]
pub struct LeaveRuleSetPreset {
    name: &'static str,
    is_usual: bool,
    rules: Arc<LeaveRules>,
}

impl LeaveRuleSetPreset {
    /// A preset by its name and its place among them.
    fn new((place, (name, rules)): (usize, (&'static str, LeaveRules))) -> Self {
        Self { name, is_usual: place == 0, rules: Arc::new(rules) }
    }
}

/// A set of leave rules that comes with the system.
#[Object]
impl LeaveRuleSetPreset {
    /// The name by which `leaveRuleSetImport` takes it.
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

    /// Whether it holds, without an import, wherever and whenever a school has no set of its own.
    async fn is_usual(&self) -> bool {
        self.is_usual
    }

    /// Months by which a training may end later than its curriculum says.
    async fn longest_deferral_months(&self) -> SafeInt {
        SafeInt(self.rules.longest_deferral_months.into())
    }

    /// A sick leave of more days than this needs a certificate.
    async fn certificate_over_days(&self) -> SafeInt {
        SafeInt(self.rules.certificate_over_days)
    }

    /// Who decides about a leave, in order.
    async fn steps(&self) -> Vec<LeaveStepRule> {
        LeaveStepRule::all(&self.rules)
    }

    /// What leave does to the end of a training.
    async fn rules(&self) -> Vec<LeaveRule> {
        LeaveRule::all(&self.rules)
    }
}

/// Where a set of leave rules comes from: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum LeaveRuleSetSourceInput {
    /// Name of a preset, as `leaveRuleSetPresets` lists them.
    Preset(String),
    /// An upload of purpose `LEAVE_RULE_SET`: a file in the form of the presets.
    UploadId(ID),
}

/// A set of leave rules to be imported.
#[derive(Debug, InputObject)]
pub struct LeaveRuleSetImportInput {
    /// The school whose trainees it will be about.
    institution_id: ID,
    /// Where it comes from.
    source: LeaveRuleSetSourceInput,
    /// First day on which it holds; it may lie in the past. Not before the file's `valid_from`, and later than the first day of the
    /// set before it, or than its last one where it was ended.
    starts_on: Date,
}

payload! {
    /// What came of importing a set of leave rules.
    LeaveRuleSetImportPayload {
        /// The set made; null when the act was refused.
        rule_set: LeaveRuleSet
    } or LeaveRuleSetErrorCode
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
    } or LeaveRuleSetErrorCode
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
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let key = ObjectKind::Institution.key(ctx, &institution_id)?;
        let page = page(first, after, last, before);
        let slice = enrolment::leave_rule_sets_page(reader, key, &page).await.report(ctx)?;
        let total = total(ctx, enrolment::leave_rule_sets_count(reader, key)).await?;
        let ordering = enrolment::leave_rule_sets_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.starts_on.to_string(), row.id)))
    }

    /// Sets of leave rules that come with the system.
    async fn leave_rule_set_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<LeaveRuleSetPreset>> {
        viewer(ctx)?;
        Ok(enrolment::leave_rules_presets().enumerate().map(LeaveRuleSetPreset::new).collect())
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
        let institution_id = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let source = match input.source {
            LeaveRuleSetSourceInput::Preset(name) => Source::Preset(name),
            LeaveRuleSetSourceInput::UploadId(id) => Source::Upload(ObjectKind::Upload.key(ctx, &id)?),
        };
        let (platform, starts_on) = (platform(ctx), input.starts_on.0);
        let made =
            enrolment::leave_rule_set_import(platform, viewer(ctx)?, institution_id, source, starts_on).await;
        LeaveRuleSetImportPayload::of(ctx, made)
    }

    /// Ends a set of leave rules: it holds no longer than its last day, and then the one does that comes with the system.
    async fn leave_rule_set_end(
        &self,
        ctx: &Context<'_>,
        input: LeaveRuleSetEndInput,
    ) -> async_graphql::Result<LeaveRuleSetEndPayload> {
        let key = ObjectKind::LeaveRuleSet.key(ctx, &input.leave_rule_set_id)?;
        let ended = enrolment::leave_rule_set_end(platform(ctx), viewer(ctx)?, key, input.ends_on.0).await;
        LeaveRuleSetEndPayload::of(ctx, ended)
    }
}
