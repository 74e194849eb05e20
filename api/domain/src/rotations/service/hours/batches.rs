//! A file of hours that a phone kept: entered as a job, in turns so short that nobody who writes meanwhile notices.
//!
//! Embedded SQLite has one writer; whoever writes besides waits for a turn to end. Therefore a turn commits as soon as it has used its
//! time, however many entries that was, and the next writer comes before the next turn. What became of each line is written with its
//! turn, so that a job that was cut off goes on where it stopped.

use std::time::{Duration, Instant};

use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::text::Message;
use platform::{Platform, id, jobs, uploads};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::super::rules::{HoursErrorCode, SyncOutcome};
use super::super::super::store::{self, BatchLine, HoursBatch};
use super::syncing::enter_readable;
use super::{Desk, NewHours, Synced};
use crate::enrolment;
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer};

/// The purpose of an upload that holds hours.
pub const HOURS_PURPOSE: &str = "HOURS";
/// The kind of the job that enters a file of hours.
pub const BATCH_JOB: &str = "rotations.hours-batch";

/// Most entries of one file.
const MOST_LINES: usize = 20_000;
/// After so long a turn is over.
const TURN: Duration = Duration::from_millis(15);
/// Entries that are made with the same few statements, between two looks at the clock.
const AT_ONCE: usize = 10;

const BACKGROUND: Scope<'static> = Scope::System(SystemReason::Background);

/// What the job needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BatchJob {
    /// The file.
    pub batch_id: Uuid,
}

/// What reads one line of a file: an entry, or what is wrong with the line. The key comes where one could be read.
pub type ReadLine = fn(&str) -> (Option<String>, Result<NewHours, Vec<Problem<HoursErrorCode>>>);

/// The entries of a file, each with the number of its line; lines with nothing in them hold none.
fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

/// Begins to enter a file of hours of one's own, as a job. Begun again with the same upload, it answers with what was begun, and goes on
/// if that had stopped.
///
/// # Errors
/// `NotFound` when there is no such upload; `Forbidden` to a token that hands nothing in; `INVALID` for a file that is no text, holds
/// nothing or too much.
pub async fn hours_batch_begin(
    platform: &Platform,
    viewer: &Viewer,
    upload_id: Uuid,
) -> Outcome<HoursBatch, HoursErrorCode> {
    let permit = Permit::own(viewer, viewer.person_id)?;
    let (upload, bytes) = uploads::read(platform, viewer.person_id, HOURS_PURPOSE, upload_id).await?;
    let refused = |message| Failure::problem(HoursErrorCode::Invalid, "uploadId", message);
    let text = String::from_utf8(bytes)
        .map_err(|_| refused(Message::new("rotations-hours-file-text").with("file", &upload.file_name)))?;
    let count = entries(&text).count();
    if count == 0 || count > MOST_LINES {
        let message = Message::new("rotations-hours-file-lines").with("file", &upload.file_name);
        return Err(refused(message.with("lines", count).with("most", MOST_LINES)));
    }
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    if let Some(begun) = store::batch_of_upload(&*write, upload_id).await? {
        if begun.finished_at.is_none() {
            jobs::enqueue(&write, BATCH_JOB, &BatchJob { batch_id: begun.id }, None).await?;
            write.commit().await?;
        }
        return Ok(begun);
    }
    let lines = i32::try_from(count).unwrap_or(i32::MAX);
    let file = (upload.file_name, lines);
    let begun = store::insert_batch(&write, &permit, (viewer.person_id, upload_id), file).await?;
    jobs::enqueue(&write, BATCH_JOB, &BatchJob { batch_id: begun.id }, None).await?;
    let told = json!({ "uploadId": upload_id, "lines": lines });
    identity::remember(&write, &permit, "hours-batch.begin", ("hours_batch", begun.id), (Value::Null, told))
        .await?;
    write.commit().await?;
    Ok(begun)
}

