//! A trainee registers for an examination, and withdraws while there is time.

use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::idempotency::{self, LONGEST_KEY};
use platform::text::Message;
use platform::{events, id};
use sea_orm::SqlErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{
    Asking, Earlier, ExamRegistrationStatus, ExaminationErrorCode, next_attempt, registration_problems,
};
use super::super::store::{self, ExamRegistration, Examination};
use super::{PERMITTED, today};
use crate::enrolment::{self, Enrolment};
use crate::identity::{self, Permit, Viewer};
use crate::progress::{self, Detail, Eligibility, EligibilityPurpose, Progress};

/// A registration to be made.
#[derive(Clone, Debug)]
pub struct NewRegistration {
    /// The examination.
    pub examination_id: Uuid,
    /// The enrolment whose training it ends.
    pub enrolment_id: Uuid,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

/// Registers the viewer for an examination.
///
/// # Errors
/// `NotFound` when there is no such examination or enrolment; `Forbidden` when it is somebody else's; `BadInput` for a key that came
/// with another input; every problem found.
pub async fn exam_register(
    platform: &Platform,
    viewer: &Viewer,
    new: NewRegistration,
) -> Outcome<ExamRegistration, ExaminationErrorCode> {
    let write = platform.database.write().await?;
    let enrolled = enrolment::enrolment(&*write, viewer.scope(), new.enrolment_id).await?;
    let permit = Permit::own(viewer, enrolled.person_id)?;
    enrolment::lock_enrolments_of(&write, enrolled.person_id).await?;
    let input = json!({
        "act": "exit-exam.register", "examination": new.examination_id, "enrolment": new.enrolment_id,
    })
    .to_string();
    if let Some(key) = &new.key
        && let Some(made) = idempotency::earlier(&*write, viewer.person_id, key, &input).await?
    {
        return Ok(store::registration(&*write, viewer.scope(), made).await?);
    }
    store::lock_examination(&write, new.examination_id).await?;
    let examination = store::examination(&*write, new.examination_id).await?;
    let enrolled = enrolment::enrolment(&*write, viewer.scope(), enrolled.id).await?;
    let made = registration(&write, &examination, &enrolled, new.key.as_deref()).await?;
    store::insert_registration(&write, &permit, &made).await.map_err(twice)?;
    let after = json!({
        "examinationId": examination.id, "enrolmentId": enrolled.id, "attempt": made.attempt,
        "outcome": made.outcome.code(), "status": made.status.code(),
    });
    let object = ("exit_exam_registration", made.id);
    identity::remember(&write, &permit, "exit-exam-registration.create", object, (Value::Null, after))
        .await?;
    events::record(&write, "exit-exam-registration.created", made.id, Some(made.person_id)).await?;
    if let Some(key) = &new.key {
        idempotency::remember(&write, viewer.person_id, key, &input, made.id).await?;
    }
    write.commit().await?;
    Ok(made)
}

fn twice(error: sea_orm::DbErr) -> Failure<ExaminationErrorCode> {
    if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        let message = Message::new("examinations-already-registered");
        return Failure::problem(ExaminationErrorCode::AlreadyRegistered, "enrolmentId", message);
    }
    error.into()
}

/// Whether an enrolment may sit the examination, today.
pub(super) async fn eligibility(
    write: &Write,
    enrolled: &Enrolment,
) -> Result<(Progress, Eligibility), Error> {
    let enrolments = std::slice::from_ref(enrolled);
    let found = progress::progress_of(&**write, enrolments, today(write), Detail::Requirements).await?;
    let progress = found.into_iter().next().ok_or(Error::NotFound)?;
    let eligibility = Eligibility::for_purpose(&progress, EligibilityPurpose::ExitExam);
    Ok((progress, eligibility))
}

