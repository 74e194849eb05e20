//! What is done in this room: forms imported and retired, assessments recorded and taken back, notes written.
//!
//! An assessor records what she watched, and signs it by doing so: the evidence is submitted and approved in one
//! transaction, by her. Where the trainee learned on that day, the relations in `identity` say.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::data_file::{Imports, Source};
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::idempotency::{self, LONGEST_KEY};
use platform::text::Message;
use serde_json::{Value as Json, json};
use uuid::Uuid;

mod links;
mod rounds;

pub use links::{
    Asked, LINK_JOB, LinkAnswer, LinkToSend, NewAssessmentRequest, RequestMade, asked_by_link,
    assessment_answer, assessment_decide, assessment_request, assessment_request_revoke, link_to_send,
};
pub use rounds::{
    NewAssessmentRound, NewInvitation, RoundResult, round_close, round_invite, round_open, round_results,
    round_words,
};

use super::form_file::{FormFile, PRESETS};
use super::rules::{
    Answer, AssessmentErrorCode, Earned, Encounter, FormKind, LONGEST_TEXT, answer_problems, day_problem,
    earned,
};
use super::store::{self, Assessment, AssessmentForm};
use crate::curricula::{self, RequirementKind};
use crate::enrolment::Enrolment;
use crate::evidence::{
    self, Decision, Evidence, EvidenceKind, EvidenceStatus, NewEvidence, SourceKind, Steps, Verdict,
    translated,
};
use crate::identity::{self, Act, Learning, Permit, Scope, SystemReason, Viewer};
use crate::{enrolment, organisations};

/// The purpose of an upload that holds a form.
pub const FORM_PURPOSE: &str = "ASSESSMENT_FORM";
const IMPORTS: Imports<AssessmentErrorCode> = Imports {
    presets: PRESETS,
    purpose: FORM_PURPOSE,
    invalid: AssessmentErrorCode::Invalid,
    unknown: AssessmentErrorCode::UnknownPreset,
};

