//! The stages of a curriculum version.

use async_graphql::{Context, Object};
use domain::curricula::{Figures, Stage};

use crate::names::shown;
use crate::scalars::Locale;

/// A part of a training.
#[derive(Clone, Debug)]
pub struct CurriculumStage {
    pub(super) stage: Stage,
    position: i32,
    is_in_weeks: bool,
}

/// The stages of a version with these figures.
pub(super) fn stages_of(stages: &[Stage], figures: Figures) -> impl Iterator<Item = CurriculumStage> {
    let is_in_weeks = figures.duration_weeks.is_some();
    stages.iter().cloned().zip(1..).map(move |(stage, position)| CurriculumStage {
        stage,
        position,
        is_in_weeks,
    })
}

/// A part of a training; it begins when the one before it ends, the first with the training.
#[Object]
impl CurriculumStage {
    /// Short name, unique within the version.
    async fn code(&self) -> &str {
        &self.stage.code
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.stage.name, locale)
    }

    /// Order within the training, from 1.
    async fn position(&self) -> i32 {
        self.position
    }

    /// Length in months; null where the version counts in weeks.
    async fn months(&self) -> Option<i32> {
        (!self.is_in_weeks).then_some(self.stage.length)
    }

    /// Length in weeks; null where the version counts in months.
    async fn weeks(&self) -> Option<i32> {
        self.is_in_weeks.then_some(self.stage.length)
    }
}
