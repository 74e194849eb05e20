//! What binds a person to others, ended when she leaves and carried over when two records of one human are joined.

use chrono::{Days, NaiveDate};
use entity::{
    account, delegation, exchange_binding, identity_number, linked_identity, one_time_code, person,
    person_merge, person_number, possible_double, reach, recovery_code, relation, role_grant, second_factor,
};
use platform::codes::Code as _;
use platform::db::Write;
use sea_orm::sea_query::{Cond, Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::super::doubles::DoubleStatus;
use super::super::policy::{Permit, is_in_force};
use super::super::rules::RelationKind;

/// What makes somebody belong to an institution.
pub(super) const BELONGS: [RelationKind; 4] =
    [RelationKind::WorksAt, RelationKind::EnrolledBy, RelationKind::SentBy, RelationKind::LearnsAt];

/// Ends, on a day, that a person works at an institution, and her roles there and in its departments; says how many.
pub(in super::super) async fn end_work(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    institution_id: Uuid,
    ends_on: NaiveDate,
) -> Result<u64, DbErr> {
    let works = relation::Entity::update_many()
        .col_expr(relation::Column::EndsOn, Expr::val(ends_on))
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::InstitutionId.eq(institution_id))
        .filter(relation::Column::Kind.eq(RelationKind::WorksAt.code()))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gt(ends_on)))
        .exec(&**write)
        .await?;
    let departments = reach::Entity::find()
        .select_only()
        .column(reach::Column::DepartmentId)
        .filter(reach::Column::InstitutionId.eq(institution_id))
        .filter(reach::Column::DepartmentId.is_not_null())
        .into_query();
    let here = Cond::any()
        .add(role_grant::Column::InstitutionId.eq(institution_id))
        .add(role_grant::Column::DepartmentId.in_subquery(departments));
    let roles = role_grant::Entity::update_many()
        .col_expr(role_grant::Column::EndsOn, Expr::val(ends_on))
        .filter(role_grant::Column::PersonId.eq(person_id))
        .filter(role_grant::Column::RevokedAt.is_null())
        .filter(role_grant::Column::EndsOn.is_null().or(role_grant::Column::EndsOn.gt(ends_on)))
        .filter(here)
        .exec(&**write)
        .await?;
    Ok(works.rows_affected + roles.rows_affected)
}

/// Whether anything binds a person to an institution after a day: work, training, or a role.
pub(in super::super) async fn is_bound_after(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    day: NaiveDate,
) -> Result<bool, DbErr> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let relations = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::Kind.is_in(BELONGS.map(RelationKind::code)))
        .all(connection)
        .await?;
    let roles = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(person_id))
        .filter(role_grant::Column::RevokedAt.is_null())
        .all(connection)
        .await?;
    // A role that begins later binds as well.
    let lasts = |starts_on: NaiveDate, ends_on| is_in_force(std::cmp::min(starts_on, next), ends_on, next);
    Ok(relations.iter().any(|row| lasts(row.starts_on, row.ends_on))
        || roles.iter().any(|row| lasts(row.starts_on, row.ends_on)))
}

/// Writes down the last day on which a person belonged anywhere, or that she belongs somewhere again.
pub(in super::super) async fn set_left(
    write: &Write,
    _permit: &Permit,
    people: impl IntoIterator<Item = Uuid>,
    left_on: Option<NaiveDate>,
) -> Result<(), DbErr> {
    let change = person::Entity::update_many()
        .col_expr(person::Column::LeftOn, Expr::val(left_on))
        .filter(person::Column::Id.is_in(people));
    // Coming back is written with every bond, and changes nothing for almost everybody.
    let change = if left_on.is_none() { change.filter(person::Column::LeftOn.is_not_null()) } else { change };
    change.exec(&**write).await?;
    Ok(())
}

/// A record joined into another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonMerge {
    /// Key.
    pub id: Uuid,
    /// The record that goes on.
    pub kept_id: Uuid,
    /// The record that was joined into it.
    pub merged_id: Uuid,
    /// Who joined them.
    pub merged_by: Option<Uuid>,
    /// When.
    pub merged_at: chrono::DateTime<chrono::Utc>,
    /// Why.
    pub reason: String,
    /// What went over: kind and number.
    pub moved: Vec<(String, u64)>,
}

/// The records joined into these people's, the earliest first.
pub async fn merges_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<PersonMerge>, platform::error::Error> {
    let rows = person_merge::Entity::find()
        .filter(person_merge::Column::KeptId.is_in(people.iter().copied()))
        .order_by(person_merge::Column::Id, Order::Asc)
        .all(connection)
        .await?;
    let read = |row: person_merge::Model| {
        let moved = serde_json::from_str(&row.moved)
            .map_err(|error| platform::error::Error::internal(format!("merge {}: {error}", row.id)))?;
        Ok(PersonMerge {
            id: row.id,
            kept_id: row.kept_id,
            merged_id: row.merged_id,
            merged_by: row.merged_by,
            merged_at: row.merged_at,
            reason: row.reason,
            moved,
        })
    };
    rows.into_iter().map(read).collect()
}

