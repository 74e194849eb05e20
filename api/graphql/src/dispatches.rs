//! Dispatches of experts in the graph. One is visible to whoever goes, to whoever may see her, and to whoever has to do with the sessions of
//! one of the two institutions.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use domain::dispatches::{self, DispatchEnding, NewDispatch, NewSlot};
use domain::identity::Act;
use domain::pairings::Channel;
use domain::teaching::{self, NewTopic, TeachingErrorCode, TeachingSessionKind};
use domain::timetables;
use uuid::Uuid;

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::identity::{Person, PersonKey};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::organisations::{Agreement, AgreementKey, Department, DepartmentKey, Institution, InstitutionKey};
use crate::requirements::Requirement;
use crate::scalars::{Date, DateTime, SafeInt};
use crate::teaching::{TeachingSession, TeachingTopic, TeachingTopicInput};
use crate::timetables::{Recurrence, RecurrenceInput};

const PLANNER: &str = "SCHOOL_REGISTRAR, PROGRAMME_DIRECTOR or BASE_ADMINISTRATOR of the institution that sends them or of the one to which they go, or CONSORTIUM_COORDINATOR of the agreement's consortium";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("dispatches", Requirement::SignedIn),
    ("dispatchPlan", Requirement::Relation(Act::TeachingPlan, PLANNER)),
    ("dispatchSlotAdd", Requirement::Relation(Act::TeachingPlan, PLANNER)),
    ("dispatchEnd", Requirement::Relation(Act::TeachingPlan, PLANNER)),
    ("dispatchAlign", Requirement::Relation(Act::TeachingPlan, PLANNER)),
];

/// Finds a visible dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DispatchKey(pub Uuid);

#[async_trait]
impl Loader<DispatchKey> for Batches {
    type Value = dispatches::Dispatch;
    type Error = BatchError;

    async fn load(&self, keys: &[DispatchKey]) -> Result<HashMap<DispatchKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = dispatches::find_dispatches(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| DispatchKey(row.id)))
    }
}

/// Finds the timetable of a visible dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SlotsOf(pub Uuid);

#[async_trait]
impl Loader<SlotsOf> for Batches {
    type Value = Vec<dispatches::Slot>;
    type Error = BatchError;

    async fn load(&self, keys: &[SlotsOf]) -> Result<HashMap<SlotsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = dispatches::slots_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| SlotsOf(row.dispatch_id)))
    }
}

/// Finds how many sessions of a visible dispatch stand where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountsOf(pub Uuid);

#[async_trait]
impl Loader<CountsOf> for Batches {
    type Value = dispatches::DispatchCounts;
    type Error = BatchError;

    async fn load(&self, keys: &[CountsOf]) -> Result<HashMap<CountsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let counts = dispatches::counts_of(self.platform.database.reader(), &keys).await?;
        Ok(counts.into_iter().map(|(key, counted)| (CountsOf(key), counted)).collect())
    }
}

/// Finds the sessions of a visible dispatch that the viewer may see, between two days, in order of their starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionsOf {
    /// The dispatch.
    pub dispatch_id: Uuid,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
}

#[async_trait]
impl Loader<SessionsOf> for Batches {
    type Value = Vec<(Uuid, teaching::TeachingSession)>;
    type Error = BatchError;

    async fn load(&self, keys: &[SessionsOf]) -> Result<HashMap<SessionsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let reader = self.platform.database.reader();
        let mut found = HashMap::new();
        let mut asked: HashMap<(NaiveDate, NaiveDate), Vec<Uuid>> = HashMap::new();
        for key in keys {
            asked.entry(key.days).or_default().push(key.dispatch_id);
        }
        for (days, of) in asked {
            let rows = dispatches::sessions_between(reader, viewer.scope(), &of, days).await?;
            found.extend(grouped(rows, |row| SessionsOf { dispatch_id: row.0, days }));
        }
        Ok(found)
    }
}

/// Finds the dispatch that asked for a session, and on which day it was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AskedFor(pub Uuid);

#[async_trait]
impl Loader<AskedFor> for Batches {
    type Value = (Uuid, NaiveDate);
    type Error = BatchError;

    async fn load(&self, keys: &[AskedFor]) -> Result<HashMap<AskedFor, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = dispatches::of_sessions(self.platform.database.reader(), &keys).await?;
        Ok(rows.into_iter().map(|(key, asked)| (AskedFor(key), asked)).collect())
    }
}

/// The dispatch that asked for a session; nothing when none did, or when the viewer may not see it.
pub(crate) async fn dispatch_of(
    ctx: &Context<'_>,
    session_id: Uuid,
) -> async_graphql::Result<Option<Dispatch>> {
    let Some((key, _)) = load(ctx, AskedFor(session_id)).await? else { return Ok(None) };
    Ok(load(ctx, DispatchKey(key)).await?.map(Dispatch))
}

