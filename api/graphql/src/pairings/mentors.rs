//! Masters, as institutions appoint them.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::pairings::{self, MentorErrorCode, MentorPlaces, MentorRank, NewMentor};
use uuid::Uuid;

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::curricula::Specialty;
use crate::errors::{Report as _, payload};
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{Date, Locale};

/// Finds a master.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MentorKey(pub Uuid);

#[async_trait]
impl Loader<MentorKey> for Batches {
    type Value = pairings::Mentor;
    type Error = BatchError;

    async fn load(&self, keys: &[MentorKey]) -> Result<HashMap<MentorKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = pairings::find_mentors(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| MentorKey(row.id)))
    }
}

/// Finds how a master's places are taken today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MentorPlacesKey(pub Uuid);

#[async_trait]
impl Loader<MentorPlacesKey> for Batches {
    type Value = MentorPlaces;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[MentorPlacesKey],
    ) -> Result<HashMap<MentorPlacesKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let reader = self.platform.database.reader();
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let mentors = pairings::find_mentors(reader, &keys).await?;
        let places = pairings::mentor_places(reader, &mentors, viewer.today).await?;
        Ok(places.into_iter().map(|(key, places)| (MentorPlacesKey(key), places)).collect())
    }
}

/// A master, as an institution appoints her.
#[derive(Clone, Debug)]
pub struct Mentor(pub pairings::Mentor);

impl From<pairings::Mentor> for Mentor {
    fn from(row: pairings::Mentor) -> Self {
        Self(row)
    }
}

impl Mentor {
    async fn places(&self, ctx: &Context<'_>) -> async_graphql::Result<MentorPlaces> {
        load_related(ctx, MentorPlacesKey(self.0.id)).await
    }
}

/// A master, as an institution appoints her. Told to everybody who signs in.
#[Object]
impl Mentor {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Mentor.id(self.0.id)
    }

    /// What she is called.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &load_related(ctx, NameKey(self.0.person_id)).await?, locale))
    }

    /// Her record; null when the viewer may not see it.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// Where she practises.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Her rank.
    async fn rank(&self) -> Coded<MentorRank> {
        Coded(self.0.rank)
    }

    /// In which specialties, 1 to 20.
    async fn specialties(&self) -> Vec<Specialty> {
        self.0.specialties.iter().cloned().map(Specialty).collect()
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// Last day; null while it is open.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date::from)
    }

    /// How many apprentices she has at most, by her rank and institution; 2 where that says nothing.
    async fn most_apprentices(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        Ok(self.places(ctx).await?.most)
    }

    /// How many of these places are free today; what is paired later may take them on later days.
    async fn free_places(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        let places = self.places(ctx).await?;
        Ok((places.most - places.taken).max(0))
    }
}

/// A master as a pairing shows her.
pub(super) async fn mentor(ctx: &Context<'_>, key: Uuid) -> async_graphql::Result<Mentor> {
    load_related(ctx, MentorKey(key)).await.map(Mentor)
}

/// A master to be appointed.
#[derive(Debug, InputObject)]
pub struct MentorAppointInput {
    /// Who: somebody who teaches or works at the institution from the first day on.
    person_id: ID,
    /// Where she practises.
    institution_id: ID,
    /// Her rank.
    rank: Coded<MentorRank>,
    /// In which specialties, by code, 1 to 20.
    specialties: Vec<String>,
    /// First day.
    starts_on: Date,
    /// Last day; open when left out.
    ends_on: Option<Date>,
}

payload! {
    /// What came of appointing a master.
    MentorAppointPayload {
        /// The master; null when the act was refused.
        mentor: Mentor
    } or MentorErrorCode
}

/// An appointment that ends.
#[derive(Debug, InputObject)]
pub struct MentorEndInput {
    /// The master.
    mentor_id: ID,
    /// Her last day; no pairing of hers lasts beyond it.
    ends_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of ending an appointment.
    MentorEndPayload {
        /// The master; null when the act was refused.
        mentor: Mentor
    } or MentorErrorCode
}

