//! Consortia and their members in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{self, ConsortiumKind, NewConsortium, NewMembership, OrganisationErrorCode};
use domain::oversight;
use uuid::Uuid;

use super::agreements::{Agreement, AgreementsOf};
use super::{Institution, InstitutionKey};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{NameInput, shown};
use crate::oversight::ReportingRound;
use crate::scalars::{Date, Locale};

/// Finds a consortium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConsortiumKey(pub Uuid);

#[async_trait]
impl Loader<ConsortiumKey> for Batches {
    type Value = organisations::Consortium;
    type Error = BatchError;

    async fn load(&self, keys: &[ConsortiumKey]) -> Result<HashMap<ConsortiumKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::find_consortia(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| ConsortiumKey(row.id)))
    }
}

/// Finds the memberships of a consortium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MembershipsOf(pub Uuid);

#[async_trait]
impl Loader<MembershipsOf> for Batches {
    type Value = Vec<organisations::Membership>;
    type Error = BatchError;

    async fn load(&self, keys: &[MembershipsOf]) -> Result<HashMap<MembershipsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::memberships_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| MembershipsOf(row.consortium_id)))
    }
}

/// A consortium of institutions under a core unit.
#[derive(Clone, Debug)]
pub struct Consortium(pub organisations::Consortium);

impl From<organisations::Consortium> for Consortium {
    fn from(row: organisations::Consortium) -> Self {
        Self(row)
    }
}

/// A consortium of institutions under a core unit. Its coordinator reads what its memberships cover, for as long as
/// they last.
#[Object]
impl Consortium {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Consortium.id(self.0.id)
    }

    /// Its kind.
    async fn kind(&self) -> Coded<ConsortiumKind> {
        Coded(self.0.kind)
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// The core unit.
    async fn core_institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.core_institution_id)).await.map(Institution)
    }

    /// Rounds in which its members report their figures, those of the latest days first: all to whoever acts for the core unit, otherwise
    /// those that an institution of the viewer's reports to.
    async fn reporting_rounds(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<ReportingRound>> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let page = page(first, after, last, before);
        let slice = oversight::reporting_rounds_page(platform, viewer, self.0.id, &page).await.report(ctx)?;
        let total = total(ctx, oversight::reporting_rounds_count(platform, viewer, self.0.id)).await?;
        let ordering = oversight::reporting_rounds_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.days.1.to_string(), row.id)))
    }

    /// Memberships, in force or not, the earliest first.
    async fn memberships(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ConsortiumMembership>> {
        Ok(load_list(ctx, MembershipsOf(self.0.id)).await?.into_iter().map(ConsortiumMembership).collect())
    }
}

/// An institution belongs to a consortium for a term.
#[derive(Clone, Debug)]
pub struct ConsortiumMembership(pub organisations::Membership);

impl From<organisations::Membership> for ConsortiumMembership {
    fn from(row: organisations::Membership) -> Self {
        Self(row)
    }
}

/// An institution belongs to a consortium for a term, in all specialties or in one; it may belong to several at once.
#[Object]
impl ConsortiumMembership {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::ConsortiumMembership.id(self.0.id)
    }

    /// The member.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Code of the specialty to which it is limited; null when it covers all.
    async fn specialty(&self) -> Option<&str> {
        self.0.specialty.as_deref()
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// Last day.
    async fn ends_on(&self) -> Date {
        self.0.ends_on.into()
    }

    /// What the core unit and the member agreed, the earliest first; empty to whoever acts for neither.
    async fn agreements(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Agreement>> {
        Ok(load_list(ctx, AgreementsOf(self.0.id)).await?.into_iter().map(Agreement).collect())
    }
}

/// A consortium to be recorded.
#[derive(Debug, InputObject)]
pub struct ConsortiumCreateInput {
    /// Its kind.
    kind: Coded<ConsortiumKind>,
    /// Its name in both languages, each at most 120 characters.
    name: NameInput,
    /// The core unit.
    core_institution_id: ID,
}

payload! {
    /// What came of recording a consortium.
    ConsortiumCreatePayload {
        /// The consortium recorded; null when the act was refused.
        consortium: Consortium
    } or OrganisationErrorCode
}

/// A membership to be recorded.
#[derive(Debug, InputObject)]
pub struct ConsortiumMemberAddInput {
    /// The consortium.
    consortium_id: ID,
    /// The member.
    institution_id: ID,
    /// Code of the specialty to which it is limited: 1 to 64 capitals, digits and underscores; all when left out.
    specialty: Option<String>,
    /// First day.
    starts_on: Date,
    /// Last day, as the agreement says.
    ends_on: Date,
}

payload! {
    /// What came of recording a membership.
    ConsortiumMemberAddPayload {
        /// The membership recorded; null when the act was refused.
        membership: ConsortiumMembership
    } or OrganisationErrorCode
}

/// A membership to be ended.
#[derive(Debug, InputObject)]
pub struct ConsortiumMemberEndInput {
    /// The membership.
    consortium_membership_id: ID,
    /// Its new last day, within its term.
    ends_on: Date,
}

payload! {
    /// What came of ending a membership.
    ConsortiumMemberEndPayload {
        /// The membership with its new end; null when the act was refused.
        membership: ConsortiumMembership
    } or OrganisationErrorCode
}

/// Fields of the root about consortia.
#[derive(Default)]
pub struct ConsortiumQuery;

#[Object]
impl ConsortiumQuery {
    /// One consortium; null when it is not there.
    async fn consortium(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Consortium>> {
        viewer(ctx)?;
        let key = ObjectKind::Consortium.key(ctx, &id)?;
        Ok(load(ctx, ConsortiumKey(key)).await?.map(Consortium))
    }
}

/// Acts upon consortia.
#[derive(Default)]
pub struct ConsortiumMutation;

#[Object]
impl ConsortiumMutation {
    /// Records a consortium.
    async fn consortium_create(
        &self,
        ctx: &Context<'_>,
        input: ConsortiumCreateInput,
    ) -> async_graphql::Result<ConsortiumCreatePayload> {
        let new = NewConsortium {
            kind: input.kind.0,
            name: input.name.into(),
            core_institution_id: ObjectKind::Institution.key(ctx, &input.core_institution_id)?,
        };
        ConsortiumCreatePayload::of(
            ctx,
            organisations::consortium_create(platform(ctx), viewer(ctx)?, new).await,
        )
    }

    /// Records that an institution belongs to a consortium for a term.
    async fn consortium_member_add(
        &self,
        ctx: &Context<'_>,
        input: ConsortiumMemberAddInput,
    ) -> async_graphql::Result<ConsortiumMemberAddPayload> {
        let new = NewMembership {
            consortium_id: ObjectKind::Consortium.key(ctx, &input.consortium_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            specialty: input.specialty,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.0,
        };
        ConsortiumMemberAddPayload::of(
            ctx,
            organisations::consortium_member_add(platform(ctx), viewer(ctx)?, new).await,
        )
    }

    /// Lets a membership end on an earlier day; with it ends what the coordinator sees.
    async fn consortium_member_end(
        &self,
        ctx: &Context<'_>,
        input: ConsortiumMemberEndInput,
    ) -> async_graphql::Result<ConsortiumMemberEndPayload> {
        let key = ObjectKind::ConsortiumMembership.key(ctx, &input.consortium_membership_id)?;
        let ends_on = input.ends_on.0;
        ConsortiumMemberEndPayload::of(
            ctx,
            organisations::consortium_member_end(platform(ctx), viewer(ctx)?, key, ends_on).await,
        )
    }
}
