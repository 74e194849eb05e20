//! What is done in this room: examinations announced and cancelled, registrations made, withdrawn and reviewed, scores imported.

mod registering;
mod reviewing;
mod scores;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{Announcement, ExaminationErrorCode, LONGEST_REASON, PartRule, announcement_problems};
use super::store::{self, Examination};
use crate::curricula;
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};
use crate::organisations::{self, Institution, InstitutionKind};

pub use registering::{NewRegistration, exam_register, exam_registration_withdraw};
pub use reviewing::{Verdict, exam_registration_review};
pub use scores::{SCORES_PURPOSE, ScoreReport, ScoresImport, exam_scores_import};

/// For what an act that is permitted needs to know.
const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);

/// The present local day.
fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

/// The permit for an act of an organiser's: of whoever holds a role there, or in a region where it lies.
async fn organiser(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    institution_id: Uuid,
) -> Result<(Institution, Permit), Error> {
    Permit::anywhere(viewer, Act::ExaminationWrite)?;
    let institution = organisations::institution(connection, institution_id).await?;
    let permit = Permit::at(viewer, Act::ExaminationWrite, owners(&institution, &[institution.id]))?;
    Ok((institution, permit))
}

fn owners<'o>(institution: &'o Institution, institutions: &'o [Uuid]) -> Owners<'o> {
    Owners { institutions, region_code: Some(&institution.region_code), ..Owners::default() }
}

/// An examination to be announced.
#[derive(Clone, Debug)]
pub struct NewExamination {
    /// Who organises it.
    pub institution_id: Uuid,
    /// The programme that it ends.
    pub curriculum_id: Uuid,
    /// Its name; the English one may be empty.
    pub name: Name,
    /// The local day on which it is held.
    pub held_on: NaiveDate,
    /// First local day on which somebody may register.
    pub registers_from: NaiveDate,
    /// Last one.
    pub registers_until: NaiveDate,
    /// Its parts.
    pub parts: Vec<PartRule>,
    /// How often somebody may sit it, in all examinations of the programme.
    pub most_attempts: i32,
}

/// Announces an exit examination, which never changes afterwards.
///
/// # Errors
/// `Forbidden` to all but whoever may organise examinations there; `NotFound` when there is no such institution or programme; every
/// problem found.
pub async fn examination_announce(
    platform: &Platform,
    viewer: &Viewer,
    new: NewExamination,
) -> Outcome<Examination, ExaminationErrorCode> {
    let (institution, permit) = organiser(platform.database.reader(), viewer, new.institution_id).await?;
    let curriculum = curricula::curriculum(platform.database.reader(), new.curriculum_id).await?;
    let write = platform.database.write().await?;
    let name = Name::new(new.name.zh.trim(), new.name.en.trim());
    let mut problems = announcement_problems(&Announcement {
        name: &name,
        held_on: new.held_on,
        registers_from: new.registers_from,
        registers_until: new.registers_until,
        parts: &new.parts,
        most_attempts: new.most_attempts,
        today: today(&write),
    });
    let is_authority = institution.kind == InstitutionKind::HealthAuthority;
    if curriculum.institution_id != institution.id && !is_authority {
        let message = Message::new("examinations-programme-elsewhere");
        problems.push(Problem::new(ExaminationErrorCode::ProgrammeElsewhere, "curriculumId", message));
    }
    accept(problems)?;
    let mut parts = new.parts;
    parts.sort_by_key(|rule| rule.part);
    let made = Examination {
        id: id::new_key(),
        institution_id: institution.id,
        curriculum_id: curriculum.id,
        name,
        held_on: new.held_on,
        registers_from: new.registers_from,
        registers_until: new.registers_until,
        parts,
        most_attempts: new.most_attempts,
        announced_by: viewer.person_id,
        announced_at: write.now(),
        cancelled_at: None,
        cancel_reason: None,
    };
    store::insert_examination(&write, &permit, &made).await?;
    let after = json!({
        "institutionId": made.institution_id, "curriculumId": made.curriculum_id, "name": made.name.zh,
        "heldOn": made.held_on, "registersFrom": made.registers_from, "registersUntil": made.registers_until,
        "mostAttempts": made.most_attempts,
    });
    let object = ("exit_examination", made.id);
    identity::remember(&write, &permit, "exit-examination.announce", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

/// Cancels an examination that was not held yet.
///
/// # Errors
/// `Forbidden` to all but whoever may organise examinations there; `NotFound` when there is no such examination; every problem
/// found.
pub async fn examination_cancel(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<Examination, ExaminationErrorCode> {
    let write = platform.database.write().await?;
    store::lock_examination(&write, key).await?;
    let examination = store::examination(&*write, key).await?;
    let (_, permit) = organiser(&*write, viewer, examination.institution_id).await?;
    let reason = reason.trim();
    let mut problems: Vec<_> = cancelled_problem(&examination).into_iter().collect();
    if today(&write) > examination.held_on || store::has_scores(&*write, key).await? {
        let message = Message::new("examinations-held").with("day", examination.held_on);
        problems.push(Problem::new(ExaminationErrorCode::Held, "examinationId", message));
    }
    problems.extend(reason_problem(reason, true));
    accept(problems)?;
    store::cancel(&write, &permit, key, reason).await?;
    let change = (json!({ "isCancelled": false }), json!({ "isCancelled": true, "reason": reason }));
    identity::remember(&write, &permit, "exit-examination.cancel", ("exit_examination", key), change).await?;
    let cancelled = store::examination(&*write, key).await?;
    write.commit().await?;
    Ok(cancelled)
}

fn cancelled_problem(examination: &Examination) -> Option<Problem<ExaminationErrorCode>> {
    examination.cancelled_at?;
    let message = Message::new("examinations-cancelled");
    Some(Problem::new(ExaminationErrorCode::Cancelled, "examinationId", message))
}

fn reason_problem(reason: &str, is_needed: bool) -> Option<Problem<ExaminationErrorCode>> {
    let message = if is_needed && reason.is_empty() {
        Message::new("examinations-reason-missing")
    } else if reason.chars().count() > LONGEST_REASON {
        Message::new("common-too-long").with("field", "reason").with("limit", LONGEST_REASON)
    } else {
        return None;
    };
    Some(Problem::new(ExaminationErrorCode::ReasonMissing, "reason", message))
}