/// Enters what a file of hours still holds; done again, it does nothing. `read` reads a line.
///
/// # Errors
/// `NotFound` when the file is not there any more.
pub async fn hours_batch_run(platform: &Platform, job: &BatchJob, read: ReadLine) -> Result<(), Error> {
    let reader = platform.database.reader();
    let batch = store::hours_batch(reader, BACKGROUND, job.batch_id).await?;
    if batch.finished_at.is_some() {
        return Ok(());
    }
    let (_, bytes) = uploads::read(platform, batch.person_id, HOURS_PURPOSE, batch.upload_id).await?;
    let text = String::from_utf8(bytes).map_err(|_| Error::NotFound)?;
    let lines: Vec<(usize, &str)> = entries(&text).collect();
    while turn(platform, batch.id, &lines, read).await? {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Enters as many lines as one turn has time for; says whether there are more.
async fn turn(
    platform: &Platform,
    batch_id: Uuid,
    lines: &[(usize, &str)],
    read: ReadLine,
) -> Result<bool, Error> {
    let write = platform.database.write().await?;
    let begun = Instant::now();
    store::lock_batch(&write, batch_id).await?;
    let mut batch = store::hours_batch(&*write, BACKGROUND, batch_id).await?;
    if batch.finished_at.is_some() {
        return Ok(false);
    }
    let permit = Permit::resumed(Act::EvidenceSubmit, batch.actor.clone());
    enrolment::lock_enrolments_of(&write, batch.person_id).await?;
    let mut desk = Desk::open(&write, BACKGROUND, batch.person_id);
    loop {
        let done = usize::try_from(batch.done).unwrap_or_default();
        let part = lines.get(done..lines.len().min(done + AT_ONCE)).unwrap_or_default();
        if part.is_empty() {
            batch.finished_at = Some(write.now());
            let told = json!({
                "submitted": batch.submitted, "repeated": batch.repeated, "refused": batch.refused,
            });
            let object = ("hours_batch", batch_id);
            identity::remember(&write, &permit, "hours-batch.finish", object, (Value::Null, told)).await?;
            break;
        }
        enter_lines(&write, &permit, (&mut desk, &mut batch), part, read).await?;
        if begun.elapsed() >= TURN {
            break;
        }
    }
    store::set_progress(&write, &permit, &batch).await?;
    let is_over = batch.finished_at.is_some();
    write.commit().await?;
    Ok(!is_over)
}

async fn enter_lines(
    write: &Write,
    permit: &Permit,
    (desk, batch): (&mut Desk<'_>, &mut HoursBatch),
    lines: &[(usize, &str)],
    read: ReadLine,
) -> Result<(), Error> {
    let (keys, items): (Vec<_>, Vec<_>) = lines.iter().map(|(_, line)| read(line)).unzip();
    let synced = match enter_readable(desk, permit, items).await {
        Ok(synced) => synced,
        Err(Failure::Error(error)) => return Err(error),
        // Others were entered at the same moment: the job is done again.
        Err(Failure::Rejected(_)) => return Err(Error::internal("hours were entered at the same moment")),
    };
    let became = |(((number, _), key), one): ((&(usize, &str), Option<String>), Synced)| BatchLine {
        id: id::new_key(),
        line: i32::try_from(*number).unwrap_or(i32::MAX),
        key,
        outcome: one.outcome,
        evidence_id: one.evidence_id,
        problems: one.problems,
    };
    let became: Vec<BatchLine> = lines.iter().zip(keys).zip(synced).map(became).collect();
    for line in &became {
        batch.done += 1;
        match line.outcome {
            SyncOutcome::Submitted => batch.submitted += 1,
            SyncOutcome::Repeated => batch.repeated += 1,
            SyncOutcome::Refused => batch.refused += 1,
        }
    }
    store::insert_lines(write, permit, batch.id, &became).await?;
    Ok(())
}
