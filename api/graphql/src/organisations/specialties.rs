//! Specialties in which bases are accredited, and their partner units, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{self, NewBasePartner, NewBaseSpecialty, OrganisationErrorCode, Term};
use uuid::Uuid;

use super::{Base, BaseKey, Department, DepartmentsOf, Institution, InstitutionKey};
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load_list, load_related};
use crate::scalars::Date;

/// Finds the specialties in which a base is or was accredited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpecialtiesOf(pub Uuid);

#[async_trait]
impl Loader<SpecialtiesOf> for Batches {
    type Value = Vec<organisations::BaseSpecialty>;
    type Error = BatchError;

    async fn load(&self, keys: &[SpecialtiesOf]) -> Result<HashMap<SpecialtiesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::specialties_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| SpecialtiesOf(row.base_id)))
    }
}

/// Finds the partner units of a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartnersOf(pub Uuid);

#[async_trait]
impl Loader<PartnersOf> for Batches {
    type Value = Vec<organisations::BasePartner>;
    type Error = BatchError;

    async fn load(&self, keys: &[PartnersOf]) -> Result<HashMap<PartnersOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::partners_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| PartnersOf(row.base_id)))
    }
}

/// Finds for which bases an institution trains as a partner unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartnershipsOf(pub Uuid);

#[async_trait]
impl Loader<PartnershipsOf> for Batches {
    type Value = Vec<organisations::BasePartner>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[PartnershipsOf],
    ) -> Result<HashMap<PartnershipsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::partnerships_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| PartnershipsOf(row.institution_id)))
    }
}

/// A base accredited in a specialty.
#[derive(Clone, Debug)]
pub struct SpecialtyBase(pub organisations::BaseSpecialty);

impl From<organisations::BaseSpecialty> for SpecialtyBase {
    fn from(row: organisations::BaseSpecialty) -> Self {
        Self(row)
    }
}

/// A specialty base (专业基地): a training base accredited in a specialty for a term.
#[Object]
impl SpecialtyBase {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::SpecialtyBase.id(self.0.id)
    }

    /// The base.
    async fn training_base(&self, ctx: &Context<'_>) -> async_graphql::Result<Base> {
        load_related(ctx, BaseKey(self.0.base_id)).await.map(Base)
    }

    /// Code of the specialty: `TCM_INTERNAL`.
    async fn specialty(&self) -> &str {
        &self.0.specialty
    }

    /// First day of the accreditation.
    async fn accredited_on(&self) -> Date {
        Date(self.0.term.starts_on)
    }

    /// Last day of the accreditation; null when it has no end.
    async fn accredited_until(&self) -> Option<Date> {
        self.0.term.ends_on.map(Date)
    }

    /// The base's departments of this specialty, ordered by the pinyin of their names.
    async fn departments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Department>> {
        let rows = load_list(ctx, DepartmentsOf(self.0.base_id)).await?;
        Ok(rows.into_iter().filter(|row| row.specialty == self.0.specialty).map(Department).collect())
    }
}

/// An institution that trains for a base.
#[derive(Clone, Debug)]
pub struct PartnerUnit(pub organisations::BasePartner);

impl From<organisations::BasePartner> for PartnerUnit {
    fn from(row: organisations::BasePartner) -> Self {
        Self(row)
    }
}

/// A partner unit (协同单位): an institution that trains for a base, in some specialties, for a term.
#[Object]
impl PartnerUnit {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::PartnerUnit.id(self.0.id)
    }

    /// The base for which it trains.
    async fn training_base(&self, ctx: &Context<'_>) -> async_graphql::Result<Base> {
        load_related(ctx, BaseKey(self.0.base_id)).await.map(Base)
    }

    /// The institution.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Codes of the specialties in which it trains; all of the base's when empty.
    async fn specialties(&self) -> &[String] {
        &self.0.specialties
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.term.starts_on)
    }

    /// Last day; null when it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.0.term.ends_on.map(Date)
    }
}

/// An accreditation in a specialty, to be recorded.
#[derive(Debug, InputObject)]
pub struct BaseSpecialtyAccreditInput {
    /// The base.
    training_base_id: ID,
    /// Code of the specialty, as curricula use it: 1 to 64 capitals, digits and underscores.
    specialty: String,
    /// First day, within the base's own accreditation.
    accredited_on: Date,
    /// Last day, within the base's own accreditation; the base's own last day when left out.
    accredited_until: Option<Date>,
}

payload! {
    /// What came of accrediting a base in a specialty.
    BaseSpecialtyAccreditPayload {
        /// The specialty base; null when the act was refused.
        specialty_base: SpecialtyBase
    } or OrganisationErrorCode
}

