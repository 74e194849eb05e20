//! Queries over institutions, bases and departments.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{department, department_capacity, institution, training_base};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::rules::{BaseKind, Capacities, InstitutionKind, Term};
use crate::identity::Permit;

mod agreements;
mod consortia;
mod indicators;
mod likeness;
mod mergers;
mod names;
mod qualifications;
mod specialties;
mod tree;

pub use agreements::{Agreement, Delivery, deliveries_of, visits_to};
pub(super) use agreements::{
    agreements_of, decide_delivery, find_agreements, insert_agreement, insert_delivery, lock_agreement,
    lock_delivery,
};
pub use consortia::{Consortium, Membership, all_consortia, consortium, find_consortia, memberships_of};
pub(super) use consortia::{end_membership, insert_consortium, insert_membership, membership};
pub use indicators::{
    Indicator, Reading, find_indicators, indicators_of, insert_readings, readings_at, readings_of,
};
pub(super) use indicators::{insert_indicator, lock_consortium};
pub use likeness::{Likeness, likenesses_of};
pub(super) use likeness::{delete_likeness, insert_likeness};
pub use mergers::{Merger, merged_into};
pub(super) use mergers::{close_base, memberships_of_member, set_merger};
pub(super) use names::{due_renamings, insert_renaming, set_name};
pub use names::{lock_institution, renamings_of};
pub use qualifications::{
    Qualification, QualificationFilter, erase, hand_over, qualifications_at, qualifications_count,
    qualifications_ending, qualifications_of, qualifications_ordering, tell_qualification,
};
pub(super) use qualifications::{
    end_qualification, insert_qualification, qualification, qualifications_page,
};
pub use specialties::{BasePartner, BaseSpecialty, partners_of, partnerships_of, specialties_of};
pub(super) use specialties::{
    base_partner, base_specialty, end_base_partner, end_base_specialty, insert_base_partner,
    insert_base_specialty, lock_base,
};
pub use tree::{
    InstitutionFilter, MOST_CHILDREN, ancestors_of, children_of, institutions_count, institutions_ordering,
    institutions_page, with_legal_entities,
};
pub(super) use tree::{hold_tree, insert_institution, set_parent};

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
    /// The institution above it.
    pub parent_id: Option<Uuid>,
    /// Whether it is a site of the legal entity above it.
    pub is_site: bool,
    /// That it was merged into another one.
    pub merger: Option<Merger>,
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
    /// Trainees at once, until it first changes.
    pub first_capacity: i32,
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
            parent_id: row.parent_id,
            is_site: row.is_site,
            merger: row.merged_into_id.zip(row.merged_on).map(|(into_id, on)| Merger { into_id, on }),
        })
    }
}

impl Base {
    /// The term of its accreditation.
    #[must_use]
    pub fn term(&self) -> Term {
        Term { starts_on: self.accredited_on, ends_on: self.accredited_until }
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
            first_capacity: row.capacity,
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

/// Which departments; what is left out does not narrow them.
#[derive(Clone, Debug, Default)]
pub struct DepartmentFilter {
    /// Only those of bases of this kind.
    pub base_kind: Option<BaseKind>,
    /// Only those of this institution's bases.
    pub institution_id: Option<Uuid>,
    /// Only those of this specialty.
    pub specialty: Option<String>,
}

/// Departments with their bases, those of one base together and by name: one statement.
pub async fn departments_with_bases(
    connection: &impl ConnectionTrait,
    filter: &DepartmentFilter,
) -> Result<Vec<(Department, Base)>, Error> {
    let base = department::Entity::belongs_to(training_base::Entity)
        .from(department::Column::BaseId)
        .to(training_base::Column::Id)
        .into();
    let mut query =
        department::Entity::find().join(JoinType::InnerJoin, base).select_also(training_base::Entity);
    if let Some(kind) = filter.base_kind {
        query = query.filter(training_base::Column::Kind.eq(kind.code()));
    }
    if let Some(key) = filter.institution_id {
        query = query.filter(training_base::Column::InstitutionId.eq(key));
    }
    if let Some(specialty) = &filter.specialty {
        query = query.filter(department::Column::Specialty.eq(specialty));
    }
    let rows = query
        .order_by_asc(department::Column::BaseId)
        .order_by_asc(department::Column::SortKey)
        .order_by_asc(department::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|(department, base)| {
            let base = base.ok_or_else(|| Error::internal("a department without a base"))?;
            Ok((department.into(), base.try_into()?))
        })
        .collect()
}

/// How many trainees a department takes at once, by day.
pub async fn capacities(
    connection: &impl ConnectionTrait,
    department: &Department,
) -> Result<Capacities, DbErr> {
    let first = department.first_capacity;
    let mut found = capacities_of(connection, [(department.id, first)]).await?;
    Ok(found.remove(&department.id).unwrap_or_else(|| Capacities::new(first, Vec::new())))
}

/// How many trainees each of these departments takes at once, by day; `firsts` are how many each took at first. One statement,
/// whatever their number.
pub async fn capacities_of(
    connection: &impl ConnectionTrait,
    firsts: impl IntoIterator<Item = (Uuid, i32)>,
) -> Result<HashMap<Uuid, Capacities>, DbErr> {
    use department_capacity::Column;
    let firsts: HashMap<Uuid, i32> = firsts.into_iter().collect();
    let rows = department_capacity::Entity::find()
        .filter(Column::DepartmentId.is_in(firsts.keys().copied()))
        .order_by_asc(Column::StartsOn)
        .all(connection)
        .await?;
    let mut changes: HashMap<Uuid, Vec<(NaiveDate, i32)>> = HashMap::new();
    for row in rows {
        changes.entry(row.department_id).or_default().push((row.starts_on, row.capacity));
    }
    let capacities = |(key, first)| (key, Capacities::new(first, changes.remove(&key).unwrap_or_default()));
    Ok(firsts.into_iter().map(capacities).collect())
}

/// Lets a department take so many trainees from a day on, in place of what was to hold from that day on. What is booked there is
/// for its caller to look at.
pub async fn set_capacity(
    write: &Write,
    _permit: &Permit,
    department_id: Uuid,
    (starts_on, capacity): (NaiveDate, i32),
) -> Result<(), DbErr> {
    use department_capacity::Column;
    let row = department_capacity::Model { department_id, starts_on, capacity, created_at: write.now() };
    let instead = OnConflict::columns([Column::DepartmentId, Column::StartsOn])
        .update_columns([Column::Capacity, Column::CreatedAt])
        .to_owned();
    department_capacity::Entity::insert(department_capacity::ActiveModel::from(row))
        .on_conflict(instead)
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Locks a department, so that its places are counted and taken by one booking at a time.
pub async fn lock_department(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(department::Entity::find_by_id(key)).await
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
