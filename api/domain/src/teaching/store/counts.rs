//! What confirmed sessions count for: the load of those who led them, the visits to an institution, what an agreement asked for.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use entity::{teaching_leader, teaching_session};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::super::rules::{TeachingSessionKind, TeachingSessionStatus, Time, minutes};
use super::local_day;
use crate::organisations::AgreementParty;
use crate::pairings::Channel;

/// What somebody taught of one kind and in one way, in confirmed sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeachingLoad {
    /// Who.
    pub person_id: Uuid,
    /// What.
    pub kind: TeachingSessionKind,
    /// Whether at one place with whom she taught.
    pub is_on_site: bool,
    /// How many sessions.
    pub sessions: i64,
    /// How many minutes.
    pub minutes: i64,
}

/// A confirmed session under an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldUnder {
    /// The agreement.
    pub agreement_id: Uuid,
    /// The party that held it.
    pub owed_by: AgreementParty,
    /// The local day on which it began.
    pub on: NaiveDate,
    /// Whether at one place.
    pub is_on_site: bool,
}

fn confirmed() -> Select<teaching_session::Entity> {
    teaching_session::Entity::find()
        .select_only()
        .filter(teaching_session::Column::Status.eq(TeachingSessionStatus::Confirmed.code()))
}

/// What these people taught in confirmed sessions that began within a time, by kind and way: one statement. Whoever asks may see them.
pub async fn loads_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    (from, until): Time,
) -> Result<Vec<TeachingLoad>, Error> {
    use teaching_session::Column;
    let led = teaching_session::Entity::belongs_to(teaching_leader::Entity)
        .from(Column::Id)
        .to(teaching_leader::Column::SessionId)
        .into();
    let rows: Vec<(Uuid, String, String, DateTime<Utc>, DateTime<Utc>)> = confirmed()
        .column(teaching_leader::Column::PersonId)
        .columns([Column::Kind, Column::Channel, Column::StartsAt, Column::EndsAt])
        .join(JoinType::InnerJoin, led)
        .filter(teaching_leader::Column::PersonId.is_in(people.iter().copied()))
        .filter(Column::StartsAt.gte(from))
        .filter(Column::StartsAt.lt(until))
        .into_tuple()
        .all(connection)
        .await?;
    let mut loads: Vec<TeachingLoad> = Vec::new();
    for (person_id, kind, channel, starts_at, ends_at) in rows {
        let kind = TeachingSessionKind::stored(&kind)?;
        let is_on_site = channel == Channel::OnSite.code();
        let length = i64::from(minutes((starts_at, ends_at)));
        let key = (person_id, kind, is_on_site);
        match loads.iter_mut().find(|one| (one.person_id, one.kind, one.is_on_site) == key) {
            Some(load) => {
                load.sessions += 1;
                load.minutes += length;
            }
            None => {
                loads.push(TeachingLoad { person_id, kind, is_on_site, sessions: 1, minutes: length });
            }
        }
    }
    loads.sort_by_key(|one| {
        let place = TeachingSessionKind::ALL.iter().position(|kind| *kind == one.kind);
        (one.person_id, place, !one.is_on_site)
    });
    Ok(loads)
}

/// Days between two days, both counted, on which another institution held a confirmed session at one of these, each with the institution.
pub async fn taught_at(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(Uuid, NaiveDate)>, DbErr> {
    use teaching_session::Column;
    let rows: Vec<(Uuid, DateTime<Utc>)> = confirmed()
        .columns([Column::HostId, Column::StartsAt])
        .filter(Column::HostId.is_in(institutions.iter().copied()))
        .filter(Expr::col(Column::OrganiserId).ne(Expr::col(Column::HostId)))
        .filter(Column::Channel.eq(Channel::OnSite.code()))
        // A day there begins before it does in UTC.
        .filter(Column::StartsAt.gte((from - Days::new(1)).and_time(NaiveTime::MIN).and_utc()))
        .filter(Column::StartsAt.lt((until + Days::new(1)).and_time(NaiveTime::MIN).and_utc()))
        .order_by_asc(Column::StartsAt)
        .into_tuple()
        .all(connection)
        .await?;
    let days = rows.into_iter().map(|(host, at)| (host, local_day(at)));
    Ok(days.filter(|(_, day)| (from..=until).contains(day)).collect())
}

/// The confirmed sessions under these agreements, by their start. Whoever asks was shown the agreements.
pub async fn held_under(
    connection: &impl ConnectionTrait,
    agreements: &[Uuid],
) -> Result<Vec<HeldUnder>, Error> {
    use teaching_session::Column;
    let rows: Vec<(Uuid, String, DateTime<Utc>, String)> = confirmed()
        .columns([Column::AgreementId, Column::OwedBy, Column::StartsAt, Column::Channel])
        .filter(Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(Column::StartsAt)
        .into_tuple()
        .all(connection)
        .await?;
    let held = |(agreement_id, party, at, channel): (Uuid, String, DateTime<Utc>, String)| {
        Ok(HeldUnder {
            agreement_id,
            owed_by: AgreementParty::stored(&party)?,
            on: local_day(at),
            is_on_site: channel == Channel::OnSite.code(),
        })
    };
    rows.into_iter().map(held).collect()
}
