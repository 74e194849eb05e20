//! Where a trainee is, and when: placements, the hours and cases she enters there, and the exit that ends a stay.
//!
//! A placement books days in a department and with a supervisor, and never more than there are places. Hours belong to
//! a placement or to a master, and hold their time: nobody is on duty twice at once. A stay counts when its exit is
//! approved; until then its days show as running. Hours and exits are evidence, and their reviews go through
//! `evidence`; this room knows what they mean for the calendar.

pub mod rules;
mod service;
mod store;

pub use rules::{
    Activity, CapacityErrorCode, CaseErrorCode, HoursErrorCode, PlacementErrorCode, PlacementExitErrorCode,
    PlacementStatus, ReviewDecision,
};
pub use service::{
    NewCapacity, NewCase, NewHours, NewPlacement, NewPlacementExit, Swap, Within, capacity_change,
    case_decide, case_submit, evidence_approve, hours_decide, hours_submit, placement_cancel,
    placement_create, placement_exit_decide, placement_exit_submit, placement_override, placement_swap,
    placements_give_up,
};
pub use store::{
    CaseRecord, Override, Placement, PlacementFilter, RunningStay, case_records, erase, find_placements,
    hand_over, is_overlap, occupied, placement, placements_of, placements_ordering, placements_page,
    repeated_cases, running_days,
};
