//! Takes a whole roster: read it, set it against what is known, and write all of it or nothing.
//!
//! The look-ups take a few statements for any number of rows. A dry run does the same and writes nothing; so does a
//! roster with a single row that cannot be taken.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::keys::Keys;
use platform::text::Message;
use platform::{Platform, id, spreadsheet, uploads};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::roster::{
    self, ColumnProblem, Columns, Known, Programme, Reading, RosterEntry, RosterRow, RowProblem, Sender,
    Severity, Trainee,
};
use super::super::rules::EnrolmentStatus;
use super::super::store::{self, Enrolment};
use super::{enrolments_add, latest_year};
use crate::curricula::{self, CurriculumVersion, VersionStatus};
use crate::identity::{
    self, Act, IdentityNumber, NewPerson, Permit, PersonNumber, Scope, SystemReason, Viewer,
};
use crate::organisations;

platform::codes! {
    /// Why a roster is refused as a whole.
    pub enum RosterErrorCode {
        /// The file is no table.
        Unreadable = "UNREADABLE",
        /// A column is missing.
        ColumnMissing = "COLUMN_MISSING",
        /// Two headers name the same column.
        ColumnTwice = "COLUMN_TWICE",
        /// Rows cannot be taken; the report lists them.
        RowsRefused = "ROWS_REFUSED",
        /// Somebody recorded one of these people in the meantime.
        Conflict = "CONFLICT",
    }
}

/// The purpose of an upload that holds a roster.
pub const ROSTER_PURPOSE: &str = "ROSTER";

/// A roster to be taken.
#[derive(Clone, Copy, Debug)]
pub struct RosterImport {
    /// The file, uploaded for `ROSTER_PURPOSE`.
    pub upload_id: Uuid,
    /// The school.
    pub institution_id: Uuid,
    /// Whether only to say what would happen.
    pub is_dry_run: bool,
}

/// What a roster holds, and what was or would be done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterReport {
    /// Rows that are not blank.
    pub rows: usize,
    /// People recorded, or to be recorded.
    pub people_created: usize,
    /// People known already.
    pub people_recognised: usize,
    /// Enrolments recorded, or to be recorded.
    pub enrolments_created: usize,
    /// Enrolments there already.
    pub enrolments_unchanged: usize,
    /// Everything to be said about its rows, by line.
    pub problems: Vec<RowProblem>,
    /// Whether anything was written.
    pub is_written: bool,
}

impl RosterReport {
    /// Whether a row keeps the roster from being taken.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// How many rows cannot be taken.
    #[must_use]
    pub fn rows_refused(&self) -> usize {
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error);
        errors.map(|problem| problem.line).collect::<HashSet<_>>().len()
    }

    fn of(rows: usize, entries: &[RosterEntry], problems: Vec<RowProblem>) -> Self {
        let count = |fits: fn(&RosterEntry) -> bool| entries.iter().filter(|entry| fits(entry)).count();
        Self {
            rows,
            people_created: count(|entry| entry.trainee == Trainee::New),
            people_recognised: count(|entry| entry.trainee != Trainee::New),
            enrolments_created: count(|entry| !entry.is_enrolled),
            enrolments_unchanged: count(|entry| entry.is_enrolled),
            problems,
            is_written: false,
        }
    }
}

/// Takes a roster of a school's trainees: records who is not known yet, and enrols whom it names. `uncovered` names the
/// characters of a text that no certificate font covers.
///
/// A report with rows that are refused is no error of this function: ask `is_refused`. Nothing was written then.
///
/// # Errors
/// The file is no table, or columns are missing; `NotFound` when there is no such upload or institution.
pub async fn roster_import(
    platform: &Platform,
    viewer: &Viewer,
    import: RosterImport,
    uncovered: fn(&str) -> Vec<char>,
) -> Outcome<RosterReport, RosterErrorCode> {
    let permit = Permit::at(viewer, Act::RosterImport, &[import.institution_id])?;
    let reader = platform.database.reader();
    organisations::institution(reader, import.institution_id).await?;
    let (upload, bytes) = uploads::read(platform, viewer.person_id, ROSTER_PURPOSE, import.upload_id).await?;
    let latest = latest_year(platform.clock.today(Shanghai));
    // Unpacking, decoding and asking the fonts are work for the processor, not for a thread that serves requests.
    let reading =
        tokio::task::spawn_blocking(move || read_file(&bytes, &upload.file_name, latest, uncovered))
            .await
            .map_err(|error| Error::internal(error.to_string()))?;
    let Reading { rows, mut problems } = reading?;
    let count = rows.len();
    if import.is_dry_run {
        let known = known(reader, &platform.keys, import.institution_id, &rows).await?;
        let entries = roster::settle(rows, &known, &mut problems);
        return Ok(RosterReport::of(count, &entries, problems));
    }
    let write = platform.database.write().await?;
    let known = known(&*write, &platform.keys, import.institution_id, &rows).await?;
    let entries = roster::settle(rows, &known, &mut problems);
    let mut report = RosterReport::of(count, &entries, problems);
    if report.is_refused() || !changes_anything(&entries) {
        return Ok(report);
    }
    entries_add(&write, &permit, &platform.keys, import, entries).await?;
    identity::remember(&write, &permit, "roster.import", ("upload", import.upload_id), (Value::Null, json!({
            "institutionId": import.institution_id, "rows": report.rows, "peopleCreated": report.people_created,
            "enrolmentsCreated": report.enrolments_created,
        }))).await?;
    write.commit().await?;
    report.is_written = true;
    Ok(report)
}

