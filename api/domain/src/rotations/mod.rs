//! Where a trainee is, and when: placements, the hours and cases she enters there, and the exit that ends a stay.
//!
//! A placement books days in a department and with a supervisor, and never more than there are places; a part-time one takes and
//! counts a share of them, and of one trainee's the shares sum to at most the whole of a day. Hours belong to
//! a placement or to a master, and hold their time: nobody is on duty twice at once. A stay counts when its exit is
//! approved; until then its days show as running. Hours and exits are evidence, and their reviews go through
//! `evidence`; this room knows what they mean for the calendar.
//!
//! Duty-hour rule sets are dated data of a school; where it has none, the one that comes with the system holds. They judge
//! hours as they were worked, wherever that was. A trainee sees what exceeds a rule at once, whoever answers for a rota how
//! often that happens in it, and by nobody's name.

mod duty_file;
pub mod rules;
mod service;
mod store;

pub use rules::attendance::{CheckInStatus, LAPSES_AFTER_HOURS};
pub use rules::calendars::{CalendarFeedErrorCode, EventStanding, MOST_CALENDAR_FEEDS};
pub use rules::duty::{
    DutyBreach, DutyInterval, DutyKind, DutyLimit, DutyRecord, DutyRule, DutyRuleKind, DutyRules,
    DutySeverity, DutyUnit, Term, duty_breaches,
};
pub use rules::weeks::{LATE_AFTER_DAYS, WaitingWeek, Week, WeekLine, WeekTotal, is_late};
pub use rules::{
    Activity, Attendance, CapacityErrorCode, CaseErrorCode, ExitCount, ExitExam, ExitSheet, ExitSignature,
    HoursErrorCode, MergerErrorCode, PlacementErrorCode, PlacementExitErrorCode, PlacementStatus,
    ReviewDecision, SyncOutcome,
};
pub use service::{
    AttendanceCode, BATCH_JOB, BatchJob, Calendar, CalendarEvent, CalendarPlace, CalendarSubject, DutyCount,
    DutyHours, DutyReport, DutyRow, FEWEST_TOLD, HOURS_PURPOSE, HoursWeek, JudgedBreach, JudgingRules,
    MOST_ON_A_SHEET, MOST_SHEETS, MOST_SYNCED, NewCapacity, NewCase, NewHours, NewMerger, NewPlacement,
    NewPlacementExit, NewSheet, ReadLine, SessionAttended, SheetsFor, StandingAverage, StandingSheet, Swap,
    Synced, Transfer, WeekOf, Within, attendance_code, calendar_feed_create, calendar_feed_revoke,
    calendar_feeds_count, calendar_feeds_page, calendar_feeds_revoke_all, calendar_read, capacity_change,
    case_decide, case_submit, duty_hours, duty_report, evidence_approve, evidence_approve_within,
    exit_sheets, hours_batch_begin, hours_batch_run, hours_check_in, hours_check_out, hours_decide,
    hours_enter, hours_submit, hours_sync, hours_transcribe, hours_week, hours_weeks, institution_merge,
    leave_effect_apply, leave_effects, placement_approve, placement_cancel, placement_create,
    placement_exit_decide, placement_exit_submit, placement_override, placement_swap, placement_transfer,
    placements_give_up, session_free, sessions_hold, sheet_stays, working_elsewhere,
};
pub use store::{
    BatchLine, BegunStay, CalendarFeed, CaseRecord, CheckIn, FrozenSheet, HoursBatch, HoursSheet, Override,
    Placement, PlacementFilter, RunningStay, StayAt, batch_lines_count, batch_lines_ordering,
    batch_lines_page, begun_stays, calendar_feeds_of, calendar_feeds_ordering, case_records,
    check_ins_behind, check_ins_of, erase, find_placements, forget_batches, forget_calendar_feeds,
    frozen_sheets, hand_over, hours_batch, hours_batches_of, is_overlap, occupied, placement,
    placements_count, placements_of, placements_ordering, placements_page, repeated_cases, running_days,
    sheets_behind, sheets_of, stays_at,
};
