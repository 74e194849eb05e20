//! Approving many pieces of evidence by one act, which stays marked as that.
//!
//! A week read on one screen and approved once is a review; two hundred entries approved unread are none. Therefore evidence is
//! shown with a mark that says to whom and when, and an approval of many gives the marks back: how many were approved at once, and
//! how long they were looked at, stands with every review.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::keys::Keys;
use platform::text::Message;
use uuid::Uuid;

use super::deciding::{
    EvidenceErrorCode, Ruling, Sitting, grant_problems, pending_problem, plans_of, settle, window_problem,
};
use super::rules::{Decision, EvidenceKind};
use super::service::permits;
use super::store::{self, Evidence};
use crate::enrolment;
use crate::identity::{Permit, Scope, SystemReason, Viewer};

platform::codes! {
    /// Why an approval of many is refused.
    pub enum ApprovalErrorCode {
        /// Nothing is named, too much, or something twice.
        Invalid = "INVALID",
        /// It is not there, or the viewer may not see it.
        Unknown = "UNKNOWN",
        /// The viewer does not decide about it.
        NotAllowed = "NOT_ALLOWED",
        /// It is decided one by one.
        OneByOne = "ONE_BY_ONE",
        /// It does not await a review.
        NotPending = "NOT_PENDING",
        /// The time for reviewing it is over.
        WindowClosed = "WINDOW_CLOSED",
        /// The training is over, or shorter than what is to be taken off.
        TooLong = "TOO_LONG",
        /// Nothing proves it.
        ProofMissing = "PROOF_MISSING",
    }
}

/// Most pieces of evidence that one act approves.
pub const MOST_AT_ONCE: usize = 200;

/// Nobody looks at a screen for longer than half an hour, in seconds: what was opened yesterday was not read since.
const LONGEST_LOOK: i64 = 30 * 60;

/// A piece of evidence to be approved, and the mark with which it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The evidence.
    pub evidence_id: Uuid,
    /// The mark, when it was shown.
    pub shown_mark: Option<String>,
}

fn said(viewer: Uuid, evidence: Uuid, second: i64) -> String {
    format!("shown:{viewer}:{evidence}:{second}")
}

/// The mark of evidence that is shown to somebody now.
///
/// # Errors
/// `Internal` when the installation has no key to vouch with.
pub fn shown_mark(
    keys: &Keys,
    viewer_id: Uuid,
    evidence_id: Uuid,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let second = now.timestamp();
    let tag = keys.vouch(said(viewer_id, evidence_id, second).as_bytes())?;
    Ok(format!("{second}-{}", BASE64URL_NOPAD.encode(&tag)))
}

/// When evidence was shown to somebody, as a mark says that this installation gave out.
fn shown_at(keys: &Keys, viewer_id: Uuid, approval: &Approval) -> Option<i64> {
    let (second, tag) = approval.shown_mark.as_deref()?.split_once('-')?;
    let (second, tag) = (second.parse().ok()?, BASE64URL_NOPAD.decode(tag.as_bytes()).ok()?);
    let said = said(viewer_id, approval.evidence_id, second);
    keys.is_vouched(said.as_bytes(), &tag).then_some(second)
}

/// Seconds from when the first of these was shown until now; nothing when one of them never was.
fn seconds(keys: &Keys, viewer: &Viewer, approvals: &[Approval], now: DateTime<Utc>) -> Option<i32> {
    let shown = approvals.iter().map(|approval| shown_at(keys, viewer.person_id, approval));
    let first = shown.collect::<Option<Vec<i64>>>()?.into_iter().min()?;
    i32::try_from((now.timestamp() - first).clamp(0, LONGEST_LOOK)).ok()
}

/// Approves evidence, all of it or none. What it was is answered in the order given.
///
/// # Errors
/// Every problem found, each with the place of its evidence.
pub async fn approve_all(
    write: &Write,
    keys: &Keys,
    viewer: &Viewer,
    approvals: &[Approval],
) -> Outcome<Vec<(Evidence, Permit)>, ApprovalErrorCode> {
    let wanted: Vec<Uuid> = approvals.iter().map(|approval| approval.evidence_id).collect();
    let distinct: BTreeSet<Uuid> = wanted.iter().copied().collect();
    if wanted.is_empty() || wanted.len() > MOST_AT_ONCE || distinct.len() < wanted.len() {
        let message = Message::new("evidence-approve-number").with("most", MOST_AT_ONCE);
        return Err(Failure::problem(ApprovalErrorCode::Invalid, "items", message));
    }
    let visible = store::find(&**write, viewer.scope(), &wanted).await?;
    let people: BTreeSet<Uuid> = visible.iter().map(|evidence| evidence.person_id).collect();
    let people: Vec<Uuid> = people.into_iter().collect();
    enrolment::lock_enrolments_of_all(write, &people).await?;
    let seen: Vec<Uuid> = visible.iter().map(|evidence| evidence.id).collect();
    store::lock(write, &seen).await?;
    let found = store::find(&**write, Scope::System(SystemReason::Permitted), &seen).await?;
    let mut found: HashMap<Uuid, Evidence> = found.into_iter().map(|row| (row.id, row)).collect();
    let evidence: Vec<Option<Evidence>> = wanted.iter().map(|key| found.remove(key)).collect();
    let present: Vec<&Evidence> = evidence.iter().flatten().collect();
    let mut permits = permits(write, viewer, &present).await?;
    let plans = plans_of(write, &people).await?;
    let granted = grant_problems(write, &present, &plans).await?;
    let mut problems = Vec::new();
    let mut allowed = Vec::new();
    for (index, row) in evidence.into_iter().enumerate() {
        let path = format!("items.{index}");
        let mut refuse = |code, message| problems.push(Problem::new(code, &path, message));
        let Some(row) = row else {
            refuse(
                ApprovalErrorCode::Unknown,
                Message::new("evidence-approve-unknown").with("number", index + 1),
            );
            continue;
        };
        if row.kind == EvidenceKind::PlacementExit {
            let message = Message::new("evidence-approve-one-by-one").with("kind", row.kind.label());
            refuse(ApprovalErrorCode::OneByOne, message);
        }
        if let Some(problem) = pending_problem(&row) {
            refuse(ApprovalErrorCode::NotPending, problem.message);
        }
        if let Some(problem) = window_problem(write, &row, &plans) {
            refuse(ApprovalErrorCode::WindowClosed, problem.message);
        }
        for (_, problem) in granted.iter().filter(|(key, _)| *key == row.id) {
            let is_long = problem.code == EvidenceErrorCode::TooLong;
            let code = if is_long { ApprovalErrorCode::TooLong } else { ApprovalErrorCode::ProofMissing };
            refuse(code, problem.message.clone());
        }
        match permits.remove(&row.id) {
            Some(Ok(permit)) => allowed.push((row, permit)),
            Some(Err(Error::Forbidden(message))) => refuse(ApprovalErrorCode::NotAllowed, message),
            Some(Err(error)) => return Err(error.into()),
            None => {
                return Err(Error::internal("evidence without an answer whether it may be decided").into());
            }
        }
    }
    accept(problems)?;
    let sitting = Sitting {
        at_once: i32::try_from(allowed.len()).unwrap_or(i32::MAX),
        seconds: seconds(keys, viewer, approvals, write.now()),
    };
    let rulings: Vec<Ruling<'_>> = allowed
        .iter()
        .map(|(evidence, permit)| Ruling {
            permit,
            evidence,
            decision: Decision::Approved,
            reason: None,
            sitting,
        })
        .collect();
    settle(write, &rulings, &plans).await?;
    Ok(allowed)
}
