//! The training plans that come with the system.

use async_graphql::{Context, Object};
use domain::curricula::PlanFile;

use crate::names::shown;
use crate::scalars::Locale;

/// A training plan that comes with the system.
#[derive(Clone, Debug)]
pub struct CurriculumPreset {
    name: &'static str,
    plan: PlanFile,
}

impl CurriculumPreset {
    /// A preset by its name.
    pub(super) fn new((name, plan): (&'static str, PlanFile)) -> Self {
        Self { name, plan }
    }
}

/// A training plan that comes with the system.
#[Object]
impl CurriculumPreset {
    /// The name by which `curriculumImport` takes it.
    async fn name(&self) -> &str {
        self.name
    }

    /// What people call it.
    async fn title(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.plan.name, locale)
    }

    /// Code that the curriculum will bear.
    async fn code(&self) -> &str {
        &self.plan.code
    }

    /// Where its figures come from.
    async fn source(&self) -> &str {
        &self.plan.source
    }

    /// Length of the training in months, rounded up where the plan counts in weeks.
    async fn duration_months(&self) -> i32 {
        self.plan.figures.duration_months
    }

    /// Length of the training in weeks; null where the plan counts in months.
    async fn duration_weeks(&self) -> Option<i32> {
        self.plan.figures.duration_weeks
    }
}