/// How many apprentices masters of a rank have at most.
#[derive(Debug, InputObject)]
pub struct MentorCapSetInput {
    /// The institution.
    institution_id: ID,
    /// The rank.
    rank: Coded<MentorRank>,
    /// How many at once, 0 to 100.
    most: i32,
}

/// How many apprentices masters of a rank have at most at an institution.
#[derive(Clone, Debug)]
pub struct MentorCap(pairings::MentorCap);

impl From<pairings::MentorCap> for MentorCap {
    fn from(cap: pairings::MentorCap) -> Self {
        Self(cap)
    }
}

/// How many apprentices masters of a rank have at most at an institution.
#[Object]
impl MentorCap {
    /// The institution.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        Ok(load(ctx, InstitutionKey(self.0.institution_id)).await?.map(Institution))
    }

    /// The rank.
    async fn rank(&self) -> Coded<MentorRank> {
        Coded(self.0.rank)
    }

    /// How many at once.
    async fn most(&self) -> i32 {
        self.0.most
    }
}

payload! {
    /// What came of setting how many apprentices masters have at most.
    MentorCapSetPayload {
        /// What holds now; null when the act was refused.
        cap: MentorCap
    } or MentorErrorCode
}

/// Which masters; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct MentorFilter {
    /// Only those appointed by one of these institutions.
    #[graphql(default)]
    institution_ids: Vec<ID>,
    /// Only those in this specialty, by its code.
    specialty: Option<String>,
}

/// Fields of the root about masters.
#[derive(Default)]
pub struct MentorQuery;

#[Object]
impl MentorQuery {
    /// Masters who are in office today, by their first day in it.
    async fn mentors(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: MentorFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Mentor>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let institutions = filter.institution_ids.iter().map(|id| ObjectKind::Institution.key(ctx, id));
        let filter = pairings::MentorFilter {
            on: viewer.today,
            institutions: institutions.collect::<async_graphql::Result<_>>()?,
            specialty: filter.specialty,
        };
        let page = page(first, after, last, before);
        let slice = pairings::mentors_page(reader, &filter, &page).await.report(ctx)?;
        let total = total(ctx, pairings::mentors_count(reader, &filter)).await?;
        let ordering = pairings::mentors_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.starts_on.to_string(), row.id)))
    }
}

/// Acts upon masters' appointments.
#[derive(Default)]
pub struct MentorMutation;

#[Object]
impl MentorMutation {
    /// Appoints a master, whom apprentices may then ask.
    async fn mentor_appoint(
        &self,
        ctx: &Context<'_>,
        input: MentorAppointInput,
    ) -> async_graphql::Result<MentorAppointPayload> {
        let new = NewMentor {
            person_id: ObjectKind::Person.key(ctx, &input.person_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            rank: input.rank.0,
            specialties: input.specialties,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.map(|day| day.0),
        };
        MentorAppointPayload::of(ctx, pairings::mentor_appoint(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Ends an appointment, for a reason.
    async fn mentor_end(
        &self,
        ctx: &Context<'_>,
        input: MentorEndInput,
    ) -> async_graphql::Result<MentorEndPayload> {
        let key = ObjectKind::Mentor.key(ctx, &input.mentor_id)?;
        let ending = (input.ends_on.0, input.reason.as_str());
        MentorEndPayload::of(ctx, pairings::mentor_end(platform(ctx), viewer(ctx)?, key, ending).await)
    }

    /// Says how many apprentices masters of a rank have at most at an institution. Who has more keeps them, and takes no further one.
    async fn mentor_cap_set(
        &self,
        ctx: &Context<'_>,
        input: MentorCapSetInput,
    ) -> async_graphql::Result<MentorCapSetPayload> {
        let cap = pairings::MentorCap {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            rank: input.rank.0,
            most: input.most,
        };
        MentorCapSetPayload::of(ctx, pairings::mentor_cap_set(platform(ctx), viewer(ctx)?, cap).await)
    }
}
