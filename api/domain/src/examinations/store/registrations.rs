//! Queries over registrations for examinations and what was decided about them.

use chrono::{DateTime, Utc};
use entity::exit_exam_registration::{Column, Entity, Model};
use entity::exit_exam_review as review;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::super::rules::{ExamRegistrationStatus, ExamReviewStep};
use crate::identity::{Act, Owners, Permit, Scope, Viewer};
use crate::organisations;
use crate::progress::EligibilityOutcome;
use crate::rotations::ReviewDecision;

/// A trainee's registration for an exit examination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamRegistration {
    /// Key.
    pub id: Uuid,
    /// The examination.
    pub examination_id: Uuid,
    /// The enrolment whose training it ends.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// 1 for the first time that she sits one of the programme.
    pub attempt: i32,
    /// Whether she was eligible on the day of registering.
    pub outcome: EligibilityOutcome,
    /// By which rules that was decided.
    pub rule_version: String,
    /// Where it stands.
    pub status: ExamRegistrationStatus,
    /// The institution of the base that reviews it.
    pub base_institution_id: Option<Uuid>,
    /// Number of the admission ticket.
    pub ticket: Option<String>,
    /// When she registered.
    pub registered_at: DateTime<Utc>,
    /// Rises with each change.
    pub version: i32,
}

impl TryFrom<Model> for ExamRegistration {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            examination_id: row.examination_id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            attempt: row.attempt,
            outcome: EligibilityOutcome::stored(&row.outcome)?,
            rule_version: row.rule_version,
            status: ExamRegistrationStatus::stored(&row.status)?,
            base_institution_id: row.base_institution_id,
            ticket: row.ticket,
            registered_at: row.registered_at,
            version: row.version,
        })
    }
}

/// What was decided about a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamReview {
    /// Key.
    pub id: Uuid,
    /// The registration.
    pub registration_id: Uuid,
    /// At which step.
    pub step: ExamReviewStep,
    /// What.
    pub decision: ReviewDecision,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub reviewer_id: Uuid,
    /// When.
    pub decided_at: DateTime<Utc>,
}

fn read_all(rows: Vec<Model>) -> Result<Vec<ExamRegistration>, Error> {
    rows.into_iter().map(ExamRegistration::try_from).collect()
}

/// Which registrations.
#[derive(Clone, Debug, Default)]
pub struct RegistrationFilter {
    /// For this examination.
    pub examination_id: Option<Uuid>,
    /// Of this trainee.
    pub person_id: Option<Uuid>,
    /// In this status.
    pub status: Option<ExamRegistrationStatus>,
    /// That fit this condition, such as [`awaiting_viewer`].
    pub awaiting: Option<Cond>,
}

fn visible(scope: Scope<'_>) -> Select<Entity> {
    Entity::find().filter(scope.people((Entity, Column::PersonId)))
}

fn filtered(scope: Scope<'_>, filter: &RegistrationFilter) -> Select<Entity> {
    let mut query = visible(scope);
    if let Some(key) = filter.examination_id {
        query = query.filter(Column::ExaminationId.eq(key));
    }
    if let Some(key) = filter.person_id {
        query = query.filter(Column::PersonId.eq(key));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status.code()));
    }
    match &filter.awaiting {
        Some(condition) => query.filter(condition.clone()),
        None => query,
    }
}

