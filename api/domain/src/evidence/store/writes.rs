//! What is written of evidence: itself once, and where it stands.

use entity::{evidence, evidence_state, review};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::rules::EvidenceStatus;
use super::super::steps::{self, Steps};
use super::super::{attachments, portfolio};
use super::{Evidence, NewEvidence};
use crate::identity::Permit;

/// Writes pieces of evidence with their states, in order: two statements.
pub(in super::super) async fn insert_all(
    write: &Write,
    permit: &Permit,
    new: &[NewEvidence],
) -> Result<Vec<Evidence>, Error> {
    let rows: Vec<(evidence::Model, evidence_state::Model)> =
        new.iter().map(|new| rows_of(write, permit, new)).collect();
    let evidence = rows.iter().map(|(row, _)| evidence::ActiveModel::from(row.clone()));
    evidence::Entity::insert_many(evidence).exec_without_returning(&**write).await?;
    let states = rows.iter().map(|(_, state)| evidence_state::ActiveModel::from(state.clone()));
    evidence_state::Entity::insert_many(states).exec_without_returning(&**write).await?;
    rows.into_iter().map(|(row, state)| Evidence::read(row, &state)).collect()
}

fn rows_of(write: &Write, permit: &Permit, new: &NewEvidence) -> (evidence::Model, evidence_state::Model) {
    let submitted_by = permit.actor.person_id.unwrap_or(new.person_id);
    let row = evidence::Model {
        id: id::new_key(),
        person_id: new.person_id,
        kind: new.kind.code().to_owned(),
        submitted_by,
        recorded_at: write.now(),
        occurred_on: new.occurred_on,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        minutes: new.minutes,
        days: new.days,
        absence_days: new.absence_days,
        part_time_percent: new.part_time_percent,
        activity: new.activity.clone(),
        activity_kind: new.activity_kind.clone(),
        source_kind: new.source_kind.map(|kind| kind.code().to_owned()),
        source_id: new.source_id,
        requirement_id: new.requirement_id,
        department_id: new.department_id,
        specialty: new.specialty.clone(),
        base_id: new.base_id,
        base_kind: new.base_kind.map(|kind| kind.code().to_owned()),
        assessor_id: new.assessor_id,
        level: new.level,
        passed: new.passed,
        amount: new.amount,
        note: new.note.clone(),
        replaces_id: new.replaces_id,
    };
    let state = evidence_state::Model {
        evidence_id: row.id,
        person_id: Some(row.person_id),
        status: EvidenceStatus::Pending.code().to_owned(),
        step: new.steps.now.kind.code().to_owned(),
        place_id: new.steps.now.place_id,
        later_steps: steps::written(&new.steps.later),
        reviewer_id: new.reviewer_id,
        version: 1,
    };
    (row, state)
}

/// Moves evidence to another status.
pub(in super::super) async fn set_status(
    write: &Write,
    _permit: &Permit,
    evidence: &[Uuid],
    status: EvidenceStatus,
) -> Result<(), DbErr> {
    if evidence.is_empty() {
        return Ok(());
    }
    evidence_state::Entity::update_many()
        .col_expr(evidence_state::Column::Status, Expr::val(status.code()))
        .col_expr(evidence_state::Column::Version, Expr::col(evidence_state::Column::Version).add(1))
        .filter(evidence_state::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Moves evidence on to the next step of its review.
pub(in super::super) async fn advance(
    write: &Write,
    _permit: &Permit,
    evidence: &[Uuid],
    steps: &Steps,
) -> Result<(), DbErr> {
    evidence_state::Entity::update_many()
        .col_expr(evidence_state::Column::Step, Expr::val(steps.now.kind.code()))
        .col_expr(evidence_state::Column::PlaceId, Expr::val(steps.now.place_id))
        .col_expr(evidence_state::Column::LaterSteps, Expr::val(steps::written(&steps.later)))
        .col_expr(evidence_state::Column::ReviewerId, Expr::val(None::<Uuid>))
        .col_expr(evidence_state::Column::Version, Expr::col(evidence_state::Column::Version).add(1))
        .filter(evidence_state::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Raises the version of a piece of evidence: what belongs to it has changed.
pub(in super::super) async fn touch(write: &Write, _permit: &Permit, evidence_id: Uuid) -> Result<(), DbErr> {
    evidence_state::Entity::update_many()
        .col_expr(evidence_state::Column::Version, Expr::col(evidence_state::Column::Version).add(1))
        .filter(evidence_state::Column::EvidenceId.eq(evidence_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Locks the state of evidence, in the order of keys, until the transaction ends.
pub(in super::super) async fn lock(write: &Write, evidence: &[Uuid]) -> Result<(), DbErr> {
    let query = evidence_state::Entity::find()
        .filter(evidence_state::Column::EvidenceId.is_in(evidence.iter().copied()))
        .order_by_asc(evidence_state::Column::EvidenceId);
    write.lock_rows(query).await
}

/// What was emptied of the evidence of an erased person.
#[derive(Clone, Debug)]
pub struct Erased {
    /// How much, by kind.
    pub erased: Vec<(String, u64)>,
    /// Her evidence.
    pub evidence: Vec<Uuid>,
    /// The uploads that kept what proves it.
    pub uploads: Vec<Uuid>,
}

/// Empties what was written in evidence of an erased person and in its reviews; what was shown, and what was decided, stay.
/// Says what was emptied.
pub async fn erase(write: &Write, permit: &Permit, person_id: Uuid) -> Result<Erased, Error> {
    let keys: Vec<Uuid> = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::Id)
        .filter(evidence::Column::PersonId.eq(person_id))
        .into_tuple()
        .all(&**write)
        .await?;
    let entries = portfolio::erase(write, permit, &keys).await?;
    let (files, uploads) = attachments::erase(write, permit, &keys).await?;
    let notes = evidence::Entity::update_many()
        .col_expr(evidence::Column::Note, Expr::val(""))
        .filter(evidence::Column::PersonId.eq(person_id))
        .filter(evidence::Column::Note.ne(""))
        .exec(&**write)
        .await?;
    let hers = Query::select()
        .column(evidence::Column::Id)
        .from(evidence::Entity)
        .and_where(evidence::Column::PersonId.eq(person_id))
        .take();
    let reasons = review::Entity::update_many()
        .col_expr(review::Column::Reason, Expr::val(None::<String>))
        .filter(review::Column::EvidenceId.in_subquery(hers))
        .filter(review::Column::Reason.is_not_null())
        .exec(&**write)
        .await?;
    let erased = [
        ("evidence_note", notes.rows_affected),
        ("review_reason", reasons.rows_affected),
        ("portfolio_entry", entries),
        ("attachment", files),
    ];
    let erased = erased.map(|(kind, count)| (kind.to_owned(), count)).into();
    Ok(Erased { erased, evidence: keys, uploads })
}

/// Carries a person's evidence, and what awaits her review, over to another record of hers.
pub(in super::super) async fn hand_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<u64, DbErr> {
    let moved = evidence::Entity::update_many()
        .col_expr(evidence::Column::PersonId, Expr::val(to))
        .filter(evidence::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    for column in [evidence_state::Column::PersonId, evidence_state::Column::ReviewerId] {
        evidence_state::Entity::update_many()
            .col_expr(column, Expr::val(to))
            .filter(column.eq(from))
            .exec(&**write)
            .await?;
    }
    Ok(moved.rows_affected)
}
