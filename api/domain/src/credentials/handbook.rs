//! The exit form (出科考核表) and the training handbook (轮转手册) on paper, with room for signature and seal.
//!
//! A form that the last one has signed prints what was frozen; one that is open prints what stands, and says so.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike as _, Duration, NaiveDate};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::downloads::{self, Download};
use platform::error::{Error, Failure, Name, Outcome};
use platform::text::{Argument, Language, Message};
use platform::{Platform, audit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::document::{Block, Booklet, Cell, Row, print_booklet};
use crate::curricula::{self, CaseRole};
use crate::enrolment::{self, Enrolment};
use crate::evidence::{self, Evidence, EvidenceKind, EvidenceStatus};
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};
use crate::organisations;
use crate::rotations::{self, Attendance, ExitExam, ExitSheet, ExitSignature, Placement, StandingSheet};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);
/// Lines that stay free for a signature and a seal.
const ROOM_TO_SIGN: usize = 4;

platform::codes! {
    /// Why a form or a handbook is not printed.
    pub enum HandbookErrorCode {
        /// There is no stay that takes place.
        Nothing = "NOTHING",
    }
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// The exit form of a stay.
    Form(Uuid),
    /// A stay's section of the handbook: its form and what was entered in it.
    Section(Uuid),
    /// The whole handbook of a training.
    Whole(Uuid),
}

/// Prints an exit form, a section of the handbook, or the whole of it, for whoever may see it and is the trainee herself, supervises
/// the stay, or keeps it by a role. It is remembered, and the trainee sees it.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` without a relation or a role that may; `NOTHING` when there is no stay.
pub async fn handbook_print(
    platform: &Platform,
    viewer: &Viewer,
    what: Printed,
    language: Language,
) -> Outcome<Download, HandbookErrorCode> {
    let reader = platform.database.reader();
    let (enrolment_id, mut placements) = match what {
        Printed::Form(key) | Printed::Section(key) => {
            let placement = rotations::placement(reader, viewer.scope(), key).await?;
            (placement.enrolment_id, vec![placement])
        }
        Printed::Whole(key) => (key, rotations::placements_of(reader, viewer.scope(), &[key]).await?),
    };
    let scope = if matches!(what, Printed::Whole(_)) { viewer.scope() } else { PERMITTED };
    let enrolment = enrolment::enrolment(reader, scope, enrolment_id).await?;
    let permit = permit(viewer, &enrolment, &placements)?;
    placements.retain(|placement| placement.status.takes_a_place());
    if placements.is_empty() {
        return Err(Failure::problem(
            HandbookErrorCode::Nothing,
            "",
            Message::new("credentials-handbook-nothing"),
        ));
    }
    let mut sheets = rotations::exit_sheets(reader, &placements).await?;
    let mut blocks = Vec::new();
    if matches!(what, Printed::Whole(_)) {
        blocks.extend(cover(platform, &enrolment, &placements, &sheets, language).await?);
    }
    let mut entered = HashMap::new();
    if !matches!(what, Printed::Form(_)) {
        let keys: Vec<Uuid> = placements.iter().map(|placement| placement.id).collect();
        for row in evidence::of_source(reader, PERMITTED, &keys).await? {
            entered.entry(row.source_id.unwrap_or_default()).or_insert_with(Vec::new).push(row);
        }
    }
    for placement in &placements {
        let Some(standing) = sheets.remove(&placement.id) else {
            continue;
        };
        blocks.extend(form(&standing, language));
        blocks.extend(logs(entered.get(&placement.id).map_or(&[], Vec::as_slice), language));
    }
    let (word, title, key) = match what {
        Printed::Form(key) => ("exit-form", "form", key),
        Printed::Section(key) => ("handbook-section", "handbook", key),
        Printed::Whole(key) => ("handbook", "handbook", key),
    };
    let now = platform.clock.now();
    let booklet = Booklet {
        title: said(&format!("{title}-title"), language),
        blocks,
        created_at: now,
        document_id: *key.as_bytes(),
        language: language.tag(),
    };
    let printed = platform.heavy.run(move || print_booklet(&booklet)).await?;
    let bytes = printed.map_err(|error| Error::internal(error.to_string()))?;
    let write = platform.database.write().await?;
    let object = if matches!(what, Printed::Whole(_)) { "enrolment" } else { "placement" };
    let told = json!({ "printed": word });
    identity::remember(&write, &permit, "handbook.print", (object, key), (Value::Null, told)).await?;
    if viewer.person_id != enrolment.person_id {
        audit::record_all(&write, &permit.actor, &[identity::opening(enrolment.person_id)]).await?;
    }
    let name = format!("{word}-{}.pdf", now.with_timezone(&Shanghai).date_naive());
    let download = downloads::prepare(&write, viewer.person_id, &name, "application/pdf", &bytes).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(download)
}

