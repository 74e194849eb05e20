//! What becomes of sessions when two records are joined, or a person is erased.

use entity::{teaching_attendance, teaching_leader};
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::identity::Permit;

/// Carries what somebody led and attended over to another record of hers, and says how much of what; nothing when both records stand with
/// one session.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<Option<Vec<(String, u64)>>, DbErr> {
    use {teaching_attendance::Column as Attended, teaching_leader::Column as Led};
    let led = |who: Uuid| {
        let query = teaching_leader::Entity::find().select_only().column(Led::SessionId);
        query.filter(Led::PersonId.eq(who)).into_query()
    };
    let attended = |who: Uuid| {
        let query = teaching_attendance::Entity::find().select_only().column(Attended::SessionId);
        query.filter(Attended::PersonId.eq(who)).into_query()
    };
    let shared_led = teaching_leader::Entity::find()
        .filter(Led::PersonId.eq(from))
        .filter(Led::SessionId.in_subquery(led(to)).or(Led::SessionId.in_subquery(attended(to))));
    let shared_attended = teaching_attendance::Entity::find()
        .filter(Attended::PersonId.eq(from))
        .filter(Attended::SessionId.in_subquery(led(to)).or(Attended::SessionId.in_subquery(attended(to))));
    if shared_led.count(&**write).await? + shared_attended.count(&**write).await? > 0 {
        return Ok(None);
    }
    let leading = teaching_leader::Entity::update_many()
        .col_expr(Led::PersonId, Expr::val(to))
        .filter(Led::PersonId.eq(from))
        .exec(&**write)
        .await?;
    let attending = teaching_attendance::Entity::update_many()
        .col_expr(Attended::PersonId, Expr::val(to))
        .filter(Attended::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(Some(vec![
        ("teaching_leader".to_owned(), leading.rows_affected),
        ("teaching_attendance".to_owned(), attending.rows_affected),
    ]))
}

/// Empties why erased people were struck from lists; that they led and attended stays. Says how many.
pub async fn erase(write: &Write, _permit: &Permit, people: &[Uuid]) -> Result<(String, u64), Error> {
    use teaching_attendance::Column;
    let emptied = teaching_attendance::Entity::update_many()
        .col_expr(Column::StrikeReason, Expr::val(None::<String>))
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .filter(Column::StrikeReason.is_not_null())
        .exec(&**write)
        .await?;
    Ok(("teaching_attendance".to_owned(), emptied.rows_affected))
}
