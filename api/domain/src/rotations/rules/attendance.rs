//! What lies between two codes that a place showed.
//!
//! Hours made of a check-in and a check-out lie within them: seconds at either end are cut off.

use chrono::{DateTime, Duration, DurationRound as _, Utc};

use super::{Activity, Interval};

/// After so many hours a check-in that was not ended has lapsed: the longest duty, and four hours of handover (ACGME).
pub const LAPSES_AFTER_HOURS: i64 = 28;

/// What somebody may check in for.
pub const CHECKED_IN_FOR: &[Activity] = &[Activity::Duty, Activity::OnCallInHouse];

platform::codes! {
    /// Where a check-in stands.
    pub enum CheckInStatus {
        /// It goes on.
        Open = "OPEN",
        /// It ended, and its hours were entered.
        Ended = "ENDED",
        /// It was not ended in time: the hours are entered by hand.
        Lapsed = "LAPSED",
    }
}

/// Whether a check-in that goes on has lapsed.
#[must_use]
pub fn has_lapsed(checked_in_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - checked_in_at >= Duration::hours(LAPSES_AFTER_HOURS)
}

/// Where a check-in stands: `ended_at` is when it ended, `has_hours` whether hours came of it.
#[must_use]
pub fn check_in_status(
    checked_in_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    has_hours: bool,
    now: DateTime<Utc>,
) -> CheckInStatus {
    match ended_at {
        Some(_) if has_hours => CheckInStatus::Ended,
        Some(_) => CheckInStatus::Lapsed,
        None if has_lapsed(checked_in_at, now) => CheckInStatus::Lapsed,
        None => CheckInStatus::Open,
    }
}

/// The whole minutes between a check-in and a check-out; nothing when there is none.
#[must_use]
pub fn between(checked_in_at: DateTime<Utc>, checked_out_at: DateTime<Utc>) -> Option<Interval> {
    let minute = Duration::minutes(1);
    let begun = checked_in_at.duration_trunc(minute).ok()?;
    let from = if begun < checked_in_at { begun + minute } else { begun };
    let until = checked_out_at.duration_trunc(minute).ok()?;
    (from < until).then_some(Interval { from, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2026-03-02T{text}+08:00")).unwrap().to_utc()
    }

    #[test]
    fn seconds_at_either_end_are_cut_off() {
        let minutes =
            |from, until| between(at(from), at(until)).map(|interval| (interval.from, interval.minutes()));
        assert_eq!(minutes("09:00:00", "09:01:00"), Some((at("09:00:00"), 1)));
        assert_eq!(minutes("09:00:01", "09:01:59"), None);
        assert_eq!(minutes("09:00:01", "09:02:59"), Some((at("09:01:00"), 1)));
        assert_eq!(minutes("09:00:00", "09:00:00"), None);
    }

    #[test]
    fn a_check_in_lapses_after_28_hours() {
        let begun = at("09:00:00");
        let status = |hours, ended| check_in_status(begun, ended, false, begun + Duration::hours(hours));
        assert_eq!(status(27, None), CheckInStatus::Open);
        assert_eq!(status(28, None), CheckInStatus::Lapsed);
        assert_eq!(status(40, Some(begun)), CheckInStatus::Lapsed);
        assert_eq!(check_in_status(begun, Some(begun), true, begun), CheckInStatus::Ended);
    }
}