/// What awaits the viewer at one of the two steps, or whom she acts for: never her own, nor what she decided at the other step. One
/// statement.
pub async fn awaiting_viewer(connection: &impl ConnectionTrait, viewer: &Viewer) -> Result<Cond, Error> {
    let institutions = organisations::all_institutions(connection).await?;
    let reached = |act| {
        let reaches = |institution: &&organisations::Institution| {
            let owners = Owners {
                institutions: &[institution.id],
                region_code: Some(&institution.region_code),
                ..Owners::default()
            };
            Permit::at(viewer, act, owners).is_ok()
        };
        institutions.iter().filter(reaches).map(|institution| institution.id).collect::<Vec<_>>()
    };
    let bases = reached(Act::ExamReviewAtBase);
    let organisers = super::of_organisers(&reached(Act::ExamReviewAtOrganiser));
    let at = |status: ExamRegistrationStatus| Column::Status.eq(status.code());
    let at_base =
        Cond::all().add(at(ExamRegistrationStatus::AwaitsBase)).add(Column::BaseInstitutionId.is_in(bases));
    let at_organiser = Cond::all()
        .add(at(ExamRegistrationStatus::AwaitsOrganiser))
        .add(Column::ExaminationId.in_subquery(organisers));
    let decided = Query::select()
        .column(review::Column::RegistrationId)
        .from(review::Entity)
        .and_where(Expr::col(review::Column::ReviewerId).is_in([viewer.person_id]))
        .take();
    Ok(Cond::all()
        .add(Cond::any().add(at_base).add(at_organiser))
        .add(Column::PersonId.ne(viewer.person_id))
        .add(Column::Id.not_in_subquery(decided)))
}

/// Registrations in the order in which they came.
#[must_use]
pub fn registrations_ordering() -> Ordering {
    Ordering::by("REGISTERED", (Entity, Column::Id), SortKind::Key, (Entity, Column::Id))
}

