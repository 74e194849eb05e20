//! Ending a stay: the trainee hands in its exit, the placement's supervisor decides about it.
//!
//! One after another sign it, in the order the version sets; the last signature credits the days of the stay that count,
//! completes the placement and freezes the sheet on which all of it stands.

use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use uuid::Uuid;

use super::super::rules::{
    Entered, ExitDecision, ExitProposal, PlacementExitErrorCode, PlacementStatus, exit_decision_problems,
    exit_problems,
};
use super::super::store::{self, Placement};
use super::exit_sheets::freeze;
use super::{move_to, today};
use crate::curricula::{self, RequirementKind, ReviewStep};
use crate::enrolment;
use crate::evidence::{
    self, Decision, Evidence, EvidenceKind, EvidenceStatus, NewEvidence, SourceKind, Steps, Verdict,
};
use crate::identity::{Permit, Scope, SystemReason, Viewer};
use crate::organisations;

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// An exit to be handed in.
#[derive(Clone, Debug)]
pub struct NewPlacementExit {
    /// The placement that ends.
    pub placement_id: Uuid,
    /// Days of leave and absence within it.
    pub absence_days: i32,
    /// The trainee's summary (出科小结).
    pub summary: String,
}

/// Hands in the exit of one's own placement, from its last day on; it goes to the placement's supervisor.
///
/// # Errors
/// `NotFound` when the placement is not visible, `Forbidden` when it is somebody else's, and every problem found.
pub async fn placement_exit_submit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewPlacementExit,
) -> Outcome<Evidence, PlacementExitErrorCode> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let placement = store::placement(&*write, viewer.scope(), new.placement_id).await?;
    let permit = Permit::own(viewer, placement.person_id)?;
    let earlier = exits_of(&write, placement.id).await?;
    let (first, last) = (placement.starts_on, placement.ends_on);
    let leave_days = enrolment::leave_days(&*write, placement.person_id, first, last).await?;
    accept(exit_problems(&ExitProposal {
        stay: placement.stay(),
        status: placement.status,
        absence_days: new.absence_days,
        leave_days,
        summary: &new.summary,
        has_live_exit: earlier.iter().any(|exit| exit.status.is_live()),
        today: today(&write),
    }))?;
    // Handed in again, an exit names the one that was sent back.
    let replaces_id = earlier.iter().max_by_key(|exit| (exit.recorded_at, exit.id)).map(|exit| exit.id);
    let made =
        evidence::submit(&write, &permit, recorded(&write, &placement, &new, replaces_id).await?).await?;
    write.commit().await?;
    Ok(made)
}

async fn exits_of(write: &Write, placement_id: Uuid) -> Result<Vec<Evidence>, Error> {
    let mut exits =
        evidence::of_source(&**write, Scope::System(SystemReason::Invariant), &[placement_id]).await?;
    exits.retain(|evidence| evidence.kind == EvidenceKind::PlacementExit);
    Ok(exits)
}

async fn recorded(
    write: &Write,
    placement: &Placement,
    new: &NewPlacementExit,
    replaces_id: Option<Uuid>,
) -> Result<NewEvidence, Error> {
    let department = organisations::department(&**write, placement.department_id).await?;
    let enrolment = enrolment::enrolment(&**write, PERMITTED, placement.enrolment_id).await?;
    let plan = curricula::plan(&**write, enrolment.version_id).await?;
    Ok(NewEvidence {
        days: Some(i32::try_from(placement.stay().days()).unwrap_or(i32::MAX)),
        absence_days: Some(new.absence_days),
        part_time_percent: placement.part_time_percent,
        source_kind: Some(SourceKind::Placement),
        source_id: Some(placement.id),
        requirement_id: Some(placement.requirement_id),
        department_id: Some(placement.department_id),
        specialty: Some(department.specialty),
        base_id: Some(placement.base_id),
        base_kind: Some(placement.base_kind),
        note: new.summary.trim().to_owned(),
        replaces_id,
        steps: Steps::of(
            &plan,
            RequirementKind::TimeInDepartment,
            enrolment.institution_id,
            (Some(placement.department_id), Some(placement.institution_id)),
        ),
        reviewer_id: Some(placement.supervisor_id),
        ..NewEvidence::of(placement.person_id, EvidenceKind::PlacementExit, placement.ends_on)
    })
}

