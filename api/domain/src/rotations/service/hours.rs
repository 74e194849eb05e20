//! Entering hours, correcting them, and deciding about them.
//!
//! An entry that waits or is approved holds its time. A correction of such an entry holds, until it is decided, its
//! own time and that of the entry it corrects where the two touch; so the earlier entry can always have its time back.

use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::idempotency::key_of_another_input;

use super::super::rules::{Activity, HoursErrorCode, Interval};
use super::super::store::{self, Claim};
use super::correction_problem;
use crate::enrolment;
use crate::evidence::{self, Evidence, EvidenceKind, EvidenceStatus, Verdict};
use crate::identity::{Permit, Scope, SystemReason, Viewer};

mod batches;
mod entering;
mod sources;
mod syncing;

pub use batches::{BATCH_JOB, BatchJob, HOURS_PURPOSE, ReadLine, hours_batch_begin, hours_batch_run};
pub(super) use entering::{Desk, Entered};
pub use entering::{NewHours, Within};
pub use syncing::{MOST_SYNCED, Synced, hours_sync};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// Enters hours of one's own; they go to the placement's supervisor or to the master.
///
/// # Errors
/// `NotFound` for a placement, supervision or entry that is not visible; `Forbidden` when it is somebody else's;
/// `BadInput` for a key that came with another input; every problem found.
pub async fn hours_submit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewHours,
) -> Outcome<Evidence, HoursErrorCode> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let (entered, _) = hours_enter(&write, viewer, new).await?;
    write.commit().await?;
    Ok(entered)
}

/// Enters hours of one's own within a larger act; one's enrolments are locked. What came by the same key before is answered again. Says
/// whether they are new.
///
/// # Errors
/// As [`hours_submit`].
pub async fn hours_enter(
    write: &Write,
    viewer: &Viewer,
    new: NewHours,
) -> Outcome<(Evidence, bool), HoursErrorCode> {
    let mut desk = Desk::open(write, viewer.scope(), viewer.person_id);
    let owner = desk.owner(new.within).await?.ok_or(Error::NotFound)?;
    let permit = Permit::own(viewer, owner)?;
    let entered = desk.enter(&permit, std::slice::from_ref(&new)).await?.pop();
    match entered.ok_or_else(|| Error::internal("an entry just made"))? {
        Entered::New(made) => Ok((*made, true)),
        Entered::Repeated(made) => Ok((evidence::evidence(&**write, viewer.scope(), made).await?, false)),
        Entered::Refused(problems) => Err(Failure::Rejected(problems)),
        Entered::Unknown(_) => Err(Error::NotFound.into()),
        Entered::KeyTaken => {
            let key = new.key.unwrap_or_default();
            Err(Error::BadInput(key_of_another_input(&key)).into())
        }
    }
}

/// Decides about hours, or takes their approval back: then their credits are reversed and their time is free.
///
/// # Errors
/// `NotFound` when it is not there, not visible or no hours; `Forbidden` for one's own or without a supervising
/// relation on its day; every problem found.
pub async fn hours_decide(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<Evidence, HoursErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = evidence::reviewable(&write, viewer, verdict.evidence_id).await?;
    if found.kind != EvidenceKind::Hours {
        return Err(Error::NotFound.into());
    }
    let decided = evidence::decide(&write, &permit, &found, verdict).await.map_err(evidence::translated)?;
    match decided.status {
        EvidenceStatus::Approved => settle_approval(&write, &permit, &found).await?,
        // The next step of its review decides.
        EvidenceStatus::Pending => {}
        _ => settle_refusal(&write, &permit, &found).await?,
    }
    write.commit().await?;
    Ok(decided)
}

/// An approved correction gives back the time of the entry it replaces.
pub(super) async fn settle_approval(
    write: &Write,
    permit: &Permit,
    approved: &Evidence,
) -> Result<(), Error> {
    if let Some(replaced) = approved.replaces_id {
        store::delete_claim(write, permit, replaced).await?;
        hold_own_time(write, permit, approved).await?;
    }
    Ok(())
}

/// What does not count holds no time; an entry that it was to correct has its own time back.
async fn settle_refusal(write: &Write, permit: &Permit, refused: &Evidence) -> Result<(), Error> {
    if !store::delete_claim(write, permit, refused.id).await?
        && let Some(source_id) = refused.source_id
    {
        // Its time was held by a correction that waits, and which now holds its own alone.
        for sibling in evidence::of_source(&**write, PERMITTED, &[source_id]).await? {
            if sibling.replaces_id == Some(refused.id) && sibling.status == EvidenceStatus::Pending {
                hold_own_time(write, permit, &sibling).await?;
            }
        }
    }
    if let Some(original) = refused.replaces_id {
        let original = evidence::evidence(&**write, PERMITTED, original).await?;
        if original.status.is_live() {
            hold_own_time(write, permit, &original).await?;
        }
    }
    Ok(())
}

/// Makes an entry hold its own time, and no more.
async fn hold_own_time(write: &Write, permit: &Permit, entry: &Evidence) -> Result<(), Error> {
    let activity = Activity::stored(entry.activity.as_deref().unwrap_or_default())?;
    let (Some(from), Some(until)) = (entry.starts_at, entry.ends_at) else {
        return Err(Error::internal(format!("hours {} lack their interval", entry.id)));
    };
    store::delete_claim(write, permit, entry.id).await?;
    let claim = Claim {
        evidence_id: entry.id,
        person_id: entry.person_id,
        layer: activity.layer(),
        interval: Interval { from, until },
    };
    Ok(store::insert_claim(write, permit, claim).await?)
}
