//! Files of sessions, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::teaching::{self, TeachingErrorCode};
use uuid::Uuid;

use super::objects::TeachingSession;
use crate::context::{platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped};
use crate::scalars::{DateTime, SafeInt};

/// Finds the files of a visible session that the viewer may see, in order of attaching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TeachingFilesOf(pub Uuid);

#[async_trait]
impl Loader<TeachingFilesOf> for Batches {
    type Value = Vec<teaching::TeachingFile>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[TeachingFilesOf],
    ) -> Result<HashMap<TeachingFilesOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = teaching::teaching_files_seen(self.platform.database.reader(), viewer, &keys).await?;
        Ok(grouped(rows, |row| TeachingFilesOf(row.session_id)))
    }
}

/// A file of a session.
#[derive(Clone, Debug)]
pub struct TeachingFile(pub teaching::TeachingFile);

/// A file of a session: slides as a PDF, a list with signatures, a picture.
#[Object]
impl TeachingFile {
    /// Opaque id; `teachingFileOpen` hands it out.
    async fn id(&self) -> ID {
        ObjectKind::TeachingFile.id(self.0.id)
    }

    /// Its name.
    async fn file_name(&self) -> &str {
        &self.0.file.file_name
    }

    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heif`.
    async fn media_type(&self) -> &str {
        &self.0.file.media_type
    }

    /// How large it is, in bytes.
    async fn byte_size(&self) -> SafeInt {
        SafeInt(self.0.file.byte_size)
    }

    /// SHA-256 of its bytes, in hexadecimal digits.
    async fn content_digest(&self) -> &str {
        &self.0.file.content_digest
    }

    /// When it was attached.
    async fn attached_at(&self) -> DateTime {
        self.0.attached_at.into()
    }
}

/// A file to be attached.
#[derive(Debug, InputObject)]
pub struct TeachingFileAttachInput {
    /// The session, not called off; it has at most 20 files.
    teaching_session_id: ID,
    /// An upload of purpose `TEACHING_SESSION`: PDF, JPEG, PNG, WebP or HEIC, at most 10 MB, whose name ends as its bytes say. It shows no
    /// patient.
    upload_id: ID,
}

payload! {
    /// What came of attaching a file.
    TeachingFileAttachPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// A file to be fetched.
#[derive(Debug, InputObject)]
pub struct TeachingFileOpenInput {
    /// The file.
    teaching_file_id: ID,
}

payload! {
    /// What came of asking for a file.
    TeachingFileOpenPayload {
        /// The file, for a quarter of an hour; null when the act was refused.
        download: Download
    } or TeachingErrorCode
}

/// Acts upon files of sessions.
#[derive(Default)]
pub struct TeachingFileMutation;

#[Object]
impl TeachingFileMutation {
    /// Attaches a file to a session. What was attached stays.
    async fn teaching_file_attach(
        &self,
        ctx: &Context<'_>,
        input: TeachingFileAttachInput,
    ) -> async_graphql::Result<TeachingFileAttachPayload> {
        let key = ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?;
        let upload = ObjectKind::Upload.key(ctx, &input.upload_id)?;
        let outcome = teaching::teaching_file_attach(platform(ctx), viewer(ctx)?, key, upload).await;
        TeachingFileAttachPayload::of(ctx, outcome)
    }

    /// Hands out a file of a session. That it was opened is remembered.
    async fn teaching_file_open(
        &self,
        ctx: &Context<'_>,
        input: TeachingFileOpenInput,
    ) -> async_graphql::Result<TeachingFileOpenPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::TeachingFile.key(ctx, &input.teaching_file_id)?;
        let made = teaching::teaching_file_open(platform, viewer(ctx)?, key).await;
        TeachingFileOpenPayload::of(ctx, Download::of(platform, made))
    }
}
