//! Entering hours, correcting them, and deciding about them.
//!
//! An entry that waits or is approved holds its time. A correction of such an entry holds, until it is decided, its
//! own time and that of the entry it corrects where the two touch; so the earlier entry can always have its time back.

use chrono::{DateTime, NaiveDate, Utc};
use platform::codes::Code as _;
use platform::db::{Write, refused_by};
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, idempotency};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{Activity, HoursErrorCode, HoursProposal, Interval, hours_problems};
use super::super::store::{self, Claim};
use super::correction_problem;
use crate::curricula::{self, Plan, RequirementKind};
use crate::enrolment::{self, Enrolment, EnrolmentStatus, SupervisionKind};
use crate::evidence::{
    self, Evidence, EvidenceKind, EvidenceStatus, NewEvidence, SourceKind, Steps, Verdict,
};
use crate::identity::{Permit, Scope, SystemReason, Viewer};
use crate::organisations::{self, BaseKind};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// What hours belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// A placement.
    Placement(Uuid),
    /// A master's supervision.
    Supervision(Uuid),
}

/// Hours to be entered.
#[derive(Clone, Debug)]
pub struct NewHours {
    /// What they belong to.
    pub within: Within,
    /// What they were spent on.
    pub activity: Activity,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// What the trainee writes; may be empty.
    pub note: String,
    /// The entry of hers that this one corrects.
    pub replaces_id: Option<Uuid>,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

/// A placement or supervision, as hours see it.
struct Source {
    kind: SourceKind,
    id: Uuid,
    person_id: Uuid,
    enrolment_id: Uuid,
    supervisor_id: Uuid,
    term: (NaiveDate, Option<NaiveDate>),
    is_void: bool,
    accepts: &'static [Activity],
    department_id: Option<Uuid>,
    base_id: Option<Uuid>,
    base_kind: Option<BaseKind>,
    institution_id: Option<Uuid>,
}

async fn source(write: &Write, viewer: &Viewer, within: Within) -> Result<Source, Error> {
    match within {
        Within::Placement(key) => {
            let placement = store::placement(&**write, viewer.scope(), key).await?;
            Ok(Source {
                kind: SourceKind::Placement,
                id: key,
                person_id: placement.person_id,
                enrolment_id: placement.enrolment_id,
                supervisor_id: placement.supervisor_id,
                term: (placement.starts_on, Some(placement.ends_on)),
                is_void: !placement.status.takes_a_place(),
                accepts: Activity::OF_A_PLACEMENT,
                department_id: Some(placement.department_id),
                base_id: Some(placement.base_id),
                base_kind: Some(placement.base_kind),
                institution_id: Some(placement.institution_id),
            })
        }
        Within::Supervision(key) => {
            let supervision = enrolment::supervision(&**write, viewer.scope(), key).await?;
            Ok(Source {
                kind: SourceKind::Supervision,
                id: key,
                person_id: supervision.person_id,
                enrolment_id: supervision.enrolment_id,
                supervisor_id: supervision.supervisor_id,
                term: (supervision.starts_on, supervision.ends_on),
                is_void: false,
                accepts: match supervision.kind {
                    SupervisionKind::Master => Activity::OF_A_MASTER,
                    SupervisionKind::Responsible => &[],
                },
                department_id: None,
                base_id: supervision.base_id,
                base_kind: supervision.base_kind,
                institution_id: None,
            })
        }
    }
}

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
    let source = source(&write, viewer, new.within).await?;
    let permit = Permit::own(viewer, source.person_id)?;
    let input = fingerprint(&new);
    if let Some(key) = &new.key
        && let Some(made) = idempotency::earlier(&*write, viewer.person_id, key, &input).await?
    {
        return Ok(evidence::evidence(&*write, viewer.scope(), made).await?);
    }
    let interval = Interval { from: new.starts_at, until: new.ends_at };
    let layer = new.activity.layer();
    let held = store::claims(&*write, source.person_id, layer, interval).await?;
    let enrolment = enrolment::enrolment(&*write, viewer.scope(), source.enrolment_id).await?;
    let plan = curricula::plan(&*write, enrolment.version_id).await?;
    accept(problems(&write, viewer, (&source, &enrolment, &plan), &new, &held).await?)?;
    let corrected = held.iter().find(|claim| Some(claim.evidence_id) == new.replaces_id);
    let made = recorded(&write, (&source, &enrolment, &plan), &new).await?;
    let made = evidence::submit(&write, &permit, made).await?;
    let mut claim = Claim { evidence_id: made.id, person_id: source.person_id, layer, interval };
    if let Some(corrected) = corrected {
        store::delete_claim(&write, &permit, corrected.evidence_id).await?;
        claim.interval = interval.spanning(corrected.interval);
    }
    store::insert_claim(&write, &permit, claim).await.map_err(guarded)?;
    if let Some(key) = &new.key {
        idempotency::remember(&write, viewer.person_id, key, &input, made.id).await?;
    }
    write.commit().await?;
    Ok(made)
}

