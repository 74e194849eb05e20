//! Who attends, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::{self, EvidenceKind, EvidenceStatus};
use domain::teaching::{self, AttendanceWay, TeachingErrorCode};
use uuid::Uuid;

use super::objects::{SessionKey, TeachingSession};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load, load_related};
use crate::names::shown;
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds who attended a visible session, as far as the viewer may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttendancesOf(pub Uuid);

#[async_trait]
impl Loader<AttendancesOf> for Batches {
    type Value = Vec<teaching::Attendance>;
    type Error = BatchError;

    async fn load(&self, keys: &[AttendancesOf]) -> Result<HashMap<AttendancesOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = teaching::attendances_seen(self.platform.database.reader(), viewer, &keys).await?;
        Ok(grouped(rows, |row| AttendancesOf(row.session_id)))
    }
}

/// That somebody attended a session.
#[derive(Clone, Debug)]
pub struct TeachingAttendee(pub teaching::Attendance);

/// Somebody on the list of a session.
#[Object]
impl TeachingAttendee {
    /// What she is called.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &load_related(ctx, NameKey(self.0.person_id)).await?, locale))
    }

    /// Her id, by which `teachingAttendanceStrike` names her.
    async fn person_id(&self) -> ID {
        ObjectKind::Person.id(self.0.person_id)
    }

    /// Who; null when the viewer may not see her record.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// How it is known.
    async fn way(&self) -> Coded<AttendanceWay> {
        Coded(self.0.way)
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// When she was struck from the list; null when she stands on it.
    async fn struck_at(&self) -> Option<DateTime> {
        self.0.struck_at.map(DateTime::from)
    }

    /// Why; null when she stands on it, and once she was erased.
    async fn strike_reason(&self) -> Option<&str> {
        self.0.strike_reason.as_deref()
    }
}

/// That somebody attended a confirmed session.
#[derive(Clone, Debug)]
pub struct TeachingAttendance(pub evidence::Evidence);

impl From<evidence::Evidence> for TeachingAttendance {
    fn from(row: evidence::Evidence) -> Self {
        Self(row)
    }
}

/// That somebody attended a session that was confirmed.
#[Object]
impl TeachingAttendance {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// What it is: `TEACHING_SESSION`.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// Where it stands.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The local day to which it is credited.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was confirmed.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// How long the session lasted, in minutes.
    async fn minutes(&self) -> SafeInt {
        SafeInt(i64::from(self.0.minutes.unwrap_or_default()))
    }

    /// The session; null when the viewer may not see it.
    async fn teaching_session(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeachingSession>> {
        match self.0.source_id {
            Some(key) => Ok(load(ctx, SessionKey(key)).await?.map(TeachingSession)),
            None => Ok(None),
        }
    }
}

/// That one is there.
#[derive(Debug, InputObject)]
pub struct TeachingAttendInput {
    /// What the short link of the session ends in, as typed.
    link: String,
    /// The eight digits shown where it is held; left out when it is remote.
    code: Option<String>,
}

payload! {
    /// What came of saying that one is there.
    TeachingAttendPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// People for the list of a session.
#[derive(Debug, InputObject)]
pub struct TeachingAttendanceRecordInput {
    /// The session, begun and not confirmed.
    teaching_session_id: ID,
    /// Who attended, 1 to 500 people whom the viewer may see. Whoever stands on the list already is passed over; whoever was struck from it
    /// stands on it again.
    person_ids: Vec<ID>,
}

payload! {
    /// What came of keeping a list.
    TeachingAttendanceRecordPayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// Somebody to be struck from a list.
#[derive(Debug, InputObject)]
pub struct TeachingAttendanceStrikeInput {
    /// The session.
    teaching_session_id: ID,
    /// Who stands on its list.
    person_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of striking somebody from a list.
    TeachingAttendanceStrikePayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingErrorCode
}

/// Acts upon who attends.
#[derive(Default)]
pub struct TeachingAttendanceMutation;

#[Object]
impl TeachingAttendanceMutation {
    /// Says that the viewer is there: with the code that is shown where the session is held, or by the link alone when it is remote, from half
    /// an hour before it begins until half an hour after it ends. Said again, it is answered as before.
    async fn teaching_attend(
        &self,
        ctx: &Context<'_>,
        input: TeachingAttendInput,
    ) -> async_graphql::Result<TeachingAttendPayload> {
        let typed = (input.link.as_str(), input.code.as_deref());
        let outcome = teaching::teaching_attend(platform(ctx), viewer(ctx)?, typed).await;
        TeachingAttendPayload::of(ctx, outcome)
    }

    /// Puts people on the list of a session that has begun.
    async fn teaching_attendance_record(
        &self,
        ctx: &Context<'_>,
        input: TeachingAttendanceRecordInput,
    ) -> async_graphql::Result<TeachingAttendanceRecordPayload> {
        let key = ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?;
        let people = input.person_ids.iter().map(|id| ObjectKind::Person.key(ctx, id));
        let people: Vec<Uuid> = people.collect::<async_graphql::Result<_>>()?;
        let outcome = teaching::teaching_attendance_record(platform(ctx), viewer(ctx)?, key, &people).await;
        TeachingAttendanceRecordPayload::of(ctx, outcome)
    }

    /// Strikes somebody from the list of a session. Once it is confirmed, only whoever may confirm it does, and what it counted for her is
    /// taken back.
    async fn teaching_attendance_strike(
        &self,
        ctx: &Context<'_>,
        input: TeachingAttendanceStrikeInput,
    ) -> async_graphql::Result<TeachingAttendanceStrikePayload> {
        let key = ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?;
        let person = ObjectKind::Person.key(ctx, &input.person_id)?;
        let outcome =
            teaching::teaching_attendance_strike(platform(ctx), viewer(ctx)?, (key, person), &input.reason)
                .await;
        TeachingAttendanceStrikePayload::of(ctx, outcome)
    }
}
