//! Queries over teaching sessions.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{teaching_attendance, teaching_leader, teaching_session, teaching_topic};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr, ExprTrait as _, SelectStatement};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::rules::{TeachingSessionKind, TeachingSessionStatus, Time, minutes};
use crate::identity::{Act, Permit, Scope};
use crate::organisations::AgreementParty;
use crate::pairings::Channel;

mod attendances;
mod counts;
mod files;
mod kept;

pub use attendances::{Attendance, attended_by};
pub(super) use attendances::{attendances_of, busy, insert_attendances, strike};
pub use counts::{
    HeldFor, HeldUnder, Taught, TeachingLoad, held_for, held_under, led_for, loads_of, taught_at, taught_for,
};
pub use files::TeachingFile;
pub(super) use files::{files_of, insert_file, teaching_file};
pub use kept::{erase, hand_over};

/// What a session is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// What it is called.
    pub name: String,
    /// The competency that it serves.
    pub competency_id: Option<Uuid>,
    /// The form of the skill that it serves.
    pub form_id: Option<Uuid>,
}

/// That somebody said that a session was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Who.
    pub by: Uuid,
    /// For whom, when she acted as a deputy.
    pub for_whom: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A teaching session, from its plan to its confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeachingSession {
    /// Key.
    pub id: Uuid,
    /// What it is.
    pub kind: TeachingSessionKind,
    /// How they meet.
    pub channel: Channel,
    /// What it is called.
    pub title: String,
    /// The institution that holds it.
    pub organiser_id: Uuid,
    /// The institution for which it is held.
    pub host_id: Uuid,
    /// The base of that institution to which it counts.
    pub base_id: Option<Uuid>,
    /// The department of that base where it is held.
    pub department_id: Option<Uuid>,
    /// The agreement under which it is held, and the party that holds it.
    pub agreed: Option<(Uuid, AgreementParty)>,
    /// Start and end: as planned, and once it was held as it was.
    pub time: Time,
    /// The cases discussed.
    pub cases: String,
    /// What its short link ends in.
    pub link: String,
    /// Where it stands.
    pub status: TeachingSessionStatus,
    /// Why it was called off.
    pub reason: Option<String>,
    /// Who planned it, and when.
    pub planned: (Uuid, DateTime<Utc>),
    /// Who said that it was held.
    pub delivered: Option<Delivered>,
    /// Who confirmed it, and when.
    pub confirmed: Option<(Uuid, DateTime<Utc>)>,
    /// Who leads it, in order.
    pub leaders: Vec<Uuid>,
    /// What it is about, in order.
    pub topics: Vec<Topic>,
    /// Rises with each change.
    pub version: i32,
}

impl TeachingSession {
    fn of(row: teaching_session::Model, leaders: Vec<Uuid>, topics: Vec<Topic>) -> Result<Self, Error> {
        let party = row.owed_by.as_deref().map(AgreementParty::stored).transpose()?;
        Ok(Self {
            id: row.id,
            kind: TeachingSessionKind::stored(&row.kind)?,
            channel: Channel::stored(&row.channel)?,
            title: row.title,
            organiser_id: row.organiser_id,
            host_id: row.host_id,
            base_id: row.base_id,
            department_id: row.department_id,
            agreed: row.agreement_id.zip(party),
            time: (row.starts_at, row.ends_at),
            cases: row.cases,
            link: row.link,
            status: TeachingSessionStatus::stored(&row.status)?,
            reason: row.reason,
            planned: (row.planned_by, row.planned_at),
            delivered: row.delivered_by.zip(row.delivered_at).map(|(by, at)| Delivered {
                by,
                for_whom: row.delivered_for,
                at,
            }),
            confirmed: row.confirmed_by.zip(row.confirmed_at),
            leaders,
            topics,
            version: row.version,
        })
    }

