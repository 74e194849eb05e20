//! Files that prove a piece of evidence: pictures and PDFs, told by their bytes and not by their names.
//!
//! Who handed evidence in attaches files while it awaits its review. What shows a patient may be destroyed: its bytes go, and
//! its digest, who destroyed it and why, stay.

use chrono::{DateTime, Utc};
use entity::attachment;
use platform::db::Write;
use platform::downloads::Download;
use platform::error::{Error, Outcome, Problem, accept};
use platform::proofs::{self, Document, Proof};
use platform::text::Message;
use platform::{Platform, audit, id, uploads};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::EvidenceStatus;
use super::service::reviewable;
use super::store::{self, Evidence};
use crate::identity::{self, Act, Permit, Viewer};

platform::codes! {
    /// Why an act upon a file that proves evidence is refused.
    pub enum AttachmentErrorCode {
        /// The file is no picture and no PDF, or none of what its name says, or too large.
        Invalid = "INVALID",
        /// There are as many as there may be.
        TooMany = "TOO_MANY",
        /// The evidence does not await a review any more.
        NotPending = "NOT_PENDING",
        /// The file is attached already.
        AlreadyAttached = "ALREADY_ATTACHED",
        /// Its bytes were destroyed.
        Destroyed = "DESTROYED",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
    }
}

/// The purpose of an upload that is to prove evidence.
pub const EVIDENCE_PURPOSE: &str = "EVIDENCE";
/// Most files of one piece of evidence.
const MOST_ATTACHMENTS: usize = 10;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;
/// A file that proves a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Key.
    pub id: Uuid,
    /// What it proves.
    pub evidence_id: Uuid,
    /// The upload that keeps its bytes.
    upload_id: Uuid,
    /// What is kept.
    pub file: Document,
    /// Who attached it.
    pub attached_by: Uuid,
    /// When.
    pub attached_at: DateTime<Utc>,
    /// When its bytes were destroyed.
    pub destroyed_at: Option<DateTime<Utc>>,
    /// Why.
    pub destroyed_reason: Option<String>,
}

impl From<attachment::Model> for Attachment {
    fn from(row: attachment::Model) -> Self {
        Self {
            id: row.id,
            evidence_id: row.evidence_id,
            upload_id: row.upload_id,
            file: Document {
                file_name: row.file_name,
                media_type: row.media_type,
                byte_size: row.byte_size,
                content_digest: row.content_digest,
            },
            attached_by: row.attached_by,
            attached_at: row.attached_at,
            destroyed_at: row.destroyed_at,
            destroyed_reason: row.destroyed_reason,
        }
    }
}

/// Files of these pieces of evidence, in order of attaching. For evidence that the viewer was shown.
pub async fn attachments_of(
    connection: &impl ConnectionTrait,
    evidence: &[Uuid],
) -> Result<Vec<Attachment>, DbErr> {
    let rows = attachment::Entity::find()
        .filter(attachment::Column::EvidenceId.is_in(evidence.iter().copied()))
        .order_by_asc(attachment::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Attachment::from).collect())
}

/// Attaches an upload of the viewer's to evidence that she handed in.
///
/// # Errors
/// `NotFound` when there is no such evidence or upload; `Forbidden` when somebody else handed it in; every problem found.
pub async fn attachment_add(
    platform: &Platform,
    viewer: &Viewer,
    evidence_id: Uuid,
    upload_id: Uuid,
) -> Outcome<Evidence, AttachmentErrorCode> {
    let found = store::evidence(platform.database.reader(), viewer.scope(), evidence_id).await?;
    let permit = Permit::herself(viewer, Act::EvidenceSubmit, found.submitted_by)?;
    let proof = proof(platform, viewer.person_id, upload_id).await?;
    let write = platform.database.write().await?;
    store::lock(&write, &[evidence_id]).await?;
    let found = store::evidence(&*write, viewer.scope(), evidence_id).await?;
    attach(&write, &permit, &found, &proof).await?;
    write.commit().await?;
    Ok(found)
}

