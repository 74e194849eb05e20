//! Queries over who may what: tokens with the roles behind them, roles, what reaches what, and deputies.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{access_token, delegation, person, reach, relation, role_grant};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::identity::policy::{Act, Permit, Place, accepted_roles, is_in_force};
use crate::identity::rules::{RelationKind, Role};

/// One of the roles behind a token, and one of the institutions that the role reaches.
#[derive(Debug, FromQueryResult)]
pub(in crate::identity) struct RoleLine {
    pub(in crate::identity) delegator_id: Option<Uuid>,
    pub(in crate::identity) grant_id: Option<Uuid>,
    pub(in crate::identity) holder_id: Option<Uuid>,
    pub(in crate::identity) role: Option<String>,
    pub(in crate::identity) institution_id: Option<Uuid>,
    pub(in crate::identity) department_id: Option<Uuid>,
    pub(in crate::identity) region_code: Option<String>,
    pub(in crate::identity) consortium_id: Option<Uuid>,
    pub(in crate::identity) grant_ends_on: Option<NaiveDate>,
    pub(in crate::identity) reached_id: Option<Uuid>,
}

fn in_force(starts_on: SimpleExpr, ends_on: SimpleExpr, revoked_at: SimpleExpr, today: NaiveDate) -> Cond {
    Cond::all()
        .add(starts_on.lte(today))
        .add(Cond::any().add(ends_on.clone().is_null()).add(ends_on.gte(today)))
        .add(revoked_at.is_null())
}

/// Adds to a query, whose rows are people by `person`, the roles in force today of each and of those she acts for, in lines
/// that are ordered by role.
fn add_roles(query: &mut SelectStatement, person: &SimpleExpr, today: NaiveDate) {
    let deputy = |column: delegation::Column| Expr::col((delegation::Entity, column));
    let grant = |column: role_grant::Column| Expr::col((role_grant::Entity, column));
    let acts_for = in_force(
        deputy(delegation::Column::StartsOn),
        deputy(delegation::Column::EndsOn),
        deputy(delegation::Column::RevokedAt),
        today,
    )
    .add(deputy(delegation::Column::DeputyId).eq(person.clone()));
    let held = in_force(
        grant(role_grant::Column::StartsOn),
        grant(role_grant::Column::EndsOn),
        grant(role_grant::Column::RevokedAt),
        today,
    )
    .add(
        Cond::any()
            .add(grant(role_grant::Column::PersonId).eq(person.clone()))
            .add(grant(role_grant::Column::PersonId).eq(deputy(delegation::Column::DelegatorId))),
    );
    let reached = Expr::col((reach::Entity, reach::Column::OverInstitutionId))
        .eq(grant(role_grant::Column::InstitutionId));
    query
        .expr_as(deputy(delegation::Column::DelegatorId), "delegator_id")
        .expr_as(grant(role_grant::Column::Id), "grant_id")
        .expr_as(grant(role_grant::Column::PersonId), "holder_id")
        .expr_as(grant(role_grant::Column::Role), "role")
        .expr_as(grant(role_grant::Column::InstitutionId), "institution_id")
        .expr_as(grant(role_grant::Column::DepartmentId), "department_id")
        .expr_as(grant(role_grant::Column::RegionCode), "region_code")
        .expr_as(grant(role_grant::Column::ConsortiumId), "consortium_id")
        .expr_as(grant(role_grant::Column::EndsOn), "grant_ends_on")
        .expr_as(Expr::col((reach::Entity, reach::Column::InstitutionId)), "reached_id")
        .left_join(delegation::Entity, acts_for)
        .left_join(role_grant::Entity, held)
        .left_join(reach::Entity, reached)
        .order_by((role_grant::Entity, role_grant::Column::Id), sea_orm::Order::Asc);
}

/// The token with this digest, with the roles in force today of its holder and of those she acts for: one statement,
/// whose lines are ordered by role.
pub(in crate::identity) async fn token_lines(
    connection: &impl ConnectionTrait,
    digest: Vec<u8>,
    today: NaiveDate,
) -> Result<Vec<(access_token::Model, RoleLine)>, DbErr> {
    let mut select = access_token::Entity::find().filter(access_token::Column::TokenDigest.eq(digest));
    let holder = Expr::col((access_token::Entity, access_token::Column::PersonId));
    add_roles(QueryTrait::query(&mut select), &holder, today);
    let rows = connection.query_all(&select.into_query()).await?;
    let read =
        |row| Ok((access_token::Model::from_query_result(row, "")?, RoleLine::from_query_result(row, "")?));
    rows.iter().map(read).collect()
}

