//! Queries over the specialties in which bases are accredited, and over their partner units.

use chrono::NaiveDate;
use entity::{base_partner, base_specialty, training_base};
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::identity::Permit;
use crate::organisations::rules::Term;

/// A base is accredited in a specialty for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseSpecialty {
    /// Key.
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// Specialty's code.
    pub specialty: String,
    /// The term.
    pub term: Term,
}

impl From<base_specialty::Model> for BaseSpecialty {
    fn from(row: base_specialty::Model) -> Self {
        Self {
            id: row.id,
            base_id: row.base_id,
            specialty: row.specialty,
            term: Term { starts_on: row.starts_on, ends_on: row.ends_on },
        }
    }
}

/// An institution trains for a base, as its partner unit, for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasePartner {
    /// Key.
    pub id: Uuid,
    /// The base.
    pub base_id: Uuid,
    /// The partner unit.
    pub institution_id: Uuid,
    /// Codes of the specialties in which it trains; all when empty.
    pub specialties: Vec<String>,
    /// The term.
    pub term: Term,
}

impl From<base_partner::Model> for BasePartner {
    fn from(row: base_partner::Model) -> Self {
        Self {
            id: row.id,
            base_id: row.base_id,
            institution_id: row.institution_id,
            specialties: row.specialties.split_whitespace().map(str::to_owned).collect(),
            term: Term { starts_on: row.starts_on, ends_on: row.ends_on },
        }
    }
}

/// The specialties in which these bases are or were accredited, by code and first day.
pub async fn specialties_of(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
) -> Result<Vec<BaseSpecialty>, DbErr> {
    let rows = base_specialty::Entity::find()
        .filter(base_specialty::Column::BaseId.is_in(bases.iter().copied()))
        .order_by_asc(base_specialty::Column::Specialty)
        .order_by_asc(base_specialty::Column::StartsOn)
        .order_by_asc(base_specialty::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(BaseSpecialty::from).collect())
}

/// The partner units of these bases, the earliest first.
pub async fn partners_of(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
) -> Result<Vec<BasePartner>, DbErr> {
    partners(connection, base_partner::Column::BaseId, bases).await
}

/// For which bases these institutions train as partner units, the earliest first.
pub async fn partnerships_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<Vec<BasePartner>, DbErr> {
    partners(connection, base_partner::Column::InstitutionId, institutions).await
}

async fn partners(
    connection: &impl ConnectionTrait,
    column: base_partner::Column,
    keys: &[Uuid],
) -> Result<Vec<BasePartner>, DbErr> {
    let rows = base_partner::Entity::find()
        .filter(column.is_in(keys.iter().copied()))
        .order_by_asc(base_partner::Column::StartsOn)
        .order_by_asc(base_partner::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(BasePartner::from).collect())
}

/// One accreditation in a specialty.
pub(in crate::organisations) async fn base_specialty(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<BaseSpecialty, Error> {
    let row = base_specialty::Entity::find_by_id(key).one(connection).await?;
    row.map(BaseSpecialty::from).ok_or(Error::NotFound)
}

/// One partner unit of a base.
pub(in crate::organisations) async fn base_partner(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<BasePartner, Error> {
    let row = base_partner::Entity::find_by_id(key).one(connection).await?;
    row.map(BasePartner::from).ok_or(Error::NotFound)
}

/// Locks a base, so that what is recorded of it is recorded one after another.
pub(in crate::organisations) async fn lock_base(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(training_base::Entity::find_by_id(key)).await
}

/// Writes an accreditation in a specialty.
pub(in crate::organisations) async fn insert_base_specialty(
    write: &Write,
    _permit: &Permit,
    new: &BaseSpecialty,
) -> Result<(), DbErr> {
    let row = base_specialty::ActiveModel {
        id: Set(new.id),
        base_id: Set(new.base_id),
        specialty: Set(new.specialty.clone()),
        starts_on: Set(new.term.starts_on),
        ends_on: Set(new.term.ends_on),
        created_at: Set(write.now()),
    };
    base_specialty::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes a partner unit.
pub(in crate::organisations) async fn insert_base_partner(
    write: &Write,
    _permit: &Permit,
    new: &BasePartner,
) -> Result<(), DbErr> {
    let row = base_partner::ActiveModel {
        id: Set(new.id),
        base_id: Set(new.base_id),
        institution_id: Set(new.institution_id),
        specialties: Set(new.specialties.join(" ")),
        starts_on: Set(new.term.starts_on),
        ends_on: Set(new.term.ends_on),
        created_at: Set(write.now()),
    };
    base_partner::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Moves the end of an accreditation in a specialty.
pub(in crate::organisations) async fn end_base_specialty(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    base_specialty::Entity::update_many()
        .col_expr(base_specialty::Column::EndsOn, Expr::val(ends_on))
        .filter(base_specialty::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Moves the end of a partner unit's term.
pub(in crate::organisations) async fn end_base_partner(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    base_partner::Entity::update_many()
        .col_expr(base_partner::Column::EndsOn, Expr::val(ends_on))
        .filter(base_partner::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
