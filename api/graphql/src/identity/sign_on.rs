//! Signing in through an institution's own provider in the graph: which providers there are, who sets them up, and which
//! identities open one's own door. The sign-in itself is a walk of the browser, from `IdentityProvider.startUrl` and back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, AccountErrorCode, IdentityErrorCode, NewIdentityProvider};

use super::cookies::Cookie;
use crate::context::{caller, platform, viewer};
use crate::errors::{Refusal, Report as _, heard, payload};
use crate::ids::ObjectKind;
use crate::names::{NameInput, shown};
use crate::scalars::{Address, DateTime, Locale};

/// A service by which an institution vouches for its people.
#[derive(Clone, Debug)]
pub struct IdentityProvider(identity::IdentityProvider);

impl From<identity::IdentityProvider> for IdentityProvider {
    fn from(row: identity::IdentityProvider) -> Self {
        Self(row)
    }
}

/// A service by which an institution vouches for its people, over OpenID Connect. What is told of it, its browsers see
/// as well.
#[Object]
impl IdentityProvider {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::IdentityProvider.id(self.0.id)
    }

    /// Its name in one language, as a sign-in page shows it.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Its name for itself, exactly as its discovery document says it.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Its name for this server.
    async fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// Where a browser is led in order to sign in. A query `?to=/path` says where it goes afterwards, on this server; the
    /// front page when it is left out. Anything that is no path of this server is ignored.
    async fn start_url(&self, ctx: &Context<'_>) -> async_graphql::Result<Address> {
        address(ctx, &identity::sign_on_start(platform(ctx), self.0.id))
    }

    /// Where the provider sends people back to: register exactly this as the client's redirect URI.
    async fn callback_url(&self, ctx: &Context<'_>) -> async_graphql::Result<Address> {
        address(ctx, &identity::sign_on_callback(platform(ctx), self.0.id))
    }

    /// Whether it vouches also for those who issue or administer; it does when a system administrator set it up.
    async fn admits_administrators(&self) -> bool {
        self.0.admits_administrators
    }

    /// Whether it vouches for anybody today.
    async fn is_enabled(&self) -> bool {
        self.0.ended_at.is_none()
    }

    /// When it was set up.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

fn address(ctx: &Context<'_>, text: &str) -> async_graphql::Result<Address> {
    let read = url::Url::parse(text).map(Address);
    read.map_err(|error| platform::error::Error::internal(error.to_string())).report(ctx)
}

/// An identity elsewhere that opens the viewer's door.
#[derive(Clone, Debug)]
pub struct LinkedIdentity(identity::LinkedIdentity);

impl From<identity::LinkedIdentity> for LinkedIdentity {
    fn from(row: identity::LinkedIdentity) -> Self {
        Self(row)
    }
}

/// An identity at a provider that opens the viewer's door.
#[Object]
impl LinkedIdentity {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::LinkedIdentity.id(self.0.id)
    }

    /// The provider through which it was linked.
    async fn provider(&self) -> IdentityProvider {
        IdentityProvider(self.0.provider.clone())
    }

    /// When it was linked.
    async fn linked_at(&self) -> DateTime {
        DateTime(self.0.linked_at)
    }

    /// When it last opened the door, or was linked.
    async fn last_used_at(&self) -> DateTime {
        DateTime(self.0.last_used_at)
    }
}

/// The viewer's own linked identities.
pub(super) async fn of_viewer(ctx: &Context<'_>) -> async_graphql::Result<Vec<LinkedIdentity>> {
    let rows = identity::linked_identities_of_viewer(platform(ctx), viewer(ctx)?).await.report(ctx)?;
    Ok(rows.into_iter().map(LinkedIdentity).collect())
}

/// A provider to be set up.
#[derive(InputObject)]
pub struct IdentityProviderCreateInput {
    /// For whose people it vouches, those of the institutions beneath it included.
    institution_id: ID,
    /// Its name as a sign-in page shows it, at most 64 characters; the English one may be left out.
    name: NameInput,
    /// Its issuer, exactly as its discovery document says it, a slash at its end included: an https address of at most
    /// 512 characters.
    issuer: String,
    /// Its name for this server, at most 255 characters.
    client_id: String,
    /// The secret that it gave this server, at most 1024 characters; kept encrypted, and shown nowhere.
    client_secret: String,
}

payload! {
    /// What came of setting a provider up.
    IdentityProviderCreatePayload {
        /// The provider; null when the act was refused.
        identity_provider: IdentityProvider
    } or IdentityErrorCode
}

/// A provider to be ended.
#[derive(Debug, InputObject)]
pub struct IdentityProviderEndInput {
    /// Which.
    identity_provider_id: ID,
}

