//! Proposing, accepting and measuring twinnings.

use async_graphql::{Context, ID, InputObject, Object};
use domain::pairings::Channel;
use domain::twinnings::{self, NewPair, NewReading, NewTwinning, TwinningErrorCode, TwinningTopic};

use super::objects::Twinning;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::scalars::{Date, SafeInt};

/// Two departments to be twinned.
#[derive(Debug, InputObject)]
pub struct TwinningPairInput {
    /// What the department that helps is called, 1 to 100 characters.
    supporting_department: String,
    /// What the department that is helped is called, 1 to 100 characters.
    supported_department: String,
    /// Whom to turn to on the side that helps: she works or teaches there.
    supporting_contact_id: ID,
    /// Whom to turn to on the side that is helped: she works or teaches there.
    supported_contact_id: ID,
}

/// A twinning to be proposed.
#[derive(Debug, InputObject)]
pub struct TwinningProposeInput {
    /// What it is called, 1 to 100 characters.
    name: String,
    /// The institution that helps.
    supporting_id: ID,
    /// The institution that is helped.
    supported_id: ID,
    /// An agreement of the two that holds for the whole term.
    agreement_id: Option<ID>,
    /// First day.
    starts_on: Date,
    /// Last day, less than 1,830 days later.
    ends_on: Date,
    /// First day of the time before, against which it is measured.
    baseline_from: Date,
    /// Last day of that time, before the first day.
    baseline_until: Date,
    /// Which of the usual topics it is about.
    #[graphql(default)]
    topics: Vec<Coded<TwinningTopic>>,
    /// What it is about besides, by name, 1 to 100 characters each; with the usual topics 1 to 20.
    #[graphql(default)]
    own_topics: Vec<String>,
    /// How they meet.
    channels: Vec<Coded<Channel>>,
    /// Its pairs of departments, 1 to 30.
    pairs: Vec<TwinningPairInput>,
    /// The indicators by which it is measured, at most 20: those that come with the system, and those of the agreement's consortium.
    #[graphql(default)]
    indicator_ids: Vec<ID>,
}

