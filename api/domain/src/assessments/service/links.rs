//! Asking somebody without an account, and what she answers.
//!
//! A trainee asks; whoever has the link answers, once. Nobody knows who she is, so that her answer is no sign-off of an
//! assessor's: it is evidence that awaits the trainee's supervisor of that day, with the name that was given. A link that is
//! sent is made at the moment of sending, so that it lies nowhere but in the letter: not even the trainee has it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Name, Outcome, Problem, accept};
use platform::id::Secret;
use platform::text::Message;
use platform::{Platform, id, jobs};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::super::rules::{
    Answer, AssessmentErrorCode, AssessmentRequestStatus, Encounter, LONGEST_ASSESSOR, LONGEST_TEXT,
    MOST_LINKS_A_DAY, answer_problems, day_problem, earned, link_expires_at, link_form_problem,
};
use super::super::store::{self, Assessment, AssessmentForm, AssessmentRequest};
use super::{Marked, form_problems, is_assessment, named, recorded, rounds};
use crate::evidence::{self, Decision, Evidence, Verdict, translated};
use crate::identity::rules::email;
use crate::identity::{self, Act, Caller, Permit, Person, Scope, SystemReason, Viewer};
use crate::{enrolment, organisations};

/// The job that sends a link; its payload names the request.
pub const LINK_JOB: &str = "notifications.assessment-link";

/// What somebody is asked to assess.
#[derive(Clone, Debug)]
pub struct NewAssessmentRequest {
    /// The form.
    pub form_id: Uuid,
    /// The local day of the encounter.
    pub occurred_on: NaiveDate,
    /// What the trainee calls the assessor.
    pub assessor_name: String,
    /// Where the link is to be sent; it is handed over when absent.
    pub assessor_email: Option<String>,
    /// What the trainee tells the assessor; may be empty.
    pub note: String,
}

/// A request that was made.
#[derive(Clone, Debug)]
pub struct RequestMade {
    /// The request.
    pub request: AssessmentRequest,
    /// The link, when it is handed over by whoever asked for it; shown this once.
    pub link: Option<String>,
}

pub(super) fn link(platform: &Platform, secret: &Secret) -> String {
    format!("{}/assess/{}", platform.config.public_url(), secret.reveal())
}

fn address(new: &NewAssessmentRequest) -> Option<&str> {
    new.assessor_email.as_deref().map(str::trim).filter(|typed| !typed.is_empty())
}

/// Asks somebody for an assessment of the viewer.
///
/// # Errors
/// `NotFound` when there is no such form; every problem found.
pub async fn assessment_request(
    platform: &Platform,
    viewer: &Viewer,
    new: NewAssessmentRequest,
) -> Outcome<RequestMade, AssessmentErrorCode> {
    let permit = Permit::own(viewer, viewer.person_id)?;
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let form = store::form(&*write, new.form_id).await?;
    accept(request_problems(&write, viewer.person_id, &form, &new).await?)?;
    let request = AssessmentRequest {
        id: id::new_key(),
        person_id: viewer.person_id,
        form_id: form.id,
        occurred_on: new.occurred_on,
        assessor_name: new.assessor_name.trim().to_owned(),
        assessor_email: address(&new).and_then(email),
        note: new.note.trim().to_owned(),
        created_at: write.now(),
        expires_at: link_expires_at(write.now(), new.occurred_on, form.file.assess_within_days),
        revoked_at: None,
        is_used: false,
        signed_name: None,
        evidence_id: None,
        round: None,
    };
    let secret = Secret::new("xla")?;
    store::insert_request(&write, &permit, &request, secret.digest()).await?;
    let is_sent = request.assessor_email.is_some();
    let after = json!({
        "personId": request.person_id, "formId": form.id, "occurredOn": request.occurred_on,
        "expiresAt": request.expires_at, "isSent": is_sent,
    });
    let object = ("assessment_request", request.id);
    identity::remember(&write, &permit, "assessment-request.create", object, (Json::Null, after)).await?;
    if is_sent {
        jobs::enqueue(&write, LINK_JOB, &json!({ "request_id": request.id }), None).await?;
    }
    write.commit().await?;
    Ok(RequestMade { link: (!is_sent).then(|| link(platform, &secret)), request })
}

