//! Kinds of activity that a plan tells apart.

use async_graphql::{Context, Object};
use domain::curricula::{self, Activity};

use crate::codes::Coded;
use crate::names::shown;
use crate::scalars::Locale;

/// A kind of activity that a plan tells apart.
#[derive(Clone, Debug)]
pub struct ActivityKind(pub curricula::ActivityKind);

/// A kind of activity that a plan tells apart, such as following a master at her clinic.
#[Object]
impl ActivityKind {
    /// Short name, unique within the version.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// The activity of which it is a kind: duty is reckoned by it, and what asks for that activity takes this kind as well.
    async fn counts_as(&self) -> Coded<Activity> {
        Coded(self.0.counts_as)
    }
}
