//! Leave: asked for by the trainee, decided about step by step, withdrawn, and ended when she is back.
//!
//! Who decides follows from the length of the leave and the rules that hold on its first day; each step is fixed when the leave is
//! asked for. Nobody decides about her own leave, nor twice about one. An approval moves no date: what leave does to the end of a
//! training is told apart, and applied by an act of its own.

use chrono::{Days, NaiveDate};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::proofs::Proof;
use platform::text::Message;
use platform::{Platform, events, id, idempotency};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::leave::{
    LeaveDecisionKind, LeaveErrorCode, LeaveKind, LeavePlaces, LeaveStatus, LeaveStep, StepAt,
    leave_day_problems, leave_steps,
};
use super::super::rules::{EnrolmentStatus, days_of};
use super::super::store::{self, Enrolment, Leave, LeaveDecision};
use super::leave_certificates;
use super::leave_rules_held::leave_rules_on;
use crate::curricula;
use crate::identity::rules::{length_problem, reason_problem};
use crate::identity::{self, Act, Owners, Permit, Scope, Supervising, SystemReason, Viewer};

const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);
/// Longest key of a client's own, in characters.
const LONGEST_KEY: usize = 128;
/// Longest reason of a decision, in characters.
const LONGEST_REASON: usize = 500;

/// A leave to be asked for.
#[derive(Clone, Debug)]
pub struct NewLeave {
    /// The training it is taken from.
    pub enrolment_id: Uuid,
    /// What for.
    pub kind: LeaveKind,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// An upload that proves it.
    pub certificate_id: Option<Uuid>,
    /// The client's own key, so that a repeat adds nothing.
    pub key: Option<String>,
}

impl NewLeave {
    /// What makes two requests with one key the same.
    fn fingerprint(&self) -> String {
        json!({
            "act": "leave.request", "enrolment": self.enrolment_id, "kind": self.kind.code(),
            "startsOn": self.starts_on, "endsOn": self.ends_on, "reason": self.reason,
            "certificate": self.certificate_id,
        })
        .to_string()
    }
}

fn problem(code: LeaveErrorCode, path: &str, message: Message) -> Problem<LeaveErrorCode> {
    Problem::new(code, path, message)
}

fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

/// Asks for a leave of one's own.
///
/// # Errors
/// `NotFound` for an enrolment or upload that is not there; `Forbidden` when the training is somebody else's; `BadInput` for a key
/// that came with another input; every problem found.
pub async fn leave_request(
    platform: &Platform,
    viewer: &Viewer,
    new: NewLeave,
) -> Outcome<Leave, LeaveErrorCode> {
    let sent = match new.certificate_id {
        Some(key) => Some(leave_certificates::sent(platform, viewer, key).await?),
        None => None,
    };
    let write = platform.database.write().await?;
    let enrolment = store::enrolment(&*write, viewer.scope(), new.enrolment_id).await?;
    let permit = Permit::herself(viewer, Act::LeaveRequest, enrolment.person_id)?;
    store::lock_enrolments_of(&write, enrolment.person_id).await?;
    let enrolment = store::enrolment(&*write, PERMITTED, enrolment.id).await?;
    let input = new.fingerprint();
    if let Some(key) = &new.key
        && let Some(made) = idempotency::earlier(&*write, viewer.person_id, key, &input).await?
    {
        return Ok(store::leave(&*write, viewer.scope(), made).await?);
    }
    accept(request_problems(&write, &enrolment, &new, sent.as_ref()).await?)?;
    let made = asked(&write, &enrolment, &new).await?;
    store::insert_leave(&write, &permit, &made).await?;
    let told = json!({
        "enrolmentId": made.enrolment_id, "kind": made.kind.code(), "startsOn": made.starts_on,
        "endsOn": made.ends_on,
    });
    identity::remember(&write, &permit, "leave.request", ("leave", made.id), (Value::Null, told)).await?;
    if let Some(sent) = sent {
        leave_certificates::attach(&write, &permit, made.id, &sent).await?;
    }
    events::record(&write, "leave.requested", made.id, Some(made.person_id)).await?;
    if let Some(key) = &new.key {
        idempotency::remember(&write, viewer.person_id, key, &input, made.id).await?;
    }
    write.commit().await?;
    Ok(made)
}

