//! Apprenticeships, what was done about them, and how they stand.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use chrono::Days;
use domain::pairings::{
    self, ApprenticeshipActKind, ApprenticeshipSide, ApprenticeshipState, ApprenticeshipStatus, Channel,
    Standing,
};
use futures_util::future::try_join_all;
use uuid::Uuid;

use super::following::{FollowingMonth, FollowingMonthsOf};
use super::mentors::{Mentor, mentor};
use super::papers::{AppraisalsOf, ApprenticeshipAppraisal, PairingAgreement, PairingAgreementsOf};
use crate::codes::Coded;
use crate::context::{context, viewer};
use crate::credentials::{Certificate, CertificatesOfApprenticeship};
use crate::curricula::{Requirement, RequirementKey, Specialty};
use crate::enrolment::{Enrolment, EnrolmentKey, Supervision};
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::organisations::{Base, BaseKey, Consortium, ConsortiumKey, Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds an apprenticeship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApprenticeshipKey(pub Uuid);

#[async_trait]
impl Loader<ApprenticeshipKey> for Batches {
    type Value = pairings::Apprenticeship;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ApprenticeshipKey],
    ) -> Result<HashMap<ApprenticeshipKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = pairings::find_apprenticeships(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| ApprenticeshipKey(row.id)))
    }
}

/// Finds the apprenticeships of a person, on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApprenticeshipsOf(pub Uuid);

#[async_trait]
impl Loader<ApprenticeshipsOf> for Batches {
    type Value = Vec<pairings::Apprenticeship>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ApprenticeshipsOf],
    ) -> Result<HashMap<ApprenticeshipsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let people: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = pairings::apprenticeships_of(reader, viewer.scope(), &people).await?;
        let hers = |key: &ApprenticeshipsOf| {
            let is_hers =
                |row: &&pairings::Apprenticeship| row.apprentice_id == key.0 || row.mentor_person_id == key.0;
            (*key, rows.iter().filter(is_hers).cloned().collect())
        };
        Ok(keys.iter().map(hers).collect())
    }
}

/// Apprenticeships of a visible person, on either side, the latest proposed first.
pub(crate) async fn apprenticeships_of(
    ctx: &Context<'_>,
    person_id: Uuid,
) -> async_graphql::Result<Vec<Apprenticeship>> {
    Ok(load_list(ctx, ApprenticeshipsOf(person_id)).await?.into_iter().map(Apprenticeship).collect())
}

/// Finds how a visible apprenticeship stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StandingKey(Uuid);

#[async_trait]
impl Loader<StandingKey> for Batches {
    type Value = Standing;
    type Error = BatchError;

    async fn load(&self, keys: &[StandingKey]) -> Result<HashMap<StandingKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = pairings::find_apprenticeships(reader, viewer.scope(), &keys).await?;
        let found = pairings::standings(reader, &rows, viewer.today).await?;
        Ok(found.into_iter().map(|(key, standing)| (StandingKey(key), standing)).collect())
    }
}

/// Finds what was done about a visible apprenticeship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApprenticeshipActsOf(Uuid);

#[async_trait]
impl Loader<ApprenticeshipActsOf> for Batches {
    type Value = Vec<pairings::ApprenticeshipAct>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ApprenticeshipActsOf],
    ) -> Result<HashMap<ApprenticeshipActsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = pairings::acts_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| ApprenticeshipActsOf(row.apprenticeship_id)))
    }
}

/// Finds the stretches of a visible apprenticeship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StretchesOf(Uuid);

#[async_trait]
impl Loader<StretchesOf> for Batches {
    type Value = Vec<domain::enrolment::Supervision>;
    type Error = BatchError;

    async fn load(&self, keys: &[StretchesOf]) -> Result<HashMap<StretchesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = domain::enrolment::stretches_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| StretchesOf(row.apprenticeship_id.unwrap_or_default())))
    }
}

/// A master and her apprentice, from the proposal to the end.
#[derive(Clone, Debug)]
pub struct Apprenticeship(pub pairings::Apprenticeship);

impl From<pairings::Apprenticeship> for Apprenticeship {
    fn from(row: pairings::Apprenticeship) -> Self {
        Self(row)
    }
}

