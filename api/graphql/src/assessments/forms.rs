//! Forms of assessment, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::assessments::{self, FormFile, FormKind, ItemKind, PassRuleKind};
use uuid::Uuid;

use crate::codes::Coded;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{DateTime, Locale, SafeInt};

/// Finds a form of assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentFormKey(pub Uuid);

#[async_trait]
impl Loader<AssessmentFormKey> for Batches {
    type Value = assessments::AssessmentForm;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[AssessmentFormKey],
    ) -> Result<HashMap<AssessmentFormKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = assessments::find_forms(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| AssessmentFormKey(row.id)))
    }
}

/// One version of a form of assessment.
#[derive(Clone, Debug)]
pub struct AssessmentForm(pub assessments::AssessmentForm);

impl From<assessments::AssessmentForm> for AssessmentForm {
    fn from(row: assessments::AssessmentForm) -> Self {
        Self(row)
    }
}

/// One version of a form by which trainees are assessed. It never changes: a later import under its code is the next version.
#[Object]
impl AssessmentForm {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::AssessmentForm.id(self.0.id)
    }

    /// Short name, the same for all versions; a curriculum asks for assessments by it.
    async fn code(&self) -> &str {
        &self.0.file.code
    }

    /// 1 for the first version.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// What kind of form it is.
    async fn kind(&self) -> Coded<FormKind> {
        Coded(self.0.file.kind)
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.file.name, locale)
    }

    /// Where it comes from.
    async fn source(&self) -> &str {
        &self.0.file.source
    }

    /// The institution that answers for it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Days after the encounter within which it may be assessed.
    async fn assess_within_days(&self) -> SafeInt {
        SafeInt(self.0.file.assess_within_days)
    }

    /// Answers from which on they are shown to the trainee, together; null unless several people answer.
    async fn least_answers(&self) -> Option<SafeInt> {
        self.0.file.least_answers.map(SafeInt)
    }

    /// What is marked, in order.
    async fn items(&self) -> Vec<FormItem> {
        self.0.file.items.iter().cloned().map(FormItem).collect()
    }

    /// Rules by which it is passed; all must hold, and every critical step must be done. Without any it is passed when it is
    /// recorded.
    async fn pass_rules(&self) -> Vec<FormPassRule> {
        self.0.file.pass.iter().cloned().map(FormPassRule).collect()
    }

    /// The form as a file in TOML: to be corrected and imported again.
    async fn definition(&self) -> &str {
        &self.0.definition
    }

    /// When it was imported.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was retired; null while it is in use.
    async fn retired_at(&self) -> Option<DateTime> {
        self.0.retired_at.map(DateTime::from)
    }
}

/// One thing to be marked on a form.
#[derive(Clone, Debug)]
pub struct FormItem(pub assessments::Item);

/// One thing to be marked on a form.
#[Object]
impl FormItem {
    /// Short name, unique within the form; answers name it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What is marked, and how.
    async fn kind(&self) -> Coded<ItemKind> {
        Coded(self.0.kind)
    }

    /// What is looked at.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Whether the form fails unless this step is done.
    async fn is_critical(&self) -> bool {
        self.0.is_critical
    }

    /// Whether it may be left unanswered.
    async fn is_optional(&self) -> bool {
        self.0.is_optional
    }

    /// Smallest number; null for steps, choices and texts.
    async fn least(&self) -> Option<SafeInt> {
        self.0.range.map(|(least, _)| SafeInt(least))
    }

    /// Largest number; null for steps, choices and texts.
    async fn most(&self) -> Option<SafeInt> {
        self.0.range.map(|(_, most)| SafeInt(most))
    }

    /// Values of the scale that have a name, in ascending order.
    async fn anchors(&self) -> Vec<FormAnchor> {
        self.0.anchors.iter().cloned().map(FormAnchor).collect()
    }

    /// The answers to choose from; empty unless one is to be chosen.
    async fn choices(&self) -> Vec<FormChoice> {
        self.0.choices.iter().cloned().map(FormChoice).collect()
    }
}

/// A value of a scale that has a name.
#[derive(Clone, Debug)]
pub struct FormAnchor(assessments::Anchor);

/// A value of a scale that has a name.
#[Object]
impl FormAnchor {
    /// The value.
    async fn value(&self) -> SafeInt {
        SafeInt(self.0.value)
    }

    /// What it means.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }
}

/// One of several answers.
#[derive(Clone, Debug)]
pub struct FormChoice(assessments::Choice);

/// One of several answers.
#[Object]
impl FormChoice {
    /// Short name, by which it is given.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What people call it.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }
}

/// A rule by which a form is passed.
#[derive(Clone, Debug)]
pub struct FormPassRule(assessments::PassRule);

/// A rule by which a form is passed.
#[Object]
impl FormPassRule {
    /// The rule.
    async fn rule(&self) -> Coded<PassRuleKind> {
        Coded(self.0.rule)
    }

    /// The least that passes: percent of steps, hundredths of a mean rating, a rating, or points.
    async fn at_least(&self) -> SafeInt {
        SafeInt(self.0.at_least)
    }

    /// Codes of the items it speaks of; all of its kind when empty.
    async fn items(&self) -> &[String] {
        &self.0.items
    }
}

/// A form of assessment that comes with the system.
#[derive(Clone, Debug)]
pub struct AssessmentFormPreset {
    name: &'static str,
    form: FormFile,
}

impl AssessmentFormPreset {
    /// A preset by its name.
    pub(super) fn new((name, form): (&'static str, FormFile)) -> Self {
        Self { name, form }
    }
}

/// A form of assessment that comes with the system.
#[Object]
impl AssessmentFormPreset {
    /// The name by which `assessmentFormImport` takes it.
    async fn name(&self) -> &str {
        self.name
    }

    /// What people call it.
    async fn title(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.form.name, locale)
    }

    /// Code that the form will bear.
    async fn code(&self) -> &str {
        &self.form.code
    }

    /// What kind of form it is.
    async fn kind(&self) -> Coded<FormKind> {
        Coded(self.form.kind)
    }

    /// Where it comes from.
    async fn source(&self) -> &str {
        &self.form.source
    }

    /// What is marked, in order.
    async fn items(&self) -> Vec<FormItem> {
        self.form.items.iter().cloned().map(FormItem).collect()
    }
}
