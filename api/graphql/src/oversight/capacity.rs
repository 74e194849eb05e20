//! How far the places of departments are taken, in the graph.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use chrono::NaiveDate;
use domain::organisations::{BaseKind, DepartmentFilter};
use domain::oversight::{self, CalendarStep, CapacityGrouping, CapacityRequest, Places, PlacesOf};

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::leaves::Leaves;
use crate::loaders::load_related;
use crate::organisations::{Base, BaseKey, Consortium, ConsortiumKey, Department, DepartmentKey};
use crate::scalars::{Date, SafeInt};

/// Which departments; what is left out does not narrow them.
#[derive(Debug, Default, InputObject)]
pub struct CapacityUseFilter {
    /// Only those of bases of this kind.
    base_kind: Option<Coded<BaseKind>>,
    /// Only those of this institution's bases.
    institution_id: Option<ID>,
    /// Only those of this consortium's core unit and members, on the days of their membership.
    consortium_id: Option<ID>,
    /// Only those of this specialty, by its code.
    specialty: Option<String>,
}

/// How far places are taken.
#[derive(Clone, Debug)]
pub struct CapacityUse(oversight::CapacityUse);

/// A stretch of the calendar.
#[derive(Debug, SimpleObject)]
pub struct CalendarStretch {
    /// First day.
    from: Date,
    /// Last day.
    until: Date,
}

/// How far places are taken: stretches of the calendar, and rows whose lists have a figure for each of them.
#[Object]
impl CapacityUse {
    /// The stretches, in order; the first and the last may be cut short.
    async fn stretches(&self) -> Vec<CalendarStretch> {
        let told = |(from, until): &(NaiveDate, NaiveDate)| CalendarStretch {
            from: Date(*from),
            until: Date(*until),
        };
        self.0.stretches.iter().map(told).collect()
    }

    /// Whose places, and how far they are taken.
    async fn rows(&self) -> Vec<CapacityUseRow> {
        self.0.rows.iter().map(|(of, places)| CapacityUseRow(*of, places.clone())).collect()
    }
}

/// Departments of the bases of one kind.
#[derive(Debug, SimpleObject)]
pub struct BaseKindPlaces {
    /// The kind.
    base_kind: Coded<BaseKind>,
}

/// Whose places a row tells of, by what was asked to be added up.
#[derive(Union)]
pub enum PlacesOwner {
    /// A department.
    Department(Department),
    /// A training base.
    Base(Base),
    /// Bases of one kind.
    BaseKind(BaseKindPlaces),
    /// A consortium.
    Consortium(Consortium),
}

/// Trainee-days of a department, or of several together.
#[derive(Clone, Debug)]
pub struct CapacityUseRow(PlacesOf, Vec<Places>);

impl CapacityUseRow {
    fn each(&self, of: impl Fn(&Places) -> i64) -> Leaves<SafeInt> {
        Leaves(self.1.iter().map(|places| SafeInt(of(places))).collect())
    }
}

/// Trainee-days of a department, or of several together: a figure for each stretch of the calendar.
#[Object]
impl CapacityUseRow {
    /// Whose they are.
    async fn of(&self, ctx: &Context<'_>) -> async_graphql::Result<PlacesOwner> {
        Ok(match self.0 {
            PlacesOf::Department(key) => {
                PlacesOwner::Department(Department(load_related(ctx, DepartmentKey(key)).await?))
            }
            PlacesOf::TrainingBase(key) => PlacesOwner::Base(Base(load_related(ctx, BaseKey(key)).await?)),
            PlacesOf::BaseKind(kind) => PlacesOwner::BaseKind(BaseKindPlaces { base_kind: Coded(kind) }),
            PlacesOf::Consortium(key) => {
                PlacesOwner::Consortium(Consortium(load_related(ctx, ConsortiumKey(key)).await?))
            }
        })
    }

    /// So many there are: on each day on which the base is accredited, as many as the department takes at once.
    async fn places(&self) -> Leaves<SafeInt> {
        self.each(|places| places.there)
    }

    /// So many are booked, by placements that are planned or completed.
    async fn occupied(&self) -> Leaves<SafeInt> {
        self.each(|places| places.occupied)
    }

    /// So many are left, day by day and department by department: what is overbooked elsewhere takes none of them.
    async fn free(&self) -> Leaves<SafeInt> {
        self.each(|places| places.free)
    }

    /// So many are booked beyond what there is.
    async fn overbooked(&self) -> Leaves<SafeInt> {
        self.each(|places| places.overbooked)
    }
}

/// Fields of the root about places.
#[derive(Default)]
pub struct CapacityQuery;

#[Object]
impl CapacityQuery {
    /// How far the places of departments are taken, at bases of both kinds and across legal entities. Figures alone: nobody is
    /// named, and therefore whoever plans or oversees anywhere sees those of every base. Days out of order, or more than 1096 of
    /// them, are `BAD_USER_INPUT`; an unknown consortium is `NOT_FOUND`.
    #[allow(clippy::too_many_arguments, reason = "a field's arguments stand apart in the schema")]
    async fn capacity_use(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day, at most three years after the first.")] until: Date,
        #[graphql(desc = "By which stretches of the calendar; by months when left out.")] step: Option<
            Coded<CalendarStep>,
        >,
        #[graphql(desc = "What places are added up by.")] by: Coded<CapacityGrouping>,
        #[graphql(desc = "Which departments; all when left out.")] filter: Option<CapacityUseFilter>,
    ) -> async_graphql::Result<CapacityUse> {
        let viewer = viewer(ctx)?;
        let filter = filter.unwrap_or_default();
        let request = CapacityRequest {
            days: (from.0, until.0),
            step: step.map_or(CalendarStep::Month, |step| step.0),
            by: by.0,
            departments: DepartmentFilter {
                base_kind: filter.base_kind.map(|kind| kind.0),
                institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
                specialty: filter.specialty,
            },
            consortium_id: ObjectKind::Consortium.optional_key(ctx, filter.consortium_id.as_ref())?,
        };
        oversight::capacity_use(platform(ctx), viewer, &request).await.map(CapacityUse).report(ctx)
    }
}