/// Reads a file that somebody sent to prove evidence.
///
/// # Errors
/// As [`proofs::sent`].
pub async fn proof(platform: &Platform, owner_id: Uuid, upload_id: Uuid) -> Result<Proof, Error> {
    proofs::sent(platform, owner_id, EVIDENCE_PURPOSE, upload_id).await
}

/// Attaches a file to evidence within a larger act. The evidence's state is locked, or was written in the same act.
///
/// # Errors
/// Every problem found, at `uploadId`.
pub async fn attach(
    write: &Write,
    permit: &Permit,
    found: &Evidence,
    proof: &Proof,
) -> Outcome<(), AttachmentErrorCode> {
    accept(problems(write, found, proof).await?)?;
    let attached_by = permit.actor.person_id.ok_or_else(|| Error::internal("a file needs somebody"))?;
    let row = attachment::Model {
        id: id::new_key(),
        evidence_id: found.id,
        upload_id: proof.upload_id,
        file_name: proof.file_name.clone(),
        media_type: proof.media_type(),
        byte_size: proof.byte_size,
        content_digest: proof.content_digest.clone(),
        attached_by,
        attached_at: write.now(),
        destroyed_by: None,
        destroyed_at: None,
        destroyed_reason: None,
    };
    let told = json!({
        "attachmentId": row.id, "mediaType": row.media_type, "byteSize": row.byte_size,
        "contentDigest": row.content_digest,
    });
    attachment::Entity::insert(attachment::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    uploads::keep(write, proof.upload_id).await?;
    store::touch(write, permit, found.id).await?;
    let object = ("evidence", found.id);
    identity::remember(write, permit, "attachment.add", object, (Value::Null, told)).await?;
    Ok(())
}

async fn problems(
    write: &Write,
    found: &Evidence,
    proof: &Proof,
) -> Result<Vec<Problem<AttachmentErrorCode>>, Error> {
    let attached = attachments_of(&**write, &[found.id]).await?;
    let mut problems = Vec::new();
    let mut refuse = |code, message| problems.push(Problem::new(code, "uploadId", message));
    if found.status != EvidenceStatus::Pending {
        let message =
            Message::new("evidence-not-pending").with("status", platform::codes::Code::label(found.status));
        refuse(AttachmentErrorCode::NotPending, message);
    }
    if found.status == EvidenceStatus::Pending && !store::reviews_of(&**write, &[found.id]).await?.is_empty()
    {
        refuse(AttachmentErrorCode::NotPending, Message::new("evidence-attachment-reviewed"));
    }
    if attached.len() >= MOST_ATTACHMENTS {
        let message = Message::new("evidence-attachments").with("most", MOST_ATTACHMENTS);
        refuse(AttachmentErrorCode::TooMany, message);
    }
    for message in proof.faults() {
        refuse(AttachmentErrorCode::Invalid, message);
    }
    if let Some(message) = proof.kept() {
        refuse(AttachmentErrorCode::AlreadyAttached, message);
    }
    Ok(problems)
}

async fn attachment(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    key: Uuid,
) -> Result<Attachment, Error> {
    let row = attachment::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?;
    store::evidence(connection, viewer.scope(), row.evidence_id).await?;
    Ok(row.into())
}

fn destroyed(attachment: &Attachment) -> Option<Problem<AttachmentErrorCode>> {
    let at = attachment.destroyed_at?;
    let message = Message::new("evidence-attachment-destroyed").with("day", at.date_naive());
    Some(Problem::new(AttachmentErrorCode::Destroyed, "attachmentId", message))
}

/// Hands out a file for a quarter of an hour to a viewer who may see what it proves.
///
/// # Errors
/// `NotFound` when there is no such file, or the viewer may not see what it proves; `DESTROYED`.
pub async fn attachment_open(
    platform: &Platform,
    viewer: &Viewer,
    attachment_id: Uuid,
) -> Outcome<Download, AttachmentErrorCode> {
    let found = attachment(platform.database.reader(), viewer, attachment_id).await?;
    accept(destroyed(&found).into_iter().collect())?;
    let told = json!({ "attachmentId": found.id });
    let act = audit::Act {
        action: "attachment.open",
        object_kind: "evidence",
        object_id: found.evidence_id,
        before: Value::Null,
        after: told,
    };
    Ok(proofs::open(platform, (&viewer.actor(), viewer.person_id), act, &found.file).await?)
}

/// Destroys the bytes of a file that shows a patient: by who attached it until somebody has reviewed what it proves, and by whoever
/// reviews it.
///
/// # Errors
/// `NotFound` when there is no such file, or the viewer may not see what it proves; `Forbidden` for everybody else; every problem
/// found.
pub async fn attachment_destroy(
    platform: &Platform,
    viewer: &Viewer,
    attachment_id: Uuid,
    reason: &str,
) -> Outcome<Evidence, AttachmentErrorCode> {
    let write = platform.database.write().await?;
    let found = attachment(&*write, viewer, attachment_id).await?;
    store::lock(&write, &[found.evidence_id]).await?;
    let is_unread = store::reviews_of(&*write, &[found.evidence_id]).await?.is_empty();
    let permit = if found.attached_by == viewer.person_id && is_unread {
        Permit::herself(viewer, Act::EvidenceSubmit, found.attached_by)?
    } else {
        reviewable(&write, viewer, found.evidence_id).await?.1
    };
    let reason = reason.trim();
    let mut problems: Vec<_> = destroyed(&found).into_iter().collect();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let message = Message::new("evidence-attachment-reason").with("limit", LONGEST_REASON);
        problems.push(Problem::new(AttachmentErrorCode::ReasonMissing, "reason", message));
    }
    accept(problems)?;
    let changed = attachment::Entity::update_many()
        .col_expr(attachment::Column::DestroyedBy, Expr::val(viewer.person_id))
        .col_expr(attachment::Column::DestroyedAt, Expr::val(write.now()))
        .col_expr(attachment::Column::DestroyedReason, Expr::val(reason))
        .filter(attachment::Column::Id.eq(attachment_id))
        .filter(attachment::Column::DestroyedAt.is_null())
        .exec(&*write)
        .await?;
    if changed.rows_affected > 0 {
        uploads::forget_one(&write, found.upload_id).await?;
        store::touch(&write, &permit, found.evidence_id).await?;
    }
    let told =
        json!({ "attachmentId": found.id, "contentDigest": found.file.content_digest, "reason": reason });
    let object = ("evidence", found.evidence_id);
    identity::remember(&write, &permit, "attachment.destroy", object, (Value::Null, told)).await?;
    let evidence = store::evidence(&*write, viewer.scope(), found.evidence_id).await?;
    write.commit().await?;
    Ok(evidence)
}

/// Empties the names of the files that prove the evidence of an erased person, and destroys them; what they were stays. Says how
/// many, and which uploads they were.
pub(super) async fn erase(
    write: &Write,
    _permit: &Permit,
    evidence: &[Uuid],
) -> Result<(u64, Vec<Uuid>), Error> {
    // Nothing is attached meanwhile.
    store::lock(write, evidence).await?;
    let held = attachments_of(&**write, evidence).await?;
    for one in held.iter().filter(|one| one.destroyed_at.is_none()) {
        uploads::forget_one(write, one.upload_id).await?;
    }
    let emptied = attachment::Entity::update_many()
        .col_expr(attachment::Column::FileName, Expr::val(""))
        .col_expr(attachment::Column::DestroyedReason, Expr::val(""))
        .col_expr(attachment::Column::DestroyedAt, Expr::val(write.now()))
        .filter(attachment::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok((emptied.rows_affected, held.into_iter().map(|one| one.upload_id).collect()))
}
