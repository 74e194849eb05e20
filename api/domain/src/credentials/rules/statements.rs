//! What may be stated about somebody's teaching, and how it is added up.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate};
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

use crate::teaching::{Taught, TeachingSessionKind};

platform::codes! {
    /// What a statement of teaching is for.
    pub enum TeachingStatementKind {
        /// Days of service at the grassroots, as promotion asks for them (基层服务证明).
        GrassrootsService = "GRASSROOTS_SERVICE",
        /// What was taught in a month, as teaching pay asks for it (教学工作月度清单).
        MonthlyTeaching = "MONTHLY_TEACHING",
    }
}

platform::codes! {
    /// Why nothing is stated.
    pub enum TeachingStatementErrorCode {
        /// The days are no whole month that is over, or no period that ended.
        Period = "PERIOD",
        /// She led no confirmed session of the kind for this institution in the period.
        NothingTaught = "NOTHING_TAUGHT",
        /// A name holds a character that no font can print.
        NoGlyph = "NO_GLYPH",
        /// A name is missing, or too long to be printed legibly.
        NotPrintable = "NOT_PRINTABLE",
        /// The address to be printed on it is this machine's own.
        LoopbackAddress = "LOOPBACK_ADDRESS",
        /// Sessions were confirmed again and again while it was printed.
        Conflict = "CONFLICT",
    }
}

/// Longest period of a statement of service, in years.
const LONGEST_YEARS: u32 = 10;
/// Minutes of a class hour (学时).
pub const CLASS_HOUR_MINUTES: i64 = 45;

/// What is wrong with the days of a statement. One of service is about any days up to ten years that ended by today, one of a month
/// about one whole month that is over.
#[must_use]
pub fn period_problem(
    kind: TeachingStatementKind,
    (from, until): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Option<Problem<TeachingStatementErrorCode>> {
    let (is_sound, message) = match kind {
        TeachingStatementKind::GrassrootsService => {
            let beyond = from.checked_add_months(Months::new(12 * LONGEST_YEARS));
            let is_sound = from <= until && until <= today && beyond.is_none_or(|beyond| until < beyond);
            (is_sound, Message::new("credentials-statement-period").with("years", LONGEST_YEARS))
        }
        TeachingStatementKind::MonthlyTeaching => {
            let last = from.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
            let is_sound = from.day() == 1 && last == Some(until) && until < today;
            (is_sound, Message::new("credentials-statement-month"))
        }
    };
    (!is_sound).then(|| Problem::new(TeachingStatementErrorCode::Period, "until", message))
}

/// Class hours of 45 minutes in hundredths, rounded half up: of the sum of the minutes, so that what is left over of one session counts
/// with the next.
#[must_use]
pub const fn class_hour_hundredths(minutes: i64) -> i64 {
    (minutes * 100 + CLASS_HOUR_MINUTES / 2) / CLASS_HOUR_MINUTES
}

/// What several sessions add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Distinct days on which one of them was held at its place; a remote session is no day anywhere.
    pub days: i64,
    /// How many.
    pub sessions: i64,
    /// How many minutes.
    pub minutes: i64,
}

/// Adds sessions up.
#[must_use]
pub fn sum<'a>(taught: impl IntoIterator<Item = &'a Taught>) -> Sum {
    let mut days = BTreeSet::new();
    let mut sum = Sum::default();
    for one in taught {
        sum.sessions += 1;
        sum.minutes += i64::from(one.minutes);
        if one.is_on_site {
            days.insert(one.held_on);
        }
    }
    Sum { days: i64::try_from(days.len()).unwrap_or(i64::MAX), ..sum }
}

/// Adds sessions up by kind, and apart by whether at one place, in the order of the kinds; what was taught on site comes first.
#[must_use]
pub fn by_kind<'a>(
    taught: &(impl Iterator<Item = &'a Taught> + Clone),
) -> Vec<(TeachingSessionKind, bool, Sum)> {
    let each = TeachingSessionKind::ALL.iter().flat_map(|kind| [(*kind, true), (*kind, false)]);
    each.map(|(kind, is_on_site)| {
        let these = taught.clone().filter(|one| one.kind == kind && one.is_on_site == is_on_site);
        (kind, is_on_site, sum(these))
    })
    .filter(|(_, _, sum)| sum.sessions > 0)
    .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn taught(on: &str, kind: TeachingSessionKind, is_on_site: bool, minutes: i32) -> Taught {
        Taught {
            session_id: Uuid::from_u128(1),
            host_id: Uuid::from_u128(2),
            base_id: None,
            kind,
            is_on_site,
            title: String::new(),
            held_on: day(on),
            minutes,
            attendees: 1,
        }
    }

    #[test]
    fn a_month_is_stated_whole_and_once_it_is_over() {
        let kind = TeachingStatementKind::MonthlyTeaching;
        let is_sound =
            |from, until, today| period_problem(kind, (day(from), day(until)), day(today)).is_none();
        assert!(is_sound("2026-02-01", "2026-02-28", "2026-03-01"));
        assert!(is_sound("2024-02-01", "2024-02-29", "2026-03-01"));
        assert!(!is_sound("2026-02-01", "2026-02-28", "2026-02-28"));
        assert!(!is_sound("2026-02-01", "2026-02-27", "2026-03-01"));
        assert!(!is_sound("2026-02-02", "2026-03-01", "2026-04-01"));
        assert!(!is_sound("2026-01-01", "2026-02-28", "2026-03-01"));
    }

    #[test]
    fn service_is_stated_of_at_most_ten_years_that_ended() {
        let kind = TeachingStatementKind::GrassrootsService;
        let is_sound =
            |from, until| period_problem(kind, (day(from), day(until)), day("2026-03-01")).is_none();
        assert!(is_sound("2026-03-01", "2026-03-01"));
        assert!(is_sound("2016-03-02", "2026-03-01"));
        assert!(!is_sound("2016-03-01", "2026-03-01"));
        assert!(!is_sound("2026-02-01", "2026-03-02"));
        assert!(!is_sound("2026-02-02", "2026-02-01"));
    }

    #[test]
    fn a_class_hour_is_45_minutes_and_halves_are_rounded_up() {
        assert_eq!([0, 1, 45, 60, 90, 120].map(class_hour_hundredths), [0, 2, 100, 133, 200, 267]);
        // 9 minutes are a fifth of one.
        assert_eq!(class_hour_hundredths(9), 20);
    }

    #[test]
    fn a_day_counts_once_and_a_remote_session_is_no_day() {
        use TeachingSessionKind::{Lecture, WardRound};
        let all = [
            taught("2026-02-03", WardRound, true, 60),
            taught("2026-02-03", Lecture, true, 30),
            taught("2026-02-04", Lecture, false, 45),
            taught("2026-02-05", WardRound, true, 60),
        ];
        assert_eq!(sum(&all), Sum { days: 2, sessions: 4, minutes: 195 });
        assert_eq!(
            by_kind(&all.iter()),
            [
                (WardRound, true, Sum { days: 2, sessions: 2, minutes: 120 }),
                (Lecture, true, Sum { days: 1, sessions: 1, minutes: 30 }),
                (Lecture, false, Sum { days: 0, sessions: 1, minutes: 45 }),
            ]
        );
        assert_eq!(sum([]), Sum::default());
    }
}
