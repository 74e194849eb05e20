//! A write that a bad line may repeat is done once: the same person's same key answers with the first result.

use std::collections::HashMap;

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
        Some(_) => Err(Error::BadInput(key_of_another_input(key))),
    }
}

/// What an earlier call made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    input_digest: Vec<u8>,
    /// What it made.
    pub made: Uuid,
}

impl Earlier {
    /// Whether the call had this input.
    #[must_use]
    pub fn is_of(&self, input: &str) -> bool {
        self.input_digest == id::sha256(input.as_bytes())
    }
}

/// What earlier calls with these keys made, by key: one statement.
pub async fn earlier_all(
    connection: &impl ConnectionTrait,
    actor_id: Uuid,
    keys: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, Earlier>, DbErr> {
    let rows = idempotency_key::Entity::find()
        .filter(idempotency_key::Column::ActorId.eq(actor_id))
        .filter(idempotency_key::Column::Key.is_in(keys))
        .all(connection)
        .await?;
    let earlier = |row: idempotency_key::Model| {
        (row.key, Earlier { input_digest: row.input_digest, made: row.result_id })
    };
    Ok(rows.into_iter().map(earlier).collect())
}

/// That a key came with another input before.
#[must_use]
pub fn key_of_another_input(key: &str) -> Message {
    Message::new("platform-key-of-another-input").with("key", key)
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
    remember_all(write, actor_id, &[(key.to_owned(), input.to_owned(), made)]).await
}

/// Remembers what calls made, each with its key and its input: one statement.
pub async fn remember_all(
    write: &Write,
    actor_id: Uuid,
    calls: &[(String, String, Uuid)],
) -> Result<(), Error> {
    if calls.is_empty() {
        return Ok(());
    }
    let rows = calls.iter().map(|(key, input, made)| idempotency_key::ActiveModel {
        actor_id: Set(actor_id),
        key: Set(key.clone()),
        input_digest: Set(id::sha256(input.as_bytes())),
        result_id: Set(*made),
        created_at: Set(write.now()),
    });
    match idempotency_key::Entity::insert_many(rows).exec_without_returning(&**write).await {
        // The same key came with another input at the same moment.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            let keys: Vec<&str> = calls.iter().map(|(key, ..)| key.as_str()).collect();
            Err(Error::BadInput(key_of_another_input(&keys.join(", "))))
        }
        made => Ok(made.map(|_| ())?),
    }
}