    fn row(&self) -> teaching_session::Model {
        teaching_session::Model {
            id: self.id,
            kind: self.kind.code().to_owned(),
            channel: self.channel.code().to_owned(),
            title: self.title.clone(),
            organiser_id: self.organiser_id,
            host_id: self.host_id,
            base_id: self.base_id,
            department_id: self.department_id,
            agreement_id: self.agreed.map(|(key, _)| key),
            owed_by: self.agreed.map(|(_, party)| party.code().to_owned()),
            starts_at: self.time.0,
            ends_at: self.time.1,
            held_on: local_day(self.time.0),
            minutes: minutes(self.time),
            cases: self.cases.clone(),
            link: self.link.clone(),
            status: self.status.code().to_owned(),
            reason: self.reason.clone(),
            planned_by: self.planned.0,
            planned_at: self.planned.1,
            delivered_by: self.delivered.map(|said| said.by),
            delivered_for: self.delivered.and_then(|said| said.for_whom),
            delivered_at: self.delivered.map(|said| said.at),
            confirmed_by: self.confirmed.map(|(who, _)| who),
            confirmed_at: self.confirmed.map(|(_, when)| when),
            version: self.version,
        }
    }
}

/// Which sessions; what is left out does not narrow the list.
#[derive(Clone, Debug, Default)]
pub struct SessionFilter {
    /// Only those that this institution holds, or that are held for it.
    pub institution_id: Option<Uuid>,
    /// Only those led by this person.
    pub leader_id: Option<Uuid>,
    /// Only those under this agreement.
    pub agreement_id: Option<Uuid>,
    /// Only those of one of these kinds.
    pub kinds: Vec<TeachingSessionKind>,
    /// Only those in one of these statuses.
    pub statuses: Vec<TeachingSessionStatus>,
    /// Only those that begin on this day or later.
    pub from: Option<NaiveDate>,
    /// Only those that begin on this day or earlier.
    pub until: Option<NaiveDate>,
}

/// The sessions that a scope shows: those that somebody leads or attended whom it shows, and those of the institutions where the viewer has
/// to do with them.
fn visible(scope: Scope<'_>) -> Cond {
    use teaching_session::{Column, Entity};
    if let Scope::System(_) = scope {
        return Cond::all();
    }
    let led = teaching_leader::Entity::find()
        .select_only()
        .column(teaching_leader::Column::SessionId)
        .filter(scope.people((teaching_leader::Entity, teaching_leader::Column::PersonId)))
        .into_query();
    let attended = teaching_attendance::Entity::find()
        .select_only()
        .column(teaching_attendance::Column::SessionId)
        .filter(scope.people((teaching_attendance::Entity, teaching_attendance::Column::PersonId)))
        .filter(teaching_attendance::Column::StruckAt.is_null())
        .into_query();
    let department = (Entity, Column::DepartmentId);
    Cond::any()
        .add(Column::Id.in_subquery(led))
        .add(Column::Id.in_subquery(attended))
        .add(scope.places(Act::TeachingRead, (Entity, Column::HostId), department))
        .add(scope.places(Act::TeachingRead, (Entity, Column::OrganiserId), department))
}

/// By their start, the latest first.
#[must_use]
pub fn sessions_ordering() -> Ordering {
    use teaching_session::Column;
    Ordering::by("STARTS_AT", Column::StartsAt, SortKind::Instant, Column::Id).descending()
}

fn filtered(scope: Scope<'_>, filter: &SessionFilter) -> Select<teaching_session::Entity> {
    use teaching_session::Column;
    let mut all = Cond::all().add(visible(scope));
    if let Some(key) = filter.institution_id {
        all = all.add(Cond::any().add(Column::HostId.eq(key)).add(Column::OrganiserId.eq(key)));
    }
    if let Some(key) = filter.leader_id {
        all = all.add(Column::Id.in_subquery(led(&[key])));
    }
    if let Some(key) = filter.agreement_id {
        all = all.add(Column::AgreementId.eq(key));
    }
    if !filter.kinds.is_empty() {
        all = all.add(Column::Kind.is_in(filter.kinds.iter().map(|kind| kind.code())));
    }
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().map(|status| status.code())));
    }
    all = all.add_option(filter.from.map(|from| Column::HeldOn.gte(from)));
    all = all.add_option(filter.until.map(|until| Column::HeldOn.lte(until)));
    teaching_session::Entity::find().filter(all)
}

/// The sessions that one of these people leads.
fn led(people: &[Uuid]) -> SelectStatement {
    teaching_leader::Entity::find()
        .select_only()
        .column(teaching_leader::Column::SessionId)
        .filter(teaching_leader::Column::PersonId.is_in(people.iter().copied()))
        .into_query()
}

