//! Queries over what bases declare and what visiting experts saw. They name nobody but who recorded them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{base_figure, base_visit, base_visit_remark};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rules::BaseFigureKind;
use crate::identity::Permit;

mod reporting;

pub(super) use reporting::{
    Figure, close_round, decide_submission, figures_of, find_rounds, insert_reminder, insert_round,
    insert_submission, link_figure, lock_round, open_rounds_due, reminders_of, reopen_round, rounds_count,
    rounds_page, submission, submissions_of,
};
pub use reporting::{Reopening, ReportingRound, Submission, reporting_rounds_ordering};

/// A figure that a base declares of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseFigure {
    /// Key.
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// Which figure.
    pub kind: BaseFigureKind,
    /// How much, in whole units.
    pub value: i64,
    /// First day on which it holds.
    pub holds_from: NaiveDate,
    /// Where it stands.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// What visiting experts remarked on one norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRemark {
    /// The norm's code.
    pub norm: String,
    /// What they give it, 0 to 100.
    pub score: Option<i32>,
    /// What they saw; empty when nothing is said.
    pub note: String,
}

/// What experts saw who visited a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseVisit {
    /// Key.
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// On whose behalf they came.
    pub institution_id: Uuid,
    /// When.
    pub visited_on: NaiveDate,
    /// What they give it as a whole, 0 to 100.
    pub score: Option<i32>,
    /// What they saw.
    pub note: String,
    /// What they remarked on norms, by their codes.
    pub remarks: Vec<VisitRemark>,
}

impl TryFrom<base_figure::Model> for BaseFigure {
    type Error = Error;

    fn try_from(row: base_figure::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            base_id: row.base_id,
            kind: BaseFigureKind::stored(&row.kind)?,
            value: row.value,
            holds_from: row.holds_from,
            source: row.source,
            recorded_at: row.recorded_at,
        })
    }
}

/// What these bases declare, as it holds on a day: of each kind what holds from the latest day on, and of those the last recorded.
pub(super) async fn figures_on(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<BaseFigure>, Error> {
    let rows = base_figure::Entity::find()
        .filter(base_figure::Column::BaseId.is_in(bases.iter().copied()))
        .filter(base_figure::Column::HoldsFrom.lte(on))
        .order_by_desc(base_figure::Column::HoldsFrom)
        .order_by_desc(base_figure::Column::Id)
        .all(connection)
        .await?;
    let mut latest: Vec<BaseFigure> = Vec::new();
    for row in rows {
        let figure = BaseFigure::try_from(row)?;
        if !latest.iter().any(|known| (known.base_id, known.kind) == (figure.base_id, figure.kind)) {
            latest.push(figure);
        }
    }
    latest.sort_by_key(|figure| figure.kind);
    Ok(latest)
}

/// Visits to these bases from one day to another, the latest first: two statements.
pub(super) async fn visits_of(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<BaseVisit>, DbErr> {
    let rows = base_visit::Entity::find()
        .filter(base_visit::Column::BaseId.is_in(bases.iter().copied()))
        .filter(base_visit::Column::VisitedOn.between(from, until))
        .filter(base_visit::Column::RetractedAt.is_null())
        .order_by_desc(base_visit::Column::VisitedOn)
        .order_by_desc(base_visit::Column::Id)
        .all(connection)
        .await?;
    let remarks = base_visit_remark::Entity::find()
        .filter(base_visit_remark::Column::VisitId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(base_visit_remark::Column::Norm)
        .all(connection)
        .await?;
    let of = |row: base_visit::Model| BaseVisit {
        id: row.id,
        base_id: row.base_id,
        institution_id: row.institution_id,
        visited_on: row.visited_on,
        score: row.score,
        note: row.note,
        remarks: remarks
            .iter()
            .filter(|remark| remark.visit_id == row.id)
            .map(|remark| VisitRemark {
                norm: remark.norm.clone(),
                score: remark.score,
                note: remark.note.clone(),
            })
            .collect(),
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Writes what a base declares.
pub(super) async fn insert_figure(write: &Write, permit: &Permit, figure: &BaseFigure) -> Result<(), DbErr> {
    let row = base_figure::Model {
        id: figure.id,
        base_id: figure.base_id,
        kind: figure.kind.code().to_owned(),
        value: figure.value,
        holds_from: figure.holds_from,
        source: figure.source.clone(),
        recorded_by: permit.actor.person_id,
        recorded_at: figure.recorded_at,
    };
    base_figure::Entity::insert(base_figure::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes what experts saw.
pub(super) async fn insert_visit(write: &Write, permit: &Permit, visit: &BaseVisit) -> Result<(), DbErr> {
    let row = base_visit::Model {
        id: visit.id,
        base_id: visit.base_id,
        institution_id: visit.institution_id,
        visited_on: visit.visited_on,
        score: visit.score,
        note: visit.note.clone(),
        recorded_by: permit.actor.person_id,
        recorded_at: write.now(),
        retracted_at: None,
        retract_reason: None,
    };
    base_visit::Entity::insert(base_visit::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    if visit.remarks.is_empty() {
        return Ok(());
    }
    let remarks = visit.remarks.iter().map(|remark| {
        base_visit_remark::ActiveModel::from(base_visit_remark::Model {
            visit_id: visit.id,
            norm: remark.norm.clone(),
            score: remark.score,
            note: remark.note.clone(),
        })
    });
    base_visit_remark::Entity::insert_many(remarks).exec_without_returning(&**write).await?;
    Ok(())
}

/// On whose behalf experts paid a visit that stands, locked, so that it is taken back once.
pub(super) async fn lock_visit(write: &Write, key: Uuid) -> Result<Uuid, Error> {
    let query = base_visit::Entity::find_by_id(key);
    write.lock_rows(query.clone()).await?;
    let row = query.one(&**write).await?.filter(|row| row.retracted_at.is_none());
    row.map(|row| row.institution_id).ok_or(Error::NotFound)
}

/// Takes a visit back: its words go, and that it was is kept.
pub(super) async fn retract_visit(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    reason: &str,
) -> Result<(), DbErr> {
    base_visit_remark::Entity::update_many()
        .col_expr(base_visit_remark::Column::Note, Expr::val(""))
        .filter(base_visit_remark::Column::VisitId.eq(key))
        .exec(&**write)
        .await?;
    base_visit::Entity::update_many()
        .col_expr(base_visit::Column::Note, Expr::val(""))
        .col_expr(base_visit::Column::RetractedAt, Expr::val(write.now()))
        .col_expr(base_visit::Column::RetractReason, Expr::val(reason))
        .filter(base_visit::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
