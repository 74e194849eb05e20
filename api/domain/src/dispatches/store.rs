//! Queries over dispatches.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{dispatch, dispatch_slot, dispatch_visit};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::rules::Days;
use crate::identity::{Act, Permit, Scope};
use crate::pairings::Channel;
use crate::teaching::{NewTopic, TeachingSessionKind};
use crate::timetables::{HolidayPractice, Recurrence};

mod sessions;

pub(super) use sessions::visits_of;
pub use sessions::{DispatchCounts, counts_of, of_sessions, sessions_between, sessions_of};

/// Experts whom one institution sends to another one for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// Key.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The institution that sends them.
    pub organiser_id: Uuid,
    /// The institution to which they go.
    pub host_id: Uuid,
    /// The agreement under which they go.
    pub agreement_id: Option<Uuid>,
    /// First and last day, as planned.
    pub term: Days,
    /// When it ended earlier: its last day, and why.
    pub ended: Option<(NaiveDate, String)>,
    /// Who planned it, and when.
    pub planned: (Uuid, DateTime<Utc>),
}

impl From<dispatch::Model> for Dispatch {
    fn from(row: dispatch::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            organiser_id: row.organiser_id,
            host_id: row.host_id,
            agreement_id: row.agreement_id,
            term: (row.starts_on, row.ends_on),
            ended: row.ended_on.zip(row.end_reason),
            planned: (row.planned_by, row.planned_at),
        }
    }
}

/// One line of a timetable.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Key.
    pub id: Uuid,
    /// The dispatch.
    pub dispatch_id: Uuid,
    /// Its place in the timetable, from 0.
    pub place: i32,
    /// Who goes.
    pub expert_id: Uuid,
    /// What is held.
    pub kind: TeachingSessionKind,
    /// How they meet.
    pub channel: Channel,
    /// What it is called.
    pub title: String,
    /// The host's base to which it counts.
    pub base_id: Option<Uuid>,
    /// The department of that base.
    pub department_id: Option<Uuid>,
    /// What it is about.
    pub topics: Vec<NewTopic>,
    /// When.
    pub recurrence: Recurrence,
    /// Its last day, when it ended earlier than the dispatch.
    pub ended_on: Option<NaiveDate>,
}

/// A topic as it is kept.
#[derive(serde::Serialize, serde::Deserialize)]
struct KeptTopic {
    name: String,
    competency_id: Option<Uuid>,
    form_id: Option<Uuid>,
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::internal(format!("a line of a timetable: {error}")))
}

fn written<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl TryFrom<dispatch_slot::Model> for Slot {
    type Error = Error;

    fn try_from(row: dispatch_slot::Model) -> Result<Self, Error> {
        let topics: Vec<KeptTopic> = read(&row.topics)?;
        let topic = |one: KeptTopic| NewTopic {
            name: one.name,
            competency_id: one.competency_id,
            form_id: one.form_id,
        };
        Ok(Self {
            id: row.id,
            dispatch_id: row.dispatch_id,
            place: row.place,
            expert_id: row.expert_id,
            kind: TeachingSessionKind::stored(&row.kind)?,
            channel: Channel::stored(&row.channel)?,
            title: row.title,
            base_id: row.base_id,
            department_id: row.department_id,
            topics: topics.into_iter().map(topic).collect(),
            recurrence: Recurrence {
                first: (row.starts_at, row.ends_at),
                rule: row.rule,
                holidays: HolidayPractice::stored(&row.holidays)?,
                except_days: read(&row.except_days)?,
            },
            ended_on: row.ended_on,
        })
    }
}

impl Slot {
    fn row(&self) -> dispatch_slot::Model {
        let topic = |one: &NewTopic| KeptTopic {
            name: one.name.clone(),
            competency_id: one.competency_id,
            form_id: one.form_id,
        };
        dispatch_slot::Model {
            id: self.id,
            dispatch_id: self.dispatch_id,
            place: self.place,
            expert_id: self.expert_id,
            kind: self.kind.code().to_owned(),
            channel: self.channel.code().to_owned(),
            title: self.title.clone(),
            base_id: self.base_id,
            department_id: self.department_id,
            topics: written(&self.topics.iter().map(topic).collect::<Vec<_>>()),
            starts_at: self.recurrence.first.0,
            ends_at: self.recurrence.first.1,
            rule: self.recurrence.rule.clone(),
            holidays: self.recurrence.holidays.code().to_owned(),
            except_days: written(&self.recurrence.except_days),
            ended_on: self.ended_on,
        }
    }
}

