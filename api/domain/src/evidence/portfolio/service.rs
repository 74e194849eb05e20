//! Handing in, and deciding about what was handed in.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::idempotency::{self, LONGEST_KEY};
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::super::deciding::{Verdict, decide, translated};
use super::super::rules::EvidenceStatus;
use super::super::service::{reviewable, submit, uncorrectable};
use super::super::steps::StepPlaces;
use super::super::store::{self, Evidence, NewEvidence};
use super::rules::{
    PortfolioErrorCode, PortfolioKind, PortfolioProposal, Training, portfolio_problems, scope_of_practice,
    steps_of,
};
use super::store::{PortfolioEntry, insert_entry};
use crate::curricula::{self, Requirement, RequirementKind, ReviewStep};
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

/// An entry to be handed in.
#[derive(Clone, Debug)]
pub struct NewPortfolioEntry {
    /// The enrolment for which it is handed in; it credits others as well. None of what somebody writes beside a master outside any
    /// training.
    pub enrolment_id: Option<Uuid>,
    /// What it is.
    pub kind: PortfolioKind,
    /// The local day: of the event, of the licence, or the last one of what it covers.
    pub occurred_on: NaiveDate,
    /// First day of what it covers.
    pub since_on: Option<NaiveDate>,
    /// Last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    /// What it is.
    pub title: String,
    /// Class, kind of session or licence, or which course.
    pub subject: Option<String>,
    /// How much.
    pub amount: Option<i64>,
    /// Number of the licence, the project, the certificate.
    pub number: String,
    /// Who issued or attests it.
    pub issuer: String,
    /// Scope of practice.
    pub scope: String,
    /// What was written.
    pub text: String,
    /// The requirement it is meant for.
    pub requirement_id: Option<Uuid>,
    /// The department where it arose.
    pub department_id: Option<Uuid>,
    /// The base where it arose; the department's when that is named.
    pub base_id: Option<Uuid>,
    /// The entry that this one corrects.
    pub replaces_id: Option<Uuid>,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

impl NewPortfolioEntry {
    fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            title: trim(self.title),
            subject: self.subject.map(trim).filter(|subject| !subject.is_empty()),
            number: trim(self.number),
            issuer: trim(self.issuer),
            scope: trim(self.scope),
            text: trim(self.text),
            ..self
        }
    }

    /// What makes two submissions with one key the same.
    fn fingerprint(&self) -> String {
        json!({
            "act": "portfolio.submit", "enrolment": self.enrolment_id, "kind": self.kind.code(),
            "occurredOn": self.occurred_on, "sinceOn": self.since_on, "validUntil": self.valid_until,
            "title": self.title, "subject": self.subject, "amount": self.amount, "number": self.number,
            "issuer": self.issuer, "scope": self.scope, "text": self.text, "requirement": self.requirement_id,
            "department": self.department_id, "base": self.base_id, "replaces": self.replaces_id,
        })
        .to_string()
    }
}

/// Hands in an entry: a trainee her own, whoever follows a master her own, and the school what it grants a trainee of its own.
///
/// # Errors
/// `NotFound` for an enrolment, requirement, base, department or entry that is not there; `Forbidden` when it is somebody else's;
/// `BadInput` for a key that came with another input; every problem found.
pub async fn portfolio_submit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewPortfolioEntry,
) -> Outcome<Evidence, PortfolioErrorCode> {
    let new = new.trimmed();
    let write = platform.database.write().await?;
    let enrolment = match new.enrolment_id {
        Some(key) => Some(enrolment::enrolment(&*write, viewer.scope(), key).await?),
        None => None,
    };
    let (permit, person_id) = match &enrolment {
        Some(enrolment) => (permit(viewer, enrolment, new.kind)?, enrolment.person_id),
        None => (Permit::own(viewer, viewer.person_id)?, viewer.person_id),
    };
    enrolment::lock_enrolments_of(&write, person_id).await?;
    let input = new.fingerprint();
    if let Some(key) = &new.key
        && let Some(made) = idempotency::earlier(&*write, viewer.person_id, key, &input).await?
    {
        return Ok(store::evidence(&*write, viewer.scope(), made).await?);
    }
    let recorded = recorded(&write, viewer, (person_id, enrolment.as_ref()), &new).await?;
    let made = submit(&write, &permit, recorded).await?;
    let entry = PortfolioEntry {
        evidence_id: made.id,
        enrolment_id: new.enrolment_id,
        title: new.title,
        number: new.number,
        issuer: new.issuer,
        scope: new.scope,
        text: new.text,
        since_on: new.since_on,
        valid_until: new.valid_until,
    };
    insert_entry(&write, &permit, entry).await?;
    if let Some(key) = &new.key {
        idempotency::remember(&write, viewer.person_id, key, &input, made.id).await?;
    }
    write.commit().await?;
    Ok(made)
}

