//! Twinnings, their pairs and topics, and what became of their indicators.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::pairings::Channel;
use domain::teaching;
use domain::twinnings::{self, OutcomeTrend, TwinningSide, TwinningStatus, TwinningTopic};
use platform::codes::Code as _;
use platform::text::Message;
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::context;
use crate::identity::{Person, PersonKey};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::organisations::{Agreement, AgreementKey, Indicator, Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, SafeInt};
use crate::teaching::TeachingSession;

/// Finds a visible twinning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TwinningKey(pub Uuid);

#[async_trait]
impl Loader<TwinningKey> for Batches {
    type Value = twinnings::Twinning;
    type Error = BatchError;

    async fn load(&self, keys: &[TwinningKey]) -> Result<HashMap<TwinningKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = twinnings::find_twinnings(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| TwinningKey(row.id)))
    }
}

/// Finds the pairs of a visible twinning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PairsOf(pub Uuid);

#[async_trait]
impl Loader<PairsOf> for Batches {
    type Value = Vec<twinnings::Pair>;
    type Error = BatchError;

    async fn load(&self, keys: &[PairsOf]) -> Result<HashMap<PairsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = twinnings::pairs_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| PairsOf(row.twinning_id)))
    }
}

/// Finds how many sessions of the topics of a visible twinning stand where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TopicsOf(pub Uuid);

#[async_trait]
impl Loader<TopicsOf> for Batches {
    type Value = HashMap<i32, twinnings::TopicCounts>;
    type Error = BatchError;

    async fn load(&self, keys: &[TopicsOf]) -> Result<HashMap<TopicsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let counts = twinnings::topic_counts(self.platform.database.reader(), &keys).await?;
        let mut found: HashMap<TopicsOf, Self::Value> = HashMap::new();
        for ((twinning_id, topic), counted) in counts {
            found.entry(TopicsOf(twinning_id)).or_default().insert(topic, counted);
        }
        Ok(found)
    }
}

/// Finds what became of the indicators of a visible twinning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReportOf(pub Uuid);

#[async_trait]
impl Loader<ReportOf> for Batches {
    type Value = Vec<twinnings::IndicatorReport>;
    type Error = BatchError;

    async fn load(&self, keys: &[ReportOf]) -> Result<HashMap<ReportOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let seen = twinnings::find_twinnings(reader, viewer.scope(), &keys).await?;
        let rows = twinnings::report(reader, &seen).await?;
        Ok(grouped(rows, |row| ReportOf(row.twinning_id)))
    }
}

/// Finds the sessions of a visible twinning that the viewer may see, each with its pair and topic, in order of their starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkedTo(pub Uuid);

/// A session of a twinning: the twinning, the pair, the topic and the session.
#[derive(Clone, Debug)]
pub struct Linked {
    twinning_id: Uuid,
    pair_id: Uuid,
    topic: i32,
    session: teaching::TeachingSession,
}

#[async_trait]
impl Loader<LinkedTo> for Batches {
    type Value = Vec<Linked>;
    type Error = BatchError;

    async fn load(&self, keys: &[LinkedTo]) -> Result<HashMap<LinkedTo, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let reader = self.platform.database.reader();
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let links = twinnings::links_of(reader, &keys).await?;
        let of: Vec<Uuid> = links.iter().map(|link| link.session_id).collect();
        let sessions = teaching::find_sessions(reader, viewer.scope(), &of).await?;
        let mut found: Vec<Linked> = sessions
            .into_iter()
            .filter_map(|session| {
                let link = links.iter().find(|link| link.session_id == session.id)?;
                let (twinning_id, pair_id, topic) = (link.twinning_id, link.pair_id, link.topic);
                Some(Linked { twinning_id, pair_id, topic, session })
            })
            .collect();
        found.sort_by_key(|one| (one.session.time.0, one.session.id));
        Ok(grouped(found, |one| LinkedTo(one.twinning_id)))
    }
}

/// A twinning.
#[derive(Clone, Debug)]
pub struct Twinning(pub twinnings::Twinning);

impl From<twinnings::Twinning> for Twinning {
    fn from(row: twinnings::Twinning) -> Self {
        Self(row)
    }
}