/// Signs an exit at the step that it awaits, sends it back, or takes its approval back. Once the last one has signed, it completes
/// the placement and its sheet is frozen; rejected, the stay is to be repeated; taken back, its credits are reversed and the
/// placement is open again.
///
/// # Errors
/// `NotFound` when it is not there, not visible or no exit; `Forbidden` for anybody but whoever signs at its step
/// and her deputy; every problem found.
pub async fn placement_exit_decide(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<Evidence, PlacementExitErrorCode> {
    let write = platform.database.write().await?;
    let (found, mut permit) = evidence::reviewable(&write, viewer, verdict.evidence_id).await?;
    let (EvidenceKind::PlacementExit, Some(placement_id)) = (found.kind, found.source_id) else {
        return Err(Error::NotFound.into());
    };
    let mut placement = store::placement(&*write, PERMITTED, placement_id).await?;
    if found.steps.now.kind == ReviewStep::Supervisor {
        // Of all who supervise her that day, the placement's own supervisor decides, or her deputy.
        permit = Permit::review(viewer, found.person_id, Some(placement.supervisor_id))
            .map_err(|_| Error::Forbidden(Message::new("rotations-exit-not-supervisor")))?;
    }
    let own = decision_problems(&write, &placement, &found, verdict).await?;
    let decided = match evidence::decide(&write, &permit, &found, verdict).await {
        // What was written goes with the transaction.
        Ok(_) if !own.is_empty() => return Err(Failure::Rejected(own)),
        Ok(decided) => decided,
        Err(failure) => {
            return Err(match evidence::translated(failure) {
                Failure::Rejected(mut problems) => {
                    // What is written with an approval is her comment, which the exit's own rules judge.
                    let is_comment = |code| code == PlacementExitErrorCode::ReasonMissing;
                    problems.retain(|problem| {
                        verdict.decision != Decision::Approved || !is_comment(problem.code)
                    });
                    problems.extend(own);
                    Failure::Rejected(problems)
                }
                Failure::Error(error) => Failure::Error(error),
            });
        }
    };
    match decided.status {
        EvidenceStatus::Approved => {
            move_to(&write, &permit, &mut placement, PlacementStatus::Completed, None).await?;
            freeze(&write, &permit, &placement, decided.id).await?;
        }
        EvidenceStatus::Rejected => {
            move_to(&write, &permit, &mut placement, PlacementStatus::Repeated, None).await?;
        }
        EvidenceStatus::Withdrawn => {
            move_to(&write, &permit, &mut placement, PlacementStatus::Planned, None).await?;
        }
        _ => {}
    }
    write.commit().await?;
    Ok(decided)
}

async fn decision_problems(
    write: &Write,
    placement: &Placement,
    found: &Evidence,
    verdict: &Verdict,
) -> Result<Vec<Problem<PlacementExitErrorCode>>, Error> {
    let enrolment = enrolment::enrolment(&**write, PERMITTED, placement.enrolment_id).await?;
    let plan = curricula::plan(&**write, enrolment.version_id).await?;
    let entered = evidence::of_source(&**write, PERMITTED, &[placement.id]).await?;
    let entered: Vec<&Evidence> = entered.iter().collect();
    Ok(exit_decision_problems(&ExitDecision {
        decision: verdict.decision,
        words: verdict.reason.as_deref(),
        step: found.steps.now.kind,
        exits: &plan.exits,
        entered: Entered(&entered),
    }))
}
