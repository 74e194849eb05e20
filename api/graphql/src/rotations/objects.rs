//! The objects of rotations, and how they are loaded from one another.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::evidence::{self, EvidenceKind, EvidenceStatus, SourceKind};
use domain::rotations::{self, Activity, PlacementStatus};
use platform::codes::Code as _;
use platform::error::Error;
use uuid::Uuid;

use super::{CaseLog, ExitSheet, ExitSheetKey, PlacementExit, kinds};
use crate::assessments::Assessment;
use crate::codes::Coded;
use crate::context::viewer;
use crate::curricula::{ActivityKind, Requirement, RequirementKey};
use crate::enrolment::{Enrolment, EnrolmentKey};
use crate::errors::Report as _;
use crate::evidence::Reviewed;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::organisations::{Department, DepartmentKey};
use crate::pairings::{FollowingRecord, FollowingRecordKey};
use crate::scalars::{Date, DateTime, Locale};

/// Finds a placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlacementKey(pub Uuid);

#[async_trait]
impl Loader<PlacementKey> for Batches {
    type Value = rotations::Placement;
    type Error = BatchError;

    async fn load(&self, keys: &[PlacementKey]) -> Result<HashMap<PlacementKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = rotations::find_placements(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| PlacementKey(row.id)))
    }
}

/// Finds the placements of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlacementsOf(pub Uuid);

#[async_trait]
impl Loader<PlacementsOf> for Batches {
    type Value = Vec<rotations::Placement>;
    type Error = BatchError;

    async fn load(&self, keys: &[PlacementsOf]) -> Result<HashMap<PlacementsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = rotations::placements_of(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(grouped(rows, |row| PlacementsOf(row.enrolment_id)))
    }
}

/// The placements of an enrolment, by their first day.
pub(crate) async fn placements(
    ctx: &Context<'_>,
    enrolment_id: Uuid,
) -> async_graphql::Result<Vec<Placement>> {
    Ok(load_list(ctx, PlacementsOf(enrolment_id)).await?.into_iter().map(Placement).collect())
}

/// Finds evidence of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EvidenceKey(pub Uuid);

#[async_trait]
impl Loader<EvidenceKey> for Batches {
    type Value = evidence::Evidence;
    type Error = BatchError;

    async fn load(&self, keys: &[EvidenceKey]) -> Result<HashMap<EvidenceKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = evidence::find(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| EvidenceKey(row.id)))
    }
}

/// Finds the evidence that belongs to a placement or a supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EvidenceOf(pub Uuid);

#[async_trait]
impl Loader<EvidenceOf> for Batches {
    type Value = Vec<evidence::Evidence>;
    type Error = BatchError;

    async fn load(&self, keys: &[EvidenceOf]) -> Result<HashMap<EvidenceOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let mut rows = evidence::of_source(self.platform.database.reader(), viewer.scope(), &keys).await?;
        rows.sort_by_key(|row| (row.occurred_on, row.starts_at, row.recorded_at, row.id));
        Ok(grouped(rows, |row| EvidenceOf(row.source_id.unwrap_or_default())))
    }
}

/// A planned and actual stay in a department.
#[derive(Clone, Debug)]
pub struct Placement(pub rotations::Placement);

impl From<rotations::Placement> for Placement {
    fn from(row: rotations::Placement) -> Self {
        Self(row)
    }
}

