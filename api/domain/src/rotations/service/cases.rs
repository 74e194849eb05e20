//! Logging cases seen in a placement, and deciding about them.
//!
//! The number of the patient's record is never kept: a digest under the installation's key finds the case again and shows
//! a repeat, and its last four characters tell the supervisor which one it was. The digest differs at each institution, so
//! that it tells nothing of where else somebody was a patient.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::keys::Keys;
use platform::{Platform, idempotency};
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{CaseErrorCode, CaseProposal, case_problems, record_number};
use super::super::store::{self, Placement};
use super::{correction_problem, today};
use crate::curricula::{self, CaseRole, Plan, RequirementKind, disease};
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::evidence::{self, Evidence, EvidenceKind, NewEvidence, SourceKind, Steps, Verdict};
use crate::identity::{IdentityDocument, IdentityNumber};
use crate::identity::{Permit, Viewer};
use crate::organisations;

/// A case to be logged.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// The placement in which it was seen.
    pub placement_id: Uuid,
    /// The disease's code.
    pub disease: String,
    /// What the trainee did.
    pub role: CaseRole,
    /// The local day.
    pub occurred_on: NaiveDate,
    /// The number of the patient's record.
    pub record_number: String,
    /// What the trainee writes; may be empty.
    pub note: String,
    /// The entry of hers that this one corrects.
    pub replaces_id: Option<Uuid>,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

/// The digest under which the number of a record is found again at an institution.
fn digest(keys: &Keys, institution_id: Uuid, number: &str) -> Result<Vec<u8>, Error> {
    Ok(keys.blind_index(&format!("record:{institution_id}"), number)?.to_vec())
}

/// Logs a case of one's own; it goes to the placement's supervisor.
///
/// # Errors
/// `NotFound` for a placement or entry that is not visible; `Forbidden` when it is somebody else's; `BadInput` for a key
/// that came with another input; every problem found.
pub async fn case_submit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewCase,
) -> Outcome<Evidence, CaseErrorCode> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let placement = store::placement(&*write, viewer.scope(), new.placement_id).await?;
    let permit = Permit::own(viewer, placement.person_id)?;
    let (named, number) = (disease(&new.disease), record_number(&new.record_number));
    let record = match &number {
        Some(number) => digest(&platform.keys, placement.institution_id, number)?,
        None => Vec::new(),
    };
    let input = fingerprint(&new, &record);
    if let Some(key) = &new.key
        && let Some(made) = idempotency::earlier(&*write, viewer.person_id, key, &input).await?
    {
        return Ok(evidence::evidence(&*write, viewer.scope(), made).await?);
    }
    let enrolment = enrolment::enrolment(&*write, viewer.scope(), placement.enrolment_id).await?;
    let plan = curricula::plan(&*write, enrolment.version_id).await?;
    let within = (&placement, &enrolment, &*plan);
    accept(problems(&write, viewer, within, &new, (named.as_deref(), number.as_deref())).await?)?;
    let (named, number) = (named.unwrap_or_default(), number.unwrap_or_default());
    let made = evidence::submit(&write, &permit, recorded(&write, within, &new, named).await?).await?;
    let last_four = number.chars().skip(number.len().saturating_sub(4)).collect();
    store::insert_case_record(&write, &permit, made.id, record, last_four).await?;
    if let Some(key) = &new.key {
        idempotency::remember(&write, viewer.person_id, key, &input, made.id).await?;
    }
    write.commit().await?;
    Ok(made)
}

/// What makes two submissions with one key the same; it does not hold the record's number.
fn fingerprint(new: &NewCase, record: &[u8]) -> String {
    json!({
        "act": "case.submit", "placement": new.placement_id, "disease": new.disease, "role": new.role.code(),
        "occurredOn": new.occurred_on, "record": record, "note": new.note, "replaces": new.replaces_id,
    })
    .to_string()
}

async fn problems(
    write: &Write,
    viewer: &Viewer,
    (placement, enrolment, plan): (&Placement, &Enrolment, &Plan),
    new: &NewCase,
    (disease, number): (Option<&str>, Option<&str>),
) -> Result<Vec<Problem<CaseErrorCode>>, Error> {
    let is_identity_number = |number| IdentityNumber::read(IdentityDocument::ResidentCard, number).is_ok();
    let mut problems = case_problems(&CaseProposal {
        disease,
        record_number: number,
        is_identity_number: number.is_some_and(is_identity_number),
        occurred_on: new.occurred_on,
        note: &new.note,
        key: new.key.as_deref(),
        stay: placement.stay(),
        is_source_live: placement.status.takes_a_place() && enrolment.status == EnrolmentStatus::Active,
        today: today(write),
        backdating_days: plan.figures.backdating_days,
    });
    if let Some(key) = new.replaces_id {
        let source = (placement.id, placement.person_id);
        let stands = correction_problem(write, viewer.scope(), source, EvidenceKind::Case, key).await?;
        problems
            .extend(stands.map(|message| Problem::new(CaseErrorCode::NotCorrectable, "replacesId", message)));
    }
    Ok(problems)
}

async fn recorded(
    write: &Write,
    (placement, enrolment, plan): (&Placement, &Enrolment, &Plan),
    new: &NewCase,
    disease: String,
) -> Result<NewEvidence, Error> {
    let department = organisations::department(&**write, placement.department_id).await?;
    Ok(NewEvidence {
        activity: Some(disease),
        source_kind: Some(SourceKind::Placement),
        source_id: Some(placement.id),
        department_id: Some(placement.department_id),
        specialty: Some(department.specialty),
        base_id: Some(placement.base_id),
        base_kind: Some(placement.base_kind),
        level: Some(new.role.level()),
        note: new.note.trim().to_owned(),
        replaces_id: new.replaces_id,
        steps: Steps::of(
            plan,
            RequirementKind::Cases,
            enrolment.institution_id,
            (Some(placement.department_id), Some(placement.institution_id)),
        ),
        reviewer_id: Some(placement.supervisor_id),
        ..NewEvidence::of(placement.person_id, EvidenceKind::Case, new.occurred_on)
    })
}

/// Decides about a case, or takes its approval back.
///
/// # Errors
/// `NotFound` when it is not there, not visible or no case; `Forbidden` for one's own or without a supervising relation on
/// its day; every problem found.
pub async fn case_decide(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<Evidence, CaseErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = evidence::reviewable(&write, viewer, verdict.evidence_id).await?;
    if found.kind != EvidenceKind::Case {
        return Err(Error::NotFound.into());
    }
    let decided = evidence::decide(&write, &permit, &found, verdict).await.map_err(evidence::translated)?;
    write.commit().await?;
    Ok(decided)
}
