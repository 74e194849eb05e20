//! Stating what somebody taught: she may ask for it herself, because every session in it was confirmed by a second person.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use entity::teaching_statement;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::{Language, Message};
use platform::{Platform, events, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{address, local_address};
use crate::credentials::document::{self, DocumentError, PaperColumn, StatementPaper, uncovered};
use crate::credentials::rules::{
    self, TeachingStatementErrorCode, TeachingStatementKind, class_hour_hundredths, period_problem,
};
use crate::credentials::statement::{About, Host, PrintedStatement, Stated, StatedKind, StatedSum};
use crate::credentials::store::{self, Subject, TeachingStatement};
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer};
use crate::organisations::{self, BaseKind};
use crate::teaching::{self, Taught};

/// How often it is tried when sessions are confirmed while the paper is printed.
const ATTEMPTS: usize = 3;
/// Longest name on the paper, in characters.
const LONGEST_NAME: usize = 120;

type Problems = Vec<Problem<TeachingStatementErrorCode>>;

fn problem(
    code: TeachingStatementErrorCode,
    path: &str,
    message: Message,
) -> Problem<TeachingStatementErrorCode> {
    Problem::new(code, path, message)
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementAsked {
    /// Whose teaching; her own when absent.
    pub person_id: Option<Uuid>,
    /// The institution for which she taught.
    pub institution_id: Uuid,
    /// What it is for.
    pub kind: TeachingStatementKind,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
}

/// States what somebody taught for an institution, from confirmed sessions alone. The same facts asked for again give the statement
/// that is there; when they are others by now, a new one takes its place.
///
/// # Errors
/// `NotFound` when the person or the institution is not there, `Forbidden` for whoever is neither she nor administers the institution.
/// Rejected when the days are no such period, nothing was taught, a name cannot be printed, or the printed address leads only to this
/// machine.
pub async fn teaching_statement_issue(
    platform: &Platform,
    viewer: &Viewer,
    asked: &StatementAsked,
) -> Outcome<TeachingStatement, TeachingStatementErrorCode> {
    let reader = platform.database.reader();
    let person_id = asked.person_id.unwrap_or(viewer.person_id);
    let permit = if person_id == viewer.person_id {
        Permit::herself(viewer, Act::TeachingStatementAsk, person_id)?
    } else {
        Permit::at(viewer, Act::TeachingStatementIssue, &[asked.institution_id])?
    };
    let today = platform.clock.today(Shanghai);
    accept(period_problem(asked.kind, asked.days, today).into_iter().collect())?;
    let subject =
        Subject { person_id, institution_id: asked.institution_id, kind: asked.kind, days: asked.days };
    for _ in 0..ATTEMPTS {
        let stated = gather(reader, &subject).await?;
        if stated.sessions.is_empty() {
            // Of whom she may not see she hears nothing, not even that there is such a person.
            identity::person(reader, viewer.scope(), person_id).await?;
        }
        let mut problems = facts_problems(&stated);
        problems.extend(local_address(platform, reader).await?.map(|address| {
            let message = Message::new("credentials-statement-loopback").with("address", address);
            problem(TeachingStatementErrorCode::LoopbackAddress, "", message)
        }));
        accept(problems)?;
        let digest = stated.digest()?;
        if let Some(there) =
            store::in_force(reader, &subject).await?.filter(|there| there.facts_hash == digest)
        {
            return Ok(there);
        }
        let printed = print(platform, (stated, digest), today).await?;
        if let Some(issued) = settle(platform, &permit, &subject, printed).await? {
            return Ok(issued);
        }
    }
    let message = Message::new("credentials-statement-conflict");
    Err(Failure::problem(TeachingStatementErrorCode::Conflict, "", message))
}

/// What there is to be stated today: five statements. Its permit was given.
async fn gather(connection: &impl ConnectionTrait, subject: &Subject) -> Result<Stated, Error> {
    let permitted = Scope::System(SystemReason::Permitted);
    let holder = identity::person(connection, permitted, subject.person_id).await?;
    let mut taught =
        teaching::taught_for(connection, subject.person_id, subject.institution_id, subject.days).await?;
    let bases: Vec<Uuid> = taught.iter().filter_map(|one| one.base_id).collect();
    let bases = organisations::find_bases(connection, &bases).await?;
    let houses: Vec<Uuid> = taught.iter().map(|one| one.host_id).chain([subject.institution_id]).collect();
    let houses = organisations::find_institutions(connection, &houses).await?;
    let house = |key: Uuid| houses.iter().find(|house| house.id == key);
    let is_grassroots = |one: &Taught| {
        let at_base = one.base_id.and_then(|key| bases.iter().find(|base| base.id == key));
        at_base.is_some_and(|base| base.kind == BaseKind::Grassroots)
            || house(one.host_id).is_some_and(|house| house.kind.is_grassroots())
    };
    if subject.kind == TeachingStatementKind::GrassrootsService {
        taught.retain(is_grassroots);
    }
    let mut hosts: Vec<Host> = Vec::new();
    for one in &taught {
        if !hosts.iter().any(|host| host.id == one.host_id) {
            let host = house(one.host_id).ok_or(Error::NotFound)?;
            hosts.push(Host { id: host.id, name: host.name.clone().into(), kind: host.kind });
        }
    }
    let issuer = house(subject.institution_id).ok_or(Error::NotFound)?;
    let about = About {
        kind: subject.kind,
        institution: issuer.name.clone().into(),
        holder: holder.name.into(),
        days: subject.days,
    };
    Ok(Stated::of(about, &taught, &hosts))
}

/// That nothing was taught, or what of the names cannot be printed.
fn facts_problems(stated: &Stated) -> Problems {
    use TeachingStatementErrorCode as Code;
    if stated.sessions.is_empty() {
        return vec![problem(Code::NothingTaught, "", Message::new("credentials-statement-nothing"))];
    }
    let place = ("机构名称", "institution's name");
    let names = [
        (("持证人姓名", "holder's name"), &stated.holder),
        (("出具机构名称", "name of the institution that states it"), &stated.institution),
    ];
    let names = names.into_iter().chain(stated.places.iter().map(|one| (place, &one.institution)));
    let mut problems = Problems::new();
    for ((zh, en), name) in names {
        let characters = uncovered(&format!("{}{}", name.zh, name.en));
        if !characters.is_empty() {
            problems.push(problem(Code::NoGlyph, "", rules::no_glyph(zh, en, &characters)));
        }
        let length = name.zh.chars().count().max(name.en.chars().count());
        if name.zh.is_empty() || length > LONGEST_NAME {
            let message =
                Message::new("credentials-too-long").with("field", (zh, en)).with("characters", length);
            problems.push(problem(Code::NotPrintable, "", message));
        }
    }
    problems
}

/// A paper that is printed and stored, and that nobody was given yet.
struct Paper {
    printed: PrintedStatement,
    digest: String,
    key: Uuid,
    file_hash: String,
    file_size: i64,
}

/// Prints and stores the paper before anything is locked: setting type takes a while.
async fn print(
    platform: &Platform,
    (stated, digest): (Stated, String),
    today: NaiveDate,
) -> Result<Paper, Error> {
    let code = id::new_code()?;
    let verify_url = address::verify_url(&platform.config.public_url(), &code);
    let printed = PrintedStatement::new(stated, today, code, verify_url);
    let key = id::new_key();
    let paper = paper(&printed, key)?;
    let bytes = platform.heavy.run(move || document::print_statement(&paper)).await?;
    let bytes = bytes.map_err(|error: DocumentError| Error::internal(error.to_string()))?;
    let file_size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let stored = platform.storage.put_by_content(bytes).await;
    let hash = stored.map_err(|error| Error::internal(error.to_string()))?;
    Ok(Paper { printed, digest, key, file_hash: hash.to_string(), file_size })
}

/// Gives a printed paper out, unless somebody else did meanwhile or the facts are others by now: then nothing.
async fn settle(
    platform: &Platform,
    permit: &Permit,
    subject: &Subject,
    paper: Paper,
) -> Result<Option<TeachingStatement>, Error> {
    let write = platform.database.write().await?;
    identity::lock_people(&write, &[subject.person_id]).await?;
    let earlier = store::in_force(&*write, subject).await?;
    if earlier.as_ref().is_some_and(|one| one.facts_hash == paper.digest) {
        forget(platform, &paper).await;
        return Ok(earlier);
    }
    if gather(&*write, subject).await?.digest()? != paper.digest {
        forget(platform, &paper).await;
        return Ok(None);
    }
    let earlier = earlier.map(|one| one.id);
    store::supersede(&write, permit, &earlier.into_iter().collect::<Vec<_>>()).await?;
    let row = row(&write, permit, subject, earlier, &paper)?;
    store::insert_statement(&write, permit, row.clone()).await?;
    let after = json!({
        "personId": row.person_id,
        "institutionId": row.institution_id,
        "kind": row.kind,
        "startsOn": row.starts_on,
        "endsOn": row.ends_on,
        "code": row.code,
        "factsHash": row.facts_hash,
        "fileHash": row.file_hash,
        "supersedesId": row.supersedes_id,
    });
    let object = ("teaching_statement", row.id);
    identity::remember(&write, permit, "teaching-statement.issue", object, (Value::Null, after)).await?;
    events::record(&write, "teaching-statement.issued", row.id, Some(row.person_id)).await?;
    write.commit().await?;
    Ok(Some(row.try_into()?))
}

/// Takes a paper away that nobody was given; one that stays is found by nobody.
async fn forget(platform: &Platform, paper: &Paper) {
    let Ok(address) = paper.file_hash.parse() else { return };
    if let Err(error) = platform.storage.delete_by_content(&address).await {
        tracing::warn!(%error, "a statement that nobody was given could not be taken away");
    }
}

fn row(
    write: &Write,
    permit: &Permit,
    subject: &Subject,
    supersedes_id: Option<Uuid>,
    paper: &Paper,
) -> Result<teaching_statement::Model, Error> {
    let (snapshot, snapshot_hash) = paper.printed.canonical()?;
    let asker = permit.actor.person_id.ok_or_else(|| Error::internal("a statement nobody asked for"))?;
    Ok(teaching_statement::Model {
        id: paper.key,
        person_id: subject.person_id,
        institution_id: subject.institution_id,
        kind: subject.kind.code().to_owned(),
        starts_on: subject.days.0,
        ends_on: subject.days.1,
        issued_by: asker,
        issued_at: write.now(),
        issued_on: paper.printed.issued_on,
        code: paper.printed.code.clone(),
        facts_hash: paper.digest.clone(),
        snapshot,
        snapshot_hash,
        public_url: paper.printed.verify_url.clone(),
        file_hash: paper.file_hash.clone(),
        file_size: paper.file_size,
        supersedes_id,
        superseded_at: None,
    })
}

/// In Chinese and in English.
fn both(message: &Message) -> (String, String) {
    (message.render(Language::Chinese), message.render(Language::English))
}

/// In both languages, one beneath the other; once where they say the same.
fn stacked(message: &Message) -> String {
    let (zh, en) = both(message);
    if zh == en { zh } else { format!("{zh}\n{en}") }
}

fn named(name: &crate::credentials::snapshot::PrintedName) -> String {
    if name.en.is_empty() { name.zh.clone() } else { format!("{}\n{}", name.zh, name.en) }
}

fn word(key: &str) -> Message {
    Message::keyed(format!("credentials-statement-{key}"))
}

fn hundredths(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn way(is_on_site: bool) -> Message {
    word(if is_on_site { "on-site" } else { "remote" })
}

fn column(key: &str, width: f32) -> PaperColumn {
    PaperColumn { head: stacked(&word(key)), width }
}

/// Days, sessions, minutes and class hours; no days of what was remote alone.
fn figures(sum: &StatedSum, is_on_site: bool) -> Vec<String> {
    let days = if is_on_site { sum.days.to_string() } else { "–".to_owned() };
    vec![days, sum.sessions.to_string(), sum.minutes.to_string(), hundredths(sum.class_hour_hundredths)]
}

fn kind_row(first: &str, row: &StatedKind) -> Result<Vec<String>, Error> {
    let mut cells = vec![first.to_owned(), stacked(&row.kind()?.label()), stacked(&way(row.is_on_site))];
    cells.extend(figures(&row.sum, row.is_on_site));
    Ok(cells)
}

/// The rows of what adds up by place and kind, and the row that sums a place up.
fn service_rows(stated: &Stated) -> Result<Vec<(Vec<String>, bool)>, Error> {
    let mut rows = Vec::new();
    for place in &stated.places {
        let whose = format!("{}\n{}", named(&place.institution), stacked(&place.kind()?.label()));
        for (number, row) in place.kinds.iter().enumerate() {
            rows.push((kind_row(if number == 0 { &whose } else { "" }, row)?, false));
        }
        let mut cells = vec![String::new(), stacked(&word("subtotal")), String::new()];
        cells.extend(figures(&place.sum, true));
        rows.push((cells, true));
    }
    let mut cells = vec![stacked(&word("total")), String::new(), String::new()];
    cells.extend(figures(&stated.sum, true));
    rows.push((cells, true));
    Ok(rows)
}

fn month_rows(stated: &Stated) -> Result<Vec<(Vec<String>, bool)>, Error> {
    let mut rows = Vec::new();
    for one in &stated.sessions {
        let cells = vec![
            one.on.format("%m-%d").to_string(),
            named(&one.institution),
            stacked(&one.kind()?.label()),
            stacked(&way(one.is_on_site)),
            one.title.clone(),
            one.minutes.to_string(),
            one.attendees.to_string(),
        ];
        rows.push((cells, false));
    }
    Ok(rows)
}

fn sum_rows(stated: &Stated) -> Result<Vec<(Vec<String>, bool)>, Error> {
    let mut rows = Vec::new();
    for row in &stated.kinds {
        let mut cells = kind_row("", row)?;
        cells.remove(0);
        rows.push((cells, false));
    }
    let mut cells = vec![stacked(&word("total")), String::new()];
    cells.extend(figures(&stated.sum, true));
    rows.push((cells, true));
    Ok(rows)
}

/// What is printed of a statement.
fn paper(printed: &PrintedStatement, key: Uuid) -> Result<StatementPaper, Error> {
    let stated = &printed.stated;
    let kind = stated.kind()?;
    let key_word = match kind {
        TeachingStatementKind::GrassrootsService => "service",
        TeachingStatementKind::MonthlyTeaching => "month",
    };
    let sentence = word(&format!("{key_word}-sentence"))
        .with("institution", (stated.institution.zh.as_str(), stated.institution.en.as_str()))
        .with("holder", (stated.holder.zh.as_str(), stated.holder.en.as_str()))
        .with("first", stated.starts_on)
        .with("last", stated.ends_on)
        .with("days", stated.sum.days)
        .with("sessions", stated.sum.sessions)
        .with("hours", hundredths(class_hour_hundredths(stated.sum.minutes)));
    let figure_columns =
        || [column("days", 12.0), column("sessions", 14.0), column("minutes", 15.0), column("hours", 17.0)];
    let tables = match kind {
        TeachingStatementKind::GrassrootsService => {
            let mut columns = vec![column("place", 58.0), column("kind", 34.0), column("way", 20.0)];
            columns.extend(figure_columns());
            vec![(columns, service_rows(stated)?)]
        }
        TeachingStatementKind::MonthlyTeaching => {
            let lines = vec![
                column("day", 14.0),
                column("place", 40.0),
                column("kind", 30.0),
                column("way", 17.0),
                column("title", 47.0),
                column("minutes", 14.0),
                column("attendees", 14.0),
            ];
            let mut sums = vec![column("kind", 60.0), column("way", 30.0)];
            sums.extend(figure_columns());
            vec![(lines, month_rows(stated)?), (sums, sum_rows(stated)?)]
        }
    };
    Ok(StatementPaper {
        title: both(&kind.label()),
        institution: (stated.institution.zh.clone(), stated.institution.en.clone()),
        holder: (stated.holder.zh.clone(), stated.holder.en.clone()),
        sentence: both(&sentence),
        tables,
        notes: vec![both(&word("source")), both(&word("hour-note"))],
        code_label: stacked(&word("code")),
        seal: both(&word("seal")),
        code: printed.code.clone(),
        verify_url: printed.verify_url.clone(),
        issued_on: printed.issued_on,
        document_id: key.into_bytes(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::statement::tests::sample;

    #[test]
    fn a_statement_is_printed_the_same_whenever_it_is() {
        for kind in [TeachingStatementKind::GrassrootsService, TeachingStatementKind::MonthlyTeaching] {
            let key = Uuid::from_u128(77);
            let print = || document::print_statement(&paper(&sample(kind), key).unwrap()).unwrap();
            let once = print();
            assert_eq!(once, print());
            if let Ok(folder) = std::env::var("XINGLIN_PAPERS") {
                std::fs::write(format!("{folder}/{}.pdf", kind.code()), &once).unwrap();
            }
        }
    }
}
