//! Queries over masters, as institutions appoint them.

use chrono::NaiveDate;
use entity::{mentor, mentor_cap};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use uuid::Uuid;

use super::super::rules::caps::{MentorRank, USUAL_CAP};
use crate::identity::Permit;

/// A master, as an institution appoints her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentor {
    /// Key.
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Where she practises.
    pub institution_id: Uuid,
    /// Her rank.
    pub rank: MentorRank,
    /// In which specialties, by code.
    pub specialties: Vec<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; open when absent.
    pub ends_on: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<String>,
}

impl TryFrom<mentor::Model> for Mentor {
    type Error = Error;

    fn try_from(row: mentor::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            institution_id: row.institution_id,
            rank: MentorRank::stored(&row.rank)?,
            specialties: serde_json::from_str(&row.specialties)
                .map_err(|error| Error::internal(format!("specialties of mentor {}: {error}", row.id)))?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            end_reason: row.end_reason,
        })
    }
}

/// How many apprentices a master of a rank has at most at an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentorCap {
    /// The institution.
    pub institution_id: Uuid,
    /// The rank.
    pub rank: MentorRank,
    /// How many at once.
    pub most: i32,
}

/// Which masters: those in office on a day.
#[derive(Clone, Debug)]
pub struct MentorFilter {
    /// The day.
    pub on: NaiveDate,
    /// Appointed by these institutions; by any when empty.
    pub institutions: Vec<Uuid>,
    /// In this specialty.
    pub specialty: Option<String>,
}

/// Masters by their first day in office.
#[must_use]
pub fn mentors_ordering() -> Ordering {
    Ordering::by("STARTS_ON", mentor::Column::StartsOn, SortKind::Date, mentor::Column::Id)
}

fn filtered(filter: &MentorFilter) -> Select<mentor::Entity> {
    use mentor::Column;
    let mut query = mentor::Entity::find()
        .filter(Column::StartsOn.lte(filter.on))
        .filter(Cond::any().add(Column::EndsOn.is_null()).add(Column::EndsOn.gte(filter.on)));
    if !filter.institutions.is_empty() {
        query = query.filter(Column::InstitutionId.is_in(filter.institutions.iter().copied()));
    }
    if let Some(code) = &filter.specialty {
        // The list holds codes of capitals, digits and underscores, each in quotation marks.
        query = query.filter(Column::Specialties.contains(format!("\"{code}\"")));
    }
    query
}

fn read_all(rows: Vec<mentor::Model>) -> Result<Vec<Mentor>, Error> {
    rows.into_iter().map(Mentor::try_from).collect()
}

/// A page of masters in office, for whoever looks for one.
pub async fn mentors_page(
    connection: &impl ConnectionTrait,
    filter: &MentorFilter,
    page: &PageRequest,
) -> Result<Slice<Mentor>, Error> {
    let query = page.apply(filtered(filter), &mentors_ordering())?;
    page.slice(read_all(query.all(connection).await?)?)
}

/// Masters whom these institutions appoint and who are in office on a day, the earliest appointed first.
pub async fn mentors_on(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<Mentor>, Error> {
    if institutions.is_empty() {
        return Ok(Vec::new());
    }
    let filter = MentorFilter { on, institutions: institutions.to_vec(), specialty: None };
    let query = filtered(&filter).order_by_asc(mentor::Column::StartsOn).order_by_asc(mentor::Column::Id);
    read_all(query.all(connection).await?)
}

/// How many there are of them.
pub async fn mentors_count(connection: &impl ConnectionTrait, filter: &MentorFilter) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// Masters by key, in no order. Who they are is told to everybody who signs in.
pub async fn find_mentors(connection: &impl ConnectionTrait, keys: &[Uuid]) -> Result<Vec<Mentor>, Error> {
    read_all(
        mentor::Entity::find().filter(mentor::Column::Id.is_in(keys.iter().copied())).all(connection).await?,
    )
}

/// Appointments of these people, the earliest first.
pub async fn mentors_of(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Mentor>, Error> {
    let query = mentor::Entity::find()
        .filter(mentor::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(mentor::Column::StartsOn)
        .order_by_asc(mentor::Column::Id);
    read_all(query.all(connection).await?)
}

/// One master.
pub(in super::super) async fn mentor(connection: &impl ConnectionTrait, key: Uuid) -> Result<Mentor, Error> {
    find_mentors(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Writes an appointment.
pub(in super::super) async fn insert_mentor(
    write: &Write,
    _permit: &Permit,
    new: &Mentor,
) -> Result<(), DbErr> {
    let row = mentor::Model {
        id: new.id,
        person_id: new.person_id,
        institution_id: new.institution_id,
        rank: new.rank.code().to_owned(),
        specialties: serde_json::json!(new.specialties).to_string(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        end_reason: None,
        created_at: write.now(),
    };
    mentor::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Ends an appointment.
pub(in super::super) async fn end_mentor(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    (ends_on, reason): (NaiveDate, &str),
) -> Result<(), DbErr> {
    mentor::Entity::update_many()
        .col_expr(mentor::Column::EndsOn, Expr::val(ends_on))
        .col_expr(mentor::Column::EndReason, Expr::val(reason))
        .filter(mentor::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// What these institutions said about caps.
pub async fn caps_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<Vec<MentorCap>, Error> {
    let rows = mentor_cap::Entity::find()
        .filter(mentor_cap::Column::InstitutionId.is_in(institutions.iter().copied()))
        .order_by_asc(mentor_cap::Column::Rank)
        .all(connection)
        .await?;
    let read = |row: mentor_cap::Model| {
        Ok(MentorCap {
            institution_id: row.institution_id,
            rank: MentorRank::stored(&row.rank)?,
            most: row.most,
        })
    };
    rows.into_iter().map(read).collect()
}

/// How many apprentices a master has at most.
pub(in super::super) async fn cap(connection: &impl ConnectionTrait, of: &Mentor) -> Result<i32, Error> {
    let said = caps_of(connection, &[of.institution_id]).await?;
    Ok(said.into_iter().find(|cap| cap.rank == of.rank).map_or(USUAL_CAP, |cap| cap.most))
}

/// Writes how many apprentices masters of a rank have at most.
pub(in super::super) async fn put_cap(write: &Write, _permit: &Permit, cap: &MentorCap) -> Result<(), DbErr> {
    let row = mentor_cap::Model {
        institution_id: cap.institution_id,
        rank: cap.rank.code().to_owned(),
        most: cap.most,
    };
    let again = OnConflict::columns([mentor_cap::Column::InstitutionId, mentor_cap::Column::Rank])
        .update_column(mentor_cap::Column::Most)
        .to_owned();
    mentor_cap::Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}
