//! Binding users of a school's own app in the graph, and exchanging their identity for short tokens.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, Claim, Exchange, ExchangeErrorCode, TokenScope};
use uuid::Uuid;

use super::{AccessToken, NameKey};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Refusal, heard, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{DateTime, Locale};

/// Finds the service account behind something that the viewer was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServiceAccountKey(pub Uuid);

#[async_trait]
impl Loader<ServiceAccountKey> for Batches {
    type Value = identity::ServiceAccount;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ServiceAccountKey],
    ) -> Result<HashMap<ServiceAccountKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::find_service_accounts(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| ServiceAccountKey(row.id)))
    }
}

/// A user of a school's own app, bound to the viewer.
#[derive(Clone, Debug)]
pub struct ExchangeBinding(identity::ExchangeBinding);

impl From<identity::ExchangeBinding> for ExchangeBinding {
    fn from(row: identity::ExchangeBinding) -> Self {
        Self(row)
    }
}

/// A user of a school's own app, bound to the viewer, or about to be: while it is in force, whoever signs in to the app as
/// that user acts here in the viewer's name.
#[Object]
impl ExchangeBinding {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ExchangeBinding.id(self.0.id)
    }

    /// The app's name, as its institution gave it.
    async fn application_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<String> {
        let name = load_related(ctx, NameKey(self.0.service_account_id)).await?;
        Ok(shown(ctx, &name, locale))
    }

    /// The institution whose app it is.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        let account = load_related(ctx, ServiceAccountKey(self.0.service_account_id)).await?;
        load_related(ctx, InstitutionKey(account.institution_id)).await.map(Institution)
    }

    /// Who knows the user, as the app says: `wechat`.
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// Which user it is, in the app's words: to be shown before the viewer confirms. Empty once it has ended.
    async fn subject_hint(&self) -> &str {
        &self.0.subject_hint
    }

    /// When the app brought the viewer's code.
    async fn claimed_at(&self) -> DateTime {
        DateTime(self.0.claimed_at)
    }

    /// Until when the viewer may confirm it, 10 minutes after `claimedAt`; null when she has.
    async fn confirm_by(&self) -> Option<DateTime> {
        self.0.bound_at.is_none().then(|| DateTime(self.0.confirm_by()))
    }

    /// Since when it is in force; null until the viewer has confirmed it.
    async fn bound_at(&self) -> Option<DateTime> {
        self.0.bound_at.map(DateTime)
    }

    /// When the app was last given a token by it; null when it never was.
    async fn last_exchanged_at(&self) -> Option<DateTime> {
        self.0.last_exchanged_at.map(DateTime)
    }

    /// When it was taken back; null while it was not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// What came of beginning to bind a user of an app.
#[derive(SimpleObject)]
pub struct ExchangeBindingBeginPayload {
    /// The code, to be typed into the app: shown this once, works once. Null when the act was refused.
    code: Option<String>,
    /// When it stops working, after 10 minutes; null when the act was refused.
    expires_at: Option<DateTime>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<ExchangeErrorCode>>,
}

/// A code that an app brings for its user.
#[derive(InputObject)]
pub struct ExchangeBindingClaimInput {
    /// The code, as the user typed it; case and hyphens do not matter.
    code: String,
    /// Who knows the user: 1 to 32 small letters, digits and hyphens, such as `wechat`.
    provider: String,
    /// The user's name there, at most 255 characters, which never passes to another user; kept only as a keyed digest.
    subject: String,
    /// By what the person will recognise that it is her own, such as a nickname with part of a phone number: at most 64
    /// characters.
    subject_hint: String,
}

/// What came of bringing a code.
#[derive(SimpleObject)]
pub struct ExchangeBindingClaimPayload {
    /// Until when the person may confirm it here; whose code it was is not told. Null when the act was refused.
    confirm_by: Option<DateTime>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<ExchangeErrorCode>>,
}

/// A binding to be confirmed.
#[derive(Debug, InputObject)]
pub struct ExchangeBindingConfirmInput {
    /// Which, as `Viewer.exchangeBindings` names it.
    exchange_binding_id: ID,
}

payload! {
    /// What came of confirming a binding.
    ExchangeBindingConfirmPayload {
        /// The binding, in force; null when the act was refused.
        exchange_binding: ExchangeBinding
    } or ExchangeErrorCode
}

/// A binding to be taken back.
#[derive(Debug, InputObject)]
pub struct ExchangeBindingRemoveInput {
    /// Which, as `Viewer.exchangeBindings` names it.
    exchange_binding_id: ID,
}

payload! {
    /// What came of taking a binding back.
    ExchangeBindingRemovePayload {
        /// The binding, ended; null when the act was refused.
        exchange_binding: ExchangeBinding
    } or ExchangeErrorCode
}

