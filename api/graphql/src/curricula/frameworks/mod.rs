//! Competency frameworks in the graph. Public to everybody signed in; the read endpoints of CASE 1.1 beside it, to anybody.

mod mutations;
mod objects;
mod rubrics;

use async_graphql::{Context, ID, InputObject, Object};
use domain::curricula::{self, FrameworkFilter};
use domain::identity::Act;

use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::requirements::Requirement as Requires;

pub use mutations::{
    CompetencyFrameworkImportInput, CompetencyFrameworkImportPayload, CompetencyFrameworkRetireInput,
    CompetencyFrameworkRetirePayload, CompetencyFrameworkSourceInput, FrameworkMutation,
};
pub use objects::{
    Competency, CompetencyCoverage, CompetencyFramework, CompetencyFrameworkKey, CompetencyFrameworkPreset,
    CompetencyKey, CompetencyLink, UnknownCompetency,
};
pub use rubrics::{Rubric, RubricCriterion, RubricLevel};

pub(crate) const REQUIREMENTS: &[(&str, Requires)] = &[
    ("competencyFramework", Requires::SignedIn),
    ("competencyFrameworks", Requires::SignedIn),
    ("competencyFrameworkPresets", Requires::SignedIn),
    ("competencyCoverage", Requires::SignedIn),
    ("competencyFrameworkImport", Requires::Act(Act::CurriculumWrite)),
    ("competencyFrameworkRetire", Requires::Act(Act::CurriculumWrite)),
];

/// Which frameworks; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct CompetencyFrameworkFilter {
    /// Only those that this institution answers for.
    institution_id: Option<ID>,
    /// Retired versions as well; only those in use when left out.
    #[graphql(default)]
    with_retired: bool,
}

/// Fields of the root about competency frameworks.
#[derive(Default)]
pub struct FrameworkQuery;

#[Object]
impl FrameworkQuery {
    /// One version of a competency framework; null when it is not there.
    async fn competency_framework(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> async_graphql::Result<Option<CompetencyFramework>> {
        viewer(ctx)?;
        let key = ObjectKind::CompetencyFramework.key(ctx, &id)?;
        Ok(load(ctx, CompetencyFrameworkKey(key)).await?.map(CompetencyFramework))
    }

    /// Competency frameworks, ordered by the pinyin of their titles.
    async fn competency_frameworks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all that are in use when left out.")] filter: Option<
            CompetencyFrameworkFilter,
        >,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<CompetencyFramework>> {
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let filter = filter.unwrap_or_default();
        let filter = FrameworkFilter {
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            with_retired: filter.with_retired,
        };
        let page = page(first, after, last, before);
        let slice = curricula::frameworks_page(reader, filter, &page).await.report(ctx)?;
        let total = total(ctx, curricula::frameworks_count(reader, filter)).await?;
        let ordering = curricula::frameworks_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }

    /// Competency frameworks that come with the system.
    async fn competency_framework_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<CompetencyFrameworkPreset>> {
        viewer(ctx)?;
        Ok(curricula::framework_presets().map(CompetencyFrameworkPreset::new).collect())
    }

    /// Where a curriculum version and a competency framework do not meet: what nobody asks for, what leads nowhere. Names of
    /// competencies of other frameworks are among those that this one does not have.
    async fn competency_coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The curriculum version, a draft or not.")] curriculum_version_id: ID,
        #[graphql(desc = "The version of the framework, in use or not.")] competency_framework_id: ID,
    ) -> async_graphql::Result<CompetencyCoverage> {
        viewer(ctx)?;
        let version = ObjectKind::CurriculumVersion.key(ctx, &curriculum_version_id)?;
        let framework = ObjectKind::CompetencyFramework.key(ctx, &competency_framework_id)?;
        let reader = platform(ctx).database.reader();
        curricula::coverage(reader, version, framework).await.report(ctx).map(CompetencyCoverage)
    }
}