/// A planned and actual stay in a department, in local calendar days. Visible to whoever may see its trainee.
#[Object]
impl Placement {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Placement.id(self.0.id)
    }

    /// Where it stands today. Its days count once its exit is approved; until then they show as running.
    async fn status(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<PlacementStatus>> {
        Ok(Coded(self.0.status_on(viewer(ctx)?.today)))
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day, on or after `startsOn`.
    async fn ends_on(&self) -> Date {
        Date(self.0.ends_on)
    }

    /// Calendar days, first and last counted; absence is not taken off.
    async fn days(&self) -> i32 {
        i32::try_from(self.0.stay().days()).unwrap_or(i32::MAX)
    }

    /// Its share of full time in percent, 10 to 90; null for full time. Of its days, absence taken off, this share counts, rounded down to
    /// whole days.
    async fn part_time_percent(&self) -> Option<i32> {
        self.0.part_time_percent
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The enrolment it serves; null when the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        Ok(load(ctx, EnrolmentKey(self.0.enrolment_id)).await?.map(Enrolment))
    }

    /// The requirement it serves.
    async fn requirement(&self, ctx: &Context<'_>) -> async_graphql::Result<Requirement> {
        load_related(ctx, RequirementKey(self.0.requirement_id)).await.map(Requirement)
    }

    /// Where it takes place.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Department> {
        load_related(ctx, DepartmentKey(self.0.department_id)).await.map(Department)
    }

    /// Who supervises the trainee there, and decides about its exit; null when the viewer may not see her.
    async fn supervisor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.supervisor_id).await
    }

    /// What she is called, also for whoever sees the stay and not her.
    async fn supervisor_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<String> {
        let name = load_related(ctx, NameKey(self.0.supervisor_id)).await?;
        Ok(shown(ctx, &name, locale))
    }

    /// Why it was cancelled; null unless it was.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancel_reason.as_deref()
    }

    /// That it exceeds what its department or its supervisor can take; null when there was room.
    #[graphql(name = "override")]
    async fn by_override(&self) -> Option<PlacementOverride> {
        self.0.by_override.clone().map(PlacementOverride)
    }

    /// The stay of which it makes up what was missed; null when it makes up for none.
    async fn makes_up_for(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Placement>> {
        named(ctx, self.0.makes_up_for_id).await
    }

    /// The stay that its trainee gave up for it in exchange with somebody, or that it goes on with at another base; null when there is none.
    async fn instead_of(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Placement>> {
        named(ctx, self.0.instead_of_id).await
    }

    /// Rises with each change; `placementCancel` and `placementOverride` take it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Hours entered for it, by their start.
    async fn hours(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<HoursEntry>> {
        entered(ctx, self.0.id, &[EvidenceKind::Hours]).await
    }

    /// Check-ins into it by codes shown at the place, the earliest first.
    async fn check_ins(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<super::HoursCheckIn>> {
        super::attendance::check_ins(ctx, self.0.id).await
    }

    /// Cases logged in it, by their day.
    async fn cases(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CaseLog>> {
        entered(ctx, self.0.id, &[EvidenceKind::Case]).await
    }

    /// What assessors marked on forms while she was there, by day.
    async fn assessments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Assessment>> {
        entered(ctx, self.0.id, crate::assessments::KINDS).await
    }

    /// Its exit on one sheet: attendance, counts against target, exam, summary, and who signs. As it stands, until the last one has
    /// signed; from then on as it was.
    async fn exit_sheet(&self, ctx: &Context<'_>) -> async_graphql::Result<ExitSheet> {
        load_related(ctx, ExitSheetKey(self.0.id)).await.map(ExitSheet)
    }

    /// Exits handed in for it, in order of recording; at most one of them waits or is approved.
    async fn exits(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PlacementExit>> {
        entered(ctx, self.0.id, &[EvidenceKind::PlacementExit]).await
    }
}

async fn named(ctx: &Context<'_>, key: Option<Uuid>) -> async_graphql::Result<Option<Placement>> {
    match key {
        Some(key) => Ok(load(ctx, PlacementKey(key)).await?.map(Placement)),
        None => Ok(None),
    }
}

/// What was entered for a placement, of some kinds.
async fn entered<T: From<evidence::Evidence>>(
    ctx: &Context<'_>,
    placement_id: Uuid,
    kinds: &[EvidenceKind],
) -> async_graphql::Result<Vec<T>> {
    let rows = load_list(ctx, EvidenceOf(placement_id)).await?;
    Ok(rows.into_iter().filter(|row| kinds.contains(&row.kind)).map(T::from).collect())
}

/// That a placement exceeds what its department or its supervisor can take.
#[derive(Clone, Debug)]
pub struct PlacementOverride(rotations::Override);

/// That a placement exceeds what its department or its supervisor can take: one person asks for it with a reason, a
/// second one grants it.
#[Object]
impl PlacementOverride {
    /// Why; empty once the trainee was erased.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who asked for it; null when the viewer may not see her.
    async fn asked_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.asked_by).await
    }

    /// Who granted it; null while the placement is proposed, when it was declined, and when the viewer may not see her.
    async fn granted_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.granted_by).await
    }
}

/// The fields that evidence from a department has of its placement; each kind's object shows them as its own.
#[derive(Clone, Copy, Debug)]
pub struct AtPlacement {
    reviewer_id: Option<Uuid>,
    placement_id: Option<Uuid>,
}

impl AtPlacement {
    /// Of a piece of evidence.
    pub(super) fn of(evidence: &evidence::Evidence) -> Self {
        let placement_id = evidence.source_id.filter(|_| evidence.source_kind == Some(SourceKind::Placement));
        Self { reviewer_id: evidence.reviewer_id, placement_id }
    }
}

/// The fields that evidence from a department has of its placement.
#[Object]
impl AtPlacement {
    /// Whose review it awaits or had first: the placement's supervisor, or the master followed; null when the viewer may not see
    /// her.
    async fn reviewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.reviewer_id).await
    }

    /// The placement it belongs to; null for following a master, and when the viewer may not see it.
    async fn placement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Placement>> {
        match self.placement_id {
            Some(key) => Ok(load(ctx, PlacementKey(key)).await?.map(Placement)),
            None => Ok(None),
        }
    }
}

