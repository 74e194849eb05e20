//! Joining two records of one human: what this room checks, and what it carries over. The other rooms' part is asked for
//! by `dossier`, in the same transaction.

use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::doubles::{accept_reason, may_decide};
use super::erasing::require_open;
use super::policy::{Permit, Viewer};
use super::service::{IdentityErrorCode, covers_all};
use super::store::bonds::{self, PersonMerge};
use super::store::{self, identity_numbers};
use super::trail::remember;

/// Two records that may be joined, and by whose permit.
#[derive(Clone, Debug)]
pub struct MergePermit {
    /// The permit.
    pub permit: Permit,
    /// The record that goes on.
    pub kept_id: Uuid,
    /// The record to be joined into it.
    pub merged_id: Uuid,
    reason: String,
}

/// Allows two records to be joined, and locks both people.
///
/// # Errors
/// `INVALID` for one and the same record, or without a reason; `CONFLICT` when they bear different identity numbers, or
/// one looks after the other; `Forbidden` when their roles allow what the viewer's do not; `NotFound`.
pub async fn may_merge(
    write: &Write,
    viewer: &Viewer,
    kept_id: Uuid,
    merged_id: Uuid,
    reason: &str,
) -> Outcome<MergePermit, IdentityErrorCode> {
    let permit = may_decide(write, viewer, [kept_id, merged_id]).await?;
    let reason = accept_reason(reason)?.to_owned();
    if kept_id == merged_id {
        let message = Message::new("identity-merge-same");
        return Err(Failure::problem(IdentityErrorCode::Invalid, "mergedPersonId", message));
    }
    for person_id in [kept_id.min(merged_id), kept_id.max(merged_id)] {
        require_open(write, person_id, (IdentityErrorCode::Invalid, "mergedPersonId")).await?;
        // Joined, each record would have the other's roles.
        if !covers_all(&**write, viewer, person_id).await? {
            return Err(Error::Forbidden(Message::new("identity-account-above")).into());
        }
    }
    let conflict = |key| Problem::new(IdentityErrorCode::Conflict, "mergedPersonId", Message::new(key));
    let mut problems = Vec::new();
    let kept = identity_numbers::of_person(&**write, kept_id).await?;
    let merged = identity_numbers::of_person(&**write, merged_id).await?;
    if let (Some(kept), Some(merged)) = (kept, merged)
        && kept.blind_index != merged.blind_index
    {
        problems.push(conflict("identity-merge-numbers"));
    }
    for (holder, learner) in [(kept_id, merged_id), (merged_id, kept_id)] {
        if !store::relations_between(&**write, holder, learner).await?.is_empty() {
            problems.push(conflict("identity-merge-supervises"));
        }
    }
    accept(problems)?;
    Ok(MergePermit { permit, kept_id, merged_id, reason })
}

/// Carries this room's part of one record over to the other, and ends every way in that the merged one leaves behind;
/// says what went over, by kind and number.
pub async fn hand_over(write: &Write, merge: &MergePermit) -> Result<Vec<(String, u64)>, Error> {
    let MergePermit { permit, kept_id, merged_id, .. } = merge;
    for token in
        store::tokens::tokens_of(&**write, *merged_id, super::means::TokenKind::Api, write.now()).await?
    {
        super::tokens::revoke(write, permit, &token).await?;
    }
    super::sessions::end_others(write, permit, *merged_id, None).await?;
    Ok(bonds::carry_over(write, permit, *merged_id, *kept_id).await?)
}

/// Writes down what was joined, so that it can be explained for ever, and remembers the act.
pub async fn merge_remember(
    write: &Write,
    merge: &MergePermit,
    moved: Vec<(String, u64)>,
) -> Result<(), Error> {
    let moved: Vec<(String, u64)> = moved.into_iter().filter(|(_, count)| *count > 0).collect();
    let row = PersonMerge {
        id: id::new_key(),
        kept_id: merge.kept_id,
        merged_id: merge.merged_id,
        merged_by: merge.permit.actor.person_id,
        merged_at: write.now(),
        reason: merge.reason.clone(),
        moved,
    };
    bonds::insert_merge(write, &merge.permit, &row).await?;
    let told =
        (json!({ "mergedPersonId": merge.merged_id }), json!({ "reason": merge.reason, "moved": row.moved }));
    remember(write, &merge.permit, "person.merge", ("person", merge.kept_id), told).await?;
    super::doubles::find_doubles(write, &merge.permit, &[merge.kept_id]).await
}