/// One institution that helps another one, department by department, for a term.
#[Object]
impl Twinning {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Twinning.id(self.0.id)
    }

    /// What it is called, at most 100 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The institution that helps.
    async fn supporting(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.supporting_id)).await.map(Institution)
    }

    /// The institution that is helped.
    async fn supported(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.supported_id)).await.map(Institution)
    }

    /// The agreement under which it stands; null without one, or when the viewer may not see it.
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

    /// Last day; earlier than agreed once it was ended.
    async fn ends_on(&self) -> Date {
        self.0.term.1.into()
    }

    /// First day of the time before, against which it is measured.
    async fn baseline_from(&self) -> Date {
        self.0.baseline.0.into()
    }

    /// Last day of that time.
    async fn baseline_until(&self) -> Date {
        self.0.baseline.1.into()
    }

    /// How they meet.
    async fn channels(&self) -> Vec<Coded<Channel>> {
        self.0.channels.iter().copied().map(Coded).collect()
    }

    /// Where it stands.
    async fn status(&self) -> Coded<TwinningStatus> {
        Coded(self.0.status)
    }

    /// The side that proposed it.
    async fn proposed_by_side(&self) -> Coded<TwinningSide> {
        Coded(self.0.proposed.0)
    }

    /// When it was proposed.
    async fn proposed_at(&self) -> DateTime {
        self.0.proposed.2.into()
    }

    /// When it was accepted or declined; null before that.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(_, at)| at.into())
    }

    /// Why it was declined or ended; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Its pairs of departments, 1 to 30, in order.
    async fn pairs(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TwinningPair>> {
        Ok(load_list(ctx, PairsOf(self.0.id)).await?.into_iter().map(TwinningPair).collect())
    }

    /// What it is about, 1 to 20, in order, each with how many of its sessions stand where.
    async fn topics(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TwinningTopicStanding>> {
        let counts = load(ctx, TopicsOf(self.0.id)).await?.unwrap_or_default();
        let language = context(ctx).language;
        let of = |(place, topic): (i32, &twinnings::Topic)| {
            let counted = counts.get(&place).copied().unwrap_or_default();
            let (code, name) = match topic {
                twinnings::Topic::Usual(usual) => (Some(Coded(*usual)), usual.label().render(language)),
                twinnings::Topic::Own(name) => (None, name.clone()),
            };
            TwinningTopicStanding {
                place,
                code,
                name,
                planned: counted.planned,
                delivered: counted.delivered,
                confirmed: counted.confirmed,
                cancelled: counted.cancelled,
            }
        };
        Ok((0..).zip(&self.0.topics).map(of).collect())
    }

    /// Its sessions that the viewer may see, each with its pair and topic, in order of their starts.
    async fn sessions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TwinningSession>> {
        let linked = load_list(ctx, LinkedTo(self.0.id)).await?;
        let of = |one: Linked| TwinningSession {
            pair_id: ObjectKind::TwinningPair.id(one.pair_id),
            topic: one.topic,
            session: TeachingSession(one.session),
        };
        Ok(linked.into_iter().map(of).collect())
    }

    /// What became of the indicators by which it is measured, in order of adding. It tells what changed, and never why.
    async fn report(&self, ctx: &Context<'_>) -> async_graphql::Result<TwinningReport> {
        let rows = load_list(ctx, ReportOf(self.0.id)).await?;
        Ok(TwinningReport {
            caution: Message::new("twinnings-caution").render(context(ctx).language),
            outcomes: rows.into_iter().map(TwinningOutcome::of).collect(),
        })
    }
}

/// Two departments of a twinning.
#[derive(Clone, Debug)]
pub struct TwinningPair(twinnings::Pair);

/// Two departments of a twinning, with a contact on each side.
#[Object]
impl TwinningPair {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::TwinningPair.id(self.0.id)
    }

    /// What the department that helps is called.
    async fn supporting_department(&self) -> &str {
        &self.0.departments.0
    }

    /// What the department that is helped is called.
    async fn supported_department(&self) -> &str {
        &self.0.departments.1
    }

    /// Whom to turn to on the side that helps; null when the viewer may not see her.
    async fn supporting_contact(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Ok(load(ctx, PersonKey(self.0.contacts.0)).await?.map(Person))
    }

    /// Whom to turn to on the side that is helped; null when the viewer may not see her.
    async fn supported_contact(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Ok(load(ctx, PersonKey(self.0.contacts.1)).await?.map(Person))
    }
}

