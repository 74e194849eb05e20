//! Where files lie: a folder on this machine by default, an S3-compatible store in production, memory in a test.
//!
//! What is issued is stored under the digest of its own bytes and never written over, so that what was signed is what is
//! served for ever; it is checked against that digest whenever it is read, and a file that was altered on disk is an
//! error that names it, never an answer. A file appears under its name whole and on disk, or not at all.

use std::error::Error;
use std::fmt;
use std::path::Path as Folder;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt, RetryConfig};
use url::Url;

use crate::text::Message;

/// How long a remote store is asked again before the caller hears of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The SHA-256 digest of a file's bytes, under which it is stored; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = [0; 32];
        for (place, byte) in hash.iter_mut().zip(digest(&SHA256, bytes).as_ref()) {
            *place = *byte;
        }
        Self(hash)
    }

    /// The 32 bytes of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of the file: `sha256/ab/cd/abcd…`, so that no folder grows large.
    #[must_use]
    pub fn key(&self) -> String {
        let [first, second, ..] = self.0;
        format!("sha256/{first:02x}/{second:02x}/{self}")
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ContentHash({self})")
    }
}

/// A text that is no digest: anything but 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lower-case hexadecimal digits")]
pub struct NotAHash;

impl FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAHash)?;
        bytes.try_into().map(Self).map_err(|_| NotAHash)
    }
}

/// Why a file could not be stored or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// Nothing lies under this key.
    NotFound {
        /// The key that was asked for.
        key: String,
    },
    /// The key is empty, or has an empty, `.` or `..` part or a character that a store refuses.
    InvalidKey {
        /// The key that was given.
        key: String,
    },
    /// A file stored by its content no longer has that content.
    Altered {
        /// The digest it was stored under.
        expected: ContentHash,
        /// The digest of what lies there.
        found: ContentHash,
    },
    /// The folder or the store refused or did not answer; trying again later can help.
    Unavailable(Message),
}

impl StorageError {
    /// The sentence for whoever looks after the system.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotFound { key } => Message::new("platform-storage-not-found").with("key", key),
            Self::InvalidKey { key } => Message::new("platform-storage-invalid-key").with("key", key),
            Self::Altered { expected, found } => Message::new("platform-storage-altered")
                .with("key", expected.key())
                .with("found", found.to_string()),
            Self::Unavailable(message) => message.clone(),
        }
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(formatter)
    }
}

impl Error for StorageError {}

/// The credentials of an S3-compatible store.
#[derive(Clone)]
pub struct StoreCredentials {
    /// The access key's id.
    pub access_key_id: String,
    /// The secret key.
    pub secret_access_key: String,
}

impl fmt::Debug for StoreCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StoreCredentials").finish_non_exhaustive()
    }
}

/// A place for files, by key. Cheap to clone; clones share the place.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// How the place is called in a message; holds no secret.
    place: String,
}

