//! What a curriculum version asks for, one requirement at a time.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::curricula::{self, CaseRole, RequirementKind, ReviewStep, Unit};
use domain::organisations::BaseKind;
use uuid::Uuid;

use super::activities::{EntrustableActivity, activities_of};
use super::objects::{CurriculumVersion, CurriculumVersionKey, PlanKey};
use super::stages::{CurriculumStage, stages_of};
use crate::codes::Coded;
use crate::context::context;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load, load_related};
use crate::names::shown;
use crate::scalars::{Locale, SafeInt};

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

/// A requirement that two versions ask differently.
#[derive(Clone, Debug)]
pub struct RequirementDifference(pub(super) curricula::PlanDifference);

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

    /// Activity that serves it, or the kind of one, by code, for requirements in half-days or hours.
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

    /// A text counts from so many characters on, as a Chinese reader counts: a word of other letters and a number are one each, blanks none; null when its length does not matter.
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
pub struct Specialty(pub(crate) String);

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
