//! Queries over codes that open a door once.

use chrono::{DateTime, NaiveDate, Utc};
use entity::one_time_code::{self, Column};
use entity::{person_number, relation};
use platform::codes::Code as _;
use platform::db::Write;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::invitations::CodePurpose;
use super::super::policy::{Permit, is_in_force};
use super::super::rules::RelationKind;

/// What binds somebody to an institution that may open her door.
const PLACES: [RelationKind; 4] =
    [RelationKind::LearnsAt, RelationKind::EnrolledBy, RelationKind::SentBy, RelationKind::WorksAt];

/// To what a person is bound on a day.
pub(in super::super) struct Places {
    /// The institutions where she learns or works, that enrolled or sent her, or that gave her a number.
    pub(in super::super) institutions: Vec<Uuid>,
    /// The departments where she learns or works.
    pub(in super::super) departments: Vec<Uuid>,
}

/// To what a person is bound on a day.
pub(in super::super) async fn places_of(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Places, DbErr> {
    let relations = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::Kind.is_in(PLACES.map(RelationKind::code)))
        .all(connection)
        .await?;
    let numbers = person_number::Entity::find()
        .filter(person_number::Column::PersonId.eq(person_id))
        .all(connection)
        .await?;
    let present = || relations.iter().filter(|row| is_in_force(row.starts_on, row.ends_on, on));
    let institutions = present().filter_map(|row| row.institution_id);
    Ok(Places {
        institutions: institutions.chain(numbers.into_iter().map(|row| row.institution_id)).collect(),
        departments: present().filter_map(|row| row.department_id).collect(),
    })
}

/// Writes a code.
pub(in super::super) async fn insert(
    write: &Write,
    _permit: &Permit,
    row: one_time_code::Model,
) -> Result<(), DbErr> {
    let row = one_time_code::ActiveModel::from(row);
    one_time_code::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Puts every unused code of a person for a purpose out of use: the next one takes its place.
pub(in super::super) async fn supersede(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    purpose: CodePurpose,
) -> Result<(), DbErr> {
    one_time_code::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::val(write.now()))
        .filter(Column::PersonId.eq(person_id))
        .filter(Column::Purpose.eq(purpose.code()))
        .filter(Column::UsedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(())
}

/// A code by its key.
pub(in super::super) async fn by_key(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Option<one_time_code::Model>, DbErr> {
    one_time_code::Entity::find_by_id(key).one(connection).await
}

/// A code by its digest.
pub(in super::super) async fn by_digest(
    connection: &impl ConnectionTrait,
    digest: Vec<u8>,
) -> Result<Option<one_time_code::Model>, DbErr> {
    one_time_code::Entity::find().filter(Column::CodeDigest.eq(digest)).one(connection).await
}

/// Renews the secret of a code that is not used yet; says whether it did.
pub(in super::super) async fn renew(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    digest: Vec<u8>,
) -> Result<bool, DbErr> {
    let renewed = one_time_code::Entity::update_many()
        .col_expr(Column::CodeDigest, Expr::val(digest))
        .filter(Column::Id.eq(key))
        .filter(Column::UsedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// Uses a code: of any number of requests at once, one is told that it did.
pub(in super::super) async fn claim(write: &Write, key: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let claimed = one_time_code::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::val(now))
        .filter(Column::Id.eq(key))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(&**write)
        .await?;
    Ok(claimed.rows_affected == 1)
}
