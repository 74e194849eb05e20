//! The work that transactions leave behind, done one job after another.
//!
//! [`TASKS`] says which room does which kind of job; a job of a kind that nobody knows is given up with that cause, and
//! stays visible. A job that fails for a passing reason is tried again later, one that can never succeed is given up. A
//! worker looks for due jobs at least every second, seals the audit trail in between, writes out its head once a day, and
//! forgets every few minutes what is over.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::notifications::Undelivered;
use domain::twinnings::TwinningStatus;
use domain::{
    assessments, credentials, dispatches, dossier, evidence, identity, notifications, organisations,
    pairings, rotations, teaching, twinnings,
};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use platform::codes::Code as _;
use platform::error::Error;
use platform::jobs::{self, Leased};
use platform::mail::MailError;
use platform::{Platform, audit, uploads};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long a worker that found nothing waits before it looks again.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it waits after the database failed.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(10);
/// How long it waits between two looks whether today's head of the audit trail was written out.
const BETWEEN_ANCHORS: TimeDelta = TimeDelta::hours(1);
/// How long it waits between two looks for what is over, and for what a day brings.
const BETWEEN_SWEEPS: TimeDelta = TimeDelta::minutes(5);
/// How long one job may take: less than its lease, so that no other worker begins it meanwhile.
const LONGEST_JOB: Duration = Duration::from_mins(4);

/// Why a job was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setback {
    /// Trying again later can help.
    Passing(String),
    /// Trying again cannot help.
    Lasting(String),
}

impl From<Error> for Setback {
    /// What is not there will not come; anything else may pass.
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::Lasting(error.to_string()),
            _ => Self::Passing(error.to_string()),
        }
    }
}

impl From<MailError> for Setback {
    fn from(error: MailError) -> Self {
        let cause = error.message().to_string();
        if error.is_transient() { Self::Passing(cause) } else { Self::Lasting(cause) }
    }
}

impl From<Undelivered> for Setback {
    fn from(undelivered: Undelivered) -> Self {
        let Undelivered { cause, is_transient } = undelivered;
        if is_transient { Self::Passing(cause) } else { Self::Lasting(cause) }
    }
}

/// What does one kind of job.
pub type Perform = for<'a> fn(&'a Platform, &'a Leased) -> BoxFuture<'a, Result<(), Setback>>;

/// A kind of job and what does it.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// The kind, noun first: `certificate.render`.
    pub kind: &'static str,
    /// What does it. It may be called again for a job it has already done: it then does nothing.
    pub perform: Perform,
}

/// Every kind of job: its kind and a call of a room's face.
pub const TASKS: &[Task] = &[
    Task {
        kind: "certificate.render",
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfCertificate = payload(job)?;
                credentials::render(platform, of.certificate_id).await?;
                Ok(())
            })
        },
    },
    Task {
        kind: "evidence.recredit",
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfPerson = payload(job)?;
                Ok(evidence::recredit_person(platform, of.person_id).await?)
            })
        },
    },
    Task {
        kind: "rotations.withdrawn",
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfEnrolment = payload(job)?;
                rotations::placements_give_up(platform, of.enrolment_id).await?;
                Ok(())
            })
        },
    },
    Task {
        kind: rotations::BATCH_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                Ok(rotations::hours_batch_run(platform, &payload(job)?, graphql::rotations::hours_line)
                    .await?)
            })
        },
    },
    Task {
        kind: "credentials.flag",
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfPerson = payload(job)?;
                credentials::flag(platform, of.person_id).await?;
                Ok(())
            })
        },
    },
    Task {
        kind: "notifications.certificate-issued",
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfCertificate = payload(job)?;
                Ok(notifications::certificate_issued(platform, of.certificate_id).await?)
            })
        },
    },
    Task {
        kind: "notifications.evidence-decided",
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfEvidence = payload(job)?;
                Ok(notifications::evidence_decided(platform, of.evidence_id).await?)
            })
        },
    },
    Task {
        kind: identity::CODE_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfCode = payload(job)?;
                Ok(notifications::one_time_code(platform, of.code_id).await?)
            })
        },
    },
    Task {
        kind: assessments::LINK_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfRequest = payload(job)?;
                Ok(notifications::assessment_link(platform, of.request_id).await?)
            })
        },
    },
    Task {
        kind: pairings::CHANGED_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfPairingAct = payload(job)?;
                Ok(notifications::apprenticeship_changed(platform, of.apprenticeship_id, of.act_id).await?)
            })
        },
    },
    Task {
        kind: pairings::REVIEWED_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfMonth = payload(job)?;
                Ok(notifications::following_month_reviewed(platform, of.apprenticeship_id, of.review_id)
                    .await?)
            })
        },
    },
    Task {
        kind: teaching::CANCELLED_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfSession = payload(job)?;
                let told =
                    notifications::teaching_session_cancelled(platform, of.session_id, of.cancelled_by);
                Ok(told.await?)
            })
        },
    },
    Task {
        kind: teaching::CHANGED_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfSessionChange = payload(job)?;
                let change = notifications::SessionChanged {
                    session_id: of.session_id,
                    version: of.version,
                    changed_by: of.changed_by,
                    people: of.people,
                    reason: of.reason,
                };
                Ok(notifications::teaching_session_changed(platform, change).await?)
            })
        },
    },
    Task {
        kind: dispatches::CHANGED_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfDispatch = payload(job)?;
                let change = notifications::DispatchChanged {
                    dispatch_id: of.dispatch_id,
                    act_id: of.act_id,
                    word: of.word,
                    by: of.by,
                    sessions: of.sessions,
                    reason: of.reason,
                };
                Ok(notifications::dispatch_changed(platform, change).await?)
            })
        },
    },
    Task {
        kind: twinnings::CHANGED_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfTwinning = payload(job)?;
                let status = TwinningStatus::stored(&of.status)?;
                Ok(notifications::twinning_changed(platform, (of.twinning_id, status, of.by)).await?)
            })
        },
    },
    Task {
        kind: identity::FACTOR_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfFactor = payload(job)?;
                Ok(notifications::second_factor_reset(platform, of.person_id, of.reset_id).await?)
            })
        },
    },
    Task {
        kind: identity::RESET_JOB,
        perform: |platform, job| {
            Box::pin(async move {
                let of: OfLogin = payload(job)?;
                Ok(identity::password_reset_begin(platform, &of.login).await?)
            })
        },
    },
    Task {
        kind: notifications::MAIL_JOB,
        perform: |platform, job| {
            Box::pin(async move { Ok(notifications::send(platform, payload(job)?).await?) })
        },
    },
    Task {
        kind: uploads::FORGET_JOB,
        perform: |platform, job| {
            Box::pin(async move { Ok(dossier::upload_forget(platform, &payload(job)?).await?) })
        },
    },
];