/// Sessions with who leads them and what they are about: two statements.
async fn whole(
    connection: &impl ConnectionTrait,
    rows: Vec<teaching_session::Model>,
) -> Result<Vec<TeachingSession>, Error> {
    let keys: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let leading = teaching_leader::Entity::find()
        .filter(teaching_leader::Column::SessionId.is_in(keys.iter().copied()))
        .order_by_asc(teaching_leader::Column::Place)
        .all(connection)
        .await?;
    let mut leaders: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in leading {
        leaders.entry(row.session_id).or_default().push(row.person_id);
    }
    let about = teaching_topic::Entity::find()
        .filter(teaching_topic::Column::SessionId.is_in(keys))
        .order_by_asc(teaching_topic::Column::Place)
        .all(connection)
        .await?;
    let mut topics: HashMap<Uuid, Vec<Topic>> = HashMap::new();
    for row in about {
        let topic = Topic { name: row.name, competency_id: row.competency_id, form_id: row.form_id };
        topics.entry(row.session_id).or_default().push(topic);
    }
    let of = |row: teaching_session::Model| {
        let (led, about) = (leaders.remove(&row.id), topics.remove(&row.id));
        TeachingSession::of(row, led.unwrap_or_default(), about.unwrap_or_default())
    };
    rows.into_iter().map(of).collect()
}

/// A page of visible sessions: three statements.
pub async fn sessions_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &SessionFilter,
    page: &PageRequest,
) -> Result<Slice<TeachingSession>, Error> {
    let query = page.apply(filtered(scope, filter), &sessions_ordering())?;
    let slice = page.slice(query.all(connection).await?)?;
    let (has_next, has_previous) = (slice.has_next, slice.has_previous);
    Ok(Slice { items: whole(connection, slice.items).await?, has_next, has_previous })
}

