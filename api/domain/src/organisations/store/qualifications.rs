//! Queries over what qualifies people to teach.

use chrono::NaiveDate;
use entity::qualification;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use uuid::Uuid;

use crate::identity::{Permit, Scope};
use crate::organisations::rules::{QualificationKind, Validity};

/// What qualifies a person to teach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// Key.
    pub id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// The institution that recorded it.
    pub institution_id: Uuid,
    /// Kind.
    pub kind: QualificationKind,
    /// The certificate's number; empty once its holder was erased.
    pub number: String,
    /// When it holds.
    pub validity: Validity,
    /// Why it ended before its time.
    pub end_reason: Option<String>,
    /// Within how many days of its end its holder was last told.
    pub told_days: Option<i32>,
}

impl TryFrom<qualification::Model> for Qualification {
    type Error = Error;

    fn try_from(row: qualification::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            institution_id: row.institution_id,
            kind: QualificationKind::stored(&row.kind)?,
            number: row.number,
            validity: Validity {
                issued_on: row.issued_on,
                expires_on: row.expires_on,
                ended_on: row.ended_on,
            },
            end_reason: row.end_reason,
            told_days: row.told_days,
        })
    }
}

/// Which qualifications of an institution's people.
#[derive(Clone, Copy, Debug)]
pub struct QualificationFilter {
    /// The institution that recorded them.
    pub institution_id: Uuid,
    /// Only those of this kind.
    pub kind: Option<QualificationKind>,
    /// Only those in force whose last day lies between these two, both counted.
    pub expiring: Option<(NaiveDate, NaiveDate)>,
}

/// Qualifications by their last day.
#[must_use]
pub fn qualifications_ordering() -> Ordering {
    Ordering::by("EXPIRES_ON", qualification::Column::ExpiresOn, SortKind::Date, qualification::Column::Id)
}

fn of_institution(scope: Scope<'_>, filter: &QualificationFilter) -> Select<qualification::Entity> {
    use qualification::Column;
    let mut query = qualification::Entity::find()
        .filter(Column::InstitutionId.eq(filter.institution_id))
        .filter(scope.people((qualification::Entity, Column::PersonId)));
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.code()));
    }
    if let Some((from, until)) = filter.expiring {
        query = query
            .filter(Column::EndedOn.is_null())
            .filter(Column::ExpiresOn.gte(from))
            .filter(Column::ExpiresOn.lte(until));
    }
    query
}

/// A page of the visible qualifications of an institution's people.
pub(in crate::organisations) async fn qualifications_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &QualificationFilter,
    page: &PageRequest,
) -> Result<Slice<Qualification>, Error> {
    let query = page.apply(of_institution(scope, filter), &qualifications_ordering())?;
    let rows = query.all(connection).await?.into_iter();
    page.slice(rows.map(Qualification::try_from).collect::<Result<_, _>>()?)
}

/// How many there are of them.
pub async fn qualifications_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &QualificationFilter,
) -> Result<i64, DbErr> {
    let count = of_institution(scope, filter).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Everything that qualifies these people, what ends first before the rest. For their own eyes, and for what follows from it.
pub async fn qualifications_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<Qualification>, Error> {
    let rows = qualification::Entity::find()
        .filter(qualification::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(qualification::Column::ExpiresOn)
        .order_by_asc(qualification::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Qualification::try_from).collect()
}

/// What qualifies people at these institutions, and these people wherever it was recorded. For figures that name nobody.
pub async fn qualifications_at(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    people: &[Uuid],
) -> Result<Vec<Qualification>, Error> {
    let rows = qualification::Entity::find()
        .filter(
            Cond::any()
                .add(qualification::Column::InstitutionId.is_in(institutions.iter().copied()))
                .add(qualification::Column::PersonId.is_in(people.iter().copied())),
        )
        .all(connection)
        .await?;
    rows.into_iter().map(Qualification::try_from).collect()
}

/// One qualification, for an act that is checked against it.
pub(in crate::organisations) async fn qualification(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Qualification, Error> {
    qualification::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Qualifications in force that end between two days, both counted. For telling their holders.
pub async fn qualifications_ending(
    connection: &impl ConnectionTrait,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<Qualification>, Error> {
    use qualification::Column;
    let rows = qualification::Entity::find()
        .filter(Column::EndedOn.is_null())
        .filter(Column::ExpiresOn.gte(from))
        .filter(Column::ExpiresOn.lte(until))
        .order_by_asc(Column::ExpiresOn)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Qualification::try_from).collect()
}

/// Writes down that a holder is told that her qualification ends within so many days. False when she was told of that already.
pub async fn tell_qualification(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    days: i32,
) -> Result<bool, DbErr> {
    use qualification::Column;
    let untold = Cond::any().add(Column::ToldDays.is_null()).add(Expr::col(Column::ToldDays).gt(days));
    let told = qualification::Entity::update_many()
        .col_expr(Column::ToldDays, Expr::val(days))
        .filter(Column::Id.eq(key))
        .filter(untold)
        .exec(&**write)
        .await?;
    Ok(told.rows_affected > 0)
}

/// Writes a qualification.
pub(in crate::organisations) async fn insert_qualification(
    write: &Write,
    _permit: &Permit,
    new: &Qualification,
) -> Result<(), DbErr> {
    let row = qualification::ActiveModel {
        id: Set(new.id),
        person_id: Set(new.person_id),
        institution_id: Set(new.institution_id),
        kind: Set(new.kind.code().to_owned()),
        number: Set(new.number.clone()),
        issued_on: Set(new.validity.issued_on),
        expires_on: Set(new.validity.expires_on),
        ended_on: Set(None),
        end_reason: Set(None),
        told_days: Set(None),
        created_at: Set(write.now()),
    };
    qualification::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Ends a qualification before its time.
pub(in crate::organisations) async fn end_qualification(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    (ended_on, reason): (NaiveDate, &str),
) -> Result<(), DbErr> {
    qualification::Entity::update_many()
        .col_expr(qualification::Column::EndedOn, Expr::val(ended_on))
        .col_expr(qualification::Column::EndReason, Expr::val(reason))
        .filter(qualification::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Carries a person's qualifications over to another record of hers.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<(String, u64), DbErr> {
    let moved = qualification::Entity::update_many()
        .col_expr(qualification::Column::PersonId, Expr::val(to))
        .filter(qualification::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(("qualification".to_owned(), moved.rows_affected))
}

/// Empties the numbers of erased people's certificates and why they ended; kinds and days stay. Says how many.
pub async fn erase(write: &Write, _permit: &Permit, people: &[Uuid]) -> Result<(String, u64), DbErr> {
    let emptied = qualification::Entity::update_many()
        .col_expr(qualification::Column::Number, Expr::val(""))
        .col_expr(qualification::Column::EndReason, Expr::val(None::<String>))
        .filter(qualification::Column::PersonId.is_in(people.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(("qualification".to_owned(), emptied.rows_affected))
}
