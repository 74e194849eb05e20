//! Queries over committees and who sits on them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{entrustment_committee as committee, entrustment_member as member};
use platform::db::Write;
use platform::error::{Error, Name};
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait,
    QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use crate::identity::Permit;

/// A committee that decides what is entrusted to trainees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committee {
    /// Key.
    pub id: Uuid,
    /// The school or base whose trainees it decides about.
    pub institution_id: Uuid,
    /// Name.
    pub name: Name,
    /// Members who must vote before it decides.
    pub quorum: i32,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
}

impl From<committee::Model> for Committee {
    fn from(row: committee::Model) -> Self {
        Self {
            id: row.id,
            institution_id: row.institution_id,
            name: Name { zh: row.name_zh, en: row.name_en },
            quorum: row.quorum,
            created_at: row.created_at,
        }
    }
}

/// A member of a committee, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Key.
    pub id: Uuid,
    /// The committee.
    pub committee_id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Whether she chairs it.
    pub is_chair: bool,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

/// Committees by name of what they belong to: the latest set up first.
#[must_use]
pub fn committees_ordering() -> Ordering {
    Ordering::by("CREATED", committee::Column::Id, SortKind::Key, committee::Column::Id).descending()
}

fn of_institution(institution_id: Option<Uuid>) -> Select<committee::Entity> {
    let query = committee::Entity::find();
    match institution_id {
        Some(key) => query.filter(committee::Column::InstitutionId.eq(key)),
        None => query,
    }
}

/// A page of committees; they are no personal data.
pub async fn committees_page(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
    page: &PageRequest,
) -> Result<Slice<Committee>, Error> {
    let rows = page.apply(of_institution(institution_id), &committees_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(Committee::from).collect())
}

/// How many committees there are.
pub async fn committees_count(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(of_institution(institution_id).count(connection).await?).unwrap_or(i64::MAX))
}

/// Committees by key.
pub async fn find_committees(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Committee>, DbErr> {
    let query = committee::Entity::find().filter(committee::Column::Id.is_in(keys.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(Committee::from).collect())
}

/// One committee.
pub(in super::super) async fn committee(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Committee, Error> {
    find_committees(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Locks a committee, so that its members and its votes change one after the other.
pub(in super::super) async fn lock_committee(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(committee::Entity::find_by_id(key)).await
}

/// Writes a committee.
pub(in super::super) async fn insert_committee(
    write: &Write,
    _permit: &Permit,
    made: &Committee,
) -> Result<(), DbErr> {
    let row = committee::Model {
        id: made.id,
        institution_id: made.institution_id,
        name_zh: made.name.zh.clone(),
        name_en: made.name.en.clone(),
        quorum: made.quorum,
        created_at: made.created_at,
    };
    committee::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Sets how many must vote.
pub(in super::super) async fn set_quorum(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    quorum: i32,
) -> Result<(), DbErr> {
    committee::Entity::update_many()
        .col_expr(committee::Column::Quorum, Expr::val(quorum))
        .filter(committee::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Members of these committees, past ones too, in order of naming.
pub async fn members_of(
    connection: &impl ConnectionTrait,
    committees: &[Uuid],
) -> Result<Vec<Member>, DbErr> {
    let rows = member::Entity::find()
        .filter(member::Column::CommitteeId.is_in(committees.iter().copied()))
        .order_by_asc(member::Column::Id)
        .all(connection)
        .await?;
    let read = |row: member::Model| Member {
        id: row.id,
        committee_id: row.committee_id,
        person_id: row.person_id,
        is_chair: row.is_chair,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Names members from a day on.
pub(in super::super) async fn insert_members(
    write: &Write,
    _permit: &Permit,
    committee_id: Uuid,
    members: &[(Uuid, bool)],
    starts_on: NaiveDate,
) -> Result<(), DbErr> {
    let rows: Vec<member::ActiveModel> = members
        .iter()
        .map(|(person_id, is_chair)| member::ActiveModel {
            id: Set(id::new_key()),
            committee_id: Set(committee_id),
            person_id: Set(*person_id),
            is_chair: Set(*is_chair),
            starts_on: Set(starts_on),
            ends_on: Set(None),
            created_at: Set(write.now()),
        })
        .collect();
    if !rows.is_empty() {
        member::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Ends memberships on a day.
pub(in super::super) async fn end_members(
    write: &Write,
    _permit: &Permit,
    members: &[Uuid],
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    member::Entity::update_many()
        .col_expr(member::Column::EndsOn, Expr::val(ends_on))
        .filter(member::Column::Id.is_in(members.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}