/// Which dispatches; what is left out does not narrow the list.
#[derive(Clone, Debug, Default)]
pub struct DispatchFilter {
    /// Only those from or to this institution.
    pub institution_id: Option<Uuid>,
    /// Only those in which this expert goes.
    pub expert_id: Option<Uuid>,
    /// Only those under this agreement.
    pub agreement_id: Option<Uuid>,
    /// Only those that go on on this day or later.
    pub from: Option<NaiveDate>,
    /// Only those that begin on this day or earlier.
    pub until: Option<NaiveDate>,
}

/// The dispatches that a scope shows: those in which somebody goes whom it shows, and those of the institutions where the viewer has to do
/// with their sessions.
fn visible(scope: Scope<'_>) -> Cond {
    use dispatch::{Column, Entity};
    if let Scope::System(_) = scope {
        return Cond::all();
    }
    let going = dispatch_slot::Entity::find()
        .select_only()
        .column(dispatch_slot::Column::DispatchId)
        .filter(scope.people((dispatch_slot::Entity, dispatch_slot::Column::ExpertId)))
        .into_query();
    let nowhere = (dispatch_slot::Entity, dispatch_slot::Column::DepartmentId);
    let within = |column: Column| {
        // Whoever has to do with a department sees the dispatches that go there.
        let there = dispatch_slot::Entity::find()
            .select_only()
            .column(dispatch_slot::Column::DispatchId)
            .join(
                sea_orm::JoinType::InnerJoin,
                dispatch_slot::Entity::belongs_to(Entity)
                    .from(dispatch_slot::Column::DispatchId)
                    .to(Column::Id)
                    .into(),
            )
            .filter(scope.places(Act::TeachingRead, (Entity, column), nowhere))
            .into_query();
        Column::Id.in_subquery(there)
    };
    Cond::any()
        .add(Column::Id.in_subquery(going))
        .add(within(Column::HostId))
        .add(within(Column::OrganiserId))
}

/// By their first day, the latest first.
#[must_use]
pub fn dispatches_ordering() -> Ordering {
    use dispatch::Column;
    Ordering::by("STARTS_ON", Column::StartsOn, SortKind::Date, Column::Id).descending()
}

fn filtered(scope: Scope<'_>, filter: &DispatchFilter) -> Select<dispatch::Entity> {
    use dispatch::Column;
    let mut all = Cond::all().add(visible(scope));
    if let Some(key) = filter.institution_id {
        all = all.add(Cond::any().add(Column::HostId.eq(key)).add(Column::OrganiserId.eq(key)));
    }
    if let Some(key) = filter.expert_id {
        let going = dispatch_slot::Entity::find()
            .select_only()
            .column(dispatch_slot::Column::DispatchId)
            .filter(dispatch_slot::Column::ExpertId.eq(key))
            .into_query();
        all = all.add(Column::Id.in_subquery(going));
    }
    all = all.add_option(filter.agreement_id.map(|key| Column::AgreementId.eq(key)));
    all = all.add_option(filter.from.map(|from| Column::EndsOn.gte(from)));
    all = all.add_option(filter.until.map(|until| Column::StartsOn.lte(until)));
    dispatch::Entity::find().filter(all)
}

/// A page of visible dispatches: one statement.
pub async fn dispatches_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &DispatchFilter,
    page: &PageRequest,
) -> Result<Slice<Dispatch>, Error> {
    let rows = page.apply(filtered(scope, filter), &dispatches_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(Dispatch::from).collect())
}

/// How many there are of them.
pub async fn dispatches_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &DispatchFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// Visible dispatches by key, in no order.
pub async fn find_dispatches(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Dispatch>, Error> {
    let query = dispatch::Entity::find()
        .filter(visible(scope))
        .filter(dispatch::Column::Id.is_in(keys.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(Dispatch::from).collect())
}

/// Whom one institution sends to these others, with a day within some days, the earliest first. For whoever was permitted to see what it
/// does for them.
pub async fn sent_to(
    connection: &impl ConnectionTrait,
    organiser_id: Uuid,
    hosts: &[Uuid],
    days: Days,
) -> Result<Vec<Dispatch>, Error> {
    use dispatch::Column;
    let rows = dispatch::Entity::find()
        .filter(Column::OrganiserId.eq(organiser_id))
        .filter(Column::HostId.is_in(hosts.iter().copied()))
        .filter(Column::StartsOn.lte(days.1))
        .filter(Column::EndsOn.gte(days.0))
        .filter(Cond::any().add(Column::EndedOn.is_null()).add(Column::EndedOn.gte(days.0)))
        .order_by_asc(Column::StartsOn)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Dispatch::from).collect())
}

