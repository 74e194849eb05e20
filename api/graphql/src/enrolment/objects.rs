//! The objects of enrolments and what loads them.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::enrolment::{self, EnrolmentStatus, Origin, SupervisionKind};
use domain::identity;
use uuid::Uuid;

use super::acts::{EnrolmentAct, EnrolmentActsKey, EnrolmentPause};
use super::leave_effects::{self, LeaveEffects};
use super::leaves::{self, Leave};
use crate::codes::Coded;
use crate::credentials::{Certificate, certificates_of};
use crate::curricula::{CurriculumVersion, CurriculumVersionKey};
use crate::examinations::{self, ExitExamRegistration};
use crate::identity::{NameKey, Person, PersonKey};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::shown;
use crate::organisations::{Base, BaseKey, Institution, InstitutionKey};
use crate::progress::{self, Progress};
use crate::rotations::{self, DutyHours, Placement};
use crate::scalars::{Date, Locale};

/// An enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnrolmentKey(pub Uuid);

#[async_trait]
impl Loader<EnrolmentKey> for Batches {
    type Value = enrolment::Enrolment;
    type Error = BatchError;

    async fn load(&self, keys: &[EnrolmentKey]) -> Result<HashMap<EnrolmentKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = enrolment::find_enrolments(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| EnrolmentKey(row.id)))
    }
}

/// The enrolments of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnrolmentsOf(pub Uuid);

#[async_trait]
impl Loader<EnrolmentsOf> for Batches {
    type Value = Vec<enrolment::Enrolment>;
    type Error = BatchError;

    async fn load(&self, keys: &[EnrolmentsOf]) -> Result<HashMap<EnrolmentsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let people: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = enrolment::enrolments_of(reader, viewer.scope(), &people).await?;
        Ok(grouped(rows, |row| EnrolmentsOf(row.person_id)))
    }
}

/// A supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SupervisionKey(pub Uuid);

#[async_trait]
impl Loader<SupervisionKey> for Batches {
    type Value = enrolment::Supervision;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[SupervisionKey],
    ) -> Result<HashMap<SupervisionKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = enrolment::find_supervisions(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| SupervisionKey(row.id)))
    }
}

/// The supervisions of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SupervisionsOf(Uuid);

#[async_trait]
impl Loader<SupervisionsOf> for Batches {
    type Value = Vec<enrolment::Supervision>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[SupervisionsOf],
    ) -> Result<HashMap<SupervisionsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = enrolment::supervisions_of(reader, viewer.scope(), &keys).await?;
        Ok(grouped(rows, |row| SupervisionsOf(row.enrolment_id.unwrap_or_default())))
    }
}

/// Somebody in training, with her enrolments.
#[derive(Clone, Debug)]
pub struct Trainee(pub identity::Person);

impl From<identity::Person> for Trainee {
    fn from(row: identity::Person) -> Self {
        Self(row)
    }
}

/// Somebody in training, with her enrolments.
#[Object]
impl Trainee {
    /// She herself.
    async fn person(&self) -> Person {
        Person(self.0.clone())
    }

    /// Her enrolments, the earliest first.
    async fn enrolments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Enrolment>> {
        enrolments_of(ctx, self.0.id).await
    }
}

/// The enrolments of a person that the viewer may see, the earliest first.
pub(crate) async fn enrolments_of(
    ctx: &Context<'_>,
    person_id: Uuid,
) -> async_graphql::Result<Vec<Enrolment>> {
    Ok(load_list(ctx, EnrolmentsOf(person_id)).await?.into_iter().map(Enrolment).collect())
}

/// A person follows a curriculum version.
#[derive(Clone, Debug)]
pub struct Enrolment(pub enrolment::Enrolment);

impl From<enrolment::Enrolment> for Enrolment {
    fn from(row: enrolment::Enrolment) -> Self {
        Self(row)
    }
}