/// Imports a form into an institution, where it is in use at once: a new one, or the next version of the one that bears its
/// code already, which is retired.
///
/// # Errors
/// Everything wrong with the file; `UNKNOWN_PRESET`. `NotFound` when there is no such institution or upload.
pub async fn form_import(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    source: Source,
) -> Outcome<AssessmentForm, AssessmentErrorCode> {
    let permit = Permit::at(viewer, Act::AssessmentFormWrite, &[institution_id])?;
    organisations::institution(platform.database.reader(), institution_id).await?;
    let (text, file) = IMPORTS.read(platform, viewer.person_id, source, FormFile::parse).await?;
    let write = platform.database.write().await?;
    let latest = store::latest(&write, institution_id, &file.code).await?;
    let number = latest.as_ref().map_or(1, |form| form.number + 1);
    if let Some(form) = latest.filter(|form| form.retired_at.is_none()) {
        retire(&write, &permit, &form).await?;
    }
    let made = match store::insert_form(&write, &permit, (institution_id, number), (text, file)).await {
        Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("assessments-form-imported-meanwhile");
            return Err(Failure::problem(AssessmentErrorCode::Conflict, "source", message));
        }
        made => made?,
    };
    let after = json!({ "institutionId": institution_id, "code": made.file.code, "number": number });
    let object = ("assessment_form", made.id);
    identity::remember(&write, &permit, "assessment-form.import", object, (Json::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

async fn retire(write: &Write, permit: &Permit, form: &AssessmentForm) -> Result<(), Error> {
    store::retire_form(write, permit, form.id).await?;
    let change = (json!({ "isInUse": true }), json!({ "isInUse": false }));
    identity::remember(write, permit, "assessment-form.retire", ("assessment_form", form.id), change).await
}

/// Retires a form: nothing more is recorded on it, and what was stays.
///
/// # Errors
/// `FORM_RETIRED` when it is already; `NotFound` when there is no such form.
pub async fn form_retire(
    platform: &Platform,
    viewer: &Viewer,
    form_id: Uuid,
) -> Outcome<AssessmentForm, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    store::lock_form(&write, form_id).await?;
    let form = store::form(&*write, form_id).await?;
    let permit = Permit::at(viewer, Act::AssessmentFormWrite, &[form.institution_id])?;
    accept(retired_problem(&form).into_iter().collect())?;
    retire(&write, &permit, &form).await?;
    let retired = store::form(&*write, form_id).await?;
    write.commit().await?;
    Ok(retired)
}

fn retired_problem(form: &AssessmentForm) -> Option<Problem<AssessmentErrorCode>> {
    form.retired_at?;
    let message =
        Message::new("assessments-form-retired").with("form", named(form)).with("number", form.number);
    Some(Problem::new(AssessmentErrorCode::FormRetired, "formId", message))
}

fn named(form: &AssessmentForm) -> (&str, &str) {
    (&form.file.name.zh, &form.file.name.en)
}

/// An assessment to be recorded.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    /// The form.
    pub form_id: Uuid,
    /// The trainee who was watched.
    pub person_id: Uuid,
    /// The local day.
    pub occurred_on: NaiveDate,
    /// The stay to which it belongs, where she was in several that day; absent, the assessor's own, else the latest begun.
    pub placement_id: Option<Uuid>,
    /// What was marked.
    pub answers: Vec<Answer>,
    /// The assessor's own assessment that this one corrects.
    pub replaces_id: Option<Uuid>,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

/// Records what the viewer watched. It is signed by her and counts at once.
///
/// # Errors
/// `Forbidden` for oneself, and for whoever neither supervised nor mentored the trainee on that day nor teaches where she
/// learned on it; `NotFound` when there is no such form; `BadInput` for a key that came with another input; every problem
/// found.
pub async fn assessment_record(
    platform: &Platform,
    viewer: &Viewer,
    new: NewAssessment,
) -> Outcome<Evidence, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, new.person_id).await?;
    let watching: Vec<Uuid> = viewer.stands_for().collect();
    let places = identity::learning_with(&*write, new.person_id, new.occurred_on, &watching).await?;
    let institutions: Vec<Uuid> = places.iter().map(|place| place.institution_id).collect();
    let supervisor = identity::supervisor_on(&*write, viewer, new.person_id, new.occurred_on).await?;
    let taught = identity::taught_on(&*write, viewer.person_id, &institutions, new.occurred_on).await?;
    let permit = Permit::assess(viewer, new.person_id, supervisor, !taught.is_empty())?;
    // Where she neither supervises nor teaches it is no stay of hers, unless she looks after the training as a whole.
    let is_hers =
        |place: &Learning| place.is_supervised_by(&watching) || taught.contains(&place.institution_id);
    let mut places = places;
    if places.iter().any(is_hers) {
        places.retain(is_hers);
    }
    let input = fingerprint(&new);
    if let Some(key) = &new.key
        && let Some(made) = idempotency::earlier(&*write, viewer.person_id, key, &input).await?
    {
        return Ok(evidence::evidence(&*write, Scope::System(SystemReason::Permitted), made).await?);
    }
    let form = store::form(&*write, new.form_id).await?;
    let place = match new.placement_id {
        Some(key) => places.iter().find(|place| place.source_id == key),
        None => places.first(),
    };
    let mut found = problems(&write, viewer, &form, &new).await?;
    if new.placement_id.is_some() && place.is_none() {
        let message = Message::new("assessments-placement-elsewhere").with("day", new.occurred_on);
        found.push(Problem::new(AssessmentErrorCode::Invalid, "placementId", message));
    }
    accept(found)?;
    let marked = Marked {
        form: &form,
        person_id: new.person_id,
        occurred_on: new.occurred_on,
        earned: earned(&form.file.items, &form.file.pass, &new.answers),
        assessor_id: Some(viewer.person_id),
        reviewer_id: Some(viewer.person_id),
        replaces_id: new.replaces_id,
    };
    let recorded = recorded(&write, &marked, place).await?;
    let made = evidence::submit(&write, &permit, recorded).await?;
    let marked = Assessment { evidence_id: made.id, form_id: form.id, answers: new.answers };
    store::insert_assessment(&write, &permit, &marked).await?;
    let signed =
        Verdict { evidence_id: made.id, decision: Decision::Approved, reason: None, expected_version: None };
    let made = evidence::decide(&write, &permit, &made, &signed).await.map_err(translated)?;
    if let Some(key) = &new.key {
        idempotency::remember(&write, viewer.person_id, key, &input, made.id).await?;
    }
    write.commit().await?;
    Ok(made)
}

