//! Which sessions a dispatch asked for, and where they stand.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{dispatch_slot, dispatch_visit};
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::rules::Days;
use crate::identity::Scope;
use crate::teaching::{self, TeachingSession, TeachingSessionStatus};
use crate::timetables::local_day;

/// Which session each line of a timetable asked for, by line and day.
pub(in crate::dispatches) async fn visits_of(
    connection: &impl ConnectionTrait,
    slots: &[Uuid],
) -> Result<Vec<dispatch_visit::Model>, DbErr> {
    dispatch_visit::Entity::find()
        .filter(dispatch_visit::Column::SlotId.is_in(slots.iter().copied()))
        .order_by_asc(dispatch_visit::Column::DueOn)
        .all(connection)
        .await
}

/// The sessions of these dispatches, each with its dispatch.
pub async fn sessions_of(
    connection: &impl ConnectionTrait,
    dispatches: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let slot = dispatch_visit::Entity::belongs_to(dispatch_slot::Entity)
        .from(dispatch_visit::Column::SlotId)
        .to(dispatch_slot::Column::Id)
        .into();
    dispatch_visit::Entity::find()
        .select_only()
        .column_as(Expr::col((dispatch_slot::Entity, dispatch_slot::Column::DispatchId)), "dispatch_id")
        .column(dispatch_visit::Column::SessionId)
        .join(sea_orm::JoinType::InnerJoin, slot)
        .filter(
            Expr::col((dispatch_slot::Entity, dispatch_slot::Column::DispatchId))
                .is_in(dispatches.iter().copied()),
        )
        .order_by_asc(dispatch_visit::Column::DueOn)
        .order_by_asc(dispatch_visit::Column::SessionId)
        .into_tuple()
        .all(connection)
        .await
}

/// Most keys that one statement names.
const MOST_KEYS: usize = 10_000;

/// The sessions of these dispatches that a scope shows and that begin between two days, each with its dispatch, in order of their starts: four
/// statements.
pub async fn sessions_between(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    dispatches: &[Uuid],
    (from, until): Days,
) -> Result<Vec<(Uuid, TeachingSession)>, Error> {
    let of: HashMap<Uuid, Uuid> = sessions_of(connection, dispatches)
        .await?
        .into_iter()
        .map(|(dispatch_id, session)| (session, dispatch_id))
        .collect();
    let keys: Vec<Uuid> = of.keys().copied().collect();
    let mut sessions = Vec::new();
    for part in keys.chunks(MOST_KEYS) {
        sessions.extend(teaching::find_sessions(connection, scope, part).await?);
    }
    let within = |one: &TeachingSession| (from..=until).contains(&local_day(one.time.0));
    let mut found: Vec<(Uuid, TeachingSession)> =
        sessions.into_iter().filter(within).filter_map(|one| Some((*of.get(&one.id)?, one))).collect();
    found.sort_by_key(|(_, one)| (one.time.0, one.id));
    Ok(found)
}

/// The line of a timetable that asked for each of these sessions, with the day on which it was due; a session of no dispatch has none.
pub async fn of_sessions(
    connection: &impl ConnectionTrait,
    sessions: &[Uuid],
) -> Result<HashMap<Uuid, (Uuid, NaiveDate)>, DbErr> {
    let slot = dispatch_visit::Entity::belongs_to(dispatch_slot::Entity)
        .from(dispatch_visit::Column::SlotId)
        .to(dispatch_slot::Column::Id)
        .into();
    let rows: Vec<(Uuid, Uuid, NaiveDate)> = dispatch_visit::Entity::find()
        .select_only()
        .column(dispatch_visit::Column::SessionId)
        .column_as(Expr::col((dispatch_slot::Entity, dispatch_slot::Column::DispatchId)), "dispatch_id")
        .column(dispatch_visit::Column::DueOn)
        .join(sea_orm::JoinType::InnerJoin, slot)
        .filter(dispatch_visit::Column::SessionId.is_in(sessions.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(session, dispatch, due_on)| (session, (dispatch, due_on))).collect())
}

/// How many sessions of a dispatch stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DispatchCounts {
    /// To be held.
    pub planned: i64,
    /// Said to have been held.
    pub delivered: i64,
    /// Confirmed.
    pub confirmed: i64,
    /// Called off.
    pub cancelled: i64,
}

/// How many sessions of these dispatches stand where: two statements.
pub async fn counts_of(
    connection: &impl ConnectionTrait,
    dispatches: &[Uuid],
) -> Result<HashMap<Uuid, DispatchCounts>, Error> {
    let of = sessions_of(connection, dispatches).await?;
    let keys: Vec<Uuid> = of.iter().map(|(_, session)| *session).collect();
    let statuses = teaching::statuses_of(connection, &keys).await?;
    let mut counts: HashMap<Uuid, DispatchCounts> =
        dispatches.iter().map(|key| (*key, DispatchCounts::default())).collect();
    for (dispatch_id, session) in of {
        let counted = counts.entry(dispatch_id).or_default();
        match statuses.get(&session) {
            Some(TeachingSessionStatus::Planned) => counted.planned += 1,
            Some(TeachingSessionStatus::Delivered) => counted.delivered += 1,
            Some(TeachingSessionStatus::Confirmed) => counted.confirmed += 1,
            Some(TeachingSessionStatus::Cancelled) => counted.cancelled += 1,
            None => {}
        }
    }
    Ok(counts)
}