/// A trainee hands in her own; what is granted, the school hands in as well, and an opening balance nobody else.
fn permit(viewer: &Viewer, enrolment: &Enrolment, kind: PortfolioKind) -> Result<Permit, Error> {
    let is_hers = viewer.person_id == enrolment.person_id;
    let is_either = matches!(kind, PortfolioKind::PriorCredit | PortfolioKind::Shortening);
    let by_school = kind == PortfolioKind::OpeningBalance || is_either && !is_hers;
    if !by_school {
        return Permit::own(viewer, enrolment.person_id);
    }
    if is_hers {
        return Err(Error::Forbidden(Message::new("identity-own-evidence")));
    }
    Permit::at(viewer, Act::EnrolmentWrite, &[enrolment.institution_id])
}

/// The evidence that an entry makes, when nothing is wrong with it.
async fn recorded(
    write: &Write,
    viewer: &Viewer,
    (person_id, enrolment): (Uuid, Option<&Enrolment>),
    new: &NewPortfolioEntry,
) -> Outcome<NewEvidence, PortfolioErrorCode> {
    let plan = match enrolment {
        Some(enrolment) => Some(curricula::plan(&**write, enrolment.version_id).await?),
        None => None,
    };
    let named = match new.requirement_id {
        Some(key) => Some(plan.as_ref().and_then(|plan| plan.requirement(key)).ok_or(Error::NotFound)?),
        None => None,
    };
    let training = enrolment.zip(plan.as_deref()).map(|(enrolment, plan)| Training {
        plan,
        is_active: enrolment.status == EnrolmentStatus::Active,
        starts_on: enrolment.starts_on,
        days_left: (enrolment.expected_completion_on - enrolment.starts_on).num_days(),
    });
    let department = match new.department_id {
        Some(key) => Some(organisations::department(&**write, key).await?),
        None => None,
    };
    let base = match department.as_ref().map(|department| department.base_id).or(new.base_id) {
        Some(key) => Some(organisations::base(&**write, key).await?),
        None => None,
    };
    let learned = identity::learning_on(&**write, person_id, new.occurred_on).await?;
    let supervisors = identity::supervisors_on(&**write, person_id, new.occurred_on).await?;
    let proposal = PortfolioProposal {
        kind: new.kind,
        occurred_on: new.occurred_on,
        since_on: new.since_on,
        valid_until: new.valid_until,
        title: &new.title,
        subject: new.subject.as_deref(),
        amount: new.amount,
        number: &new.number,
        issuer: &new.issuer,
        scope: &new.scope,
        text: &new.text,
        training,
        is_enrolled: training.is_some() || !enrolment::live_enrolments(&**write, person_id).await?.is_empty(),
        named,
        today: write.now().with_timezone(&Shanghai).date_naive(),
        places: StepPlaces {
            department_id: new
                .department_id
                .filter(|key| learned.iter().any(|place| place.department_id == Some(*key))),
            base_institution_id: base
                .as_ref()
                .map(|base| base.institution_id)
                .filter(|key| learned.iter().any(|place| place.institution_id == *key)),
            school_id: enrolment.map(|enrolment| enrolment.institution_id),
        },
        is_supervised: !supervisors.is_empty(),
    };
    let mut problems = portfolio_problems(&proposal);
    if new.key.as_ref().is_some_and(|key| key.chars().count() > LONGEST_KEY) {
        let message = Message::new("common-too-long").with("field", "clientMutationKey");
        let message = message.with("limit", LONGEST_KEY);
        problems.push(Problem::new(PortfolioErrorCode::Invalid, "clientMutationKey", message));
    }
    if !new.kind.evidence().is_granted() {
        problems.extend(elsewhere_problems(new, base.as_ref(), &learned));
    }
    problems.extend(correction_problem(write, viewer, person_id, new).await?);
    problems.extend(session_problem(write, person_id, new).await?);
    accept(problems)?;
    let steps = steps_of(&proposal);
    let is_supervised = steps.now.kind == ReviewStep::Supervisor;
    let specialty = match new.kind {
        PortfolioKind::Licence => scope_of_practice(&new.scope).map(str::to_owned),
        _ => department.map(|department| department.specialty),
    };
    Ok(NewEvidence {
        activity: new.subject.clone(),
        requirement_id: new.requirement_id,
        department_id: new.department_id,
        specialty: specialty.or_else(|| granted_specialty(new, named)),
        base_id: base.as_ref().map(|base| base.id),
        base_kind: base.as_ref().map(|base| base.kind),
        amount: amount(new),
        replaces_id: new.replaces_id,
        steps,
        reviewer_id: supervisors.first().copied().filter(|_| is_supervised),
        ..NewEvidence::of(person_id, new.kind.evidence(), new.occurred_on)
    })
}