/// A master and her apprentice, from the proposal to the end. Visible to whoever may see one of the two.
#[Object]
impl Apprenticeship {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Apprenticeship.id(self.0.id)
    }

    /// Where it stands, as somebody decided.
    async fn status(&self) -> Coded<ApprenticeshipStatus> {
        Coded(self.0.status)
    }

    /// How it stands today, from what was agreed and what happened; null unless it is ACTIVE.
    async fn standing(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ApprenticeshipStanding>> {
        Ok(load(ctx, StandingKey(self.0.id)).await?.map(ApprenticeshipStanding))
    }

    /// The master.
    async fn mentor(&self, ctx: &Context<'_>) -> async_graphql::Result<Mentor> {
        mentor(ctx, self.0.mentor_id).await
    }

    /// The apprentice; null when the viewer may not see her record, whose name `apprenticeName` tells.
    async fn apprentice(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.apprentice_id).await
    }

    /// What the apprentice is called.
    async fn apprentice_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<String> {
        Ok(shown(ctx, &load_related(ctx, NameKey(self.0.apprentice_id)).await?, locale))
    }

    /// The apprentice's institution.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// The consortium under which they are paired; null without one.
    async fn consortium(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Consortium>> {
        match self.0.consortium_id {
            Some(key) => Ok(load(ctx, ConsortiumKey(key)).await?.map(Consortium)),
            None => Ok(None),
        }
    }

    /// The training that it serves; null when she is in no programme, or the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        match self.0.enrolment_id {
            Some(key) => Ok(load(ctx, EnrolmentKey(key)).await?.map(Enrolment)),
            None => Ok(None),
        }
    }

    /// The base where she follows; null when it is bound to none.
    async fn training_base(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Base>> {
        match self.0.base_id {
            Some(key) => Ok(load(ctx, BaseKey(key)).await?.map(Base)),
            None => Ok(None),
        }
    }

    /// The specialty.
    async fn specialty(&self) -> Specialty {
        Specialty(self.0.specialty.clone())
    }

    /// Requirements of the plan that it is to serve, at most 50.
    async fn goals(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Requirement>> {
        let goals = self.0.terms.goals.iter().map(|key| load(ctx, RequirementKey(*key)));
        Ok(try_join_all(goals).await?.into_iter().flatten().map(Requirement).collect())
    }

    /// What else it is to achieve, at most 1000 characters; null when nothing is said.
    async fn goals_note(&self) -> Option<&str> {
        present(&self.0.terms.goals_note)
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.terms.term.0.into()
    }

    /// Last day agreed.
    async fn ends_on(&self) -> Date {
        self.0.terms.term.1.into()
    }

    /// Last day, once it has ended; null before.
    async fn ended_on(&self) -> Option<Date> {
        self.0.ended_on.map(Date::from)
    }

    /// Half-days a week agreed, 1 to 14.
    async fn half_days_per_week(&self) -> i32 {
        self.0.terms.half_days_per_week
    }

    /// A contact at least once in so many days, 1 to 92.
    async fn contact_every_days(&self) -> i32 {
        self.0.terms.contact_every_days
    }

    /// How they meet.
    async fn channels(&self) -> Vec<Coded<Channel>> {
        self.0.terms.channels.iter().copied().map(Coded).collect()
    }

    /// The day of the ceremony; null without one.
    async fn ceremony_on(&self) -> Option<Date> {
        self.0.terms.ceremony_on.map(Date::from)
    }

    /// When the master consented; null while she has not.
    async fn mentor_consented_at(&self) -> Option<DateTime> {
        self.0.mentor_consented_at.map(DateTime::from)
    }

    /// When the apprentice consented; null while she has not.
    async fn apprentice_consented_at(&self) -> Option<DateTime> {
        self.0.apprentice_consented_at.map(DateTime::from)
    }

    /// The apprenticeship that it takes over from another master; null when it takes over none.
    async fn follows(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Apprenticeship>> {
        match self.0.follows_id {
            Some(key) => Ok(load(ctx, ApprenticeshipKey(key)).await?.map(Apprenticeship)),
            None => Ok(None),
        }
    }

    /// The stretches in which she follows, which a pause sets apart; hours name one of them (`within.supervisionId`).
    async fn stretches(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Supervision>> {
        Ok(load_list(ctx, StretchesOf(self.0.id)).await?.into_iter().map(Supervision).collect())
    }

    /// Her book by months, those in which something was written, the latest first; none to whoever may not see her.
    async fn following_months(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only from this day's month on; from the month of a year ago when left out.")] from: Option<Date>,
        #[graphql(desc = "Only until this day; to the last when left out.")] until: Option<Date>,
    ) -> async_graphql::Result<Vec<FollowingMonth>> {
        let year_ago = || viewer(ctx).map(|viewer| viewer.today - Days::new(365));
        let from = from.map_or_else(year_ago, |day| Ok(day.0))?;
        let days = (from, until.map_or(self.0.last_day(), |day| day.0));
        let key = FollowingMonthsOf { apprenticeship_id: self.0.id, days };
        Ok(load_list(ctx, key).await?.into_iter().map(FollowingMonth).collect())
    }

    /// Its signed agreements, in the order in which they were attached; none to whoever is neither of the two nor coordinates it.
    async fn agreements(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PairingAgreement>> {
        let signed = load_list(ctx, PairingAgreementsOf(self.0.id)).await?;
        Ok(signed.into_iter().map(PairingAgreement).collect())
    }

    /// What the two say of each other when it is over, as far as the viewer may read it: her own, and both once both have spoken, to the
    /// two and to whoever coordinates it.
    async fn appraisals(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ApprenticeshipAppraisal>> {
        let said = load_list(ctx, AppraisalsOf(self.0.id)).await?;
        Ok(said.into_iter().map(ApprenticeshipAppraisal).collect())
    }

    /// Its certificates that the viewer may see, the latest proposal first; nobody has one before it was gone through.
    async fn certificates(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Certificate>> {
        let rows = load_list(ctx, CertificatesOfApprenticeship(self.0.id)).await?;
        Ok(rows.into_iter().map(Certificate).collect())
    }

    /// What was done about it, in order.
    async fn acts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ApprenticeshipAct>> {
        Ok(load_list(ctx, ApprenticeshipActsOf(self.0.id))
            .await?
            .into_iter()
            .map(ApprenticeshipAct)
            .collect())
    }

    /// Rises with each change; send it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// How an apprenticeship stands today.
#[derive(Clone, Debug)]
pub struct ApprenticeshipStanding(Standing);

/// How an apprenticeship stands today, from what was agreed and what happened. Days of a pause are left out.
#[Object]
impl ApprenticeshipStanding {
    /// How.
    async fn state(&self) -> Coded<ApprenticeshipState> {
        Coded(self.0.state)
    }

    /// The same in a sentence, with its figures.
    async fn reason(&self, ctx: &Context<'_>) -> String {
        self.0.reason.render(context(ctx).language)
    }

    /// The last day on which she followed; null before the first.
    async fn last_contact_on(&self) -> Option<Date> {
        self.0.last_contact_on.map(Date::from)
    }

    /// The day by which they must meet again; null while it does not run.
    async fn contact_due_on(&self) -> Option<Date> {
        self.0.contact_due_on.map(Date::from)
    }

    /// Half-days in the last four weeks, those that await review among them.
    async fn half_days(&self) -> SafeInt {
        SafeInt(self.0.half_days)
    }

    /// Half-days agreed for as much of these weeks as it has been running.
    async fn half_days_agreed(&self) -> SafeInt {
        SafeInt(self.0.half_days_agreed)
    }
}

/// What somebody did about an apprenticeship.
#[derive(Clone, Debug)]
pub struct ApprenticeshipAct(pairings::ApprenticeshipAct);

/// What somebody did about an apprenticeship.
#[Object]
impl ApprenticeshipAct {
    /// What.
    async fn kind(&self) -> Coded<ApprenticeshipActKind> {
        Coded(self.0.kind)
    }

    /// On whose side.
    async fn side(&self) -> Coded<ApprenticeshipSide> {
        Coded(self.0.side)
    }

    /// What whoever did it is called.
    async fn actor_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &load_related(ctx, NameKey(self.0.actor_id)).await?, locale))
    }

    /// From which day on, or on which, it holds.
    async fn effective_on(&self) -> Date {
        self.0.effective_on.into()
    }

    /// Why; null where none was asked for, and once one of the two was erased.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}
