//! Sessions, who leads them and what they are about, and what somebody taught.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use domain::organisations::AgreementParty;
use domain::pairings::Channel;
use domain::teaching::{self, TeachingSessionKind, TeachingSessionStatus};
use platform::error::Error;
use platform::shown_codes::ShownCode;
use url::Url;
use uuid::Uuid;

use super::attendances::{AttendancesOf, TeachingAttendee};
use super::files::{TeachingFile, TeachingFilesOf};
use crate::assessments::{AssessmentForm, AssessmentFormKey};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::curricula::{Competency, CompetencyKey};
use crate::dispatches::{Dispatch, dispatch_of, due_on};
use crate::errors::Report as _;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::organisations::{
    Agreement, AgreementKey, Base, BaseKey, Department, DepartmentKey, Institution, InstitutionKey,
};
use crate::scalars::{Address, Date, DateTime, Locale, SafeInt};

/// Finds a visible session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionKey(pub Uuid);

#[async_trait]
impl Loader<SessionKey> for Batches {
    type Value = teaching::TeachingSession;
    type Error = BatchError;

    async fn load(&self, keys: &[SessionKey]) -> Result<HashMap<SessionKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = teaching::find_sessions(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| SessionKey(row.id)))
    }
}

/// Finds what a visible person taught in confirmed sessions between two days, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TeachingLoadsOf {
    /// Who.
    pub person_id: Uuid,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
}

#[async_trait]
impl Loader<TeachingLoadsOf> for Batches {
    type Value = Vec<teaching::TeachingLoad>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[TeachingLoadsOf],
    ) -> Result<HashMap<TeachingLoadsOf, Self::Value>, BatchError> {
        let mut found = HashMap::new();
        let mut people: HashMap<(NaiveDate, NaiveDate), Vec<Uuid>> = HashMap::new();
        for key in keys {
            people.entry(key.days).or_default().push(key.person_id);
        }
        for (days, people) in people {
            let rows = teaching::loads_of(self.platform.database.reader(), &people, days).await?;
            found.extend(grouped(rows, |row| TeachingLoadsOf { person_id: row.person_id, days }));
        }
        Ok(found)
    }
}

/// What a visible person taught in confirmed sessions between two days, both counted.
pub(crate) async fn loads_of(
    ctx: &Context<'_>,
    person_id: Uuid,
    days: (NaiveDate, NaiveDate),
) -> async_graphql::Result<Vec<TeachingLoad>> {
    let loads = load_list(ctx, TeachingLoadsOf { person_id, days }).await?;
    Ok(loads.into_iter().map(TeachingLoad).collect())
}

/// A teaching session.
#[derive(Clone, Debug)]
pub struct TeachingSession(pub teaching::TeachingSession);

impl From<teaching::TeachingSession> for TeachingSession {
    fn from(row: teaching::TeachingSession) -> Self {
        Self(row)
    }
}

