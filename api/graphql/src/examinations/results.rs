//! What was scored, which is evidence.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::evidence::{self, EvidenceKind, EvidenceStatus};
use domain::examinations::{self, ExamPart};
use uuid::Uuid;

use super::objects::{ExitExamRegistration, ExitExamRegistrationKey};
use crate::codes::Coded;
use crate::evidence::Reviewed;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_related};
use crate::rotations::EvidenceKey;
use crate::scalars::{Date, DateTime, SafeInt};

/// Finds the scores of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitExamScoresKey(pub Uuid);

#[async_trait]
impl Loader<ExitExamScoresKey> for Batches {
    type Value = Vec<examinations::ExamScore>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExitExamScoresKey],
    ) -> Result<HashMap<ExitExamScoresKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = examinations::scores_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| ExitExamScoresKey(row.registration_id)))
    }
}

/// Finds the score behind a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitExamScoreBehindKey(pub Uuid);

#[async_trait]
impl Loader<ExitExamScoreBehindKey> for Batches {
    type Value = examinations::ExamScore;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExitExamScoreBehindKey],
    ) -> Result<HashMap<ExitExamScoreBehindKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = examinations::find_scores(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| ExitExamScoreBehindKey(row.evidence_id)))
    }
}

/// What a trainee scored in an exit examination.
#[derive(Clone, Debug)]
pub struct ExitExamResult(pub evidence::Evidence);

impl ExitExamResult {
    async fn score(&self, ctx: &Context<'_>) -> async_graphql::Result<examinations::ExamScore> {
        load_related(ctx, ExitExamScoreBehindKey(self.0.id)).await
    }
}

/// What a trainee scored in an exit examination, or that she missed it. Signed by whoever imported it. Never edited: a correction is
/// another one that names this one.
#[Object]
impl ExitExamResult {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// Always `EXIT_EXAM`.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// APPROVED, or REPLACED once it was corrected.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The local day of the examination.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was imported.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// Whether every part was passed. Only then does it count.
    async fn is_passed(&self) -> bool {
        self.0.passed.unwrap_or_default()
    }

    /// Whether she missed the examination; that is no attempt.
    async fn is_absent(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        Ok(self.score(ctx).await?.is_absent)
    }

    /// What she scored by part; empty when she missed it.
    async fn points(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ExitExamPoints>> {
        let points = self.score(ctx).await?.points.into_iter();
        Ok(points
            .map(|scored| ExitExamPoints { part: Coded(scored.part), points: SafeInt(scored.points) })
            .collect())
    }

    /// The registration by which she sat it; null when the viewer may not see it.
    async fn registration(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ExitExamRegistration>> {
        let key = self.score(ctx).await?.registration_id;
        Ok(load(ctx, ExitExamRegistrationKey(key)).await?.map(ExitExamRegistration))
    }

    /// Who imported it; null when the viewer may not see her.
    async fn imported_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        let key = self.score(ctx).await?.imported_by;
        Person::visible(ctx, key).await
    }

    /// The result that this one corrects; null when it corrects none. Why, its review says.
    async fn replaces(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ExitExamResult>> {
        match self.0.replaces_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(ExitExamResult)),
            None => Ok(None),
        }
    }

    /// What its review says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }
}

/// What was scored in a part.
#[derive(Clone, Debug, SimpleObject)]
pub struct ExitExamPoints {
    /// The part.
    part: Coded<ExamPart>,
    /// The points.
    points: SafeInt,
}
