//! Placements, hours, cases and exits in the graph. All but placements are evidence, and share its interface.

mod attendance;
mod batches;
mod calendar_feeds;
mod capacity;
mod cases;
mod duty;
mod duty_rule_sets;
mod exit_sheets;
mod exits;
mod kinds;
mod mergers;
mod mutations;
mod objects;
mod plans;
mod sheets;
mod sync;
mod weeks;

pub use attendance::{
    AttendanceCode, AttendanceMutation, AttendanceQuery, CheckInBehind, CheckInsOf, HoursCheckIn,
    HoursCheckInInput, HoursCheckInPayload, HoursCheckOutInput, HoursCheckOutPayload,
};
pub use batches::{
    HoursBatch, HoursBatchBeginInput, HoursBatchBeginPayload, HoursBatchMutation, HoursBatchQuery,
    HoursBatchResult, hours_line,
};
pub use calendar_feeds::{
    CalendarFeed, CalendarFeedCreateInput, CalendarFeedCreatePayload, CalendarFeedMutation,
    CalendarFeedQuery, CalendarFeedRevokeInput, CalendarFeedRevokePayload,
};
pub use capacity::{CapacityMutation, DepartmentCapacityChangeInput, DepartmentCapacityChangePayload};
pub use cases::{
    CaseLog, CaseMutation, CaseRecordKey, CaseRepeat, CaseReviewInput, CaseReviewPayload, CaseSubmitInput,
    CaseSubmitPayload, CaseWithdrawInput, CaseWithdrawPayload, RepeatedCases,
};
pub(crate) use duty::duty_hours;
pub use duty::{
    DutyAverage, DutyBreach, DutyHours, DutyHoursKey, DutyQuery, DutyReport, DutyReportBreaches,
    DutyReportRow, DutyWeek,
};
pub use duty_rule_sets::{
    DutyRule, DutyRuleSet, DutyRuleSetEndInput, DutyRuleSetEndPayload, DutyRuleSetImportInput,
    DutyRuleSetImportPayload, DutyRuleSetKey, DutyRuleSetMutation, DutyRuleSetPreset, DutyRuleSetQuery,
};
pub use exits::{
    ExitMutation, PlacementExit, PlacementExitReviewInput, PlacementExitReviewPayload,
    PlacementExitSubmitInput, PlacementExitSubmitPayload, PlacementExitWithdrawInput,
    PlacementExitWithdrawPayload,
};
pub use mergers::{InstitutionMergeInput, InstitutionMergePayload, MergerMutation};
pub use mutations::{
    HoursReviewInput, HoursReviewPayload, HoursSubmitInput, HoursSubmitPayload, HoursWithdrawInput,
    HoursWithdrawPayload, HoursWithinInput, PlacementCancelInput, PlacementCancelPayload,
    PlacementCreateInput, PlacementCreatePayload, PlacementOverrideInput, PlacementOverridePayload,
    PlacementSwapInput, PlacementSwapPayload, RotationMutation, SwappedPlacements,
};
pub(crate) use mutations::{shown, verdict, withdrawal};
pub(crate) use objects::placements;
pub use objects::{
    EvidenceKey, EvidenceOf, HoursEntry, Placement, PlacementKey, PlacementOverride, PlacementsOf,
};

pub use exit_sheets::{ExitAttendance, ExitCount, ExitExam, ExitSheet, ExitSheetKey, ExitSignature};
pub use plans::{
    PlacementApproveInput, PlacementApprovePayload, PlacementFilterInput, PlacementTransferInput,
    PlacementTransferPayload, PlanMutation, PlanQuery,
};
pub use sheets::{
    HoursSheet, HoursTranscribeInput, HoursTranscribeItemInput, HoursTranscribePayload, SheetBehind,
    WeeklySheetMutation, WeeklySheetPrintInput, WeeklySheetPrintPayload, WeeklySheetsForInput,
};
pub use sync::{HoursSyncInput, HoursSyncItemInput, HoursSyncMutation, HoursSyncPayload, HoursSyncResult};
pub use weeks::{
    HoursWeek, HoursWeekDay, HoursWeekEntry, HoursWeekOfInput, HoursWeekQuery, HoursWeekTotal,
    HoursWeekWaiting,
};