/// The roles in force today of a person and of those she acts for, ordered by role: one statement. No line at all for
/// somebody who left, was erased, or whose record was joined into another.
pub(in crate::identity) async fn person_lines(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    today: NaiveDate,
) -> Result<Vec<RoleLine>, DbErr> {
    let mut select = person::Entity::find_by_id(person_id)
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::LeftOn.is_null())
        .filter(person::Column::ErasedAt.is_null())
        .filter(person::Column::MergedIntoId.is_null());
    let holder = Expr::col((person::Entity, person::Column::Id));
    add_roles(QueryTrait::query(&mut select), &holder, today);
    let rows = connection.query_all(&select.into_query()).await?;
    rows.iter().map(|row| RoleLine::from_query_result(row, "")).collect()
}

/// A role as it was granted, in force or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHeld {
    /// Key.
    pub id: Uuid,
    /// Who holds it.
    pub person_id: Uuid,
    /// The role.
    pub role: Role,
    /// Where.
    pub place: Place,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl RoleHeld {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.revoked_at.is_none() && is_in_force(self.starts_on, self.ends_on, on)
    }
}

/// The one place that is given, the whole installation when none is.
pub(in crate::identity) fn place_of(
    institution_id: Option<Uuid>,
    department_id: Option<Uuid>,
    region_code: Option<String>,
    consortium_id: Option<Uuid>,
) -> Place {
    department_id
        .map(Place::Department)
        .or(region_code.map(Place::Region))
        .or(consortium_id.map(Place::Consortium))
        .or(institution_id.map(Place::Institution))
        .unwrap_or(Place::Everywhere)
}

impl TryFrom<role_grant::Model> for RoleHeld {
    type Error = Error;

    fn try_from(row: role_grant::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            role: Role::stored(&row.role)?,
            place: place_of(row.institution_id, row.department_id, row.region_code, row.consortium_id),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            revoked_at: row.revoked_at,
        })
    }
}

