//! Bases and departments, and how they are loaded from one another.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use domain::organisations::{self, BaseKind, Capacities};
use uuid::Uuid;

use super::{
    AlikeDepartment, AlikeOf, Institution, InstitutionKey, PartnerUnit, PartnersOf, SpecialtiesOf,
    SpecialtyBase,
};
use crate::codes::Coded;
use crate::context::platform;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load_list, load_related};
use crate::names::shown;
use crate::scalars::{Date, Locale};

/// Finds a training base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BaseKey(pub Uuid);

#[async_trait]
impl Loader<BaseKey> for Batches {
    type Value = organisations::Base;
    type Error = BatchError;

    async fn load(&self, keys: &[BaseKey]) -> Result<HashMap<BaseKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::find_bases(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| BaseKey(row.id)))
    }
}

/// Finds the bases of an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BasesOf(pub Uuid);

#[async_trait]
impl Loader<BasesOf> for Batches {
    type Value = Vec<organisations::Base>;
    type Error = BatchError;

    async fn load(&self, keys: &[BasesOf]) -> Result<HashMap<BasesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::bases_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| BasesOf(row.institution_id)))
    }
}

/// Finds a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DepartmentKey(pub Uuid);

#[async_trait]
impl Loader<DepartmentKey> for Batches {
    type Value = organisations::Department;
    type Error = BatchError;

    async fn load(&self, keys: &[DepartmentKey]) -> Result<HashMap<DepartmentKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::find_departments(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| DepartmentKey(row.id)))
    }
}

/// How many trainees a department takes, by day: the department, and how many at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CapacitiesOf(Uuid, i32);

#[async_trait]
impl Loader<CapacitiesOf> for Batches {
    type Value = Capacities;
    type Error = BatchError;

    async fn load(&self, keys: &[CapacitiesOf]) -> Result<HashMap<CapacitiesOf, Self::Value>, BatchError> {
        let firsts = keys.iter().map(|key| (key.0, key.1));
        let mut found = organisations::capacities_of(self.platform.database.reader(), firsts).await?;
        Ok(keys.iter().filter_map(|key| Some((*key, found.remove(&key.0)?))).collect())
    }
}

/// Finds the departments of a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DepartmentsOf(pub Uuid);

#[async_trait]
impl Loader<DepartmentsOf> for Batches {
    type Value = Vec<organisations::Department>;
    type Error = BatchError;

    async fn load(&self, keys: &[DepartmentsOf]) -> Result<HashMap<DepartmentsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::departments_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| DepartmentsOf(row.base_id)))
    }
}

/// An institution accredited to train.
#[derive(Clone, Debug)]
pub struct Base(pub organisations::Base);

impl From<organisations::Base> for Base {
    fn from(row: organisations::Base) -> Self {
        Self(row)
    }
}

/// An institution accredited to train for a term, as a clinical base or as a grassroots practice base.
#[Object(name = "TrainingBase")]
impl Base {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Base.id(self.0.id)
    }

    /// As what it is accredited.
    async fn kind(&self) -> Coded<BaseKind> {
        Coded(self.0.kind)
    }

    /// First day of the accreditation.
    async fn accredited_on(&self) -> Date {
        Date(self.0.accredited_on)
    }

    /// Last day of the accreditation; null when it has no end.
    async fn accredited_until(&self) -> Option<Date> {
        self.0.accredited_until.map(Date)
    }

    /// The accredited institution, whose name is the base's.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// The specialties in which it is accredited on a day, by code; none where it is not accredited then. A base for which none was
    /// ever recorded is accredited in all of its departments.
    async fn specialties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Vec<SpecialtyBase>> {
        let day = asked(ctx, on);
        if !self.0.term().is_on(day) {
            return Ok(Vec::new());
        }
        let rows = load_list(ctx, SpecialtiesOf(self.0.id)).await?;
        Ok(rows.into_iter().filter(|row| row.term.is_on(day)).map(SpecialtyBase).collect())
    }

    /// The institutions that train for it on a day, the earliest first.
    async fn partner_units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Vec<PartnerUnit>> {
        let day = asked(ctx, on);
        let rows = load_list(ctx, PartnersOf(self.0.id)).await?;
        Ok(rows.into_iter().filter(|row| row.term.is_on(day)).map(PartnerUnit).collect())
    }

    /// Its departments, ordered by the pinyin of their names.
    async fn departments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Department>> {
        Ok(load_list(ctx, DepartmentsOf(self.0.id)).await?.into_iter().map(Department).collect())
    }
}

/// The day that is asked for; today when none is.
pub(super) fn asked(ctx: &Context<'_>, on: Option<Date>) -> NaiveDate {
    on.map_or_else(|| platform(ctx).clock.today(Shanghai), |day| day.0)
}

/// Where a placement happens.
#[derive(Clone, Debug)]
pub struct Department(pub organisations::Department);

impl From<organisations::Department> for Department {
    fn from(row: organisations::Department) -> Self {
        Self(row)
    }
}

/// From a day on a department takes another number of trainees.
#[derive(Debug, SimpleObject)]
pub struct CapacityChange {
    /// The first day on which it holds.
    starts_on: Date,
    /// Trainees at once.
    capacity: i32,
}

impl Department {
    async fn capacities(&self, ctx: &Context<'_>) -> async_graphql::Result<Capacities> {
        load_related(ctx, CapacitiesOf(self.0.id, self.0.first_capacity)).await
    }
}

/// Where a placement happens.
#[Object]
impl Department {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Department.id(self.0.id)
    }

    /// Its name in one language.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Code of its specialty, by which the requirements of a curriculum find it: `TCM_INTERNAL_MEDICINE`.
    async fn specialty(&self) -> &str {
        &self.0.specialty
    }

    /// Trainees it takes at once on a day, 0 to 1000.
    async fn capacity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<i32> {
        Ok(self.capacities(ctx).await?.on(asked(ctx, on)))
    }

    /// Days from which on it takes another number of trainees, the earliest first; past ones among them.
    async fn capacity_changes(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CapacityChange>> {
        let told = |(day, capacity): &(NaiveDate, i32)| CapacityChange {
            starts_on: Date(*day),
            capacity: *capacity,
        };
        Ok(self.capacities(ctx).await?.changes().iter().map(told).collect())
    }

    /// The departments at other bases that are like it, the earliest recorded first.
    async fn alike(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AlikeDepartment>> {
        Ok(load_list(ctx, AlikeOf(self.0.id)).await?.into_iter().map(AlikeDepartment).collect())
    }

    /// The base it belongs to.
    async fn training_base(&self, ctx: &Context<'_>) -> async_graphql::Result<Base> {
        load_related(ctx, BaseKey(self.0.base_id)).await.map(Base)
    }
}
