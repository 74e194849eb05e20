//! What one request knows: who asks, in which language she reads, and what was already loaded for her.
//!
//! The HTTP layer makes one `RequestContext` a request and hands it to the schema as data. Nothing in it outlives the
//! request, so that what one viewer may see never reaches another.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use domain::identity::{self, Caller, Scope, Viewer};
use platform::Platform;
use platform::error::Error;
use platform::text::Language;
use uuid::Uuid;

use crate::errors::{self, Report as _};
use crate::loaders::Loaders;

/// What one request knows.
#[derive(Debug)]
pub struct RequestContext {
    /// The world.
    pub platform: Platform,
    /// Who is asking; absent without a token.
    pub viewer: Option<Arc<Viewer>>,
    /// The reader's language.
    pub language: Language,
    /// The HTTP request, as the response's `X-Request-Id` names it.
    pub request_id: String,
    /// What was loaded for this request.
    pub loaders: Loaders,
    /// Whose full records the viewer has opened in this request, once they are remembered or about to be.
    opened: Mutex<HashSet<Uuid>>,
}

impl RequestContext {
    /// The context of one request; made within a tokio runtime, where its loaders run.
    #[must_use]
    pub fn new(platform: Platform, viewer: Option<Viewer>, language: Language, request_id: String) -> Self {
        let viewer = viewer.map(Arc::new);
        let loaders = Loaders::new(platform.clone(), viewer.clone());
        Self { platform, viewer, language, request_id, loaders, opened: Mutex::default() }
    }
}

/// The context of the request under way.
#[must_use]
pub fn context<'c>(ctx: &Context<'c>) -> &'c RequestContext {
    ctx.data_unchecked::<RequestContext>()
}

/// Where the request comes from; nothing is known of it when it did not come over HTTP.
#[must_use]
pub fn caller(ctx: &Context<'_>) -> Caller {
    let caller = ctx.data_opt::<Caller>().cloned().unwrap_or_default();
    Caller { request_id: Some(context(ctx).request_id.clone()), ..caller }
}

/// The world.
#[must_use]
pub fn platform<'c>(ctx: &Context<'c>) -> &'c Platform {
    &context(ctx).platform
}

/// Who is asking.
///
/// # Errors
/// UNAUTHENTICATED without a token.
pub fn viewer<'c>(ctx: &Context<'c>) -> async_graphql::Result<&'c Viewer> {
    let context = context(ctx);
    context.viewer.as_deref().ok_or_else(|| errors::top_level(context, Error::Unauthenticated))
}

/// The viewer's reading scope.
///
/// # Errors
/// UNAUTHENTICATED without a token.
pub fn scope<'c>(ctx: &Context<'c>) -> async_graphql::Result<Scope<'c>> {
    viewer(ctx).map(Viewer::scope)
}

/// Remembers that the viewer opens these people's full records, once a request, before any of it is shown.
///
/// # Errors
/// INTERNAL when it cannot be remembered.
pub async fn opens(ctx: &Context<'_>, people: impl IntoIterator<Item = Uuid>) -> async_graphql::Result<()> {
    let viewer = viewer(ctx)?;
    let mut new = Vec::new();
    {
        let mut opened = context(ctx).opened.lock().unwrap_or_else(PoisonError::into_inner);
        new.extend(people.into_iter().filter(|person_id| opened.insert(*person_id)));
    }
    identity::opened(platform(ctx), viewer, &new).await.report(ctx)
}
