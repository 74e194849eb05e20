//! Tokens in the graph: made for a purpose, shown once, listed by their owner, taken back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, IdentityErrorCode, NewToken, TokenScope};
use platform::text::Message;
use uuid::Uuid;

use super::Person;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Refusal, bad_input, heard, payload};
use crate::ids::ObjectKind;
use crate::scalars::DateTime;

/// A bearer token, without its secret.
#[derive(Clone, Debug)]
pub struct AccessToken(pub identity::AccessToken);

impl From<identity::AccessToken> for AccessToken {
    fn from(row: identity::AccessToken) -> Self {
        Self(row)
    }
}

/// A bearer token, without its secret, which was shown when it was made and is kept nowhere.
#[Object]
impl AccessToken {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::AccessToken.id(self.0.id)
    }

    /// What it is for, as its maker named it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may be used for, within what its person may do.
    async fn scopes(&self) -> Vec<Coded<TokenScope>> {
        self.0.scopes.iter().copied().map(Coded).collect()
    }

    /// Who made it; null for the system itself, and for somebody whom the viewer may not see.
    async fn created_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.created_by).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it stops working; null for never.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was last used, at most a minute late; null when it never was.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// When it was revoked; null while it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// Whether it is the one that came with this request.
    async fn is_current(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        Ok(viewer(ctx)?.means.id == self.0.id)
    }
}

/// A token to be made.
#[derive(Debug, InputObject)]
pub struct TokenCreateInput {
    /// Whose roles and relations it carries: oneself, or, to a system administrator, anybody. Left out for a service
    /// account.
    person_id: Option<ID>,
    /// The service account that it is for, in place of a person.
    service_account_id: Option<ID>,
    /// What it is for, at most 64 characters.
    name: String,
    /// What it may be used for, at least one and none beyond what the token or session of the request may be used for;
    /// all of those, when left out. A service account's token names its scopes, ISSUE and ADMINISTER not among them.
    scopes: Option<Vec<Coded<TokenScope>>>,
    /// When it stops working, with a token no later than that token itself; when left out, with that token, and in a
    /// session never.
    expires_at: Option<DateTime>,
}

/// What came of making a token.
#[derive(SimpleObject)]
pub struct TokenCreatePayload {
    /// The bearer token, shown this once: only its digest is kept. Null when the act was refused.
    token: Option<String>,
    /// The token without its secret; null when the act was refused.
    access_token: Option<AccessToken>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<IdentityErrorCode>>,
}

/// A token to be revoked.
#[derive(Debug, InputObject)]
pub struct TokenRevokeInput {
    /// Which.
    access_token_id: ID,
}

payload! {
    /// What came of revoking a token.
    TokenRevokePayload {
        /// The token, revoked; null when the act was refused.
        access_token: AccessToken
    } or IdentityErrorCode
}

/// The person or the service account that an input names: one of them.
fn owner(ctx: &Context<'_>, input: &TokenCreateInput) -> async_graphql::Result<Uuid> {
    match (&input.person_id, &input.service_account_id) {
        (Some(person), None) => ObjectKind::Person.key(ctx, person),
        (None, Some(account)) => ObjectKind::ServiceAccount.key(ctx, account),
        _ => Err(bad_input(ctx, Message::new("identity-token-owner"))),
    }
}

/// Acts upon tokens.
#[derive(Default)]
pub struct TokenMutation;

#[Object]
impl TokenMutation {
    /// Makes a bearer token, to be sent as `Authorization: Bearer …` and never in an address.
    async fn token_create(
        &self,
        ctx: &Context<'_>,
        input: TokenCreateInput,
    ) -> async_graphql::Result<TokenCreatePayload> {
        let new = NewToken {
            person_id: owner(ctx, &input)?,
            name: input.name,
            scopes: input.scopes.map(|scopes| scopes.into_iter().map(|scope| scope.0).collect()),
            expires_at: input.expires_at.map(|instant| instant.0),
        };
        let made = identity::token_create(platform(ctx), viewer(ctx)?, new).await;
        let (made, errors) = heard(ctx, made)?;
        let (token, access_token) =
            made.map(|(secret, row)| (secret.reveal().to_owned(), row.into())).unzip();
        Ok(TokenCreatePayload { token, access_token, errors })
    }

    /// Revokes a token: from now on it opens nothing. One that is revoked already stays so.
    async fn token_revoke(
        &self,
        ctx: &Context<'_>,
        input: TokenRevokeInput,
    ) -> async_graphql::Result<TokenRevokePayload> {
        let key = ObjectKind::AccessToken.key(ctx, &input.access_token_id)?;
        TokenRevokePayload::of(ctx, identity::token_revoke(platform(ctx), viewer(ctx)?, key).await)
    }
}