/// A topic of a twinning, with how many of its sessions stand where.
#[derive(Clone, Debug, SimpleObject)]
pub struct TwinningTopicStanding {
    /// Its place among the topics, from 0, by which sessions name it.
    place: i32,
    /// Which of the usual topics it is; null for another one.
    code: Option<Coded<TwinningTopic>>,
    /// What it is called.
    name: String,
    /// Sessions to be held.
    planned: i32,
    /// Sessions said to have been held.
    delivered: i32,
    /// Sessions that were confirmed.
    confirmed: i32,
    /// Sessions that were called off.
    cancelled: i32,
}

/// A session of a twinning.
#[derive(Clone, Debug, SimpleObject)]
pub struct TwinningSession {
    /// The pair of departments.
    pair_id: ID,
    /// The place of its topic among the twinning's.
    topic: i32,
    /// The session.
    session: TeachingSession,
}

/// What became of the indicators of a twinning.
#[derive(Clone, Debug, SimpleObject)]
pub struct TwinningReport {
    /// What such a report does not say, in the reader's language; show it beside the figures.
    caution: String,
    /// Each indicator.
    outcomes: Vec<TwinningOutcome>,
}

/// Readings for a stretch of time.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct OutcomeStretch {
    /// How many readings, at least 1.
    readings: i32,
    /// How many days they cover.
    days: SafeInt,
    /// How much they come to, in the indicator's unit.
    total: SafeInt,
    /// How much that is in thirty days.
    per30_days: f64,
}

impl From<twinnings::Stretch> for OutcomeStretch {
    fn from(of: twinnings::Stretch) -> Self {
        Self {
            readings: of.readings,
            days: SafeInt(of.days),
            total: SafeInt(of.total),
            per30_days: of.monthly(),
        }
    }
}

/// How one stretch of time differs from an earlier one.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct OutcomeChange {
    /// By how much in thirty days, in the indicator's unit.
    absolute: f64,
    /// By which part of the earlier one: 0.25 is a quarter more. Null where that was nothing.
    relative: Option<f64>,
}

impl From<twinnings::Change> for OutcomeChange {
    fn from(of: twinnings::Change) -> Self {
        Self { absolute: of.absolute, relative: of.relative }
    }
}

/// A reading beside that of the same days of the year before.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct OutcomePoint {
    /// First day.
    starts_on: Date,
    /// Last day.
    ends_on: Date,
    /// How much, in the indicator's unit.
    value: SafeInt,
    /// How much in the same days of the year before; null where nobody read it.
    year_before: Option<SafeInt>,
}

/// What became of one indicator: before against after, and the same days of the year before beside it, for many figures go up and down
/// with the seasons.
#[derive(Clone, Debug, SimpleObject)]
pub struct TwinningOutcome {
    /// The indicator.
    indicator: Indicator,
    /// Readings within the time before; null when there are none.
    before: Option<OutcomeStretch>,
    /// Readings within the term so far; null when there are none.
    after: Option<OutcomeStretch>,
    /// How the two differ; null when one of them is missing.
    change: Option<OutcomeChange>,
    /// Whether that is the way in which the indicator is meant to go.
    trend: Coded<OutcomeTrend>,
    /// Of those readings within the term whose days were read the year before as well, what was read then; null when there are none.
    same_days_before: Option<OutcomeStretch>,
    /// What was read of these days within the term.
    same_days_after: Option<OutcomeStretch>,
    /// How these two differ.
    same_days_change: Option<OutcomeChange>,
    /// The readings within the term, in order.
    points: Vec<OutcomePoint>,
}

impl TwinningOutcome {
    fn of(row: twinnings::IndicatorReport) -> Self {
        let compared = row.comparison;
        let point = |one: &twinnings::Point| OutcomePoint {
            starts_on: one.days.0.into(),
            ends_on: one.days.1.into(),
            value: SafeInt(one.value),
            year_before: one.year_before.map(SafeInt),
        };
        Self {
            trend: Coded(twinnings::trend(compared.change, row.indicator.direction)),
            indicator: Indicator(row.indicator),
            before: compared.before.map(OutcomeStretch::from),
            after: compared.after.map(OutcomeStretch::from),
            change: compared.change.map(OutcomeChange::from),
            same_days_before: compared.same_days.map(|(then, _)| then.into()),
            same_days_after: compared.same_days.map(|(_, now)| now.into()),
            same_days_change: compared.same_days_change.map(OutcomeChange::from),
            points: compared.points.iter().map(point).collect(),
        }
    }
}