/// The timetables of these dispatches, each in its order.
pub async fn slots_of(connection: &impl ConnectionTrait, dispatches: &[Uuid]) -> Result<Vec<Slot>, Error> {
    let rows = dispatch_slot::Entity::find()
        .filter(dispatch_slot::Column::DispatchId.is_in(dispatches.iter().copied()))
        .order_by_asc(dispatch_slot::Column::DispatchId)
        .order_by_asc(dispatch_slot::Column::Place)
        .all(connection)
        .await?;
    rows.into_iter().map(Slot::try_from).collect()
}

/// The lines of timetables in which these people go, in order of their first time. For their own records.
pub async fn slots_held(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Slot>, Error> {
    let rows = dispatch_slot::Entity::find()
        .filter(dispatch_slot::Column::ExpertId.is_in(people.iter().copied()))
        .order_by_asc(dispatch_slot::Column::StartsAt)
        .order_by_asc(dispatch_slot::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Slot::try_from).collect()
}

/// Locks a dispatch until the end of the transaction.
pub(super) async fn lock(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(dispatch::Entity::find_by_id(key)).await
}

/// Writes a dispatch.
pub(super) async fn insert(write: &Write, _permit: &Permit, new: &Dispatch) -> Result<(), DbErr> {
    let row = dispatch::Model {
        id: new.id,
        name: new.name.clone(),
        organiser_id: new.organiser_id,
        host_id: new.host_id,
        agreement_id: new.agreement_id,
        starts_on: new.term.0,
        ends_on: new.term.1,
        ended_on: None,
        end_reason: None,
        planned_by: new.planned.0,
        planned_at: new.planned.1,
    };
    dispatch::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes lines of a timetable.
pub(super) async fn insert_slots(write: &Write, _permit: &Permit, new: &[Slot]) -> Result<(), DbErr> {
    let rows = new.iter().map(|slot| slot.row().into_active_model());
    dispatch_slot::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes which sessions lines of timetables asked for on which days: line, day, session.
pub(super) async fn insert_visits(
    write: &Write,
    _permit: &Permit,
    new: &[(Uuid, NaiveDate, Uuid)],
) -> Result<(), DbErr> {
    const AT_ONCE: usize = 1_000;
    for part in new.chunks(AT_ONCE) {
        let rows = part.iter().map(|(slot_id, due_on, session_id)| {
            let row = dispatch_visit::Model { session_id: *session_id, slot_id: *slot_id, due_on: *due_on };
            row.into_active_model()
        });
        dispatch_visit::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Ends a dispatch earlier than planned.
pub(super) async fn end(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    (last_day, reason): (NaiveDate, &str),
) -> Result<(), DbErr> {
    dispatch::Entity::update_many()
        .col_expr(dispatch::Column::EndedOn, Expr::val(last_day))
        .col_expr(dispatch::Column::EndReason, Expr::val(reason))
        .filter(dispatch::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Ends lines of a timetable.
pub(super) async fn end_slots(
    write: &Write,
    _permit: &Permit,
    keys: &[Uuid],
    last_day: NaiveDate,
) -> Result<(), DbErr> {
    dispatch_slot::Entity::update_many()
        .col_expr(dispatch_slot::Column::EndedOn, Expr::val(last_day))
        .filter(dispatch_slot::Column::Id.is_in(keys.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Carries the lines in which somebody goes over to another record of hers, and says how many.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<Vec<(String, u64)>, DbErr> {
    let moved = dispatch_slot::Entity::update_many()
        .col_expr(dispatch_slot::Column::ExpertId, Expr::val(to))
        .filter(dispatch_slot::Column::ExpertId.eq(from))
        .exec(&**write)
        .await?;
    Ok(vec![("dispatch_slot".to_owned(), moved.rows_affected)])
}
