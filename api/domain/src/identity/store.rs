//! Queries over people, roles, tokens and relations.

pub(super) mod accounts;
pub mod bonds;
pub mod doubles;
pub mod erasures;
pub(super) mod exchange_bindings;
pub mod forgetting;
pub mod holdings;
pub mod identity_numbers;
pub(super) mod one_time_codes;
pub(super) mod second_factors;
pub(super) mod service_accounts;
pub(super) mod sign_on;
pub(super) mod tokens;

use chrono::NaiveDate;
use entity::{person, person_number};
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::{collation, id};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, LikeExpr, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder as _, Select,
};
use uuid::Uuid;

use super::policy::{Permit, Scope};

mod access;
mod reaches;
mod relations;

pub use access::{Delegation, RoleHeld, delegations_of, holders_at, roles_of};
pub(super) use access::{
    RoleLine, administrators_in_force, colleagues, delegation, grant, insert_delegation, insert_grant,
    institution_of_department, lock_administrators, person_lines, place_of, revoke_delegation, revoke_grant,
    token_lines,
};
pub use reaches::{Reach, end_reach, insert_reach, move_reach, reach_above, reach_beneath, reaches_above};
pub use relations::{
    Learning, NewRelation, Supervising, end_relations, insert_relations, is_teaching_at, last_learned_at,
    learners_at, learning_among, learning_on, learning_with, relations_between, supervising, supervisor_on,
    supervisors_on, taught_on,
};

/// A person as other rooms see her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Key.
    pub id: Uuid,
    /// Name; the English one may be empty.
    pub name: Name,
    /// Pinyin key that orders lists.
    pub sort_key: String,
    /// Mobile number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Language she is written to in, `zh` or `en`.
    pub language: String,
    /// Day of birth.
    pub birth_on: Option<NaiveDate>,
    /// Last day on which she belonged to any institution, where she left them all.
    pub left_on: Option<NaiveDate>,
}

impl From<person::Model> for Person {
    fn from(row: person::Model) -> Self {
        Self {
            id: row.id,
            name: Name::new(row.name_zh, row.name_en),
            sort_key: row.sort_key,
            phone: row.phone,
            email: row.email,
            language: row.language,
            birth_on: row.birth_on,
            left_on: row.left_on,
        }
    }
}

/// A student or staff number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonNumber {
    /// Whose.
    pub person_id: Uuid,
    /// Which institution gave it.
    pub institution_id: Uuid,
    /// The number.
    pub number: String,
}

/// One visible person.
pub async fn person(connection: &impl ConnectionTrait, scope: Scope<'_>, key: Uuid) -> Result<Person, Error> {
    let row = person::Entity::find_by_id(key)
        .filter(scope.people((person::Entity, person::Column::Id)))
        .one(connection)
        .await?;
    row.map(Person::from).ok_or(Error::NotFound)
}

/// Visible people by key, in no order.
pub async fn find_people(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Person>, DbErr> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(keys.iter().copied()))
        .filter(scope.people((person::Entity, person::Column::Id)))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// People by name, as pinyin orders them.
#[must_use]
pub fn people_ordering() -> Ordering {
    Ordering::by(
        "NAME",
        (person::Entity, person::Column::SortKey),
        SortKind::Text,
        (person::Entity, person::Column::Id),
    )
}

/// A page of visible people, found by name, pinyin or initials.
pub async fn people_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    search: Option<&str>,
    page: &PageRequest,
) -> Result<Slice<Person>, Error> {
    people_page_among(connection, scope, search, None, page).await
}

/// The same among the people whose keys another room's subquery finds, such as everybody with an enrolment.
pub async fn people_page_among(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    search: Option<&str>,
    among: Option<SelectStatement>,
    page: &PageRequest,
) -> Result<Slice<Person>, Error> {
    let rows = page.apply(people(scope, search, among), &people_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(Person::from).collect())
}

/// How many people a search finds.
pub async fn people_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    search: Option<&str>,
) -> Result<i64, DbErr> {
    people_count_among(connection, scope, search, None).await
}

