//! The objects of curricula and what loads them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::curricula::{self, CaseRole, Plan, RequirementKind, ReviewStep, Unit, VersionStatus};
use domain::organisations::BaseKind;
use platform::codes::Code as _;
use uuid::Uuid;

use super::activities::{EntrustableActivity, activities_of};
use super::stages::{CurriculumStage, stages_of};
use crate::codes::Coded;
use crate::context::context;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{DateTime, Locale, SafeInt};

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
pub struct PlanKey(Uuid);

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

/// The activity that a version names by this code.
pub(crate) async fn activity_named(
    ctx: &Context<'_>,
    version_id: Uuid,
    code: &str,
) -> async_graphql::Result<Option<EntrustableActivity>> {
    let plan = load_related(ctx, PlanKey(version_id)).await?;
    Ok(activities_of(&plan).find(|activity| activity.is_named(code)))
}

/// A requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequirementKey(pub Uuid);

#[async_trait]
impl Loader<RequirementKey> for Batches {
    type Value = Arc<curricula::Requirement>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[RequirementKey],
    ) -> Result<HashMap<RequirementKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = curricula::find_requirements(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows.into_iter().map(Arc::new), |row| RequirementKey(row.id)))
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

/// A requirement that two versions ask differently.
#[derive(Clone, Debug)]
pub struct RequirementDifference(curricula::PlanDifference);

/// A requirement that two versions ask differently: in its name, its target, its kind or its rule.
#[Object]
impl RequirementDifference {
    /// As the other version asks it; null when it is asked anew.
    async fn before(&self) -> Option<Requirement> {
        self.0.before.clone().map(Requirement)
    }

    /// As this version asks it; null when it is asked no more.
    async fn after(&self) -> Option<Requirement> {
        self.0.after.clone().map(Requirement)
    }
}

/// One thing that a curriculum version asks.
#[derive(Clone, Debug)]
pub struct Requirement(pub Arc<curricula::Requirement>);

impl From<curricula::Requirement> for Requirement {
    fn from(row: curricula::Requirement) -> Self {
        Self(Arc::new(row))
    }
}

