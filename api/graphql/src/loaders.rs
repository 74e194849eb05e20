//! What a request loads, it loads once and in batches: one statement a level, not one a parent.
//!
//! A room writes a key (`PersonKey(id)`), and `impl Loader<PersonKey> for Batches` beside its objects: it gets every key
//! that the level asked for. Loaders live as long as the request and read with its viewer's scope; the delay is nought,
//! because a level's resolvers have all asked by the time the batch is polled.

use std::any::type_name;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use domain::identity::Viewer;
use platform::Platform;
use platform::error::Error;

use crate::context::context;
use crate::errors::Report as _;

/// What a batch needs: the world, and who is asking.
#[derive(Clone, Debug)]
pub struct Batches {
    /// The world.
    pub platform: Platform,
    /// Who is asking; without a viewer nothing about people is found.
    pub viewer: Option<Arc<Viewer>>,
}

/// Why a batch failed; shared by everybody who waited for it.
#[derive(Clone, Debug)]
pub struct BatchError(Arc<Error>);

impl<E: Into<Error>> From<E> for BatchError {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl BatchError {
    /// The same error, for one of those who waited.
    fn repeat(&self) -> Error {
        match &*self.0 {
            Error::Unauthenticated => Error::Unauthenticated,
            Error::NotFound => Error::NotFound,
            Error::Forbidden(message) => Error::Forbidden(message.clone()),
            Error::BadInput(message) => Error::BadInput(message.clone()),
            Error::RateLimited { seconds } => Error::RateLimited { seconds: *seconds },
            Error::Internal(cause) => Error::Internal(cause.clone()),
        }
    }
}

/// The loaders of one request.
pub struct Loaders(DataLoader<Batches, HashMapCache>);

impl fmt::Debug for Loaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Loaders")
    }
}

impl Loaders {
    pub(crate) fn new(platform: Platform, viewer: Option<Arc<Viewer>>) -> Self {
        let spawn = |batch: futures_util::future::BoxFuture<'static, ()>| {
            tokio::spawn(async {
                // Lets the rest of the level ask first, also where another thread takes the task at once.
                tokio::task::yield_now().await;
                batch.await;
            });
        };
        let loader = DataLoader::with_cache(Batches { platform, viewer }, spawn, HashMapCache::default());
        Self(loader.delay(Duration::ZERO))
    }

    /// What was loaded before a write may be stale after it: from here on everything is read anew.
    pub(crate) fn forget(&self) {
        self.0.enable_all_cache(false);
    }
}

/// What a key finds; nothing when it is not there or not to be seen.
pub async fn load<K>(
    ctx: &Context<'_>,
    key: K,
) -> async_graphql::Result<Option<<Batches as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batches: Loader<K, Error = BatchError>,
{
    context(ctx).loaders.0.load_one(key).await.map_err(|error| error.repeat()).report(ctx)
}

/// What a key must find, because the database promises it.
///
/// # Errors
/// INTERNAL when it is not there.
pub async fn load_related<K>(
    ctx: &Context<'_>,
    key: K,
) -> async_graphql::Result<<Batches as Loader<K>>::Value>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batches: Loader<K, Error = BatchError>,
{
    load(ctx, key)
        .await?
        .ok_or_else(|| Error::internal(format!("what {} names is not there", type_name::<K>())))
        .map_or_else(|error| Err(error).report(ctx), Ok)
}

/// What a to-many key finds; an empty list when there is none.
pub async fn load_list<K, V>(ctx: &Context<'_>, key: K) -> async_graphql::Result<Vec<V>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batches: Loader<K, Value = Vec<V>, Error = BatchError>,
{
    Ok(load(ctx, key).await?.unwrap_or_default())
}

/// Rows of a batch, by the key of each.
pub fn by_key<K: Hash + Eq, V>(rows: impl IntoIterator<Item = V>, key: impl Fn(&V) -> K) -> HashMap<K, V> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// Rows of a batch of to-many keys, in order, by the key of their parent.
pub fn grouped<K: Hash + Eq, V>(
    rows: impl IntoIterator<Item = V>,
    key: impl Fn(&V) -> K,
) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
