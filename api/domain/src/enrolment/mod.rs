//! Who is in training: a person held to one curriculum version, and who supervises her.
//!
//! A person may hold several enrolments at once; each names the school that runs the programme, how she came into it
//! and, when she was sent, by whom. A cohort is a programme and a year of recruitment: a deferral moves completion,
//! never the cohort. Enrolments come one by one, or as a roster: a whole file or nothing. Each writes the relations
//! from which the policy knows where somebody learns and who looks after her.
//!
//! A training pauses, is extended or shortened by acts of its own. Leave is asked for by its trainee and decided about step by step.
//! Sets of leave rules are dated data of a school: who decides about a leave, and what leave does to the end of a training, with the
//! clause that says so; no approval moves a date by itself.

mod leave_file;
mod roster;
pub mod rules;
mod service;
mod store;

pub use roster::{RosterColumn, RowProblem, Severity};
pub use rules::leave::outcome::{AppliedLeaveRule, days_within};
pub use rules::leave::{
    LeaveDecisionKind, LeaveEffect, LeaveEffectKind, LeaveErrorCode, LeaveKind, LeaveRule, LeaveRules,
    LeaveStatus, LeaveStep, LeaveWindow, StepAt, StepRule,
};
pub use rules::{EnrolmentActKind, EnrolmentStatus, Origin, Pause, SupervisionKind, days_of};
pub use service::{
    Change, EnrolmentErrorCode, LEAVE_CERTIFICATE_PURPOSE, LeaveEffects, LeaveRuleEffect, LeaveVerdict,
    NewEnrolment, NewLeave, NewSupervision, ROSTER_PURPOSE, RosterErrorCode, RosterImport, RosterReport,
    changeable, enrolment_change, enrolment_create, is_party, leave_certificate_add, leave_certificate_open,
    leave_decide, leave_effect_apply, leave_effects, leave_request, leave_return, leave_withdraw, movable,
    move_completion, move_to_version, roster_import, stretch_end, supervision_add, supervision_create,
};
pub use store::{
    Enrolment, EnrolmentAct, EnrolmentFilter, Leave, LeaveCertificate, LeaveDecision, Supervision, acts_of,
    all_enrolments_count, approved_leaves, approved_leaves_among, cohort, complete, enrolment,
    enrolments_among, enrolments_behind, enrolments_count, enrolments_of, enrolments_ordering,
    enrolments_page, erase, erase_leaves, find_enrolments, find_leaves, find_supervisions, hand_over,
    leave_certificates_of, leave_days, leave_decisions_of, leaves_of, leaves_ordering, leaves_overlap,
    leaves_to_decide, leaves_to_decide_count, live_enrolments, live_enrolments_of, lock_enrolment,
    lock_enrolments_of, lock_enrolments_of_all, senders_of, stretches_of, supervision, supervisions_about,
    supervisions_of, trainees,
};