async fn request_problems(
    write: &Write,
    enrolment: &Enrolment,
    new: &NewLeave,
    sent: Option<&Proof>,
) -> Result<Vec<Problem<LeaveErrorCode>>, Error> {
    let mut problems: Vec<_> = reason_problem(LeaveErrorCode::Invalid, &new.reason).into_iter().collect();
    if enrolment.status != EnrolmentStatus::Active {
        let message = Message::new("enrolment-act-not-active").with("status", enrolment.status.label());
        problems.push(problem(LeaveErrorCode::NotActive, "enrolmentId", message));
    }
    let figures = curricula::version(&**write, enrolment.version_id).await?.figures;
    let back = Days::new(u64::from(figures.backdating_days.unsigned_abs()));
    let earliest = today(write).checked_sub_days(back).unwrap_or(enrolment.starts_on);
    let mut taken = enrolment.pauses.clone();
    let live = store::live_leaves(&**write, &[enrolment.person_id]).await?;
    taken.extend(live.iter().map(Leave::span));
    let term = (enrolment.starts_on, enrolment.expected_completion_on);
    let found = leave_day_problems(term, &taken, earliest, (new.starts_on, new.ends_on));
    problems.extend(found.into_iter().map(|(code, path, message)| problem(code, path, message)));
    if let Some(key) = &new.key {
        problems.extend(length_problem(LeaveErrorCode::Invalid, "clientMutationKey", key, LONGEST_KEY));
    }
    problems
        .extend(sent.into_iter().flat_map(|sent| leave_certificates::problems(sent, "certificateUploadId")));
    Ok(problems)
}

/// The leave, with who decides about it.
async fn asked(write: &Write, enrolment: &Enrolment, new: &NewLeave) -> Result<Leave, Error> {
    let held = leave_rules_on(&**write, enrolment.institution_id, new.starts_on).await?;
    let supervisors = identity::supervisors_on(&**write, enrolment.person_id, new.starts_on).await?;
    let learned = identity::learning_on(&**write, enrolment.person_id, new.starts_on).await?;
    let place = learned.iter().find(|place| place.department_id.is_some()).or(learned.first());
    // Supervisor, department and base are those of one stay.
    let supervisor_id = place.and_then(|place| place.supervisors.first()).or(supervisors.first()).copied();
    let places = LeavePlaces {
        is_supervised: supervisor_id.is_some(),
        department_id: place.and_then(|place| place.department_id),
        base_institution_id: place.map(|place| place.institution_id),
        sending_institution_id: enrolment.sending_institution_id,
        school_id: enrolment.institution_id,
    };
    let days = days_of((new.starts_on, new.ends_on));
    Ok(Leave {
        id: id::new_key(),
        enrolment_id: enrolment.id,
        person_id: enrolment.person_id,
        kind: new.kind,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        asked_until: new.ends_on,
        reason: new.reason.trim().to_owned(),
        status: LeaveStatus::Requested,
        steps: leave_steps(&held.rules, days, &places),
        position: 0,
        supervisor_id,
        needs_certificate: held.rules.needs_certificate(new.kind, days),
        version: 1,
        requested_at: write.now(),
    })
}

/// The permit to decide at a step; `supervisor_id` is who of the viewer and those she acts for supervised the trainee on the first
/// day, and `hands` are those who decided already.
fn may_decide_at(
    viewer: &Viewer,
    leave: &Leave,
    step: &StepAt,
    supervisor_id: Option<Uuid>,
    hands: &[Uuid],
) -> Result<Permit, Error> {
    let Some(act) = store::deciding_act(step.step) else {
        return Permit::decide_leave(viewer, leave.person_id, supervisor_id);
    };
    let department_id = step.place_id.filter(|_| step.step == LeaveStep::Department);
    let owners = Owners { institutions: &step.at, department_id, ..Owners::default() };
    Permit::review_at(viewer, act, leave.person_id, hands, owners)
}

/// Whether the viewer may read why a leave was asked for, and its certificate: the trainee herself, and whoever decides at a step that
/// it came to; `supervising` says whom she and those she acts for supervised.
#[must_use]
pub fn is_party(viewer: &Viewer, leave: &Leave, supervising: &Supervising) -> bool {
    if viewer.person_id == leave.person_id {
        return true;
    }
    let supervisor_id = supervising.holder_on(viewer, leave.person_id, leave.starts_on);
    leave.reached().iter().any(|step| may_decide_at(viewer, leave, step, supervisor_id, &[]).is_ok())
}