fn permit(viewer: &Viewer, enrolment: &Enrolment, placements: &[Placement]) -> Result<Permit, Error> {
    if viewer.person_id == enrolment.person_id {
        return Permit::herself(viewer, Act::HandbookPrint, enrolment.person_id);
    }
    // One supervisor's stay, or all of them: a supervisor of one prints no other.
    let supervisor = placements.iter().map(|placement| placement.supervisor_id);
    let supervisor = supervisor.reduce(|one, next| if one == next { one } else { Uuid::nil() });
    if let Ok(permit) = Permit::review(viewer, enrolment.person_id, supervisor) {
        return Ok(permit);
    }
    let mut institutions = vec![enrolment.institution_id];
    institutions.extend(placements.iter().map(|placement| placement.institution_id));
    let department_id = match placements {
        [placement] => Some(placement.department_id),
        _ => None,
    };
    let owners = Owners { institutions: &institutions, department_id, ..Owners::default() };
    Permit::at(viewer, Act::HandbookPrint, owners)
}

fn said(key: &str, language: Language) -> String {
    Message::keyed(format!("credentials-handbook-{key}")).render(language)
}

fn named(name: &Name, language: Language) -> String {
    Argument::from((name.zh.as_str(), name.en.as_str())).render(language)
}

fn label(key: &str, language: Language) -> Cell {
    Cell::label(said(key, language))
}

fn row(cells: Vec<Cell>) -> Row {
    (cells, 1)
}

/// A table with what stands above its columns.
fn listed(widths: Vec<f32>, heads: &[&str], rows: Vec<Vec<String>>, language: Language) -> Block {
    let head = row(heads.iter().map(|key| label(key, language)).collect());
    let rows = rows.into_iter().map(|cells| row(cells.into_iter().map(Cell::text).collect()));
    Block::Table(widths, std::iter::once(head).chain(rows).collect())
}

fn days(from: NaiveDate, until: NaiveDate) -> String {
    format!("{from} – {until}")
}

async fn cover(
    platform: &Platform,
    enrolment: &Enrolment,
    placements: &[Placement],
    sheets: &HashMap<Uuid, StandingSheet>,
    language: Language,
) -> Result<Vec<Block>, Error> {
    let reader = platform.database.reader();
    let school = organisations::institution(reader, enrolment.institution_id).await?;
    let plan = curricula::plan(reader, enrolment.version_id).await?;
    let curriculum = curricula::curriculum(reader, plan.curriculum_id).await?;
    let person = identity::person(reader, PERMITTED, enrolment.person_id).await?;
    let programme = Message::new("credentials-handbook-version")
        .with("programme", (curriculum.name.zh.as_str(), curriculum.name.en.as_str()))
        .with("number", plan.number);
    let pairs = [
        ("trainee", named(&person.name, language)),
        ("school", named(&school.name, language)),
        ("programme", programme.render(language)),
        ("origin", enrolment.origin.label().render(language)),
        ("year", enrolment.recruitment_year.to_string()),
        ("training", days(enrolment.starts_on, enrolment.expected_completion_on)),
    ];
    let facts = pairs.map(|(key, text)| row(vec![label(key, language), Cell::text(text)]));
    let stays = placements.iter().filter_map(|placement| {
        let sheet = &sheets.get(&placement.id)?.sheet;
        Some(vec![
            stayed(sheet, language),
            named(&sheet.institution, language),
            named(&sheet.department, language),
            named(&sheet.requirement, language),
            placement.status.label().render(language),
        ])
    });
    Ok(vec![
        Block::Title(said("handbook-title", language), named(&curriculum.name, language)),
        Block::Table(vec![1.0, 3.0], facts.into()),
        Block::Heading(said("stays", language)),
        listed(
            vec![1.6, 2.2, 1.6, 1.6, 1.0],
            &["stay", "institution", "department", "requirement", "status"],
            stays.collect(),
            language,
        ),
    ])
}

