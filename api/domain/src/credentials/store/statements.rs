//! Queries over statements of teaching.

use chrono::{DateTime, NaiveDate, Utc};
use entity::teaching_statement;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use uuid::Uuid;

use super::super::rules::{TeachingStatementKind, VerificationStatus};
use super::super::statement::PrintedStatement;
use crate::identity::{Permit, Scope};

/// A statement of what somebody taught for an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeachingStatement {
    /// Key.
    pub id: Uuid,
    /// Who taught.
    pub person_id: Uuid,
    /// The institution for which she taught, which states it.
    pub institution_id: Uuid,
    /// What it is for.
    pub kind: TeachingStatementKind,
    /// First and last day of what it states.
    pub days: (NaiveDate, NaiveDate),
    /// Who asked for it.
    pub issued_by: Uuid,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// The day printed on it.
    pub issued_on: NaiveDate,
    /// The public code.
    pub code: String,
    /// Digest of what it states, hexadecimal SHA-256.
    pub facts_hash: String,
    /// Where it verifies, as printed.
    pub verify_url: String,
    /// Digest of the PDF's bytes, hexadecimal SHA-256.
    pub file_hash: String,
    /// The one whose place it took.
    pub supersedes_id: Option<Uuid>,
    /// When a later one took its place.
    pub superseded_at: Option<DateTime<Utc>>,
    /// Everything printed.
    pub printed: PrintedStatement,
}

impl TryFrom<teaching_statement::Model> for TeachingStatement {
    type Error = Error;

    fn try_from(row: teaching_statement::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            institution_id: row.institution_id,
            kind: TeachingStatementKind::stored(&row.kind)?,
            days: (row.starts_on, row.ends_on),
            issued_by: row.issued_by,
            issued_at: row.issued_at,
            issued_on: row.issued_on,
            code: row.code,
            facts_hash: row.facts_hash,
            verify_url: row.public_url,
            file_hash: row.file_hash,
            supersedes_id: row.supersedes_id,
            superseded_at: row.superseded_at,
            printed: PrintedStatement::stored(&row.snapshot, &row.snapshot_hash)?,
        })
    }
}

impl TeachingStatement {
    /// What its code answers.
    #[must_use]
    pub fn verification(&self) -> VerificationStatus {
        if self.superseded_at.is_some() { VerificationStatus::Superseded } else { VerificationStatus::Valid }
    }
}

fn read_all(rows: Vec<teaching_statement::Model>) -> Result<Vec<TeachingStatement>, Error> {
    rows.into_iter().map(TeachingStatement::try_from).collect()
}

fn visible(scope: Scope<'_>) -> Cond {
    scope.people((teaching_statement::Entity, teaching_statement::Column::PersonId))
}

/// Whose statement, by which institution, for what, and about which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Subject {
    pub person_id: Uuid,
    pub institution_id: Uuid,
    pub kind: TeachingStatementKind,
    pub days: (NaiveDate, NaiveDate),
}

/// The statement of a subject whose place no later one took. Whoever asks was permitted to have it stated.
pub(in super::super) async fn in_force(
    connection: &impl ConnectionTrait,
    subject: &Subject,
) -> Result<Option<TeachingStatement>, Error> {
    use teaching_statement::Column;
    let query = teaching_statement::Entity::find()
        .filter(Column::PersonId.eq(subject.person_id))
        .filter(Column::InstitutionId.eq(subject.institution_id))
        .filter(Column::Kind.eq(subject.kind.code()))
        .filter(Column::StartsOn.eq(subject.days.0))
        .filter(Column::EndsOn.eq(subject.days.1))
        .filter(Column::SupersededAt.is_null());
    query.one(connection).await?.map(TeachingStatement::try_from).transpose()
}

