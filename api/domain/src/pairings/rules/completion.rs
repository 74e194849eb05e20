//! Whether an apprenticeship was gone through, and everything that is missing.
//!
//! Its term is over and it was not ended early or passed on; as many half-days were followed as were agreed, where time with the masters
//! before in the same chain counts; the master said what she thinks, and did not fail her; and nothing of it waits for a decision. Half-days
//! agreed are counted as the standing counts them: by days that ran, days of a pause left out.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::text::{Argument, Message};

use super::{ApprenticeshipStatus, PairingMark, Pause};

/// A time with one master: its first and last day, when it rested, and the half-days a week that were agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// When it rested.
    pub pauses: Vec<Pause>,
    /// Half-days a week.
    pub half_days_per_week: i32,
}

/// What is known of an apprenticeship and those that it took over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Where it stands.
    pub status: ApprenticeshipStatus,
    /// Last day of its term.
    pub last: NaiveDate,
    /// It and those before it in the chain.
    pub stretches: Vec<Stretch>,
    /// Half-days that were approved in all of them.
    pub half_days: i64,
    /// What the master thinks, once she said it.
    pub mark: Option<PairingMark>,
    /// Days of which somebody still has to decide.
    pub undecided: Vec<NaiveDate>,
}

/// Half-days that were agreed for the days that ran: whole weeks' shares are rounded down for each master.
#[must_use]
pub fn half_days_agreed(stretches: &[Stretch]) -> i64 {
    let agreed = |stretch: &Stretch| {
        let (first, last) = stretch.days;
        let rests = |day: &NaiveDate| {
            stretch.pauses.iter().any(|pause| pause.from <= *day && pause.until.is_none_or(|end| *day <= end))
        };
        let ran = first.iter_days().take_while(|day| *day <= last).filter(|day| !rests(day)).count();
        i64::try_from(ran).unwrap_or(0) * i64::from(stretch.half_days_per_week) / 7
    };
    stretches.iter().map(agreed).sum()
}

/// Everything that is missing on a day; nothing when it was gone through.
#[must_use]
pub fn missing(gone: &Gone, on: NaiveDate) -> Vec<Message> {
    let mut missing = Vec::new();
    match gone.status {
        ApprenticeshipStatus::Completed => {}
        ApprenticeshipStatus::Active if gone.last < on => {}
        ApprenticeshipStatus::Active => {
            missing.push(Message::new("pairings-incomplete-runs").with("last", gone.last));
        }
        status => missing.push(Message::new("pairings-incomplete-status").with("status", status.label())),
    }
    let agreed = half_days_agreed(&gone.stretches);
    if gone.half_days < agreed {
        let message = Message::new("pairings-incomplete-half-days");
        missing.push(message.with("have", gone.half_days).with("agreed", agreed));
    }
    match gone.mark {
        None => missing.push(Message::new("pairings-incomplete-appraisal")),
        Some(PairingMark::Failed) => missing.push(Message::new("pairings-incomplete-failed")),
        Some(_) => {}
    }
    if !gone.undecided.is_empty() {
        let mut months: Vec<String> =
            gone.undecided.iter().map(|day| day.format("%Y-%m").to_string()).collect();
        months.dedup();
        missing.push(Message::new("pairings-incomplete-undecided").with("months", Argument::list(months)));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn gone() -> Gone {
        Gone {
            status: ApprenticeshipStatus::Active,
            last: day("2026-04-26"),
            stretches: vec![Stretch {
                days: (day("2026-03-02"), day("2026-04-26")),
                pauses: Vec::new(),
                half_days_per_week: 3,
            }],
            half_days: 24,
            mark: Some(PairingMark::Good),
            undecided: Vec::new(),
        }
    }

    fn keys(gone: &Gone, on: &str) -> Vec<String> {
        missing(gone, day(on)).iter().map(|message| message.key().to_owned()).collect()
    }

    #[test]
    fn what_was_gone_through_misses_nothing_once_its_term_is_over() {
        assert_eq!(keys(&gone(), "2026-04-27"), Vec::<String>::new());
        assert_eq!(keys(&gone(), "2026-04-26"), ["pairings-incomplete-runs"]);
        let completed = Gone { status: ApprenticeshipStatus::Completed, ..gone() };
        assert_eq!(keys(&completed, "2026-04-26"), Vec::<String>::new());
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let early = Gone {
            status: ApprenticeshipStatus::Ended,
            half_days: 23,
            mark: None,
            undecided: vec![day("2026-03-03"), day("2026-03-05"), day("2026-04-01")],
            ..gone()
        };
        assert_eq!(
            keys(&early, "2026-05-01"),
            [
                "pairings-incomplete-status",
                "pairings-incomplete-half-days",
                "pairings-incomplete-appraisal",
                "pairings-incomplete-undecided",
            ]
        );
        let failed = Gone { mark: Some(PairingMark::Failed), ..gone() };
        assert_eq!(keys(&failed, "2026-05-01"), ["pairings-incomplete-failed"]);
    }

    #[test]
    fn days_of_a_pause_ask_for_nothing_and_masters_before_count() {
        let mut rested = gone();
        let pause = Pause { from: day("2026-03-09"), until: Some(day("2026-03-22")) };
        rested.stretches[0].pauses = vec![pause];
        assert_eq!(half_days_agreed(&rested.stretches), 18);
        let before = Stretch { days: (day("2026-02-02"), day("2026-03-01")), ..gone().stretches.remove(0) };
        rested.stretches.push(before);
        assert_eq!(half_days_agreed(&rested.stretches), 30);
        assert_eq!(half_days_agreed(&[]), 0);
    }
}
