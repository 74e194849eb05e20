//! Approving what awaits the viewer, many pieces at once; a corrected entry gives back its time.

use platform::Platform;
use platform::db::Write;
use platform::error::Outcome;
use platform::keys::Keys;
use uuid::Uuid;

use super::hours::settle_approval;
use crate::evidence::{self, Approval, ApprovalErrorCode, Evidence, EvidenceKind};
use crate::identity::{Scope, SystemReason, Viewer};

/// Approves evidence that awaits the viewer, all of it or none, in one transaction; exits are decided one by one. It stands with
/// every review how many were approved at once and how long they had been shown.
///
/// # Errors
/// Every problem found, each with the place of its evidence.
pub async fn evidence_approve(
    platform: &Platform,
    viewer: &Viewer,
    approvals: &[Approval],
) -> Outcome<Vec<Evidence>, ApprovalErrorCode> {
    let write = platform.database.write().await?;
    let now = evidence_approve_within(&write, &platform.keys, viewer, approvals).await?;
    write.commit().await?;
    Ok(now)
}

/// The same within a larger act.
///
/// # Errors
/// As [`evidence_approve`].
pub async fn evidence_approve_within(
    write: &Write,
    keys: &Keys,
    viewer: &Viewer,
    approvals: &[Approval],
) -> Outcome<Vec<Evidence>, ApprovalErrorCode> {
    let approved = evidence::approve_all(write, keys, viewer, approvals).await?;
    for (found, permit) in &approved {
        if found.kind == EvidenceKind::Hours && found.steps.next().is_none() {
            settle_approval(write, permit, found).await?;
        }
    }
    let keys: Vec<Uuid> = approved.iter().map(|(found, _)| found.id).collect();
    let mut now = evidence::find(&**write, Scope::System(SystemReason::Permitted), &keys).await?;
    now.sort_by_key(|row| keys.iter().position(|key| *key == row.id));
    Ok(now)
}
