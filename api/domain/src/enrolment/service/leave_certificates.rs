//! Certificates that prove a leave. They speak of illness: the trainee opens hers, and whoever decides at a step that the leave came
//! to; nobody else does, whoever may see her record.

use platform::codes::Code as _;
use platform::db::Write;
use platform::downloads::Download;
use platform::error::{Error, Outcome, Problem, accept};
use platform::proofs::{self, Proof};
use platform::text::Message;
use platform::{Platform, audit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::leave::{LeaveErrorCode, LeaveStatus};
use super::super::store::{self, Leave, LeaveCertificate};
use super::leaves::{is_party, open};
use crate::identity::{self, Act, Permit, Viewer};

/// The purpose of an upload that is to prove a leave.
pub const LEAVE_CERTIFICATE_PURPOSE: &str = "LEAVE_CERTIFICATE";

/// What is wrong with a file that was sent to prove a leave.
pub(super) fn problems(sent: &Proof, path: &str) -> Vec<Problem<LeaveErrorCode>> {
    let messages = sent.faults().chain(sent.kept());
    messages.map(|message| Problem::new(LeaveErrorCode::Invalid, path, message)).collect()
}

/// A file that the viewer sent for the purpose.
///
/// # Errors
/// As [`proofs::sent`].
pub(super) async fn sent(platform: &Platform, viewer: &Viewer, upload_id: Uuid) -> Result<Proof, Error> {
    proofs::sent(platform, viewer.person_id, LEAVE_CERTIFICATE_PURPOSE, upload_id).await
}

/// Attaches a file with which nothing is wrong.
pub(super) async fn attach(
    write: &Write,
    permit: &Permit,
    leave_id: Uuid,
    sent: &Proof,
) -> Result<(), Error> {
    let certificate = LeaveCertificate {
        leave_id,
        upload_id: sent.upload_id,
        file: sent.into(),
        attached_at: write.now(),
        destroyed_at: None,
    };
    let told = json!({
        "mediaType": certificate.file.media_type, "contentDigest": certificate.file.content_digest,
    });
    store::insert_leave_certificate(write, permit, certificate).await?;
    identity::remember(write, permit, "leave.certify", ("leave", leave_id), (Value::Null, told)).await
}

/// Proves a leave of one's own that waits or was approved.
///
/// # Errors
/// `NotFound` when there is no such leave or upload; `Forbidden` when it is somebody else's; every problem found.
pub async fn leave_certificate_add(
    platform: &Platform,
    viewer: &Viewer,
    leave_id: Uuid,
    upload_id: Uuid,
) -> Outcome<Leave, LeaveErrorCode> {
    let sent = sent(platform, viewer, upload_id).await?;
    let write = platform.database.write().await?;
    let leave = open(&write, viewer, leave_id).await?;
    let permit = Permit::herself(viewer, Act::LeaveRequest, leave.person_id)?;
    let mut problems = problems(&sent, "uploadId");
    if !matches!(leave.status, LeaveStatus::Requested | LeaveStatus::Approved) {
        let message = Message::new("enrolment-leave-status").with("status", leave.status.label());
        problems.push(Problem::new(LeaveErrorCode::WrongStatus, "leaveId", message));
    }
    if !store::leave_certificates_of(&*write, &[leave_id]).await?.is_empty() {
        let message = Message::new("enrolment-leave-certificate-there");
        problems.push(Problem::new(LeaveErrorCode::CertificateThere, "leaveId", message));
    }
    accept(problems)?;
    attach(&write, &permit, leave_id, &sent).await?;
    write.commit().await?;
    Ok(leave)
}

/// Hands out a certificate for a quarter of an hour to the trainee, and to whoever decides at a step that the leave came to.
///
/// # Errors
/// `NotFound` when there is none, and to everybody else.
pub async fn leave_certificate_open(
    platform: &Platform,
    viewer: &Viewer,
    leave_id: Uuid,
) -> Outcome<Download, LeaveErrorCode> {
    let reader = platform.database.reader();
    let leave = store::leave(reader, viewer.scope(), leave_id).await?;
    let held = store::leave_certificates_of(reader, &[leave_id]).await?.pop();
    let supervising = identity::supervising(reader, viewer, &[leave.person_id]).await?;
    let held = held.filter(|held| held.destroyed_at.is_none() && is_party(viewer, &leave, &supervising));
    let held = held.ok_or(Error::NotFound)?;
    let act = audit::Act {
        action: "leave.certificate-open",
        object_kind: "leave",
        object_id: leave_id,
        before: Value::Null,
        after: Value::Null,
    };
    Ok(proofs::open(platform, (&viewer.actor(), viewer.person_id), act, &held.file).await?)
}
