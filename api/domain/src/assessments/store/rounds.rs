//! Queries over rounds in which several people answer one form, and over their answers.

use chrono::{DateTime, NaiveDate, Utc};
use entity::assessment_round::{Column, Entity, Model};
use entity::assessment_round_answer as answer;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use uuid::Uuid;

use super::super::rules::{RespondentRole, RoundAnswer};
use crate::identity::{Permit, Scope};

/// A round in which several people answer one form about a trainee.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentRound {
    /// Key.
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The version of the form.
    pub form_id: Uuid,
    /// The local day that it is about.
    pub occurred_on: NaiveDate,
    /// Last local day on which somebody may answer.
    pub closes_on: NaiveDate,
    /// Who opened it.
    pub opened_by: Uuid,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// When a supervisor closed it.
    pub closed_at: Option<DateTime<Utc>>,
    /// The evidence that came of it.
    pub evidence_id: Option<Uuid>,
}

impl AssessmentRound {
    /// Whether nobody can answer any more: only then is anything shown of the answers, so that no two looks at it differ by one.
    #[must_use]
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.closed_at.is_some() || today > self.closes_on
    }
}

impl From<Model> for AssessmentRound {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            form_id: row.form_id,
            occurred_on: row.occurred_on,
            closes_on: row.closes_on,
            opened_by: row.opened_by,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            evidence_id: row.evidence_id,
        }
    }
}

fn visible(scope: Scope<'_>) -> Select<Entity> {
    Entity::find().filter(scope.people((Entity, Column::PersonId)))
}

/// Rounds of a trainee, the latest first.
#[must_use]
pub fn rounds_ordering() -> Ordering {
    Ordering::by("OPENED", Column::Id, SortKind::Key, Column::Id).descending()
}

/// A page of a trainee's visible rounds, the latest first.
pub async fn rounds_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<AssessmentRound>, Error> {
    let query = visible(scope).filter(Column::PersonId.eq(person_id));
    let rows = page.apply(query, &rounds_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(AssessmentRound::from).collect())
}

/// How many visible rounds a trainee has.
pub async fn rounds_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
) -> Result<i64, DbErr> {
    let count = visible(scope).filter(Column::PersonId.eq(person_id)).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Every visible round of a person, in order.
pub async fn rounds_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
) -> Result<Vec<AssessmentRound>, DbErr> {
    let query = visible(scope).filter(Column::PersonId.eq(person_id)).order_by_asc(Column::Id);
    Ok(query.all(connection).await?.into_iter().map(AssessmentRound::from).collect())
}

/// One visible round.
pub(in super::super) async fn round(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<AssessmentRound, Error> {
    let found = visible(scope).filter(Column::Id.eq(key)).one(connection).await?;
    found.map(AssessmentRound::from).ok_or(Error::NotFound)
}

/// Locks a round, so that it is closed once and nobody answers meanwhile.
pub(in super::super) async fn lock_round(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(Entity::find_by_id(key)).await
}

/// Writes a round.
pub(in super::super) async fn insert_round(
    write: &Write,
    _permit: &Permit,
    made: &AssessmentRound,
) -> Result<(), DbErr> {
    let row = Model {
        id: made.id,
        person_id: made.person_id,
        form_id: made.form_id,
        occurred_on: made.occurred_on,
        closes_on: made.closes_on,
        opened_by: made.opened_by,
        opened_at: made.opened_at,
        closed_at: made.closed_at,
        evidence_id: made.evidence_id,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Closes a round with the evidence that came of it.
pub(in super::super) async fn close_round(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    evidence_id: Uuid,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::val(write.now()))
        .col_expr(Column::EvidenceId, Expr::val(evidence_id))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes an answer, under a key at random that tells no order.
pub(in super::super) async fn insert_answer(
    write: &Write,
    _permit: &Permit,
    round_id: Uuid,
    made: &RoundAnswer,
) -> Result<(), Error> {
    let row = answer::Model {
        id: Uuid::from_bytes(id::random()?),
        round_id,
        role: made.role.code().to_owned(),
        answers: super::written(&made.answers)?,
    };
    answer::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// What was answered in rounds that were already read within a scope, by round, in no order.
pub(in super::super) async fn answers_of(
    connection: &impl ConnectionTrait,
    rounds: &[Uuid],
) -> Result<Vec<(Uuid, RoundAnswer)>, Error> {
    let query = answer::Entity::find()
        .filter(answer::Column::RoundId.is_in(rounds.iter().copied()))
        .order_by_asc(answer::Column::Id);
    let read = |row: answer::Model| {
        let answers = serde_json::from_str(&row.answers)
            .map_err(|error| Error::internal(format!("answer {}: {error}", row.id)))?;
        Ok((row.round_id, RoundAnswer { role: RespondentRole::stored(&row.role)?, answers }))
    };
    query.all(connection).await?.into_iter().map(read).collect()
}

/// Carries a person's rounds over to another record of hers.
pub(super) async fn hand_over(write: &Write, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let change = Entity::update_many().col_expr(Column::PersonId, Expr::val(to));
    Ok(change.filter(Column::PersonId.eq(from)).exec(&**write).await?.rows_affected)
}

/// Deletes what was answered about an erased person.
pub(super) async fn erase(write: &Write, rounds: &[Uuid]) -> Result<u64, DbErr> {
    let deleted = answer::Entity::delete_many()
        .filter(answer::Column::RoundId.is_in(rounds.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(deleted.rows_affected)
}