/// The day on which a timetable had a session.
pub(crate) async fn due_on(ctx: &Context<'_>, session_id: Uuid) -> async_graphql::Result<Option<Date>> {
    Ok(load(ctx, AskedFor(session_id)).await?.map(|(_, day)| day.into()))
}

/// A dispatch.
#[derive(Clone, Debug)]
pub struct Dispatch(pub dispatches::Dispatch);

impl From<dispatches::Dispatch> for Dispatch {
    fn from(row: dispatches::Dispatch) -> Self {
        Self(row)
    }
}

/// Experts whom one institution sends to another one for a term, with their timetable. Whatever falls due is planned as teaching sessions.
#[Object]
impl Dispatch {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Dispatch.id(self.0.id)
    }

    /// What it is called, at most 100 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The institution that sends them.
    async fn organiser(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.organiser_id)).await.map(Institution)
    }

    /// The institution to which they go.
    async fn host(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.host_id)).await.map(Institution)
    }

    /// The agreement under which they go; null without one, or when the viewer may not see it.
    async fn agreement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Agreement>> {
        match self.0.agreement_id {
            Some(key) => Ok(load(ctx, AgreementKey(key)).await?.map(Agreement)),
            None => Ok(None),
        }
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.term.0.into()
    }

    /// Last day, as planned.
    async fn ends_on(&self) -> Date {
        self.0.term.1.into()
    }

    /// Last day, when it ended earlier than planned; null otherwise.
    async fn ended_on(&self) -> Option<Date> {
        self.0.ended.as_ref().map(|(day, _)| (*day).into())
    }

    /// Why it ended earlier; null otherwise.
    async fn end_reason(&self) -> Option<&str> {
        self.0.ended.as_ref().map(|(_, reason)| reason.as_str())
    }

    /// Its timetable, at most 50 lines.
    async fn slots(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<DispatchSlot>> {
        Ok(load_list(ctx, SlotsOf(self.0.id)).await?.into_iter().map(DispatchSlot).collect())
    }

    /// How many of its sessions stand where.
    async fn counts(&self, ctx: &Context<'_>) -> async_graphql::Result<DispatchCounts> {
        Ok(load(ctx, CountsOf(self.0.id)).await?.unwrap_or_default().into())
    }

    /// Its sessions that begin between two days, in order of their starts, as they stand: moved, led by a substitute, called off or held.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day.")] until: Date,
    ) -> async_graphql::Result<Vec<TeachingSession>> {
        let key = SessionsOf { dispatch_id: self.0.id, days: (from.0, until.0) };
        Ok(load_list(ctx, key).await?.into_iter().map(|(_, session)| TeachingSession(session)).collect())
    }

    /// When it was planned.
    async fn planned_at(&self) -> DateTime {
        self.0.planned.1.into()
    }
}

/// How many sessions of a dispatch stand where.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct DispatchCounts {
    /// To be held.
    planned: SafeInt,
    /// Said to have been held.
    delivered: SafeInt,
    /// Confirmed.
    confirmed: SafeInt,
    /// Called off.
    cancelled: SafeInt,
}

impl From<dispatches::DispatchCounts> for DispatchCounts {
    fn from(counts: dispatches::DispatchCounts) -> Self {
        Self {
            planned: SafeInt(counts.planned),
            delivered: SafeInt(counts.delivered),
            confirmed: SafeInt(counts.confirmed),
            cancelled: SafeInt(counts.cancelled),
        }
    }
}

/// One line of a timetable.
#[derive(Clone, Debug)]
pub struct DispatchSlot(dispatches::Slot);

/// One line of a dispatch's timetable: which expert holds what, and when. Sessions may differ from it since: see them.
#[Object]
impl DispatchSlot {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::DispatchSlot.id(self.0.id)
    }

    /// Who goes; null when the viewer may not see her.
    async fn expert(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Ok(load(ctx, PersonKey(self.0.expert_id)).await?.map(Person))
    }

    /// What is held.
    async fn kind(&self) -> Coded<TeachingSessionKind> {
        Coded(self.0.kind)
    }

    /// How they meet.
    async fn channel(&self) -> Coded<Channel> {
        Coded(self.0.channel)
    }

    /// What each is called, at most 100 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The department where it is held; null when none is named.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Department>> {
        match self.0.department_id {
            Some(key) => Ok(load(ctx, DepartmentKey(key)).await?.map(Department)),
            None => Ok(None),
        }
    }

    /// What each is about, at most 20, in order.
    async fn topics(&self) -> Vec<TeachingTopic> {
        let topic = |one: &NewTopic| teaching::Topic {
            name: one.name.clone(),
            competency_id: one.competency_id,
            form_id: one.form_id,
        };
        self.0.topics.iter().map(topic).map(TeachingTopic).collect()
    }

    /// When.
    async fn recurrence(&self) -> Recurrence {
        (&self.0.recurrence).into()
    }

    /// Its last day, when it ended earlier than planned; null otherwise.
    async fn ended_on(&self) -> Option<Date> {
        self.0.ended_on.map(Date::from)
    }
}

