//! What becomes of sessions when two records are joined, or a person is erased.

use std::collections::{HashMap, HashSet};

use entity::{teaching_attendance, teaching_leader, teaching_session};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::rules::TeachingSessionStatus;
use crate::identity::Permit;

/// Carries what somebody led, said and attended over to another record of hers, and says how much of what. Where both stand with one session
/// she leads it, or stands on its list, once; nothing is carried when one led what the other attended, or when both were confirmed to have
/// attended.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<Option<Vec<(String, u64)>>, DbErr> {
    use {teaching_attendance::Column as Attended, teaching_leader::Column as Led};
    let led = teaching_leader::Entity::find().filter(Led::PersonId.is_in([from, to])).all(&**write).await?;
    let leads = |who: Uuid| -> HashSet<Uuid> {
        led.iter().filter(|row| row.person_id == who).map(|row| row.session_id).collect()
    };
    let listed = teaching_attendance::Entity::find()
        .filter(Attended::PersonId.is_in([from, to]))
        .all(&**write)
        .await?;
    let attends = |who: Uuid| -> HashMap<Uuid, bool> {
        listed
            .iter()
            .filter(|row| row.person_id == who)
            .map(|row| (row.session_id, row.struck_at.is_none()))
            .collect()
    };
    let (leads_from, leads_to) = (leads(from), leads(to));
    let (attends_from, attends_to) = (attends(from), attends(to));
    let crosses = |leads: &HashSet<Uuid>, attends: &HashMap<Uuid, bool>| {
        attends.iter().any(|(session, stands)| *stands && leads.contains(session))
    };
    let both: Vec<Uuid> = attends_from.keys().copied().filter(|key| attends_to.contains_key(key)).collect();
    let twice: Vec<Uuid> = both
        .iter()
        .copied()
        .filter(|key| attends_from.get(key) == Some(&true) && attends_to.get(key) == Some(&true))
        .collect();
    let confirmed = teaching_session::Entity::find()
        .filter(teaching_session::Column::Id.is_in(twice))
        .filter(teaching_session::Column::Status.eq(TeachingSessionStatus::Confirmed.code()))
        .one(&**write)
        .await?;
    if confirmed.is_some() || crosses(&leads_from, &attends_to) || crosses(&leads_to, &attends_from) {
        return Ok(None);
    }
    // Of two rows the one that stands is kept.
    for session in both {
        let given_up = if attends_from.get(&session) == Some(&true) { to } else { from };
        teaching_attendance::Entity::delete_many()
            .filter(Attended::SessionId.eq(session))
            .filter(Attended::PersonId.eq(given_up))
            .exec(&**write)
            .await?;
    }
    teaching_leader::Entity::delete_many()
        .filter(Led::PersonId.eq(from))
        .filter(Led::SessionId.is_in(leads_from.intersection(&leads_to).copied()))
        .exec(&**write)
        .await?;
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
    // What she said and wrote down herself stays hers, so that she does not confirm it under her other record.
    for column in [teaching_session::Column::DeliveredBy, teaching_session::Column::DeliveredFor] {
        teaching_session::Entity::update_many()
            .col_expr(column, Expr::val(to))
            .filter(column.eq(from))
            .exec(&**write)
            .await?;
    }
    teaching_attendance::Entity::update_many()
        .col_expr(Attended::RecordedBy, Expr::val(to))
        .filter(Attended::RecordedBy.eq(from))
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
