//! A file comes in through a URL that works once, for its owner, for an hour.
//!
//! A mutation hands out the URL; the bytes are stored by their content; a later mutation names the upload. What the
//! file must be is judged by whoever reads it.

use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use entity::upload;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Platform;
use crate::audit::{self, Act, Actor};
use crate::db::Write;
use crate::error::Error;
use crate::id::{self, Secret};
use crate::jobs;
use crate::storage::{ContentHash, StorageError};
use crate::text::Message;

/// How long the URL works.
const LIFETIME: Duration = Duration::hours(1);
/// Largest file, in bytes.
pub const LARGEST_FILE: usize = 16 * 1024 * 1024;

/// An upload just prepared.
#[derive(Debug)]
pub struct Prepared {
    /// The upload.
    pub upload: upload::Model,
    /// The secret of its URL.
    pub secret: Secret,
}

/// Prepares an upload for its owner.
pub async fn prepare(
    platform: &Platform,
    actor: &Actor,
    owner_id: Uuid,
    purpose: &str,
    file_name: &str,
) -> Result<Prepared, Error> {
    let secret = Secret::new("upl")?;
    let write = platform.database.write().await?;
    let row = upload::Model {
        id: id::new_key(),
        owner_id,
        purpose: purpose.to_owned(),
        file_name: file_name.chars().take(200).collect(),
        token_digest: secret.digest(),
        content_digest: None,
        byte_size: None,
        created_at: write.now(),
        expires_at: write.now() + LIFETIME,
        received_at: None,
        kept_at: None,
    };
    upload::Entity::insert(upload::ActiveModel::from(row.clone())).exec_without_returning(&*write).await?;
    let after = serde_json::json!({ "purpose": purpose, "fileName": row.file_name });
    let act = Act {
        action: "upload.prepare",
        object_kind: "upload",
        object_id: row.id,
        before: serde_json::Value::Null,
        after,
    };
    audit::record(&write, actor, act).await?;
    write.commit().await?;
    Ok(Prepared { upload: row, secret })
}

/// Receives the bytes of an upload.
///
/// # Errors
/// `NotFound` when the URL is unknown, used or expired.
pub async fn receive(platform: &Platform, secret: &str, bytes: Vec<u8>) -> Result<upload::Model, Error> {
    let now = platform.clock.now();
    let open = |query: sea_orm::Select<upload::Entity>| {
        query
            .filter(upload::Column::TokenDigest.eq(id::sha256(secret.as_bytes())))
            .filter(upload::Column::ReceivedAt.is_null())
            .filter(upload::Column::ExpiresAt.gt(now))
    };
    let reader = platform.database.reader();
    let found = open(upload::Entity::find()).one(reader).await?.ok_or(Error::NotFound)?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let unavailable = |error: StorageError| Error::internal(error.to_string());
    let bytes = Bytes::from(bytes);
    let content = platform.storage.put_by_content(bytes.clone()).await.map_err(unavailable)?;
    let write = platform.database.write().await?;
    let changed = upload::Entity::update_many()
        .col_expr(upload::Column::ContentDigest, Expr::val(content.to_string()))
        .col_expr(upload::Column::ByteSize, Expr::val(size))
        .col_expr(upload::Column::ReceivedAt, Expr::val(write.now()))
        .filter(upload::Column::Id.eq(found.id))
        .filter(upload::Column::ReceivedAt.is_null())
        .exec(&*write)
        .await?;
    if changed.rows_affected == 0 {
        jobs::enqueue(&write, FORGET_JOB, &Forgotten { content: content.to_string() }, None).await?;
        write.commit().await?;
        return Err(Error::NotFound);
    }
    let actor = Actor { person_id: Some(found.owner_id), ..Actor::default() };
    let act = Act {
        action: "upload.receive",
        object_kind: "upload",
        object_id: found.id,
        before: serde_json::Value::Null,
        after: serde_json::json!({ "contentDigest": content.to_string(), "byteSize": size }),
    };
    audit::record(&write, &actor, act).await?;
    write.commit().await?;
    // Meanwhile the same bytes of an earlier upload may have been taken away.
    platform.storage.put_by_content(bytes).await.map_err(unavailable)?;
    upload::Entity::find_by_id(found.id).one(reader).await?.ok_or(Error::NotFound)
}

