//! Queries over leave, what was decided about it, and the certificates that prove it. A leave is seen by whoever may see its
//! trainee; its reason and its certificate by fewer, which the acts decide.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{leave, leave_certificate, leave_decision};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::proofs::Document;
use platform::{id, uploads};
use sea_orm::sea_query::{Cond, Expr, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::rules::leave::outcome::{LeaveSpan, days_within};
use super::super::rules::leave::{LeaveDecisionKind, LeaveKind, LeaveStatus, LeaveStep, StepAt};
use super::super::rules::{Pause, days_of};
use super::read_all;
use crate::identity::{Act, Permit, Place, Scope, Viewer, accepted_roles};

/// A leave that a trainee asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Key.
    pub id: Uuid,
    /// The training it is taken from.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// What for.
    pub kind: LeaveKind,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; earlier than asked for when she came back before it.
    pub ends_on: NaiveDate,
    /// Last day as it was asked for.
    pub asked_until: NaiveDate,
    /// Why; empty once she was erased.
    pub reason: String,
    /// Where it stands.
    pub status: LeaveStatus,
    /// Who decides about it, in order.
    pub steps: Vec<StepAt>,
    /// Place among them of the step that it awaits, or that was taken last.
    pub position: usize,
    /// Who supervised her on the first day, when it was asked for.
    pub supervisor_id: Option<Uuid>,
    /// Whether it is not approved without a certificate.
    pub needs_certificate: bool,
    /// Rises with each change.
    pub version: i32,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
}

impl Leave {
    /// Its days.
    #[must_use]
    pub fn span(&self) -> Pause {
        (self.starts_on, self.ends_on)
    }

    /// How many calendar days it has.
    #[must_use]
    pub fn days(&self) -> i64 {
        days_of(self.span())
    }

    /// The step that it awaits; nothing once it was decided about.
    #[must_use]
    pub fn next_step(&self) -> Option<&StepAt> {
        self.steps.get(self.position).filter(|_| self.status == LeaveStatus::Requested)
    }

    /// The steps that it came to, the one that it awaits among them.
    #[must_use]
    pub fn reached(&self) -> &[StepAt] {
        self.steps.get(..=self.position).unwrap_or(&self.steps)
    }

    /// As the rules of leave take it.
    #[must_use]
    pub(in super::super) fn as_span(&self) -> LeaveSpan {
        LeaveSpan { kind: self.kind, days: self.span() }
    }
}

/// A step as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct StoredStep {
    step: String,
    place_id: Option<Uuid>,
    at: Vec<Uuid>,
}

impl StoredStep {
    fn of(step: &StepAt) -> Self {
        Self { step: step.step.code().to_owned(), place_id: step.place_id, at: step.at.clone() }
    }

    fn read(self) -> Result<StepAt, Error> {
        Ok(StepAt { step: LeaveStep::stored(&self.step)?, place_id: self.place_id, at: self.at })
    }
}

impl TryFrom<leave::Model> for Leave {
    type Error = Error;

    fn try_from(row: leave::Model) -> Result<Self, Error> {
        let steps: Vec<StoredStep> = serde_json::from_str(&row.steps)
            .map_err(|error| Error::internal(format!("steps of leave {}: {error}", row.id)))?;
        let steps = steps.into_iter().map(StoredStep::read).collect::<Result<_, Error>>()?;
        Ok(Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            kind: LeaveKind::stored(&row.kind)?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            asked_until: row.asked_until,
            reason: row.reason,
            status: LeaveStatus::stored(&row.status)?,
            steps,
            position: usize::try_from(row.position).unwrap_or_default(),
            supervisor_id: row.supervisor_id,
            needs_certificate: row.needs_certificate,
            version: row.version,
            requested_at: row.requested_at,
        })
    }
}

fn visible(scope: Scope<'_>) -> Select<leave::Entity> {
    leave::Entity::find().filter(scope.people((leave::Entity, leave::Column::PersonId)))
}

