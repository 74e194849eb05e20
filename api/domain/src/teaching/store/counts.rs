//! What sessions count for: the load of those who led them, the visits to an institution, what an agreement asked for, and what one
//! institution held for others.

use chrono::NaiveDate;
use entity::{teaching_attendance, teaching_leader, teaching_session};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait as _, Select,
};
use uuid::Uuid;

use super::super::rules::{TeachingSessionKind, TeachingSessionStatus};
use crate::organisations::{AgreementParty, Days};
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

/// Confirmed sessions under an agreement, of one party and day and in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldUnder {
    /// The agreement.
    pub agreement_id: Uuid,
    /// The party that held them.
    pub owed_by: AgreementParty,
    /// The local day on which they began.
    pub on: NaiveDate,
    /// Whether at one place.
    pub is_on_site: bool,
    /// How many.
    pub sessions: i64,
}

/// What one institution planned and held for another one, in one status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFor {
    /// The institution for which it was held.
    pub host_id: Uuid,
    /// Where they stand.
    pub status: TeachingSessionStatus,
    /// How many.
    pub sessions: i64,
    /// How many minutes.
    pub minutes: i64,
    /// The latest day.
    pub last_on: NaiveDate,
    /// How often somebody attended one of them.
    pub attendances: i64,
}

/// A confirmed session that somebody led, as a statement of her teaching tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught {
    /// The session.
    pub session_id: Uuid,
    /// The institution for which it was held.
    pub host_id: Uuid,
    /// The base of that institution to which it counts.
    pub base_id: Option<Uuid>,
    /// What it was.
    pub kind: TeachingSessionKind,
    /// Whether at one place with those whom she taught.
    pub is_on_site: bool,
    /// What it was called.
    pub title: String,
    /// The local day on which it began.
    pub held_on: NaiveDate,
    /// Whole minutes.
    pub minutes: i32,
    /// How many attended.
    pub attendees: i64,
}

fn count() -> SimpleExpr {
    Expr::cust("CAST(COUNT(*) AS bigint)")
}

fn sum_of_minutes() -> SimpleExpr {
    Expr::cust("CAST(SUM(minutes) AS bigint)")
}

fn is_on_site() -> SimpleExpr {
    // Without a value of its own, so that what is selected and what is grouped by are one expression to PostgreSQL.
    Expr::cust(format!("channel = '{}'", Channel::OnSite.code()))
}

fn within((first, last): Days) -> SimpleExpr {
    teaching_session::Column::HeldOn.between(first, last)
}

fn confirmed() -> Select<teaching_session::Entity> {
    use teaching_attendance::Column as Attended;
    let attended = teaching_attendance::Entity::find()
        .select_only()
        .column(Attended::PersonId)
        .filter(
            Expr::col((teaching_attendance::Entity, Attended::SessionId))
                .equals((teaching_session::Entity, teaching_session::Column::Id)),
        )
        .filter(Attended::StruckAt.is_null())
        .into_query();
    // One from whose list everybody was struck afterwards was not held.
    teaching_session::Entity::find()
        .select_only()
        .filter(teaching_session::Column::Status.eq(TeachingSessionStatus::Confirmed.code()))
        .filter(Expr::exists(attended))
}

