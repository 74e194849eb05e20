//! The base reviews a registration, then the organiser, who gives the ticket.

use chrono::Datelike as _;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::events;
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{
    ExamRegistrationStatus, ExamReviewStep, ExaminationErrorCode, LONGEST_TICKET, next_ticket, ticket,
};
use super::super::store::{self, ExamRegistration, ExamReview, Examination};
use super::registering::eligibility;
use super::{PERMITTED, cancelled_problem, owners, reason_problem, today};
use crate::enrolment;
use crate::identity::{self, Act, Owners, Permit, Viewer};
use crate::organisations;
use crate::rotations::ReviewDecision;

/// What somebody says to a registration.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The registration.
    pub registration_id: Uuid,
    /// What she says.
    pub decision: ReviewDecision,
    /// Why; needed unless she approves.
    pub reason: Option<String>,
    /// The ticket that the organiser gives; the next number when absent.
    pub ticket: Option<String>,
    /// The version she looked at; not checked when absent.
    pub expected_version: Option<i32>,
}

/// Decides about a registration at the step that it awaits.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to all but whoever decides at its step, for one's own, and for whoever
/// decided at the other step; every problem found.
pub async fn exam_registration_review(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<ExamRegistration, ExaminationErrorCode> {
    let write = platform.database.write().await?;
    let found = store::registration(&*write, viewer.scope(), verdict.registration_id).await?;
    enrolment::lock_enrolments_of(&write, found.person_id).await?;
    store::lock_examination(&write, found.examination_id).await?;
    let examination = store::examination(&*write, found.examination_id).await?;
    let found = store::registration(&*write, PERMITTED, found.id).await?;
    let (step, permit) = permit(&write, viewer, &examination, &found).await?;
    let reason = verdict.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let mut problems = problems(&write, &examination, &found, verdict);
    let is_admitted = verdict.decision == ReviewDecision::Approved && step == ExamReviewStep::Organiser;
    let given = if is_admitted && problems.is_empty() {
        Some(admit(&write, &examination, &found, verdict, &mut problems).await?)
    } else {
        None
    };
    accept(problems)?;
    let status = match verdict.decision {
        ReviewDecision::Approved if is_admitted => ExamRegistrationStatus::Admitted,
        ReviewDecision::Approved => ExamRegistrationStatus::AwaitsOrganiser,
        ReviewDecision::Returned => ExamRegistrationStatus::Returned,
        ReviewDecision::Rejected => ExamRegistrationStatus::Rejected,
    };
    let made = ExamReview::now(&write, found.id, step, (verdict.decision, reason), viewer.person_id);
    store::decide(&write, &permit, &found, (status, given.as_deref()), Some(made)).await?;
    let after = json!({
        "status": status.code(), "step": step.code(), "decision": verdict.decision.code(), "reason": reason,
        "ticket": given,
    });
    let change = (json!({ "status": found.status.code() }), after);
    let object = ("exit_exam_registration", found.id);
    identity::remember(&write, &permit, "exit-exam-registration.review", object, change).await?;
    events::record(&write, "exit-exam-registration.decided", found.id, Some(found.person_id)).await?;
    let decided = store::registration(&*write, PERMITTED, found.id).await?;
    write.commit().await?;
    Ok(decided)
}

/// The step that a registration awaits, or that decided it, and the permit to decide there.
async fn permit(
    write: &Write,
    viewer: &Viewer,
    examination: &Examination,
    found: &ExamRegistration,
) -> Result<(ExamReviewStep, Permit), Error> {
    let earlier = store::reviews_of(&**write, &[found.id]).await?;
    let first = match found.base_institution_id {
        Some(_) => ExamReviewStep::Base,
        None => ExamReviewStep::Organiser,
    };
    let step = found.status.awaits().or_else(|| earlier.last().map(|review| review.step)).unwrap_or(first);
    // Of what is decided already, whoever decided it is told so.
    let hands: Vec<Uuid> =
        earlier.iter().filter(|review| review.step != step).map(|review| review.reviewer_id).collect();
    let person_id = found.person_id;
    if let (ExamReviewStep::Base, Some(base)) = (step, found.base_institution_id) {
        let owners = Owners::from(std::slice::from_ref(&base));
        let permit = Permit::review_at(viewer, Act::ExamReviewAtBase, person_id, &hands, owners)?;
        return Ok((step, permit));
    }
    let organiser = organisations::institution(&**write, examination.institution_id).await?;
    let owners = owners(&organiser, std::slice::from_ref(&organiser.id));
    let permit = Permit::review_at(viewer, Act::ExamReviewAtOrganiser, person_id, &hands, owners)?;
    Ok((step, permit))
}

fn problems(
    write: &Write,
    examination: &Examination,
    found: &ExamRegistration,
    verdict: &Verdict,
) -> Vec<Problem<ExaminationErrorCode>> {
    let mut problems = Vec::new();
    let mut refuse = |code, path: &str, message: Message| problems.push(Problem::new(code, path, message));
    if verdict.expected_version.is_some_and(|version| version != found.version) {
        let message = Message::new("common-changed-meanwhile").with("version", found.version);
        refuse(ExaminationErrorCode::Conflict, "expectedVersion", message);
    }
    if found.status.awaits().is_none() {
        let message = Message::new("examinations-not-awaiting").with("status", found.status.label());
        refuse(ExaminationErrorCode::NotAwaiting, "registrationId", message);
    }
    if today(write) > examination.held_on {
        let message = Message::new("examinations-held").with("day", examination.held_on);
        refuse(ExaminationErrorCode::Held, "registrationId", message);
    }
    if let Some(problem) = cancelled_problem(examination) {
        refuse(problem.code, "registrationId", problem.message);
    }
    let typed = verdict.ticket.as_deref().map(ticket);
    let is_given = verdict.decision == ReviewDecision::Approved
        && found.status == ExamRegistrationStatus::AwaitsOrganiser;
    if typed.is_some() && !is_given {
        refuse(ExaminationErrorCode::Invalid, "ticket", Message::new("examinations-ticket-not-now"));
    } else if typed.is_some_and(|typed| !(1..=LONGEST_TICKET).contains(&typed.chars().count())) {
        let message = Message::new("examinations-ticket-length").with("limit", LONGEST_TICKET);
        refuse(ExaminationErrorCode::Invalid, "ticket", message);
    }
    let reason = verdict.reason.as_deref().map(str::trim).unwrap_or_default();
    problems.extend(reason_problem(reason, verdict.decision != ReviewDecision::Approved));
    problems
}

/// The ticket that a registration is given, when nothing stands against admitting her today.
async fn admit(
    write: &Write,
    examination: &Examination,
    found: &ExamRegistration,
    verdict: &Verdict,
    problems: &mut Vec<Problem<ExaminationErrorCode>>,
) -> Result<String, Error> {
    let enrolled = enrolment::enrolment(&**write, PERMITTED, found.enrolment_id).await?;
    let (_, eligibility) = eligibility(write, &enrolled).await?;
    problems.extend(
        eligibility
            .unmet
            .into_iter()
            .map(|unmet| Problem::new(ExaminationErrorCode::NotEligible, "registrationId", unmet.message)),
    );
    let given = store::tickets_of(&**write, examination.id).await?;
    let taken: Vec<String> = given.into_iter().filter_map(|one| one.ticket).collect();
    let Some(typed) = verdict.ticket.as_deref().map(ticket) else {
        return Ok(next_ticket(examination.held_on.year(), &taken));
    };
    if taken.contains(&typed) {
        let message = Message::new("examinations-ticket-taken").with("ticket", &typed);
        problems.push(Problem::new(ExaminationErrorCode::TicketTaken, "ticket", message));
    }
    Ok(typed)
}