#[derive(Deserialize)]
struct OfCertificate {
    certificate_id: Uuid,
}

#[derive(Deserialize)]
struct OfCode {
    code_id: Uuid,
}

#[derive(Deserialize)]
struct OfRequest {
    request_id: Uuid,
}

#[derive(Deserialize)]
struct OfLogin {
    login: String,
}

#[derive(Deserialize)]
struct OfFactor {
    person_id: Uuid,
    reset_id: Uuid,
}

#[derive(Deserialize)]
struct OfPairingAct {
    apprenticeship_id: Uuid,
    act_id: Uuid,
}

#[derive(Deserialize)]
struct OfMonth {
    apprenticeship_id: Uuid,
    review_id: Uuid,
}

#[derive(Deserialize)]
struct OfSessionChange {
    session_id: Uuid,
    version: i32,
    changed_by: Uuid,
    people: Vec<Uuid>,
    reason: String,
}

#[derive(Deserialize)]
struct OfDispatch {
    dispatch_id: Uuid,
    act_id: Uuid,
    word: dispatches::DispatchWord,
    by: Uuid,
    sessions: Vec<Uuid>,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct OfTwinning {
    twinning_id: Uuid,
    status: String,
    by: Option<Uuid>,
}

#[derive(Deserialize)]
struct OfSession {
    session_id: Uuid,
    cancelled_by: Uuid,
}

#[derive(Deserialize)]
struct OfEnrolment {
    enrolment_id: Uuid,
}

#[derive(Deserialize)]
struct OfPerson {
    person_id: Uuid,
}

#[derive(Deserialize)]
struct OfEvidence {
    evidence_id: Uuid,
}

/// What a job needs; one that cannot be read never will be.
fn payload<T: DeserializeOwned>(job: &Leased) -> Result<T, Setback> {
    job.read().map_err(|error| Setback::Lasting(error.to_string()))
}

/// Does every job that is due, those that they enqueue included, and says how many were begun.
pub async fn run_due(platform: &Platform, tasks: &[Task]) -> Result<usize, Error> {
    let mut begun = 0;
    while run_one(platform, tasks).await? {
        begun += 1;
    }
    Ok(begun)
}

async fn run_one(platform: &Platform, tasks: &[Task]) -> Result<bool, Error> {
    let database = &platform.database;
    let Some(job) = jobs::lease(database).await? else {
        return Ok(false);
    };
    match attempt(platform, tasks, &job).await {
        Ok(()) => jobs::finish(database, &job).await?,
        Err(setback) => {
            let (cause, is_lasting) = match setback {
                Setback::Passing(cause) => (cause, false),
                Setback::Lasting(cause) => (cause, true),
            };
            tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempt, cause, is_lasting, "job failed");
            jobs::fail(database, &job, &cause, is_lasting).await?;
        }
    }
    Ok(true)
}