fn approved() -> Select<leave::Entity> {
    leave::Entity::find()
        .filter(leave::Column::Status.eq(LeaveStatus::Approved.code()))
        .order_by_asc(leave::Column::StartsOn)
        .order_by_asc(leave::Column::Id)
}

/// One visible leave.
///
/// # Errors
/// `NotFound` when it is not there, or its trainee outside the scope.
pub async fn leave(connection: &impl ConnectionTrait, scope: Scope<'_>, key: Uuid) -> Result<Leave, Error> {
    find_leaves(connection, scope, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Visible leaves by key, in no order.
pub async fn find_leaves(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Leave>, Error> {
    let query = visible(scope).filter(leave::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Visible leaves of these enrolments, by their first day.
pub async fn leaves_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    enrolments: &[Uuid],
) -> Result<Vec<Leave>, Error> {
    let query = visible(scope)
        .filter(leave::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .order_by_asc(leave::Column::StartsOn)
        .order_by_asc(leave::Column::Id);
    read_all(query.all(connection).await?)
}

/// Approved leave of these enrolments, by its first day. For enrolments that were already read within a scope.
pub(in super::super) async fn approved_leaves_of(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
) -> Result<Vec<Leave>, Error> {
    let query = approved().filter(leave::Column::EnrolmentId.is_in(enrolments.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Approved leave of these people, of all their trainings. For people who were already read within a scope.
pub async fn approved_leaves(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<Leave>, Error> {
    read_all(approved().filter(leave::Column::PersonId.is_in(people.iter().copied())).all(connection).await?)
}

/// Approved leave of the people whose keys a subquery finds: one statement. For figures whose permit was given.
pub async fn approved_leaves_among(
    connection: &impl ConnectionTrait,
    people: SelectStatement,
) -> Result<Vec<Leave>, Error> {
    read_all(approved().filter(leave::Column::PersonId.in_subquery(people)).all(connection).await?)
}

/// Calendar days of approved leave of a person from one day to another, both counted. For an act upon her record, or a report about
/// it, whose right was asked.
pub async fn leave_days(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<i64, Error> {
    let query = approved()
        .filter(leave::Column::PersonId.eq(person_id))
        .filter(leave::Column::StartsOn.lte(until))
        .filter(leave::Column::EndsOn.gte(from));
    let leaves: Vec<Leave> = read_all(query.all(connection).await?)?;
    let spans: Vec<Pause> = leaves.iter().map(Leave::span).collect();
    Ok(days_within(&spans, (from, until)))
}

/// Leaves of these people that are asked for or approved.
pub(in super::super) async fn live_leaves(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<Leave>, Error> {
    let live = [LeaveStatus::Requested, LeaveStatus::Approved].map(platform::codes::Code::code);
    let query = leave::Entity::find()
        .filter(leave::Column::PersonId.is_in(people.iter().copied()))
        .filter(leave::Column::Status.is_in(live))
        .order_by_asc(leave::Column::StartsOn);
    read_all(query.all(connection).await?)
}

/// Whether leaves of two records of one human share a day, so that they cannot be joined.
pub async fn leaves_overlap(
    connection: &impl ConnectionTrait,
    one: Uuid,
    other: Uuid,
) -> Result<bool, Error> {
    let live = live_leaves(connection, &[one, other]).await?;
    let of = |person_id: Uuid| live.iter().filter(move |leave| leave.person_id == person_id);
    Ok(of(one).any(|leave| {
        of(other).any(|other| leave.starts_on <= other.ends_on && other.starts_on <= leave.ends_on)
    }))
}

/// Leaves in the order in which they were asked for.
#[must_use]
pub fn leaves_ordering() -> Ordering {
    Ordering::by("REQUESTED", leave::Column::Id, SortKind::Key, leave::Column::Id)
}

/// What waits at a step for holders of the roles that decide there.
fn awaiting_at(viewer: &Viewer, step: LeaveStep, act: Act) -> Cond {
    let places: Vec<Uuid> = viewer
        .grants
        .iter()
        .filter(|grant| accepted_roles(act).contains(&grant.role))
        .flat_map(|grant| match &grant.place {
            Place::Department(key) => vec![*key],
            _ => grant.institutions.clone(),
        })
        .collect();
    Cond::all().add(leave::Column::PlaceId.is_in(places)).add(leave::Column::Step.eq(step.code()))
}

/// What waits for the viewer, or for whom she acts; never her own.
fn awaiting(viewer: &Viewer) -> Select<leave::Entity> {
    let supervised = Cond::all()
        .add(leave::Column::SupervisorId.is_in(viewer.stands_for()))
        .add(leave::Column::Step.eq(LeaveStep::Supervisor.code()));
    let mut hers = Cond::any().add(supervised);
    for step in LeaveStep::ALL.iter().copied() {
        if let Some(act) = deciding_act(step)
            && viewer.grants.iter().any(|grant| accepted_roles(act).contains(&grant.role))
        {
            hers = hers.add(awaiting_at(viewer, step, act));
        }
    }
    leave::Entity::find()
        .filter(hers)
        .filter(leave::Column::Status.eq(LeaveStatus::Requested.code()))
        .filter(leave::Column::PersonId.ne(viewer.person_id))
}

/// The act by which an office decides at a step; none where it is somebody's own.
#[must_use]
pub(in super::super) const fn deciding_act(step: LeaveStep) -> Option<Act> {
    match step {
        LeaveStep::Supervisor => None,
        LeaveStep::Department => Some(Act::LeaveAtDepartment),
        LeaveStep::Base => Some(Act::LeaveAtBase),
        LeaveStep::SendingInstitution => Some(Act::LeaveAtSender),
        LeaveStep::School => Some(Act::LeaveAtSchool),
    }
}

/// A page of what awaits this viewer, in the order in which it was asked for.
pub async fn leaves_to_decide(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    page: &PageRequest,
) -> Result<Slice<Leave>, Error> {
    let rows = page.apply(awaiting(viewer), &leaves_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many leaves await this viewer.
pub async fn leaves_to_decide_count(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(awaiting(viewer).count(connection).await?).unwrap_or(i64::MAX))
}

/// Writes a leave.
///
/// # Errors
/// The guard `leave_no_overlap`, when it shares a day with another one of hers.
pub(in super::super) async fn insert_leave(
    write: &Write,
    _permit: &Permit,
    new: &Leave,
) -> Result<(), Error> {
    let steps: Vec<StoredStep> = new.steps.iter().map(StoredStep::of).collect();
    let row = leave::Model {
        id: new.id,
        enrolment_id: new.enrolment_id,
        person_id: new.person_id,
        kind: new.kind.code().to_owned(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        asked_until: new.asked_until,
        reason: new.reason.clone(),
        status: new.status.code().to_owned(),
        step: present_step(new).map_or(LeaveStep::School, |step| step.step).code().to_owned(),
        place_id: present_step(new).and_then(|step| step.place_id),
        steps: serde_json::to_string(&steps).map_err(|error| Error::internal(error.to_string()))?,
        position: i32::try_from(new.position).unwrap_or_default(),
        supervisor_id: new.supervisor_id,
        needs_certificate: new.needs_certificate,
        version: new.version,
        requested_at: new.requested_at,
    };
    leave::Entity::insert(leave::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

fn present_step(of: &Leave) -> Option<&StepAt> {
    of.steps.get(of.position)
}

/// Writes a leave as it stands from now on: its status, the step that it awaits, and its last day. Its version rises.
pub(in super::super) async fn change_leave(
    write: &Write,
    _permit: &Permit,
    changed: &mut Leave,
) -> Result<(), Error> {
    changed.version += 1;
    let step = present_step(changed).ok_or_else(|| Error::internal("a leave has no such step"))?;
    leave::Entity::update_many()
        .col_expr(leave::Column::Status, Expr::val(changed.status.code()))
        .col_expr(leave::Column::EndsOn, Expr::val(changed.ends_on))
        .col_expr(leave::Column::Step, Expr::val(step.step.code()))
        .col_expr(leave::Column::PlaceId, Expr::val(step.place_id))
        .col_expr(leave::Column::Position, Expr::val(i32::try_from(changed.position).unwrap_or_default()))
        .col_expr(leave::Column::Version, Expr::val(changed.version))
        .filter(leave::Column::Id.eq(changed.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// What was decided about a leave at one of its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveDecision {
    /// The leave.
    pub leave_id: Uuid,
    /// At which step.
    pub step: LeaveStep,
    /// What.
    pub decision: LeaveDecisionKind,
    /// Why; empty where nothing was said, and once the trainee was erased.
    pub reason: String,
    /// Who decided.
    pub decided_by: Uuid,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// What was decided about these leaves, in order. For leaves that were already read within a scope.
pub async fn leave_decisions_of(
    connection: &impl ConnectionTrait,
    leaves: &[Uuid],
) -> Result<Vec<LeaveDecision>, Error> {
    let rows = leave_decision::Entity::find()
        .filter(leave_decision::Column::LeaveId.is_in(leaves.iter().copied()))
        .order_by_asc(leave_decision::Column::Id)
        .all(connection)
        .await?;
    let read = |row: leave_decision::Model| {
        Ok(LeaveDecision {
            leave_id: row.leave_id,
            step: LeaveStep::stored(&row.step)?,
            decision: LeaveDecisionKind::stored(&row.decision)?,
            reason: row.reason,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes what was decided about a leave.
pub(in super::super) async fn insert_leave_decision(
    write: &Write,
    _permit: &Permit,
    new: &LeaveDecision,
) -> Result<(), DbErr> {
    let row = leave_decision::Model {
        id: id::new_key(),
        leave_id: new.leave_id,
        step: new.step.code().to_owned(),
        decision: new.decision.code().to_owned(),
        reason: new.reason.clone(),
        decided_by: new.decided_by,
        decided_at: new.decided_at,
    };
    leave_decision::Entity::insert(leave_decision::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// The certificate that proves a leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveCertificate {
    /// The leave.
    pub leave_id: Uuid,
    /// The upload that keeps its bytes.
    pub(in super::super) upload_id: Uuid,
    /// What is kept; without a name once the trainee was erased.
    pub file: Document,
    /// When it was attached.
    pub attached_at: DateTime<Utc>,
    /// When its bytes were destroyed.
    pub destroyed_at: Option<DateTime<Utc>>,
}

/// Certificates of these leaves. For leaves that were already read within a scope.
pub async fn leave_certificates_of(
    connection: &impl ConnectionTrait,
    leaves: &[Uuid],
) -> Result<Vec<LeaveCertificate>, DbErr> {
    let rows = leave_certificate::Entity::find()
        .filter(leave_certificate::Column::LeaveId.is_in(leaves.iter().copied()))
        .order_by_asc(leave_certificate::Column::LeaveId)
        .all(connection)
        .await?;
    let read = |row: leave_certificate::Model| LeaveCertificate {
        leave_id: row.leave_id,
        upload_id: row.upload_id,
        file: Document {
            file_name: row.file_name,
            media_type: row.media_type,
            byte_size: row.byte_size,
            content_digest: row.content_digest,
        },
        attached_at: row.attached_at,
        destroyed_at: row.destroyed_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes down the certificate of a leave, and keeps its upload.
pub(in super::super) async fn insert_leave_certificate(
    write: &Write,
    _permit: &Permit,
    new: LeaveCertificate,
) -> Result<(), Error> {
    let upload_id = new.upload_id;
    let row = leave_certificate::Model {
        leave_id: new.leave_id,
        upload_id,
        file_name: new.file.file_name,
        media_type: new.file.media_type,
        byte_size: new.file.byte_size,
        content_digest: new.file.content_digest,
        attached_at: new.attached_at,
        destroyed_at: None,
    };
    leave_certificate::Entity::insert(leave_certificate::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    uploads::keep(write, upload_id).await
}
