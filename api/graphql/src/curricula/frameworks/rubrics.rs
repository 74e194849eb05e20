//! Rubrics of competency frameworks, as their files hold them.

use async_graphql::{Context, Object};
use domain::curricula::{self, Criterion, Level};
use uuid::Uuid;

use super::objects::{Competency, MeantBy};
use crate::loaders::load;

/// A rubric, and the framework that has it.
#[derive(Clone, Debug)]
pub struct Rubric(pub(super) curricula::Rubric, pub(super) Uuid);

/// By which criteria, and at which levels of each, one competency or several are judged.
#[Object]
impl Rubric {
    /// What it is called; null when it has no title.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Its criteria in order, at most 200.
    async fn criteria(&self) -> Vec<RubricCriterion> {
        self.0.criteria.iter().map(|criterion| RubricCriterion(criterion.clone(), self.1)).collect()
    }
}

/// A criterion of a rubric, and the framework that has it.
#[derive(Clone, Debug)]
pub struct RubricCriterion(Criterion, Uuid);

/// One criterion of a rubric.
#[Object]
impl RubricCriterion {
    /// The competency that is judged by it; null when it names none that a framework in use has.
    async fn competency(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Competency>> {
        match self.0.item {
            Some(identifier) => Ok(load(ctx, MeantBy(self.1, identifier)).await?.map(Competency)),
            None => Ok(None),
        }
    }

    /// A heading under which it stands with others.
    async fn category(&self) -> Option<&str> {
        self.0.category.as_deref()
    }

    /// What is looked at.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// How much it counts, in whatever measure its publisher chose.
    async fn weight(&self) -> Option<f64> {
        self.0.weight
    }

    /// Its levels in order, at most 20.
    async fn levels(&self) -> Vec<RubricLevel> {
        self.0.levels.iter().cloned().map(RubricLevel).collect()
    }
}

/// A level of a criterion.
#[derive(Clone, Debug)]
pub struct RubricLevel(Level);

/// One level of a criterion.
#[Object]
impl RubricLevel {
    /// What the level is called.
    async fn quality(&self) -> Option<&str> {
        self.0.quality.as_deref()
    }

    /// What it is worth, in whatever measure its publisher chose; no two levels of a criterion are worth the same.
    async fn score(&self) -> Option<f64> {
        self.0.score
    }

    /// What is seen at this level.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// What is said to whoever stands at it.
    async fn feedback(&self) -> Option<&str> {
        self.0.feedback.as_deref()
    }
}
