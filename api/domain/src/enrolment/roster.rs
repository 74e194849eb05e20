//! A roster as a school keeps it in a spreadsheet, read row by row and set against what is known already.
//!
//! Its columns are recognised by the names people give them, in Chinese or English. Nothing is refused at the first
//! mistake: every cell that cannot be taken is said, with its line, its column, its value and the reason. Somebody
//! known by her number at the school or by her phone is recognised and not doubled, and so is her enrolment, so that
//! the same roster sent twice changes nothing the second time.

mod cells;
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
}

/// What is known before a roster is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
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

/// Sets the rows against what is known: the entries of those rows about which nothing stands in the way. What was
/// found so far and what is found now is in `problems`.
#[must_use]
pub fn settle(rows: Vec<RosterRow>, known: &Known, problems: &mut Vec<RowProblem>) -> Vec<RosterEntry> {
    let programmes =
        index(&known.programmes, |programme| vec![&programme.code, &programme.name.zh, &programme.name.en]);
    let senders = index(&known.senders, |sender| {
        vec![&sender.name.zh, &sender.name.en, sender.credit_code.as_deref().unwrap_or_default()]
    });
    let mut seen: HashMap<(Uuid, Uuid), u32> = HashMap::new();
    let mut entries = Vec::new();
    for row in rows {
        let version = find_programme(&row, &programmes, problems);
        let sender = find_sender(&row, &senders, problems);
        let trainee = recognise(&row, known, problems);
        let Some(entry) = entry(&row, trainee, version, sender, known) else {
            continue;
        };
        if let Trainee::Known { person_id, .. } = entry.trainee {
            let earlier = *seen.entry((person_id, entry.version_id)).or_insert(row.line);
            if earlier != row.line {
                let message = Message::new("enrolment-roster-same-person").with("line", earlier);
                problems.push(error(row.line, RosterColumn::Name, &row.name.zh, message));
                continue;
            }
        }
        entries.push(entry);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column, problem.severity));
    entries
}

fn entry(
    row: &RosterRow,
    trainee: Option<Trainee>,
    version: Option<(Uuid, Figures)>,
    sender: Option<SentBy>,
    known: &Known,
) -> Option<RosterEntry> {
    let (version_id, figures) = version?;
    let starts_on = row.starts_on?;
    let trainee = trainee?;
    let is_enrolled = match trainee {
        Trainee::New => false,
        Trainee::Known { person_id, .. } => known.enrolled.contains(&(person_id, version_id)),
    };
    Some(RosterEntry {
        trainee,
        name: row.name.clone(),
        number: row.number.clone()?,
        phone: row.phone.clone()?,
        email: row.email.clone(),
        identity: row.identity.clone(),
        birth_on: row.birth_on,
        version_id,
        origin: row.origin?,
        sending_institution_id: match sender? {
            SentBy::Institution(key) => Some(key),
            SentBy::Nobody => None,
        },
        recruitment_year: row.recruitment_year?,
        starts_on,
        expected_completion_on: figures.last_day(starts_on),
        is_enrolled,
    })
}

/// Who sent a trainee.
#[derive(Clone, Copy)]
enum SentBy {
    Nobody,
    Institution(Uuid),
}

fn find_programme(
    row: &RosterRow,
    programmes: &HashMap<String, Vec<&Programme>>,
    problems: &mut Vec<RowProblem>,
) -> Option<(Uuid, Figures)> {
    let typed = row.programme.as_ref()?;
    let key = match programmes.get(&folded(typed)).map(Vec::as_slice) {
        Some([programme]) if programme.version.is_some() => return programme.version,
        Some([_]) => "enrolment-roster-programme-unpublished",
        Some(_) => "enrolment-roster-programme-ambiguous",
        None => "enrolment-roster-programme-unknown",
    };
    let message = Message::new(key).with("programme", typed);
    problems.push(error(row.line, RosterColumn::Programme, typed, message));
    None
}

