//! The public holidays that come with the system, as a file.
//!
//! The form is described at the head of `api/presets/calendars/china.toml`.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use platform::data_file::{self, Fields, FileProblem, Preset};
use platform::error::Name;
use platform::text::Message;

use super::rules::{CalendarDay, DayKind};

const PRESETS: &[Preset] = platform::presets!("calendars/", ".toml": "china");
/// Most stretches of days off, and most working days, of one file.
const MOST: usize = 200;
/// Longest stretch of days off.
const LONGEST_DAYS: u64 = 31;
/// Longest account of where they come from, in characters.
const LONGEST_SOURCE: usize = 500;

static SHIPPED: LazyLock<Vec<CalendarDay>> =
    LazyLock::new(|| data_file::readable(PRESETS, parse).flat_map(|(_, days)| days).collect());

/// The days that come with the system.
pub(super) fn shipped_days() -> &'static [CalendarDay] {
    &SHIPPED
}

fn parse(text: &str) -> Result<Vec<CalendarDay>, Vec<FileProblem>> {
    data_file::read(text, |mut fields| {
        let source = fields.text("source", LONGEST_SOURCE);
        let holidays = fields.entries("holidays", MOST, stretch);
        let workdays = fields.entries("workdays", MOST, workday);
        fields.finish();
        source.and(holidays.zip(workdays))
    })
    .map(|(holidays, workdays)| holidays.into_iter().flatten().chain(workdays).collect())
}

fn stretch(mut fields: Fields<'_>) -> Option<Vec<CalendarDay>> {
    let name: Option<Name> = fields.name("name");
    let (from, until) = (fields.date("from"), fields.date("until"));
    let term = from.zip(until);
    let is_sound = |(from, until): &(NaiveDate, NaiveDate)| {
        from <= until && from.checked_add_days(Days::new(LONGEST_DAYS)).is_some_and(|most| *until < most)
    };
    if term.as_ref().is_some_and(|term| !is_sound(term)) {
        fields.refuse("until", Message::new("timetables-file-until").with("days", LONGEST_DAYS));
    }
    fields.finish();
    let (name, (from, until)) = name.zip(term.filter(is_sound))?;
    let day = |day| CalendarDay { day, kind: DayKind::Holiday, name: name.clone(), stands_for: None };
    Some(from.iter_days().take_while(|day| *day <= until).map(day).collect())
}

fn workday(mut fields: Fields<'_>) -> Option<CalendarDay> {
    let name = fields.name("name");
    let (day, stands_for) = (fields.date("on"), fields.date("stands_for"));
    fields.finish();
    Some(CalendarDay { day: day?, kind: DayKind::Workday, name: name?, stands_for: Some(stands_for?) })
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike as _, Weekday};

    use super::super::rules::calendar_problems;
    use super::*;

    #[test]
    fn the_calendar_that_comes_with_the_system_is_read_and_in_order() {
        for year in [2025, 2026] {
            let days: Vec<CalendarDay> =
                shipped_days().iter().filter(|day| day.day.year() == year).cloned().collect();
            assert_eq!(calendar_problems(year, &days), []);
        }
        let off = shipped_days().iter().filter(|day| day.kind == DayKind::Holiday);
        assert_eq!(off.count(), 28 + 33);
        for day in shipped_days().iter().filter(|day| day.kind == DayKind::Workday) {
            assert!(matches!(day.day.weekday(), Weekday::Sat | Weekday::Sun), "{day:?}");
            assert!(!matches!(day.stands_for.unwrap().weekday(), Weekday::Sat | Weekday::Sun), "{day:?}");
        }
    }

    #[test]
    fn a_file_is_refused_with_every_fault() {
        let wrong = "[[holidays]]\nfrom = 2026-01-03\nuntil = 2026-01-01\n[[workdays]]\non = 1\n";
        let paths: Vec<String> = parse(wrong).unwrap_err().into_iter().map(|fault| fault.path).collect();
        assert_eq!(
            paths,
            [
                "source",
                "holidays.1.name",
                "holidays.1.until",
                "workdays.1.name",
                "workdays.1.on",
                "workdays.1.stands_for"
            ]
        );
    }
}