/// The days of a stay, with its share of full time when it is part time.
fn stayed(sheet: &ExitSheet, language: Language) -> String {
    let days = days(sheet.starts_on, sheet.ends_on);
    sheet.attendance.part_time_percent.map_or_else(
        || days.clone(),
        |percent| {
            let share = Message::new("credentials-handbook-share").with("percent", percent);
            format!("{days} {}", share.render(language))
        },
    )
}

/// Hours in a stay, and of a part-time stay its share and the days that count.
fn presence(attendance: &Attendance, language: Language) -> Vec<Row> {
    let hours = Message::new("credentials-handbook-hours-approved")
        .with("hours", attendance.approved_minutes / 60)
        .with("minutes", attendance.approved_minutes % 60)
        .with("waiting", attendance.waiting_entries);
    let mut rows = vec![row(vec![label("hours", language), Cell::text(hours.render(language))])];
    if let Some(percent) = attendance.part_time_percent {
        let share = attendance.counted_days().map_or_else(
            || format!("{percent}%"),
            |counted| {
                let message = Message::new("credentials-handbook-counted").with("percent", percent);
                message.with("counted", counted).render(language)
            },
        );
        rows.push(row(vec![label("part-time", language), Cell::text(share)]));
    }
    rows
}

/// The exit form of a stay.
fn form(standing: &StandingSheet, language: Language) -> Vec<Block> {
    let sheet = &standing.sheet;
    let attendance = sheet.attendance;
    let days_there = Message::new("credentials-handbook-days").with("days", attendance.days);
    let stay = format!("{} {}", days(sheet.starts_on, sheet.ends_on), days_there.render(language));
    let absence = attendance.absence_days.map_or_else(|| "–".to_owned(), |days| days.to_string());
    let pairs = [
        [("trainee", named(&sheet.trainee, language)), ("programme", named(&sheet.programme, language))],
        [
            ("institution", named(&sheet.institution, language)),
            ("department", named(&sheet.department, language)),
        ],
        [("stay", stay), ("requirement", named(&sheet.requirement, language))],
        [("supervisor", named(&sheet.supervisor, language)), ("absence", absence)],
    ];
    let mut facts: Vec<Row> = Vec::new();
    for pair in pairs {
        facts.push(row(pair
            .into_iter()
            .flat_map(|(key, text)| [label(key, language), Cell::text(text)])
            .collect()));
    }
    let mut blocks = vec![
        Block::Title(said("form-title", language), String::new()),
        Block::Table(vec![1.0, 2.4, 1.0, 2.4], facts),
        Block::Table(vec![1.0, 5.8], presence(&attendance, language)),
    ];
    if !sheet.counts.is_empty() {
        let counts = sheet.counts.iter().map(|count| {
            vec![
                named(&count.name, language),
                count.in_stay.to_string(),
                count.credited.to_string(),
                format!("{} {}", count.target, count.unit.label().render(language)),
            ]
        });
        let heads = ["asked", "in-stay", "credited", "target"];
        blocks.push(listed(vec![3.4, 1.1, 1.1, 1.2], &heads, counts.collect(), language));
    }
    let mut rows = Vec::new();
    rows.extend(
        sheet
            .exam
            .as_ref()
            .map(|exam| row(vec![label("exam", language), Cell::text(examined(exam, language))])),
    );
    let summary = sheet.summary.clone().unwrap_or_default();
    rows.push((vec![label("summary", language), Cell::text(summary)], ROOM_TO_SIGN));
    rows.extend(sheet.signatures.iter().map(|signature| signed(signature, language)));
    blocks.push(Block::Table(vec![1.0, 5.8], rows));
    blocks.push(Block::Note(state(sheet, standing.frozen.as_ref(), language)));
    blocks
}

fn state(
    sheet: &ExitSheet,
    frozen: Option<&(String, chrono::DateTime<chrono::Utc>)>,
    language: Language,
) -> String {
    match frozen {
        Some((digest, at)) => Message::new("credentials-handbook-frozen")
            .with("day", at.with_timezone(&Shanghai).date_naive())
            .with("digest", digest)
            .render(language),
        None if sheet.summary.is_none() => said("not-handed-in", language),
        None => said("open", language),
    }
}

