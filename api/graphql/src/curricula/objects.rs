//! The objects of curricula and what loads them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::curricula::{self, Plan, RequirementKind, ReviewStep, VersionStatus};
use platform::codes::Code as _;
use uuid::Uuid;

use super::activities::{EntrustableActivity, activities_of};
use super::activity_kinds::ActivityKind;
use super::requirement::{Requirement, RequirementDifference};
use super::stages::{CurriculumStage, stages_of};
use crate::codes::Coded;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{DateTime, Locale};

/// A curriculum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CurriculumKey(pub Uuid);

#[async_trait]
impl Loader<CurriculumKey> for Batches {
    type Value = curricula::Curriculum;
    type Error = BatchError;

    async fn load(&self, keys: &[CurriculumKey]) -> Result<HashMap<CurriculumKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = curricula::find_curricula(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| CurriculumKey(row.id)))
    }
}

/// A curriculum version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CurriculumVersionKey(pub Uuid);

#[async_trait]
impl Loader<CurriculumVersionKey> for Batches {
    type Value = curricula::CurriculumVersion;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[CurriculumVersionKey],
    ) -> Result<HashMap<CurriculumVersionKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = curricula::find_versions(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| CurriculumVersionKey(row.id)))
    }
}

/// The versions of a curriculum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionsOf(Uuid);

#[async_trait]
impl Loader<VersionsOf> for Batches {
    type Value = Vec<curricula::CurriculumVersion>;
    type Error = BatchError;

    async fn load(&self, keys: &[VersionsOf]) -> Result<HashMap<VersionsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = curricula::versions_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| VersionsOf(row.curriculum_id)))
    }
}

/// What a version asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlanKey(pub Uuid);

#[async_trait]
impl Loader<PlanKey> for Batches {
    type Value = Arc<Plan>;
    type Error = BatchError;

    async fn load(&self, keys: &[PlanKey]) -> Result<HashMap<PlanKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let plans = curricula::plans(self.platform.database.reader(), &keys).await?;
        Ok(plans.into_iter().map(|(key, plan)| (PlanKey(key), plan)).collect())
    }
}

/// A training plan through its versions.
#[derive(Clone, Debug)]
pub struct Curriculum(pub curricula::Curriculum);

impl From<curricula::Curriculum> for Curriculum {
    fn from(row: curricula::Curriculum) -> Self {
        Self(row)
    }
}

/// A training plan through its versions.
#[Object]
impl Curriculum {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Curriculum.id(self.0.id)
    }

    /// Short name, unique within the institution; rosters name a programme by it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// The institution that answers for it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Its versions, the latest first.
    async fn versions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CurriculumVersion>> {
        Ok(load_list(ctx, VersionsOf(self.0.id)).await?.into_iter().map(CurriculumVersion).collect())
    }
}

/// One version of a curriculum.
#[derive(Clone, Debug)]
pub struct CurriculumVersion(pub curricula::CurriculumVersion);

impl From<curricula::CurriculumVersion> for CurriculumVersion {
    fn from(row: curricula::CurriculumVersion) -> Self {
        Self(row)
    }
}

