//! Curricula, their versions and what these ask, in the graph. Public to everybody signed in.

mod activities;
mod activity_kinds;
mod frameworks;
mod mutations;
mod objects;
mod presets;
mod requirement;
mod stages;

use async_graphql::{Context, ID, InputObject, Object};
use domain::curricula;
use domain::identity::Act;

use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::requirements::Requirement as Requires;

pub use activities::{EntrustableActivity, ExpectedEntrustment};
pub use activity_kinds::ActivityKind;
pub(crate) use frameworks::REQUIREMENTS as FRAMEWORK_REQUIREMENTS;
pub use frameworks::{
    Competency, CompetencyCoverage, CompetencyFramework, CompetencyFrameworkFilter,
    CompetencyFrameworkImportInput, CompetencyFrameworkImportPayload, CompetencyFrameworkKey,
    CompetencyFrameworkPreset, CompetencyFrameworkRetireInput, CompetencyFrameworkRetirePayload,
    CompetencyFrameworkSourceInput, CompetencyKey, CompetencyLink, FrameworkMutation, FrameworkQuery, Rubric,
    RubricCriterion, RubricLevel, UnknownCompetency,
};
pub use mutations::{
    CurriculumImportInput, CurriculumImportPayload, CurriculumMutation, CurriculumSourceInput,
    CurriculumVersionPublishInput, CurriculumVersionPublishPayload, CurriculumVersionRetireInput,
    CurriculumVersionRetirePayload, RequirementChangeInput, RequirementChangePayload, RequirementValueInput,
};

pub use objects::{Curriculum, CurriculumKey, CurriculumVersion, CurriculumVersionKey, PlanKey, ReviewSteps};
pub use presets::CurriculumPreset;
pub(crate) use requirement::activity_named;
pub use requirement::{Requirement, RequirementDifference, RequirementKey, Specialty};
pub use stages::CurriculumStage;

pub(crate) const REQUIREMENTS: &[(&str, Requires)] = &[
    ("curriculum", Requires::SignedIn),
    ("curricula", Requires::SignedIn),
    ("curriculumPresets", Requires::SignedIn),
    ("curriculumImport", Requires::Act(Act::CurriculumWrite)),
    ("curriculumVersionPublish", Requires::Act(Act::CurriculumWrite)),
    ("curriculumVersionRetire", Requires::Act(Act::CurriculumWrite)),
    ("requirementChange", Requires::Act(Act::CurriculumWrite)),
];

/// Which curricula; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct CurriculumFilter {
    /// Only those that this institution answers for.
    institution_id: Option<ID>,
}

/// Fields of the root about curricula.
#[derive(Default)]
pub struct CurriculumQuery;

#[Object]
impl CurriculumQuery {
    /// One curriculum; null when it is not there.
    async fn curriculum(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Curriculum>> {
        viewer(ctx)?;
        let key = ObjectKind::Curriculum.key(ctx, &id)?;
        Ok(load(ctx, CurriculumKey(key)).await?.map(Curriculum))
    }

    /// Curricula, ordered by the pinyin of their names.
    async fn curricula(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<CurriculumFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Curriculum>> {
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let institution_id = filter.unwrap_or_default().institution_id;
        let institution_id = ObjectKind::Institution.optional_key(ctx, institution_id.as_ref())?;
        let page = page(first, after, last, before);
        let slice = curricula::curricula_page(reader, institution_id, &page).await.report(ctx)?;
        let total = total(ctx, curricula::curricula_count(reader, institution_id)).await?;
        let ordering = curricula::curricula_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }

    /// Training plans that come with the system, to be imported as the first version of a curriculum.
    async fn curriculum_presets(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CurriculumPreset>> {
        viewer(ctx)?;
        Ok(curricula::presets().map(CurriculumPreset::new).collect())
    }
}