/// A person follows a curriculum version. She may hold several enrolments at once.
#[Object]
impl Enrolment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Enrolment.id(self.0.id)
    }

    /// The trainee.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Person> {
        load_related(ctx, PersonKey(self.0.person_id)).await.map(Person)
    }

    /// The version she is held to.
    async fn curriculum_version(&self, ctx: &Context<'_>) -> async_graphql::Result<CurriculumVersion> {
        load_related(ctx, CurriculumVersionKey(self.0.version_id)).await.map(CurriculumVersion)
    }

    /// The school that runs the programme.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// The institution that sent her; null when none did.
    async fn sending_institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        match self.0.sending_institution_id {
            Some(key) => Ok(load(ctx, InstitutionKey(key)).await?.map(Institution)),
            None => Ok(None),
        }
    }

    /// How she came into the programme.
    async fn origin(&self) -> Coded<Origin> {
        Coded(self.0.origin)
    }

    /// Year of recruitment, which names the cohort; a deferral never changes it.
    async fn recruitment_year(&self) -> i32 {
        self.0.recruitment_year
    }

    /// First day of training.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// Last day as planned.
    async fn expected_completion_on(&self) -> Date {
        self.0.expected_completion_on.into()
    }

    /// Where it stands.
    async fn status(&self) -> Coded<EnrolmentStatus> {
        Coded(self.0.status)
    }

    /// When it pauses, in order.
    async fn pauses(&self) -> Vec<EnrolmentPause> {
        self.0.pauses.iter().copied().map(EnrolmentPause).collect()
    }

    /// What happened to it after it was made, in order.
    async fn acts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<EnrolmentAct>> {
        Ok(load_list(ctx, EnrolmentActsKey(self.0.id)).await?.into_iter().map(EnrolmentAct).collect())
    }

    /// Leave asked for, by its first day.
    async fn leaves(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Leave>> {
        leaves::leaves(ctx, self.0.id).await
    }

    /// What approved leave does to its end, by the rules of the school. Nothing is moved by asking.
    async fn leave_effects(&self, ctx: &Context<'_>) -> async_graphql::Result<LeaveEffects> {
        leave_effects::effects(ctx, self.0.id).await
    }

    /// Who looks after it, the earliest first.
    async fn supervisions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Supervision>> {
        Ok(load_list(ctx, SupervisionsOf(self.0.id)).await?.into_iter().map(Supervision).collect())
    }

    /// Stays in departments, planned and actual, by their first day.
    async fn placements(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Placement>> {
        rotations::placements(ctx, self.0.id).await
    }

    /// Her duty hours in a period, by the rules that hold at the school; null to everybody but the trainee herself. A period that ends
    /// before it begins, or is longer than 400 days, is `BAD_USER_INPUT`.
    async fn duty_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day.")] until: Date,
    ) -> async_graphql::Result<Option<DutyHours>> {
        rotations::duty_hours(ctx, &self.0, (from, until)).await
    }

    /// How far it is, and why.
    async fn progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day of the answer; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Progress> {
        progress::of(ctx, &self.0, on).await
    }

    /// Registrations for exit examinations, in the order in which they came.
    async fn exit_exam_registrations(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<ExitExamRegistration>> {
        examinations::registrations_of(ctx, self.0.id).await
    }

    /// Certificates proposed and issued for it, the earliest first.
    async fn certificates(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Certificate>> {
        certificates_of(ctx, self.0.id).await
    }
}

/// A supervisor or master looks after an enrolment for a term.
#[derive(Clone, Debug)]
pub struct Supervision(pub enrolment::Supervision);

impl From<enrolment::Supervision> for Supervision {
    fn from(row: enrolment::Supervision) -> Self {
        Self(row)
    }
}

/// A supervisor or master looks after an enrolment for a term.
#[Object]
impl Supervision {
    /// Opaque id; hours of following a master name it.
    pub async fn id(&self) -> ID {
        ObjectKind::Supervision.id(self.0.id)
    }

    /// Responsible supervisor, or master whom she follows.
    async fn kind(&self) -> Coded<SupervisionKind> {
        Coded(self.0.kind)
    }

    /// The enrolment looked after; null for an apprentice who is in no programme, and when the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        match self.0.enrolment_id {
            Some(key) => Ok(load(ctx, EnrolmentKey(key)).await?.map(Enrolment)),
            None => Ok(None),
        }
    }

    /// The supervisor or master; null when the viewer may not see her record, whose name `supervisorName` tells.
    async fn supervisor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.supervisor_id).await
    }

    /// Name of the supervisor or master.
    async fn supervisor_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<String> {
        let name = load_related(ctx, NameKey(self.0.supervisor_id)).await?;
        Ok(shown(ctx, &name, locale))
    }

    /// The base where it takes place; null when it is bound to none.
    async fn training_base(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Base>> {
        match self.0.base_id {
            Some(key) => Ok(load(ctx, BaseKey(key)).await?.map(Base)),
            None => Ok(None),
        }
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// Last day; null while it is open.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date::from)
    }
}
