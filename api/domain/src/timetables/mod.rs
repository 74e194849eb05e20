//! When something that recurs falls due (时间表、节假日与调休).
//!
//! A recurrence is a first time and, unless it is once, a rule of RFC 5545 by days, weeks, months or years. The calendar of public holidays
//! and of the working days that replace them comes with the system, and an administrator sets what it does not know. What somebody does
//! regularly where she works is recorded here, so that nobody plans her elsewhere meanwhile.

mod calendar_file;
mod rules;
mod service;
mod store;

pub use rules::{
    Calendar, CalendarDay, DayKind, HolidayPractice, LeftOut, MOST_EXCEPT_DAYS, Occurrence, Recurrence,
    TimetableErrorCode, expand, local_day, recurrence_problems,
};
pub use service::{
    NewExpertDuty, calendar, calendar_of_year, duties_seen, duties_within, expert_duty_end,
    expert_duty_record, public_holidays_set, shipped_calendar,
};
pub use store::{ExpertDuty, duties_of, erase, hand_over};