/// That she did not learn, on that day, where an entry is said to have arisen.
fn elsewhere_problems(
    new: &NewPortfolioEntry,
    base: Option<&organisations::Base>,
    learned: &[identity::Learning],
) -> Vec<Problem<PortfolioErrorCode>> {
    let is_elsewhere =
        base.is_some_and(|base| !learned.iter().any(|place| place.institution_id == base.institution_id));
    let is_other =
        new.department_id.is_some_and(|key| !learned.iter().any(|place| place.department_id == Some(key)));
    let refuse = |path: &str| {
        let message = Message::new("evidence-portfolio-elsewhere").with("day", new.occurred_on);
        Problem::new(PortfolioErrorCode::Invalid, path, message)
    };
    let base = (is_elsewhere && new.department_id.is_none()).then(|| refuse("baseId"));
    let department = is_other.then(|| refuse("departmentId"));
    base.into_iter().chain(department).collect()
}

/// Time granted for a stay among several is granted for the one that its subject names.
fn granted_specialty(new: &NewPortfolioEntry, named: Option<&Requirement>) -> Option<String> {
    let named = named.filter(|named| named.kind == RequirementKind::TimeInDepartment)?;
    new.subject.clone().filter(|subject| named.rule.specialties.contains(subject))
}

/// What it counts: the characters of a text, else what was said.
fn amount(new: &NewPortfolioEntry) -> Option<i64> {
    match new.kind {
        PortfolioKind::Reflection | PortfolioKind::Reading => {
            i64::try_from(platform::text::characters(&new.text)).ok()
        }
        _ => new.amount,
    }
}

/// That the register of teaching sessions holds her attendance of such a session on that day already.
async fn session_problem(
    write: &Write,
    person_id: Uuid,
    new: &NewPortfolioEntry,
) -> Result<Option<Problem<PortfolioErrorCode>>, Error> {
    let Some(subject) = new.subject.as_deref().filter(|_| new.kind == PortfolioKind::TeachingSession) else {
        return Ok(None);
    };
    let is_known = store::is_registered(&**write, person_id, subject, new.occurred_on).await?;
    let message = || Message::new("evidence-portfolio-registered").with("day", new.occurred_on);
    Ok(is_known.then(|| Problem::new(PortfolioErrorCode::Invalid, "subject", message())))
}

async fn correction_problem(
    write: &Write,
    viewer: &Viewer,
    person_id: Uuid,
    new: &NewPortfolioEntry,
) -> Result<Option<Problem<PortfolioErrorCode>>, Error> {
    let Some(key) = new.replaces_id else {
        return Ok(None);
    };
    let original = store::evidence(&**write, viewer.scope(), key).await?;
    if original.person_id != person_id {
        return Err(Error::NotFound);
    }
    let stands = matches!(
        original.status,
        EvidenceStatus::Pending | EvidenceStatus::Returned | EvidenceStatus::Approved
    );
    // The calendar follows a shortening; it is taken back, not corrected.
    let is_same = original.kind == new.kind.evidence()
        && original.submitted_by == viewer.person_id
        && new.kind != PortfolioKind::Shortening;
    if stands && is_same && uncorrectable(write, &original).await?.is_none() {
        return Ok(None);
    }
    let message = Message::new("evidence-portfolio-not-correctable").with("day", original.occurred_on);
    Ok(Some(Problem::new(PortfolioErrorCode::NotCorrectable, "replacesId", message)))
}

/// Decides about an entry at the step that it awaits, or takes its approval back.
///
/// # Errors
/// `NotFound` when it is not there, not visible or was not handed in; `Forbidden` for one's own, for whoever handed it in, and for
/// whoever does not decide at its step; every problem found.
pub async fn portfolio_decide(
    platform: &Platform,
    viewer: &Viewer,
    verdict: &Verdict,
) -> Outcome<Evidence, PortfolioErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = reviewable(&write, viewer, verdict.evidence_id).await?;
    if !found.kind.is_handed_in() || found.source_kind.is_some() {
        return Err(Error::NotFound.into());
    }
    let decided = decide(&write, &permit, &found, verdict).await.map_err(translated)?;
    write.commit().await?;
    Ok(decided)
}
