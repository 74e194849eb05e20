//! Queries over what trainees ask people without an account to assess.

use chrono::{DateTime, NaiveDate, Utc};
use entity::assessment_request::{Column, Entity, Model};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use uuid::Uuid;

use super::super::rules::{AssessmentRequestStatus, RespondentRole, request_status};
use super::rounds;
use crate::identity::{Permit, Scope};

/// What a trainee asks somebody to assess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentRequest {
    /// Key.
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The version of the form.
    pub form_id: Uuid,
    /// The local day of the encounter.
    pub occurred_on: NaiveDate,
    /// What the trainee calls the assessor.
    pub assessor_name: String,
    /// Where the link was sent.
    pub assessor_email: Option<String>,
    /// What the trainee tells the assessor; may be empty.
    pub note: String,
    /// When it was asked.
    pub created_at: DateTime<Utc>,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether it was answered.
    pub is_used: bool,
    /// The name that the assessor gave.
    pub signed_name: Option<String>,
    /// The evidence that came of it.
    pub evidence_id: Option<Uuid>,
    /// The round that it invites to, and the role in which she answers there.
    pub round: Option<(Uuid, RespondentRole)>,
}

impl AssessmentRequest {
    /// Where it stands at an instant.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> AssessmentRequestStatus {
        request_status(self.is_used, self.revoked_at.is_some(), self.expires_at, now)
    }
}

impl From<Model> for AssessmentRequest {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            form_id: row.form_id,
            occurred_on: row.occurred_on,
            assessor_name: row.assessor_name,
            assessor_email: row.assessor_email,
            note: row.note,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            is_used: row.is_used,
            signed_name: row.signed_name,
            evidence_id: row.evidence_id,
            round: row.round_id.zip(row.role.as_deref().and_then(RespondentRole::parse)),
        }
    }
}

fn visible(scope: Scope<'_>) -> Select<Entity> {
    Entity::find().filter(scope.people((Entity, Column::PersonId)))
}

/// Requests of one person each: an invitation to a round is seen with its round.
fn single(scope: Scope<'_>, person_id: Uuid) -> Select<Entity> {
    visible(scope).filter(Column::PersonId.eq(person_id)).filter(Column::RoundId.is_null())
}

/// Requests of a trainee, the latest first.
#[must_use]
pub fn requests_ordering() -> Ordering {
    Ordering::by("CREATED", Column::Id, SortKind::Key, Column::Id).descending()
}

/// A page of a trainee's visible requests, the latest first.
pub async fn requests_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<AssessmentRequest>, Error> {
    let rows = page.apply(single(scope, person_id), &requests_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(AssessmentRequest::from).collect())
}

/// How many visible requests a trainee made.
pub async fn requests_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
) -> Result<i64, DbErr> {
    let count = single(scope, person_id).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Every visible request of a person, in order.
pub async fn requests_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
) -> Result<Vec<AssessmentRequest>, DbErr> {
    let query = visible(scope).filter(Column::PersonId.eq(person_id)).order_by_asc(Column::Id);
    Ok(query.all(connection).await?.into_iter().map(AssessmentRequest::from).collect())
}

