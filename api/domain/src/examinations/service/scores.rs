//! Takes a whole file of scores, or none of it.
//!
//! However many rows there are, what is known about them takes the same few statements, and every hundred of them are written with
//! the same few. A file that says what is recorded already changes nothing; one that says otherwise corrects it, for a reason.

use std::collections::{HashMap, HashSet};

use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::spreadsheet::{self, Table};
use platform::text::Message;
use platform::{Platform, audit, id, uploads};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::ExaminationErrorCode;
use super::super::score_file::{Columns, Entry, Known, ScoreProblem, Settled, settle};
use super::super::store::{self, ExamRegistration, ExamScore, Examination};
use super::{PERMITTED, cancelled_problem, organiser, reason_problem};
use crate::curricula::{self, RequirementKind, ReviewStep};
use crate::enrolment;
use crate::evidence::{self, EvidenceKind, NewEvidence, Step, Steps};
use crate::identity::{self, Permit, Viewer};

/// The purpose of an upload that holds scores.
pub const SCORES_PURPOSE: &str = "EXAM_SCORES";

/// Most rows of one file.
const MOST_ROWS: usize = 2000;

/// A file of scores to be taken.
#[derive(Clone, Debug)]
pub struct ScoresImport {
    /// The examination.
    pub examination_id: Uuid,
    /// The file, uploaded for `SCORES_PURPOSE`.
    pub upload_id: Uuid,
    /// Why scores that were imported before are corrected.
    pub reason: Option<String>,
}

/// What a file of scores holds, and what was done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreReport {
    /// Rows that are not blank.
    pub rows: usize,
    /// Scores recorded for the first time.
    pub recorded: usize,
    /// Scores that correct others.
    pub corrected: usize,
    /// Scores that were there already.
    pub unchanged: usize,
    /// Everything to be said about its rows, by line.
    pub problems: Vec<ScoreProblem>,
    /// Whether scores are to be corrected, and no reason was given.
    pub lacks_reason: bool,
    /// Whether anything was written.
    pub is_written: bool,
}

impl ScoreReport {
    /// Why the file was not taken; empty when it was, or when there was nothing to do.
    #[must_use]
    pub fn refusals(&self) -> Vec<Problem<ExaminationErrorCode>> {
        let mut refusals = Vec::new();
        if !self.problems.is_empty() {
            let lines: HashSet<u32> = self.problems.iter().map(|problem| problem.line).collect();
            let message = Message::new("examinations-rows-refused").with("rows", lines.len());
            refusals.push(Problem::new(ExaminationErrorCode::RowsRefused, "uploadId", message));
        }
        if self.lacks_reason {
            let message = Message::new("examinations-correction-reason").with("count", self.corrected);
            refusals.push(Problem::new(ExaminationErrorCode::ReasonMissing, "reason", message));
        }
        refusals
    }
}

/// Imports the scores of an examination: all of them, or none. A report with refusals is no error of this function: ask
/// [`ScoreReport::refusals`]. Nothing was written then.
///
/// # Errors
/// `Forbidden` to all but whoever may organise examinations there; `NotFound` when there is no such examination or upload; the file is
/// no table, or columns are missing; it is too early.
pub async fn exam_scores_import(
    platform: &Platform,
    viewer: &Viewer,
    import: ScoresImport,
) -> Outcome<ScoreReport, ExaminationErrorCode> {
    let reader = platform.database.reader();
    let examination = store::examination(reader, import.examination_id).await?;
    let (_, permit) = organiser(reader, viewer, examination.institution_id).await?;
    let reason = import.reason.as_deref().map(str::trim).unwrap_or_default();
    let mut problems: Vec<_> = cancelled_problem(&examination).into_iter().collect();
    if platform.clock.today(chrono_tz::Asia::Shanghai) < examination.held_on {
        let message = Message::new("examinations-score-early").with("day", examination.held_on);
        problems.push(Problem::new(ExaminationErrorCode::TooEarly, "examinationId", message));
    }
    problems.extend(reason_problem(reason, false));
    platform::error::accept(problems)?;
    let (upload, bytes) = uploads::read(platform, viewer.person_id, SCORES_PURPOSE, import.upload_id).await?;
    let parts = examination.parts.clone();
    let read = tokio::task::spawn_blocking(move || {
        let table = read_table(&bytes, &upload.file_name)?;
        let columns = Columns::recognise(&table, &parts).map_err(Failure::Rejected)?;
        Ok::<_, Failure<ExaminationErrorCode>>((table, columns))
    });
    let (table, columns) = read.await.map_err(|error| Error::internal(error.to_string()))??;

    let write = platform.database.write().await?;
    let people = store::tickets_of(&*write, examination.id).await?.into_iter().map(|one| one.person_id);
    enrolment::lock_enrolments_of_all(&write, &people.collect::<Vec<_>>()).await?;
    store::lock_examination(&write, examination.id).await?;
    let registrations = store::tickets_of(&*write, examination.id).await?;
    let keys: Vec<Uuid> = registrations.iter().map(|one| one.id).collect();
    let scores = store::scores_of(&*write, &keys).await?;
    let hands = [Some(viewer.person_id), permit.actor.delegator_id].into_iter().flatten().collect();
    let known = Known { tickets: by_ticket(&registrations), scores: store::latest(&scores), hands };
    let settled = settle(&table, &columns, &known);
    let mut report = reported(&table, &settled, reason);
    if !report.refusals().is_empty() || settled.entries.is_empty() {
        return Ok(report);
    }
    record(&write, &permit, &examination, &settled.entries, reason).await?;
    let after = json!({
        "uploadId": import.upload_id, "rows": report.rows, "recorded": report.recorded,
        "corrected": report.corrected, "reason": Some(reason).filter(|reason| !reason.is_empty()),
    });
    let object = ("exit_examination", examination.id);
    identity::remember(&write, &permit, "exit-exam-scores.import", object, (Value::Null, after)).await?;
    write.commit().await?;
    report.is_written = true;
    Ok(report)
}

