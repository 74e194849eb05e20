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
use entity::{person, person_number, relation, role_grant};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::{collation, id};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, LikeExpr, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::policy::{Permit, Place, Scope, Viewer, is_in_force};
use super::rules::{RelationKind, Role};

mod access;

pub use access::{
    Delegation, Reach, RoleHeld, delegations_of, end_reach, insert_reach, reach_above, roles_of,
};
pub(super) use access::{
    RoleLine, administrators_in_force, colleagues, delegation, grant, insert_delegation, insert_grant,
    institution_of_department, lock_administrators, place_of, revoke_delegation, revoke_grant, token_lines,
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

/// A dated fact about who supervises, learns or works where.
#[derive(Clone, Debug)]
pub struct NewRelation {
    /// What binds them.
    pub kind: RelationKind,
    /// The supervisor, master, learner or member of staff.
    pub holder_id: Uuid,
    /// The learner looked after.
    pub person_id: Option<Uuid>,
    /// The institution.
    pub institution_id: Option<Uuid>,
    /// The department there.
    pub department_id: Option<Uuid>,
    /// That department's specialty.
    pub specialty: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// The room's word for the fact behind it.
    pub source_kind: &'static str,
    /// The fact behind it.
    pub source_id: Uuid,
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

/// Everybody who learned at an institution on any day from `from` to `until`, as a subquery.
#[must_use]
pub fn learners_at(institution_id: Uuid, from: NaiveDate, until: NaiveDate) -> SelectStatement {
    relation::Entity::find()
        .select_only()
        .column(relation::Column::HolderId)
        .filter(relation::Column::InstitutionId.eq(institution_id))
        .filter(
            relation::Column::Kind.is_in([RelationKind::LearnsAt.code(), RelationKind::EnrolledBy.code()]),
        )
        .filter(relation::Column::StartsOn.lte(until))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gte(from)))
        .into_query()
}

/// Where somebody learns on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learning {
    /// The institution.
    pub institution_id: Uuid,
    /// The department.
    pub department_id: Option<Uuid>,
    /// That department's specialty.
    pub specialty: Option<String>,
    /// The room's word for the fact behind it.
    pub source_kind: String,
    /// The fact behind it.
    pub source_id: Uuid,
}

/// Where a person learned on a day, the latest begun first. For an act upon her record, before its permit is given.
pub async fn learning_on(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<Learning>, DbErr> {
    let rows = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::Kind.eq(RelationKind::LearnsAt.code()))
        .filter(relation::Column::StartsOn.lte(on))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gte(on)))
        .order_by_desc(relation::Column::StartsOn)
        .order_by_desc(relation::Column::Id)
        .all(connection)
        .await?;
    let learning = |row: relation::Model| {
        Some(Learning {
            institution_id: row.institution_id?,
            department_id: row.department_id,
            specialty: row.specialty,
            source_kind: row.source_kind,
            source_id: row.source_id,
        })
    };
    Ok(rows.into_iter().filter_map(learning).collect())
}