/// The same among the people whose keys another room's subquery finds.
pub async fn people_count_among(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    search: Option<&str>,
    among: Option<SelectStatement>,
) -> Result<i64, DbErr> {
    let count = people(scope, search, among).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

fn people(scope: Scope<'_>, search: Option<&str>, among: Option<SelectStatement>) -> Select<person::Entity> {
    let is_human = service_accounts::is_one(Expr::col((person::Entity, person::Column::Id))).not();
    let is_merged = Expr::col((person::Entity, person::Column::MergedIntoId)).is_not_null();
    let visible = scope.people((person::Entity, person::Column::Id));
    let mut query = person::Entity::find().filter(visible).filter(is_human).filter(is_merged.not());
    if let Some(search) = search.map(str::trim).filter(|search| !search.is_empty()) {
        query = query.filter(name_matches(search));
    }
    if let Some(among) = among {
        query = query.filter(Expr::col((person::Entity, person::Column::Id)).in_subquery(among));
    }
    query
}

fn name_matches(search: &str) -> Cond {
    let starts = |text: &str| {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        LikeExpr::new(format!("{escaped}%")).escape('\\')
    };
    let column = |column: person::Column| Expr::col((person::Entity, column));
    let lower = search.to_lowercase();
    Cond::any()
        .add(column(person::Column::NameZh).like(starts(search)))
        .add(column(person::Column::NameEn).like(starts(search)))
        .add(column(person::Column::SortKey).like(starts(&lower)))
        .add(column(person::Column::Initials).like(starts(&lower)))
}

/// Numbers of these people.
pub async fn person_numbers(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<PersonNumber>, DbErr> {
    let rows = person_number::Entity::find()
        .filter(person_number::Column::PersonId.is_in(people.iter().copied()))
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| PersonNumber {
            person_id: row.person_id,
            institution_id: row.institution_id,
            number: row.number,
        })
        .collect())
}

/// Who bears these numbers at an institution: number → person. For matching, after a permit was given.
pub async fn people_by_number(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    numbers: &[String],
) -> Result<Vec<PersonNumber>, DbErr> {
    let mut found = Vec::new();
    for part in numbers.chunks(500) {
        let rows = person_number::Entity::find()
            .filter(person_number::Column::InstitutionId.eq(institution_id))
            .filter(person_number::Column::Number.is_in(part))
            .all(connection)
            .await?;
        found.extend(rows.into_iter().map(|row| PersonNumber {
            person_id: row.person_id,
            institution_id: row.institution_id,
            number: row.number,
        }));
    }
    Ok(found)
}

/// Who has these phones. For matching, after a permit was given.
pub async fn people_by_phone(
    connection: &impl ConnectionTrait,
    phones: &[String],
) -> Result<Vec<Person>, DbErr> {
    let mut found = Vec::new();
    for part in phones.chunks(500) {
        let rows = person::Entity::find().filter(person::Column::Phone.is_in(part)).all(connection).await?;
        found.extend(rows.into_iter().map(Person::from));
    }
    Ok(found)
}

/// Who has one of these names, in Chinese characters. For matching, after a permit was given.
pub async fn people_by_name(
    connection: &impl ConnectionTrait,
    names: &[String],
) -> Result<Vec<Person>, DbErr> {
    let mut found = Vec::new();
    for part in names.chunks(BATCH) {
        let query = person::Entity::find()
            .filter(person::Column::NameZh.is_in(part))
            .filter(person::Column::MergedIntoId.is_null());
        found.extend(query.all(connection).await?.into_iter().map(Person::from));
    }
    Ok(found)
}

/// Writes down a person's day of birth.
pub(super) async fn set_birth(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    birth_on: NaiveDate,
) -> Result<(), DbErr> {
    person::Entity::update_many()
        .col_expr(person::Column::BirthOn, Expr::val(birth_on))
        .filter(person::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Rows that one statement writes or looks up at most.
const BATCH: usize = 500;

/// Writes people.
pub(super) async fn insert_people(write: &Write, _permit: &Permit, people: &[Person]) -> Result<(), DbErr> {
    for part in people.chunks(BATCH) {
        let rows = part.iter().map(|person| person::ActiveModel {
            id: Set(person.id),
            name_zh: Set(person.name.zh.clone()),
            name_en: Set(person.name.en.clone()),
            sort_key: Set(person.sort_key.clone()),
            initials: Set(collation::initials(&person.name.zh)),
            phone: Set(person.phone.clone()),
            email: Set(person.email.clone()),
            language: Set(person.language.clone()),
            created_at: Set(write.now()),
            birth_on: Set(person.birth_on),
            ..Default::default()
        });
        person::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Writes numbers.
pub(super) async fn insert_numbers(
    write: &Write,
    _permit: &Permit,
    numbers: &[PersonNumber],
) -> Result<(), DbErr> {
    for part in numbers.chunks(BATCH) {
        let rows = part.iter().map(|number| person_number::ActiveModel {
            id: Set(id::new_key()),
            person_id: Set(number.person_id),
            institution_id: Set(number.institution_id),
            number: Set(number.number.clone()),
        });
        person_number::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Locks people in the order of their keys, as [`lock_person`] does one.
pub async fn lock_people(write: &Write, keys: &[Uuid]) -> Result<(), DbErr> {
    let query = person::Entity::find()
        .filter(person::Column::Id.is_in(keys.iter().copied()))
        .order_by_asc(person::Column::Id);
    write.lock_rows(query).await
}

/// Locks a person, so that what she takes on is counted and booked by one act at a time.
pub async fn lock_person(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(person::Entity::find_by_id(key)).await
}