async fn request_problems(
    write: &Write,
    person_id: Uuid,
    form: &AssessmentForm,
    new: &NewAssessmentRequest,
) -> Result<Vec<Problem<AssessmentErrorCode>>, Error> {
    let enrolments = enrolment::live_enrolments(&**write, person_id).await?;
    let mut problems = form_problems(form, &enrolments, new.occurred_on, "occurredOn");
    problems.extend(link_form_problem(form.file.kind, named(form)));
    let today = write.now().with_timezone(&Shanghai).date_naive();
    let within_days = form.file.assess_within_days;
    problems.extend(day_problem(&Encounter { occurred_on: new.occurred_on, today, within_days }));
    if identity::supervisors_on(&**write, person_id, new.occurred_on).await?.is_empty() {
        let message = Message::new("assessments-not-supervised").with("day", new.occurred_on);
        problems.push(Problem::new(AssessmentErrorCode::NotSupervised, "occurredOn", message));
    }
    let mut refuse = |path: &str, message| {
        problems.push(Problem::new(AssessmentErrorCode::Invalid, path, message));
    };
    if let Some(message) = name_problem(&new.assessor_name) {
        refuse("assessorName", message);
    }
    if let Some(typed) = address(new).filter(|typed| email(typed).is_none()) {
        refuse("assessorEmail", Message::new("identity-email").with("value", typed));
    }
    if new.note.trim().chars().count() > LONGEST_TEXT {
        refuse("note", Message::new("common-too-long").with("field", "note").with("limit", LONGEST_TEXT));
    }
    problems.extend(too_many(write, person_id).await?);
    Ok(problems)
}

/// Why no further link about a trainee is made today.
pub(super) async fn too_many(
    write: &Write,
    person_id: Uuid,
) -> Result<Option<Problem<AssessmentErrorCode>>, Error> {
    let since = write.now() - Duration::days(1);
    let count = store::requests_since(write, person_id, since).await?;
    Ok((count >= MOST_LINKS_A_DAY).then(|| {
        let message = Message::new("assessments-links-a-day").with("limit", MOST_LINKS_A_DAY);
        Problem::new(AssessmentErrorCode::TooManyLinks, "", message)
    }))
}

/// What is wrong with what somebody is called.
pub(super) fn name_problem(name: &str) -> Option<Message> {
    let count = name.trim().chars().count();
    // A letter bears it: it is no text of somebody's own, and no address.
    let is_odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '@' | '<' | '>');
    let mut dotted = name.split('.').skip(1);
    let is_address = dotted.any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let is_plain = !is_address && !name.contains(is_odd);
    (count == 0 || count > LONGEST_ASSESSOR || !is_plain)
        .then(|| Message::new("assessments-assessor-name").with("limit", LONGEST_ASSESSOR))
}

/// Takes a link back that was not used yet.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` when it is somebody else's; `NOT_OPEN` when it was used, is
/// taken back or has expired.
pub async fn assessment_request_revoke(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<AssessmentRequest, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let found = store::request(&*write, viewer.scope(), key).await?;
    // Whether an invitation to a round was used is told to nobody, and taking it back would tell.
    if found.round.is_some() {
        return Err(Error::NotFound.into());
    }
    let permit = Permit::own(viewer, found.person_id)?;
    if !store::revoke(&write, &permit, key).await? {
        let message =
            Message::new("assessments-link-not-open").with("status", found.status(write.now()).label());
        return Err(Failure::problem(AssessmentErrorCode::NotOpen, "requestId", message));
    }
    let change = (json!({ "isRevoked": false }), json!({ "isRevoked": true }));
    let object = ("assessment_request", key);
    identity::remember(&write, &permit, "assessment-request.revoke", object, change).await?;
    let revoked = store::request(&*write, viewer.scope(), key).await?;
    write.commit().await?;
    Ok(revoked)
}

/// What whoever has a link is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request.
    pub request: AssessmentRequest,
    /// The form.
    pub form: AssessmentForm,
    /// The trainee's name.
    pub trainee: Name,
    /// The school's name, which answers for the form.
    pub institution: Name,
}

