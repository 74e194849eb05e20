//! What is done in this room: placements booked and cancelled, hours, cases and exits handed in and decided about.

mod approvals;
mod attendance;
mod calendar_feeds;
mod capacity;
mod cases;
mod duty;
mod exit_sheets;
mod exits;
mod hours;
mod leave;
mod mergers;
mod placements;
mod plans;
mod presence;
mod sheets;
mod swaps;
mod weeks;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::events;
use platform::text::Message;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{LOCAL_ZONE, PlacementStatus};
use super::store::{self, Placement};
use crate::evidence::{self, EvidenceKind, Uncorrectable};
use crate::identity::{self, Permit, Scope};

pub use approvals::{evidence_approve, evidence_approve_within};
pub use attendance::{AttendanceCode, attendance_code, hours_check_in, hours_check_out};
pub use calendar_feeds::{
    Calendar, CalendarEvent, CalendarPlace, CalendarSubject, calendar_feed_create, calendar_feed_revoke,
    calendar_feeds_count, calendar_feeds_page, calendar_feeds_revoke_all, calendar_read,
};
pub use capacity::{NewCapacity, capacity_change};
pub use cases::{NewCase, case_decide, case_submit};
pub use duty::{
    DutyCount, DutyHours, DutyReport, DutyRow, FEWEST_TOLD, JudgedBreach, JudgingRules, StandingAverage,
    duty_hours, duty_report,
};
pub use exit_sheets::{StandingSheet, exit_sheets};
pub use exits::{NewPlacementExit, placement_exit_decide, placement_exit_submit};
pub use hours::{
    BATCH_JOB, BatchJob, HOURS_PURPOSE, MOST_SYNCED, NewHours, ReadLine, Synced, Within, hours_batch_begin,
    hours_batch_run, hours_decide, hours_enter, hours_submit, hours_sync,
};
pub use leave::{leave_effect_apply, leave_effects};
pub use mergers::{NewMerger, institution_merge};
pub use placements::{
    NewPlacement, placement_cancel, placement_create, placement_override, placements_give_up,
};
pub use plans::{Transfer, placement_approve, placement_transfer};
pub use presence::{SessionAttended, session_free, sessions_hold, working_elsewhere};
pub use sheets::{MOST_ON_A_SHEET, MOST_SHEETS, NewSheet, SheetsFor, hours_transcribe, sheet_stays};
pub use swaps::{Swap, placement_swap};
pub use weeks::{HoursWeek, WeekOf, hours_week, hours_weeks};

/// The present local day.
fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&LOCAL_ZONE).date_naive()
}

/// Why an entry cannot be corrected by another one of the same kind, of the same placement or supervision and person.
async fn correction_problem(
    write: &Write,
    scope: Scope<'_>,
    (source_id, person_id): (Uuid, Uuid),
    kind: EvidenceKind,
    replaces_id: Uuid,
) -> Result<Option<Message>, Error> {
    let original = evidence::evidence(&**write, scope, replaces_id).await?;
    let is_elsewhere =
        original.kind != kind || original.person_id != person_id || original.source_id != Some(source_id);
    let key = match evidence::uncorrectable(write, &original).await? {
        _ if is_elsewhere => "rotations-correction-elsewhere",
        Some(Uncorrectable::Replaced) => "rotations-correction-replaced",
        Some(Uncorrectable::Waits) => "rotations-correction-waits",
        Some(Uncorrectable::Chained) => "rotations-correction-chained",
        None => return Ok(None),
    };
    Ok(Some(Message::new(key).with("day", original.occurred_on)))
}

/// Moves a placement to a status, with its audit event.
async fn move_to(
    write: &Write,
    permit: &Permit,
    placement: &mut Placement,
    status: PlacementStatus,
    reason: Option<&str>,
) -> Result<(), Error> {
    let from = placement.status;
    let before = json!({ "status": from.code(), "version": placement.version });
    store::set_status(write, permit, placement, status, reason).await?;
    let after = json!({ "status": status.code(), "version": placement.version, "reason": reason });
    let action = match (from, status) {
        (PlacementStatus::Draft, PlacementStatus::Planned) => "placement.approve",
        (PlacementStatus::Proposed, PlacementStatus::Planned) => "placement.override",
        (_, PlacementStatus::Proposed) => "placement.propose",
        (_, PlacementStatus::Draft) => "placement.draft",
        (_, PlacementStatus::Planned | PlacementStatus::Active) => "placement.reopen",
        (_, PlacementStatus::Completed) => "placement.complete",
        (_, PlacementStatus::Repeated) => "placement.repeat",
        (_, PlacementStatus::Cancelled) => "placement.cancel",
    };
    remember(write, permit, action, placement, before, after).await
}

/// Writes the audit event of an act upon a placement, and tells whoever watches the trainee's record.
async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    placement: &Placement,
    before: Value,
    after: Value,
) -> Result<(), Error> {
    identity::remember(write, permit, action, ("placement", placement.id), (before, after)).await?;
    events::record(write, action, placement.id, Some(placement.person_id)).await?;
    Ok(())
}