fn read_table(bytes: &[u8], file_name: &str) -> Outcome<Table, ExaminationErrorCode> {
    let refused = |message| Failure::problem(ExaminationErrorCode::Unreadable, "uploadId", message);
    let table = spreadsheet::read(bytes, Some(file_name)).map_err(|error| refused(error.into()))?;
    if table.rows.is_empty() {
        return Err(refused(Message::new("examinations-no-rows").with("file", file_name)));
    }
    if table.rows.len() > MOST_ROWS {
        let message = Message::new("examinations-many-rows").with("rows", table.rows.len());
        return Err(refused(message.with("limit", MOST_ROWS)));
    }
    Ok(table)
}

fn by_ticket(registrations: &[ExamRegistration]) -> HashMap<&str, &ExamRegistration> {
    registrations.iter().filter_map(|one| Some((one.ticket.as_deref()?, one))).collect()
}

fn reported(table: &Table, settled: &Settled<'_>, reason: &str) -> ScoreReport {
    let corrected = settled.entries.iter().filter(|entry| entry.replaces.is_some()).count();
    ScoreReport {
        rows: table.rows.len(),
        recorded: settled.entries.len() - corrected,
        corrected,
        unchanged: settled.unchanged,
        problems: settled.problems.clone(),
        lacks_reason: corrected > 0 && reason.is_empty(),
        is_written: false,
    }
}

/// Writes scores with the evidence that they make.
async fn record(
    write: &Write,
    permit: &Permit,
    examination: &Examination,
    entries: &[Entry<'_>],
    reason: &str,
) -> Result<(), Error> {
    let asked = asked(write, entries).await?;
    let steps = Steps {
        now: Step { kind: ReviewStep::School, place_id: Some(examination.institution_id) },
        ..Steps::default()
    };
    let shown: Vec<NewEvidence> = entries
        .iter()
        .map(|entry| NewEvidence {
            requirement_id: asked.get(&entry.registration.enrolment_id).copied(),
            passed: Some(entry.mark.is_passed),
            replaces_id: entry.replaces.map(|score| score.evidence_id),
            steps: steps.clone(),
            ..NewEvidence::of(entry.registration.person_id, EvidenceKind::ExitExam, examination.held_on)
        })
        .collect();
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    let evidence = evidence::record_signed(write, permit, &shown, reason).await?;
    let imported_by = permit.actor.person_id.ok_or_else(|| Error::internal("an import needs somebody"))?;
    let made: Vec<ExamScore> = entries
        .iter()
        .zip(evidence)
        .map(|(entry, evidence_id)| ExamScore {
            id: id::new_key(),
            registration_id: entry.registration.id,
            points: entry.mark.points.clone(),
            is_absent: entry.mark.is_absent,
            is_passed: entry.mark.is_passed,
            imported_by,
            imported_at: write.now(),
            evidence_id,
            replaces_id: entry.replaces.map(|score| score.id),
        })
        .collect();
    store::insert_scores(write, permit, &made).await?;
    let act = |score: &ExamScore| audit::Act {
        action: "exit-exam-registration.score",
        object_kind: "exit_exam_registration",
        object_id: score.registration_id,
        before: Value::Null,
        after: json!({
            "evidenceId": score.evidence_id, "isAbsent": score.is_absent, "isPassed": score.is_passed,
            "points": score.points.iter().map(|scored| scored.points).collect::<Vec<_>>(),
        }),
    };
    let acts: Vec<audit::Act> = made.iter().map(act).collect();
    audit::record_all(write, &permit.actor, &acts).await
}

/// The requirement of each enrolment's plan that asks for the examination, by enrolment.
async fn asked(write: &Write, entries: &[Entry<'_>]) -> Result<HashMap<Uuid, Uuid>, Error> {
    let keys: Vec<Uuid> = entries.iter().map(|entry| entry.registration.enrolment_id).collect();
    let enrolments = enrolment::find_enrolments(&**write, PERMITTED, &keys).await?;
    let versions: Vec<Uuid> = enrolments.iter().map(|one| one.version_id).collect();
    let plans = curricula::plans(&**write, &versions).await?;
    let asked = enrolments.iter().filter_map(|one| {
        let plan = plans.get(&one.version_id)?;
        let asked = plan.requirements.iter().find(|asked| asked.kind == RequirementKind::ExitExam)?;
        Some((one.id, asked.id))
    });
    Ok(asked.collect())
}
