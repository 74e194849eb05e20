//! Check-ins by a code shown at the place.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::SourceKind;
use domain::rotations::{self, Activity, CheckInStatus, HoursErrorCode};
use uuid::Uuid;

use super::{EvidenceKey, HoursEntry, Placement, PlacementKey, kinds};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::curricula::ActivityKind;
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list};
use crate::organisations::{Department, DepartmentKey};
use crate::scalars::DateTime;

/// Finds the check-ins into a placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CheckInsOf(pub Uuid);

#[async_trait]
impl Loader<CheckInsOf> for Batches {
    type Value = Vec<rotations::CheckIn>;
    type Error = BatchError;

    async fn load(&self, keys: &[CheckInsOf]) -> Result<HashMap<CheckInsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = rotations::check_ins_of(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(grouped(rows, |row| CheckInsOf(row.placement_id)))
    }
}

/// Finds the check-in of which hours came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CheckInBehind(pub Uuid);

#[async_trait]
impl Loader<CheckInBehind> for Batches {
    type Value = rotations::CheckIn;
    type Error = BatchError;

    async fn load(&self, keys: &[CheckInBehind]) -> Result<HashMap<CheckInBehind, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = rotations::check_ins_behind(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| CheckInBehind(row.evidence_id.unwrap_or_default())))
    }
}

/// The check-ins into a placement.
pub(super) async fn check_ins(
    ctx: &Context<'_>,
    placement_id: Uuid,
) -> async_graphql::Result<Vec<HoursCheckIn>> {
    Ok(load_list(ctx, CheckInsOf(placement_id)).await?.into_iter().map(HoursCheckIn).collect())
}

/// Whether hours came of a check-in.
pub(super) async fn is_checked_in(ctx: &Context<'_>, evidence_id: Uuid) -> async_graphql::Result<bool> {
    Ok(load(ctx, CheckInBehind(evidence_id)).await?.is_some())
}

/// A stretch of time that began with a code.
#[derive(Clone, Debug)]
pub struct HoursCheckIn(rotations::CheckIn);

impl From<rotations::CheckIn> for HoursCheckIn {
    fn from(row: rotations::CheckIn) -> Self {
        Self(row)
    }
}

/// A stretch of time that began with a code shown at the place and ends with another one, by the server's clock. Visible to whoever may
/// see the trainee.
#[Object]
impl HoursCheckIn {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::HoursCheckIn.id(self.0.id)
    }

    /// Where it stands. What was not ended within 28 hours has lapsed, and its hours are entered by hand.
    async fn status(&self, ctx: &Context<'_>) -> Coded<CheckInStatus> {
        Coded(self.0.status(platform(ctx).clock.now()))
    }

    /// On what the time is spent: DUTY or `ON_CALL_IN_HOUSE`.
    async fn activity(&self) -> Coded<Activity> {
        Coded(self.0.activity)
    }

    /// The kind of that activity which the plan tells apart; null when none was named.
    async fn activity_kind(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ActivityKind>> {
        let Some(code) = &self.0.activity_kind else {
            return Ok(None);
        };
        let source = (Some(SourceKind::Placement), Some(self.0.placement_id));
        kinds::activity_kind(ctx, source, self.0.activity, code).await.map(Some)
    }

    /// When it began, to the microsecond.
    async fn checked_in_at(&self) -> DateTime {
        self.0.checked_in_at.into()
    }

    /// When it ended; null while it goes on. Of one that lapsed, when that was noticed, if it was.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime::from)
    }

    /// The placement; null when the viewer may not see it.
    async fn placement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Placement>> {
        Ok(load(ctx, PlacementKey(self.0.placement_id)).await?.map(Placement))
    }

    /// The hours that came of it: its whole minutes; null until it ends, and when it lapsed.
    async fn hours_entry(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HoursEntry>> {
        match self.0.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(HoursEntry)),
            None => Ok(None),
        }
    }
}

