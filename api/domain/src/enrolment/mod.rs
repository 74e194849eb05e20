//! Who is in training: a person held to one curriculum version, and who supervises her.
//!
//! A person may hold several enrolments at once; each names the school that runs the programme, how she came into it
//! and, when she was sent, by whom. A cohort is a programme and a year of recruitment: a deferral moves completion,
//! never the cohort. Enrolments come one by one, or as a roster: a whole file or nothing. Each writes the relations
//! from which the policy knows where somebody learns and who looks after her.

mod roster;
pub mod rules;
mod service;
mod store;

pub use roster::{RosterColumn, RowProblem, Severity};
pub use rules::{EnrolmentActKind, EnrolmentStatus, Origin, Pause, SupervisionKind, days_of};
pub use service::{
    Change, EnrolmentErrorCode, NewEnrolment, NewSupervision, ROSTER_PURPOSE, RosterErrorCode, RosterImport,
    RosterReport, enrolment_change, enrolment_create, movable, move_completion, move_to_version,
    roster_import, supervision_create,
};
pub use store::{
    Enrolment, EnrolmentAct, EnrolmentFilter, Supervision, acts_of, all_enrolments_count, cohort, complete,
    enrolment, enrolments_among, enrolments_behind, enrolments_count, enrolments_of, enrolments_ordering,
    enrolments_page, erase, find_enrolments, find_supervisions, hand_over, live_enrolments,
    live_enrolments_of, lock_enrolment, lock_enrolments_of, lock_enrolments_of_all, supervision,
    supervisions_of, trainees,
};
