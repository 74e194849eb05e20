//! What is done with enrolments: enrol a person, name who supervises her, take a whole roster.

mod acts;
mod leave_certificates;
mod leave_effects;
mod leave_rules_held;
mod leaves;
mod roster;

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, audit, id, jobs};
use sea_orm::{DbErr, SqlErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{EnrolmentStatus, FIRST_RECRUITMENT_YEAR, Origin, SupervisionKind, terms_overlap};
use super::store::{self, Enrolment, Supervision};
use crate::curricula::{self, CurriculumVersion, VersionStatus};
use crate::identity::{self, Act, NewRelation, Permit, RelationKind, Scope, SystemReason, Viewer};
use crate::organisations::{self, Institution};

pub use acts::{Change, changeable, enrolment_change, movable, move_completion, move_to_version};
pub use leave_certificates::{LEAVE_CERTIFICATE_PURPOSE, leave_certificate_add, leave_certificate_open};
pub use leave_effects::{LeaveEffects, LeaveRuleEffect, leave_effect_apply, leave_effects};
pub use leaves::{
    LeaveVerdict, NewLeave, is_party, leave_decide, leave_request, leave_return, leave_withdraw,
};
pub use roster::{ROSTER_PURPOSE, RosterErrorCode, RosterImport, RosterReport, roster_import};

platform::codes! {
    /// Why an act upon an enrolment is refused.
    pub enum EnrolmentErrorCode {
        /// A value is missing or out of bounds, or dates are in the wrong order.
        Invalid = "INVALID",
        /// Somebody or something named is not there.
        NotFound = "NOT_FOUND",
        /// The curriculum version is not published, or retired.
        NotPublished = "NOT_PUBLISHED",
        /// The person is enrolled in this version already.
        AlreadyEnrolled = "ALREADY_ENROLLED",
        /// Who was sent must name by whom.
        SendingInstitutionMissing = "SENDING_INSTITUTION_MISSING",
        /// Nobody supervises herself.
        OwnSupervisor = "OWN_SUPERVISOR",
        /// The same supervisor looks after the same enrolment in the same way at that time already.
        Overlap = "OVERLAP",
        /// The enrolment is completed or withdrawn.
        NotActive = "NOT_ACTIVE",
        /// The enrolment was not withdrawn from.
        NotWithdrawn = "NOT_WITHDRAWN",
        /// She is held to this version already.
        SameVersion = "SAME_VERSION",
        /// An institution was merged into another one by then.
        Merged = "MERGED",
        /// Somebody else changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

/// A person to be enrolled. The school is the one that answers for the curriculum.
#[derive(Clone, Debug)]
pub struct NewEnrolment {
    /// Who.
    pub person_id: Uuid,
    /// The curriculum version, which must be published.
    pub version_id: Uuid,
    /// How she came into the programme.
    pub origin: Origin,
    /// Who sent her; needed when she was sent.
    pub sending_institution_id: Option<Uuid>,
    /// Year of recruitment, from 2000 to next year.
    pub recruitment_year: i32,
    /// First day of training.
    pub starts_on: NaiveDate,
    /// Last day as planned; as the curriculum says when absent.
    pub expected_completion_on: Option<NaiveDate>,
}

/// A supervisor or master to be named.
#[derive(Clone, Debug)]
pub struct NewSupervision {
    /// Whose training.
    pub enrolment_id: Uuid,
    /// Who looks after her.
    pub supervisor_id: Uuid,
    /// As what.
    pub kind: SupervisionKind,
    /// The base where it takes place.
    pub base_id: Option<Uuid>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; open when absent.
    pub ends_on: Option<NaiveDate>,
}

type Problems = Vec<Problem<EnrolmentErrorCode>>;

fn problem(code: EnrolmentErrorCode, path: &str, message: Message) -> Problem<EnrolmentErrorCode> {
    Problem::new(code, path, message)
}

/// The last year of recruitment that can be recorded: next year.
fn latest_year(today: NaiveDate) -> i32 {
    today.year() + 1
}

/// Whether something is there: its absence becomes a problem of the field that names it.
fn known<T>(
    found: Result<T, Error>,
    path: &str,
    key: &'static str,
    problems: &mut Problems,
) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => {
            problems.push(problem(EnrolmentErrorCode::NotFound, path, Message::new(key)));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Enrols a person in a published curriculum version.
///
/// # Errors
/// Every problem with the input; `NotFound` when there is no such version, `Forbidden` without a role at its school.
pub async fn enrolment_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewEnrolment,
) -> Outcome<Enrolment, EnrolmentErrorCode> {
    let write = platform.database.write().await?;
    let version = curricula::version(&*write, new.version_id).await?;
    let curriculum = curricula::curriculum(&*write, version.curriculum_id).await?;
    let permit = Permit::at(viewer, Act::EnrolmentWrite, &[curriculum.institution_id])?;
    let mut problems = enrolment_problems(&write, &new, &version).await?;
    let school = organisations::institution(&*write, curriculum.institution_id).await?;
    problems.extend(merged_problem(&write, &school, new.starts_on, "curriculumVersionId").await?);
    accept(problems)?;
    let enrolment = Enrolment {
        id: id::new_key(),
        person_id: new.person_id,
        version_id: version.id,
        institution_id: curriculum.institution_id,
        sending_institution_id: new.sending_institution_id,
        origin: new.origin,
        recruitment_year: new.recruitment_year,
        starts_on: new.starts_on,
        expected_completion_on: new
            .expected_completion_on
            .unwrap_or_else(|| version.figures.last_day(new.starts_on)),
        status: EnrolmentStatus::Active,
        pauses: Vec::new(),
    };
    if !enrolments_add(&write, &permit, std::slice::from_ref(&enrolment)).await? {
        return Err(Failure::Rejected(vec![already_enrolled()]));
    }
    write.commit().await?;
    Ok(enrolment)
}

fn already_enrolled() -> Problem<EnrolmentErrorCode> {
    let message = Message::new("enrolment-already-enrolled");
    problem(EnrolmentErrorCode::AlreadyEnrolled, "curriculumVersionId", message)
}

/// That an institution was merged into another one by the day on which a training begins.
async fn merged_problem(
    write: &Write,
    institution: &Institution,
    starts_on: NaiveDate,
    path: &str,
) -> Result<Option<Problem<EnrolmentErrorCode>>, Error> {
    let message = organisations::merged_by(&**write, institution, Some(starts_on)).await?;
    Ok(message.map(|message| problem(EnrolmentErrorCode::Merged, path, message)))
}

async fn enrolment_problems(
    write: &Write,
    new: &NewEnrolment,
    version: &CurriculumVersion,
) -> Result<Problems, Error> {
    let permitted = Scope::System(SystemReason::Permitted);
    let mut problems = Vec::new();
    if version.status != VersionStatus::Published {
        let message = Message::new("enrolment-version-not-published").with("status", version.status.label());
        problems.push(problem(EnrolmentErrorCode::NotPublished, "curriculumVersionId", message));
    }
    let person = identity::person(&**write, permitted, new.person_id).await;
    known(person, "personId", "enrolment-person-unknown", &mut problems)?;
    if identity::is_closed(&**write, new.person_id).await? {
        let message = Message::new("identity-record-closed");
        problems.push(problem(EnrolmentErrorCode::Invalid, "personId", message));
    }
    let enrolled = store::enrolments_of(&**write, permitted, &[new.person_id]).await?;
    if enrolled.iter().any(|other| other.version_id == version.id) {
        problems.push(already_enrolled());
    }
    if let Some(sender) = new.sending_institution_id {
        let sender = organisations::institution(&**write, sender).await;
        let path = "sendingInstitutionId";
        if let Some(sender) = known(sender, path, "enrolment-institution-unknown", &mut problems)? {
            problems.extend(merged_problem(write, &sender, new.starts_on, path).await?);
        }
    } else if new.origin == Origin::Sent {
        let message = Message::new("enrolment-sending-institution-missing");
        problems.push(problem(
            EnrolmentErrorCode::SendingInstitutionMissing,
            "sendingInstitutionId",
            message,
        ));
    }
    let latest = latest_year(write.now().with_timezone(&Shanghai).date_naive());
    if !(FIRST_RECRUITMENT_YEAR..=latest).contains(&new.recruitment_year) {
        let message = Message::new("common-out-of-range").with("field", "recruitmentYear");
        let message = message.with("value", new.recruitment_year.to_string());
        let message =
            message.with("least", FIRST_RECRUITMENT_YEAR.to_string()).with("most", latest.to_string());
        problems.push(problem(EnrolmentErrorCode::Invalid, "recruitmentYear", message));
    }
    let years = FIRST_RECRUITMENT_YEAR..=latest + 1;
    if !years.contains(&new.starts_on.year()) {
        let message = Message::new("enrolment-starts-on-year").with("day", new.starts_on);
        let message =
            message.with("least", FIRST_RECRUITMENT_YEAR.to_string()).with("most", (latest + 1).to_string());
        problems.push(problem(EnrolmentErrorCode::Invalid, "startsOn", message));
    }
    if let Some(end) = new.expected_completion_on.filter(|end| *end < new.starts_on) {
        let message = out_of_order("expectedCompletionOn", new.starts_on, end);
        problems.push(problem(EnrolmentErrorCode::Invalid, "expectedCompletionOn", message));
    }
    Ok(problems)
}

fn out_of_order(field: &'static str, begin: NaiveDate, end: NaiveDate) -> Message {
    Message::new("common-dates-out-of-order").with("field", field).with("begin", begin).with("end", end)
}

/// Writes enrolments, the relations that say where each learns, and an audit event each. False when somebody was
/// enrolled in the same version in the meantime; nothing may be committed then.
async fn enrolments_add(write: &Write, permit: &Permit, new: &[Enrolment]) -> Result<bool, Error> {
    match store::insert_enrolments(write, permit, new).await {
        Err(error) if is_taken(&error) => return Ok(false),
        other => other?,
    }
    let relations = new.iter().flat_map(belongs_to).collect();
    identity::insert_relations(write, permit, relations).await?;
    let acts = new.iter().map(|enrolment| audit::Act {
        action: "enrolment.create",
        object_kind: "enrolment",
        object_id: enrolment.id,
        before: Value::Null,
        after: json!({
            "personId": enrolment.person_id,
            "curriculumVersionId": enrolment.version_id,
            "institutionId": enrolment.institution_id,
            "sendingInstitutionId": enrolment.sending_institution_id,
            "origin": enrolment.origin.code(),
            "recruitmentYear": enrolment.recruitment_year,
            "startsOn": enrolment.starts_on,
            "expectedCompletionOn": enrolment.expected_completion_on,
        }),
    });
    audit::record_all(write, &permit.actor, &acts.collect::<Vec<_>>()).await?;
    // What they showed before, since the first day of this training, serves this one as well.
    for person_id in store::known_before(write, new).await? {
        recredit_later(write, person_id).await?;
    }
    Ok(true)
}

/// Has a person's ledgers brought to what the rules give for all of her evidence, by the room that keeps them.
async fn recredit_later(write: &Write, person_id: Uuid) -> Result<(), Error> {
    jobs::enqueue(write, "evidence.recredit", &json!({ "person_id": person_id }), None).await
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// She is enrolled by the school, and belongs to whoever sent her.
fn belongs_to(enrolment: &Enrolment) -> Vec<NewRelation> {
    let mut places = vec![(RelationKind::EnrolledBy, enrolment.institution_id)];
    places.extend(enrolment.sending_institution_id.map(|sender| (RelationKind::SentBy, sender)));
    let relation = |(kind, institution_id)| NewRelation {
        kind,
        holder_id: enrolment.person_id,
        person_id: None,
        institution_id: Some(institution_id),
        department_id: None,
        specialty: None,
        starts_on: enrolment.starts_on,
        ends_on: None,
        source_kind: "ENROLMENT",
        source_id: enrolment.id,
    };
    places.into_iter().map(relation).collect()
}

/// Names a supervisor or master of an enrolment.
///
/// # Errors
/// Every problem with the input; `NotFound` when the viewer may see no such enrolment, `Forbidden` without a role at
/// its school.
pub async fn supervision_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewSupervision,
) -> Outcome<Supervision, EnrolmentErrorCode> {
    let write = platform.database.write().await?;
    store::lock_enrolment(&write, new.enrolment_id).await?;
    let enrolment = store::enrolment(&*write, viewer.scope(), new.enrolment_id).await?;
    let permit = Permit::at(viewer, Act::EnrolmentWrite, &[enrolment.institution_id])?;
    let mut problems = supervision_problems(&write, &new, &enrolment).await?;
    let base = match new.base_id {
        Some(key) => {
            let base = organisations::base(&*write, key).await;
            known(base, "baseId", "enrolment-base-unknown", &mut problems)?
        }
        None => None,
    };
    accept(problems)?;
    let supervision = Supervision {
        id: id::new_key(),
        enrolment_id: Some(enrolment.id),
        apprenticeship_id: None,
        person_id: enrolment.person_id,
        supervisor_id: new.supervisor_id,
        kind: new.kind,
        base_id: new.base_id,
        base_kind: base.map(|base| base.kind),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
    };
    supervision_add(&write, &permit, &supervision).await?;
    write.commit().await?;
    Ok(supervision)
}

async fn supervision_problems(
    write: &Write,
    new: &NewSupervision,
    enrolment: &Enrolment,
) -> Result<Problems, Error> {
    let permitted = Scope::System(SystemReason::Permitted);
    let mut problems = Vec::new();
    if new.supervisor_id == enrolment.person_id {
        let message = Message::new("enrolment-own-supervisor");
        problems.push(problem(EnrolmentErrorCode::OwnSupervisor, "supervisorId", message));
    }
    let supervisor = identity::person(&**write, permitted, new.supervisor_id).await;
    known(supervisor, "supervisorId", "enrolment-supervisor-unknown", &mut problems)?;
    if enrolment.status != EnrolmentStatus::Active {
        let message = Message::new("enrolment-not-active").with("status", enrolment.status.label());
        problems.push(problem(EnrolmentErrorCode::NotActive, "enrolmentId", message));
    }
    if let Some(end) = new.ends_on.filter(|end| *end < new.starts_on) {
        problems.push(problem(
            EnrolmentErrorCode::Invalid,
            "endsOn",
            out_of_order("endsOn", new.starts_on, end),
        ));
    } else if !(enrolment.starts_on..=enrolment.expected_completion_on).contains(&new.starts_on) {
        let message = Message::new("enrolment-supervision-outside")
            .with("day", new.starts_on)
            .with("begin", enrolment.starts_on)
            .with("end", enrolment.expected_completion_on);
        problems.push(problem(EnrolmentErrorCode::Invalid, "startsOn", message));
    }
    let others = store::supervisions_of(&**write, permitted, &[enrolment.id]).await?;
    let same = others.into_iter().find(|other| {
        other.supervisor_id == new.supervisor_id
            && other.kind == new.kind
            && other.base_id == new.base_id
            && terms_overlap((other.starts_on, other.ends_on), (new.starts_on, new.ends_on))
    });
    if let Some(other) = same {
        let message = Message::new("enrolment-supervision-twice")
            .with("kind", new.kind.label())
            .with("begin", other.starts_on);
        problems.push(problem(EnrolmentErrorCode::Overlap, "supervisorId", message));
    }
    Ok(problems)
}

/// Ends whatever stretches of an apprenticeship last beyond a day; one that begins later is taken back.
pub async fn stretch_end(
    write: &Write,
    permit: &Permit,
    apprenticeship_id: Uuid,
    last: NaiveDate,
) -> Result<(), Error> {
    for stretch in store::stretches_of(&**write, &[apprenticeship_id]).await? {
        if stretch.ends_on.is_some_and(|end| end <= last) {
            continue;
        }
        if stretch.starts_on > last {
            store::delete_supervision(write, permit, stretch.id).await?;
        } else {
            store::end_supervision(write, permit, stretch.id, last).await?;
        }
        identity::end_relations(write, permit, stretch.id, last).await?;
        let after = json!({ "endsOn": last, "isTakenBack": stretch.starts_on > last });
        let before = json!({ "endsOn": stretch.ends_on });
        let object = ("supervision", stretch.id);
        identity::remember(write, permit, "supervision.end", object, (before, after)).await?;
    }
    Ok(())
}

/// Records that somebody supervises, within a larger act: who is bound to whom follows from it.
///
/// # Errors
/// The database's.
pub async fn supervision_add(write: &Write, permit: &Permit, new: &Supervision) -> Result<(), Error> {
    store::insert_supervision(write, permit, new).await?;
    let relation = NewRelation {
        kind: match new.kind {
            SupervisionKind::Master => RelationKind::Mentors,
            SupervisionKind::Responsible => RelationKind::Supervises,
        },
        holder_id: new.supervisor_id,
        person_id: Some(new.person_id),
        institution_id: None,
        department_id: None,
        specialty: None,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        source_kind: "SUPERVISION",
        source_id: new.id,
    };
    identity::insert_relations(write, permit, vec![relation]).await?;
    identity::remember(
        write,
        permit,
        "supervision.create",
        ("supervision", new.id),
        (
            Value::Null,
            json!({
                "enrolmentId": new.enrolment_id, "supervisorId": new.supervisor_id, "kind": new.kind.code(),
                "baseId": new.base_id, "startsOn": new.starts_on, "endsOn": new.ends_on,
                "apprenticeshipId": new.apprenticeship_id,
            }),
        ),
    )
    .await
}