/// One version of a curriculum. Once published it never changes.
#[Object]
impl CurriculumVersion {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::CurriculumVersion.id(self.0.id)
    }

    /// The curriculum.
    async fn curriculum(&self, ctx: &Context<'_>) -> async_graphql::Result<Curriculum> {
        load_related(ctx, CurriculumKey(self.0.curriculum_id)).await.map(Curriculum)
    }

    /// 1 for the first.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Where it stands.
    async fn status(&self) -> Coded<VersionStatus> {
        Coded(self.0.status)
    }

    /// The version it grew from; null for the first.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Self>> {
        match self.0.parent_id {
            Some(key) => Ok(load(ctx, CurriculumVersionKey(key)).await?.map(CurriculumVersion)),
            None => Ok(None),
        }
    }

    /// Where its figures come from.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Length of the training in months, rounded up where the plan counts in weeks.
    async fn duration_months(&self) -> i32 {
        self.0.figures.duration_months
    }

    /// Length of the training in weeks; null where the plan counts in months.
    async fn duration_weeks(&self) -> Option<i32> {
        self.0.figures.duration_weeks
    }

    /// Credited days that make one month of a requirement.
    async fn days_per_month(&self) -> i32 {
        self.0.figures.days_per_month
    }

    /// Minutes that make one half-day of an activity.
    async fn minutes_per_half_day(&self) -> i32 {
        self.0.figures.minutes_per_half_day
    }

    /// Half-days credited at most on one day.
    async fn half_days_per_day(&self) -> i32 {
        self.0.figures.half_days_per_day
    }

    /// Days after the event during which a review is possible.
    async fn review_window_days(&self) -> i32 {
        self.0.figures.review_window_days
    }

    /// Days after the event during which it may still be submitted.
    async fn backdating_days(&self) -> i32 {
        self.0.figures.backdating_days
    }

    /// Stages of the training, one after the other from its first day on; empty when it has none.
    async fn stages(&self) -> Vec<CurriculumStage> {
        stages_of(&self.0.stages, self.0.figures).collect()
    }

    /// Professional activities that are entrusted, in the plan's order.
    async fn entrustable_activities(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<EntrustableActivity>> {
        let plan = load_related(ctx, PlanKey(self.0.id)).await?;
        Ok(activities_of(&plan).collect())
    }

    /// Kinds of activity that hours of its trainees may name, in the plan's order.
    async fn activity_kinds(&self) -> Vec<ActivityKind> {
        self.0.activity_kinds.iter().cloned().map(ActivityKind).collect()
    }

    /// The version of another curriculum that it adapts and is never below, requirement by requirement; null when it adapts none.
    async fn standard(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Self>> {
        match self.0.standard_version_id {
            Some(key) => Ok(load(ctx, CurriculumVersionKey(key)).await?.map(CurriculumVersion)),
            None => Ok(None),
        }
    }

    /// When it was published; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime::from)
    }

    /// Who published it; null for a draft, or when the viewer may not see her.
    async fn published_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.published_by).await
    }

    /// What it asks otherwise than another version: requirements by their code, in this version's order, then those that are asked
    /// no more. Empty for the first version when `from` is left out.
    async fn differences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version to compare with; the one it grew from when left out.")] from: Option<
            ID,
        >,
    ) -> async_graphql::Result<Vec<RequirementDifference>> {
        let from = ObjectKind::CurriculumVersion.optional_key(ctx, from.as_ref())?.or(self.0.parent_id);
        let Some(before) = (match from {
            Some(key) => load(ctx, PlanKey(key)).await?,
            None => None,
        }) else {
            return Ok(Vec::new());
        };
        let after = load_related(ctx, PlanKey(self.0.id)).await?;
        Ok(curricula::plan_differences(&before, &after).into_iter().map(RequirementDifference).collect())
    }

    /// Who reviews what serves requirements of a kind, one after another, by kind.
    async fn reviews(&self) -> Vec<ReviewSteps> {
        let reviewed = RequirementKind::ALL.iter().filter(|kind| kind.is_reviewed_in_steps());
        let steps = |kind: &RequirementKind| {
            let own = self.0.reviews.get(kind).map(Vec::as_slice);
            let steps = own.unwrap_or_else(|| curricula::usual_steps(*kind));
            ReviewSteps { kind: Coded(*kind), steps: steps.iter().copied().map(Coded).collect() }
        };
        reviewed.map(steps).collect()
    }

    /// Code of the form of the exam at the end of a stay, without which its exit is not signed; null when none is asked.
    async fn exit_exam(&self) -> Option<&str> {
        self.0.exits.exam.as_deref()
    }

    /// The step of an exit's review that nobody takes before that exam is passed; null when none is asked.
    async fn exit_exam_before(&self) -> Option<Coded<ReviewStep>> {
        let exits = &self.0.exits;
        exits.exam.as_ref().map(|_| Coded(exits.exam_before.unwrap_or(ReviewStep::Supervisor)))
    }

    /// What it asks, in its order.
    async fn requirements(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Requirement>> {
        let plan = load_related(ctx, PlanKey(self.0.id)).await?;
        Ok(plan.requirements.iter().cloned().map(Requirement).collect())
    }
}

/// Who reviews what serves requirements of a kind.
#[derive(Debug, SimpleObject)]
pub struct ReviewSteps {
    /// The kind of requirement.
    kind: Coded<RequirementKind>,
    /// The steps, one after another; evidence counts when the last one approves it.
    steps: Vec<Coded<ReviewStep>>,
}
