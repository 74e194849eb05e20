//! Queries over the files of sessions.

use chrono::{DateTime, Utc};
use entity::teaching_file;
use platform::db::Write;
use platform::error::Error;
use platform::proofs::Document;
use platform::uploads;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::identity::Permit;

/// A file of a session: slides, a list with signatures, a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeachingFile {
    /// Key.
    pub id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The upload that keeps its bytes.
    pub(in super::super) upload_id: Uuid,
    /// What is kept.
    pub file: Document,
    /// Who attached it.
    pub attached_by: Uuid,
    /// When.
    pub attached_at: DateTime<Utc>,
}

impl From<teaching_file::Model> for TeachingFile {
    fn from(row: teaching_file::Model) -> Self {
        Self {
            id: row.id,
            session_id: row.session_id,
            upload_id: row.upload_id,
            file: Document {
                file_name: row.file_name,
                media_type: row.media_type,
                byte_size: row.byte_size,
                content_digest: row.content_digest,
            },
            attached_by: row.attached_by,
            attached_at: row.attached_at,
        }
    }
}

/// The files of these sessions, in order of attaching. Who may see them, the service says.
pub(in super::super) async fn files_of(
    connection: &impl ConnectionTrait,
    sessions: &[Uuid],
) -> Result<Vec<TeachingFile>, DbErr> {
    let rows = teaching_file::Entity::find()
        .filter(teaching_file::Column::SessionId.is_in(sessions.iter().copied()))
        .order_by_asc(teaching_file::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(TeachingFile::from).collect())
}

/// One file. Who may see it, the service says.
pub(in super::super) async fn teaching_file(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<TeachingFile, Error> {
    let row = teaching_file::Entity::find_by_id(key).one(connection).await?;
    row.map(TeachingFile::from).ok_or(Error::NotFound)
}

/// Writes a file down, and keeps its upload.
pub(in super::super) async fn insert_file(
    write: &Write,
    _permit: &Permit,
    new: TeachingFile,
) -> Result<(), Error> {
    let row = teaching_file::Model {
        id: new.id,
        session_id: new.session_id,
        upload_id: new.upload_id,
        file_name: new.file.file_name,
        media_type: new.file.media_type,
        byte_size: new.file.byte_size,
        content_digest: new.file.content_digest,
        attached_by: new.attached_by,
        attached_at: new.attached_at,
    };
    teaching_file::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    uploads::keep(write, new.upload_id).await
}
