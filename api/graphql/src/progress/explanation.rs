//! Why a requirement stands where it does, evidence by evidence.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, Object};
use domain::enrolment::Enrolment as EnrolmentRow;
use domain::progress;
use uuid::Uuid;

use crate::context::context;
use crate::evidence::Evidence;
use crate::loaders::{BatchError, Batches};
use crate::scalars::SafeInt;

/// Explanations of an enrolment that the viewer was shown, by requirement.
#[derive(Clone, Debug)]
pub struct ExplanationKey(pub(super) EnrolmentRow);

impl PartialEq for ExplanationKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for ExplanationKey {}

impl Hash for ExplanationKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

#[async_trait]
impl Loader<ExplanationKey> for Batches {
    type Value = Arc<HashMap<Uuid, progress::Explanation>>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExplanationKey],
    ) -> Result<HashMap<ExplanationKey, Self::Value>, BatchError> {
        let enrolments: Vec<EnrolmentRow> = keys.iter().map(|key| key.0.clone()).collect();
        let mut by_enrolment: HashMap<Uuid, HashMap<Uuid, progress::Explanation>> = HashMap::new();
        for ((enrolment_id, requirement_id), explanation) in
            progress::explain(self.platform.database.reader(), &enrolments).await?
        {
            by_enrolment.entry(enrolment_id).or_default().insert(requirement_id, explanation);
        }
        Ok(keys
            .iter()
            .filter_map(|key| Some((key.clone(), Arc::new(by_enrolment.remove(&key.0.id)?))))
            .collect())
    }
}

/// What was counted towards a requirement, and what was not and why.
#[derive(Clone, Debug)]
pub struct Explanation(pub(super) progress::Explanation);

/// What was counted towards a requirement, and what was not and why.
#[Object]
impl Explanation {
    /// Counted, by day.
    async fn counted(&self) -> Vec<CountedEvidence> {
        self.0.counted.iter().cloned().map(CountedEvidence).collect()
    }

    /// Not counted, or only in part; latest first.
    async fn not_counted(&self) -> Vec<UncountedEvidence> {
        self.0.not_counted.iter().cloned().map(UncountedEvidence).collect()
    }
}

/// Evidence that counted.
#[derive(Clone, Debug)]
pub struct CountedEvidence(progress::Counted);

/// Evidence that counted.
#[Object]
impl CountedEvidence {
    /// The evidence.
    async fn evidence(&self) -> Evidence {
        self.0.evidence.clone().into()
    }

    /// By how much, in the requirement's unit.
    async fn quantity(&self) -> SafeInt {
        SafeInt(self.0.quantity)
    }
}

/// Evidence, or part of it, that did not count.
#[derive(Clone, Debug)]
pub struct UncountedEvidence(progress::NotCounted);

/// Evidence, or part of it, that did not count.
#[Object]
impl UncountedEvidence {
    /// The evidence.
    async fn evidence(&self) -> Evidence {
        self.0.evidence.clone().into()
    }

    /// Why, in the reader's language.
    async fn reason(&self, ctx: &Context<'_>) -> String {
        self.0.reason.render(context(ctx).language)
    }
}
