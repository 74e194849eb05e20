//! Joins two records of one human.

use platform::Platform;
use platform::error::{Failure, Outcome};
use platform::text::Message;
use uuid::Uuid;

use crate::identity::{self, IdentityErrorCode, Person, Scope, SystemReason, Viewer};
use crate::{
    assessments, credentials, dispatches, enrolment, entrustment, evidence, examinations, organisations,
    pairings, ratings, rotations, teaching, timetables, twinnings,
};

/// Joins one record of a person into another: bonds, roles, numbers, enrolments, placements, hours, evidence and
/// certificates go over, her live enrolments are credited with all of it, and the joined record stays as a mark of where
/// it went. An enrolment in a curriculum version that both are enrolled in is joined into the kept one's.
///
/// # Errors
/// As [`identity::may_merge`]; `CONFLICT` when their placements or hours overlap, or when a certificate of the joined
/// enrolment is under way or issued.
pub async fn person_merge(
    platform: &Platform,
    viewer: &Viewer,
    kept_id: Uuid,
    merged_id: Uuid,
    reason: &str,
) -> Outcome<Person, IdentityErrorCode> {
    let permitted = Scope::System(SystemReason::Permitted);
    let write = platform.database.write().await?;
    let merge = identity::may_merge(&write, viewer, kept_id, merged_id, reason).await?;
    for person_id in [kept_id.min(merged_id), kept_id.max(merged_id)] {
        enrolment::lock_enrolments_of(&write, person_id).await?;
    }
    let permit = &merge.permit;
    if entrustment::is_one_who_decided(&write, kept_id, merged_id).await? {
        return Err(conflict("entrustment-merge-decided"));
    }
    if enrolment::leaves_overlap(&*write, kept_id, merged_id).await? {
        return Err(conflict("enrolment-merge-leaves"));
    }
    if pairings::are_paired(&*write, merged_id, kept_id).await? {
        return Err(conflict("pairings-merge-paired"));
    }
    let mut moved = identity::hand_over(&write, &merge).await?;
    let (enrolments, joined) = enrolment::hand_over(&write, permit, merged_id, kept_id).await?;
    let given_up: Vec<Uuid> = joined.iter().map(|(from, _)| *from).collect();
    if credentials::has_any(&*write, &given_up).await? {
        return Err(conflict("identity-merge-certificate"));
    }
    moved.extend(enrolments);
    moved.extend(credentials::hand_over(&write, permit, merged_id, kept_id).await?);
    rotations::calendar_feeds_revoke_all(&write, permit, merged_id).await?;
    moved.extend(rotations::hand_over(&write, permit, merged_id, kept_id, &joined).await.map_err(
        |error| {
            if rotations::is_overlap(&error) { conflict("identity-merge-overlap") } else { error.into() }
        },
    )?);
    moved.push(organisations::hand_over(&write, permit, merged_id, kept_id).await?);
    moved.extend(evidence::hand_over(&write, permit, merged_id, kept_id).await?);
    moved.extend(assessments::hand_over(&write, permit, merged_id, kept_id).await?);
    moved.extend(entrustment::hand_over(&write, permit, merged_id, kept_id).await?);
    moved.extend(pairings::hand_over(&write, permit, (merged_id, kept_id), &joined).await?);
    let taught = teaching::hand_over(&write, permit, (merged_id, kept_id)).await?;
    moved.extend(taught.ok_or_else(|| conflict("teaching-merge-both"))?);
    moved.extend(timetables::hand_over(&write, permit, (merged_id, kept_id)).await?);
    moved.extend(dispatches::hand_over(&write, permit, (merged_id, kept_id)).await?);
    moved.extend(twinnings::hand_over(&write, permit, (merged_id, kept_id)).await?);
    moved.extend(ratings::hand_over(&write, permit, (merged_id, kept_id)).await?);
    let registrations = examinations::hand_over(&write, permit, (merged_id, kept_id), &joined).await?;
    moved.push(registrations.ok_or_else(|| conflict("examinations-merge-both"))?);
    identity::merge_remember(&write, &merge, moved).await?;
    let kept = identity::person(&*write, permitted, kept_id).await?;
    write.commit().await?;
    Ok(kept)
}

fn conflict(key: &'static str) -> Failure<IdentityErrorCode> {
    Failure::problem(IdentityErrorCode::Conflict, "mergedPersonId", Message::new(key))
}