/// The sending institution; nobody where none is named and none is needed.
fn find_sender(
    row: &RosterRow,
    senders: &HashMap<String, Vec<&Sender>>,
    problems: &mut Vec<RowProblem>,
) -> Option<SentBy> {
    let typed = row.sending_institution.as_deref().unwrap_or_default();
    let key = match senders.get(&folded(typed)).map(Vec::as_slice) {
        Some([sender]) => return Some(SentBy::Institution(sender.id)),
        _ if typed.is_empty() && row.origin != Some(Origin::Sent) => return Some(SentBy::Nobody),
        _ if typed.is_empty() => "enrolment-sending-institution-missing",
        Some(_) => "enrolment-roster-institution-ambiguous",
        None => "enrolment-roster-institution-unknown",
    };
    let message = Message::new(key);
    let message = if typed.is_empty() { message } else { message.with("institution", typed) };
    problems.push(error(row.line, RosterColumn::SendingInstitution, typed, message));
    None
}

/// Whom a row means. Identity number, number and phone must not point at two people, nor at somebody of another name;
/// whose they are is not said, because the reader of the roster may not be allowed to know.
fn recognise(row: &RosterRow, known: &Known, problems: &mut Vec<RowProblem>) -> Option<Trainee> {
    let (number, phone) = (row.number.as_ref()?, row.phone.as_ref()?);
    let masked = row.identity.as_ref().map(IdentityNumber::masked).unwrap_or_default();
    let signs = [
        (
            RosterColumn::IdentityNumber,
            &masked,
            row.identity.as_ref().and_then(|identity| known.by_identity.get(identity)),
            Message::new("enrolment-roster-identity-of-another").with("number", &masked),
        ),
        (
            RosterColumn::Number,
            number,
            known.by_number.get(number),
            Message::new("enrolment-roster-number-of-another").with("number", number),
        ),
        (
            RosterColumn::Phone,
            phone,
            known.by_phone.get(phone),
            Message::new("enrolment-roster-phone-of-another").with("phone", phone),
        ),
    ];
    let mut found: Option<&Person> = None;
    for (column, value, person, message) in signs {
        let Some(person) = person else { continue };
        let is_hers =
            found.map_or(folded(&person.name.zh) == folded(&row.name.zh), |first| first.id == person.id);
        if !is_hers {
            problems.push(error(row.line, column, value, message));
            return None;
        }
        found = Some(person);
    }
    let Some(person) = found else {
        warn_of_namesake(row, known, problems);
        return Some(Trainee::New);
    };
    let lacks_identity =
        row.identity.as_ref().is_some_and(|identity| !known.by_identity.contains_key(identity));
    if lacks_identity && known.identified.contains(&person.id) {
        let message = Message::new("enrolment-roster-identity-differs").with("number", &masked);
        problems.push(error(row.line, RosterColumn::IdentityNumber, &masked, message));
        return None;
    }
    let lacks_number = !known.by_number.contains_key(number);
    if person.phone.as_ref() != Some(phone) {
        let message = Message::new("enrolment-roster-phone-differs").with("phone", phone);
        problems.push(warning(error(row.line, RosterColumn::Phone, phone, message)));
    }
    Some(Trainee::Known { person_id: person.id, lacks_number, lacks_identity })
}

/// Somebody new who has name and birth of somebody known is recorded, and stands in the queue of likely doubles.
fn warn_of_namesake(row: &RosterRow, known: &Known, problems: &mut Vec<RowProblem>) {
    let Some(birth_on) = row.birth_on else { return };
    if known.namesakes.contains(&(folded(&row.name.zh), birth_on)) {
        let message = Message::new("enrolment-roster-namesake").with("day", birth_on);
        problems.push(warning(error(row.line, RosterColumn::Name, &row.name.zh, message)));
    }
}

fn warning(problem: RowProblem) -> RowProblem {
    RowProblem { severity: Severity::Warning, ..problem }
}

#[cfg(test)]
mod tests;