payload! {
    /// What came of proposing a twinning.
    TwinningProposePayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// A twinning to be accepted.
#[derive(Debug, InputObject)]
pub struct TwinningAcceptInput {
    /// The twinning, proposed by the other side.
    twinning_id: ID,
}

payload! {
    /// What came of accepting a twinning.
    TwinningAcceptPayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// A twinning to be declined.
#[derive(Debug, InputObject)]
pub struct TwinningDeclineInput {
    /// The twinning, proposed by the other side.
    twinning_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of declining a twinning.
    TwinningDeclinePayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// A twinning to be ended.
#[derive(Debug, InputObject)]
pub struct TwinningEndInput {
    /// The twinning, under way.
    twinning_id: ID,
    /// Its last day, within its term and before the last one agreed.
    last_day: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of ending a twinning.
    TwinningEndPayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// An indicator to be added.
#[derive(Debug, InputObject)]
pub struct TwinningIndicatorAddInput {
    /// The twinning, under way.
    twinning_id: ID,
    /// The indicator: one that comes with the system, or one of the agreement's consortium.
    indicator_id: ID,
}

payload! {
    /// What came of adding an indicator to a twinning.
    TwinningIndicatorAddPayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// Sessions that belong to a twinning.
#[derive(Debug, InputObject)]
pub struct TwinningSessionsAddInput {
    /// The twinning, under way.
    twinning_id: ID,
    /// The pair of departments.
    pair_id: ID,
    /// The place of the topic among the twinning's, from 0.
    topic: i32,
    /// Sessions between the two institutions, within the term, not called off and of no other twinning: 1 to 200.
    teaching_session_ids: Vec<ID>,
}

payload! {
    /// What came of adding sessions to a twinning.
    TwinningSessionsAddPayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// A reading to be recorded.
#[derive(Debug, InputObject)]
pub struct TwinningReadingRecordInput {
    /// The twinning, under way or ended.
    twinning_id: ID,
    /// An indicator by which it is measured.
    indicator_id: ID,
    /// First day.
    starts_on: Date,
    /// Last day, at most a year later, and past.
    ends_on: Date,
    /// How much, in the indicator's unit: a whole number from 0.
    value: SafeInt,
    /// An upload of purpose `TWINNING_SOURCE`: the document on which it stands.
    upload_id: Option<ID>,
    /// Why it takes the place of another reading of these days, 1 to 500 characters; needed when there is one.
    reason: Option<String>,
}

payload! {
    /// What came of recording a reading.
    TwinningReadingRecordPayload {
        /// The twinning; null when the act was refused.
        twinning: Twinning
    } or TwinningErrorCode
}

/// Acts upon twinnings.
#[derive(Default)]
pub struct TwinningMutation;

#[Object]
impl TwinningMutation {
    /// Proposes a twinning, for one of the two institutions; it stands once the other one accepts it.
    async fn twinning_propose(
        &self,
        ctx: &Context<'_>,
        input: TwinningProposeInput,
    ) -> async_graphql::Result<TwinningProposePayload> {
        let person = |id: &ID| ObjectKind::Person.key(ctx, id);
        let pair = |one: TwinningPairInput| {
            Ok(NewPair {
                contacts: (person(&one.supporting_contact_id)?, person(&one.supported_contact_id)?),
                departments: (one.supporting_department, one.supported_department),
            })
        };
        let indicators = input.indicator_ids.iter().map(|id| ObjectKind::Indicator.key(ctx, id));
        let new = NewTwinning {
            name: input.name,
            supporting_id: ObjectKind::Institution.key(ctx, &input.supporting_id)?,
            supported_id: ObjectKind::Institution.key(ctx, &input.supported_id)?,
            agreement_id: ObjectKind::Agreement.optional_key(ctx, input.agreement_id.as_ref())?,
            term: (input.starts_on.0, input.ends_on.0),
            baseline: (input.baseline_from.0, input.baseline_until.0),
            usual_topics: input.topics.into_iter().map(|topic| topic.0).collect(),
            own_topics: input.own_topics,
            channels: input.channels.into_iter().map(|channel| channel.0).collect(),
            pairs: input.pairs.into_iter().map(pair).collect::<async_graphql::Result<_>>()?,
            indicators: indicators.collect::<async_graphql::Result<_>>()?,
        };
        let outcome = twinnings::twinning_propose(platform(ctx), viewer(ctx)?, new).await;
        TwinningProposePayload::of(ctx, outcome)
    }

    /// Accepts a twinning that the other side proposed.
    async fn twinning_accept(
        &self,
        ctx: &Context<'_>,
        input: TwinningAcceptInput,
    ) -> async_graphql::Result<TwinningAcceptPayload> {
        let key = ObjectKind::Twinning.key(ctx, &input.twinning_id)?;
        TwinningAcceptPayload::of(ctx, twinnings::twinning_accept(platform(ctx), viewer(ctx)?, key).await)
    }

    /// Declines a twinning that the other side proposed.
    async fn twinning_decline(
        &self,
        ctx: &Context<'_>,
        input: TwinningDeclineInput,
    ) -> async_graphql::Result<TwinningDeclinePayload> {
        let key = ObjectKind::Twinning.key(ctx, &input.twinning_id)?;
        let outcome = twinnings::twinning_decline(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        TwinningDeclinePayload::of(ctx, outcome)
    }

    /// Ends a twinning before its term is over. What was done stays, and its report is about the days until then.
    async fn twinning_end(
        &self,
        ctx: &Context<'_>,
        input: TwinningEndInput,
    ) -> async_graphql::Result<TwinningEndPayload> {
        let key = ObjectKind::Twinning.key(ctx, &input.twinning_id)?;
        let ending = (key, input.last_day.0, input.reason.as_str());
        TwinningEndPayload::of(ctx, twinnings::twinning_end(platform(ctx), viewer(ctx)?, ending).await)
    }

    /// Adds an indicator by which a twinning is measured.
    async fn twinning_indicator_add(
        &self,
        ctx: &Context<'_>,
        input: TwinningIndicatorAddInput,
    ) -> async_graphql::Result<TwinningIndicatorAddPayload> {
        let key = ObjectKind::Twinning.key(ctx, &input.twinning_id)?;
        let indicator_id = ObjectKind::Indicator.key(ctx, &input.indicator_id)?;
        let outcome = twinnings::twinning_indicator_add(platform(ctx), viewer(ctx)?, key, indicator_id).await;
        TwinningIndicatorAddPayload::of(ctx, outcome)
    }

    /// Says to which pair and topic of a twinning sessions belong, planned, held or confirmed.
    async fn twinning_sessions_add(
        &self,
        ctx: &Context<'_>,
        input: TwinningSessionsAddInput,
    ) -> async_graphql::Result<TwinningSessionsAddPayload> {
        let sessions = input.teaching_session_ids.iter().map(|id| ObjectKind::TeachingSession.key(ctx, id));
        let of = twinnings::SessionsOf {
            twinning_id: ObjectKind::Twinning.key(ctx, &input.twinning_id)?,
            pair_id: ObjectKind::TwinningPair.key(ctx, &input.pair_id)?,
            topic: input.topic,
            sessions: sessions.collect::<async_graphql::Result<_>>()?,
        };
        let outcome = twinnings::twinning_sessions_add(platform(ctx), viewer(ctx)?, of).await;
        TwinningSessionsAddPayload::of(ctx, outcome)
    }

    /// Records a reading of the institution that is helped, for that institution. What a reporting round recorded for the same days counts
    /// already, and stays.
    async fn twinning_reading_record(
        &self,
        ctx: &Context<'_>,
        input: TwinningReadingRecordInput,
    ) -> async_graphql::Result<TwinningReadingRecordPayload> {
        let new = NewReading {
            twinning_id: ObjectKind::Twinning.key(ctx, &input.twinning_id)?,
            indicator_id: ObjectKind::Indicator.key(ctx, &input.indicator_id)?,
            days: (input.starts_on.0, input.ends_on.0),
            value: input.value.0,
            upload_id: ObjectKind::Upload.optional_key(ctx, input.upload_id.as_ref())?,
            reason: input.reason,
        };
        let outcome = twinnings::twinning_reading_record(platform(ctx), viewer(ctx)?, new).await;
        TwinningReadingRecordPayload::of(ctx, outcome)
    }
}
