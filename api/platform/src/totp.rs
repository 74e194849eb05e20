//! Codes of an authenticator app (RFC 6238): six digits from a shared secret and the half-minute.
//!
//! HMAC-SHA-1, six digits and thirty seconds are what every app understands. A code holds from the step before the
//! present one to the one after it, for clocks that differ; whoever keeps the step that was used last makes each code
//! work once.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{hmac, rand};
use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;

use crate::error::Error;

/// Seconds of a step.
const STEP: i64 = 30;
/// Codes below this.
const MODULUS: u32 = 1_000_000;

/// A new secret: 160 random bits (RFC 4226, 4).
///
/// # Errors
/// Internal.
pub fn new_secret() -> Result<Vec<u8>, Error> {
    let mut secret = vec![0; 20];
    rand::fill(&mut secret).map_err(|_| Error::internal("the system gave no random bytes"))?;
    Ok(secret)
}

/// The secret as an app takes it when typed.
#[must_use]
pub fn written(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The secret as an app takes it from a QR code.
#[must_use]
pub fn uri(secret: &[u8], issuer: &str, account: &str) -> String {
    let label: String =
        url::form_urlencoded::byte_serialize(format!("{issuer}:{account}").as_bytes()).collect();
    let issuer: String = url::form_urlencoded::byte_serialize(issuer.as_bytes()).collect();
    let uri = format!("otpauth://totp/{label}?secret={}&issuer={issuer}", written(secret));
    // A form's plus is a blank there, and a plus here.
    uri.replace('+', "%20")
}

/// The code of a step.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last()? & 0x0f);
    let four: [u8; 4] = bytes.get(offset..offset + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % MODULUS;
    Some(format!("{number:06}"))
}

/// The step whose code was typed, if it is near the present and later than the one that was used last.
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now: DateTime<Utc>, last_step: Option<i64>) -> Option<i64> {
    let typed: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    let present = now.timestamp().div_euclid(STEP);
    (present - 1..=present + 1).filter(|step| last_step.is_none_or(|last| *step > last)).find(|step| {
        code(secret, *step)
            .is_some_and(|code| verify_slices_are_equal(code.as_bytes(), typed.as_bytes()).is_ok())
    })
}

/// The code that an app would show now, for tests.
#[must_use]
pub fn shown(secret: &[u8], now: DateTime<Utc>) -> String {
    code(secret, now.timestamp().div_euclid(STEP)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(shown(SECRET, at(seconds)), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_holds_one_step_before_and_after_and_works_once() {
        let code = shown(SECRET, at(1_111_111_111));
        let step = 1_111_111_111 / 30;
        for seconds in [-30, 0, 30] {
            assert_eq!(step_of(SECRET, &code, at(1_111_111_111 + seconds), None), Some(step), "{seconds}");
        }
        assert_eq!(step_of(SECRET, &code, at(1_111_111_111 + 60), None), None);
        assert_eq!(step_of(SECRET, &code, at(1_111_111_111 - 60), None), None);
        assert_eq!(step_of(SECRET, &code, at(1_111_111_111), Some(step)), None);
        assert_eq!(step_of(SECRET, " 050 471 ", at(1_111_111_111), Some(step - 1)), Some(step));
        assert_eq!(step_of(SECRET, "", at(1_111_111_111), None), None);
    }

    #[test]
    fn an_app_reads_the_secret() {
        assert_eq!(
            uri(SECRET, "杏林", "示例 一"),
            "otpauth://totp/%E6%9D%8F%E6%9E%97%3A%E7%A4%BA%E4%BE%8B%20%E4%B8%80?\
             secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%9D%8F%E6%9E%97"
        );
    }
}
