//! Planning, holding and confirming sessions.

use async_graphql::{Context, ID, InputObject, Object};
use domain::pairings::Channel;
use domain::teaching::{
    self, NewTeachingSession, NewTopic, SessionPlace, TeachingDelivered, TeachingErrorCode,
    TeachingSessionChange, TeachingSessionKind,
};
use uuid::Uuid;

use super::objects::TeachingSession;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::scalars::DateTime;

/// What a session is to be about.
#[derive(Debug, InputObject)]
pub struct TeachingTopicInput {
    /// What it is called, 1 to 100 characters.
    name: String,
    /// The competency that it serves.
    competency_id: Option<ID>,
    /// The form of the skill that it serves.
    form_id: Option<ID>,
}

impl TeachingTopicInput {
    pub(crate) fn read(self, ctx: &Context<'_>) -> async_graphql::Result<NewTopic> {
        Ok(NewTopic {
            name: self.name,
            competency_id: ObjectKind::Competency.optional_key(ctx, self.competency_id.as_ref())?,
            form_id: ObjectKind::AssessmentForm.optional_key(ctx, self.form_id.as_ref())?,
        })
    }
}

/// A session to be planned.
#[derive(Debug, InputObject)]
pub struct TeachingSessionPlanInput {
    /// What it is.
    kind: Coded<TeachingSessionKind>,
    /// How they meet.
    channel: Coded<Channel>,
    /// What it is called, 1 to 100 characters.
    title: String,
    /// The institution that holds it.
    organiser_id: ID,
    /// The institution for which it is held, and where, when it is `ON_SITE`; the one that holds it when left out.
    host_id: Option<ID>,
    /// The host's training base to which it counts; its only one when left out.
    training_base_id: Option<ID>,
    /// The department of that base where it is held.
    department_id: Option<ID>,
    /// An agreement of the two institutions under which it is held.
    agreement_id: Option<ID>,
    /// Start, at most 550 days from now.
    starts_at: DateTime,
    /// End, at most 12 hours later.
    ends_at: DateTime,
    /// Who leads it, 1 to 10 people who teach or work at the institution that holds it.
    leader_ids: Vec<ID>,
    /// What it is about, at most 20.
    #[graphql(default)]
    topics: Vec<TeachingTopicInput>,
}