impl Storage {
    /// A folder on this machine, created if it is not there. Every file is flushed to disk before its final name
    /// appears.
    ///
    /// # Errors
    ///
    /// A folder that cannot be created or opened. Whether it can be written is asked by [`Storage::probe`].
    pub fn folder(path: impl AsRef<Folder>) -> Result<Self, Message> {
        let place = path.as_ref().display().to_string();
        let refused = |reason: String| {
            Message::new("platform-storage-unavailable").with("place", &place).with("reason", reason)
        };
        std::fs::create_dir_all(&path).map_err(|error| refused(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(&path).map_err(|error| refused(reason(&error)))?;
        Ok(Self { store: Arc::new(store.with_fsync(true)), place })
    }

    /// An S3-compatible store by URL: `s3://bucket/prefix?endpoint=https://…&region=…&path_style=true`.
    ///
    /// The prefix and all parameters may be left out: then the bucket is Amazon's, in us-east-1. `path_style=true` is for
    /// stores that name the bucket in the path, which is the default as soon as an endpoint is given. An endpoint with
    /// `http:` is accepted only for a loopback address.
    ///
    /// # Errors
    ///
    /// A URL that is not of this form. The store itself is not asked; [`Storage::probe`] does.
    pub fn s3(url: &str, credentials: &StoreCredentials) -> Result<Self, Message> {
        let refused = || Message::new("platform-storage-url").with("url", url);
        let parsed = Url::parse(url).map_err(|_| refused())?;
        let bucket = parsed.host_str().filter(|bucket| !bucket.is_empty() && parsed.scheme() == "s3");
        let bucket = bucket.ok_or_else(refused)?;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_access_key_id(&credentials.access_key_id)
            .with_secret_access_key(&credentials.secret_access_key)
            .with_retry(RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() });
        let mut has_endpoint = false;
        let mut path_style = None;
        for (name, value) in parsed.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("endpoint", endpoint) => {
                    let endpoint = Url::parse(endpoint).map_err(|_| refused())?;
                    if endpoint.scheme() != "https" && !is_plain_loopback(&endpoint) {
                        return Err(refused());
                    }
                    has_endpoint = true;
                    builder = builder
                        .with_allow_http(endpoint.scheme() == "http")
                        .with_endpoint(endpoint.as_str().trim_end_matches('/'));
                }
                ("region", region) => builder = builder.with_region(region),
                ("path_style", "true") => path_style = Some(true),
                ("path_style", "false") => path_style = Some(false),
                _ => return Err(refused()),
            }
        }
        let path_style = path_style.unwrap_or(has_endpoint);
        let store = builder.with_virtual_hosted_style_request(!path_style).build().map_err(|_| refused())?;
        let prefix = Path::parse(parsed.path().trim_matches('/')).map_err(|_| refused())?;
        let place = format!("s3://{bucket}/{prefix}");
        Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), place })
    }

    /// Memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self { store: Arc::new(InMemory::new()), place: "memory".to_owned() }
    }

    /// Writes, reads and removes one small file, to find out at the start what would otherwise fail in the middle.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] for a folder that may only be read, a full disk, a store that refuses.
    pub async fn probe(&self) -> Result<(), StorageError> {
        const KEY: &str = "probe/writable";
        self.put(KEY, Bytes::from_static(b"writable")).await?;
        self.get(KEY).await?;
        self.delete(KEY).await
    }

    /// Stores bytes under a key, in place of what lay there.
    ///
    /// # Errors
    ///
    /// [`StorageError::InvalidKey`] or [`StorageError::Unavailable`]; then what lay there lies there still.
    pub async fn put(&self, key: &str, bytes: impl Into<Bytes>) -> Result<(), StorageError> {
        let path = path(key)?;
        let put = self.store.put(&path, bytes.into().into()).await;
        put.map(|_| ()).map_err(|error| self.failure(key, &error))
    }

    /// The bytes under a key.
    ///
    /// # Errors
    ///
    /// [`StorageError::NotFound`], [`StorageError::InvalidKey`] or [`StorageError::Unavailable`].
    pub async fn get(&self, key: &str) -> Result<Bytes, StorageError> {
        let path = path(key)?;
        let found = self.store.get(&path).await.map_err(|error| self.failure(key, &error))?;
        found.bytes().await.map_err(|error| self.failure(key, &error))
    }

    /// Whether anything lies under a key.
    ///
    /// # Errors
    ///
    /// [`StorageError::InvalidKey`] or [`StorageError::Unavailable`].
    pub async fn exists(&self, key: &str) -> Result<bool, StorageError> {
        match self.store.head(&path(key)?).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(self.failure(key, &error)),
        }
    }

    /// Removes what lies under a key; nothing happens where nothing does.
    ///
    /// # Errors
    ///
    /// [`StorageError::InvalidKey`] or [`StorageError::Unavailable`].
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match self.store.delete(&path(key)?).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failure(key, &error)),
        }
    }

    /// Stores bytes under their own digest. Stored again, they are compared and left as they are.
    ///
    /// # Errors
    ///
    /// [`StorageError::Altered`] when something else lies there, which stays for a person to look at;
    /// [`StorageError::Unavailable`].
    pub async fn put_by_content(&self, bytes: impl Into<Bytes>) -> Result<ContentHash, StorageError> {
        let bytes = bytes.into();
        let hash = ContentHash::of(&bytes);
        match self.get_by_content(&hash).await {
            Ok(_) => Ok(hash),
            // Whoever stores the same digest at this very moment stores the same bytes.
            Err(StorageError::NotFound { .. }) => self.put(&hash.key(), bytes).await.map(|()| hash),
            Err(error) => Err(error),
        }
    }

    /// The bytes with this digest, checked against it.
    ///
    /// # Errors
    ///
    /// [`StorageError::NotFound`], [`StorageError::Altered`] or [`StorageError::Unavailable`].
    pub async fn get_by_content(&self, hash: &ContentHash) -> Result<Bytes, StorageError> {
        let bytes = self.get(&hash.key()).await?;
        let found = ContentHash::of(&bytes);
        if found == *hash { Ok(bytes) } else { Err(StorageError::Altered { expected: *hash, found }) }
    }

    /// Takes the bytes with this digest away; nothing when they are not there.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`].
    pub async fn delete_by_content(&self, hash: &ContentHash) -> Result<(), StorageError> {
        self.delete(&hash.key()).await
    }

    fn failure(&self, key: &str, error: &StoreError) -> StorageError {
        match error {
            StoreError::NotFound { .. } => StorageError::NotFound { key: key.to_owned() },
            StoreError::InvalidPath { .. } => StorageError::InvalidKey { key: key.to_owned() },
            _ => {
                tracing::error!(%error, key, place = %self.place, "storage failed");
                StorageError::Unavailable(
                    Message::new("platform-storage-unavailable")
                        .with("place", &self.place)
                        .with("reason", reason(error)),
                )
            }
        }
    }
}

fn is_plain_loopback(endpoint: &Url) -> bool {
    let is_loopback = match endpoint.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    endpoint.scheme() == "http" && is_loopback
}

fn path(key: &str) -> Result<Path, StorageError> {
    let invalid = || StorageError::InvalidKey { key: key.to_owned() };
    if key.is_empty() {
        return Err(invalid());
    }
    let path = Path::parse(key).map_err(|_| invalid())?;
    // A leading or trailing slash is dropped in parsing, and two keys would name one file.
    if path.as_ref() == key { Ok(path) } else { Err(invalid()) }
}

/// The innermost cause, which is the one a person can act on: `Read-only file system`, not what was attempted.
fn reason(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests;
