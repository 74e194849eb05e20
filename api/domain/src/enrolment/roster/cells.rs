//! Reads the cells of one row, and says what is wrong with each.

use chrono::{Datelike as _, NaiveDate};
use platform::codes::Code as _;
use platform::collation::fold_width;
use platform::error::Name;
use platform::spreadsheet::Row;
use platform::text::{Argument, Message};

use super::super::rules::{FIRST_RECRUITMENT_YEAR, Origin};
use super::{Columns, RosterColumn, RosterRow, RowProblem, Severity, error, words};
use crate::identity::rules::{LONGEST_NAME, email, phone};
use crate::identity::{IdentityDocument, IdentityNumber};

/// Longest number, in characters.
const LONGEST_NUMBER: usize = 64;
/// What people write into a cell that has nothing to say.
const NOTHING: &[&str] = &["无", "-", "--", "—", "——", "/", "\\", "n/a", "none"];

/// One row and what is needed to read it.
pub(super) struct RowReader<'a> {
    pub(super) row: &'a Row,
    pub(super) columns: &'a Columns,
    pub(super) latest_year: i32,
    pub(super) uncovered: fn(&str) -> Vec<char>,
    pub(super) problems: &'a mut Vec<RowProblem>,
}

impl RowReader<'_> {
    /// Reads every cell.
    pub(super) fn read(mut self) -> RosterRow {
        let name = self.name();
        let recruitment_year = self.recruitment_year();
        let identity = self.identity();
        RosterRow {
            line: self.row.line,
            name,
            number: self.number(),
            phone: self.checked(RosterColumn::Phone, phone, "identity-phone"),
            email: self.optional(RosterColumn::Email, email, "identity-email"),
            origin: self.origin(),
            sending_institution: self.filled(RosterColumn::SendingInstitution),
            recruitment_year,
            programme: self.required(RosterColumn::Programme),
            starts_on: self.starts_on(recruitment_year),
            birth_on: self.birth_on(identity.as_ref()),
            identity,
        }
    }

    /// What stands in a cell, full-width letters folded; nothing where people wrote that there is nothing.
    fn filled(&self, column: RosterColumn) -> Option<String> {
        let text = fold_width(self.row.cell(self.columns.place(column)?));
        let text = text.trim();
        let is_nothing = text.is_empty() || NOTHING.contains(&text.to_lowercase().as_str());
        (!is_nothing).then(|| text.to_owned())
    }

    fn refuse(&mut self, column: RosterColumn, value: &str, message: Message) {
        self.problems.push(error(self.row.line, column, value, message));
    }

    fn required(&mut self, column: RosterColumn) -> Option<String> {
        let text = self.filled(column);
        if text.is_none() {
            self.refuse(column, "", Message::new("common-required").with("field", column.label()));
        }
        text
    }

    fn checked(
        &mut self,
        column: RosterColumn,
        read: fn(&str) -> Option<String>,
        key: &'static str,
    ) -> Option<String> {
        let typed = self.required(column)?;
        let value = read(&typed);
        if value.is_none() {
            self.refuse(column, &typed, Message::new(key).with("value", &typed));
        }
        value
    }

    fn optional(
        &mut self,
        column: RosterColumn,
        read: fn(&str) -> Option<String>,
        key: &'static str,
    ) -> Option<String> {
        self.filled(column)?;
        self.checked(column, read, key)
    }

    fn shorter_than(&mut self, column: RosterColumn, text: &str, limit: usize) -> bool {
        let fits = text.chars().count() <= limit;
        if !fits {
            let message = Message::new("common-too-long").with("field", column.label()).with("limit", limit);
            self.refuse(column, text, message);
        }
        fits
    }

    fn name(&mut self) -> Name {
        let zh = self.required(RosterColumn::Name).unwrap_or_default();
        let zh = without_spacing(&zh);
        let en = self.filled(RosterColumn::NameEn).unwrap_or_default();
        self.shorter_than(RosterColumn::Name, &zh, LONGEST_NAME);
        self.shorter_than(RosterColumn::NameEn, &en, LONGEST_NAME);
        for (column, text) in [(RosterColumn::Name, &zh), (RosterColumn::NameEn, &en)] {
            let uncovered = (self.uncovered)(text);
            if !uncovered.is_empty() {
                let characters = uncovered
                    .iter()
                    .map(|character| format!("{character} (U+{:04X})", u32::from(*character)));
                let message =
                    Message::new("enrolment-roster-uncovered").with("characters", Argument::list(characters));
                let warning = error(self.row.line, column, text, message);
                self.problems.push(RowProblem { severity: Severity::Warning, ..warning });
            }
        }
        Name::new(zh, en)
    }

    fn number(&mut self) -> Option<String> {
        let number = self.required(RosterColumn::Number)?;
        self.shorter_than(RosterColumn::Number, &number, LONGEST_NUMBER).then_some(number)
    }

    fn origin(&mut self) -> Option<Origin> {
        let typed = self.required(RosterColumn::Origin)?;
        let found = words::origin(&typed);
        if found.is_none() {
            let choices = Argument::list(Origin::ALL.iter().map(|origin| origin.label()));
            let message = Message::new("common-not-a-choice").with("field", RosterColumn::Origin.label());
            self.refuse(RosterColumn::Origin, &typed, message.with("value", &typed).with("choices", choices));
        }
        found
    }

    fn recruitment_year(&mut self) -> Option<i32> {
        let typed = self.required(RosterColumn::RecruitmentYear)?;
        let bare = typed.trim_end_matches(['级', '年', '届', '度']);
        let year =
            bare.parse().ok().filter(|year| (FIRST_RECRUITMENT_YEAR..=self.latest_year).contains(year));
        if year.is_none() {
            let message = Message::new("common-out-of-range")
                .with("field", RosterColumn::RecruitmentYear.label())
                .with("value", &typed)
                .with("least", FIRST_RECRUITMENT_YEAR)
                .with("most", self.latest_year);
            self.refuse(RosterColumn::RecruitmentYear, &typed, message);
        }
        year
    }

    /// The number of her identity card; what is said of one that cannot be taken does not repeat it.
    fn identity(&mut self) -> Option<IdentityNumber> {
        let typed = self.filled(RosterColumn::IdentityNumber)?;
        match IdentityNumber::read(IdentityDocument::ResidentCard, &typed) {
            Ok(number) => Some(number),
            Err(message) => {
                self.refuse(RosterColumn::IdentityNumber, "***", message);
                None
            }
        }
    }

    fn birth_on(&mut self, identity: Option<&IdentityNumber>) -> Option<NaiveDate> {
        let held = identity.and_then(IdentityNumber::birth_on);
        let Some(typed) = self.filled(RosterColumn::BirthOn) else { return held };
        let given = self.day(RosterColumn::BirthOn, &typed)?;
        if held.is_some_and(|held| held != given) {
            let message = Message::new("identity-birth-contradicts").with("day", given);
            self.refuse(RosterColumn::BirthOn, &typed, message);
        }
        Some(given)
    }

    fn day(&mut self, column: RosterColumn, typed: &str) -> Option<NaiveDate> {
        let found = day(typed);
        if found.is_none() {
            let message =
                Message::new("common-not-a-date").with("field", column.label()).with("value", typed);
            self.refuse(column, typed, message);
        }
        found
    }

    fn starts_on(&mut self, recruitment_year: Option<i32>) -> Option<NaiveDate> {
        let Some(typed) = self.filled(RosterColumn::StartsOn) else {
            return NaiveDate::from_ymd_opt(recruitment_year?, 9, 1);
        };
        let field = RosterColumn::StartsOn.label();
        let day = self.day(RosterColumn::StartsOn, &typed)?;
        if !(FIRST_RECRUITMENT_YEAR..=self.latest_year).contains(&day.year()) {
            let message = Message::new("common-out-of-range")
                .with("field", field)
                .with("value", &typed)
                .with("least", FIRST_RECRUITMENT_YEAR)
                .with("most", self.latest_year);
            self.refuse(RosterColumn::StartsOn, &typed, message);
            return None;
        }
        Some(day)
    }
}