/// A leave to be changed, locked with its trainee's enrolments.
pub(super) async fn open(write: &Write, viewer: &Viewer, leave_id: Uuid) -> Result<Leave, Error> {
    let found = store::leave(&**write, viewer.scope(), leave_id).await?;
    store::lock_enrolments_of(write, found.person_id).await?;
    store::leave(&**write, PERMITTED, leave_id).await
}

fn status_problem(leave: &Leave, wanted: &[LeaveStatus]) -> Option<Problem<LeaveErrorCode>> {
    let message = Message::new("enrolment-leave-status").with("status", leave.status.label());
    (!wanted.contains(&leave.status)).then(|| problem(LeaveErrorCode::WrongStatus, "leaveId", message))
}

fn version_problem(leave: &Leave, expected: Option<i32>) -> Option<Problem<LeaveErrorCode>> {
    expected.filter(|version| *version != leave.version)?;
    let message = Message::new("common-changed-meanwhile").with("version", leave.version);
    Some(problem(LeaveErrorCode::Conflict, "expectedVersion", message))
}

/// What somebody says to a leave.
#[derive(Clone, Debug)]
pub struct LeaveVerdict {
    /// The leave.
    pub leave_id: Uuid,
    /// What she says.
    pub decision: LeaveDecisionKind,
    /// Why; needed for a refusal.
    pub reason: Option<String>,
    /// The version she looked at; not checked when absent.
    pub expected_version: Option<i32>,
}

/// Decides about a leave at the step that it awaits. The last step approves it; any refusal ends it.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` for one's own, for whoever decided at an earlier step, and for whoever
/// does not decide at this one; every problem found.
pub async fn leave_decide(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &LeaveVerdict,
) -> Outcome<Leave, LeaveErrorCode> {
    let write = platform.database.write().await?;
    let mut leave = open(&write, viewer, verdict.leave_id).await?;
    let step = leave.steps.get(leave.position).cloned();
    let step = step.ok_or_else(|| Error::internal(format!("leave {} has no step", leave.id)))?;
    let decided = store::leave_decisions_of(&*write, &[leave.id]).await?;
    let hands: Vec<Uuid> = decided.iter().map(|decision| decision.decided_by).collect();
    let supervisor = identity::supervisor_on(&*write, viewer, leave.person_id, leave.starts_on).await?;
    let permit = may_decide_at(viewer, &leave, &step, supervisor, &hands)?;
    let reason = verdict.reason.as_deref().map(str::trim).unwrap_or_default();
    let is_approved = verdict.decision == LeaveDecisionKind::Approved;
    let mut problems: Vec<_> = status_problem(&leave, &[LeaveStatus::Requested]).into_iter().collect();
    problems.extend(version_problem(&leave, verdict.expected_version));
    problems.extend(length_problem(LeaveErrorCode::Invalid, "reason", reason, LONGEST_REASON));
    if !is_approved && reason.is_empty() {
        let message = Message::new("enrolment-leave-reason");
        problems.push(problem(LeaveErrorCode::ReasonMissing, "reason", message));
    }
    let certificates = store::leave_certificates_of(&*write, &[leave.id]).await?;
    if is_approved && leave.needs_certificate && certificates.is_empty() {
        let message = Message::new("enrolment-leave-certificate-missing").with("days", leave.days());
        problems.push(problem(LeaveErrorCode::CertificateMissing, "leaveId", message));
    }
    accept(problems)?;
    let decided_by = permit.actor.person_id.ok_or_else(|| Error::internal("a decision needs somebody"))?;
    let decision = LeaveDecision {
        leave_id: leave.id,
        step: step.step,
        decision: verdict.decision,
        reason: reason.to_owned(),
        decided_by,
        decided_at: write.now(),
    };
    store::insert_leave_decision(&write, &permit, &decision).await?;
    let before = facts(&leave);
    let is_last = leave.position + 1 >= leave.steps.len();
    match (is_approved, is_last) {
        (false, _) => leave.status = LeaveStatus::Refused,
        (true, true) => leave.status = LeaveStatus::Approved,
        (true, false) => leave.position += 1,
    }
    store::change_leave(&write, &permit, &mut leave).await?;
    let mut after = facts(&leave);
    if let Value::Object(fields) = &mut after {
        fields.insert("decision".to_owned(), json!(verdict.decision.code()));
        fields.insert("reason".to_owned(), json!(reason));
    }
    identity::remember(&write, &permit, "leave.decide", ("leave", leave.id), (before, after)).await?;
    events::record(&write, "leave.decided", leave.id, Some(leave.person_id)).await?;
    write.commit().await?;
    Ok(leave)
}

