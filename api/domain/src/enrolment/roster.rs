//! A roster as a school keeps it in a spreadsheet, read row by row and set against what is known already.
//!
//! Its columns are recognised by the names people give them, in Chinese or English. Nothing is refused at the first
//! mistake: every cell that cannot be taken is said, with its line, its column, its value and the reason. Somebody
//! known by her number at the school or by her phone is recognised and not doubled, and so is her enrolment, so that
//! the same roster sent twice changes nothing the second time.

mod cells;
mod settling;
mod words;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::collation::fold_width;
use platform::error::Name;
use platform::spreadsheet::Table;
use platform::text::Message;
use uuid::Uuid;

use self::cells::RowReader;
pub use self::settling::settle;
use super::rules::Origin;
use crate::curricula::Figures;
use crate::identity::{IdentityNumber, Person};

platform::codes! {
    /// A column of a roster.
    pub enum RosterColumn {
        /// The trainee's name (姓名).
        Name = "NAME",
        /// Her name in English (英文名).
        NameEn = "NAME_EN",
        /// Student or staff number at the school (学号, 工号).
        Number = "NUMBER",
        /// Mobile number (手机).
        Phone = "PHONE",
        /// Mail address (邮箱).
        Email = "EMAIL",
        /// How she came into the programme (报名类别).
        Origin = "ORIGIN",
        /// Who sent her (委派单位).
        SendingInstitution = "SENDING_INSTITUTION",
        /// Year of recruitment (招录年份).
        RecruitmentYear = "RECRUITMENT_YEAR",
        /// The curriculum (培训方案).
        Programme = "PROGRAMME",
        /// First day of training (入培日期).
        StartsOn = "STARTS_ON",
        /// Number of her resident identity card (身份证号).
        IdentityNumber = "IDENTITY_NUMBER",
        /// Day of birth (出生日期), where the roster holds no identity number.
        BirthOn = "BIRTH_ON",
    }
}

platform::codes! {
    /// How much a finding in a roster matters.
    pub enum Severity {
        /// The roster is not taken.
        Error = "ERROR",
        /// Somebody should look at it; the roster is taken nevertheless.
        Warning = "WARNING",
    }
}

/// Something to be said about one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The row's number in the spreadsheet program.
    pub line: u32,
    /// The column.
    pub column: RosterColumn,
    /// What stands in the cell.
    pub value: String,
    /// Whether it keeps the roster from being taken.
    pub severity: Severity,
    /// What, which and what to do.
    pub message: Message,
}

/// Which column stands where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(HashMap<RosterColumn, usize>);

/// A column that is missing, or that two headers claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnProblem {
    /// No header names it.
    Missing(Message),
    /// Two headers name it.
    Twice(Message),
}

impl Columns {
    /// Recognises the columns of a table by their headers; headers that name none are passed over.
    ///
    /// # Errors
    /// Every column that is missing, or that two headers name.
    pub fn recognise(table: &Table) -> Result<Self, Vec<ColumnProblem>> {
        let headers: Vec<String> = table.header.iter().map(|header| words::bare_header(header)).collect();
        let mut problems = Vec::new();
        let mut places = HashMap::new();
        for column in RosterColumn::ALL {
            let names = words::headers(*column);
            let mut found = headers.iter().enumerate().filter(|(_, header)| names.contains(&header.as_str()));
            match (found.next(), found.next()) {
                (Some((place, _)), None) => {
                    places.insert(*column, place);
                }
                (Some((first, _)), Some((second, _))) => {
                    let header = |place: usize| table.header.get(place).cloned().unwrap_or_default();
                    problems.push(ColumnProblem::Twice(
                        Message::new("enrolment-roster-column-twice")
                            .with("column", column.label())
                            .with("first", header(first))
                            .with("second", header(second)),
                    ));
                }
                (None, _) if words::is_required(*column) => {
                    let example = names.first().copied().unwrap_or_default();
                    problems.push(ColumnProblem::Missing(
                        Message::new("enrolment-roster-column-missing")
                            .with("column", column.label())
                            .with("example", example),
                    ));
                }
                (None, _) => {}
            }
        }
        if problems.is_empty() { Ok(Self(places)) } else { Err(problems) }
    }

    fn place(&self, column: RosterColumn) -> Option<usize> {
        self.0.get(&column).copied()
    }
}

/// A row as far as it could be read; what could not be is absent and has been said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// The row's number in the spreadsheet program.
    pub line: u32,
    /// Name; the English one may be empty.
    pub name: Name,
    /// Number at the school.
    pub number: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// How she came into the programme.
    pub origin: Option<Origin>,
    /// Who sent her, as typed.
    pub sending_institution: Option<String>,
    /// Year of recruitment.
    pub recruitment_year: Option<i32>,
    /// The curriculum, as typed.
    pub programme: Option<String>,
    /// First day of training; 1 September of the year of recruitment when the roster has none.
    pub starts_on: Option<NaiveDate>,
    /// Number of her identity card.
    pub identity: Option<IdentityNumber>,
    /// Day of birth; the one that the identity number holds where there is one.
    pub birth_on: Option<NaiveDate>,
}

/// The rows of a roster and everything to be said about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The rows.
    pub rows: Vec<RosterRow>,
    /// What is to be said about them.
    pub problems: Vec<RowProblem>,
}