/// A teaching session: planned, held, confirmed. Confirmed, it is the evidence of each attendee, the load of those who led it, a visit to the
/// institution for which another one held it at its place, and a session under the agreement, once each.
#[Object]
impl TeachingSession {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::TeachingSession.id(self.0.id)
    }

    /// What it is.
    async fn kind(&self) -> Coded<TeachingSessionKind> {
        Coded(self.0.kind)
    }

    /// How they meet; `ON_SITE` at one place.
    async fn channel(&self) -> Coded<Channel> {
        Coded(self.0.channel)
    }

    /// What it is called, at most 100 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The institution that holds it.
    async fn organiser(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.organiser_id)).await.map(Institution)
    }

    /// The institution for which it is held, and where, when it is `ON_SITE`.
    async fn host(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.host_id)).await.map(Institution)
    }

    /// The host's training base to which it counts; null when it counts to none.
    async fn training_base(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Base>> {
        match self.0.base_id {
            Some(key) => Ok(load(ctx, BaseKey(key)).await?.map(Base)),
            None => Ok(None),
        }
    }

    /// The department where it is held; null when none is named.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Department>> {
        match self.0.department_id {
            Some(key) => Ok(load(ctx, DepartmentKey(key)).await?.map(Department)),
            None => Ok(None),
        }
    }

    /// The agreement under which it is held; null without one, or when the viewer may not see it.
    async fn agreement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Agreement>> {
        match self.0.agreed {
            Some((key, _)) => Ok(load(ctx, AgreementKey(key)).await?.map(Agreement)),
            None => Ok(None),
        }
    }

    /// The dispatch whose timetable asked for it; null when none did, or when the viewer may not see it.
    async fn dispatch(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Dispatch>> {
        dispatch_of(ctx, self.0.id).await
    }

    /// The day on which that timetable had it, before holidays or somebody moved it; null when no timetable asked for it.
    async fn due_on(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Date>> {
        due_on(ctx, self.0.id).await
    }

    /// The party to that agreement which holds it; null without one.
    async fn owed_by(&self) -> Option<Coded<AgreementParty>> {
        self.0.agreed.map(|(_, party)| Coded(party))
    }

    /// Start: as planned, and once it was held as it was.
    async fn starts_at(&self) -> DateTime {
        self.0.time.0.into()
    }

    /// End, likewise.
    async fn ends_at(&self) -> DateTime {
        self.0.time.1.into()
    }

    /// Who leads it, 1 to 10, in order.
    async fn leaders(&self) -> Vec<TeachingLeader> {
        self.0.leaders.iter().copied().map(TeachingLeader).collect()
    }

    /// What it is about, at most 20, in order.
    async fn topics(&self) -> Vec<TeachingTopic> {
        self.0.topics.iter().cloned().map(TeachingTopic).collect()
    }

    /// The cases discussed, at most 5000 characters, without anything that tells who a patient is; null when nothing is said.
    async fn cases(&self) -> Option<&str> {
        present(&self.0.cases)
    }

    /// Where it stands.
    async fn status(&self) -> Coded<TeachingSessionStatus> {
        Coded(self.0.status)
    }

    /// Why it was called off; null when it was not.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What its short link ends in: by it whoever is there attends. Null unless the viewer leads or runs it.
    async fn link(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<&str>> {
        let shown = code(ctx, &self.0).await?;
        Ok(shown.map(|_| self.0.link.as_str()))
    }

    /// The page behind the short link. Null unless the viewer leads or runs it.
    async fn url(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Address>> {
        let shown = code(ctx, &self.0).await?;
        let public_url = platform(ctx).config.public_url();
        Ok(shown.and_then(|_| Url::parse(&format!("{public_url}/s/{}", self.0.link)).ok()).map(Address))
    }

    /// The code to be shown where it is held. Null unless the viewer leads or runs it, and it is `ON_SITE` and neither confirmed nor called off.
    async fn code(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeachingCode>> {
        let open = [TeachingSessionStatus::Planned, TeachingSessionStatus::Delivered];
        if self.0.channel != Channel::OnSite || !open.contains(&self.0.status) {
            return Ok(None);
        }
        Ok(code(ctx, &self.0).await?.map(TeachingCode))
    }

    /// Who attended, in order of recording, those struck from the list among them: everybody to whoever leads or oversees it, to others what is
    /// theirs.
    async fn attendees(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TeachingAttendee>> {
        Ok(load_list(ctx, AttendancesOf(self.0.id)).await?.into_iter().map(TeachingAttendee).collect())
    }

    /// Its files, in order of attaching; none to whoever neither leads nor oversees it and did not attend.
    async fn files(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TeachingFile>> {
        Ok(load_list(ctx, TeachingFilesOf(self.0.id)).await?.into_iter().map(TeachingFile).collect())
    }

    /// What whoever planned it is called.
    async fn planner_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &load_related(ctx, NameKey(self.0.planned.0)).await?, locale))
    }

    /// When it was said that it was held; null while it was not.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.delivered.map(|said| said.at.into())
    }

    /// What whoever confirmed it is called; null while nobody did.
    async fn confirmer_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<Option<String>> {
        match self.0.confirmed {
            Some((key, _)) => Ok(Some(shown(ctx, &load_related(ctx, NameKey(key)).await?, locale))),
            None => Ok(None),
        }
    }

    /// When it was confirmed; null while it was not.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed.map(|(_, at)| at.into())
    }

    /// Rises with each change; send it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// The code of a session, when the viewer leads or runs it.
async fn code(
    ctx: &Context<'_>,
    session: &teaching::TeachingSession,
) -> async_graphql::Result<Option<ShownCode>> {
    match teaching::code_shown(platform(ctx), viewer(ctx)?, session).await {
        Ok(shown) => Ok(Some(shown)),
        Err(Error::Forbidden(_)) => Ok(None),
        Err(error) => Err(error).report(ctx),
    }
}

/// The code that is shown where a session is held.
#[derive(Clone, Debug)]
pub struct TeachingCode(ShownCode);

/// The code that is shown where a session is held; another one follows each half-minute.
#[Object]
impl TeachingCode {
    /// Eight digits.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Since when they are shown.
    async fn shown_from(&self) -> DateTime {
        self.0.shown_from.into()
    }

    /// When the next ones follow: ask again then.
    async fn shown_until(&self) -> DateTime {
        self.0.shown_until.into()
    }
}

/// Somebody who leads a session.
#[derive(Clone, Copy, Debug)]
pub struct TeachingLeader(Uuid);

/// Somebody who leads a session.
#[Object]
impl TeachingLeader {
    /// What she is called.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &load_related(ctx, NameKey(self.0)).await?, locale))
    }

    /// Who; null when the viewer may not see her record.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0).await
    }
}

/// What a session is about.
#[derive(Clone, Debug)]
pub struct TeachingTopic(pub teaching::Topic);

/// What a session is about.
#[Object]
impl TeachingTopic {
    /// What it is called, at most 100 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The competency that it serves; null when none is named.
    async fn competency(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Competency>> {
        match self.0.competency_id {
            Some(key) => Ok(load(ctx, CompetencyKey(key)).await?.map(Competency)),
            None => Ok(None),
        }
    }

    /// The form of the skill that it serves; null when none is named.
    async fn form(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AssessmentForm>> {
        match self.0.form_id {
            Some(key) => Ok(load(ctx, AssessmentFormKey(key)).await?.map(AssessmentForm)),
            None => Ok(None),
        }
    }
}

/// What somebody taught of one kind and in one way.
#[derive(Clone, Copy, Debug)]
pub struct TeachingLoad(teaching::TeachingLoad);

/// What somebody taught of one kind and in one way, in confirmed sessions that she led. One led by two counts for both.
#[Object]
impl TeachingLoad {
    /// What.
    async fn kind(&self) -> Coded<TeachingSessionKind> {
        Coded(self.0.kind)
    }

    /// Whether at one place with whom she taught, rather than remotely.
    async fn is_on_site(&self) -> bool {
        self.0.is_on_site
    }

    /// How many sessions.
    async fn session_count(&self) -> SafeInt {
        SafeInt(self.0.sessions)
    }

    /// How many minutes.
    async fn minutes(&self) -> SafeInt {
        SafeInt(self.0.minutes)
    }
}