/// What a link asks; `by` is whoever is signed in where it was opened.
///
/// # Errors
/// `LINK_INVALID` for one that is unknown, used, taken back or late; `OWN_LINK` for the trainee herself; `FORM_RETIRED`.
pub async fn asked_by_link(
    platform: &Platform,
    by: Option<&Viewer>,
    secret: &str,
) -> Outcome<Asked, AssessmentErrorCode> {
    let reader = platform.database.reader();
    let (request, form) = opened(reader, by, secret, platform.clock.now()).await?;
    let trainee = identity::person(reader, Scope::OneTimeLink(request.person_id), request.person_id).await?;
    let institution = organisations::institution(reader, form.institution_id).await?;
    Ok(Asked { request, form, trainee: trainee.name, institution: institution.name })
}

pub(super) fn invalid() -> Failure<AssessmentErrorCode> {
    let message = Message::new("assessments-link-invalid");
    Failure::problem(AssessmentErrorCode::LinkInvalid, "secret", message)
}

async fn opened(
    connection: &impl sea_orm::ConnectionTrait,
    by: Option<&Viewer>,
    secret: &str,
    now: DateTime<Utc>,
) -> Outcome<(AssessmentRequest, AssessmentForm), AssessmentErrorCode> {
    let digest = id::sha256(secret.trim().as_bytes());
    let found = store::request_by_secret(connection, digest).await?;
    let is_open = |request: &AssessmentRequest| request.status(now) == AssessmentRequestStatus::Open;
    let request = found.filter(is_open).ok_or_else(invalid)?;
    if let Some((round_id, _)) = request.round {
        let round = store::round(connection, Scope::OneTimeLink(request.person_id), round_id).await?;
        if round.is_over(now.with_timezone(&Shanghai).date_naive()) {
            return Err(invalid());
        }
    }
    if by.is_some_and(|viewer| viewer.person_id == request.person_id) {
        let message = Message::new("assessments-own-link");
        return Err(Failure::problem(AssessmentErrorCode::OwnLink, "secret", message));
    }
    let form = store::form(connection, request.form_id).await?;
    if form.retired_at.is_some() {
        let message = Message::new("assessments-link-form-retired").with("form", named(&form));
        return Err(Failure::problem(AssessmentErrorCode::FormRetired, "secret", message));
    }
    Ok((request, form))
}

/// What whoever has a link answers.
#[derive(Clone, Debug)]
pub struct LinkAnswer {
    /// The link's secret.
    pub secret: String,
    /// Her name; not kept in a round.
    pub name: String,
    /// Whether she says that she watched; not asked in a round.
    pub has_watched: bool,
    /// What she marked.
    pub answers: Vec<Answer>,
}

/// Takes the answer of whoever has a link, once; `by` is whoever is signed in where it is given. It awaits the trainee's
/// supervisor of that day, or goes into the round that the link belongs to.
///
/// # Errors
/// As [`asked_by_link`], and every problem found; the link then still works.
pub async fn assessment_answer(
    platform: &Platform,
    by: Option<&Viewer>,
    caller: &Caller,
    given: LinkAnswer,
) -> Outcome<(), AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let (request, form) = opened(&*write, by, &given.secret, write.now()).await?;
    enrolment::lock_enrolments_of(&write, request.person_id).await?;
    let reviewer_id = identity::supervisors_on(&*write, request.person_id, request.occurred_on).await?;
    let reviewer_id = reviewer_id.first().copied();
    accept(given_problems(&write, &request, &form, &given, reviewer_id).await?)?;
    if let Some((round_id, role)) = request.round {
        rounds::take(&write, (&request, round_id, role), given.answers).await?;
        write.commit().await?;
        return Ok(());
    }
    let permit = Permit::by_link(Act::AssessmentRecord, caller.request_id.clone());
    let places =
        identity::learning_with(&*write, request.person_id, request.occurred_on, reviewer_id.as_slice())
            .await?;
    let marked = Marked {
        form: &form,
        person_id: request.person_id,
        occurred_on: request.occurred_on,
        earned: earned(&form.file.items, &form.file.pass, &given.answers),
        assessor_id: None,
        reviewer_id,
        replaces_id: None,
    };
    let recorded = recorded(&write, &marked, places.first()).await?;
    let made = evidence::submit(&write, &permit, recorded).await?;
    let assessment = Assessment { evidence_id: made.id, form_id: form.id, answers: given.answers };
    store::insert_assessment(&write, &permit, &assessment).await?;
    if !store::use_up(&write, &permit, request.id, given.name.trim(), made.id).await? {
        return Err(invalid());
    }
    let change = (json!({ "isUsed": false }), json!({ "isUsed": true, "evidenceId": made.id }));
    let object = ("assessment_request", request.id);
    identity::remember(&write, &permit, "assessment-request.answer", object, change).await?;
    write.commit().await?;
    Ok(())
}