/// Reads the cells of a table. `latest_year` is the last year of recruitment that can be recorded; `uncovered` names
/// the characters of a name that no certificate font covers.
#[must_use]
pub fn read(table: &Table, columns: &Columns, latest_year: i32, uncovered: fn(&str) -> Vec<char>) -> Reading {
    let mut reading = Reading::default();
    for row in &table.rows {
        let reader = RowReader { row, columns, latest_year, uncovered, problems: &mut reading.problems };
        let read = reader.read();
        reading.rows.push(read);
    }
    let plain = |value: &String| (value.clone(), value.clone());
    find_doubles(&mut reading, RosterColumn::Number, |row| row.number.as_ref().map(plain));
    find_doubles(&mut reading, RosterColumn::Phone, |row| row.phone.as_ref().map(plain));
    let masked = |number: &IdentityNumber| (number.revealed().to_owned(), number.masked());
    find_doubles(&mut reading, RosterColumn::IdentityNumber, |row| row.identity.as_ref().map(masked));
    reading
}

/// Finds values that stand in two rows; `value` gives what is compared and what is shown.
fn find_doubles(
    reading: &mut Reading,
    column: RosterColumn,
    value: impl Fn(&RosterRow) -> Option<(String, String)>,
) {
    let mut first: HashMap<String, u32> = HashMap::new();
    for row in &reading.rows {
        let Some((compared, shown)) = value(row) else { continue };
        let earlier = *first.entry(compared).or_insert(row.line);
        if earlier != row.line {
            let message =
                Message::new("enrolment-roster-twice").with("column", column.label()).with("line", earlier);
            reading.problems.push(error(row.line, column, &shown, message));
        }
    }
}

fn error(line: u32, column: RosterColumn, value: &str, message: Message) -> RowProblem {
    RowProblem { line, column, value: value.to_owned(), severity: Severity::Error, message }
}

/// A programme of the school that a roster may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// The curriculum's code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The latest published version and its figures; absent when none is published.
    pub version: Option<(Uuid, Figures)>,
}

/// An institution that a roster may name as the sending one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Key.
    pub id: Uuid,
    /// Name.
    pub name: Name,
    /// Unified social credit code.
    pub credit_code: Option<String>,
    /// The day from which on it sends nobody, because it was merged into another one, and what is said of that.
    pub merged: Option<(NaiveDate, Message)>,
}

/// What is known before a roster is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The day from which on the school enrols nobody, because it was merged into another one, and what is said of that.
    pub merged: Option<(NaiveDate, Message)>,
    /// Programmes of the school.
    pub programmes: Vec<Programme>,
    /// Institutions.
    pub senders: Vec<Sender>,
    /// Who bears a number of the roster at the school.
    pub by_number: HashMap<String, Person>,
    /// Who has a phone of the roster.
    pub by_phone: HashMap<String, Person>,
    /// Who bears an identity number of the roster.
    pub by_identity: HashMap<IdentityNumber, Person>,
    /// Which of these people have an identity number on record.
    pub identified: HashSet<Uuid>,
    /// Names and days of birth that are known, as `folded` writes the names.
    pub namesakes: HashSet<(String, NaiveDate)>,
    /// Who is enrolled in which version.
    pub enrolled: HashSet<(Uuid, Uuid)>,
}

/// A person of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trainee {
    /// Not known yet.
    New,
    /// Recognised.
    Known {
        /// Who she is.
        person_id: Uuid,
        /// Whether the school's number is new to her record.
        lacks_number: bool,
        /// Whether the identity number is new to her record.
        lacks_identity: bool,
    },
}

/// What one row asks for, with everything resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterEntry {
    /// Who.
    pub trainee: Trainee,
    /// Name.
    pub name: Name,
    /// Number at the school.
    pub number: String,
    /// Mobile number.
    pub phone: String,
    /// Mail address.
    pub email: Option<String>,
    /// Number of her identity card.
    pub identity: Option<IdentityNumber>,
    /// Day of birth.
    pub birth_on: Option<NaiveDate>,
    /// The curriculum version.
    pub version_id: Uuid,
    /// How she came into the programme.
    pub origin: Origin,
    /// Who sent her.
    pub sending_institution_id: Option<Uuid>,
    /// Year of recruitment.
    pub recruitment_year: i32,
    /// First day of training.
    pub starts_on: NaiveDate,
    /// Last day as planned.
    pub expected_completion_on: NaiveDate,
    /// Whether she is enrolled in that version already.
    pub is_enrolled: bool,
}

/// Text as it is compared: without regard to case, width and blanks.
pub(super) fn folded(text: &str) -> String {
    fold_width(text).chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn index<'a, T>(items: &'a [T], names: impl Fn(&'a T) -> Vec<&'a str>) -> HashMap<String, Vec<&'a T>> {
    let mut found: HashMap<String, Vec<&T>> = HashMap::new();
    for item in items {
        let keys: HashSet<String> =
            names(item).into_iter().map(folded).filter(|key| !key.is_empty()).collect();
        for key in keys {
            found.entry(key).or_default().push(item);
        }
    }
    found
}

#[cfg(test)]
mod tests;
