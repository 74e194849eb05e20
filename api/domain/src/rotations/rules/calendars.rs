//! What a calendar tells: which days it reaches, and how an event stands there.

use chrono::{Months, NaiveDate};

use super::PlacementStatus;

platform::codes! {
    /// Why an act upon a calendar feed is refused.
    pub enum CalendarFeedErrorCode {
        /// She has as many as one person may have.
        TooMany = "TOO_MANY",
    }
}

/// Most feeds of one person that work at once.
pub const MOST_CALENDAR_FEEDS: usize = 20;
/// Most events of one calendar.
pub const MOST_CALENDAR_EVENTS: usize = 2000;
/// How far back a calendar reaches, in months.
const MONTHS_BACK: Months = Months::new(12);
/// How far ahead it reaches, in months.
const MONTHS_AHEAD: Months = Months::new(24);

/// The days of which a calendar tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
    /// The day on which it is read.
    pub today: NaiveDate,
}

impl Reach {
    /// Of a calendar that is read on a day.
    #[must_use]
    pub fn on(today: NaiveDate) -> Self {
        Self {
            from: today.checked_sub_months(MONTHS_BACK).unwrap_or(today),
            until: today.checked_add_months(MONTHS_AHEAD).unwrap_or(today),
            today,
        }
    }

    /// Whether something from one day to another, both counted, has a day within it.
    #[must_use]
    pub fn holds(&self, starts_on: NaiveDate, ends_on: NaiveDate) -> bool {
        self.from <= ends_on && starts_on <= self.until
    }
}

/// How an event stands in a calendar (RFC 5545, 3.8.1.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStanding {
    /// It is drafted, or still asked for.
    Tentative,
    /// It is booked, or was.
    Confirmed,
    /// It does not take place; told so that a phone which has it takes it away.
    Cancelled,
}

impl From<PlacementStatus> for EventStanding {
    fn from(status: PlacementStatus) -> Self {
        match status {
            PlacementStatus::Draft | PlacementStatus::Proposed => Self::Tentative,
            PlacementStatus::Planned
            | PlacementStatus::Active
            | PlacementStatus::Completed
            | PlacementStatus::Repeated => Self::Confirmed,
            PlacementStatus::Cancelled => Self::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NaiveDate, Reach};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_calendar_reaches_a_year_back_and_two_ahead() {
        let reach = Reach::on(day("2028-02-29"));
        assert_eq!((reach.from, reach.until), (day("2027-02-28"), day("2030-02-28")));
        assert!(reach.holds(day("2026-01-01"), day("2027-02-28")));
        assert!(!reach.holds(day("2026-01-01"), day("2027-02-27")));
        assert!(reach.holds(day("2030-02-28"), day("2030-03-31")));
        assert!(!reach.holds(day("2030-03-01"), day("2030-03-31")));
    }
}
