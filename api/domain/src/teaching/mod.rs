//! What is taught together (教学活动): planned, held, confirmed.
//!
//! Somebody who leads it, or who runs the place, plans a session that one institution holds for another or for itself. Whoever is there
//! types a code that changes each half-minute; a remote session has a short link; a list does for the rest. Those who led it say that it was
//! held; somebody else at the institution for which it was held confirms it, and in that moment, once, it becomes the evidence of each
//! attendee, the load of those who led it, a visit to the base and a session that the agreement asked for. Nobody is at two places at once.

pub mod rules;
mod service;
mod store;

pub use rules::{
    AttendanceWay, LONGEST_CASES, LONGEST_TITLE, MOST_ATTENDEES, MOST_LEADERS, MOST_TOPICS,
    TeachingErrorCode, TeachingSessionKind, TeachingSessionStatus, horizon_problem,
};
pub use service::{
    CANCELLED_JOB, CHANGED_JOB, NewSeries, NewTeachingSession, NewTopic, SessionPlace, TEACHING_FILE_PURPOSE,
    TeachingDelivered, TeachingSessionChange, attendances_seen, code_shown, conflict_problems, planner,
    series_cancel, series_insert, series_locked, series_move, series_of, session_by_link, session_concerns,
    teaching_attend, teaching_attendance_record, teaching_attendance_strike, teaching_file_attach,
    teaching_file_open, teaching_files_seen, teaching_session_cancel, teaching_session_change,
    teaching_session_confirm, teaching_session_deliver, teaching_session_plan,
};
pub use store::{
    Attendance, Delivered, HeldFor, HeldUnder, SessionFilter, Taught, TeachingFile, TeachingLoad,
    TeachingSession, Topic, attended_by, confirmed_with, erase, find_sessions, hand_over, held_for,
    held_under, led_by, led_for, loads_of, lock as lock_session, sessions_count, sessions_ordering,
    sessions_page, statuses_of, taught_at, taught_for,
};
