//! A write that a bad line may repeat is done once: the same person's same key answers with the first result.

use chrono::{DateTime, Utc};
use entity::idempotency_key;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, SqlErr};
use uuid::Uuid;

use crate::db::Write;
use crate::error::Error;
use crate::id;
use crate::text::Message;

/// What an earlier call with the same key made, if there was one.
///
/// # Errors
/// `BadInput` when the earlier call had another input.
pub async fn earlier(
    connection: &impl ConnectionTrait,
    actor_id: Uuid,
    key: &str,
    input: &str,
) -> Result<Option<Uuid>, Error> {
    let found = idempotency_key::Entity::find_by_id((actor_id, key.to_owned())).one(connection).await?;
    match found {
        None => Ok(None),
        Some(row) if row.input_digest == id::sha256(input.as_bytes()) => Ok(Some(row.result_id)),
        Some(_) => Err(Error::BadInput(Message::new("platform-key-of-another-input").with("key", key))),
    }
}

/// Forgets what calls before an instant made; says how many. A repeat that late is a new call.
pub async fn forget_before(write: &Write, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let deleted = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lt(before))
        .exec(&**write)
        .await?;
    Ok(deleted.rows_affected)
}

/// Longest key of a client's own, in characters.
pub const LONGEST_KEY: usize = 100;

/// Remembers what this call made.
pub async fn remember(
    write: &Write,
    actor_id: Uuid,
    key: &str,
    input: &str,
    made: Uuid,
) -> Result<(), Error> {
    let row = idempotency_key::ActiveModel {
        actor_id: Set(actor_id),
        key: Set(key.to_owned()),
        input_digest: Set(id::sha256(input.as_bytes())),
        result_id: Set(made),
        created_at: Set(write.now()),
    };
    match idempotency_key::Entity::insert(row).exec_without_returning(&**write).await {
        // The same key came with another input at the same moment.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(Error::BadInput(Message::new("platform-key-of-another-input").with("key", key)))
        }
        made => Ok(made.map(|_| ())?),
    }
}
