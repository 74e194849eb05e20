//! Files that prove evidence, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::{self, AttachmentErrorCode};
use uuid::Uuid;

use super::Evidence;
use crate::context::{platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped};
use crate::names::present;
use crate::scalars::{DateTime, SafeInt};

/// Finds the files that prove a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttachmentsKey(pub Uuid);

#[async_trait]
impl Loader<AttachmentsKey> for Batches {
    type Value = Vec<evidence::Attachment>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[AttachmentsKey],
    ) -> Result<HashMap<AttachmentsKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = evidence::attachments_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| AttachmentsKey(row.evidence_id)))
    }
}

/// A file that proves a piece of evidence.
#[derive(Clone, Debug)]
pub struct Attachment(pub evidence::Attachment);

/// A file that proves a piece of evidence: a picture or a PDF.
#[Object]
impl Attachment {
    /// Opaque id; `attachmentOpen` hands out the file.
    async fn id(&self) -> ID {
        ObjectKind::Attachment.id(self.0.id)
    }

    /// Its name; null once the record was erased.
    async fn file_name(&self) -> Option<&str> {
        present(&self.0.file.file_name)
    }

    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heif`.
    async fn media_type(&self) -> &str {
        &self.0.file.media_type
    }

    /// How large it is, in bytes.
    async fn byte_size(&self) -> SafeInt {
        SafeInt(self.0.file.byte_size)
    }

    /// SHA-256 of its bytes, in hexadecimal digits; it stays when they are destroyed.
    async fn content_digest(&self) -> &str {
        &self.0.file.content_digest
    }

    /// Who attached it; null when the viewer may not see her.
    async fn attached_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.attached_by).await
    }

    /// When.
    async fn attached_at(&self) -> DateTime {
        self.0.attached_at.into()
    }

    /// When its bytes were destroyed; null while they are there.
    async fn destroyed_at(&self) -> Option<DateTime> {
        self.0.destroyed_at.map(DateTime::from)
    }

    /// Why; null while they are there.
    async fn destroyed_reason(&self) -> Option<&str> {
        self.0.destroyed_reason.as_deref()
    }
}

/// A file to be attached.
#[derive(Debug, InputObject)]
pub struct AttachmentAddInput {
    /// The evidence; the viewer handed it in, and nobody has reviewed it yet. At most 10 files each.
    evidence_id: ID,
    /// An upload of purpose EVIDENCE: PDF, JPEG, PNG, WebP or HEIC, at most 10 MB, whose name ends as its bytes say.
    upload_id: ID,
}

payload! {
    /// What came of attaching a file.
    AttachmentAddPayload {
        /// The evidence with the file; null when the act was refused.
        evidence: Evidence
    } or AttachmentErrorCode
}

/// A file to be fetched.
#[derive(Debug, InputObject)]
pub struct AttachmentOpenInput {
    /// The file; the viewer must be allowed to see what it proves.
    attachment_id: ID,
}

payload! {
    /// What came of asking for a file.
    AttachmentOpenPayload {
        /// The file, for a quarter of an hour; null when the act was refused.
        download: Download
    } or AttachmentErrorCode
}

/// A file to be destroyed.
#[derive(Debug, InputObject)]
pub struct AttachmentDestroyInput {
    /// The file.
    attachment_id: ID,
    /// Why, such as what of a patient it shows, without saying who: 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of destroying a file.
    AttachmentDestroyPayload {
        /// The evidence, whose file has no bytes any more; null when the act was refused.
        evidence: Evidence
    } or AttachmentErrorCode
}

/// Acts upon files that prove evidence.
#[derive(Default)]
pub struct AttachmentMutation;

#[Object]
impl AttachmentMutation {
    /// Attaches a file to evidence that the viewer handed in.
    async fn attachment_add(
        &self,
        ctx: &Context<'_>,
        input: AttachmentAddInput,
    ) -> async_graphql::Result<AttachmentAddPayload> {
        let evidence = ObjectKind::Evidence.key(ctx, &input.evidence_id)?;
        let upload = ObjectKind::Upload.key(ctx, &input.upload_id)?;
        let made = evidence::attachment_add(platform(ctx), viewer(ctx)?, evidence, upload).await;
        AttachmentAddPayload::of(ctx, made)
    }

    /// Hands out a file to whoever may see what it proves. That it was opened is remembered.
    async fn attachment_open(
        &self,
        ctx: &Context<'_>,
        input: AttachmentOpenInput,
    ) -> async_graphql::Result<AttachmentOpenPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::Attachment.key(ctx, &input.attachment_id)?;
        let made = evidence::attachment_open(platform, viewer(ctx)?, key).await;
        AttachmentOpenPayload::of(ctx, Download::of(platform, made))
    }

    /// Destroys the bytes of a file that shows a patient; its digest, who destroyed it and why stay.
    async fn attachment_destroy(
        &self,
        ctx: &Context<'_>,
        input: AttachmentDestroyInput,
    ) -> async_graphql::Result<AttachmentDestroyPayload> {
        let key = ObjectKind::Attachment.key(ctx, &input.attachment_id)?;
        let gone = evidence::attachment_destroy(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        AttachmentDestroyPayload::of(ctx, gone)
    }
}
