//! Queries over institutions, bases and departments.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{department, institution, training_base};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use super::rules::{BaseKind, InstitutionKind};
use crate::identity::Permit;

mod consortia;

pub use consortia::{Consortium, Membership, consortium, find_consortia, memberships_of};
pub(super) use consortia::{end_membership, insert_consortium, insert_membership, membership};

/// A legal entity or a site of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// Key.
    pub id: Uuid,
    /// Kind.
    pub kind: InstitutionKind,
    /// Name.
    pub name: Name,
    /// Pinyin key.
    pub sort_key: String,
    /// Administrative division code.
    pub region_code: String,
    /// Unified social credit code.
    pub credit_code: Option<String>,
}

/// An accredited base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Key.
    pub id: Uuid,
    /// The accredited institution.
    pub institution_id: Uuid,
    /// Kind.
    pub kind: BaseKind,
    /// First day of the accreditation.
    pub accredited_on: NaiveDate,
    /// Last day.
    pub accredited_until: Option<NaiveDate>,
}

/// A department of a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Key.
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// Specialty's code.
    pub specialty: String,
    /// Name.
    pub name: Name,
    /// Trainees at once.
    pub capacity: i32,
}

impl TryFrom<institution::Model> for Institution {
    type Error = Error;

    fn try_from(row: institution::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            kind: InstitutionKind::stored(&row.kind)?,
            name: Name::new(row.name_zh, row.name_en),
            sort_key: row.sort_key,
            region_code: row.region_code,
            credit_code: row.credit_code,
        })
    }
}

impl TryFrom<training_base::Model> for Base {
    type Error = Error;

    fn try_from(row: training_base::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            institution_id: row.institution_id,
            kind: BaseKind::stored(&row.kind)?,
            accredited_on: row.accredited_on,
            accredited_until: row.accredited_until,
        })
    }
}

impl From<department::Model> for Department {
    fn from(row: department::Model) -> Self {
        Self {
            id: row.id,
            base_id: row.base_id,
            specialty: row.specialty,
            name: Name::new(row.name_zh, row.name_en),
            capacity: row.capacity,
        }
    }
}

fn read_all<M, T: TryFrom<M, Error = Error>>(rows: Vec<M>) -> Result<Vec<T>, Error> {
    rows.into_iter().map(T::try_from).collect()
}

/// One institution.
pub async fn institution(connection: &impl ConnectionTrait, key: Uuid) -> Result<Institution, Error> {
    institution::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Institutions by key, in no order.
pub async fn find_institutions(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Institution>, Error> {
    let query = institution::Entity::find().filter(institution::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Every institution, for matching names in imports.
pub async fn all_institutions(connection: &impl ConnectionTrait) -> Result<Vec<Institution>, Error> {
    read_all(institution::Entity::find().all(connection).await?)
}

/// Institutions by name, as pinyin orders them.
#[must_use]
pub fn institutions_ordering() -> Ordering {
    Ordering::by("NAME", institution::Column::SortKey, SortKind::Text, institution::Column::Id)
}

/// A page of institutions.
pub async fn institutions_page(
    connection: &impl ConnectionTrait,
    kind: Option<InstitutionKind>,
    page: &PageRequest,
) -> Result<Slice<Institution>, Error> {
    let rows = page.apply(institutions(kind), &institutions_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many institutions there are of a kind.
pub async fn institutions_count(
    connection: &impl ConnectionTrait,
    kind: Option<InstitutionKind>,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(institutions(kind).count(connection).await?).unwrap_or(i64::MAX))
}

fn institutions(kind: Option<InstitutionKind>) -> Select<institution::Entity> {
    match kind {
        Some(kind) => institution::Entity::find().filter(institution::Column::Kind.eq(kind.code())),
        None => institution::Entity::find(),
    }
}

/// One base.
pub async fn base(connection: &impl ConnectionTrait, key: Uuid) -> Result<Base, Error> {
    training_base::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Bases by key, in no order.
pub async fn find_bases(connection: &impl ConnectionTrait, keys: &[Uuid]) -> Result<Vec<Base>, Error> {
    let query = training_base::Entity::find().filter(training_base::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Bases of these institutions.
pub async fn bases_of(connection: &impl ConnectionTrait, institutions: &[Uuid]) -> Result<Vec<Base>, Error> {
    let query = training_base::Entity::find()
        .filter(training_base::Column::InstitutionId.is_in(institutions.iter().copied()))
        .order_by_asc(training_base::Column::Id);
    read_all(query.all(connection).await?)
}

/// One department.
pub async fn department(connection: &impl ConnectionTrait, key: Uuid) -> Result<Department, Error> {
    Ok(department::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.into())
}

/// Departments by key, in no order.
pub async fn find_departments(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Department>, DbErr> {
    let query = department::Entity::find().filter(department::Column::Id.is_in(keys.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(Department::from).collect())
}

/// Departments of these bases, by name.
pub async fn departments_of(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
) -> Result<Vec<Department>, DbErr> {
    let query = department::Entity::find()
        .filter(department::Column::BaseId.is_in(bases.iter().copied()))
        .order_by_asc(department::Column::SortKey)
        .order_by_asc(department::Column::Id);
    Ok(query.all(connection).await?.into_iter().map(Department::from).collect())
}

/// Locks a department, so that its places are counted and taken by one booking at a time.
pub async fn lock_department(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(department::Entity::find_by_id(key)).await
}

/// Writes an institution.
pub(super) async fn insert_institution(
    write: &Write,
    _permit: &Permit,
    row: institution::Model,
) -> Result<(), DbErr> {
    institution::Entity::insert(institution::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes a base.
pub(super) async fn insert_base(
    write: &Write,
    _permit: &Permit,
    row: training_base::Model,
) -> Result<(), DbErr> {
    training_base::Entity::insert(training_base::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Writes a department.
pub(super) async fn insert_department(
    write: &Write,
    _permit: &Permit,
    row: department::Model,
) -> Result<(), DbErr> {
    department::Entity::insert(department::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// The institutions of the bases that these departments belong to.
pub async fn houses(
    connection: &impl ConnectionTrait,
    departments: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, Error> {
    if departments.is_empty() {
        return Ok(HashMap::new());
    }
    let departments = find_departments(connection, departments).await?;
    let bases: Vec<Uuid> = departments.iter().map(|department| department.base_id).collect();
    let bases = find_bases(connection, &bases).await?;
    let house = |department: &Department| {
        let base = bases.iter().find(|base| base.id == department.base_id)?;
        Some((department.id, base.institution_id))
    };
    Ok(departments.iter().filter_map(house).collect())
}
