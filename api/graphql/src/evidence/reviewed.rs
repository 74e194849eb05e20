//! What evidence of every kind has of its review.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::curricula::ReviewStep;
use domain::evidence::{self, Decision, EvidenceStatus};
use uuid::Uuid;

use super::approve::shown_mark;
use super::attachments::{Attachment, AttachmentsKey};
use crate::codes::Coded;
use crate::identity::{Person, PersonKey};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load, load_list};
use crate::scalars::DateTime;

/// The fields that evidence of every kind has of its trainee and its review; each kind's object shows them as its own.
#[derive(Clone, Copy, Debug)]
pub struct Reviewed {
    evidence_id: Uuid,
    person_id: Uuid,
    awaits: Option<ReviewStep>,
}

impl Reviewed {
    /// Of a piece of evidence.
    #[must_use]
    pub fn of(evidence: &evidence::Evidence) -> Self {
        let is_pending = evidence.status == EvidenceStatus::Pending;
        Self {
            evidence_id: evidence.id,
            person_id: evidence.person_id,
            awaits: is_pending.then_some(evidence.steps.now.kind),
        }
    }
}

/// The fields that evidence of every kind has of its trainee and its review.
#[Object]
impl Reviewed {
    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.person_id).await
    }

    /// The step of its review that it awaits; null once it is decided.
    async fn awaits(&self) -> Option<Coded<ReviewStep>> {
        self.awaits.map(Coded)
    }

    /// That it was shown to the viewer, and when: `evidenceApprove` takes it.
    async fn shown_mark(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        shown_mark(ctx, self.evidence_id)
    }

    /// The files that prove it, in order of attaching.
    async fn attachments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Attachment>> {
        let files = load_list(ctx, AttachmentsKey(self.evidence_id)).await?;
        Ok(files.into_iter().map(Attachment).collect())
    }

    /// What was decided about it, in order: of an assessment the assessor's signature first, of what was given by a one-time link
    /// the supervisor's decision.
    async fn reviews(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Review>> {
        Ok(load_list(ctx, ReviewsKey(self.evidence_id)).await?.into_iter().map(Review).collect())
    }
}

/// What a reviewer decided. Append-only: taking an approval back is another review.
#[derive(Clone, Debug)]
pub struct Review(pub evidence::Review);

/// What a reviewer decided. Append-only: taking an approval back is another review.
#[Object]
impl Review {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::Review.id(self.0.id)
    }

    /// Who decided; null when the viewer may not see her.
    async fn reviewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Ok(load(ctx, PersonKey(self.0.reviewer_id)).await?.map(Person))
    }

    /// The step of the review at which she did.
    async fn step(&self) -> Coded<ReviewStep> {
        Coded(self.0.step)
    }

    /// What.
    async fn decision(&self) -> Coded<Decision> {
        Coded(self.0.decision)
    }

    /// How many pieces of evidence she decided by the one act; 1 for one alone.
    async fn at_once(&self) -> i32 {
        self.0.at_once
    }

    /// Why, always there unless approved; of an exit that is approved, the comment of whoever signs.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When.
    async fn decided_at(&self) -> DateTime {
        self.0.decided_at.into()
    }
}

/// Reviews of a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReviewsKey(pub Uuid);

#[async_trait]
impl Loader<ReviewsKey> for Batches {
    type Value = Vec<evidence::Review>;
    type Error = BatchError;

    async fn load(&self, keys: &[ReviewsKey]) -> Result<HashMap<ReviewsKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = evidence::reviews_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| ReviewsKey(row.evidence_id)))
    }
}