/// One visible request.
pub(in super::super) async fn request(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<AssessmentRequest, Error> {
    let found = visible(scope).filter(Column::Id.eq(key)).one(connection).await?;
    found.map(AssessmentRequest::from).ok_or(Error::NotFound)
}

/// Requests by the evidence that came of them, in no order. For evidence that was already read within a scope.
pub async fn requests_behind(
    connection: &impl ConnectionTrait,
    evidence: &[Uuid],
) -> Result<Vec<AssessmentRequest>, DbErr> {
    let query = Entity::find().filter(Column::EvidenceId.is_in(evidence.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(AssessmentRequest::from).collect())
}

/// Who was invited to rounds that were already read within a scope, in order.
pub async fn invitations_of(
    connection: &impl ConnectionTrait,
    rounds: &[Uuid],
) -> Result<Vec<AssessmentRequest>, DbErr> {
    let query = Entity::find().filter(Column::RoundId.is_in(rounds.iter().copied())).order_by_asc(Column::Id);
    Ok(query.all(connection).await?.into_iter().map(AssessmentRequest::from).collect())
}

/// The request that a secret opens, wherever it stands: whoever has the secret was asked.
pub(in super::super) async fn request_by_secret(
    connection: &impl ConnectionTrait,
    digest: Vec<u8>,
) -> Result<Option<AssessmentRequest>, DbErr> {
    let found = Entity::find().filter(Column::SecretDigest.eq(digest)).one(connection).await?;
    Ok(found.map(AssessmentRequest::from))
}

/// How many requests were made for a trainee since an instant.
pub(in super::super) async fn requests_since(
    write: &Write,
    person_id: Uuid,
    since: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let query = Entity::find().filter(Column::PersonId.eq(person_id)).filter(Column::CreatedAt.gt(since));
    query.count(&**write).await
}

/// Writes a request.
pub(in super::super) async fn insert_request(
    write: &Write,
    permit: &Permit,
    made: &AssessmentRequest,
    secret_digest: Vec<u8>,
) -> Result<(), DbErr> {
    let made = made.clone();
    let (round_id, role) = made.round.unzip();
    let row = Model {
        id: made.id,
        person_id: made.person_id,
        form_id: made.form_id,
        occurred_on: made.occurred_on,
        assessor_name: made.assessor_name,
        assessor_email: made.assessor_email,
        note: made.note,
        secret_digest,
        created_by: permit.actor.person_id.unwrap_or(made.person_id),
        created_at: made.created_at,
        expires_at: made.expires_at,
        revoked_at: made.revoked_at,
        is_used: made.is_used,
        signed_name: made.signed_name,
        evidence_id: made.evidence_id,
        round_id,
        role: role.map(|role| role.code().to_owned()),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// A change of a request whose link still works; refused, it changes nothing.
fn open(write: &Write, key: Uuid) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(key))
        .filter(Column::IsUsed.eq(false))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(write.now()))
}

/// Gives a link another secret; says whether it still worked.
pub(in super::super) async fn renew(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    secret_digest: Vec<u8>,
) -> Result<bool, DbErr> {
    let change = open(write, key).col_expr(Column::SecretDigest, Expr::val(secret_digest));
    Ok(change.exec(&**write).await?.rows_affected == 1)
}

/// Takes a link back; says whether it still worked.
pub(in super::super) async fn revoke(write: &Write, _permit: &Permit, key: Uuid) -> Result<bool, DbErr> {
    let change = open(write, key).col_expr(Column::RevokedAt, Expr::val(write.now()));
    Ok(change.exec(&**write).await?.rows_affected == 1)
}

/// Uses a link up, with the name that was given and what came of it; says whether it still worked.
pub(in super::super) async fn use_up(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    signed_name: &str,
    evidence_id: Uuid,
) -> Result<bool, DbErr> {
    let change = open(write, key)
        .col_expr(Column::IsUsed, Expr::val(true))
        .col_expr(Column::SignedName, Expr::val(signed_name))
        .col_expr(Column::EvidenceId, Expr::val(evidence_id));
    Ok(change.exec(&**write).await?.rows_affected == 1)
}

/// Uses a link of a round up, and writes nothing else of it; says whether it still worked.
pub(in super::super) async fn use_up_in_round(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
) -> Result<bool, DbErr> {
    let change = open(write, key).col_expr(Column::IsUsed, Expr::val(true));
    Ok(change.exec(&**write).await?.rows_affected == 1)
}

/// Carries a person's requests and rounds over to another record of hers.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<(String, u64)>, DbErr> {
    let moved = Entity::update_many()
        .col_expr(Column::PersonId, Expr::val(to))
        .filter(Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    let rounds = rounds::hand_over(write, from, to).await?;
    Ok(vec![("assessment_request".to_owned(), moved.rows_affected), ("assessment_round".to_owned(), rounds)])
}

/// Empties whom an erased person asked and under which names they answered, and deletes what was answered in `rounds` about her.
/// Says what was emptied.
pub async fn erase_requests(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    rounds: &[Uuid],
) -> Result<Vec<(String, u64)>, DbErr> {
    let emptied = Entity::update_many()
        .col_expr(Column::AssessorName, Expr::val(""))
        .col_expr(Column::AssessorEmail, Expr::val(None::<String>))
        .col_expr(Column::Note, Expr::val(""))
        .col_expr(Column::SignedName, Expr::val(None::<String>))
        .filter(Column::PersonId.eq(person_id))
        .exec(&**write)
        .await?;
    let deleted = rounds::erase(write, rounds).await?;
    Ok(vec![
        ("assessment_request".to_owned(), emptied.rows_affected),
        ("assessment_round_answer".to_owned(), deleted),
    ])
}