/// What these people taught in confirmed sessions that began within some days, by kind and way: one statement. Whoever asks may see them.
pub async fn loads_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    days: Days,
) -> Result<Vec<TeachingLoad>, Error> {
    use teaching_session::Column;
    let led = teaching_session::Entity::belongs_to(teaching_leader::Entity)
        .from(Column::Id)
        .to(teaching_leader::Column::SessionId)
        .into();
    let rows: Vec<(Uuid, String, bool, i64, i64)> = confirmed()
        .column(teaching_leader::Column::PersonId)
        .column(Column::Kind)
        .column_as(is_on_site(), "is_on_site")
        .column_as(count(), "sessions")
        .column_as(sum_of_minutes(), "minutes")
        .join(JoinType::InnerJoin, led)
        .filter(teaching_leader::Column::PersonId.is_in(people.iter().copied()))
        .filter(within(days))
        .group_by(teaching_leader::Column::PersonId)
        .group_by(Column::Kind)
        .group_by(is_on_site())
        .into_tuple()
        .all(connection)
        .await?;
    let load = |(person_id, kind, is_on_site, sessions, minutes): (Uuid, String, bool, i64, i64)| {
        let kind = TeachingSessionKind::stored(&kind)?;
        Ok(TeachingLoad { person_id, kind, is_on_site, sessions, minutes })
    };
    let mut loads: Vec<TeachingLoad> = rows.into_iter().map(load).collect::<Result<_, Error>>()?;
    loads.sort_by_key(|one| {
        let place = TeachingSessionKind::ALL.iter().position(|kind| *kind == one.kind);
        (one.person_id, place, !one.is_on_site)
    });
    Ok(loads)
}

/// What somebody led for an institution in confirmed sessions that began within some days, the earliest first: one statement. Whoever
/// asks was permitted to.
pub async fn taught_for(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    organiser_id: Uuid,
    days: Days,
) -> Result<Vec<Taught>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        host_id: Uuid,
        base_id: Option<Uuid>,
        kind: String,
        is_on_site: bool,
        title: String,
        held_on: NaiveDate,
        minutes: i32,
        attendees: i64,
    }
    use teaching_session::Column;
    let attended = teaching_session::Entity::belongs_to(teaching_attendance::Entity)
        .from(Column::Id)
        .to(teaching_attendance::Column::SessionId)
        .into();
    let led = teaching_session::Entity::belongs_to(teaching_leader::Entity)
        .from(Column::Id)
        .to(teaching_leader::Column::SessionId)
        .into();
    let rows: Vec<Row> = teaching_session::Entity::find()
        .select_only()
        .columns([Column::Id, Column::HostId, Column::BaseId, Column::Kind, Column::Title, Column::HeldOn])
        .column(Column::Minutes)
        .column_as(is_on_site(), "is_on_site")
        .column_as(count(), "attendees")
        .join(JoinType::InnerJoin, led)
        // One from whose list everybody was struck has no row here: it was not held.
        .join(JoinType::InnerJoin, attended)
        .filter(teaching_attendance::Column::StruckAt.is_null())
        .filter(teaching_leader::Column::PersonId.eq(person_id))
        .filter(Column::OrganiserId.eq(organiser_id))
        .filter(Column::Status.eq(TeachingSessionStatus::Confirmed.code()))
        .filter(within(days))
        .group_by(Column::Id)
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
        .into_model()
        .all(connection)
        .await?;
    let taught = |row: Row| {
        Ok(Taught {
            session_id: row.id,
            host_id: row.host_id,
            base_id: row.base_id,
            kind: TeachingSessionKind::stored(&row.kind)?,
            is_on_site: row.is_on_site,
            title: row.title,
            held_on: row.held_on,
            minutes: row.minutes,
            attendees: row.attendees,
        })
    };
    rows.into_iter().map(taught).collect()
}

/// Days between two days, both counted, on which another institution held a confirmed session at one of these, each with the institution.
pub async fn taught_at(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    days: Days,
) -> Result<Vec<(Uuid, NaiveDate)>, DbErr> {
    use teaching_session::Column;
    confirmed()
        .columns([Column::HostId, Column::HeldOn])
        .distinct()
        .filter(Column::HostId.is_in(institutions.iter().copied()))
        .filter(Expr::col(Column::OrganiserId).not_equals(Column::HostId))
        .filter(is_on_site())
        .filter(within(days))
        .into_tuple()
        .all(connection)
        .await
}

