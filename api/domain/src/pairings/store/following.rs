//! Queries over what apprentices wrote about following their masters, and what masters said about it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{apprenticeship, following_record, following_review};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::super::rules::{Channel, PairingMark};
use crate::identity::{Permit, Scope};

/// What an apprentice wrote about a time in which she followed her master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowingRecord {
    /// The hours that it is about.
    pub evidence_id: Uuid,
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// The local day of the hours.
    pub occurred_on: NaiveDate,
    /// How they met.
    pub channel: Channel,
    /// The cases seen; may be empty.
    pub seen: String,
    /// What she learned.
    pub learned: String,
}

impl TryFrom<following_record::Model> for FollowingRecord {
    type Error = Error;

    fn try_from(row: following_record::Model) -> Result<Self, Error> {
        Ok(Self {
            evidence_id: row.evidence_id,
            apprenticeship_id: row.apprenticeship_id,
            occurred_on: row.occurred_on,
            channel: Channel::stored(&row.channel)?,
            seen: row.seen,
            learned: row.learned,
        })
    }
}

/// What a master said about a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowingReview {
    /// Key.
    pub id: Uuid,
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// The month's first day.
    pub month_on: NaiveDate,
    /// What she thinks of it.
    pub mark: PairingMark,
    /// What she said.
    pub remark: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl TryFrom<following_review::Model> for FollowingReview {
    type Error = Error;

    fn try_from(row: following_review::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            apprenticeship_id: row.apprenticeship_id,
            month_on: row.month_on,
            mark: PairingMark::stored(&row.mark)?,
            remark: row.remark,
            recorded_at: row.recorded_at,
        })
    }
}

fn read_all<M, T: TryFrom<M, Error = Error>>(rows: Vec<M>) -> Result<Vec<T>, Error> {
    rows.into_iter().map(T::try_from).collect()
}

/// Records of these apprenticeships between two days, by day, of apprentices whom the scope shows: whoever sees the master alone reads
/// none.
pub async fn following_records_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    apprenticeships: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<FollowingRecord>, Error> {
    use following_record::Column;
    let query = following_record::Entity::find()
        .filter(Column::OccurredOn.between(from, until))
        .filter(Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .filter(Column::ApprenticeshipId.in_subquery(of_visible(scope)))
        .order_by_asc(Column::OccurredOn)
        .order_by_asc(Column::EvidenceId);
    read_all(query.all(connection).await?)
}

/// Records by the hours that they are about, of apprentices whom the scope shows, in no order.
pub async fn find_following_records(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    hours: &[Uuid],
) -> Result<Vec<FollowingRecord>, Error> {
    use following_record::Column;
    let query = following_record::Entity::find()
        .filter(Column::EvidenceId.is_in(hours.iter().copied()))
        .filter(Column::ApprenticeshipId.in_subquery(of_visible(scope)));
    read_all(query.all(connection).await?)
}

fn of_visible(scope: Scope<'_>) -> SelectStatement {
    apprenticeship::Entity::find()
        .filter(scope.people((apprenticeship::Entity, apprenticeship::Column::ApprenticeId)))
        .select_only()
        .column(apprenticeship::Column::Id)
        .into_query()
}

/// What masters said about months of these apprenticeships that begin between two days, of apprentices whom the scope shows, the earliest
/// said first.
pub async fn following_reviews_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    apprenticeships: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<FollowingReview>, Error> {
    use following_review::Column;
    let query = following_review::Entity::find()
        .filter(Column::MonthOn.between(from, until))
        .filter(Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .filter(Column::ApprenticeshipId.in_subquery(of_visible(scope)))
        .order_by_asc(Column::Id);
    read_all(query.all(connection).await?)
}

/// Writes a record down.
pub(in super::super) async fn insert_record(
    write: &Write,
    _permit: &Permit,
    new: FollowingRecord,
) -> Result<(), DbErr> {
    let row = following_record::Model {
        evidence_id: new.evidence_id,
        apprenticeship_id: new.apprenticeship_id,
        occurred_on: new.occurred_on,
        channel: new.channel.code().to_owned(),
        seen: new.seen,
        learned: new.learned,
    };
    let row = following_record::ActiveModel::from(row);
    following_record::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes down what a master said.
pub(in super::super) async fn insert_review(
    write: &Write,
    _permit: &Permit,
    new: FollowingReview,
) -> Result<(), DbErr> {
    let row = following_review::Model {
        id: new.id,
        apprenticeship_id: new.apprenticeship_id,
        month_on: new.month_on,
        mark: new.mark.code().to_owned(),
        remark: new.remark,
        recorded_at: new.recorded_at,
    };
    let row = following_review::ActiveModel::from(row);
    following_review::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Empties what erased people wrote as apprentices, and what masters said in apprenticeships one of whose two was erased. Says how many of
/// what.
pub(super) async fn erase_following(
    write: &Write,
    people: &[Uuid],
    apprenticeships: &[Uuid],
) -> Result<[(String, u64); 2], DbErr> {
    let theirs = apprenticeship::Entity::find()
        .filter(apprenticeship::Column::ApprenticeId.is_in(people.iter().copied()))
        .select_only()
        .column(apprenticeship::Column::Id)
        .into_query();
    let records = following_record::Entity::update_many()
        .col_expr(following_record::Column::Seen, Expr::val(""))
        .col_expr(following_record::Column::Learned, Expr::val(""))
        .filter(following_record::Column::ApprenticeshipId.in_subquery(theirs))
        .filter(following_record::Column::Learned.ne(""))
        .exec(&**write)
        .await?;
    let reviews = following_review::Entity::update_many()
        .col_expr(following_review::Column::Remark, Expr::val(""))
        .filter(following_review::Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .filter(following_review::Column::Remark.ne(""))
        .exec(&**write)
        .await?;
    Ok([
        ("following_record".to_owned(), records.rows_affected),
        ("following_review".to_owned(), reviews.rows_affected),
    ])
}
