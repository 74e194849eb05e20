//! What was marked on forms, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::assessments::{self, ItemKind, StepMark, Value};
use domain::evidence::{self, EvidenceKind, EvidenceStatus};
use domain::organisations::BaseKind;
use platform::codes::Code as _;
use uuid::Uuid;

use super::forms::{AssessmentForm, AssessmentFormKey, FormItem};
use super::requests::AssessmentRequestBehindKey;
use crate::codes::Coded;
use crate::evidence::Reviewed;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::present;
use crate::organisations::{Base, BaseKey, Department, DepartmentKey};
use crate::rotations::EvidenceKey;
use crate::scalars::{Date, DateTime, SafeInt};

/// Finds what was marked, by evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentKey(pub Uuid);

#[async_trait]
impl Loader<AssessmentKey> for Batches {
    type Value = assessments::Assessment;
    type Error = BatchError;

    async fn load(&self, keys: &[AssessmentKey]) -> Result<HashMap<AssessmentKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = assessments::find_assessments(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| AssessmentKey(row.evidence_id)))
    }
}

/// Finds what a trainee wrote about an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentNotesKey(pub Uuid);

#[async_trait]
impl Loader<AssessmentNotesKey> for Batches {
    type Value = Vec<assessments::Note>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[AssessmentNotesKey],
    ) -> Result<HashMap<AssessmentNotesKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = assessments::notes_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| AssessmentNotesKey(row.evidence_id)))
    }
}

/// What an assessor marked on a form.
#[derive(Clone, Debug)]
pub struct Assessment(pub evidence::Evidence);

impl From<evidence::Evidence> for Assessment {
    fn from(row: evidence::Evidence) -> Self {
        Self(row)
    }
}

/// What an assessor marked on a form while she watched a trainee: an attempt at a skill, where the form is a skill's checklist,
/// or an assessment. Never edited: a correction is another one that names this one.
#[Object]
impl Assessment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// `SKILL_ATTEMPT` where the form is a skill's checklist, ASSESSMENT otherwise.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// Where it stands.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The local day on which she was watched.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was recorded.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// The version of the form that it was marked on.
    async fn form(&self, ctx: &Context<'_>) -> async_graphql::Result<AssessmentForm> {
        let marked = load_related(ctx, AssessmentKey(self.0.id)).await?;
        load_related(ctx, AssessmentFormKey(marked.form_id)).await.map(AssessmentForm)
    }

    /// Whether it was passed: every critical step done, and every pass rule held. Only then does it count.
    async fn is_passed(&self) -> bool {
        self.0.passed.unwrap_or_default()
    }

    /// The level of entrustment earned, 1 to 5; null when it was not passed or its form has none. At most 2 when a critical
    /// step was done with help.
    async fn level(&self) -> Option<i32> {
        self.0.level
    }

    /// What was marked, in the order in which it came; nothing where it is a round of several people's answers.
    async fn answers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AssessmentAnswer>> {
        let marked = load_related(ctx, AssessmentKey(self.0.id)).await?;
        let form = load_related(ctx, AssessmentFormKey(marked.form_id)).await?;
        let shown = |answer: assessments::Answer| {
            let item = form.file.items.iter().find(|item| item.code == answer.item)?;
            Some(AssessmentAnswer { item: item.clone(), answer })
        };
        Ok(marked.answers.into_iter().filter_map(shown).collect())
    }

    /// What the trainee wrote about single items, in order of writing.
    async fn notes(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AssessmentNote>> {
        Ok(load_list(ctx, AssessmentNotesKey(self.0.id)).await?.into_iter().map(AssessmentNote).collect())
    }

    /// Who watched and marked; null when the viewer may not see her, and where the answer was given by a one-time link.
    async fn assessor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.assessor_id).await
    }

    /// The name that whoever answered a one-time link gave; null where an assessor with an account signed. Nobody knows whether it
    /// is hers: the supervisor who approves the assessment answers for it.
    async fn signed_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(load(ctx, AssessmentRequestBehindKey(self.0.id)).await?.and_then(|request| request.signed_name))
    }

    /// The department where the trainee learned on that day; null when she was placed in none.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Department>> {
        match self.0.department_id {
            Some(key) => Ok(load(ctx, DepartmentKey(key)).await?.map(Department)),
            None => Ok(None),
        }
    }

    /// The base where the trainee learned on that day; null when she was placed in none.
    async fn base(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Base>> {
        match self.0.base_id {
            Some(key) => Ok(load(ctx, BaseKey(key)).await?.map(Base)),
            None => Ok(None),
        }
    }

    /// That base's kind on that day.
    async fn base_kind(&self) -> Option<Coded<BaseKind>> {
        self.0.base_kind.map(Coded)
    }

    /// The assessment that this one corrects; null when it corrects none.
    async fn replaces(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Assessment>> {
        match self.0.replaces_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(Assessment)),
            None => Ok(None),
        }
    }

    /// What its review needs and says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }

    /// Rises with each change of status; `assessmentWithdraw` takes it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What was marked for one item. One of `mark`, `number`, `choice` and `text` is there, as the item's kind says.
#[derive(Clone, Debug)]
pub struct AssessmentAnswer {
    item: assessments::Item,
    answer: assessments::Answer,
}

impl AssessmentAnswer {
    fn text_of(&self, kind: ItemKind) -> Option<&str> {
        match &self.answer.value {
            Value::Text(text) if self.item.kind == kind => Some(text),
            _ => None,
        }
    }
}

/// What was marked for one item. One of `mark`, `number`, `choice` and `text` is there, as the item's kind says.
#[Object]
impl AssessmentAnswer {
    /// The item.
    async fn item(&self) -> FormItem {
        FormItem(self.item.clone())
    }

    /// How a step was done.
    async fn mark(&self) -> Option<Coded<StepMark>> {
        self.text_of(ItemKind::Step).and_then(StepMark::parse).map(Coded)
    }

    /// A rating, points, or the level as the assessor gave it.
    async fn number(&self) -> Option<SafeInt> {
        match self.answer.value {
            Value::Number(number) => Some(SafeInt(number)),
            Value::Text(_) => None,
        }
    }

    /// Code of the answer chosen.
    async fn choice(&self) -> Option<&str> {
        self.text_of(ItemKind::Choice)
    }

    /// What was written.
    async fn text(&self) -> Option<&str> {
        self.text_of(ItemKind::Text)
    }

    /// What the assessor says to it; null when nothing.
    async fn comment(&self) -> Option<&str> {
        present(&self.answer.comment)
    }
}

/// What a trainee wrote about one item of an assessment of hers.
#[derive(Clone, Debug)]
pub struct AssessmentNote(assessments::Note);

/// What a trainee wrote about one item of an assessment of hers.
#[Object]
impl AssessmentNote {
    /// Code of the item.
    async fn item(&self) -> &str {
        &self.0.item
    }

    /// What she wrote.
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// When.
    async fn written_at(&self) -> DateTime {
        self.0.written_at.into()
    }
}
