//! Institutions in the graph: what they are, where they stand, and what is done with them.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{
    self, Division, InstitutionKind, NamedFor, NewName, OrganisationErrorCode, Renaming,
};
use uuid::Uuid;

use super::objects::asked;
use super::{Base, BasesOf, PartnerUnit, PartnershipsOf, Region};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load_list, load_related};
use crate::names::{NameInput, shown};
use crate::scalars::{Date, Locale};

/// Finds an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstitutionKey(pub Uuid);

#[async_trait]
impl Loader<InstitutionKey> for Batches {
    type Value = organisations::Institution;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[InstitutionKey],
    ) -> Result<HashMap<InstitutionKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::find_institutions(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| InstitutionKey(row.id)))
    }
}

/// Finds the institutions directly beneath one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChildrenOf(pub Uuid);

#[async_trait]
impl Loader<ChildrenOf> for Batches {
    type Value = Vec<organisations::Institution>;
    type Error = BatchError;

    async fn load(&self, keys: &[ChildrenOf]) -> Result<HashMap<ChildrenOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::children_of(self.platform.database.reader(), &keys).await?;
        let mut children = grouped(rows, |row| ChildrenOf(row.parent_id.unwrap_or_default()));
        for rows in children.values_mut() {
            rows.truncate(organisations::MOST_CHILDREN);
        }
        Ok(children)
    }
}

/// Finds the institutions above one, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AncestorsOf(pub Uuid);

#[async_trait]
impl Loader<AncestorsOf> for Batches {
    type Value = Vec<organisations::Institution>;
    type Error = BatchError;

    async fn load(&self, keys: &[AncestorsOf]) -> Result<HashMap<AncestorsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let lines = organisations::ancestors_of(self.platform.database.reader(), &keys).await?;
        Ok(lines.into_iter().map(|(key, line)| (AncestorsOf(key), line)).collect())
    }
}

/// Finds the institutions that were merged into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MergedInto(pub Uuid);

#[async_trait]
impl Loader<MergedInto> for Batches {
    type Value = Vec<organisations::Institution>;
    type Error = BatchError;

    async fn load(&self, keys: &[MergedInto]) -> Result<HashMap<MergedInto, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::merged_into(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| MergedInto(row.merger.map(|merger| merger.into_id).unwrap_or_default())))
    }
}

/// Finds the names that an institution took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RenamingsOf(pub Uuid);

#[async_trait]
impl Loader<RenamingsOf> for Batches {
    type Value = Vec<Renaming>;
    type Error = BatchError;

    async fn load(&self, keys: &[RenamingsOf]) -> Result<HashMap<RenamingsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::renamings_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| RenamingsOf(row.institution_id)))
    }
}

/// A legal entity or a site of one.
#[derive(Clone, Debug)]
pub struct Institution(pub organisations::Institution);

impl From<organisations::Institution> for Institution {
    fn from(row: organisations::Institution) -> Self {
        Self(row)
    }
}

impl Institution {
    async fn named_for(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<NamedFor>> {
        let renamings = load_list(ctx, RenamingsOf(self.0.id)).await?;
        Ok(organisations::named_for(&self.0.name, &renamings))
    }
}

/// A name of an institution with its days.
#[derive(Clone, Debug)]
pub struct InstitutionName(NamedFor);

/// A name that an institution bore, bears, or is going to bear.
#[Object]
impl InstitutionName {
    /// The name in one language.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// The first day; null of the first name that is known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The last day; null while no other name follows.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// Why it was taken; null of the first name that is known.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// A legal entity or a site of one: school, hospital, health centre.
#[Object]
impl Institution {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Institution.id(self.0.id)
    }

    /// Its kind.
    async fn kind(&self) -> Coded<InstitutionKind> {
        Coded(self.0.kind)
    }

    /// Its name in one language: the present one, or the one it bore on a day. A new name is the present one within minutes of its
    /// first day's beginning.
    async fn name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
        #[graphql(desc = "The day; at present when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<String> {
        let Some(day) = on else { return Ok(shown(ctx, &self.0.name, locale)) };
        let named = self.named_for(ctx).await?.into_iter().find(|named| named.is_on(day.0));
        Ok(shown(ctx, named.as_ref().map_or(&self.0.name, |named| &named.name), locale))
    }

