//! Queries over consortia and memberships, which everybody signed in may read.

use chrono::NaiveDate;
use entity::{consortium, consortium_membership};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::identity::Permit;
use crate::organisations::rules::ConsortiumKind;

/// A consortium of institutions under a core unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consortium {
    /// Key.
    pub id: Uuid,
    /// Kind.
    pub kind: ConsortiumKind,
    /// Name.
    pub name: Name,
    /// The core unit.
    pub core_institution_id: Uuid,
}

impl TryFrom<consortium::Model> for Consortium {
    type Error = Error;

    fn try_from(row: consortium::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            kind: ConsortiumKind::stored(&row.kind)?,
            name: Name::new(row.name_zh, row.name_en),
            core_institution_id: row.core_institution_id,
        })
    }
}

/// An institution belongs to a consortium for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Key.
    pub id: Uuid,
    /// The consortium.
    pub consortium_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// Only in this specialty; in all when absent.
    pub specialty: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
}

impl From<consortium_membership::Model> for Membership {
    fn from(row: consortium_membership::Model) -> Self {
        Self {
            id: row.id,
            consortium_id: row.consortium_id,
            institution_id: row.institution_id,
            specialty: row.specialty,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        }
    }
}

/// One consortium.
pub async fn consortium(connection: &impl ConnectionTrait, key: Uuid) -> Result<Consortium, Error> {
    consortium::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Every consortium, the earliest recorded first.
pub async fn all_consortia(connection: &impl ConnectionTrait) -> Result<Vec<Consortium>, Error> {
    let rows = consortium::Entity::find().order_by_asc(consortium::Column::Id).all(connection).await?;
    rows.into_iter().map(Consortium::try_from).collect()
}

/// Consortia by key, in no order.
pub async fn find_consortia(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Consortium>, Error> {
    let rows = consortium::Entity::find()
        .filter(consortium::Column::Id.is_in(keys.iter().copied()))
        .all(connection)
        .await?;
    rows.into_iter().map(Consortium::try_from).collect()
}

/// Memberships of these consortia, the earliest first.
pub async fn memberships_of(
    connection: &impl ConnectionTrait,
    consortia: &[Uuid],
) -> Result<Vec<Membership>, DbErr> {
    let rows = consortium_membership::Entity::find()
        .filter(consortium_membership::Column::ConsortiumId.is_in(consortia.iter().copied()))
        .order_by_asc(consortium_membership::Column::StartsOn)
        .order_by_asc(consortium_membership::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Membership::from).collect())
}

/// One membership.
pub(in crate::organisations) async fn membership(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Membership, Error> {
    let row = consortium_membership::Entity::find_by_id(key).one(connection).await?;
    row.map(Membership::from).ok_or(Error::NotFound)
}

/// Writes a consortium.
pub(in crate::organisations) async fn insert_consortium(
    write: &Write,
    _permit: &Permit,
    row: consortium::Model,
) -> Result<(), DbErr> {
    consortium::Entity::insert(consortium::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes a membership.
pub(in crate::organisations) async fn insert_membership(
    write: &Write,
    _permit: &Permit,
    row: consortium_membership::Model,
) -> Result<(), DbErr> {
    consortium_membership::Entity::insert(consortium_membership::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Moves the end of a membership.
pub(in crate::organisations) async fn end_membership(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    consortium_membership::Entity::update_many()
        .col_expr(consortium_membership::Column::EndsOn, Expr::val(ends_on))
        .filter(consortium_membership::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