/// Hours to be begun.
#[derive(Debug, InputObject)]
pub struct HoursCheckInInput {
    /// The placement; it must be planned, and today one of its days.
    placement_id: ID,
    /// What its department shows now: eight digits, blanks do not matter. It is taken for half a minute after it was shown.
    code: String,
    /// On what the time is spent: DUTY or `ON_CALL_IN_HOUSE`.
    #[graphql(default_with = "Coded(Activity::Duty)")]
    activity: Coded<Activity>,
    /// The kind of that activity, by code, as the plan of the training tells kinds apart (`CurriculumVersion.activityKinds`); none when
    /// left out.
    activity_kind: Option<String>,
}

payload! {
    /// What came of beginning hours.
    HoursCheckInPayload {
        /// The check-in; null when the act was refused.
        check_in: HoursCheckIn
    } or HoursErrorCode
}

/// Hours to be ended.
#[derive(Debug, InputObject)]
pub struct HoursCheckOutInput {
    /// What the department of the check-in shows now.
    code: String,
    /// What is to be said about the hours, at most 1000 characters.
    #[graphql(default)]
    note: String,
}

payload! {
    /// What came of ending hours.
    HoursCheckOutPayload {
        /// The check-in, with the entry that came of it and now awaits its review; null when the act was refused, and then it goes on.
        check_in: HoursCheckIn
    } or HoursErrorCode
}

/// What a department shows.
#[derive(Clone, Debug)]
pub struct AttendanceCode(rotations::AttendanceCode);

/// What a department shows at its place, for trainees to check in and out by. It changes each half-minute.
#[Object]
impl AttendanceCode {
    /// The department.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Department>> {
        Ok(load(ctx, DepartmentKey(self.0.department_id)).await?.map(Department))
    }

    /// Eight digits.
    async fn code(&self) -> &str {
        &self.0.shown.code
    }

    /// Since when they are shown.
    async fn shown_from(&self) -> DateTime {
        self.0.shown.shown_from.into()
    }

    /// When the next ones follow: ask again then.
    async fn shown_until(&self) -> DateTime {
        self.0.shown.shown_until.into()
    }

    /// What a QR code beside the digits holds: `xinglin:attendance:`, the department's id, a colon and the digits.
    async fn qr_payload(&self) -> String {
        format!(
            "xinglin:attendance:{}:{}",
            ObjectKind::Department.id(self.0.department_id).as_str(),
            self.0.shown.code
        )
    }
}

/// Fields of the root about attendance.
#[derive(Default)]
pub struct AttendanceQuery;

#[Object]
impl AttendanceQuery {
    /// What a department shows at its place now, for whoever runs the display there.
    async fn attendance_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The department at whose place the code is shown.")] department_id: ID,
    ) -> async_graphql::Result<AttendanceCode> {
        let key = ObjectKind::Department.key(ctx, &department_id)?;
        let shown = rotations::attendance_code(platform(ctx), viewer(ctx)?, key).await;
        shown.report(ctx).map(AttendanceCode)
    }
}

/// Acts upon check-ins.
#[derive(Default)]
pub struct AttendanceMutation;

#[Object]
impl AttendanceMutation {
    /// Begins one's own hours at a placement, by the code that its department shows. After a few wrong codes the caller waits, longer with
    /// each, and is told so by `RATE_LIMITED`.
    async fn hours_check_in(
        &self,
        ctx: &Context<'_>,
        input: HoursCheckInInput,
    ) -> async_graphql::Result<HoursCheckInPayload> {
        let key = ObjectKind::Placement.key(ctx, &input.placement_id)?;
        let spent_on = (input.activity.0, input.activity_kind);
        let outcome =
            rotations::hours_check_in(platform(ctx), viewer(ctx)?, key, spent_on, &input.code).await;
        HoursCheckInPayload::of(ctx, outcome)
    }

    /// Ends the hours that one began by a code, by the code that the same department shows now. Their whole minutes become an entry, which
    /// goes the usual way of review.
    async fn hours_check_out(
        &self,
        ctx: &Context<'_>,
        input: HoursCheckOutInput,
    ) -> async_graphql::Result<HoursCheckOutPayload> {
        let outcome = rotations::hours_check_out(platform(ctx), viewer(ctx)?, &input.code, input.note).await;
        HoursCheckOutPayload::of(ctx, outcome)
    }
}