/// A page of visible registrations, in the order in which they came.
pub async fn registrations_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &RegistrationFilter,
    page: &PageRequest,
) -> Result<Slice<ExamRegistration>, Error> {
    let rows = page.apply(filtered(scope, filter), &registrations_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many registrations are visible.
pub async fn registrations_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &RegistrationFilter,
) -> Result<i64, DbErr> {
    let count = filtered(scope, filter).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// One visible registration.
pub(in super::super) async fn registration(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<ExamRegistration, Error> {
    let found = visible(scope).filter(Column::Id.eq(key)).one(connection).await?;
    found.ok_or(Error::NotFound)?.try_into()
}

/// Visible registrations by key, in no order.
pub async fn find_registrations(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<ExamRegistration>, Error> {
    read_all(visible(scope).filter(Column::Id.is_in(keys.iter().copied())).all(connection).await?)
}

/// Visible registrations of these enrolments, in order.
pub async fn registrations_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    enrolments: &[Uuid],
) -> Result<Vec<ExamRegistration>, Error> {
    let query = visible(scope).filter(Column::EnrolmentId.is_in(enrolments.iter().copied()));
    read_all(query.order_by_asc(Column::Id).all(connection).await?)
}

/// Visible registrations of a person, in order.
pub async fn registrations_of_person(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
) -> Result<Vec<ExamRegistration>, Error> {
    let query = visible(scope).filter(Column::PersonId.eq(person_id));
    read_all(query.order_by_asc(Column::Id).all(connection).await?)
}

/// Registrations of an examination that were given a ticket. For an act upon the examination, whose permit was given.
pub(in super::super) async fn tickets_of(
    connection: &impl ConnectionTrait,
    examination_id: Uuid,
) -> Result<Vec<ExamRegistration>, Error> {
    let query = Entity::find()
        .filter(Column::ExaminationId.eq(examination_id))
        .filter(Column::Ticket.is_not_null())
        .order_by_asc(Column::Id);
    read_all(query.all(connection).await?)
}

/// What was decided about registrations that were already read within a scope, in order.
pub async fn reviews_of(
    connection: &impl ConnectionTrait,
    registrations: &[Uuid],
) -> Result<Vec<ExamReview>, Error> {
    let rows = review::Entity::find()
        .filter(review::Column::RegistrationId.is_in(registrations.iter().copied()))
        .order_by_asc(review::Column::Id)
        .all(connection)
        .await?;
    let read = |row: review::Model| {
        Ok(ExamReview {
            id: row.id,
            registration_id: row.registration_id,
            step: ExamReviewStep::stored(&row.step)?,
            decision: ReviewDecision::stored(&row.decision)?,
            reason: row.reason,
            reviewer_id: row.reviewer_id,
            decided_at: row.decided_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes a registration.
pub(in super::super) async fn insert_registration(
    write: &Write,
    _permit: &Permit,
    made: &ExamRegistration,
) -> Result<(), DbErr> {
    let row = Model {
        id: made.id,
        examination_id: made.examination_id,
        enrolment_id: made.enrolment_id,
        person_id: made.person_id,
        attempt: made.attempt,
        outcome: made.outcome.code().to_owned(),
        rule_version: made.rule_version.clone(),
        status: made.status.code().to_owned(),
        base_institution_id: made.base_institution_id,
        ticket: made.ticket.clone(),
        registered_at: made.registered_at,
        version: made.version,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Moves a registration to a status, with the ticket that it is given and the review that moves it.
pub(in super::super) async fn decide(
    write: &Write,
    _permit: &Permit,
    registration: &ExamRegistration,
    (status, ticket): (ExamRegistrationStatus, Option<&str>),
    decided: Option<ExamReview>,
) -> Result<(), DbErr> {
    let mut change = Entity::update_many()
        .col_expr(Column::Status, Expr::val(status.code()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(registration.id));
    if let Some(ticket) = ticket {
        change = change.col_expr(Column::Ticket, Expr::val(ticket));
    }
    change.exec(&**write).await?;
    if let Some(made) = decided {
        let row = review::Model {
            id: made.id,
            registration_id: made.registration_id,
            step: made.step.code().to_owned(),
            decision: made.decision.code().to_owned(),
            reason: made.reason,
            reviewer_id: made.reviewer_id,
            decided_at: made.decided_at,
        };
        review::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

impl ExamReview {
    /// A decision made now.
    pub(in super::super) fn now(
        write: &Write,
        registration_id: Uuid,
        step: ExamReviewStep,
        (decision, reason): (ReviewDecision, Option<&str>),
        reviewer_id: Uuid,
    ) -> Self {
        let reason = reason.map(str::to_owned);
        let decided_at = write.now();
        Self { id: id::new_key(), registration_id, step, decision, reason, reviewer_id, decided_at }
    }
}

/// Carries a person's registrations over to another record of hers, and to the enrolments that hers were joined into. Nothing goes
/// over, and `None` is told, when both records stand registered for one examination by enrolments that are joined.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
    joined: &[(Uuid, Uuid)],
) -> Result<Option<(String, u64)>, Error> {
    for (given_up, kept) in joined {
        let live = ExamRegistrationStatus::LIVE.map(platform::codes::Code::code);
        let of = |enrolment: Uuid| {
            Entity::find()
                .select_only()
                .column(Column::ExaminationId)
                .filter(Column::EnrolmentId.eq(enrolment))
                .filter(Column::Status.is_in(live))
                .into_tuple::<Uuid>()
        };
        let kept_ones = of(*kept).all(&**write).await?;
        if of(*given_up).all(&**write).await?.iter().any(|key| kept_ones.contains(key)) {
            return Ok(None);
        }
    }
    let mut moved = 0;
    for (given_up, kept) in joined {
        let change = Entity::update_many()
            .col_expr(Column::PersonId, Expr::val(to))
            .col_expr(Column::EnrolmentId, Expr::val(*kept))
            .filter(Column::EnrolmentId.eq(*given_up));
        moved += change.exec(&**write).await?.rows_affected;
    }
    let change = Entity::update_many().col_expr(Column::PersonId, Expr::val(to));
    moved += change.filter(Column::PersonId.eq(from)).exec(&**write).await?.rows_affected;
    Ok(Some(("exit_exam_registration".to_owned(), moved)))
}

/// Empties the reasons of reviews of an erased person's registrations; what was decided stays.
pub async fn erase(write: &Write, _permit: &Permit, registrations: &[Uuid]) -> Result<(String, u64), DbErr> {
    let emptied = review::Entity::update_many()
        .col_expr(review::Column::Reason, Expr::val(None::<String>))
        .filter(review::Column::RegistrationId.is_in(registrations.iter().copied()))
        .filter(review::Column::Reason.is_not_null())
        .exec(&**write)
        .await?;
    Ok(("exit_exam_review_reason".to_owned(), emptied.rows_affected))
}