/// Whose identity is to be exchanged.
#[derive(Debug, InputObject)]
pub struct TokenExchangeInput {
    /// Who knows the user, as when the binding was claimed.
    provider: String,
    /// The user's name there, as the app itself has verified it in this session.
    subject: String,
    /// What the token may be used for, at least one: none beyond the service account's own token, and never ISSUE,
    /// ADMINISTER or EXCHANGE; all that can be passed on, when left out.
    scopes: Option<Vec<Coded<TokenScope>>>,
}

/// What came of an exchange.
#[derive(SimpleObject)]
pub struct TokenExchangePayload {
    /// The bearer token of the person bound, shown this once; null when the act was refused.
    token: Option<String>,
    /// The token without its secret; null when the act was refused.
    access_token: Option<AccessToken>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<ExchangeErrorCode>>,
}

/// Acts upon bindings.
#[derive(Default)]
pub struct ExchangeMutation;

#[Object]
impl ExchangeMutation {
    /// Begins to bind a user of a school's own app to the viewer: gives a code to be typed into the app. A code asked for
    /// before stops working. Nothing is bound before the viewer has confirmed what the app brings.
    async fn exchange_binding_begin(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<ExchangeBindingBeginPayload> {
        let made = identity::exchange_binding_begin(platform(ctx), viewer(ctx)?).await;
        let (made, errors) = heard(ctx, made)?;
        let expires_at = made.as_ref().map(|made| DateTime(made.expires_at));
        Ok(ExchangeBindingBeginPayload { code: made.and_then(|made| made.code), expires_at, errors })
    }

    /// Brings the code that a user of the app typed, by the app's service account; at most 60 in a minute.
    async fn exchange_binding_claim(
        &self,
        ctx: &Context<'_>,
        input: ExchangeBindingClaimInput,
    ) -> async_graphql::Result<ExchangeBindingClaimPayload> {
        let ExchangeBindingClaimInput { code, provider, subject, subject_hint } = input;
        let claim = Claim { code, provider, subject, subject_hint };
        let claimed = identity::exchange_binding_claim(platform(ctx), viewer(ctx)?, claim).await;
        let (claimed, errors) = heard(ctx, claimed)?;
        let confirm_by = claimed.map(|binding| DateTime(binding.confirm_by()));
        Ok(ExchangeBindingClaimPayload { confirm_by, errors })
    }

    /// Puts a binding into force that the viewer began. Show her before: which app, whose, and which user.
    async fn exchange_binding_confirm(
        &self,
        ctx: &Context<'_>,
        input: ExchangeBindingConfirmInput,
    ) -> async_graphql::Result<ExchangeBindingConfirmPayload> {
        let key = ObjectKind::ExchangeBinding.key(ctx, &input.exchange_binding_id)?;
        let bound = identity::exchange_binding_confirm(platform(ctx), viewer(ctx)?, key).await;
        ExchangeBindingConfirmPayload::of(ctx, bound)
    }

    /// Takes a binding back, or declines one: the tokens that the app exchanged for the viewer's identity end at once.
    async fn exchange_binding_remove(
        &self,
        ctx: &Context<'_>,
        input: ExchangeBindingRemoveInput,
    ) -> async_graphql::Result<ExchangeBindingRemovePayload> {
        let key = ObjectKind::ExchangeBinding.key(ctx, &input.exchange_binding_id)?;
        let removed = identity::exchange_binding_remove(platform(ctx), viewer(ctx)?, key).await;
        ExchangeBindingRemovePayload::of(ctx, removed)
    }

    /// Exchanges the identity of a user of the app for a bearer token of the person bound to it, by the app's service
    /// account; at most 600 in a minute. The token works for 15 minutes, and ends before when the binding, the service
    /// account or the person's sessions end; roles that issue or administer are not in force with it. A user who is
    /// unknown and one who is not bound are answered alike, `NOT_BOUND`.
    async fn token_exchange(
        &self,
        ctx: &Context<'_>,
        input: TokenExchangeInput,
    ) -> async_graphql::Result<TokenExchangePayload> {
        let TokenExchangeInput { provider, subject, scopes } = input;
        let scopes = scopes.map(|scopes| scopes.into_iter().map(|scope| scope.0).collect());
        let exchange = Exchange { provider, subject, scopes };
        let made = identity::token_exchange(platform(ctx), viewer(ctx)?, exchange).await;
        let (made, errors) = heard(ctx, made)?;
        let (token, access_token) =
            made.map(|(secret, row)| (secret.reveal().to_owned(), AccessToken::from(row))).unzip();
        Ok(TokenExchangePayload { token, access_token, errors })
    }
}
