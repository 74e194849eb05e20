//! Facts about this installation, and numbers that only rise.

use entity::{counter, setting};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::db::Write;
use crate::error::Error;

/// The value of a named fact.
pub async fn get(connection: &impl ConnectionTrait, key: &str) -> Result<Option<String>, DbErr> {
    Ok(setting::Entity::find_by_id(key.to_owned()).one(connection).await?.map(|row| row.value))
}

/// Sets a named fact.
pub async fn set(write: &Write, key: &str, value: &str) -> Result<(), DbErr> {
    let row = setting::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
        updated_at: Set(write.now()),
    };
    let replace = OnConflict::column(setting::Column::Key)
        .update_columns([setting::Column::Value, setting::Column::UpdatedAt])
        .to_owned();
    setting::Entity::insert(row).on_conflict(replace).exec_without_returning(&**write).await?;
    Ok(())
}

/// Takes the next number of a counter, from 1; its row stays locked until the transaction ends.
pub async fn next_number(write: &Write, name: &str) -> Result<i64, Error> {
    let first = counter::ActiveModel { name: Set(name.to_owned()), value: Set(0) };
    counter::Entity::insert(first)
        .on_conflict(OnConflict::column(counter::Column::Name).do_nothing().to_owned())
        .exec_without_returning(&**write)
        .await?;
    counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq(name))
        .exec(&**write)
        .await?;
    let row = counter::Entity::find_by_id(name.to_owned()).one(&**write).await?;
    row.map(|row| row.value).ok_or_else(|| Error::internal(format!("counter {name} is gone")))
}

/// Raises a counter to at least `value`; it never falls.
pub async fn raise_counter(write: &Write, name: &str, value: i64) -> Result<(), DbErr> {
    let row = counter::ActiveModel { name: Set(name.to_owned()), value: Set(value) };
    counter::Entity::insert(row)
        .on_conflict(OnConflict::column(counter::Column::Name).do_nothing().to_owned())
        .exec_without_returning(&**write)
        .await?;
    counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::val(value))
        .filter(counter::Column::Name.eq(name))
        .filter(counter::Column::Value.lt(value))
        .exec(&**write)
        .await?;
    Ok(())
}