fn facts(leave: &Leave) -> Value {
    let step = leave.steps.get(leave.position).map(|step| step.step.code());
    json!({ "status": leave.status.code(), "step": step, "endsOn": leave.ends_on })
}

/// Writes down what became of a leave, and remembers it.
async fn changed(
    write: &Write,
    permit: &Permit,
    (before, leave): (Value, &mut Leave),
    action: &'static str,
) -> Result<(), Error> {
    store::change_leave(write, permit, leave).await?;
    identity::remember(write, permit, action, ("leave", leave.id), (before, facts(leave))).await?;
    events::record(write, "leave.changed", leave.id, Some(leave.person_id)).await?;
    Ok(())
}

/// Takes back a leave of one's own: while it waits, and once it is approved until the day before it begins.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` when it is somebody else's; `WRONG_STATUS`, `CONFLICT`.
pub async fn leave_withdraw(
    platform: &Platform,
    viewer: &Viewer,
    leave_id: Uuid,
    expected_version: Option<i32>,
) -> Outcome<Leave, LeaveErrorCode> {
    let write = platform.database.write().await?;
    let mut leave = open(&write, viewer, leave_id).await?;
    let permit = Permit::herself(viewer, Act::LeaveRequest, leave.person_id)?;
    let live = [LeaveStatus::Requested, LeaveStatus::Approved];
    let mut problems: Vec<_> = status_problem(&leave, &live).into_iter().collect();
    problems.extend(version_problem(&leave, expected_version));
    if leave.status == LeaveStatus::Approved && leave.starts_on <= today(&write) {
        let message = Message::new("enrolment-leave-begun").with("first", leave.starts_on);
        problems.push(problem(LeaveErrorCode::WrongStatus, "leaveId", message));
    }
    accept(problems)?;
    let before = facts(&leave);
    leave.status = LeaveStatus::Withdrawn;
    changed(&write, &permit, (before, &mut leave), "leave.withdraw").await?;
    write.commit().await?;
    Ok(leave)
}

/// Ends an approved leave earlier, because she is back. She says it herself on the day on which she is; a day that is past longer is
/// written down by whoever decided about the leave, or may.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden`; `WRONG_STATUS`, `CONFLICT`, `INVALID` for a last day that is no day of
/// the leave but its last one.
pub async fn leave_return(
    platform: &Platform,
    viewer: &Viewer,
    leave_id: Uuid,
    last_day: NaiveDate,
    expected_version: Option<i32>,
) -> Outcome<Leave, LeaveErrorCode> {
    let write = platform.database.write().await?;
    let mut leave = open(&write, viewer, leave_id).await?;
    let yesterday = today(&write).pred_opt().unwrap_or(last_day);
    let permit = if viewer.person_id == leave.person_id {
        if last_day < yesterday {
            let message = Message::new("enrolment-leave-return-late").with("earliest", yesterday);
            return Err(Error::Forbidden(message).into());
        }
        Permit::herself(viewer, Act::LeaveRequest, leave.person_id)?
    } else {
        let supervisor = identity::supervisor_on(&*write, viewer, leave.person_id, leave.starts_on).await?;
        may_decide_anywhere(viewer, &leave, supervisor)?
    };
    let mut problems: Vec<_> = status_problem(&leave, &[LeaveStatus::Approved]).into_iter().collect();
    problems.extend(version_problem(&leave, expected_version));
    if !(leave.starts_on..leave.ends_on).contains(&last_day) {
        let message = Message::new("enrolment-leave-return").with("day", last_day);
        let message = message.with("first", leave.starts_on).with("last", leave.ends_on);
        problems.push(problem(LeaveErrorCode::Invalid, "lastDay", message));
    }
    accept(problems)?;
    let before = facts(&leave);
    leave.ends_on = last_day;
    changed(&write, &permit, (before, &mut leave), "leave.return").await?;
    write.commit().await?;
    Ok(leave)
}

/// The permit of whoever may decide at one of the steps that a leave came to.
fn may_decide_anywhere(viewer: &Viewer, leave: &Leave, supervisor_id: Option<Uuid>) -> Result<Permit, Error> {
    let mut refused = Error::NotFound;
    for step in leave.reached() {
        match may_decide_at(viewer, leave, step, supervisor_id, &[]) {
            Ok(permit) => return Ok(permit),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}