/// One line of a timetable to be planned.
#[derive(Debug, InputObject)]
pub struct DispatchSlotInput {
    /// Who goes; she teaches or works at the institution that sends her.
    expert_id: ID,
    /// What is held.
    kind: Coded<TeachingSessionKind>,
    /// How they meet.
    channel: Coded<Channel>,
    /// What each is called, 1 to 100 characters.
    title: String,
    /// The host's training base to which it counts; its only one when left out.
    training_base_id: Option<ID>,
    /// The department of that base where it is held.
    department_id: Option<ID>,
    /// What each is about, at most 20.
    #[graphql(default)]
    topics: Vec<TeachingTopicInput>,
    /// When. What has no rule is a single visit.
    recurrence: RecurrenceInput,
}

impl DispatchSlotInput {
    fn read(self, ctx: &Context<'_>) -> async_graphql::Result<NewSlot> {
        let topics = self.topics.into_iter().map(|one| one.read(ctx));
        Ok(NewSlot {
            expert_id: ObjectKind::Person.key(ctx, &self.expert_id)?,
            kind: self.kind.0,
            channel: self.channel.0,
            title: self.title,
            base_id: ObjectKind::Base.optional_key(ctx, self.training_base_id.as_ref())?,
            department_id: ObjectKind::Department.optional_key(ctx, self.department_id.as_ref())?,
            topics: topics.collect::<async_graphql::Result<_>>()?,
            recurrence: timetables::Recurrence::from(self.recurrence),
        })
    }
}

/// A dispatch to be planned.
#[derive(Debug, InputObject)]
pub struct DispatchPlanInput {
    /// What it is called, 1 to 100 characters.
    name: String,
    /// The institution that sends them.
    organiser_id: ID,
    /// The institution to which they go.
    host_id: ID,
    /// An agreement of the two institutions under which they go; what it does not cover is left out.
    agreement_id: Option<ID>,
    /// First day.
    starts_on: Date,
    /// Last day, less than 550 days later.
    ends_on: Date,
    /// Its timetable, 1 to 50 lines, which ask for at most 2,000 sessions.
    slots: Vec<DispatchSlotInput>,
}

payload! {
    /// What came of planning a dispatch.
    DispatchPlanPayload {
        /// The dispatch; null when the act was refused.
        dispatch: Dispatch
    } or TeachingErrorCode
}

/// A line to be added to a timetable.
#[derive(Debug, InputObject)]
pub struct DispatchSlotAddInput {
    /// The dispatch, not ended.
    dispatch_id: ID,
    /// The line.
    slot: DispatchSlotInput,
}

payload! {
    /// What came of adding a line to a timetable.
    DispatchSlotAddPayload {
        /// The dispatch; null when the act was refused.
        dispatch: Dispatch
    } or TeachingErrorCode
}

/// A dispatch to be ended.
#[derive(Debug, InputObject)]
pub struct DispatchEndInput {
    /// The dispatch, not ended.
    dispatch_id: ID,
    /// The line of its timetable that ends; all of it when left out.
    slot_id: Option<ID>,
    /// The last day on which it is held: the day before its first one, when it is never held.
    last_day: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of ending a dispatch.
    DispatchEndPayload {
        /// The dispatch; null when the act was refused.
        dispatch: Dispatch
    } or TeachingErrorCode
}

/// A dispatch to be aligned.
#[derive(Debug, InputObject)]
pub struct DispatchAlignInput {
    /// The dispatch, not ended.
    dispatch_id: ID,
}

/// What became of sessions when a dispatch was aligned with the calendar.
#[derive(Clone, Debug, SimpleObject)]
pub struct DispatchAligned {
    /// The dispatch.
    dispatch: Dispatch,
    /// How many sessions were planned anew.
    planned: i32,
    /// How many were moved to the working day that stands for theirs.
    moved: i32,
    /// How many were called off, for their day is off now.
    called_off: i32,
}

impl From<dispatches::Aligned> for DispatchAligned {
    fn from(of: dispatches::Aligned) -> Self {
        let count = |keys: &[Uuid]| i32::try_from(keys.len()).unwrap_or(i32::MAX);
        Self {
            planned: count(&of.planned),
            moved: count(&of.moved),
            called_off: count(&of.called_off),
            dispatch: Dispatch(of.dispatch),
        }
    }
}

