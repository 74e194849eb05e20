//! Queries over second factors and recovery codes.

use entity::{access_token, recovery_code, second_factor};
use platform::db::Write;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::policy::Permit;

/// A person's second factor, confirmed or not.
pub(in super::super) async fn of_person(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Option<second_factor::Model>, DbErr> {
    second_factor::Entity::find_by_id(person_id).one(connection).await
}

/// Keeps a new secret, unconfirmed, in place of another that was never confirmed.
pub(in super::super) async fn begin(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    secret: Vec<u8>,
) -> Result<(), DbErr> {
    let row = second_factor::ActiveModel {
        person_id: Set(person_id),
        secret: Set(secret),
        last_step: Set(None),
        created_at: Set(write.now()),
        confirmed_at: Set(None),
    };
    let replace = OnConflict::column(second_factor::Column::PersonId)
        .update_columns([second_factor::Column::Secret, second_factor::Column::CreatedAt])
        .to_owned();
    second_factor::Entity::insert(row).on_conflict(replace).exec_without_returning(&**write).await?;
    Ok(())
}

/// Notes that the code of a step was used; says whether it was the first to use it.
pub(in super::super) async fn use_step(write: &Write, person_id: Uuid, step: i64) -> Result<bool, DbErr> {
    let column = second_factor::Column::LastStep;
    let used = second_factor::Entity::update_many()
        .col_expr(column, Expr::val(step))
        .filter(second_factor::Column::PersonId.eq(person_id))
        .filter(column.is_null().or(column.lt(step)))
        .exec(&**write)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Puts a factor into force.
pub(in super::super) async fn confirm(write: &Write, _permit: &Permit, person_id: Uuid) -> Result<(), DbErr> {
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::ConfirmedAt, Expr::val(write.now()))
        .filter(second_factor::Column::PersonId.eq(person_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Removes a factor and its recovery codes.
pub(in super::super) async fn remove(write: &Write, _permit: &Permit, person_id: Uuid) -> Result<(), DbErr> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::PersonId.eq(person_id))
        .exec(&**write)
        .await?;
    second_factor::Entity::delete_by_id(person_id).exec(&**write).await?;
    Ok(())
}

/// Keeps recovery codes, by their digests.
pub(in super::super) async fn insert_recovery_codes(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    digests: Vec<Vec<u8>>,
) -> Result<(), DbErr> {
    let rows = digests.into_iter().map(|code_digest| recovery_code::ActiveModel {
        id: Set(platform::id::new_key()),
        person_id: Set(person_id),
        code_digest: Set(code_digest),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Uses a recovery code; says whether it was there and unused.
pub(in super::super) async fn use_recovery_code(
    write: &Write,
    person_id: Uuid,
    digest: Vec<u8>,
) -> Result<bool, DbErr> {
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::val(write.now()))
        .filter(recovery_code::Column::PersonId.eq(person_id))
        .filter(recovery_code::Column::CodeDigest.eq(digest))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Notes that a second factor was shown in a session.
pub(in super::super) async fn mark_session(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    access_token::Entity::update_many()
        .col_expr(access_token::Column::SecondFactorAt, Expr::val(write.now()))
        .filter(access_token::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
