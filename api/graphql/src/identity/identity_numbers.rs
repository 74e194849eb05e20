//! Identity numbers in the graph: recorded, shown masked, revealed for a purpose.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, IdentityDocument, IdentityErrorCode, MaskedNumber};
use uuid::Uuid;

use super::Person;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Refusal, heard, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key};

/// Finds the identity number of a visible person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdentityNumberOf(pub Uuid);

#[async_trait]
impl Loader<IdentityNumberOf> for Batches {
    type Value = MaskedNumber;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[IdentityNumberOf],
    ) -> Result<HashMap<IdentityNumberOf, MaskedNumber>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::identity_numbers_of(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| IdentityNumberOf(row.person_id)))
    }
}

/// An identity document and its number.
#[derive(InputObject)]
pub struct IdentityNumberInput {
    /// The document.
    pub(super) document: Coded<IdentityDocument>,
    /// Its number; blanks and hyphens are taken out. That of a resident identity card is checked by its check character.
    pub(super) number: String,
}

/// An identity number to be recorded.
#[derive(InputObject)]
pub struct IdentityNumberRecordInput {
    /// Whose.
    person_id: ID,
    /// The document and its number.
    identity_number: IdentityNumberInput,
}

payload! {
    /// What came of recording an identity number.
    IdentityNumberRecordPayload {
        /// The person; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// An identity number to be shown in full.
#[derive(Debug, InputObject)]
pub struct IdentityNumberRevealInput {
    /// Whose.
    person_id: ID,
    /// For what, at most 500 characters; the audit trail keeps it.
    purpose: String,
}

/// What came of asking for an identity number.
#[derive(SimpleObject)]
pub struct IdentityNumberRevealPayload {
    /// The document; null when the act was refused.
    document: Option<Coded<IdentityDocument>>,
    /// The number in full; null when the act was refused.
    number: Option<String>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<IdentityErrorCode>>,
}

/// Acts upon identity numbers.
#[derive(Default)]
pub struct IdentityNumberMutation;

#[Object]
impl IdentityNumberMutation {
    /// Records a person's identity number in the place of the one she had. It is stored encrypted, and shown masked.
    /// Where another record bears the same number, both stand among `possibleDoubles` from then on.
    async fn identity_number_record(
        &self,
        ctx: &Context<'_>,
        input: IdentityNumberRecordInput,
    ) -> async_graphql::Result<IdentityNumberRecordPayload> {
        let key = ObjectKind::Person.key(ctx, &input.person_id)?;
        let IdentityNumberInput { document, number } = input.identity_number;
        let recorded =
            identity::identity_number_record(platform(ctx), viewer(ctx)?, key, document.0, &number).await;
        IdentityNumberRecordPayload::of(ctx, recorded)
    }

    /// Shows a person's identity number in full, for a purpose. The trail keeps the purpose, and she sees that her
    /// record was opened.
    async fn identity_number_reveal(
        &self,
        ctx: &Context<'_>,
        input: IdentityNumberRevealInput,
    ) -> async_graphql::Result<IdentityNumberRevealPayload> {
        let key = ObjectKind::Person.key(ctx, &input.person_id)?;
        let revealed =
            identity::identity_number_reveal(platform(ctx), viewer(ctx)?, key, &input.purpose).await;
        let (number, errors) = heard(ctx, revealed)?;
        Ok(IdentityNumberRevealPayload {
            document: number.as_ref().map(|number| Coded(number.document)),
            number: number.map(|number| number.revealed().to_owned()),
            errors,
        })
    }
}