/// Roles granted to these people, in order of granting. Who asks was shown the people.
pub async fn roles_of(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<RoleHeld>, Error> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(role_grant::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(RoleHeld::try_from).collect()
}

/// Who holds, on a day and at the institution itself, a role that allows an act, by key. For an act of the system that tells them
/// something.
pub async fn holders_at(
    connection: &impl ConnectionTrait,
    act: Act,
    institution_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<Uuid>, Error> {
    let roles = accepted_roles(act).iter().map(|role| role.code());
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::InstitutionId.eq(institution_id))
        .filter(role_grant::Column::Role.is_in(roles))
        .order_by_asc(role_grant::Column::PersonId)
        .all(connection)
        .await?;
    let mut holders = Vec::new();
    for held in rows {
        let held = RoleHeld::try_from(held)?;
        if held.is_in_force(on) && !holders.contains(&held.person_id) {
            holders.push(held.person_id);
        }
    }
    Ok(holders)
}

/// One role. For an act that is checked against it.
pub(in crate::identity) async fn grant(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<RoleHeld, Error> {
    role_grant::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Writes a role.
pub(in crate::identity) async fn insert_grant(
    write: &Write,
    _permit: &Permit,
    new: &RoleHeld,
) -> Result<(), DbErr> {
    let mut row = role_grant::Model {
        id: new.id,
        person_id: new.person_id,
        role: new.role.code().to_owned(),
        institution_id: None,
        department_id: None,
        region_code: None,
        consortium_id: None,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        created_at: write.now(),
        revoked_at: None,
    };
    match &new.place {
        Place::Everywhere => {}
        Place::Institution(key) => row.institution_id = Some(*key),
        Place::Department(key) => row.department_id = Some(*key),
        Place::Region(code) => row.region_code = Some(code.clone()),
        Place::Consortium(key) => row.consortium_id = Some(*key),
    }
    role_grant::Entity::insert(role_grant::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Takes a role back at once.
pub(in crate::identity) async fn revoke_grant(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
) -> Result<(), DbErr> {
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::RevokedAt, Expr::val(write.now()))
        .filter(role_grant::Column::Id.eq(key))
        .filter(role_grant::Column::RevokedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(())
}

fn administrators() -> sea_orm::Select<role_grant::Entity> {
    role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(Role::SystemAdministrator.code()))
        .order_by_asc(role_grant::Column::Id)
}

/// Locks every system administrator's role, so that no two acts each leave the other as the last.
pub(in crate::identity) async fn lock_administrators(write: &Write) -> Result<(), DbErr> {
    write.lock_rows(administrators()).await
}

/// How many system administrators' roles are in force on a day and have no end, one of them left out.
pub(in crate::identity) async fn administrators_in_force(
    connection: &impl ConnectionTrait,
    on: NaiveDate,
    but: Uuid,
) -> Result<u64, DbErr> {
    administrators()
        .filter(role_grant::Column::Id.ne(but))
        .filter(role_grant::Column::StartsOn.lte(on))
        .filter(role_grant::Column::EndsOn.is_null())
        .filter(role_grant::Column::RevokedAt.is_null())
        .count(connection)
        .await
}

/// Somebody acts for somebody else for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Key.
    pub id: Uuid,
    /// Whose rights are used.
    pub delegator_id: Uuid,
    /// Who uses them.
    pub deputy_id: Uuid,
    /// Why.
    pub reason: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<delegation::Model> for Delegation {
    fn from(row: delegation::Model) -> Self {
        Self {
            id: row.id,
            delegator_id: row.delegator_id,
            deputy_id: row.deputy_id,
            reason: row.reason,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            revoked_at: row.revoked_at,
        }
    }
}

/// Delegations that a person gave or received, the latest first.
pub async fn delegations_of(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<Delegation>, DbErr> {
    let theirs = Cond::any()
        .add(delegation::Column::DelegatorId.eq(person_id))
        .add(delegation::Column::DeputyId.eq(person_id));
    let rows = delegation::Entity::find()
        .filter(theirs)
        .order_by_desc(delegation::Column::StartsOn)
        .order_by_desc(delegation::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Delegation::from).collect())
}

/// One delegation that a person gave or received.
pub(in crate::identity) async fn delegation(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    key: Uuid,
) -> Result<Delegation, Error> {
    let row = delegation::Entity::find_by_id(key).one(connection).await?;
    row.map(Delegation::from)
        .filter(|found| found.delegator_id == person_id || found.deputy_id == person_id)
        .ok_or(Error::NotFound)
}

/// Writes a delegation.
pub(in crate::identity) async fn insert_delegation(
    write: &Write,
    _permit: &Permit,
    new: &Delegation,
) -> Result<(), DbErr> {
    let row = delegation::Model {
        id: new.id,
        delegator_id: new.delegator_id,
        deputy_id: new.deputy_id,
        reason: new.reason.clone(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        created_at: write.now(),
        revoked_at: None,
    };
    delegation::Entity::insert(delegation::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Takes a delegation back at once.
pub(in crate::identity) async fn revoke_delegation(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
) -> Result<(), DbErr> {
    delegation::Entity::update_many()
        .col_expr(delegation::Column::RevokedAt, Expr::val(write.now()))
        .filter(delegation::Column::Id.eq(key))
        .filter(delegation::Column::RevokedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(())
}

/// Whether two people are on the staff of one institution on a day.
pub(in crate::identity) async fn colleagues(
    connection: &impl ConnectionTrait,
    one: Uuid,
    other: Uuid,
    on: NaiveDate,
) -> Result<bool, DbErr> {
    let rows = relation::Entity::find()
        .filter(relation::Column::HolderId.is_in([one, other]))
        .filter(relation::Column::Kind.eq(RelationKind::WorksAt.code()))
        .all(connection)
        .await?;
    let places = |whose: Uuid| {
        rows.iter()
            .filter(move |row| row.holder_id == whose && is_in_force(row.starts_on, row.ends_on, on))
            .filter_map(|row| row.institution_id)
    };
    Ok(places(one).any(|place| places(other).any(|their| their == place)))
}

/// The institution that a department belongs to.
pub(in crate::identity) async fn institution_of_department(
    connection: &impl ConnectionTrait,
    department_id: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let row =
        reach::Entity::find().filter(reach::Column::DepartmentId.eq(department_id)).one(connection).await?;
    Ok(row.map(|row| row.institution_id))
}
