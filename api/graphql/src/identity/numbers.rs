//! Student and staff numbers in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, Object};
use domain::identity;
use uuid::Uuid;

use crate::loaders::{BatchError, Batches, grouped, load_related};
use crate::organisations::{Institution, InstitutionKey};

/// Finds the numbers of a visible person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumbersOf(pub Uuid);

#[async_trait]
impl Loader<NumbersOf> for Batches {
    type Value = Vec<identity::PersonNumber>;
    type Error = BatchError;

    async fn load(&self, keys: &[NumbersOf]) -> Result<HashMap<NumbersOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::person_numbers(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| NumbersOf(row.person_id)))
    }
}

/// A student or staff number.
#[derive(Clone, Debug)]
pub struct PersonNumber(pub(super) identity::PersonNumber);

/// A student or staff number, unique within the institution that gave it.
#[Object]
impl PersonNumber {
    /// The number, as the institution writes it.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// The institution that gave it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }
}
