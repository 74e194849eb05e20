//! Codes that a place shows, so that whoever types one stands before it.
//!
//! A code has eight digits and is shown for half a minute; it is taken for half a minute longer, for whoever types slowly. It follows
//! from a key of the installation, from what it is for and from the half-minute: nothing of it is kept.

use chrono::{DateTime, Utc};

use crate::error::Error;
use crate::keys::Keys;
use crate::text::half_width;

/// For how long a code is shown, in seconds.
const SHOWN_SECONDS: i64 = 30;

/// Codes have eight digits.
const MODULUS: u64 = 100_000_000;

/// A code, and when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCode {
    /// Eight digits.
    pub code: String,
    /// Since when they are shown.
    pub shown_from: DateTime<Utc>,
    /// When the next ones follow.
    pub shown_until: DateTime<Utc>,
}

/// The code that is shown at an instant, for a purpose such as `attendance-code`, by what `subject` names.
///
/// # Errors
/// Internal, when there is no key.
pub fn shown_at(keys: &Keys, purpose: &str, subject: &str, at: DateTime<Utc>) -> Result<ShownCode, Error> {
    let half_minute = half_minute(at);
    let (shown_from, shown_until) = shown(half_minute);
    Ok(ShownCode { code: code(keys, purpose, subject, half_minute)?, shown_from, shown_until })
}

/// Whether somebody typed the code that is shown at an instant, or the one before it.
///
/// # Errors
/// Internal, when there is no key.
pub fn is_shown_at(
    keys: &Keys,
    (purpose, subject): (&str, &str),
    sent: &str,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let sent = typed(sent);
    for half_minute in taken(at) {
        if code(keys, purpose, subject, half_minute)? == sent {
            return Ok(true);
        }
    }
    Ok(false)
}

fn code(keys: &Keys, purpose: &str, subject: &str, half_minute: i64) -> Result<String, Error> {
    Ok(digits(&keys.blind_index(purpose, &format!("{subject}/{half_minute}"))?))
}

/// The half-minute in which an instant lies.
const fn half_minute(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(SHOWN_SECONDS)
}

/// From when until when the code of a half-minute is shown.
fn shown(half_minute: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    let at = |step: i64| DateTime::from_timestamp(step.saturating_mul(SHOWN_SECONDS), 0).unwrap_or_default();
    (at(half_minute), at(half_minute.saturating_add(1)))
}

/// The half-minutes whose codes are taken now, the present one first.
const fn taken(now: DateTime<Utc>) -> [i64; 2] {
    let present = half_minute(now);
    [present, present - 1]
}

/// The eight digits of a keyed digest.
fn digits(digest: &[u8]) -> String {
    let number = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:08}", number % MODULUS)
}

/// A code as somebody typed it: its digits alone.
fn typed(code: &str) -> String {
    half_width(code).chars().filter(char::is_ascii_digit).collect()
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
}
