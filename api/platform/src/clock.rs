//! Where time comes from.
//!
//! The server runs on the system's clock; a test holds a clock still and moves it by hand. Every instant is cut
//! to microseconds, because that is what both databases keep: what is written reads back equal.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};
use chrono_tz::Tz;

/// A source of the present instant; cheap to clone, clones share a held time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    held: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { held: None }
    }

    /// A clock that stands at `instant` until it is moved.
    #[must_use]
    pub fn fixed(instant: DateTime<Utc>) -> Self {
        Self { held: Some(Arc::new(Mutex::new(instant.trunc_subsecs(6)))) }
    }

    /// The present instant, to the microsecond.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.held {
            Some(held) => *held.lock().unwrap_or_else(PoisonError::into_inner),
            None => Utc::now().trunc_subsecs(6),
        }
    }

    /// The present day in a time zone.
    #[must_use]
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }

    /// Moves a held clock to `instant`; the system's clock stays as it is.
    pub fn set(&self, instant: DateTime<Utc>) {
        if let Some(held) = &self.held {
            *held.lock().unwrap_or_else(PoisonError::into_inner) = instant.trunc_subsecs(6);
        }
    }

    /// Moves a held clock forward.
    pub fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}
