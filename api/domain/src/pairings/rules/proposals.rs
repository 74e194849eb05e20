//! What stands against a proposal by its own words.

use chrono::{Months, NaiveDate};
use platform::error::Problem;
use platform::text::Message;
use uuid::Uuid;

use super::{ApprenticeshipErrorCode, Channel, LONGEST_GOALS_NOTE};

/// Longest apprenticeship, in months.
pub const LONGEST_MONTHS: u32 = 60;
/// Most requirements that an apprenticeship is to serve.
pub const MOST_GOALS: usize = 50;

/// What is agreed between a master and an apprentice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// First and last day.
    pub term: (NaiveDate, NaiveDate),
    /// Half-days a week.
    pub half_days_per_week: i32,
    /// A contact at least once in so many days.
    pub contact_every_days: i32,
    /// How they meet.
    pub channels: Vec<Channel>,
    /// Requirements of the plan that it is to serve.
    pub goals: Vec<Uuid>,
    /// What else it is to achieve.
    pub goals_note: String,
    /// The day of the ceremony.
    pub ceremony_on: Option<NaiveDate>,
}

/// Everything that stands against what is to be agreed.
#[must_use]
pub fn terms_problems(terms: &Terms, today: NaiveDate) -> Vec<Problem<ApprenticeshipErrorCode>> {
    let mut problems = Vec::new();
    let mut refuse = |path: &str, message: Message| {
        problems.push(Problem::new(ApprenticeshipErrorCode::Invalid, path, message));
    };
    let (first, last) = terms.term;
    let longest = first.checked_add_months(Months::new(LONGEST_MONTHS)).unwrap_or(first);
    if last < first || last > longest {
        let message = Message::new("pairings-term").with("first", first).with("last", last);
        refuse("endsOn", message.with("most", LONGEST_MONTHS));
    } else if last < today {
        refuse("endsOn", Message::new("pairings-term-past").with("last", last).with("today", today));
    }
    let figures = [
        ("halfDaysPerWeek", terms.half_days_per_week, 14),
        ("contactEveryDays", terms.contact_every_days, 92),
    ];
    for (path, value, most) in figures {
        if !(1..=most).contains(&value) {
            let message = Message::new("pairings-figure").with("field", path).with("value", value);
            refuse(path, message.with("most", most));
        }
    }
    let is_twice = terms
        .channels
        .iter()
        .enumerate()
        .any(|(place, one)| terms.channels.iter().take(place).any(|other| other == one));
    if terms.channels.is_empty() || is_twice {
        refuse("channels", Message::new("pairings-channels"));
    }
    if terms.goals.len() > MOST_GOALS {
        refuse("goals", Message::new("pairings-goals").with("most", MOST_GOALS));
    }
    if terms.goals_note.chars().count() > LONGEST_GOALS_NOTE {
        refuse("goalsNote", Message::new("pairings-goals-note").with("limit", LONGEST_GOALS_NOTE));
    }
    if let Some(day) = terms.ceremony_on.filter(|day| *day > last) {
        refuse("ceremonyOn", Message::new("pairings-ceremony").with("day", day).with("last", last));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let good = Terms {
            term: (day("2026-01-01"), day("2028-12-31")),
            half_days_per_week: 3,
            contact_every_days: 14,
            channels: vec![Channel::OnSite, Channel::Phone],
            goals: vec![Uuid::nil(); 2],
            goals_note: String::new(),
            ceremony_on: Some(day("2026-01-05")),
        };
        assert_eq!(terms_problems(&good, day("2026-03-01")), []);
        let bad = Terms {
            term: (day("2026-01-01"), day("2031-01-02")),
            half_days_per_week: 15,
            contact_every_days: 0,
            channels: vec![Channel::Phone, Channel::Phone],
            goals: vec![Uuid::nil(); 51],
            goals_note: "字".repeat(1001),
            ceremony_on: Some(day("2031-01-03")),
        };
        let paths: Vec<String> = terms_problems(&bad, day("2026-03-01"))
            .into_iter()
            .map(|problem| problem.path.join("."))
            .collect();
        let all =
            ["endsOn", "halfDaysPerWeek", "contactEveryDays", "channels", "goals", "goalsNote", "ceremonyOn"];
        assert_eq!(paths, all);
        let past = Terms { term: (day("2025-01-01"), day("2025-12-31")), ceremony_on: None, ..good };
        assert_eq!(terms_problems(&past, day("2026-03-01")).len(), 1);
    }
}