/// How many confirmed sessions each of those who led one led for an institution within some days: one statement. For whoever may know of them.
pub async fn led_for(
    connection: &impl ConnectionTrait,
    host_id: Uuid,
    days: Days,
) -> Result<Vec<(Uuid, i64)>, DbErr> {
    use teaching_session::Column;
    let led = teaching_session::Entity::belongs_to(teaching_leader::Entity)
        .from(Column::Id)
        .to(teaching_leader::Column::SessionId)
        .into();
    confirmed()
        .column(teaching_leader::Column::PersonId)
        .column_as(count(), "sessions")
        .join(JoinType::InnerJoin, led)
        .filter(Column::HostId.eq(host_id))
        .filter(within(days))
        .group_by(teaching_leader::Column::PersonId)
        .into_tuple()
        .all(connection)
        .await
}

/// The confirmed sessions under these agreements, by party, day and way: one statement. Whoever asks was shown the agreements.
pub async fn held_under(
    connection: &impl ConnectionTrait,
    agreements: &[Uuid],
) -> Result<Vec<HeldUnder>, Error> {
    use teaching_session::Column;
    let rows: Vec<(Uuid, String, NaiveDate, bool, i64)> = confirmed()
        .columns([Column::AgreementId, Column::OwedBy, Column::HeldOn])
        .column_as(is_on_site(), "is_on_site")
        .column_as(count(), "sessions")
        .filter(Column::AgreementId.is_in(agreements.iter().copied()))
        .group_by(Column::AgreementId)
        .group_by(Column::OwedBy)
        .group_by(Column::HeldOn)
        .group_by(is_on_site())
        .into_tuple()
        .all(connection)
        .await?;
    let held = |(agreement_id, party, on, is_on_site, sessions): (Uuid, String, NaiveDate, bool, i64)| {
        let owed_by = AgreementParty::stored(&party)?;
        Ok(HeldUnder { agreement_id, owed_by, on, is_on_site, sessions })
    };
    rows.into_iter().map(held).collect()
}

/// What an institution planned and held for these others within some days, by the other one and where it stands: two statements. For figures
/// that name nobody, whose permit was given.
pub async fn held_for(
    connection: &impl ConnectionTrait,
    organiser_id: Uuid,
    hosts: &[Uuid],
    days: Days,
) -> Result<Vec<HeldFor>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        host_id: Uuid,
        status: String,
        sessions: i64,
        minutes: i64,
        last_on: NaiveDate,
    }
    use teaching_session::Column;
    let these = |query: Select<teaching_session::Entity>| {
        query
            .select_only()
            .columns([Column::HostId, Column::Status])
            .filter(Column::OrganiserId.eq(organiser_id))
            .filter(Column::HostId.is_in(hosts.iter().copied()))
            .filter(within(days))
            .group_by(Column::HostId)
            .group_by(Column::Status)
    };
    let attended = teaching_session::Entity::belongs_to(teaching_attendance::Entity)
        .from(Column::Id)
        .to(teaching_attendance::Column::SessionId)
        .into();
    let sessions = these(teaching_session::Entity::find())
        .column_as(count(), "sessions")
        .column_as(sum_of_minutes(), "minutes")
        .column_as(Column::HeldOn.max(), "last_on")
        .into_model::<Row>();
    let attendances = these(teaching_session::Entity::find())
        .column_as(count(), "attendances")
        .join(JoinType::InnerJoin, attended)
        .filter(teaching_attendance::Column::StruckAt.is_null())
        .into_tuple::<(Uuid, String, i64)>();
    let (rows, attendances) = tokio::try_join!(sessions.all(connection), attendances.all(connection))?;
    let held = |row: Row| {
        let attended =
            attendances.iter().find(|(host, status, _)| *host == row.host_id && *status == row.status);
        Ok(HeldFor {
            host_id: row.host_id,
            status: TeachingSessionStatus::stored(&row.status)?,
            sessions: row.sessions,
            minutes: row.minutes,
            last_on: row.last_on,
            attendances: attended.map_or(0, |(_, _, times)| *times),
        })
    };
    rows.into_iter().map(held).collect()
}