/// An accreditation in a specialty, to be ended.
#[derive(Debug, InputObject)]
pub struct BaseSpecialtyEndInput {
    /// The specialty base.
    specialty_base_id: ID,
    /// Its new last day, within its term.
    accredited_until: Date,
}

payload! {
    /// What came of ending an accreditation in a specialty.
    BaseSpecialtyEndPayload {
        /// The specialty base with its new end; null when the act was refused.
        specialty_base: SpecialtyBase
    } or OrganisationErrorCode
}

/// A partner unit to be recorded.
#[derive(Debug, InputObject)]
pub struct BasePartnerAddInput {
    /// The base.
    training_base_id: ID,
    /// The institution that trains for it: not the base's own.
    institution_id: ID,
    /// Codes of the specialties in which it trains; all when empty.
    #[graphql(default)]
    specialties: Vec<String>,
    /// First day, within the base's accreditation.
    starts_on: Date,
    /// Last day, within the base's accreditation; without end when left out, where that has none.
    ends_on: Option<Date>,
}

payload! {
    /// What came of recording a partner unit.
    BasePartnerAddPayload {
        /// The partner unit; null when the act was refused.
        partner_unit: PartnerUnit
    } or OrganisationErrorCode
}

/// A partner unit whose term is to end.
#[derive(Debug, InputObject)]
pub struct BasePartnerEndInput {
    /// The partner unit.
    partner_unit_id: ID,
    /// Its new last day, within its term.
    ends_on: Date,
}

payload! {
    /// What came of ending a partner unit's term.
    BasePartnerEndPayload {
        /// The partner unit with its new end; null when the act was refused.
        partner_unit: PartnerUnit
    } or OrganisationErrorCode
}

/// Acts upon specialties and partner units of bases.
#[derive(Default)]
pub struct SpecialtyMutation;

#[Object]
impl SpecialtyMutation {
    /// Accredits a base in a specialty for a term. A base without any is accredited in all of its departments; from the first one on,
    /// nobody is placed there in another specialty. What is booked stays booked.
    async fn base_specialty_accredit(
        &self,
        ctx: &Context<'_>,
        input: BaseSpecialtyAccreditInput,
    ) -> async_graphql::Result<BaseSpecialtyAccreditPayload> {
        let new = NewBaseSpecialty {
            base_id: ObjectKind::Base.key(ctx, &input.training_base_id)?,
            specialty: input.specialty,
            term: Term { starts_on: input.accredited_on.0, ends_on: input.accredited_until.map(|day| day.0) },
        };
        let made = organisations::base_specialty_accredit(platform(ctx), viewer(ctx)?, new).await;
        BaseSpecialtyAccreditPayload::of(ctx, made)
    }

    /// Lets a base's accreditation in a specialty end on an earlier day. What is booked stays booked.
    async fn base_specialty_end(
        &self,
        ctx: &Context<'_>,
        input: BaseSpecialtyEndInput,
    ) -> async_graphql::Result<BaseSpecialtyEndPayload> {
        let key = ObjectKind::SpecialtyBase.key(ctx, &input.specialty_base_id)?;
        let day = input.accredited_until.0;
        let ended = organisations::base_specialty_end(platform(ctx), viewer(ctx)?, key, day).await;
        BaseSpecialtyEndPayload::of(ctx, ended)
    }

    /// Records that an institution trains for a base, as its partner unit, for a term.
    async fn base_partner_add(
        &self,
        ctx: &Context<'_>,
        input: BasePartnerAddInput,
    ) -> async_graphql::Result<BasePartnerAddPayload> {
        let new = NewBasePartner {
            base_id: ObjectKind::Base.key(ctx, &input.training_base_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            specialties: input.specialties,
            term: Term { starts_on: input.starts_on.0, ends_on: input.ends_on.map(|day| day.0) },
        };
        let made = organisations::base_partner_add(platform(ctx), viewer(ctx)?, new).await;
        BasePartnerAddPayload::of(ctx, made)
    }

    /// Lets a partner unit's term end on an earlier day.
    async fn base_partner_end(
        &self,
        ctx: &Context<'_>,
        input: BasePartnerEndInput,
    ) -> async_graphql::Result<BasePartnerEndPayload> {
        let key = ObjectKind::PartnerUnit.key(ctx, &input.partner_unit_id)?;
        let ended = organisations::base_partner_end(platform(ctx), viewer(ctx)?, key, input.ends_on.0).await;
        BasePartnerEndPayload::of(ctx, ended)
    }
}