async fn given_problems(
    write: &Write,
    request: &AssessmentRequest,
    form: &AssessmentForm,
    given: &LinkAnswer,
    reviewer_id: Option<Uuid>,
) -> Result<Vec<Problem<AssessmentErrorCode>>, Error> {
    let enrolments = enrolment::live_enrolments(&**write, request.person_id).await?;
    let mut problems = form_problems(form, &enrolments, request.occurred_on, "");
    if reviewer_id.is_none() {
        let message = Message::new("assessments-not-supervised").with("day", request.occurred_on);
        problems.push(Problem::new(AssessmentErrorCode::NotSupervised, "", message));
    }
    let is_signed = request.round.is_none();
    if let Some(message) = name_problem(&given.name).filter(|_| is_signed) {
        problems.push(Problem::new(AssessmentErrorCode::Invalid, "name", message));
    }
    if is_signed && !given.has_watched {
        let message = Message::new("assessments-not-watched");
        problems.push(Problem::new(AssessmentErrorCode::Invalid, "hasWatched", message));
    }
    problems.extend(answer_problems(&form.file.items, &given.answers));
    Ok(problems)
}

/// Decides about an assessment that was given by a link.
///
/// # Errors
/// `NotFound` when it is not there, not visible or no assessment; `Forbidden` for one's own or without a supervising relation
/// on its day; every problem found. Nobody could mend it, so it is never given back.
pub async fn assessment_decide(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<Evidence, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = evidence::reviewable(&write, viewer, verdict.evidence_id).await?;
    if !is_assessment(&found) {
        return Err(Error::NotFound.into());
    }
    if verdict.decision == Decision::Returned {
        let message = Message::new("assessments-not-returned");
        return Err(Failure::problem(AssessmentErrorCode::Invalid, "decision", message));
    }
    let decided = evidence::decide(&write, &permit, &found, verdict).await.map_err(translated)?;
    write.commit().await?;
    Ok(decided)
}

/// A link on its way to whoever was asked.
#[derive(Clone, Debug)]
pub struct LinkToSend {
    /// The request's key, the same at every attempt.
    pub id: Uuid,
    /// The address.
    pub to: String,
    /// What the trainee calls her.
    pub assessor_name: String,
    /// The trainee.
    pub trainee: Person,
    /// The school's name.
    pub institution: Name,
    /// The form's name.
    pub form: Name,
    /// The local day of the encounter.
    pub occurred_on: NaiveDate,
    /// The link, made just now.
    pub url: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// Whether it belongs to a round, in which nobody signs.
    pub is_anonymous: bool,
}

/// Makes the link of a request anew for sending; nothing when it was used or taken back, has expired, or names no address.
///
/// # Errors
/// `NotFound`; internal.
pub async fn link_to_send(platform: &Platform, key: Uuid) -> Result<Option<LinkToSend>, Error> {
    let background = Scope::System(SystemReason::Background);
    let write = platform.database.write().await?;
    let request = store::request(&*write, background, key).await?;
    let secret = Secret::new("xla")?;
    let permit = Permit::system(Act::EvidenceSubmit);
    let Some(to) = request.assessor_email.clone() else {
        return Ok(None);
    };
    if !store::renew(&write, &permit, key, secret.digest()).await? {
        return Ok(None);
    }
    let object = ("assessment_request", key);
    let change = (Json::Null, json!({ "isSent": true }));
    identity::remember(&write, &permit, "assessment-request.send", object, change).await?;
    let form = store::form(&*write, request.form_id).await?;
    let institution = organisations::institution(&*write, form.institution_id).await?;
    let trainee = identity::person(&*write, background, request.person_id).await?;
    write.commit().await?;
    Ok(Some(LinkToSend {
        id: key,
        to,
        assessor_name: request.assessor_name,
        trainee,
        institution: institution.name,
        form: form.file.name,
        occurred_on: request.occurred_on,
        url: link(platform, &secret),
        expires_at: request.expires_at,
        is_anonymous: request.round.is_some(),
    }))
}