fn changes_anything(entries: &[RosterEntry]) -> bool {
    let is_settled = |entry: &RosterEntry| {
        entry.is_enrolled
            && matches!(entry.trainee, Trainee::Known { lacks_number: false, lacks_identity: false, .. })
    };
    !entries.iter().all(is_settled)
}

/// Reads a file's rows.
///
/// # Errors
/// It is no table, or columns are missing.
fn read_file(
    bytes: &[u8],
    file_name: &str,
    latest_year: i32,
    uncovered: fn(&str) -> Vec<char>,
) -> Outcome<Reading, RosterErrorCode> {
    let table = spreadsheet::read(bytes, Some(file_name))
        .map_err(|error| Failure::problem(RosterErrorCode::Unreadable, "uploadId", error.into()))?;
    let columns = Columns::recognise(&table).map_err(|found| {
        let problem = |found| match found {
            ColumnProblem::Missing(message) => {
                Problem::new(RosterErrorCode::ColumnMissing, "uploadId", message)
            }
            ColumnProblem::Twice(message) => Problem::new(RosterErrorCode::ColumnTwice, "uploadId", message),
        };
        Failure::Rejected(found.into_iter().map(problem).collect())
    })?;
    let reading = roster::read(&table, &columns, latest_year, uncovered);
    if reading.rows.is_empty() {
        let message = Message::new("enrolment-roster-empty").with("file", file_name);
        return Err(Failure::problem(RosterErrorCode::Unreadable, "uploadId", message));
    }
    Ok(reading)
}

/// Everything that is known about what the rows name: a handful of statements, whatever their number.
async fn known(
    connection: &impl ConnectionTrait,
    keys: &Keys,
    institution_id: Uuid,
    rows: &[RosterRow],
) -> Result<Known, Error> {
    let invariant = Scope::System(SystemReason::Invariant);
    let numbers: Vec<String> = rows.iter().filter_map(|row| row.number.clone()).collect();
    let phones: Vec<String> = rows.iter().filter_map(|row| row.phone.clone()).collect();
    let borne = identity::people_by_number(connection, institution_id, &numbers).await?;
    let identities = by_identity(connection, keys, rows).await?;
    let bearers = borne.iter().map(|number| number.person_id).chain(identities.iter().map(|(_, key)| *key));
    let bearers: Vec<Uuid> = bearers.collect();
    let mut people = HashMap::new();
    for part in bearers.chunks(500) {
        let found = identity::find_people(connection, invariant, part).await?;
        people.extend(found.into_iter().map(|person| (person.id, person)));
    }
    let by_number: HashMap<_, _> = borne
        .into_iter()
        .filter_map(|number| Some((number.number, people.get(&number.person_id)?.clone())))
        .collect();
    let by_phone: HashMap<_, _> = identity::people_by_phone(connection, &phones)
        .await?
        .into_iter()
        .filter_map(|person| Some((person.phone.clone()?, person)))
        .collect();
    let by_identity: HashMap<_, _> = identities
        .into_iter()
        .filter_map(|(number, person_id)| Some((number, people.get(&person_id)?.clone())))
        .collect();
    let found = by_number.values().chain(by_phone.values()).chain(by_identity.values());
    let found: HashSet<Uuid> = found.map(|person| person.id).collect();
    let found: Vec<Uuid> = found.into_iter().collect();
    let identified = identity::identity_numbers_of(connection, &found).await?;
    let enrolled = store::enrolments_of(connection, invariant, &found).await?;
    let institutions = organisations::all_institutions(connection).await?;
    let merged = |institution: &organisations::Institution| {
        let merger = institution.merger?;
        let successor = institutions.iter().find(|other| other.id == merger.into_id)?;
        Some((merger.on, organisations::merger_told(institution, successor, merger.on)))
    };
    Ok(Known {
        merged: institutions.iter().find(|school| school.id == institution_id).and_then(merged),
        programmes: programmes(connection, institution_id).await?,
        senders: institutions
            .iter()
            .map(|institution| Sender {
                id: institution.id,
                name: institution.name.clone(),
                credit_code: institution.credit_code.clone(),
                merged: merged(institution),
            })
            .collect(),
        by_number,
        by_phone,
        by_identity,
        identified: identified.into_iter().map(|number| number.person_id).collect(),
        namesakes: namesakes(connection, rows).await?,
        enrolled: enrolled.into_iter().map(|enrolment| (enrolment.person_id, enrolment.version_id)).collect(),
    })
}

