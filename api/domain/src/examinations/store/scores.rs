//! Queries over scores.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::exit_exam_registration as registration;
use entity::exit_exam_score::{Column, Entity, Model};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::rules::{ExamPart, PartPoints};
use crate::identity::Permit;

/// Rows that one statement writes at most.
const BATCH: usize = 500;

/// What somebody scored; a later one of the same registration corrects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamScore {
    /// Key.
    pub id: Uuid,
    /// The registration.
    pub registration_id: Uuid,
    /// Points by part; none when she was absent.
    pub points: Vec<PartPoints>,
    /// Whether she did not sit the examination.
    pub is_absent: bool,
    /// Whether every part was passed.
    pub is_passed: bool,
    /// Who imported it.
    pub imported_by: Uuid,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// The evidence that it makes.
    pub evidence_id: Uuid,
    /// The score that it corrects.
    pub replaces_id: Option<Uuid>,
}

/// Points as they are stored.
#[derive(Debug, Serialize, Deserialize)]
struct StoredPoints {
    part: String,
    points: i64,
}

impl TryFrom<Model> for ExamScore {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let stored: Vec<StoredPoints> = serde_json::from_str(&row.points)
            .map_err(|error| Error::internal(format!("points of score {}: {error}", row.id)))?;
        let points = |stored: StoredPoints| {
            Ok(PartPoints { part: ExamPart::stored(&stored.part)?, points: stored.points })
        };
        Ok(Self {
            id: row.id,
            registration_id: row.registration_id,
            points: stored.into_iter().map(points).collect::<Result<_, Error>>()?,
            is_absent: row.is_absent,
            is_passed: row.is_passed,
            imported_by: row.imported_by,
            imported_at: row.imported_at,
            evidence_id: row.evidence_id,
            replaces_id: row.replaces_id,
        })
    }
}

fn read_all(rows: Vec<Model>) -> Result<Vec<ExamScore>, Error> {
    rows.into_iter().map(ExamScore::try_from).collect()
}

/// Scores of registrations that were already read within a scope, in order of import.
pub async fn scores_of(
    connection: &impl ConnectionTrait,
    registrations: &[Uuid],
) -> Result<Vec<ExamScore>, Error> {
    let query = Entity::find().filter(Column::RegistrationId.is_in(registrations.iter().copied()));
    read_all(query.order_by_asc(Column::ImportedAt).order_by_asc(Column::Id).all(connection).await?)
}

/// The latest score of each registration.
#[must_use]
pub fn latest(scores: &[ExamScore]) -> HashMap<Uuid, &ExamScore> {
    let replaced: Vec<Uuid> = scores.iter().filter_map(|score| score.replaces_id).collect();
    let standing = scores.iter().filter(|score| !replaced.contains(&score.id));
    standing.map(|score| (score.registration_id, score)).collect()
}

/// Scores behind evidence that was already read within a scope.
pub async fn find_scores(
    connection: &impl ConnectionTrait,
    evidence: &[Uuid],
) -> Result<Vec<ExamScore>, Error> {
    let query = Entity::find().filter(Column::EvidenceId.is_in(evidence.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Whether anything was scored in an examination.
pub(in super::super) async fn has_scores(
    connection: &impl ConnectionTrait,
    examination_id: Uuid,
) -> Result<bool, DbErr> {
    let registrations = Query::select()
        .column(registration::Column::Id)
        .from(registration::Entity)
        .and_where(Expr::col(registration::Column::ExaminationId).eq(examination_id))
        .take();
    let query = Entity::find().filter(Column::RegistrationId.in_subquery(registrations));
    Ok(query.count(connection).await? > 0)
}

/// Writes scores.
pub(in super::super) async fn insert_scores(
    write: &Write,
    _permit: &Permit,
    made: &[ExamScore],
) -> Result<(), DbErr> {
    for part in made.chunks(BATCH) {
        let rows = part.iter().map(|score| {
            let points = score
                .points
                .iter()
                .map(|scored| StoredPoints { part: scored.part.code().to_owned(), points: scored.points });
            let row = Model {
                id: score.id,
                registration_id: score.registration_id,
                points: serde_json::json!(points.collect::<Vec<_>>()).to_string(),
                is_absent: score.is_absent,
                is_passed: score.is_passed,
                imported_by: score.imported_by,
                imported_at: score.imported_at,
                evidence_id: score.evidence_id,
                replaces_id: score.replaces_id,
            };
            row.into_active_model()
        });
        Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}
