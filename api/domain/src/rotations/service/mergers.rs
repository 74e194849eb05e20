//! Merging one institution into another one: an act of this room, which knows what is booked.

use chrono::NaiveDate;
use platform::Platform;
use platform::error::{Outcome, accept};
use uuid::Uuid;

use super::super::rules::{MergerErrorCode, MergerProposal, merger_problems};
use super::super::store;
use crate::identity::{Act, Permit, Viewer};
use crate::organisations::{self, Institution, Merger};

/// A merger to be recorded.
#[derive(Clone, Debug)]
pub struct NewMerger {
    /// The institution to be merged.
    pub from_id: Uuid,
    /// Its successor.
    pub into_id: Uuid,
    /// The first day on which it is no more.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Merges an institution into another one from a day on. All of its past stays readable where it is; its accreditations and
/// memberships end the day before, and it takes nothing new from that day on. Bookings and mergers wait for each other.
///
/// # Errors
/// `NotFound` when either institution is not there; `Forbidden`; every problem that [`merger_problems`] finds.
pub async fn institution_merge(
    platform: &Platform,
    viewer: &Viewer,
    new: NewMerger,
) -> Outcome<Institution, MergerErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    let bases = organisations::bases_of(&*write, &[new.from_id]).await?;
    let bases: Vec<Uuid> = bases.iter().map(|base| base.id).collect();
    let departments = organisations::departments_of(&*write, &bases).await?;
    let mut departments: Vec<Uuid> = departments.iter().map(|department| department.id).collect();
    departments.sort_unstable();
    for department in departments {
        organisations::lock_department(&write, department).await?;
    }
    for institution in [new.from_id.min(new.into_id), new.from_id.max(new.into_id)] {
        organisations::lock_institution(&write, institution).await?;
    }
    let from = organisations::institution(&*write, new.from_id).await?;
    let into = organisations::institution(&*write, new.into_id).await?;
    let (bases, memberships) = organisations::ends_with(&*write, &from, new.on).await?;
    let begin = bases.iter().map(|base| base.accredited_on);
    let begin: Vec<NaiveDate> = begin.chain(memberships.iter().map(|one| one.starts_on)).collect();
    accept(merger_problems(&MergerProposal {
        from_id: from.id,
        into_id: into.id,
        on: new.on,
        reason: &new.reason,
        from_merged: organisations::merged_by(&*write, &from, None).await?,
        into_merged: organisations::merged_by(&*write, &into, None).await?,
        booked: &store::booked_at(&*write, from.id, new.on).await?,
        begin: &begin,
    }))?;
    let merger = Merger { into_id: into.id, on: new.on };
    organisations::merge(&write, &permit, &from, merger, new.reason.trim()).await?;
    write.commit().await?;
    Ok(Institution { merger: Some(merger), ..from })
}