/// A name without the blanks that people put between the characters of a short one so that a column lines up: 张　三.
fn without_spacing(name: &str) -> String {
    let is_plain = |letter: char| matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}');
    if name.chars().all(|letter| is_plain(letter) || letter.is_whitespace()) {
        name.chars().filter(|letter| !letter.is_whitespace()).collect()
    } else {
        name.to_owned()
    }
}

/// A day as people write it: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301.
fn day(typed: &str) -> Option<NaiveDate> {
    let only_digits = typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_digit());
    if only_digits {
        return NaiveDate::parse_from_str(typed, "%Y%m%d").ok();
    }
    let text = typed.trim_end_matches('日');
    let mut parts = text.split(['-', '/', '.', '年', '月']).map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let expected = NaiveDate::from_ymd_opt(2026, 3, 1);
        for good in ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "20260301"] {
            assert_eq!(day(good), expected, "{good}");
        }
        for bad in ["", "2026", "2026-3", "2026-13-01", "26-03-01", "2026-02-30", "1/3/2026", "2026-03-01-02"]
        {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_name_is_not_spaced_out() {
        assert_eq!(without_spacing("示 例"), "示例");
        assert_eq!(without_spacing("Sample Zhang San"), "Sample Zhang San");
        assert_eq!(without_spacing("示例·张三"), "示例·张三");
    }
}