/// What makes two submissions with one key the same.
fn fingerprint(new: &NewAssessment) -> String {
    let mut said = json!({
        "act": "assessment.record", "form": new.form_id, "person": new.person_id, "occurredOn": new.occurred_on,
        "answers": new.answers, "replaces": new.replaces_id,
    });
    // Only where it is said: what a phone sends again after an upgrade stays what it was.
    if let (Some(key), Some(fields)) = (new.placement_id, said.as_object_mut()) {
        fields.insert("placement".to_owned(), json!(key));
    }
    said.to_string()
}

async fn problems(
    write: &Write,
    viewer: &Viewer,
    form: &AssessmentForm,
    new: &NewAssessment,
) -> Result<Vec<Problem<AssessmentErrorCode>>, Error> {
    let today = write.now().with_timezone(&Shanghai).date_naive();
    let enrolments = enrolment::live_enrolments(&**write, new.person_id).await?;
    let mut problems = form_problems(form, &enrolments, new.occurred_on, "traineeId");
    let mut refuse = |code, path: &str, message| problems.push(Problem::new(code, path, message));
    if form.file.kind == FormKind::Multisource {
        let message = Message::new("assessments-form-multisource").with("form", named(form));
        refuse(AssessmentErrorCode::FormMultisource, "formId", message);
    }
    if new.key.as_ref().is_some_and(|key| key.chars().count() > LONGEST_KEY) {
        let message = Message::new("common-too-long").with("field", "clientMutationKey");
        refuse(AssessmentErrorCode::Invalid, "clientMutationKey", message.with("limit", LONGEST_KEY));
    }
    if let Some(key) = new.replaces_id {
        let original = evidence::evidence(&**write, Scope::System(SystemReason::Permitted), key).await?;
        if original.assessor_id != Some(viewer.person_id) || original.person_id != new.person_id {
            return Err(Error::NotFound);
        }
        let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
        let plans = curricula::plans(&**write, &versions).await?;
        let window = plans.values().map(|plan| i64::from(plan.figures.review_window_days)).max();
        let is_closed = window.is_none_or(|days| (today - original.occurred_on).num_days() > days);
        let is_other = original.activity.as_ref() != Some(&form.file.code);
        if is_closed || is_other || original.status != EvidenceStatus::Approved {
            let message = Message::new("assessments-not-correctable").with("day", original.occurred_on);
            refuse(AssessmentErrorCode::NotCorrectable, "replacesId", message);
        }
    }
    let within_days = form.file.assess_within_days;
    problems.extend(day_problem(&Encounter { occurred_on: new.occurred_on, today, within_days }));
    problems.extend(answer_problems(&form.file.items, &new.answers));
    Ok(problems)
}

/// What is wrong with using a form for a trainee on a day: it is retired, or she is in no training of its school. `path` is where
/// the input says whose training it is.
fn form_problems(
    form: &AssessmentForm,
    enrolments: &[Enrolment],
    occurred_on: NaiveDate,
    path: &str,
) -> Vec<Problem<AssessmentErrorCode>> {
    let mut problems: Vec<_> = retired_problem(form).into_iter().collect();
    if !enrolments.iter().any(|enrolment| enrolment.starts_on <= occurred_on) {
        let message = Message::new("assessments-not-in-training").with("day", occurred_on);
        problems.push(Problem::new(AssessmentErrorCode::NotInTraining, path, message));
    } else if !enrolments.iter().any(|enrolment| enrolment.institution_id == form.institution_id) {
        let message = Message::new("assessments-form-elsewhere").with("form", named(form));
        problems.push(Problem::new(AssessmentErrorCode::FormElsewhere, "formId", message));
    }
    problems
}

/// What was marked on a form, of whom and by whom.
struct Marked<'a> {
    form: &'a AssessmentForm,
    person_id: Uuid,
    occurred_on: NaiveDate,
    earned: Earned,
    /// Who watched; nobody when nobody knows who she is.
    assessor_id: Option<Uuid>,
    /// Whose queue it goes to.
    reviewer_id: Option<Uuid>,
    replaces_id: Option<Uuid>,
}

