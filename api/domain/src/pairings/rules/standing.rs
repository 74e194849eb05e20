//! How a live apprenticeship stands, from what was agreed and what happened.
//!
//! Two things were agreed: that they meet at least once in so many days, and how many half-days a week she follows. Who has not met for
//! longer than that has lapsed. Who meets and follows less than agreed over the last four weeks is behind. Days of a pause are in
//! neither: a pause of two weeks moves the day on which it lapses by two weeks. Examples, which are also tests: three half-days a week
//! and a contact in 14 days are agreed. Twelve half-days in four weeks, the last one yesterday: on track. Eleven: behind. Twelve, and none
//! for 15 days: lapsed.

use chrono::{Days, NaiveDate};
use platform::text::Message;

use super::proposals::Terms;
use super::{ApprenticeshipStatus, Pause};

platform::codes! {
    /// How an apprenticeship stands on a day.
    pub enum ApprenticeshipState {
        /// Its first day has not come.
        NotBegun = "NOT_BEGUN",
        /// They meet, and she follows as much as agreed.
        OnTrack = "ON_TRACK",
        /// They meet, and she follows less than agreed.
        Behind = "BEHIND",
        /// They have not met for longer than agreed.
        Lapsed = "LAPSED",
        /// It rests.
        Paused = "PAUSED",
        /// Its last day is past, or the training that it serves is over, and nobody has ended it.
        TermOver = "TERM_OVER",
    }
}

/// Days over which half-days are held against what was agreed.
pub const WINDOW_DAYS: i64 = 28;

/// What was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Where it stands.
    pub status: ApprenticeshipStatus,
    /// On what.
    pub terms: Terms,
    /// When it rested.
    pub pauses: Vec<Pause>,
    /// How the training that it serves stands, once that is over.
    pub training_over: Option<Message>,
}

/// What happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// The last day on which they met.
    pub last_contact_on: Option<NaiveDate>,
    /// Half-days by day, in no order.
    pub half_days: Vec<(NaiveDate, i64)>,
}

/// How it stands, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How.
    pub state: ApprenticeshipState,
    /// The last day on which they met.
    pub last_contact_on: Option<NaiveDate>,
    /// The day until which they must meet again; none while it does not run.
    pub contact_due_on: Option<NaiveDate>,
    /// Half-days of the last four weeks.
    pub half_days: i64,
    /// Half-days that were agreed for as much of them as has been running.
    pub half_days_agreed: i64,
    /// In a sentence.
    pub reason: Message,
}

fn is_paused(pauses: &[Pause], day: NaiveDate) -> bool {
    pauses.iter().any(|pause| pause.from <= day && pause.until.is_none_or(|end| day <= end))
}

/// The day on which so many days have run since another one, that one not counted; days of a pause do not run.
fn after_running(pauses: &[Pause], since: NaiveDate, count: i32) -> NaiveDate {
    let (mut day, mut left) = (since, count);
    // A pause that was not resumed is counted as if it ended now: nothing falls due in it.
    while left > 0 {
        let Some(next) = day.succ_opt() else { return day };
        day = next;
        if !pauses.iter().any(|pause| pause.until.is_some_and(|end| (pause.from..=end).contains(&day))) {
            left -= 1;
        }
    }
    day
}

/// The earliest day that [`standing`] looks at.
#[must_use]
pub fn looks_back_to(agreed: &Agreed, on: NaiveDate) -> NaiveDate {
    window(agreed, on).first().copied().unwrap_or(on)
}

/// The last 28 days that ran before `on`, `on` itself left out; the earliest first.
fn window(agreed: &Agreed, on: NaiveDate) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    let mut day = on;
    while i64::try_from(days.len()).unwrap_or(i64::MAX) < WINDOW_DAYS {
        let Some(before) = day.checked_sub_days(Days::new(1)) else { break };
        day = before;
        if day < agreed.terms.term.0 {
            break;
        }
        if !is_paused(&agreed.pauses, day) {
            days.push(day);
        }
    }
    days.reverse();
    days
}