/// Writes relations, in the transaction of the fact behind them.
pub async fn insert_relations(
    write: &Write,
    permit: &Permit,
    relations: Vec<NewRelation>,
) -> Result<(), DbErr> {
    let binds =
        |relation: &&NewRelation| matches!(relation.kind, RelationKind::WorksAt | RelationKind::EnrolledBy);
    let bound: Vec<Uuid> = relations.iter().filter(binds).map(|relation| relation.holder_id).collect();
    for part in bound.chunks(BATCH) {
        bonds::set_left(write, permit, part.iter().copied(), None).await?;
    }
    for part in relations.chunks(BATCH) {
        let rows = part.iter().map(|relation| relation::ActiveModel {
            id: Set(id::new_key()),
            kind: Set(relation.kind.code().to_owned()),
            holder_id: Set(relation.holder_id),
            person_id: Set(relation.person_id),
            institution_id: Set(relation.institution_id),
            department_id: Set(relation.department_id),
            specialty: Set(relation.specialty.clone()),
            starts_on: Set(relation.starts_on),
            ends_on: Set(relation.ends_on),
            source_kind: Set(relation.source_kind.to_owned()),
            source_id: Set(relation.source_id),
            created_at: Set(write.now()),
        });
        relation::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Ends the relations of a fact on a day; those that would begin later are removed.
pub async fn end_relations(
    write: &Write,
    _permit: &Permit,
    source_id: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    relation::Entity::delete_many()
        .filter(relation::Column::SourceId.eq(source_id))
        .filter(relation::Column::StartsOn.gt(ends_on))
        .exec(&**write)
        .await?;
    relation::Entity::update_many()
        .col_expr(relation::Column::EndsOn, Expr::val(ends_on))
        .filter(relation::Column::SourceId.eq(source_id))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gt(ends_on)))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Whether a person was a SUPERVISOR, on a day, at one of these institutions or above it. For an act upon what she watched.
pub async fn taught_on(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    institutions: &[Uuid],
    on: NaiveDate,
) -> Result<bool, platform::error::Error> {
    let held = roles_of(connection, &[person_id]).await?;
    let held = held.iter().filter(|held| held.role == Role::Supervisor && held.is_in_force(on));
    let places: Vec<Uuid> = held
        .filter_map(|held| match held.place {
            Place::Institution(key) => Some(key),
            _ => None,
        })
        .collect();
    for institution in institutions {
        let above = reach_above(connection, *institution).await?;
        if places.iter().any(|place| place == institution || above.contains(place)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Who of the viewer and those she acts for supervised or mentored `person` on a day, herself first.
pub async fn supervisor_on(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Option<Uuid>, DbErr> {
    let rows = relation::Entity::find()
        .filter(relation::Column::HolderId.is_in(viewer.stands_for()))
        .filter(relation::Column::PersonId.eq(person_id))
        .filter(relation::Column::Kind.is_in([RelationKind::Supervises.code(), RelationKind::Mentors.code()]))
        .all(connection)
        .await?;
    let supervised = |holder: &Uuid| {
        rows.iter().any(|row| row.holder_id == *holder && is_in_force(row.starts_on, row.ends_on, on))
    };
    Ok(viewer.stands_for().find(supervised))
}

/// When `holder` supervised or mentored `person`: first and last days.
pub async fn relations_between(
    connection: &impl ConnectionTrait,
    holder_id: Uuid,
    person_id: Uuid,
) -> Result<Vec<(NaiveDate, Option<NaiveDate>)>, DbErr> {
    let rows = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(holder_id))
        .filter(relation::Column::PersonId.eq(person_id))
        .filter(relation::Column::Kind.is_in([RelationKind::Supervises.code(), RelationKind::Mentors.code()]))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.starts_on, row.ends_on)).collect())
}

/// Whether a person teaches or works at an institution on one of these days: as a supervisor there, or on its staff.
/// For a supervisor's choice, after a permit was given.
pub async fn is_teaching_at(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    institution_id: Uuid,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<bool, DbErr> {
    let touches = |starts_on: NaiveDate, ends_on: Option<NaiveDate>| {
        starts_on <= until && ends_on.is_none_or(|end| from <= end)
    };
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(person_id))
        .filter(role_grant::Column::InstitutionId.eq(institution_id))
        .filter(role_grant::Column::Role.eq(Role::Supervisor.code()))
        .all(connection)
        .await?;
    if grants.iter().any(|grant| touches(grant.starts_on, grant.ends_on)) {
        return Ok(true);
    }
    let staff = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::InstitutionId.eq(institution_id))
        .filter(relation::Column::Kind.eq(RelationKind::WorksAt.code()))
        .all(connection)
        .await?;
    Ok(staff.iter().any(|relation| touches(relation.starts_on, relation.ends_on)))
}

/// Locks a person, so that what she takes on is counted and booked by one act at a time.
pub async fn lock_person(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(person::Entity::find_by_id(key)).await
}
