//! How far the places of departments are taken, over time and across legal entities.
//!
//! Figures of places name nobody, and a planner who could only see her own would never find where places stand empty: whoever
//! plans or oversees anywhere sees those of every base (decision 0020).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use platform::Platform;
use platform::error::Error;
use platform::text::Message;
use uuid::Uuid;

use super::rules::{Calendar, CalendarStep, CapacityGrouping, LONGEST_CAPACITY_DAYS, Places};
use crate::identity::{Act, Permit, Viewer};
use crate::organisations::{self, Base, BaseKind, Consortium, Department, DepartmentFilter, Membership};
use crate::rotations;

/// Which places, and how they are told.
#[derive(Clone, Debug)]
pub struct CapacityRequest {
    /// First and last day, at most three years.
    pub days: (NaiveDate, NaiveDate),
    /// By which stretches.
    pub step: CalendarStep,
    /// What they are added up by.
    pub by: CapacityGrouping,
    /// Which departments.
    pub departments: DepartmentFilter,
    /// Only those of this consortium.
    pub consortium_id: Option<Uuid>,
}

/// Whose places a row tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlacesOf {
    /// A kind of base.
    BaseKind(BaseKind),
    /// A consortium.
    Consortium(Uuid),
    /// A base.
    TrainingBase(Uuid),
    /// A department.
    Department(Uuid),
}

/// How far places are taken.
#[derive(Clone, Debug)]
pub struct CapacityUse {
    /// The stretches, in order.
    pub stretches: Vec<(NaiveDate, NaiveDate)>,
    /// Whose, and how many on each stretch.
    pub rows: Vec<(PlacesOf, Vec<Places>)>,
}

/// How far places are taken: four statements at most, whatever their number.
///
/// # Errors
/// `Forbidden` without a role that plans or oversees; `NotFound` when there is no such consortium; a problem when the days are out
/// of order or too many.
pub async fn capacity_use(
    platform: &Platform,
    viewer: &Viewer,
    request: &CapacityRequest,
) -> Result<CapacityUse, Error> {
    Permit::anywhere(viewer, Act::CapacityRead)?;
    let (from, until) = request.days;
    let length = (until - from).num_days() + 1;
    if !(1..=LONGEST_CAPACITY_DAYS).contains(&length) {
        let message = Message::new("oversight-capacity-days").with("begin", from).with("end", until);
        return Err(Error::BadInput(message.with("limit", LONGEST_CAPACITY_DAYS)));
    }
    let reader = platform.database.reader();
    let departments = organisations::departments_with_bases(reader, &request.departments).await?;
    let alliances = alliances(platform, request).await?;
    let firsts = departments.iter().map(|(department, _)| (department.id, department.first_capacity));
    let capacities = organisations::capacities_of(reader, firsts).await?;
    let keys: Vec<Uuid> = departments.iter().map(|(department, _)| department.id).collect();
    let mut calendars: HashMap<Uuid, Calendar> = HashMap::with_capacity(keys.len());
    for (department, base) in &departments {
        let calendar = calendars.entry(department.id).or_insert_with(|| Calendar::new(request.days));
        let accredited =
            (from.max(base.accredited_on), base.accredited_until.map_or(until, |last| last.min(until)));
        let Some(capacities) = capacities.get(&department.id).filter(|_| accredited.0 <= accredited.1) else {
            continue;
        };
        for (from, until, places) in capacities.within(accredited.0, accredited.1) {
            calendar.there(from, until, places);
        }
    }
    for (department, from, until) in rotations::occupied(reader, &keys, request.days).await? {
        if let Some(calendar) = calendars.get_mut(&department) {
            calendar.occupy(from, until);
        }
    }
    let stretches = request.step.within(request.days);
    let mut rows: BTreeMap<PlacesOf, Vec<Places>> = BTreeMap::new();
    for (department, base) in &departments {
        let Some(calendar) = calendars.get(&department.id) else { continue };
        for (whose, days) in shares(request, department, base, &alliances) {
            let counts = |day: NaiveDate| days.iter().any(|(from, until)| *from <= day && day <= *until);
            let row = rows.entry(whose).or_insert_with(|| vec![Places::default(); stretches.len()]);
            for (places, stretch) in row.iter_mut().zip(&stretches) {
                places.add(calendar.places(*stretch, counts));
            }
        }
    }
    Ok(CapacityUse { stretches, rows: rows.into_iter().collect() })
}

/// The consortia that are asked about, with their members.
async fn alliances(
    platform: &Platform,
    request: &CapacityRequest,
) -> Result<Vec<(Consortium, Vec<Membership>)>, Error> {
    let reader = platform.database.reader();
    let consortia = match request.consortium_id {
        Some(key) => vec![organisations::consortium(reader, key).await?],
        None if request.by == CapacityGrouping::Consortium => organisations::all_consortia(reader).await?,
        None => return Ok(Vec::new()),
    };
    let keys: Vec<Uuid> = consortia.iter().map(|consortium| consortium.id).collect();
    let mut members: HashMap<Uuid, Vec<Membership>> = HashMap::new();
    for membership in organisations::memberships_of(reader, &keys).await? {
        members.entry(membership.consortium_id).or_default().push(membership);
    }
    let with_members = |consortium: Consortium| {
        let members = members.remove(&consortium.id).unwrap_or_default();
        (consortium, members)
    };
    Ok(consortia.into_iter().map(with_members).collect())
}

type Stretch = (NaiveDate, NaiveDate);

/// Whose the places of a department are, and on which days.
fn shares(
    request: &CapacityRequest,
    department: &Department,
    base: &Base,
    alliances: &[(Consortium, Vec<Membership>)],
) -> Vec<(PlacesOf, Vec<Stretch>)> {
    let joined = alliances.iter().map(|(consortium, members)| {
        let core = (consortium.core_institution_id == base.institution_id).then_some(request.days);
        let member = members
            .iter()
            .filter(|of| of.institution_id == base.institution_id)
            .filter(|of| of.specialty.as_ref().is_none_or(|only| *only == department.specialty))
            .map(|of| (of.starts_on, of.ends_on));
        (consortium.id, core.into_iter().chain(member).collect::<Vec<Stretch>>())
    });
    let whose = match request.by {
        CapacityGrouping::Consortium => {
            return joined
                .map(|(key, days)| (PlacesOf::Consortium(key), days))
                .filter(|of| !of.1.is_empty())
                .collect();
        }
        CapacityGrouping::Department => PlacesOf::Department(department.id),
        CapacityGrouping::TrainingBase => PlacesOf::TrainingBase(base.id),
        CapacityGrouping::BaseKind => PlacesOf::BaseKind(base.kind),
    };
    let days = match request.consortium_id {
        Some(_) => joined.flat_map(|(_, days)| days).collect(),
        None => vec![request.days],
    };
    if days.is_empty() { Vec::new() } else { vec![(whose, days)] }
}
