//! Recording many pieces of evidence that whoever records them answers for, such as the scores of an examination.
//!
//! Each is handed in and approved by her in one transaction, as an assessor signs what she watched; however many there are, every
//! hundred of them costs the same few statements.

use platform::db::Write;
use platform::error::Error;
use platform::text::Message;
use uuid::Uuid;

use super::deciding::{Ruling, Sitting, plans_of, settle};
use super::rules::Decision;
use super::service::submit_all;
use super::store::NewEvidence;
use crate::identity::Permit;

/// Pieces that are written with the same few statements.
const AT_ONCE: usize = 100;

/// Records evidence and approves it, by one hand and in one transaction; what it replaces counts no more. `reason` stands with the
/// approval of what replaces something. Their keys come back in order. The enrolments of its people are locked.
///
/// # Errors
/// `Forbidden` when a piece is about whoever records it, or about whom she acts for (domain rule 2).
pub async fn record_signed(
    write: &Write,
    permit: &Permit,
    new: &[NewEvidence],
    reason: Option<&str>,
) -> Result<Vec<Uuid>, Error> {
    let hands = [permit.actor.person_id, permit.actor.delegator_id];
    if new.iter().any(|new| hands.contains(&Some(new.person_id))) {
        return Err(Error::Forbidden(Message::new("identity-own-evidence")));
    }
    let mut made = Vec::new();
    for part in new.chunks(AT_ONCE) {
        made.extend(record_part(write, permit, part, reason).await?);
    }
    Ok(made)
}

async fn record_part(
    write: &Write,
    permit: &Permit,
    new: &[NewEvidence],
    reason: Option<&str>,
) -> Result<Vec<Uuid>, Error> {
    let made = submit_all(write, permit, new).await?;
    let mut people: Vec<Uuid> = made.iter().map(|one| one.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let plans = plans_of(write, &people).await?;
    // She signs what she records herself, and reviews nothing that somebody else handed in.
    let sitting = Sitting { at_once: 1, seconds: None };
    let rulings: Vec<Ruling<'_>> = made
        .iter()
        .map(|evidence| Ruling {
            permit,
            evidence,
            decision: Decision::Approved,
            reason: reason.filter(|_| evidence.replaces_id.is_some()),
            sitting,
        })
        .collect();
    settle(write, &rulings, &plans).await?;
    Ok(made.into_iter().map(|one| one.id).collect())
}