/// Visible statements by key, in no order.
pub async fn find_statements(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<TeachingStatement>, Error> {
    let query = teaching_statement::Entity::find()
        .filter(teaching_statement::Column::Id.is_in(keys.iter().copied()))
        .filter(visible(scope));
    read_all(query.all(connection).await?)
}

/// The statements of these people, the latest first. For their own records.
pub async fn statements_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<TeachingStatement>, Error> {
    use teaching_statement::Column;
    let query = teaching_statement::Entity::find()
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .filter(visible(scope))
        .order_by_desc(Column::IssuedAt)
        .order_by_desc(Column::Id);
    read_all(query.all(connection).await?)
}

/// Statements by the instant of their issue, the latest first.
#[must_use]
pub fn statements_ordering() -> Ordering {
    use teaching_statement::Column;
    Ordering::by("ISSUED_AT", Column::IssuedAt, SortKind::Instant, Column::Id).descending()
}

/// Which statements; what is left out does not narrow the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatementFilter {
    /// Of one person.
    pub person_id: Option<Uuid>,
    /// By one institution.
    pub institution_id: Option<Uuid>,
    /// For one purpose.
    pub kind: Option<TeachingStatementKind>,
    /// Those whose place a later one took, or the others.
    pub is_superseded: Option<bool>,
}

fn filtered(scope: Scope<'_>, filter: &StatementFilter) -> Select<teaching_statement::Entity> {
    use teaching_statement::Column;
    let superseded = filter.is_superseded.map(|is_superseded| {
        if is_superseded { Column::SupersededAt.is_not_null() } else { Column::SupersededAt.is_null() }
    });
    let all = Cond::all()
        .add(visible(scope))
        .add_option(filter.person_id.map(|key| Column::PersonId.eq(key)))
        .add_option(filter.institution_id.map(|key| Column::InstitutionId.eq(key)))
        .add_option(filter.kind.map(|kind| Column::Kind.eq(kind.code())))
        .add_option(superseded);
    teaching_statement::Entity::find().filter(all)
}

/// A page of visible statements.
pub async fn statements_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &StatementFilter,
    page: &PageRequest,
) -> Result<Slice<TeachingStatement>, Error> {
    let rows = page.apply(filtered(scope, filter), &statements_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many visible statements there are.
pub async fn statements_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &StatementFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// The statement with this public code, which opens it to whoever has it.
pub(in super::super) async fn statement_by_code(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<TeachingStatement>, Error> {
    let query = teaching_statement::Entity::find().filter(teaching_statement::Column::Code.eq(code));
    query.one(connection).await?.map(TeachingStatement::try_from).transpose()
}

/// Writes a statement.
pub(in super::super) async fn insert_statement(
    write: &Write,
    _permit: &Permit,
    row: teaching_statement::Model,
) -> Result<(), DbErr> {
    teaching_statement::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Says of statements that others took their places.
pub(in super::super) async fn supersede(write: &Write, _permit: &Permit, keys: &[Uuid]) -> Result<(), DbErr> {
    teaching_statement::Entity::update_many()
        .col_expr(teaching_statement::Column::SupersededAt, Expr::val(write.now()))
        .filter(teaching_statement::Column::Id.is_in(keys.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Whether the PDF of a statement has this content address.
pub(super) async fn is_a_statement(connection: &impl ConnectionTrait, content: &str) -> Result<bool, DbErr> {
    let query = teaching_statement::Entity::find().filter(teaching_statement::Column::FileHash.eq(content));
    Ok(query.count(connection).await? > 0)
}

/// Carries a person's statements over to another record of hers. Of two of the same subject, of which neither told everything, the one of
/// the record that is kept stays in force.
pub(super) async fn hand_over_statements(
    write: &Write,
    permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<(String, u64), DbErr> {
    use teaching_statement::Column;
    let standing = teaching_statement::Entity::find()
        .filter(Column::PersonId.is_in([from, to]))
        .filter(Column::SupersededAt.is_null())
        .all(&**write)
        .await?;
    let subject =
        |row: &teaching_statement::Model| (row.institution_id, row.kind.clone(), row.starts_on, row.ends_on);
    let given_up = standing.iter().filter(|row| {
        row.person_id == from
            && standing.iter().any(|other| other.person_id == to && subject(other) == subject(row))
    });
    supersede(write, permit, &given_up.map(|row| row.id).collect::<Vec<_>>()).await?;
    let moved = teaching_statement::Entity::update_many()
        .col_expr(Column::PersonId, Expr::val(to))
        .filter(Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(("teaching_statement".to_owned(), moved.rows_affected))
}