/// One thing that a curriculum version asks.
#[Object]
impl Requirement {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Requirement.id(self.0.id)
    }

    /// Short name, unique within the version.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Its kind.
    async fn kind(&self) -> Coded<RequirementKind> {
        Coded(self.0.kind)
    }

    /// Order within the version, from 1.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Unit of `target`.
    async fn unit(&self) -> Coded<Unit> {
        Coded(self.0.unit)
    }

    /// How much is asked, in `unit`.
    async fn target(&self) -> SafeInt {
        SafeInt(self.0.target)
    }

    /// Kind of base where it must happen; null when any will do.
    async fn base_kind(&self) -> Option<Coded<BaseKind>> {
        self.0.base_kind.map(Coded)
    }

    /// Specialties of the department that serve it; several are a pool. Empty when any will do.
    async fn specialties(&self) -> Vec<Specialty> {
        self.0.rule.specialties.iter().cloned().map(Specialty).collect()
    }

    /// Choose so many of `specialties`, each with an equal share of the target; null when they are a pool.
    async fn choose(&self) -> Option<u32> {
        self.0.rule.choose
    }

    /// Activity that serves it, for requirements in half-days.
    async fn activity(&self) -> Option<&str> {
        self.0.activity.as_deref()
    }

    /// The target in months, by the version's `daysPerMonth`; null when it is no stay, or no whole number of months.
    async fn target_months(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i32>> {
        if self.0.unit != Unit::Day {
            return Ok(None);
        }
        let plan = load_related(ctx, PlanKey(self.0.version_id)).await?;
        let days = i64::from(plan.figures.days_per_month.max(1));
        let months = (self.0.target % days == 0).then_some(self.0.target / days);
        Ok(months.and_then(|months| i32::try_from(months).ok()))
    }

    /// Whether only evidence that names this requirement serves it, such as a stay planned as the elective.
    async fn is_only_when_named(&self) -> bool {
        self.0.rule.only_when_named
    }

    /// The disease asked for, the code of the form of assessment or of the entrustable activity; null when any will do.
    async fn subject(&self) -> Option<&str> {
        self.0.rule.subject.as_deref()
    }

    /// The professional activity that is to be entrusted; null for every other kind.
    async fn entrustable_activity(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Option<EntrustableActivity>> {
        let Some(code) = self.0.rule.subject.as_ref().filter(|_| self.0.kind == RequirementKind::Entrustment)
        else {
            return Ok(None);
        };
        activity_named(ctx, self.0.version_id, code).await
    }

    /// Least level of entrustment, 1 to 5, at which an attempt, an assessment or a decision counts; null when any will do, and for
    /// cases.
    async fn minimum_level(&self) -> Option<i32> {
        self.0.rule.minimum_level.filter(|_| self.0.kind != RequirementKind::Cases)
    }

    /// Least part that the trainee had in a case that counts; null when any will do, and for anything but cases.
    async fn least_role(&self) -> Option<Coded<CaseRole>> {
        let level = self.0.rule.minimum_level.filter(|_| self.0.kind == RequirementKind::Cases);
        level.and_then(CaseRole::of_level).map(Coded)
    }

    /// Least number of different assessors; null when one will do.
    async fn different_assessors(&self) -> Option<u32> {
        self.0.rule.different_assessors
    }

    /// A text counts from so many characters on, blanks left out; null when its length does not matter.
    async fn least_characters(&self) -> Option<u32> {
        self.0.rule.least_characters
    }

    /// Who checks it; null unless it is a check.
    async fn checked_by(&self) -> Option<Coded<ReviewStep>> {
        self.0.rule.checked_by.map(Coded)
    }

    /// Most that is counted on one day; null when there is no cap.
    async fn most_per_day(&self) -> Option<SafeInt> {
        self.0.rule.most_per_day.map(SafeInt)
    }

    /// The stage of the training in which it is to be met, against which its pace is held; null when it has the whole training.
    async fn stage(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CurriculumStage>> {
        let Some(code) = &self.0.rule.stage else {
            return Ok(None);
        };
        let plan = load_related(ctx, PlanKey(self.0.version_id)).await?;
        Ok(stages_of(&plan.stages, plan.figures).find(|stage| stage.stage.code == *code))
    }

    /// Requirements of the same version that come first: it is met only when they are met as well; what is shown before counts
    /// all the same.
    async fn after(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Self>> {
        if self.0.rule.after.is_empty() {
            return Ok(Vec::new());
        }
        let plan = load_related(ctx, PlanKey(self.0.version_id)).await?;
        let first = |code: &String| plan.requirements.iter().find(|asked| asked.code == *code).cloned();
        Ok(self.0.rule.after.iter().filter_map(first).map(Self).collect())
    }

    /// The requirement of the standard that it meets, alone or with others; null when its version adapts none, or it goes beyond.
    async fn standard_requirement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Self>> {
        match self.0.standard_requirement_id {
            Some(key) => Ok(load(ctx, RequirementKey(key)).await?.map(Requirement)),
            None => Ok(None),
        }
    }

    /// Competencies that it serves, by code or identifier, as the plan names them; whether a framework has them, says
    /// `competencyCoverage`.
    async fn competencies(&self) -> &[String] {
        &self.0.rule.competencies
    }

    /// The version that asks it.
    async fn version(&self, ctx: &Context<'_>) -> async_graphql::Result<CurriculumVersion> {
        load_related(ctx, CurriculumVersionKey(self.0.version_id)).await.map(CurriculumVersion)
    }
}

/// A specialty, as departments and requirements name it.
#[derive(Clone, Debug)]
pub struct Specialty(String);

/// A specialty, as departments and requirements name it.
#[Object]
impl Specialty {
    /// Its code.
    async fn code(&self) -> &str {
        &self.0
    }

    /// What people call it.
    async fn label(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        let language = locale.map_or(context(ctx).language, Into::into);
        curricula::specialty_label(&self.0).render(language)
    }
}