/// How a live apprenticeship stands on a day; nothing of one that is not live.
#[must_use]
pub fn standing(agreed: &Agreed, happened: &Happened, on: NaiveDate) -> Option<Standing> {
    if agreed.status != ApprenticeshipStatus::Active {
        return None;
    }
    let days = window(agreed, on);
    let in_window = |day: NaiveDate| days.contains(&day) || (day == on && !is_paused(&agreed.pauses, on));
    let half_days =
        happened.half_days.iter().filter(|(day, _)| in_window(*day)).map(|(_, count)| count).sum();
    let ran = i64::try_from(days.len()).unwrap_or(WINDOW_DAYS);
    let half_days_agreed = ran * i64::from(agreed.terms.half_days_per_week) / 7;
    let (first, last) = agreed.terms.term;
    let since = happened.last_contact_on.map_or(first, |day| day.max(first));
    let due = after_running(&agreed.pauses, since, agreed.terms.contact_every_days);
    let (state, reason) = if let Some(status) = &agreed.training_over {
        let message = Message::new("pairings-training-over").with("status", status.clone());
        (ApprenticeshipState::TermOver, message)
    } else if on < first {
        (ApprenticeshipState::NotBegun, Message::new("pairings-not-begun").with("first", first))
    } else if on > last {
        (ApprenticeshipState::TermOver, Message::new("pairings-term-over").with("last", last))
    } else if let Some(pause) = agreed.pauses.iter().find(|pause| is_paused(&[**pause], on)) {
        (ApprenticeshipState::Paused, Message::new("pairings-paused").with("since", pause.from))
    } else if on > due {
        let message = Message::new("pairings-lapsed").with("every", agreed.terms.contact_every_days);
        (ApprenticeshipState::Lapsed, message.with("since", since).with("due", due))
    } else {
        let is_behind = half_days < half_days_agreed;
        let (state, key) = if is_behind {
            (ApprenticeshipState::Behind, "pairings-behind")
        } else {
            (ApprenticeshipState::OnTrack, "pairings-on-track")
        };
        (state, Message::new(key).with("have", half_days).with("agreed", half_days_agreed))
    };
    let runs = matches!(
        state,
        ApprenticeshipState::OnTrack | ApprenticeshipState::Behind | ApprenticeshipState::Lapsed
    );
    Some(Standing {
        state,
        last_contact_on: happened.last_contact_on,
        contact_due_on: runs.then_some(due),
        half_days,
        half_days_agreed,
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn agreed() -> Agreed {
        Agreed {
            status: ApprenticeshipStatus::Active,
            terms: Terms {
                term: (day("2026-01-01"), day("2028-12-31")),
                half_days_per_week: 3,
                contact_every_days: 14,
                channels: Vec::new(),
                goals: Vec::new(),
                goals_note: String::new(),
                ceremony_on: None,
            },
            pauses: Vec::new(),
            training_over: None,
        }
    }

    /// So many half-days, one a day, the last of them on a day.
    fn followed(count: u64, last: &str) -> Happened {
        let last = day(last);
        Happened {
            last_contact_on: (count > 0).then_some(last),
            half_days: (0..count).map(|number| (last - Days::new(number), 1)).collect(),
        }
    }

    fn state(agreed: &Agreed, happened: &Happened, on: &str) -> ApprenticeshipState {
        standing(agreed, happened, day(on)).unwrap().state
    }

    #[test]
    fn twelve_half_days_in_four_weeks_are_on_track_eleven_are_behind() {
        assert_eq!(state(&agreed(), &followed(12, "2026-04-09"), "2026-04-10"), ApprenticeshipState::OnTrack);
        assert_eq!(state(&agreed(), &followed(11, "2026-04-09"), "2026-04-10"), ApprenticeshipState::Behind);
    }

    #[test]
    fn a_missed_contact_lapses_on_the_day_after_it_was_due() {
        let happened = followed(12, "2026-03-26");
        assert_eq!(state(&agreed(), &happened, "2026-04-09"), ApprenticeshipState::OnTrack);
        let lapsed = standing(&agreed(), &happened, day("2026-04-10")).unwrap();
        assert_eq!(lapsed.state, ApprenticeshipState::Lapsed);
        assert_eq!(lapsed.contact_due_on, Some(day("2026-04-09")));
        // Without a single contact it is counted from the first day.
        assert_eq!(state(&agreed(), &Happened::default(), "2026-01-15"), ApprenticeshipState::Behind);
        assert_eq!(state(&agreed(), &Happened::default(), "2026-01-16"), ApprenticeshipState::Lapsed);
    }

    #[test]
    fn a_pause_moves_what_is_due() {
        let pause = Pause { from: day("2026-03-30"), until: Some(day("2026-04-12")) };
        let rested = Agreed { pauses: vec![pause], ..agreed() };
        let happened = followed(12, "2026-03-26");
        assert_eq!(state(&rested, &happened, "2026-04-10"), ApprenticeshipState::Paused);
        assert_eq!(state(&rested, &happened, "2026-04-23"), ApprenticeshipState::OnTrack);
        assert_eq!(state(&rested, &happened, "2026-04-24"), ApprenticeshipState::Lapsed);
        let open = Agreed { pauses: vec![Pause { until: None, ..pause }], ..agreed() };
        assert_eq!(state(&open, &happened, "2027-04-10"), ApprenticeshipState::Paused);
    }

    #[test]
    fn the_first_week_asks_for_no_more_than_its_share() {
        let begun = standing(&agreed(), &followed(1, "2026-01-02"), day("2026-01-04")).unwrap();
        assert_eq!((begun.half_days, begun.half_days_agreed), (1, 1));
        assert_eq!(begun.state, ApprenticeshipState::OnTrack);
        assert_eq!(state(&agreed(), &Happened::default(), "2025-12-31"), ApprenticeshipState::NotBegun);
        assert_eq!(state(&agreed(), &Happened::default(), "2029-01-01"), ApprenticeshipState::TermOver);
        let over = Agreed { training_over: Some(Message::new("common-required")), ..agreed() };
        assert_eq!(state(&over, &followed(12, "2026-04-09"), "2026-04-10"), ApprenticeshipState::TermOver);
        let proposed = Agreed { status: ApprenticeshipStatus::Proposed, ..agreed() };
        assert_eq!(standing(&proposed, &Happened::default(), day("2026-02-01")), None);
    }
}
