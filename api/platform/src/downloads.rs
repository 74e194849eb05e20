//! A file goes out through a URL that works for a quarter of an hour, for whoever was given it.
//!
//! An act prepares the file and hands out the URL; whoever has the URL can fetch the file until it expires, again when
//! a bad line broke it off. The bytes lie encrypted meanwhile, and [`forget_expired`] takes them away afterwards.

use chrono::Duration;
use entity::download;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Platform;
use crate::audit::{self, Act, Actor};
use crate::db::Write;
use crate::error::Error;
use crate::id::{self, Secret};

/// How long the URL works.
const LIFETIME: Duration = Duration::minutes(15);

/// A file to be fetched, and the secret of its URL.
#[derive(Debug)]
pub struct Download {
    /// The file.
    pub row: download::Model,
    /// The secret of its URL.
    pub secret: Secret,
}

fn place(key: Uuid) -> String {
    format!("download/{key}")
}

/// Notes a file for its owner to fetch, in the transaction of the act that made it; [`store`] it once that is committed.
pub async fn prepare(
    write: &Write,
    owner_id: Uuid,
    file_name: &str,
    media_type: &str,
    bytes: &[u8],
) -> Result<Download, Error> {
    let secret = Secret::new("dwn")?;
    let row = download::Model {
        id: id::new_key(),
        owner_id,
        file_name: file_name.to_owned(),
        media_type: media_type.to_owned(),
        token_digest: secret.digest(),
        byte_size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        created_at: write.now(),
        expires_at: write.now() + LIFETIME,
    };
    download::Entity::insert(download::ActiveModel::from(row.clone()))
        .exec_without_returning(&**write)
        .await?;
    Ok(Download { row, secret })
}

/// Stores the bytes of a file that was noted, encrypted. A row without its file does no harm; a file without its row would
/// never be taken away.
pub async fn store(platform: &Platform, download: &Download, bytes: &[u8]) -> Result<(), Error> {
    let place = place(download.row.id);
    let sealed = platform.keys.seal_value(bytes, &place)?;
    platform.storage.put(&place, sealed).await.map_err(|error| Error::internal(error.to_string()))
}

/// The file behind a URL, and its bytes. Each time is remembered.
///
/// # Errors
/// `NotFound` when the URL is unknown or expired.
pub async fn fetch(platform: &Platform, secret: &str) -> Result<(download::Model, Vec<u8>), Error> {
    let found = download::Entity::find()
        .filter(download::Column::TokenDigest.eq(id::sha256(secret.as_bytes())))
        .filter(download::Column::ExpiresAt.gt(platform.clock.now()))
        .one(platform.database.reader())
        .await?
        .ok_or(Error::NotFound)?;
    let place = place(found.id);
    let sealed = platform.storage.get(&place).await.map_err(|error| Error::internal(error.to_string()))?;
    let bytes = platform.keys.open_value(&sealed, &place)?;
    let write = platform.database.write().await?;
    let actor = Actor { person_id: Some(found.owner_id), ..Actor::default() };
    let act = Act {
        action: "download.fetch",
        object_kind: "download",
        object_id: found.id,
        before: Value::Null,
        after: json!({ "fileName": found.file_name, "byteSize": found.byte_size }),
    };
    audit::record(&write, &actor, act).await?;
    write.commit().await?;
    Ok((found, bytes))
}

/// Takes away what nobody can fetch any more, and says how many files that were.
pub async fn forget_expired(platform: &Platform) -> Result<usize, Error> {
    let now = platform.clock.now();
    let expired = download::Entity::find()
        .filter(download::Column::ExpiresAt.lte(now))
        .all(platform.database.reader())
        .await?;
    for row in &expired {
        platform.storage.delete(&place(row.id)).await.map_err(|error| Error::internal(error.to_string()))?;
    }
    if !expired.is_empty() {
        let write = platform.database.write().await?;
        let keys = expired.iter().map(|row| row.id);
        download::Entity::delete_many().filter(download::Column::Id.is_in(keys)).exec(&*write).await?;
        write.commit().await?;
    }
    Ok(expired.len())
}
