//! Ways in that ended, forgotten when their time is over.

use chrono::{DateTime, Utc};
use entity::{access_token, exchange_binding, one_time_code, sign_in_attempt};
use platform::db::Write;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

/// Forgets sessions, tokens, codes, bindings and sign-ins under way that ended before an instant; says how many. That they
/// were, and what was done by them, stays in the trail.
pub async fn forget_ended(write: &Write, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let tokens = access_token::Entity::delete_many()
        .filter(access_token::Column::ExpiresAt.lt(before).or(access_token::Column::RevokedAt.lt(before)))
        .exec(&**write)
        .await?;
    let codes = one_time_code::Entity::delete_many()
        .filter(one_time_code::Column::ExpiresAt.lt(before))
        .exec(&**write)
        .await?;
    let bindings = exchange_binding::Entity::delete_many()
        .filter(exchange_binding::Column::EndedAt.lt(before))
        .exec(&**write)
        .await?;
    let attempts = sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::ExpiresAt.lt(before))
        .exec(&**write)
        .await?;
    Ok([tokens, codes, bindings, attempts].iter().map(|deleted| deleted.rows_affected).sum())
}