use async_graphql::{Context, ID, Object};
use domain::identity::Act;

use crate::context::{opens, viewer};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::requirements::Requirement;

const REVIEWER: &str = "having supervised or mentored the trainee on the day of the entry";
const SIGNER: &str = "signing at the step that it awaits: being the placement's supervisor, DEPARTMENT_HEAD or BASE_ADMINISTRATOR of its \
                      department, BASE_ADMINISTRATOR of its base, or SCHOOL_REGISTRAR or PROGRAMME_DIRECTOR of the school";
const TRAINEE: &str = "being the trainee herself";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("placement", Requirement::SignedIn),
    ("institutionMerge", Requirement::Act(Act::OrganisationCreate)),
    ("departmentCapacityChange", Requirement::Act(Act::CapacityWrite)),
    ("dutyRuleSets", Requirement::SignedIn),
    ("dutyRuleSetPresets", Requirement::SignedIn),
    ("dutyRuleSetImport", Requirement::Act(Act::DutyRuleSetWrite)),
    ("dutyRuleSetEnd", Requirement::Act(Act::DutyRuleSetWrite)),
    ("dutyReport", Requirement::Act(Act::DutyReportRead)),
    ("placementCreate", Requirement::Act(Act::PlacementWrite)),
    ("placementOverride", Requirement::Act(Act::PlacementOverride)),
    ("placementCancel", Requirement::Act(Act::PlacementWrite)),
    ("placementSwap", Requirement::Act(Act::PlacementWrite)),
    ("placementApprove", Requirement::Act(Act::PlacementApprove)),
    ("placementTransfer", Requirement::Act(Act::PlacementWrite)),
    ("placements", Requirement::SignedIn),
    ("caseSubmit", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("caseReview", Requirement::Relation(Act::EvidenceReview, REVIEWER)),
    ("caseWithdraw", Requirement::Relation(Act::EvidenceReview, REVIEWER)),
    ("hoursSubmit", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("hoursSync", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("attendanceCode", Requirement::Act(Act::AttendanceCodeShow)),
    ("hoursCheckIn", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("hoursCheckOut", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("weeklySheetPrint", Requirement::Act(Act::HoursTranscribe)),
    ("hoursTranscribe", Requirement::Act(Act::HoursTranscribe)),
    ("calendarFeeds", Requirement::SignedIn),
    ("calendarFeedCreate", Requirement::Relation(Act::CalendarFeedRead, "asking for one's own calendar")),
    ("calendarFeedRevoke", Requirement::SignedIn),
    ("hoursBatch", Requirement::SignedIn),
    ("hoursWeek", Requirement::SignedIn),
    ("hoursWeeks", Requirement::SignedIn),
    ("hoursBatchBegin", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("hoursReview", Requirement::Relation(Act::EvidenceReview, REVIEWER)),
    ("hoursWithdraw", Requirement::Relation(Act::EvidenceReview, REVIEWER)),
    ("placementExitSubmit", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("placementExitReview", Requirement::Relation(Act::EvidenceReview, SIGNER)),
    ("placementExitWithdraw", Requirement::Relation(Act::EvidenceReview, SIGNER)),
];

/// Fields of the root about placements.
#[derive(Default)]
pub struct RotationQuery;

#[Object]
impl RotationQuery {
    /// One placement; null when it is not there or the viewer may not see its trainee, who sees that her record was opened.
    async fn placement(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Placement>> {
        viewer(ctx)?;
        let key = ObjectKind::Placement.key(ctx, &id)?;
        let found = load(ctx, PlacementKey(key)).await?;
        opens(ctx, found.as_ref().map(|placement| placement.person_id)).await?;
        Ok(found.map(Placement))
    }
}