    /// Every name it bore, bears, or is going to bear, the earliest first.
    async fn name_history(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<InstitutionName>> {
        Ok(self.named_for(ctx).await?.into_iter().map(InstitutionName).collect())
    }

    /// Administrative division code: 6 digits to county level, 9 to township, 12 to village.
    async fn region_code(&self) -> &str {
        &self.0.region_code
    }

    /// The administrative division to county level in which it lies; null when its code is not in the list that comes with the
    /// system, as that of a division which is no more.
    async fn region(&self) -> Option<Region> {
        Division::of(&self.0.region_code).map(Region)
    }

    /// Unified social credit code, 18 characters; null when unknown, and of a site, which has none of its own.
    async fn credit_code(&self) -> Option<&str> {
        self.0.credit_code.as_deref()
    }

    /// Whether it is a site of the legal entity above it, such as a branch of a hospital, and no legal entity itself.
    async fn is_site(&self) -> bool {
        self.0.is_site
    }

    /// The legal entity that answers for it: itself, or of a site the nearest one above it.
    async fn legal_entity(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        if !self.0.is_site {
            return Ok(self.clone());
        }
        let above = load_list(ctx, AncestorsOf(self.0.id)).await?;
        Ok(above.into_iter().find(|above| !above.is_site).map_or_else(|| self.clone(), Self))
    }

    /// The institution into which it was merged, or is going to be; null when it was not. All of its own past stays here.
    async fn merged_into(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        match self.0.merger {
            Some(merger) => {
                load_related(ctx, InstitutionKey(merger.into_id)).await.map(|row| Some(Self(row)))
            }
            None => Ok(None),
        }
    }

    /// The first day on which it is no more; null when it was not merged. From then on it takes no new bases, members, trainings or
    /// placements.
    async fn merged_on(&self) -> Option<Date> {
        self.0.merger.map(|merger| Date(merger.on))
    }

    /// The institutions that were merged into it, the earliest first.
    async fn merged_institutions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Institution>> {
        Ok(load_list(ctx, MergedInto(self.0.id)).await?.into_iter().map(Self).collect())
    }

    /// The institution directly above it; null at the top. Roles held there hold here too.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        match self.0.parent_id {
            Some(key) => load_related(ctx, InstitutionKey(key)).await.map(|row| Some(Self(row))),
            None => Ok(None),
        }
    }

    /// The institutions above it, the nearest first.
    async fn ancestors(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Institution>> {
        Ok(load_list(ctx, AncestorsOf(self.0.id)).await?.into_iter().map(Self).collect())
    }

    /// The institutions directly beneath it, ordered by the pinyin of their names: the first 100. `institutions(filter: {parentId})`
    /// lists all.
    async fn children(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Institution>> {
        Ok(load_list(ctx, ChildrenOf(self.0.id)).await?.into_iter().map(Self).collect())
    }

    /// The bases for which it trains on a day, as their partner unit, the earliest first.
    async fn partner_of(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Vec<PartnerUnit>> {
        let day = asked(ctx, on);
        let rows = load_list(ctx, PartnershipsOf(self.0.id)).await?;
        Ok(rows.into_iter().filter(|row| row.term.is_on(day)).map(PartnerUnit).collect())
    }

    /// The training bases as which it is accredited, in the order of recording; past accreditations among them.
    async fn training_bases(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Base>> {
        Ok(load_list(ctx, BasesOf(self.0.id)).await?.into_iter().map(Base).collect())
    }
}

/// Another place for an institution.
#[derive(Debug, InputObject)]
pub struct InstitutionMoveInput {
    /// The institution; everything beneath it goes with it.
    institution_id: ID,
    /// The institution above it from now on, which does not stand beneath it; it stands at the top when left out, unless it is a
    /// site.
    parent_id: Option<ID>,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of moving an institution.
    InstitutionMovePayload {
        /// The institution; null when the act was refused.
        institution: Institution
    } or OrganisationErrorCode
}

/// Another name for an institution.
#[derive(Debug, InputObject)]
pub struct InstitutionRenameInput {
    /// The institution.
    institution_id: ID,
    /// Its new name in both languages, each at most 120 characters.
    name: NameInput,
    /// The first day on which it is called so: after that of its last name, and within a year from today; it may be past.
    starts_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of renaming an institution.
    InstitutionRenamePayload {
        /// The institution; null when the act was refused.
        institution: Institution
    } or OrganisationErrorCode
}

/// Acts upon institutions that are recorded.
#[derive(Default)]
pub struct InstitutionMutation;

#[Object]
impl InstitutionMutation {
    /// Puts an institution, with everything beneath it, beneath another one or at the top. Roles held above its new place hold for
    /// it at once, and those held above its old one no longer do.
    async fn institution_move(
        &self,
        ctx: &Context<'_>,
        input: InstitutionMoveInput,
    ) -> async_graphql::Result<InstitutionMovePayload> {
        let key = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let parent = ObjectKind::Institution.optional_key(ctx, input.parent_id.as_ref())?;
        let moved =
            organisations::institution_move(platform(ctx), viewer(ctx)?, key, parent, &input.reason).await;
        InstitutionMovePayload::of(ctx, moved)
    }

    /// Gives an institution another name from a day on. What was issued keeps the name that it was issued under, and the earlier
    /// names stay known.
    async fn institution_rename(
        &self,
        ctx: &Context<'_>,
        input: InstitutionRenameInput,
    ) -> async_graphql::Result<InstitutionRenamePayload> {
        let new = NewName {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            name: input.name.into(),
            starts_on: input.starts_on.0,
            reason: input.reason,
        };
        let renamed = organisations::institution_rename(platform(ctx), viewer(ctx)?, new).await;
        InstitutionRenamePayload::of(ctx, renamed)
    }
}