/// The registration that may be made, when nothing stands against it.
async fn registration(
    write: &Write,
    examination: &Examination,
    enrolled: &Enrolment,
    key: Option<&str>,
) -> Outcome<ExamRegistration, ExaminationErrorCode> {
    let (progress, eligibility) = eligibility(write, enrolled).await?;
    let before = store::registrations_of(&**write, PERMITTED, &[enrolled.id]).await?;
    let keys: Vec<Uuid> = before.iter().map(|one| one.id).collect();
    let scores = store::scores_of(&**write, &keys).await?;
    let earlier: Vec<Earlier> = store::latest(&scores)
        .values()
        .map(|score| Earlier { is_sat: !score.is_absent, is_passed: score.is_passed })
        .collect();
    let unmet: Vec<Message> = eligibility.unmet.iter().map(|unmet| unmet.message.clone()).collect();
    let stands = |one: &ExamRegistration| one.examination_id == examination.id && one.status.is_live();
    let mut problems = registration_problems(&Asking {
        today: today(write),
        window: (examination.registers_from, examination.registers_until),
        is_cancelled: examination.cancelled_at.is_some(),
        is_of_programme: progress.plan.curriculum_id == examination.curriculum_id,
        is_registered: before.iter().any(stands),
        unmet: &unmet,
        earlier: &earlier,
        most_attempts: examination.most_attempts,
    });
    if key.is_some_and(|key| key.chars().count() > LONGEST_KEY) {
        let message = Message::new("common-too-long").with("field", "clientMutationKey");
        let message = message.with("limit", LONGEST_KEY);
        problems.push(Problem::new(ExaminationErrorCode::Invalid, "clientMutationKey", message));
    }
    accept(problems)?;
    let base_institution_id = identity::last_learned_at(&**write, enrolled.person_id, today(write)).await?;
    let status = match base_institution_id {
        Some(_) => ExamRegistrationStatus::AwaitsBase,
        None => ExamRegistrationStatus::AwaitsOrganiser,
    };
    Ok(ExamRegistration {
        id: id::new_key(),
        examination_id: examination.id,
        enrolment_id: enrolled.id,
        person_id: enrolled.person_id,
        attempt: next_attempt(&earlier),
        outcome: eligibility.outcome(),
        rule_version: eligibility.rule_version,
        status,
        base_institution_id,
        ticket: None,
        registered_at: write.now(),
        version: 1,
    })
}

/// Withdraws a registration of the viewer's, before the day of the examination.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` when it is somebody else's; `NOT_WITHDRAWABLE`.
pub async fn exam_registration_withdraw(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<ExamRegistration, ExaminationErrorCode> {
    let write = platform.database.write().await?;
    let found = store::registration(&*write, viewer.scope(), key).await?;
    let permit = Permit::own(viewer, found.person_id)?;
    enrolment::lock_enrolments_of(&write, found.person_id).await?;
    store::lock_examination(&write, found.examination_id).await?;
    let examination = store::examination(&*write, found.examination_id).await?;
    let found = store::registration(&*write, viewer.scope(), key).await?;
    if !found.status.is_live() || today(&write) >= examination.held_on {
        let message = Message::new("examinations-not-withdrawable").with("status", found.status.label());
        let message = message.with("day", examination.held_on);
        return Err(Failure::problem(ExaminationErrorCode::NotWithdrawable, "registrationId", message));
    }
    let withdrawn = ExamRegistrationStatus::Withdrawn;
    store::decide(&write, &permit, &found, (withdrawn, None), None).await?;
    let change = (json!({ "status": found.status.code() }), json!({ "status": withdrawn.code() }));
    let object = ("exit_exam_registration", key);
    identity::remember(&write, &permit, "exit-exam-registration.withdraw", object, change).await?;
    events::record(&write, "exit-exam-registration.withdrawn", key, Some(found.person_id)).await?;
    let withdrawn = store::registration(&*write, viewer.scope(), key).await?;
    write.commit().await?;
    Ok(withdrawn)
}