payload! {
    /// What came of aligning a dispatch.
    DispatchAlignPayload {
        /// What became of its sessions; null when the act was refused.
        aligned: DispatchAligned
    } or TeachingErrorCode
}

/// Which dispatches; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct DispatchFilter {
    /// Only those from or to this institution.
    institution_id: Option<ID>,
    /// Only those in which this expert goes.
    expert_id: Option<ID>,
    /// Only those under this agreement.
    agreement_id: Option<ID>,
    /// Only those that go on on this day or later.
    from: Option<Date>,
    /// Only those that begin on this day or earlier.
    until: Option<Date>,
}

/// Fields of the root about dispatches.
#[derive(Default)]
pub struct DispatchQuery;

#[Object]
impl DispatchQuery {
    /// Dispatches that the viewer may see, by their first day, the latest first.
    async fn dispatches(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: DispatchFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Dispatch>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let filter = dispatches::DispatchFilter {
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            expert_id: ObjectKind::Person.optional_key(ctx, filter.expert_id.as_ref())?,
            agreement_id: ObjectKind::Agreement.optional_key(ctx, filter.agreement_id.as_ref())?,
            from: filter.from.map(|day| day.0),
            until: filter.until.map(|day| day.0),
        };
        let page = page(first, after, last, before);
        let scope = viewer.scope();
        let slice = dispatches::dispatches_page(reader, scope, &filter, &page).await.report(ctx)?;
        let total = total(ctx, dispatches::dispatches_count(reader, scope, &filter)).await?;
        let ordering = dispatches::dispatches_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.term.0.to_string(), row.id)))
    }
}

/// Acts upon dispatches.
#[derive(Default)]
pub struct DispatchMutation;

#[Object]
impl DispatchMutation {
    /// Plans a dispatch, and as teaching sessions everything that falls due within its term. Those who go, and those where they go, are told
    /// by mail.
    async fn dispatch_plan(
        &self,
        ctx: &Context<'_>,
        input: DispatchPlanInput,
    ) -> async_graphql::Result<DispatchPlanPayload> {
        let slots = input.slots.into_iter().map(|slot| slot.read(ctx));
        let new = NewDispatch {
            name: input.name,
            organiser_id: ObjectKind::Institution.key(ctx, &input.organiser_id)?,
            host_id: ObjectKind::Institution.key(ctx, &input.host_id)?,
            agreement_id: ObjectKind::Agreement.optional_key(ctx, input.agreement_id.as_ref())?,
            term: (input.starts_on.0, input.ends_on.0),
            slots: slots.collect::<async_graphql::Result<_>>()?,
        };
        let outcome = dispatches::dispatch_plan(platform(ctx), viewer(ctx)?, new).await;
        DispatchPlanPayload::of(ctx, outcome)
    }

    /// Adds a line to the timetable of a dispatch, another expert or a single visit, and plans what falls due.
    async fn dispatch_slot_add(
        &self,
        ctx: &Context<'_>,
        input: DispatchSlotAddInput,
    ) -> async_graphql::Result<DispatchSlotAddPayload> {
        let key = ObjectKind::Dispatch.key(ctx, &input.dispatch_id)?;
        let slot = input.slot.read(ctx)?;
        let outcome = dispatches::dispatch_slot_add(platform(ctx), viewer(ctx)?, key, slot).await;
        DispatchSlotAddPayload::of(ctx, outcome)
    }

    /// Ends a dispatch, or one line of its timetable, with a day. What was planned later is called off, and those concerned are told by mail.
    async fn dispatch_end(
        &self,
        ctx: &Context<'_>,
        input: DispatchEndInput,
    ) -> async_graphql::Result<DispatchEndPayload> {
        let ending = DispatchEnding {
            dispatch_id: ObjectKind::Dispatch.key(ctx, &input.dispatch_id)?,
            slot_id: ObjectKind::DispatchSlot.optional_key(ctx, input.slot_id.as_ref())?,
            last_day: input.last_day.0,
            reason: input.reason,
        };
        let outcome = dispatches::dispatch_end(platform(ctx), viewer(ctx)?, ending).await;
        DispatchEndPayload::of(ctx, outcome)
    }

    /// Aligns what a dispatch has planned for the days to come with the calendar as it is now: what falls on a day off is moved to the working
    /// day that stands for it, or called off; what falls due besides is planned. What somebody called off or moved stays as it is.
    async fn dispatch_align(
        &self,
        ctx: &Context<'_>,
        input: DispatchAlignInput,
    ) -> async_graphql::Result<DispatchAlignPayload> {
        let key = ObjectKind::Dispatch.key(ctx, &input.dispatch_id)?;
        let outcome = dispatches::dispatch_align(platform(ctx), viewer(ctx)?, key).await;
        DispatchAlignPayload::of(ctx, outcome)
    }
}