payload! {
    /// What came of planning a session.
    TeachingSessionPlanPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// That a session was held.
#[derive(Debug, InputObject)]
pub struct TeachingSessionDeliverInput {
    /// The session, over for at most 30 days, and neither confirmed nor called off.
    teaching_session_id: ID,
    /// When it began; as it stands when left out.
    starts_at: Option<DateTime>,
    /// When it ended; as it stands when left out.
    ends_at: Option<DateTime>,
    /// The cases discussed, at most 5000 characters, without identity and mobile numbers; as they stand when left out.
    cases: Option<String>,
    /// Its `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of saying that a session was held.
    TeachingSessionDeliverPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// A session to be confirmed.
#[derive(Debug, InputObject)]
pub struct TeachingSessionConfirmInput {
    /// The session, held, and over for at most 60 days.
    teaching_session_id: ID,
    /// Its `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of confirming a session.
    TeachingSessionConfirmPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// A session to be called off.
#[derive(Debug, InputObject)]
pub struct TeachingSessionCancelInput {
    /// The session, not confirmed.
    teaching_session_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of calling a session off.
    TeachingSessionCancelPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// A session to be changed.
#[derive(Debug, InputObject)]
pub struct TeachingSessionChangeInput {
    /// The session, planned and not yet held.
    teaching_session_id: ID,
    /// When it begins; as it stands when left out.
    starts_at: Option<DateTime>,
    /// When it ends; as it stands when left out.
    ends_at: Option<DateTime>,
    /// Who leads it, a substitute for example: 1 to 10 people who teach or work at the institution that holds it; as it stands when left out.
    leader_ids: Option<Vec<ID>>,
    /// Why, 1 to 500 characters; those concerned read it.
    reason: String,
    /// Its `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of changing a session.
    TeachingSessionChangePayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// Acts upon sessions.
#[derive(Default)]
pub struct TeachingMutation;

#[Object]
impl TeachingMutation {
    /// Plans a teaching session. Nobody leads two at once.
    async fn teaching_session_plan(
        &self,
        ctx: &Context<'_>,
        input: TeachingSessionPlanInput,
    ) -> async_graphql::Result<TeachingSessionPlanPayload> {
        let key = |kind: ObjectKind, id: Option<&ID>| kind.optional_key(ctx, id);
        let organiser_id = ObjectKind::Institution.key(ctx, &input.organiser_id)?;
        let leaders = input.leader_ids.iter().map(|id| ObjectKind::Person.key(ctx, id));
        let new = NewTeachingSession {
            kind: input.kind.0,
            channel: input.channel.0,
            title: input.title,
            place: SessionPlace {
                organiser_id,
                host_id: key(ObjectKind::Institution, input.host_id.as_ref())?.unwrap_or(organiser_id),
                base_id: key(ObjectKind::Base, input.training_base_id.as_ref())?,
                department_id: key(ObjectKind::Department, input.department_id.as_ref())?,
                agreement_id: key(ObjectKind::Agreement, input.agreement_id.as_ref())?,
            },
            time: (input.starts_at.0, input.ends_at.0),
            leaders: leaders.collect::<async_graphql::Result<Vec<Uuid>>>()?,
            topics: input
                .topics
                .into_iter()
                .map(|one| one.read(ctx))
                .collect::<async_graphql::Result<_>>()?,
        };
        let outcome = teaching::teaching_session_plan(platform(ctx), viewer(ctx)?, new).await;
        TeachingSessionPlanPayload::of(ctx, outcome)
    }

    /// Moves a planned session to another time, or lets a substitute lead it. Whoever leads it, led it or stands on its list, and those where it is
    /// held, are told by mail.
    async fn teaching_session_change(
        &self,
        ctx: &Context<'_>,
        input: TeachingSessionChangeInput,
    ) -> async_graphql::Result<TeachingSessionChangePayload> {
        let leaders = input.leader_ids.map(|ids| {
            ids.iter().map(|id| ObjectKind::Person.key(ctx, id)).collect::<async_graphql::Result<Vec<Uuid>>>()
        });
        let change = TeachingSessionChange {
            session_id: ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?,
            starts_at: input.starts_at.map(|at| at.0),
            ends_at: input.ends_at.map(|at| at.0),
            leaders: leaders.transpose()?,
            reason: input.reason,
            expected_version: input.expected_version,
        };
        let outcome = teaching::teaching_session_change(platform(ctx), viewer(ctx)?, change).await;
        TeachingSessionChangePayload::of(ctx, outcome)
    }

    /// Says that a session was held. Until it is confirmed it may be said again, otherwise.
    async fn teaching_session_deliver(
        &self,
        ctx: &Context<'_>,
        input: TeachingSessionDeliverInput,
    ) -> async_graphql::Result<TeachingSessionDeliverPayload> {
        let said = TeachingDelivered {
            session_id: ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?,
            starts_at: input.starts_at.map(|at| at.0),
            ends_at: input.ends_at.map(|at| at.0),
            cases: input.cases,
            expected_version: input.expected_version,
        };
        let outcome = teaching::teaching_session_deliver(platform(ctx), viewer(ctx)?, said).await;
        TeachingSessionDeliverPayload::of(ctx, outcome)
    }

    /// Confirms, for the institution for which it was held, that a session was held as it was said. It counts then, once. Nobody confirms what
    /// she led, attended or said herself.
    async fn teaching_session_confirm(
        &self,
        ctx: &Context<'_>,
        input: TeachingSessionConfirmInput,
    ) -> async_graphql::Result<TeachingSessionConfirmPayload> {
        let key = ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?;
        let expected = input.expected_version;
        let outcome = teaching::teaching_session_confirm(platform(ctx), viewer(ctx)?, key, expected).await;
        TeachingSessionConfirmPayload::of(ctx, outcome)
    }

    /// Calls a session off, or says that it was not held. Whoever leads it or stands on its list is told by mail.
    async fn teaching_session_cancel(
        &self,
        ctx: &Context<'_>,
        input: TeachingSessionCancelInput,
    ) -> async_graphql::Result<TeachingSessionCancelPayload> {
        let key = ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?;
        let outcome =
            teaching::teaching_session_cancel(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        TeachingSessionCancelPayload::of(ctx, outcome)
    }
}