pub(super) fn written<T>(
    ctx: &Context<'_>,
    row: &evidence::Evidence,
    value: Option<T>,
) -> async_graphql::Result<T> {
    value.ok_or_else(|| Error::internal(format!("evidence {} lacks a value of its kind", row.id))).report(ctx)
}

/// One interval worked.
#[derive(Clone, Debug)]
pub struct HoursEntry(pub evidence::Evidence);

impl From<evidence::Evidence> for HoursEntry {
    fn from(row: evidence::Evidence) -> Self {
        Self(row)
    }
}

/// One interval worked, entered by the trainee or typed for her from a sheet, and reviewed by her supervisor or master. Never edited: a correction is
/// another entry that names this one.
#[Object]
impl HoursEntry {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// HOURS.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// Where it stands. While it waits or is approved, its time is held.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The local day of its start (Asia/Shanghai), to which all its minutes are credited, also when it passes midnight.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was recorded.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// Whether it was recorded more than 7 days after its day. A phone that was offline that long counts as late as well.
    async fn is_late(&self) -> bool {
        rotations::is_late(self.0.occurred_on, self.0.recorded_at)
    }

    /// Whether it came of a check-in and a check-out by codes shown at the place. What corrects such an entry did not.
    async fn is_checked_in(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        super::attendance::is_checked_in(ctx, self.0.id).await
    }

    /// The weekly sheet from which somebody typed it for the trainee; null when she entered it herself.
    async fn sheet(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<super::HoursSheet>> {
        super::sheets::sheet_behind(ctx, self.0.id).await
    }

    /// Start, to the minute.
    async fn starts_at(&self, ctx: &Context<'_>) -> async_graphql::Result<DateTime> {
        written(ctx, &self.0, self.0.starts_at).map(DateTime::from)
    }

    /// End, to the minute; not part of the interval.
    async fn ends_at(&self, ctx: &Context<'_>) -> async_graphql::Result<DateTime> {
        written(ctx, &self.0, self.0.ends_at).map(DateTime::from)
    }

    /// Its length in minutes, 1 to 1440.
    async fn minutes(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        written(ctx, &self.0, self.0.minutes)
    }

    /// What the time was spent on.
    async fn activity(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<Activity>> {
        let activity = self.0.activity.as_deref().and_then(Activity::parse);
        written(ctx, &self.0, activity).map(Coded)
    }

    /// The kind of that activity which the plan tells apart; null when none was named. Where the plan that the training follows now has
    /// no such kind, its code is its name.
    async fn activity_kind(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ActivityKind>> {
        let (Some(code), Some(activity)) = (&self.0.activity_kind, &self.0.activity) else {
            return Ok(None);
        };
        let activity = written(ctx, &self.0, Activity::parse(activity))?;
        kinds::activity_kind(ctx, (self.0.source_kind, self.0.source_id), activity, code).await.map(Some)
    }

    /// What the trainee wrote; null when nothing.
    async fn note(&self) -> Option<&str> {
        present(&self.0.note)
    }

    /// What she wrote with it about following her master; null when nothing.
    async fn following_record(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<FollowingRecord>> {
        Ok(load(ctx, FollowingRecordKey(self.0.id)).await?.map(FollowingRecord))
    }

    /// The entry that this one corrects; null when it corrects none.
    async fn replaces(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HoursEntry>> {
        match self.0.replaces_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(HoursEntry)),
            None => Ok(None),
        }
    }

    /// Where it belongs.
    #[graphql(flatten)]
    async fn at_placement(&self) -> AtPlacement {
        AtPlacement::of(&self.0)
    }

    /// What its review needs and says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }

    /// Rises with each change of status; `hoursReview` and `hoursWithdraw` take it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
