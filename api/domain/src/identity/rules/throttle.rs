//! How long somebody waits who tried to get in and did not.

use chrono::{DateTime, Duration, Utc};

/// How many attempts are free, and who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// An account: whoever forgot a password finds it within these.
    Account,
    /// An address, behind which a whole hospital may sit.
    Address,
}

impl Counted {
    const fn free(self) -> i32 {
        match self {
            Self::Account => 5,
            Self::Address => 30,
        }
    }
}

/// The first wait.
const FIRST: i64 = 30;
/// The longest wait: an hour.
const LONGEST: i64 = 3600;
/// After a day without attempts all is forgotten.
pub const FORGOTTEN_AFTER: Duration = Duration::days(1);

/// Whole seconds until the next attempt is heard; none when it is heard now. After the free attempts the wait is half a
/// minute, and doubles with each further one up to an hour.
#[must_use]
pub fn wait(counted: Counted, failures: i32, last_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let beyond = failures - counted.free();
    if beyond < 0 || last_at + FORGOTTEN_AFTER <= now {
        return None;
    }
    let pause = FIRST.saturating_mul(1_i64 << beyond.min(10)).min(LONGEST);
    let left = (last_at + Duration::seconds(pause) - now).num_milliseconds();
    (left > 0).then(|| (left + 999) / 1000)
}

/// A minute, in seconds.
const MINUTE: i64 = 60;

/// How many of `count` acts, the last of them at `last_at`, were done within the present minute of the clock.
#[must_use]
pub fn counted_this_minute(count: i32, last_at: DateTime<Utc>, now: DateTime<Utc>) -> i32 {
    let minute = |at: DateTime<Utc>| at.timestamp().div_euclid(MINUTE);
    if minute(last_at) == minute(now) { count } else { 0 }
}

/// Whole seconds until the next minute of the clock.
#[must_use]
pub fn left_of_minute(now: DateTime<Utc>) -> i64 {
    MINUTE - now.timestamp().rem_euclid(MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let last = DateTime::UNIX_EPOCH;
        let after =
            |failures, seconds| wait(Counted::Account, failures, last, last + Duration::seconds(seconds));
        assert_eq!(after(4, 0), None);
        assert_eq!(after(5, 0), Some(30));
        assert_eq!(after(5, 29), Some(1));
        assert_eq!(after(5, 30), None);
        assert_eq!(after(6, 0), Some(60));
        assert_eq!(after(50, 0), Some(3600));
        assert_eq!(after(50, 3600), None);
        assert_eq!(wait(Counted::Address, 29, last, last), None);
        assert_eq!(wait(Counted::Address, 30, last, last), Some(30));
    }

    #[test]
    fn a_minute_begins_with_the_clock() {
        let at = |seconds| DateTime::UNIX_EPOCH + Duration::seconds(seconds);
        assert_eq!(counted_this_minute(7, at(60), at(119)), 7);
        assert_eq!(counted_this_minute(7, at(119), at(120)), 0);
        assert_eq!(counted_this_minute(7, at(-1), at(0)), 0);
        assert_eq!((left_of_minute(at(60)), left_of_minute(at(119))), (60, 1));
    }
}