/// What makes two submissions with one key the same.
fn fingerprint(new: &NewHours) -> String {
    let (kind, key) = match new.within {
        Within::Placement(key) => (SourceKind::Placement, key),
        Within::Supervision(key) => (SourceKind::Supervision, key),
    };
    json!({
        "act": "hours.submit", "within": [kind.code(), key.to_string()], "activity": new.activity.code(),
        "startsAt": new.starts_at, "endsAt": new.ends_at, "note": new.note, "replaces": new.replaces_id,
    })
    .to_string()
}

async fn problems(
    write: &Write,
    viewer: &Viewer,
    (source, enrolment, plan): (&Source, &Enrolment, &Plan),
    new: &NewHours,
    held: &[Claim],
) -> Result<Vec<Problem<HoursErrorCode>>, Error> {
    let others: Vec<Interval> = held
        .iter()
        .filter(|claim| Some(claim.evidence_id) != new.replaces_id)
        .map(|claim| claim.interval)
        .collect();
    let mut problems = hours_problems(&HoursProposal {
        interval: Interval { from: new.starts_at, until: new.ends_at },
        activity: new.activity,
        note: &new.note,
        key: new.key.as_deref(),
        source: source.term,
        is_source_live: !source.is_void && enrolment.status == EnrolmentStatus::Active,
        accepts: source.accepts,
        now: write.now(),
        backdating_days: plan.figures.backdating_days,
        held: &others,
    });
    if let Some(key) = new.replaces_id {
        let belongs = (source.id, source.person_id);
        let stands = correction_problem(write, viewer, belongs, EvidenceKind::Hours, key).await?;
        problems.extend(
            stands.map(|message| Problem::new(HoursErrorCode::NotCorrectable, "replacesId", message)),
        );
    }
    Ok(problems)
}

async fn recorded(
    write: &Write,
    (source, enrolment, plan): (&Source, &Enrolment, &Plan),
    new: &NewHours,
) -> Result<NewEvidence, Error> {
    let interval = Interval { from: new.starts_at, until: new.ends_at };
    let specialty = match source.department_id {
        Some(key) => Some(organisations::department(&**write, key).await?.specialty),
        None => None,
    };
    Ok(NewEvidence {
        starts_at: Some(interval.from),
        ends_at: Some(interval.until),
        minutes: Some(i32::try_from(interval.minutes()).unwrap_or(i32::MAX)),
        activity: Some(new.activity.code().to_owned()),
        source_kind: Some(source.kind),
        source_id: Some(source.id),
        department_id: source.department_id,
        specialty,
        base_id: source.base_id,
        base_kind: source.base_kind,
        note: new.note.trim().to_owned(),
        replaces_id: new.replaces_id,
        steps: Steps::of(
            plan,
            RequirementKind::ActivityHalfDays,
            enrolment.institution_id,
            (source.department_id, source.institution_id),
        ),
        reviewer_id: Some(source.supervisor_id),
        ..NewEvidence::of(source.person_id, EvidenceKind::Hours, interval.credited_on())
    })
}

/// Two entries for the same time at the same moment: the database lets one through.
fn guarded(error: DbErr) -> Failure<HoursErrorCode> {
    if refused_by(&error, "interval_claim_no_overlap") {
        let message = Message::new("rotations-hours-overlap-meanwhile");
        return Failure::problem(HoursErrorCode::Overlap, "startsAt", message);
    }
    error.into()
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