/// A record and those that were joined into it, and into these, the record itself first.
pub async fn records_of(connection: &impl ConnectionTrait, person_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let mut records = vec![person_id];
    let mut into = vec![person_id];
    while !into.is_empty() {
        into = person_merge::Entity::find()
            .select_only()
            .column(person_merge::Column::MergedId)
            .filter(person_merge::Column::KeptId.is_in(into.iter().copied()))
            .into_tuple()
            .all(connection)
            .await?;
        into.retain(|key| !records.contains(key));
        records.extend(into.iter().copied());
    }
    Ok(records)
}

/// Writes down that a record was joined into another, and takes both out of the queue of likely doubles.
pub(in super::super) async fn insert_merge(
    write: &Write,
    permit: &Permit,
    merge: &PersonMerge,
) -> Result<(), DbErr> {
    let moved = serde_json::to_string(&merge.moved).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = person_merge::Model {
        id: merge.id,
        kept_id: merge.kept_id,
        merged_id: merge.merged_id,
        merged_by: permit.actor.person_id,
        merged_at: write.now(),
        reason: merge.reason.clone(),
        moved,
    };
    person_merge::Entity::insert(person_merge::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    possible_double::Entity::update_many()
        .col_expr(possible_double::Column::Status, Expr::val(DoubleStatus::Merged.code()))
        .col_expr(possible_double::Column::DecidedBy, Expr::val(permit.actor.person_id))
        .col_expr(possible_double::Column::DecidedAt, Expr::val(write.now()))
        .col_expr(possible_double::Column::Reason, Expr::val(merge.reason.clone()))
        .filter(possible_double::Column::Status.eq(DoubleStatus::Open.code()))
        .filter(
            possible_double::Column::PersonId
                .eq(merge.merged_id)
                .or(possible_double::Column::OtherId.eq(merge.merged_id)),
        )
        .exec(&**write)
        .await?;
    Ok(())
}

macro_rules! carry {
    ($write:ident, $from:ident, $to:ident, $($table:ident.$column:ident),+ $(,)?) => {
        vec![$((
            stringify!($table).to_owned(),
            $table::Entity::update_many()
                .col_expr($table::Column::$column, Expr::val($to))
                .filter($table::Column::$column.eq($from))
                .exec(&**$write)
                .await?
                .rows_affected,
        )),+]
    };
}

/// Carries what is of one record over to another of the same human: bonds, roles, numbers, ways in. Of each way in that
/// can be there once the kept record's stays, where it has one. Says what went over.
pub(in super::super) async fn carry_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<(String, u64)>, DbErr> {
    let source = person::Entity::find_by_id(from).one(&**write).await?;
    let target = person::Entity::find_by_id(to).one(&**write).await?;
    let (Some(source), Some(target)) = (source, target) else { return Ok(Vec::new()) };
    // The phone is unique: it is let go before it is taken.
    let left = person::ActiveModel {
        id: Set(from),
        phone: Set(None),
        email: Set(None),
        merged_into_id: Set(Some(to)),
        ..Default::default()
    };
    person::Entity::update(left).exec(&**write).await?;
    let gained = person::ActiveModel {
        id: Set(to),
        phone: Set(target.phone.or(source.phone)),
        email: Set(target.email.or(source.email)),
        birth_on: Set(target.birth_on.or(source.birth_on)),
        ..Default::default()
    };
    person::Entity::update(gained).exec(&**write).await?;
    delegation::Entity::update_many()
        .col_expr(delegation::Column::RevokedAt, Expr::val(write.now()))
        .filter(delegation::Column::DelegatorId.is_in([from, to]))
        .filter(delegation::Column::DeputyId.is_in([from, to]))
        .filter(delegation::Column::RevokedAt.is_null())
        .exec(&**write)
        .await?;
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::UsedAt, Expr::val(write.now()))
        .filter(one_time_code::Column::PersonId.eq(from))
        .filter(one_time_code::Column::UsedAt.is_null())
        .exec(&**write)
        .await?;
    if identity_number::Entity::find_by_id(to).one(&**write).await?.is_some() {
        identity_number::Entity::delete_by_id(from).exec(&**write).await?;
    }
    if account::Entity::find_by_id(to).one(&**write).await?.is_some() {
        recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::PersonId.eq(from))
            .exec(&**write)
            .await?;
        second_factor::Entity::delete_by_id(from).exec(&**write).await?;
        account::Entity::delete_by_id(from).exec(&**write).await?;
    }
    let moved = carry!(
        write,
        from,
        to,
        relation.HolderId,
        relation.PersonId,
        role_grant.PersonId,
        delegation.DelegatorId,
        delegation.DeputyId,
        person_number.PersonId,
        identity_number.PersonId,
        account.PersonId,
        second_factor.PersonId,
        recovery_code.PersonId,
        linked_identity.PersonId,
        exchange_binding.PersonId,
    );
    // A number that both bore is now borne by one.
    identity_number::Entity::update_many()
        .col_expr(identity_number::Column::IsShared, Expr::val(false))
        .filter(identity_number::Column::PersonId.eq(to))
        .exec(&**write)
        .await?;
    Ok(moved)
}
