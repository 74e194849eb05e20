//! A school's own systems in the graph: made and ended by whoever administers their institution, with their tokens.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::{self, IdentityErrorCode, NewServiceAccount};
use uuid::Uuid;

use super::{AccessToken, NameKey, Person};
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load_list, load_related};
use crate::names::{NameInput, shown};
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, Locale};

/// Finds the tokens of a service account that the viewer was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokensOf(pub Uuid);

#[async_trait]
impl Loader<TokensOf> for Batches {
    type Value = Vec<identity::AccessToken>;
    type Error = BatchError;

    async fn load(&self, keys: &[TokensOf]) -> Result<HashMap<TokensOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let (reader, now) = (self.platform.database.reader(), self.platform.clock.now());
        let rows = identity::tokens_of_accounts(reader, &keys, now).await?;
        Ok(grouped(rows, |row| TokensOf(row.person_id)))
    }
}

/// A school's own system.
#[derive(Clone, Debug)]
pub struct ServiceAccount(identity::ServiceAccount);

impl From<identity::ServiceAccount> for ServiceAccount {
    fn from(row: identity::ServiceAccount) -> Self {
        Self(row)
    }
}

/// A school's own system, such as a mini-program: it reads what its institution may see and its tokens allow, exchanges
/// the identity of its users for short tokens of theirs, and does nothing else. It has no password. In the audit trail it
/// stands as an actor of this name.
#[Object]
impl ServiceAccount {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ServiceAccount.id(self.0.id)
    }

    /// Its name in one language; in the other where this one lacks it.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        let name = load_related(ctx, NameKey(self.0.id)).await?;
        Ok(shown(ctx, &name, locale))
    }

    /// The institution that it belongs to.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Last day of its role; null while it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date::from)
    }

    /// Who made it; null for somebody whom the viewer may not see.
    async fn created_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.created_by).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was ended; null while it was not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// Its bearer tokens that still work, the latest first.
    async fn tokens(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AccessToken>> {
        Ok(load_list(ctx, TokensOf(self.0.id)).await?.into_iter().map(AccessToken).collect())
    }
}

/// A service account to be made.
#[derive(Debug, InputObject)]
pub struct ServiceAccountCreateInput {
    /// The institution that it belongs to.
    institution_id: ID,
    /// Its name, at most 64 characters, as users and the audit trail will read it; the English one may be left out.
    name: NameInput,
    /// Last day of its role, no later than the maker's own; without end when left out.
    ends_on: Option<Date>,
}

payload! {
    /// What came of making a service account.
    ServiceAccountCreatePayload {
        /// The service account made; null when the act was refused.
        service_account: ServiceAccount
    } or IdentityErrorCode
}

/// A service account to be ended.
#[derive(Debug, InputObject)]
pub struct ServiceAccountEndInput {
    /// Which.
    service_account_id: ID,
    /// Why, at most 500 characters.
    reason: String,
}

payload! {
    /// What came of ending a service account.
    ServiceAccountEndPayload {
        /// The service account, ended; null when the act was refused.
        service_account: ServiceAccount
    } or IdentityErrorCode
}

/// Fields of the root about service accounts.
#[derive(Default)]
pub struct ServiceAccountQuery;

#[Object]
impl ServiceAccountQuery {
    /// The service accounts of an institution, the latest first, ended ones among them. Whoever holds the role at another
    /// institution is refused.
    async fn service_accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution that they belong to.")] institution_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<ServiceAccount>> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let key = ObjectKind::Institution.key(ctx, &institution_id)?;
        let page = page(first, after, last, before);
        let slice = identity::service_accounts_page(platform, viewer, key, &page).await.report(ctx)?;
        let total = total(ctx, identity::service_accounts_count(platform, viewer, key)).await?;
        let ordering = identity::service_accounts_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }
}

/// Acts upon service accounts.
#[derive(Default)]
pub struct ServiceAccountMutation;

#[Object]
impl ServiceAccountMutation {
    /// Makes a service account of an institution; its tokens are made by `tokenCreate`. Whoever makes it holds the role
    /// herself and not as a deputy, and for as long.
    async fn service_account_create(
        &self,
        ctx: &Context<'_>,
        input: ServiceAccountCreateInput,
    ) -> async_graphql::Result<ServiceAccountCreatePayload> {
        let new = NewServiceAccount {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            name: input.name.into(),
            ends_on: input.ends_on.map(|day| day.0),
        };
        let made = identity::service_account_create(platform(ctx), viewer(ctx)?, new).await;
        ServiceAccountCreatePayload::of(ctx, made)
    }

    /// Ends a service account at once, with its tokens and every token that it exchanged.
    async fn service_account_end(
        &self,
        ctx: &Context<'_>,
        input: ServiceAccountEndInput,
    ) -> async_graphql::Result<ServiceAccountEndPayload> {
        let key = ObjectKind::ServiceAccount.key(ctx, &input.service_account_id)?;
        let ended = identity::service_account_end(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        ServiceAccountEndPayload::of(ctx, ended)
    }
}