payload! {
    /// What came of ending a provider.
    IdentityProviderEndPayload {
        /// The provider, ended; null when the act was refused.
        identity_provider: IdentityProvider
    } or IdentityErrorCode
}

/// An identity to be linked.
#[derive(Debug, InputObject)]
pub struct LinkedIdentityBeginInput {
    /// The provider.
    identity_provider_id: ID,
    /// Where the browser goes afterwards, a path of this server; its front page when left out.
    return_path: Option<String>,
}

/// What came of beginning to link an identity.
#[derive(SimpleObject)]
pub struct LinkedIdentityBeginPayload {
    /// Where the browser is led now, within ten minutes and with the cookie of this answer; null when the act was refused.
    redirect_url: Option<Address>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A link to be taken away.
#[derive(Debug, InputObject)]
pub struct LinkedIdentityRemoveInput {
    /// Which.
    linked_identity_id: ID,
}

payload! {
    /// What came of taking a link away.
    LinkedIdentityRemovePayload {
        /// The identity, which opens nothing any more; null when the act was refused.
        linked_identity: LinkedIdentity
    } or AccountErrorCode
}

/// Fields of the root about signing in through a provider.
#[derive(Default)]
pub struct SignOnQuery;

#[Object]
impl SignOnQuery {
    /// The providers through which people may sign in, in the order of their setting up: what a sign-in page offers.
    async fn sign_in_providers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that the institution set up; all of them when left out.")]
        institution_id: Option<ID>,
    ) -> async_graphql::Result<Vec<IdentityProvider>> {
        let institution = ObjectKind::Institution.optional_key(ctx, institution_id.as_ref())?;
        let rows = identity::sign_in_providers(platform(ctx), institution).await.report(ctx)?;
        Ok(rows.into_iter().map(IdentityProvider).collect())
    }
}

/// Acts upon providers and linked identities.
#[derive(Default)]
pub struct SignOnMutation;

#[Object]
impl SignOnMutation {
    /// Sets up a provider that vouches for an institution's people. Whoever it vouches for is signed in by a verified mail
    /// address that exactly one of them bears, and from then on by what the provider calls her.
    async fn identity_provider_create(
        &self,
        ctx: &Context<'_>,
        input: IdentityProviderCreateInput,
    ) -> async_graphql::Result<IdentityProviderCreatePayload> {
        let new = NewIdentityProvider {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            name: input.name.into(),
            issuer: input.issuer,
            client_id: input.client_id,
            client_secret: input.client_secret,
        };
        let made = identity::identity_provider_create(platform(ctx), viewer(ctx)?, new).await;
        IdentityProviderCreatePayload::of(ctx, made)
    }

    /// Ends a provider at once; sessions that it opened last as long as any. One that has ended stays so.
    async fn identity_provider_end(
        &self,
        ctx: &Context<'_>,
        input: IdentityProviderEndInput,
    ) -> async_graphql::Result<IdentityProviderEndPayload> {
        let key = ObjectKind::IdentityProvider.key(ctx, &input.identity_provider_id)?;
        let ended = identity::identity_provider_end(platform(ctx), viewer(ctx)?, key).await;
        IdentityProviderEndPayload::of(ctx, ended)
    }

    /// Begins to link the viewer's identity at a provider, whatever address it has there: lead the browser to
    /// `redirectUrl`. She must still be signed in when she comes back.
    async fn linked_identity_begin(
        &self,
        ctx: &Context<'_>,
        input: LinkedIdentityBeginInput,
    ) -> async_graphql::Result<LinkedIdentityBeginPayload> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let key = ObjectKind::IdentityProvider.key(ctx, &input.identity_provider_id)?;
        let path = input.return_path.as_deref();
        let begun = identity::linked_identity_begin(platform, viewer, &caller(ctx), key, path).await;
        let (begun, errors) = heard(ctx, begun)?;
        if let Some(begun) = &begun {
            let kept = Cookie::SignIn.kept(&platform.config, begun.browser.reveal());
            ctx.insert_http_header("set-cookie", kept);
        }
        let redirect_url = begun.map(|begun| address(ctx, &begun.redirect_url)).transpose()?;
        Ok(LinkedIdentityBeginPayload { redirect_url, errors })
    }

    /// Takes one of the viewer's own links away. A verified address may link it anew.
    async fn linked_identity_remove(
        &self,
        ctx: &Context<'_>,
        input: LinkedIdentityRemoveInput,
    ) -> async_graphql::Result<LinkedIdentityRemovePayload> {
        let key = ObjectKind::LinkedIdentity.key(ctx, &input.linked_identity_id)?;
        let removed = identity::linked_identity_remove(platform(ctx), viewer(ctx)?, key).await;
        LinkedIdentityRemovePayload::of(ctx, removed)
    }
}