/// How many there are of them.
pub async fn sessions_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &SessionFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// Visible sessions by key, in no order: three statements.
pub async fn find_sessions(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<TeachingSession>, Error> {
    let query = teaching_session::Entity::find()
        .filter(visible(scope))
        .filter(teaching_session::Column::Id.is_in(keys.iter().copied()));
    whole(connection, query.all(connection).await?).await
}

/// One visible session.
pub(super) async fn session(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<TeachingSession, Error> {
    find_sessions(connection, scope, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// The session that a short link names. Whoever has the link may know of it.
pub(super) async fn session_of_link(
    connection: &impl ConnectionTrait,
    link: &str,
) -> Result<TeachingSession, Error> {
    let query = teaching_session::Entity::find().filter(teaching_session::Column::Link.eq(link));
    whole(connection, query.all(connection).await?).await?.pop().ok_or(Error::NotFound)
}

/// Sessions that these people lead or led, the latest first. For their own records.
pub async fn led_by(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<TeachingSession>, Error> {
    let query = teaching_session::Entity::find()
        .filter(teaching_session::Column::Id.in_subquery(led(people)))
        .order_by_desc(teaching_session::Column::StartsAt)
        .order_by_desc(teaching_session::Column::Id);
    whole(connection, query.all(connection).await?).await
}

/// Most keys that one statement names: a third of what SQLite takes.
const MOST_KEYS: usize = 10_000;

/// Where these sessions stand: a statement for each ten thousand. Whoever asks says why.
pub async fn statuses_of(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<HashMap<Uuid, TeachingSessionStatus>, Error> {
    let mut rows: Vec<(Uuid, String)> = Vec::new();
    for part in keys.chunks(MOST_KEYS) {
        let found = teaching_session::Entity::find()
            .select_only()
            .columns([teaching_session::Column::Id, teaching_session::Column::Status])
            .filter(teaching_session::Column::Id.is_in(part.iter().copied()));
        rows.extend(found.into_tuple::<(Uuid, String)>().all(connection).await?);
    }
    rows.into_iter().map(|(key, status)| Ok((key, TeachingSessionStatus::stored(&status)?))).collect()
}

/// Sessions confirmed since an instant that somebody led, and those that she attended, in no order: three statements. For what she may do
/// about them herself.
pub async fn confirmed_with(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    since: DateTime<Utc>,
) -> Result<(Vec<TeachingSession>, Vec<TeachingSession>), Error> {
    use teaching_session::Column;
    let attended = teaching_attendance::Entity::find()
        .select_only()
        .column(teaching_attendance::Column::SessionId)
        .filter(teaching_attendance::Column::PersonId.eq(person_id))
        .filter(teaching_attendance::Column::StruckAt.is_null())
        .into_query();
    let hers =
        Cond::any().add(Column::Id.in_subquery(led(&[person_id]))).add(Column::Id.in_subquery(attended));
    let query = teaching_session::Entity::find()
        .filter(Column::Status.eq(TeachingSessionStatus::Confirmed.code()))
        .filter(Column::ConfirmedAt.gte(since))
        .filter(hers);
    let found = whole(connection, query.all(connection).await?).await?;
    Ok(found.into_iter().partition(|session| session.leaders.contains(&person_id)))
}

/// Locks a session until the end of the transaction.
pub async fn lock(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(teaching_session::Entity::find_by_id(key)).await
}

/// Most rows that one statement writes.
const AT_ONCE: usize = 500;

/// Locks sessions until the end of the transaction, in the order of their keys.
pub(super) async fn lock_all(write: &Write, keys: &[Uuid]) -> Result<(), DbErr> {
    use teaching_session::Column;
    for part in keys.chunks(AT_ONCE) {
        let rows = teaching_session::Entity::find().filter(Column::Id.is_in(part.iter().copied()));
        write.lock_rows(rows.order_by_asc(Column::Id)).await?;
    }
    Ok(())
}

/// Writes sessions that are planned, each led by somebody: three statements for each five hundred.
pub(super) async fn insert_all(
    write: &Write,
    _permit: &Permit,
    new: &[TeachingSession],
) -> Result<(), DbErr> {
    for part in new.chunks(AT_ONCE) {
        let rows = part.iter().map(|one| one.row().into_active_model());
        teaching_session::Entity::insert_many(rows).exec_without_returning(&**write).await?;
        let leaders = part.iter().flat_map(leader_rows);
        teaching_leader::Entity::insert_many(leaders).exec_without_returning(&**write).await?;
    }
    let topics: Vec<_> = new.iter().flat_map(topic_rows).collect();
    for part in topics.chunks(AT_ONCE) {
        teaching_topic::Entity::insert_many(part.iter().cloned()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

fn leader_rows(of: &TeachingSession) -> impl Iterator<Item = teaching_leader::ActiveModel> {
    of.leaders.iter().zip(0_i32..).map(|(person_id, place)| {
        let row = teaching_leader::Model { session_id: of.id, person_id: *person_id, place };
        row.into_active_model()
    })
}

fn topic_rows(of: &TeachingSession) -> impl Iterator<Item = teaching_topic::ActiveModel> {
    of.topics.iter().zip(0_i32..).map(|(topic, place)| {
        let row = teaching_topic::Model {
            session_id: of.id,
            place,
            name: topic.name.clone(),
            competency_id: topic.competency_id,
            form_id: topic.form_id,
        };
        row.into_active_model()
    })
}

/// Writes who leads a session, which is locked, in place of who led it.
pub(super) async fn replace_leaders(
    write: &Write,
    _permit: &Permit,
    of: &TeachingSession,
) -> Result<(), DbErr> {
    teaching_leader::Entity::delete_many()
        .filter(teaching_leader::Column::SessionId.eq(of.id))
        .exec(&**write)
        .await?;
    teaching_leader::Entity::insert_many(leader_rows(of)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Calls off those of these sessions that are still planned.
pub(super) async fn cancel_all(
    write: &Write,
    _permit: &Permit,
    keys: &[Uuid],
    reason: &str,
) -> Result<(), DbErr> {
    use teaching_session::Column;
    for part in keys.chunks(AT_ONCE) {
        teaching_session::Entity::update_many()
            .col_expr(Column::Status, Expr::val(TeachingSessionStatus::Cancelled.code()))
            .col_expr(Column::Reason, Expr::val(reason))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.is_in(part.iter().copied()))
            .filter(Column::Status.eq(TeachingSessionStatus::Planned.code()))
            .exec(&**write)
            .await?;
    }
    Ok(())
}

/// Writes what became of a session, which is locked.
pub(super) async fn change(write: &Write, _permit: &Permit, now: &TeachingSession) -> Result<(), DbErr> {
    now.row().into_active_model().reset_all().update(&**write).await?;
    Ok(())
}

/// The local day of an instant.
pub(super) fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}