async fn recorded(
    write: &Write,
    marked: &Marked<'_>,
    place: Option<&identity::Learning>,
) -> Result<NewEvidence, Error> {
    let form = marked.form;
    let kind = match form.file.kind {
        FormKind::SkillChecklist => EvidenceKind::SkillAttempt,
        FormKind::Workplace | FormKind::Multisource | FormKind::Exam => EvidenceKind::Assessment,
    };
    let department_id = place.and_then(|place| place.department_id);
    let base = match department_id {
        Some(key) => {
            let department = organisations::department(&**write, key).await?;
            Some(organisations::base(&**write, department.base_id).await?)
        }
        None => None,
    };
    let placement = place.filter(|place| place.source_kind == SourceKind::Placement.code());
    let asked = match kind {
        EvidenceKind::SkillAttempt => RequirementKind::Skill,
        _ => RequirementKind::Assessments,
    };
    let enrolments = enrolment::live_enrolments(&**write, marked.person_id).await?;
    let mut steps = Steps::default();
    if let Some(hers) = enrolments.iter().find(|hers| hers.institution_id == form.institution_id) {
        let plan = curricula::plan(&**write, hers.version_id).await?;
        let house = base.as_ref().map(|base| base.institution_id);
        steps = Steps::of(&plan, asked, hers.institution_id, (department_id, house));
    }
    Ok(NewEvidence {
        activity: Some(form.file.code.clone()),
        source_kind: placement.map(|_| SourceKind::Placement),
        source_id: placement.map(|place| place.source_id),
        department_id,
        specialty: place.and_then(|place| place.specialty.clone()),
        base_id: base.as_ref().map(|base| base.id),
        base_kind: base.as_ref().map(|base| base.kind),
        assessor_id: marked.assessor_id,
        level: marked.earned.level,
        passed: Some(marked.earned.is_passed),
        replaces_id: marked.replaces_id,
        steps,
        reviewer_id: marked.reviewer_id,
        ..NewEvidence::of(marked.person_id, kind, marked.occurred_on)
    })
}

fn is_assessment(evidence: &Evidence) -> bool {
    matches!(evidence.kind, EvidenceKind::SkillAttempt | EvidenceKind::Assessment)
}

/// Takes an assessment back; its credit is reversed.
///
/// # Errors
/// `NotFound` when it is not there, not visible or no assessment; `Forbidden` for whoever neither recorded it nor supervised the
/// trainee on its day; every problem found.
pub async fn assessment_withdraw(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<Evidence, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = withdrawable(&write, viewer, verdict.evidence_id).await?;
    if !is_assessment(&found) {
        return Err(Error::NotFound.into());
    }
    let decided = evidence::decide(&write, &permit, &found, verdict).await.map_err(translated)?;
    write.commit().await?;
    Ok(decided)
}

/// An assessment that the viewer may take back: one of her own making, or one whose trainee she supervised on its day.
async fn withdrawable(write: &Write, viewer: &Viewer, key: Uuid) -> Result<(Evidence, Permit), Error> {
    let found = evidence::evidence(&**write, Scope::System(SystemReason::Permitted), key).await?;
    if found.assessor_id != Some(viewer.person_id) {
        return evidence::reviewable(write, viewer, key).await;
    }
    let permit = Permit::assess(viewer, found.person_id, None, true)?;
    evidence::locked(write, key).await.map(|current| (current, permit))
}

/// Writes what a trainee says about one item of an assessment of hers.
///
/// # Errors
/// `NotFound` when it is not there, not visible or no assessment; `Forbidden` when it is somebody else's; every problem
/// found.
pub async fn assessment_note_add(
    platform: &Platform,
    viewer: &Viewer,
    evidence_id: Uuid,
    item: &str,
    note: &str,
) -> Outcome<Evidence, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let found = evidence::evidence(&*write, viewer.scope(), evidence_id).await?;
    let permit = Permit::own(viewer, found.person_id)?;
    let marked = store::find_assessments(&*write, &[evidence_id]).await?.pop().ok_or(Error::NotFound)?;
    let form = store::form(&*write, marked.form_id).await?;
    let note = note.trim();
    let mut problems = Vec::new();
    if !form.file.items.iter().any(|known| known.code == item) {
        let message = Message::new("assessments-item-unknown").with("item", item);
        problems.push(Problem::new(AssessmentErrorCode::Invalid, "item", message));
    }
    if note.is_empty() || note.chars().count() > LONGEST_TEXT {
        let message = Message::new("assessments-note").with("limit", LONGEST_TEXT);
        problems.push(Problem::new(AssessmentErrorCode::Invalid, "note", message));
    }
    accept(problems)?;
    let key = store::insert_note(&write, &permit, evidence_id, item, note).await?;
    let after = json!({ "noteId": key, "item": item });
    identity::remember(&write, &permit, "assessment.note", ("evidence", evidence_id), (Json::Null, after))
        .await?;
    write.commit().await?;
    Ok(found)
}
