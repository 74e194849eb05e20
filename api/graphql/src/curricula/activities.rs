//! Entrustable professional activities.

use std::sync::Arc;

use async_graphql::{Context, Object};
use domain::curricula::{self, Figures, Plan, Stage};

use super::stages::{CurriculumStage, stages_of};
use crate::names::{present, shown};
use crate::scalars::Locale;

/// A professional activity that is entrusted.
#[derive(Clone, Debug)]
pub struct EntrustableActivity {
    activity: curricula::EntrustableActivity,
    stages: Arc<[Stage]>,
    figures: Figures,
}

/// The activities of a plan, in its order.
pub(super) fn activities_of(plan: &Plan) -> impl Iterator<Item = EntrustableActivity> {
    let stages: Arc<[Stage]> = plan.stages.clone().into();
    let activities = plan.activities.iter().cloned();
    activities.map(move |activity| EntrustableActivity {
        activity,
        stages: Arc::clone(&stages),
        figures: plan.figures,
    })
}

impl EntrustableActivity {
    pub(super) fn is_named(&self, code: &str) -> bool {
        self.activity.code == code
    }
}

/// A professional activity that bundles competencies and is entrusted to a trainee level by level.
#[Object]
impl EntrustableActivity {
    /// Short name, unique within the version.
    async fn code(&self) -> &str {
        &self.activity.code
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.activity.name, locale)
    }

    /// What belongs to it, at most 1,000 characters; null when nothing is said.
    async fn description(&self) -> Option<&str> {
        present(&self.activity.description)
    }

    /// Competencies that it bundles, by code or identifier, as the plan names them; at most 100.
    async fn competencies(&self) -> &[String] {
        &self.activity.competencies
    }

    /// What is expected by the end of which stage, in the order of the stages; it never falls.
    async fn levels(&self) -> Vec<ExpectedEntrustment> {
        let stages: Vec<CurriculumStage> = stages_of(&self.stages, self.figures).collect();
        let of = |expected: &curricula::ExpectedLevel| {
            let stage = stages.iter().find(|stage| stage.stage.code == expected.stage)?.clone();
            Some(ExpectedEntrustment { stage, level: expected.level })
        };
        self.activity.levels.iter().filter_map(of).collect()
    }
}

/// The level of entrustment that is expected by the end of a stage.
#[derive(Clone, Debug)]
pub struct ExpectedEntrustment {
    stage: CurriculumStage,
    level: i32,
}

/// The level of entrustment that is expected by the end of a stage.
#[Object]
impl ExpectedEntrustment {
    /// The stage.
    async fn stage(&self) -> CurriculumStage {
        self.stage.clone()
    }

    /// From 1, she watches, to 5, she supervises others.
    async fn level(&self) -> i32 {
        self.level
    }
}