/// Who bears the identity numbers of the rows.
async fn by_identity(
    connection: &impl ConnectionTrait,
    keys: &Keys,
    rows: &[RosterRow],
) -> Result<Vec<(IdentityNumber, Uuid)>, Error> {
    let mut asked = HashMap::new();
    for number in rows.iter().filter_map(|row| row.identity.clone()) {
        asked.insert(identity::blind_index(keys, &number)?, number);
    }
    let indexes: Vec<Vec<u8>> = asked.keys().cloned().collect();
    let bearers = identity::people_by_identity(connection, &indexes).await?;
    Ok(bearers.into_iter().filter_map(|(person, index)| Some((asked.get(&index)?.clone(), person))).collect())
}

/// Names of the rows that are known, with their days of birth.
async fn namesakes(
    connection: &impl ConnectionTrait,
    rows: &[RosterRow],
) -> Result<HashSet<(String, NaiveDate)>, Error> {
    let born = rows.iter().filter(|row| row.birth_on.is_some());
    let names: Vec<String> = born.map(|row| row.name.zh.clone()).collect();
    let people = identity::people_by_name(connection, &names).await?;
    let known =
        people.into_iter().filter_map(|person| Some((roster::folded(&person.name.zh), person.birth_on?)));
    Ok(known.collect())
}

/// The school's programmes, each with its latest published version.
async fn programmes(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<Vec<Programme>, Error> {
    let curricula = curricula::curricula_of(connection, institution_id).await?;
    let keys: Vec<Uuid> = curricula.iter().map(|curriculum| curriculum.id).collect();
    let mut latest: HashMap<Uuid, CurriculumVersion> = HashMap::new();
    // The newest come first.
    for version in curricula::versions_of(connection, &keys).await? {
        if version.status == VersionStatus::Published {
            latest.entry(version.curriculum_id).or_insert(version);
        }
    }
    let programme = |curriculum: curricula::Curriculum| Programme {
        version: latest.get(&curriculum.id).map(|version| (version.id, version.figures)),
        code: curriculum.code,
        name: curriculum.name,
    };
    Ok(curricula.into_iter().map(programme).collect())
}

fn conflict(of: Failure<identity::IdentityErrorCode>) -> Failure<RosterErrorCode> {
    match of {
        Failure::Rejected(_) => changed_meanwhile(),
        Failure::Error(error) => Failure::Error(error),
    }
}

fn changed_meanwhile() -> Failure<RosterErrorCode> {
    Failure::problem(
        RosterErrorCode::Conflict,
        "uploadId",
        Message::new("enrolment-roster-changed-meanwhile"),
    )
}

async fn entries_add(
    write: &Write,
    permit: &Permit,
    keys: &Keys,
    import: RosterImport,
    entries: Vec<RosterEntry>,
) -> Outcome<(), RosterErrorCode> {
    let newcomer = |entry: &RosterEntry| NewPerson {
        name: entry.name.clone(),
        phone: Some(entry.phone.clone()),
        email: entry.email.clone(),
        institution_id: Some(import.institution_id),
        number: Some(entry.number.clone()),
        is_staff: false,
        birth_on: entry.birth_on,
        identity_number: entry
            .identity
            .as_ref()
            .map(|number| (number.document, number.revealed().to_owned())),
    };
    let newcomers = entries.iter().filter(|entry| entry.trainee == Trainee::New).map(newcomer).collect();
    let mut made = identity::people_add(write, permit, keys, newcomers).await.map_err(conflict)?.into_iter();
    let mut numbers = Vec::new();
    let mut enrolments = Vec::new();
    for entry in entries {
        let person_id = match entry.trainee {
            Trainee::Known { person_id, lacks_number, lacks_identity } => {
                if let Some(number) = entry.identity.as_ref().filter(|_| lacks_identity) {
                    identity::identity_number_put(write, permit, keys, person_id, number).await?;
                }
                let number =
                    PersonNumber { person_id, institution_id: import.institution_id, number: entry.number };
                numbers.extend(lacks_number.then_some(number));
                person_id
            }
            Trainee::New => made.next().ok_or_else(|| Error::internal("a person just recorded"))?.id,
        };
        if entry.is_enrolled {
            continue;
        }
        enrolments.push(Enrolment {
            id: id::new_key(),
            person_id,
            version_id: entry.version_id,
            institution_id: import.institution_id,
            sending_institution_id: entry.sending_institution_id,
            origin: entry.origin,
            recruitment_year: entry.recruitment_year,
            starts_on: entry.starts_on,
            expected_completion_on: entry.expected_completion_on,
            status: EnrolmentStatus::Active,
            pauses: Vec::new(),
        });
    }
    identity::person_numbers_add(write, permit, &numbers).await.map_err(conflict)?;
    if !enrolments_add(write, permit, &enrolments).await? {
        return Err(changed_meanwhile());
    }
    Ok(())
}
