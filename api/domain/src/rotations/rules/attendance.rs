//! Codes that a place shows, and what lies between two of them.
//!
//! A code is shown for half a minute and taken for half a minute longer, for whoever types slowly. Hours made of a check-in and a
//! check-out lie within them: seconds at either end are cut off.

use chrono::{DateTime, Duration, DurationRound as _, Utc};

use super::{Activity, Interval};

/// For how long a code is shown, in seconds.
pub const SHOWN_SECONDS: i64 = 30;

/// After so many hours a check-in that was not ended has lapsed: the longest duty, and four hours of handover (ACGME).
pub const LAPSES_AFTER_HOURS: i64 = 28;

/// What somebody may check in for.
pub const CHECKED_IN_FOR: &[Activity] = &[Activity::Duty, Activity::OnCallInHouse];

/// Codes have eight digits.
const MODULUS: u64 = 100_000_000;

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

/// The half-minute in which an instant lies.
#[must_use]
pub const fn half_minute(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(SHOWN_SECONDS)
}

/// From when until when the code of a half-minute is shown.
#[must_use]
pub fn shown(half_minute: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    let at = |step: i64| DateTime::from_timestamp(step.saturating_mul(SHOWN_SECONDS), 0).unwrap_or_default();
    (at(half_minute), at(half_minute.saturating_add(1)))
}

/// The half-minutes whose codes are taken now, the present one first.
#[must_use]
pub const fn taken(now: DateTime<Utc>) -> [i64; 2] {
    let present = half_minute(now);
    [present, present - 1]
}

/// The eight digits of a keyed digest.
#[must_use]
pub fn digits(digest: &[u8]) -> String {
    let number = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:08}", number % MODULUS)
}

/// A code as somebody typed it: its digits alone.
#[must_use]
pub fn typed(code: &str) -> String {
    platform::text::half_width(code).chars().filter(char::is_ascii_digit).collect()
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
    fn a_code_is_taken_for_one_half_minute_more() {
        let shown_at = half_minute(at("09:00:29"));
        assert_eq!(shown(shown_at), (at("09:00:00"), at("09:00:30")));
        assert!(taken(at("09:00:00")).contains(&shown_at));
        assert!(taken(at("09:00:59")).contains(&shown_at));
        assert!(!taken(at("09:01:00")).contains(&shown_at));
        assert!(!taken(at("08:59:59")).contains(&shown_at));
    }

    #[test]
    fn codes_have_eight_digits() {
        assert_eq!(digits(&[0; 32]), "00000000");
        assert_eq!(digits(&[0, 0, 0, 0, 0, 0, 0, 7, 9]), "00000007");
        assert_eq!(digits(&[255; 32]).len(), 8);
        assert_eq!(typed(" 1234 ５６78 "), "12345678");
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