/// What a person asked to send, the earliest first.
pub async fn of_owner(
    connection: &impl ConnectionTrait,
    owner_id: Uuid,
) -> Result<Vec<upload::Model>, Error> {
    let rows = upload::Entity::find()
        .filter(upload::Column::OwnerId.eq(owner_id))
        .order_by_asc(upload::Column::Id)
        .all(connection)
        .await?;
    Ok(rows)
}

/// The job that takes a stored file away once nothing names it; its payload is the [`Forgotten`] file.
pub const FORGET_JOB: &str = "upload.forget";

/// A stored file that one upload less names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forgotten {
    /// Its content address.
    pub content: String,
}

/// Forgets uploads: their rows go now, and their files as soon as no other upload has the same content. Says how many, and
/// which they were.
async fn forget(write: &Write, rows: Vec<upload::Model>) -> Result<Vec<Uuid>, Error> {
    let keys: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    upload::Entity::delete_many()
        .filter(upload::Column::Id.is_in(keys.iter().copied()))
        .exec(&**write)
        .await?;
    for content in rows.into_iter().filter_map(|row| row.content_digest) {
        jobs::enqueue(write, FORGET_JOB, &Forgotten { content }, None).await?;
    }
    Ok(keys)
}

/// Forgets what these people sent and what was not kept, and says which uploads those were.
pub async fn forget_of(write: &Write, owners: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let theirs = upload::Entity::find()
        .filter(upload::Column::OwnerId.is_in(owners.iter().copied()))
        .filter(upload::Column::KeptAt.is_null());
    forget(write, theirs.all(&**write).await?).await
}

/// Keeps an upload, which has become part of the record.
pub async fn keep(write: &Write, upload_id: Uuid) -> Result<(), Error> {
    upload::Entity::update_many()
        .col_expr(upload::Column::KeptAt, Expr::val(write.now()))
        .filter(upload::Column::Id.eq(upload_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Forgets one upload, kept or not.
pub async fn forget_one(write: &Write, upload_id: Uuid) -> Result<(), Error> {
    let one = upload::Entity::find_by_id(upload_id);
    forget(write, one.all(&**write).await?).await.map(|_| ())
}

/// Forgets uploads that were not kept and whose address was handed out before an instant; says how many.
pub async fn forget_before(write: &Write, before: DateTime<Utc>) -> Result<usize, Error> {
    let old = upload::Entity::find()
        .filter(upload::Column::CreatedAt.lt(before))
        .filter(upload::Column::KeptAt.is_null());
    Ok(forget(write, old.all(&**write).await?).await?.len())
}

/// Takes a stored file away, unless an upload names it again.
pub async fn take_away(platform: &Platform, forgotten: &Forgotten) -> Result<(), Error> {
    let reader = platform.database.reader();
    let named = upload::Entity::find().filter(upload::Column::ContentDigest.eq(&forgotten.content));
    if named.count(reader).await? > 0 {
        return Ok(());
    }
    let content: ContentHash =
        forgotten.content.parse().map_err(|_| Error::internal("content digest of an upload"))?;
    platform.storage.delete_by_content(&content).await.map_err(|error| Error::internal(error.to_string()))
}

/// The name and bytes of a received upload.
///
/// # Errors
/// `NotFound` when it is not the owner's, or of another purpose; `BadInput` when the bytes have not come yet.
pub async fn read(
    platform: &Platform,
    owner_id: Uuid,
    purpose: &str,
    upload_id: Uuid,
) -> Result<(upload::Model, Vec<u8>), Error> {
    let row = upload::Entity::find_by_id(upload_id).one(platform.database.reader()).await?;
    let row = row.filter(|row| row.owner_id == owner_id && row.purpose == purpose).ok_or(Error::NotFound)?;
    let Some(content_digest) = &row.content_digest else {
        return Err(Error::BadInput(
            Message::new("platform-upload-not-received").with("file", &row.file_name),
        ));
    };
    let bytes = content(platform, content_digest).await?;
    Ok((row, bytes))
}

/// The bytes of an upload by its content digest.
pub async fn content(platform: &Platform, digest: &str) -> Result<Vec<u8>, Error> {
    let content: ContentHash = digest.parse().map_err(|_| Error::internal("content digest of an upload"))?;
    let bytes = platform.storage.get_by_content(&content).await;
    Ok(bytes.map_err(|error| Error::internal(error.to_string()))?.to_vec())
}
