//! Everything about one human in the graph: two records of her, joined into one.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::dossier;
use domain::identity::{self, Act, IdentityErrorCode};
use uuid::Uuid;

use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load};
use crate::names::shown;
use crate::requirements::Requirement;
use crate::scalars::{DateTime, Locale, SafeInt};

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] =
    &[("personMerge", Requirement::Act(Act::PersonMerge))];

/// Finds the records that were joined into a visible person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MergesOf(pub Uuid);

#[async_trait]
impl Loader<MergesOf> for Batches {
    type Value = Vec<identity::PersonMerge>;
    type Error = BatchError;

    async fn load(&self, keys: &[MergesOf]) -> Result<HashMap<MergesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::merges_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| MergesOf(row.kept_id)))
    }
}

/// What went over from one record to another.
#[derive(Debug, SimpleObject)]
pub struct Moved {
    /// The kind of record, as the tables name it: `placement`, `evidence`.
    kind: String,
    /// How many.
    count: SafeInt,
}

/// A record of the same human that was joined into this one.
#[derive(Clone, Debug)]
pub struct PersonMerge(pub(crate) identity::PersonMerge);

/// A record of the same human that was joined into this one.
#[Object]
impl PersonMerge {
    /// Id of the record that was joined; no list shows it any more.
    async fn merged_person_id(&self) -> ID {
        ObjectKind::Person.id(self.0.merged_id)
    }

    /// When.
    async fn merged_at(&self) -> DateTime {
        DateTime(self.0.merged_at)
    }

    /// The name of who joined them; null when her record is gone.
    async fn merged_by_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<Option<String>> {
        let Some(key) = self.0.merged_by else { return Ok(None) };
        Ok(load(ctx, NameKey(key)).await?.map(|name| shown(ctx, &name, locale)))
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// What went over, by kind.
    async fn moved(&self) -> Vec<Moved> {
        let moved = |(kind, count): &(String, u64)| Moved {
            kind: kind.clone(),
            count: SafeInt(i64::try_from(*count).unwrap_or(i64::MAX)),
        };
        self.0.moved.iter().map(moved).collect()
    }
}

/// Two records of one human, to be joined.
#[derive(Debug, InputObject)]
pub struct PersonMergeInput {
    /// The record that goes on.
    kept_person_id: ID,
    /// The record to be joined into it.
    merged_person_id: ID,
    /// Why, at most 500 characters.
    reason: String,
}

payload! {
    /// What came of joining two records.
    PersonMergePayload {
        /// The person, with both histories; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// Acts upon the whole record of a person.
#[derive(Default)]
pub struct DossierMutation;

#[Object]
impl DossierMutation {
    /// Joins two records of one human. Bonds, roles, numbers, enrolments, placements, hours, evidence and certificates go
    /// over to the one that is kept, and its live enrolments are credited with all of it; the ways in of the other end
    /// where the kept one has its own. What went over, by whom and why stays on the record (`Person.merges`). It cannot be
    /// undone. Records that contradict each other are refused as CONFLICT: different identity numbers, stays or duties at
    /// the same time, a certificate of an enrolment that would be given up.
    async fn person_merge(
        &self,
        ctx: &Context<'_>,
        input: PersonMergeInput,
    ) -> async_graphql::Result<PersonMergePayload> {
        let kept = ObjectKind::Person.key(ctx, &input.kept_person_id)?;
        let merged = ObjectKind::Person.key(ctx, &input.merged_person_id)?;
        let joined = dossier::person_merge(platform(ctx), viewer(ctx)?, kept, merged, &input.reason).await;
        PersonMergePayload::of(ctx, joined)
    }
}
