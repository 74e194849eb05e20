//! Likely doubles in the graph: the queue of those to be decided about, and the answer that they are of two people.

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::{self, DoubleGround, DoubleStatus, IdentityErrorCode};

use super::{Person, PersonKey};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::scalars::DateTime;

/// Two records that may be of one human.
#[derive(Clone, Debug)]
pub struct PossibleDouble(identity::PossibleDouble);

impl From<identity::PossibleDouble> for PossibleDouble {
    fn from(row: identity::PossibleDouble) -> Self {
        Self(row)
    }
}

/// Two records that may be of one human.
#[Object]
impl PossibleDouble {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::PossibleDouble.id(self.0.id)
    }

    /// The record made earlier; null once the viewer may not see it any more.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Ok(load(ctx, PersonKey(self.0.person_id)).await?.map(Person))
    }

    /// The record made later; null once the viewer may not see it any more.
    async fn other(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Ok(load(ctx, PersonKey(self.0.other_id)).await?.map(Person))
    }

    /// What they have in common.
    async fn ground(&self) -> Coded<DoubleGround> {
        Coded(self.0.ground)
    }

    /// How the question stands.
    async fn status(&self) -> Coded<DoubleStatus> {
        Coded(self.0.status)
    }

    /// When they were found.
    async fn found_at(&self) -> DateTime {
        DateTime(self.0.found_at)
    }
}

/// Fields of the root about likely doubles.
#[derive(Default)]
pub struct DoubleQuery;

#[Object]
impl DoubleQuery {
    /// Pairs of records that may be of one human and about which nobody has decided, the earliest found first: those of
    /// which the viewer may see both. They are found when a person, her day of birth or her identity number is recorded.
    /// `personMerge` joins them, `possibleDoubleDismiss` says that they are of two people.
    async fn possible_doubles(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<PossibleDouble>> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let page = page(first, after, last, before);
        let slice = identity::possible_doubles_page(platform, viewer, &page).await.report(ctx)?;
        let total = total(ctx, identity::possible_doubles_count(platform, viewer)).await?;
        let ordering = identity::doubles_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }
}

/// Two records that are of two people.
#[derive(Debug, InputObject)]
pub struct PossibleDoubleDismissInput {
    /// The pair.
    possible_double_id: ID,
    /// Why, at most 500 characters.
    reason: String,
}

payload! {
    /// What came of saying that two records are of two people.
    PossibleDoubleDismissPayload {
        /// The pair; null when the act was refused.
        possible_double: PossibleDouble
    } or IdentityErrorCode
}

/// Acts upon likely doubles.
#[derive(Default)]
pub struct DoubleMutation;

#[Object]
impl DoubleMutation {
    /// Says that two records are of two people. The pair leaves the queue and does not come back.
    async fn possible_double_dismiss(
        &self,
        ctx: &Context<'_>,
        input: PossibleDoubleDismissInput,
    ) -> async_graphql::Result<PossibleDoubleDismissPayload> {
        let key = ObjectKind::PossibleDouble.key(ctx, &input.possible_double_id)?;
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        PossibleDoubleDismissPayload::of(
            ctx,
            identity::possible_double_dismiss(platform, viewer, key, &input.reason).await,
        )
    }
}