async fn attempt(platform: &Platform, tasks: &[Task], job: &Leased) -> Result<(), Setback> {
    let Some(task) = tasks.iter().find(|task| task.kind == job.kind) else {
        return Err(Setback::Lasting(format!("this version knows no job of the kind {}", job.kind)));
    };
    let work = AssertUnwindSafe((task.perform)(platform, job)).catch_unwind();
    match tokio::time::timeout(LONGEST_JOB, work).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Setback::Passing("a defect of ours: see the log".to_owned())),
        Err(_) => Err(Setback::Passing(format!("not done within {} s", LONGEST_JOB.as_secs()))),
    }
}

/// Seals every event that is not yet sealed. Whoever comes second while another seals finds nothing to do, or is
/// refused by the number of the seal, which is taken.
pub(crate) async fn seal(platform: &Platform) {
    loop {
        match audit::seal(&platform.database).await {
            Ok(0) => return,
            Ok(events) => tracing::debug!(events, "sealed"),
            Err(error) => {
                tracing::debug!(%error, "not sealed this time");
                return;
            }
        }
    }
}

/// Writes out a signed head of the trail once a day. `next` is when to look again.
async fn anchor(platform: &Platform, next: &mut Option<DateTime<Utc>>) {
    let now = platform.clock.now();
    if next.is_some_and(|next| now < next) {
        return;
    }
    *next = Some(now + BETWEEN_ANCHORS);
    match audit::anchor_daily(platform).await {
        Ok(Some(head)) => tracing::info!(seal = head.seal, digest = head.digest, "the audit trail's head"),
        Ok(None) => {}
        Err(message) => tracing::error!(%message, "no head of the audit trail was written out"),
    }
}

/// Forgets what is over. `next` is when to look again.
async fn sweep(platform: &Platform, next: &mut Option<DateTime<Utc>>) {
    let now = platform.clock.now();
    if next.is_some_and(|next| now < next) {
        return;
    }
    *next = Some(now + BETWEEN_SWEEPS);
    match dossier::forget_over_due(platform).await {
        Ok(retired) if retired == dossier::Retired::default() => {}
        Ok(retired) => tracing::info!(?retired, "forgotten, because its time is over"),
        Err(error) => tracing::error!(%error, "what is over could not be forgotten"),
    }
}

/// Does what a day brings that has come. `next` is when to look again.
async fn keep_up(platform: &Platform, next: &mut Option<DateTime<Utc>>) {
    let now = platform.clock.now();
    if next.is_some_and(|next| now < next) {
        return;
    }
    *next = Some(now + BETWEEN_SWEEPS);
    match organisations::names_take_effect(platform).await {
        Ok(0) => {}
        Ok(renamed) => tracing::info!(renamed, "institutions bear new names from today on"),
        Err(error) => tracing::error!(%error, "new names of institutions could not take effect"),
    }
    match notifications::qualifications_expiring(platform).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "holders were told that what qualifies them ends soon"),
        Err(error) => tracing::error!(%error, "holders could not be told that what qualifies them ends soon"),
    }
    match notifications::reporting_due(platform).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "members were reminded of reporting rounds"),
        Err(error) => tracing::error!(%error, "members could not be reminded of reporting rounds"),
    }
}

/// A worker in the background.
#[derive(Debug)]
pub struct Worker {
    end: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Begins to work.
    #[must_use]
    pub fn begin(platform: Platform) -> Self {
        let (end, ends) = watch::channel(false);
        Self { end, task: tokio::spawn(keep_on(platform, ends)) }
    }

    /// Ends when the job under way is done.
    pub async fn end(self) {
        // Nobody listens: it has ended already.
        let _ = self.end.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the worker ended early");
        }
    }
}

async fn keep_on(platform: Platform, mut ends: watch::Receiver<bool>) {
    let (mut next_anchor, mut next_sweep, mut next_day) = (None, None, None);
    while !*ends.borrow() {
        let pause = match run_one(&platform, TASKS).await {
            Ok(true) => continue,
            Ok(false) => PAUSE,
            Err(error) => {
                tracing::error!(%error, "the worker cannot reach its jobs");
                PAUSE_AFTER_FAULT
            }
        };
        seal(&platform).await;
        anchor(&platform, &mut next_anchor).await;
        sweep(&platform, &mut next_sweep).await;
        keep_up(&platform, &mut next_day).await;
        // Whichever comes first; both lead back to the question above.
        let _ = tokio::time::timeout(pause, ends.changed()).await;
    }
}
