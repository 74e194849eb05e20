//! Queries over accounts and over attempts to get in.

use chrono::{DateTime, Utc};
use entity::{account, attempt, person};
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::super::policy::Permit;

/// Who has this mail address. For signing in.
pub(in super::super) async fn people_by_email(
    connection: &impl ConnectionTrait,
    email: &str,
) -> Result<Vec<Uuid>, DbErr> {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Email.eq(email))
        .into_tuple()
        .all(connection)
        .await
}

/// The accounts among these people.
pub(in super::super) async fn accounts_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::Column::PersonId.is_in(people.iter().copied()))
        .all(connection)
        .await
}

/// The accounts among these people that may be opened: of whoever belongs to some institution. For signing in.
pub(in super::super) async fn open_accounts_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<account::Model>, DbErr> {
    let left = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Id.is_in(people.iter().copied()))
        .filter(person::Column::LeftOn.is_not_null())
        .into_query();
    account::Entity::find()
        .filter(account::Column::PersonId.is_in(people.iter().copied()))
        .filter(account::Column::PersonId.not_in_subquery(left))
        .all(connection)
        .await
}

/// Sets a person's password; her first one makes her account.
pub(in super::super) async fn set_password(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    password_hash: String,
) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        person_id: Set(person_id),
        password_hash: Set(password_hash),
        password_changed_at: Set(write.now()),
        created_at: Set(write.now()),
    };
    let replace = OnConflict::column(account::Column::PersonId)
        .update_columns([account::Column::PasswordHash, account::Column::PasswordChangedAt])
        .to_owned();
    account::Entity::insert(row).on_conflict(replace).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes a person's new phone or mail address.
pub(in super::super) async fn set_contact(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
    is_phone: bool,
    value: String,
) -> Result<(), DbErr> {
    let column = if is_phone { person::Column::Phone } else { person::Column::Email };
    person::Entity::update_many()
        .col_expr(column, Expr::val(value))
        .filter(person::Column::Id.eq(person_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// What is counted under a key, locked until the transaction ends; begun at nothing when it is new.
pub(in super::super) async fn attempts(write: &Write, key: &str) -> Result<attempt::Model, Error> {
    let first =
        attempt::ActiveModel { key: Set(key.to_owned()), failures: Set(0), last_at: Set(write.now()) };
    attempt::Entity::insert(first)
        .on_conflict(OnConflict::column(attempt::Column::Key).do_nothing().to_owned())
        .exec_without_returning(&**write)
        .await?;
    write.lock_rows(attempt::Entity::find_by_id(key.to_owned())).await?;
    let row = attempt::Entity::find_by_id(key.to_owned()).one(&**write).await?;
    row.ok_or_else(|| Error::internal("attempts that were just counted are gone"))
}

/// Notes how many attempts were made under a key.
pub(in super::super) async fn set_attempts(write: &Write, key: &str, failures: i32) -> Result<(), DbErr> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::val(failures))
        .col_expr(attempt::Column::LastAt, Expr::val(write.now()))
        .filter(attempt::Column::Key.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Forgets attempts that were last made before an instant.
pub(in super::super) async fn forget_attempts(write: &Write, before: DateTime<Utc>) -> Result<(), DbErr> {
    attempt::Entity::delete_many().filter(attempt::Column::LastAt.lt(before)).exec(&**write).await?;
    Ok(())
}