fn examined(exam: &ExitExam, language: Language) -> String {
    let Some(day) = exam.sat_on else {
        return said("exam-none", language);
    };
    let key = if exam.is_passed { "exam-passed" } else { "exam-failed" };
    Message::keyed(format!("credentials-handbook-{key}"))
        .with("day", day)
        .with("sittings", exam.sittings)
        .render(language)
}

/// Whoever signs: what she wrote and when, and room for her hand and a seal.
fn signed(signature: &ExitSignature, language: Language) -> Row {
    let mut lines = vec![signature.words.clone().unwrap_or_default()];
    if let (Some(decision), Some(at)) = (signature.decision, signature.decided_at) {
        let name = signature.signer.clone().unwrap_or_default();
        let told = Message::new("credentials-handbook-decided")
            .with("decision", decision.label())
            .with("name", (name.zh.as_str(), name.en.as_str()))
            .with("day", at.with_timezone(&Shanghai).date_naive());
        lines.push(told.render(language));
    }
    lines.push(" ".to_owned());
    lines.push(said("sign-here", language));
    let step = Cell::label(signature.step.label().render(language));
    (vec![step, Cell::text(lines.join("\n"))], ROOM_TO_SIGN)
}

/// What was entered in a stay: cases, what was marked on forms, and hours by the week.
fn logs(entered: &[Evidence], language: Language) -> Vec<Block> {
    let stands = |row: &&Evidence| matches!(row.status, EvidenceStatus::Pending | EvidenceStatus::Approved);
    let of = |kinds: &[EvidenceKind]| -> Vec<&Evidence> {
        entered.iter().filter(stands).filter(|row| kinds.contains(&row.kind)).collect()
    };
    let status = |row: &Evidence| row.status.label().render(language);
    let mut blocks = Vec::new();
    let cases = of(&[EvidenceKind::Case]).into_iter().map(|row| {
        let role = row.level.and_then(CaseRole::of_level).map(|role| role.label().render(language));
        let disease = row.activity.clone().unwrap_or_default();
        vec![row.occurred_on.to_string(), disease, role.unwrap_or_default(), row.note.clone(), status(row)]
    });
    let cases: Vec<Vec<String>> = cases.collect();
    if !cases.is_empty() {
        blocks.push(Block::Heading(said("cases", language)));
        let heads = ["day", "disease", "role", "note", "status"];
        blocks.push(listed(vec![1.2, 1.2, 1.2, 2.6, 1.0], &heads, cases, language));
    }
    let marked = of(&[EvidenceKind::SkillAttempt, EvidenceKind::Assessment]).into_iter().map(|row| {
        let passed = row.passed.map(|passed| said(if passed { "passed" } else { "failed" }, language));
        let level = row.level.map(|level| level.to_string());
        vec![
            row.occurred_on.to_string(),
            row.activity.clone().unwrap_or_default(),
            level.unwrap_or_default(),
            passed.unwrap_or_default(),
            status(row),
        ]
    });
    let marked: Vec<Vec<String>> = marked.collect();
    if !marked.is_empty() {
        blocks.push(Block::Heading(said("marked", language)));
        let heads = ["day", "form", "level", "result", "status"];
        blocks.push(listed(vec![1.2, 2.4, 1.0, 1.2, 1.0], &heads, marked, language));
    }
    let mut weeks: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    for row in of(&[EvidenceKind::Hours]) {
        let monday =
            row.occurred_on - Duration::days(row.occurred_on.weekday().num_days_from_monday().into());
        let sums = weeks.entry(monday).or_default();
        let minutes = row.minutes.map_or(0, i64::from);
        let sum = if row.status == EvidenceStatus::Approved { &mut sums.0 } else { &mut sums.1 };
        *sum += minutes;
    }
    if !weeks.is_empty() {
        let clock = |minutes: i64| format!("{}:{:02}", minutes / 60, minutes % 60);
        let rows = weeks.into_iter().map(|(monday, (approved, waiting))| {
            vec![days(monday, monday + Duration::days(6)), clock(approved), clock(waiting)]
        });
        blocks.push(Block::Heading(said("hours", language)));
        blocks.push(listed(vec![2.0, 1.0, 1.0], &["week", "approved", "waiting"], rows.collect(), language));
    }
    blocks
}
