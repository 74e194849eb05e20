//! What happened, told to whoever did not do it: higher rooms (through a job) and clients that ask what changed.
//!
//! An event is written in the transaction of its act, so that it is there exactly when the act is.

use entity::event;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};
use uuid::Uuid;

use crate::db::Write;
use crate::id;

/// Records that `topic` (noun first, `evidence.withdrawn`) happened to an object in a person's record.
pub async fn record(
    write: &Write,
    topic: &str,
    object_id: Uuid,
    person_id: Option<Uuid>,
) -> Result<(), DbErr> {
    record_all(write, &[(topic, object_id, person_id)]).await
}

/// Records what happened to several objects, with whom each concerns: one statement.
pub async fn record_all(write: &Write, told: &[(&str, Uuid, Option<Uuid>)]) -> Result<(), DbErr> {
    let rows = told.iter().map(|(topic, object_id, person_id)| event::ActiveModel {
        id: Set(id::new_key()),
        topic: Set((*topic).to_owned()),
        object_id: Set(*object_id),
        person_id: Set(*person_id),
        payload: Set("{}".to_owned()),
        recorded_at: Set(write.now()),
    });
    event::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}
