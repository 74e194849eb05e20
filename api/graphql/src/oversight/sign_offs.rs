//! How reviews are given, in the graph.

use async_graphql::{Context, ID, Object};
use domain::oversight::{self, SignOffSignal};

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::names::shown;
use crate::scalars::{Date, Locale, SafeInt};

/// What one reviewer decided in a period, and how.
#[derive(Clone, Debug)]
pub struct SignOffs(oversight::SignOffs);

/// What one reviewer decided in a period, and how. A signal is a question to ask, not a verdict: a week that was read on one
/// screen and approved once raises none.
#[Object]
impl SignOffs {
    /// The reviewer; null when the viewer may not see her.
    async fn reviewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.figures.reviewer_id).await
    }

    /// Her name, which whoever may read the report may know.
    async fn reviewer_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<Option<String>> {
        let name = load(ctx, NameKey(self.0.figures.reviewer_id)).await?;
        Ok(name.map(|name| shown(ctx, &name, locale)))
    }

    /// Approvals.
    async fn approved(&self) -> SafeInt {
        SafeInt(self.0.figures.approved)
    }

    /// What she gave back or rejected.
    async fn refused(&self) -> SafeInt {
        SafeInt(self.0.figures.refused)
    }

    /// Approvals given together with others, by one act.
    async fn in_bulk(&self) -> SafeInt {
        SafeInt(self.0.figures.in_bulk)
    }

    /// The most that she approved by one act; 0 when she approved nothing.
    async fn largest_at_once(&self) -> i32 {
        self.0.figures.largest
    }

    /// Of `inBulk`: approvals by acts in which something had never been shown to her.
    async fn unopened(&self) -> SafeInt {
        SafeInt(self.0.figures.unopened)
    }

    /// For how long one of those that had been shown was before her on average, in milliseconds; null when there are none.
    async fn mean_milliseconds(&self) -> Option<SafeInt> {
        let figures = &self.0.figures;
        (figures.timed > 0).then(|| SafeInt(figures.milliseconds / figures.timed))
    }

    /// The questions that the figures raise.
    async fn signals(&self) -> Vec<Coded<SignOffSignal>> {
        self.0.signals.iter().copied().map(Coded).collect()
    }
}

/// Fields of the root about how reviews are given.
#[derive(Default)]
pub struct SignOffQuery;

#[Object]
impl SignOffQuery {
    /// How the reviews of an institution's trainees were given in a period, by reviewer, most approvals first. An unknown
    /// institution is `NOT_FOUND`.
    async fn sign_off_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school whose trainees' reviews are looked at.")] institution_id: ID,
        #[graphql(desc = "First day on which reviews were given.")] from: Date,
        #[graphql(desc = "Last day on which reviews were given.")] until: Date,
    ) -> async_graphql::Result<Vec<SignOffs>> {
        let key = ObjectKind::Institution.key(ctx, &institution_id)?;
        let found = oversight::sign_off_report(platform(ctx), viewer(ctx)?, key, (from.0, until.0))
            .await
            .report(ctx)?;
        Ok(found.into_iter().map(SignOffs).collect())
    }
}
