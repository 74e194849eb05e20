//! What members submit to a round, and what the core unit decides about it. Figures that are accepted become readings of the
//! indicators in the same transaction.

use std::collections::{HashMap, HashSet};

use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::downloads::Download;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::proofs::{self, Document, Proof};
use platform::text::{Argument, Message};
use platform::{Platform, audit, id, uploads};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{
    GivenFigure, LONGEST_REPORTING_REASON, ReportingDecision, ReportingErrorCode, ReportingStatus,
    decision_problem, figure_problems,
};
use super::super::store::{self, Figure, ReportingRound, Submission};
use super::{closed_problem, members, reads, reads_all, round};
use crate::identity::rules::text_problem;
use crate::identity::{self, Act, Permit, Viewer, second_hand};
use crate::organisations::{self, LARGEST_READING, Reading, lead_permit};

/// The purpose of an upload that is the stamped scan of figures.
pub const REPORTING_SCAN_PURPOSE: &str = "REPORTING_SCAN";

type Problems = Vec<Problem<ReportingErrorCode>>;

/// Figures to be submitted.
#[derive(Clone, Debug)]
pub struct NewFigures {
    /// The round.
    pub round_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// Each indicator with its figure.
    pub figures: Vec<GivenFigure>,
    /// The upload that is the stamped scan.
    pub upload_id: Option<Uuid>,
}

fn problem(code: ReportingErrorCode, path: &str, message: Message) -> Problem<ReportingErrorCode> {
    Problem::new(code, path, message)
}

/// What stands against a member's submitting anything now.
async fn standing_problems(
    write: &Write,
    round: &ReportingRound,
    institution_id: Uuid,
    earlier: &[Submission],
) -> Result<Problems, Error> {
    let mut problems = Vec::from_iter(closed_problem(round));
    let memberships = organisations::memberships_of(&**write, &[round.consortium_id]).await?;
    if !members(&memberships, round).contains(&institution_id) {
        let message =
            Message::new("oversight-reporting-member").with("start", round.days.0).with("end", round.days.1);
        problems.push(problem(ReportingErrorCode::NotMember, "institutionId", message));
    }
    if write.now().with_timezone(&Shanghai).date_naive() < round.days.1 {
        let message = Message::new("oversight-reporting-running").with("end", round.days.1);
        problems.push(problem(ReportingErrorCode::PeriodRunning, "reportingRoundId", message));
    }
    let standing = earlier.iter().find(|one| one.status != ReportingStatus::Returned);
    problems.extend(standing.map(|one| {
        let message = Message::new("oversight-reporting-submitted").with("status", one.status.label());
        problem(ReportingErrorCode::Submitted, "institutionId", message)
    }));
    Ok(problems)
}

fn scan_problems(proof: Option<&Proof>) -> Problems {
    let Some(proof) = proof else {
        let message = Message::new("oversight-reporting-scan");
        return vec![problem(ReportingErrorCode::ScanMissing, "uploadId", message)];
    };
    let faults = proof.faults().chain(proof.kept());
    faults.map(|message| problem(ReportingErrorCode::Invalid, "uploadId", message)).collect()
}

/// The readings that stand of a member for the days of a round, by indicator.
async fn standing_readings(
    connection: &impl ConnectionTrait,
    round: &ReportingRound,
    institution_id: Uuid,
) -> Result<HashMap<Uuid, Reading>, Error> {
    let indicators: Vec<Uuid> = round.indicators.iter().map(|one| one.id).collect();
    let found =
        organisations::readings_of(connection, &[institution_id], &indicators, &[round.days.0]).await?;
    let of_days = found.into_iter().filter(|reading| reading.days == round.days);
    Ok(of_days.map(|reading| (reading.indicator_id, reading)).collect())
}

/// The readings that were made of a member's figures in this round.
async fn own_readings(
    connection: &impl ConnectionTrait,
    earlier: &[Submission],
) -> Result<HashSet<Uuid>, Error> {
    let keys: Vec<Uuid> = earlier.iter().map(|one| one.id).collect();
    let figures = store::figures_of(connection, &keys).await?;
    Ok(figures
        .into_iter()
        .filter(|figure| figure.made_reading)
        .filter_map(|figure| figure.reading_id)
        .collect())
}

/// That a reading which this round did not make says something else.
fn other_reading(
    path: &str,
    name: &Name,
    reading: &Reading,
    value: i64,
    own: &HashSet<Uuid>,
) -> Option<Problem<ReportingErrorCode>> {
    (reading.value != value && !own.contains(&reading.id)).then(|| {
        let message = Message::new("oversight-reporting-other")
            .with("indicator", Argument::from((name.zh.as_str(), name.en.as_str())))
            .with("value", reading.value);
        problem(ReportingErrorCode::OtherReading, path, message)
    })
}

/// What readings of other rounds stand against given figures.
fn given_problems(
    round: &ReportingRound,
    given: &[GivenFigure],
    standing: &HashMap<Uuid, Reading>,
    own: &HashSet<Uuid>,
) -> Problems {
    let against = |(place, (key, value)): (usize, &GivenFigure)| {
        let indicator = round.indicators.iter().find(|one| one.id == *key)?;
        other_reading(&format!("figures.{place}.value"), &indicator.name, standing.get(key)?, *value, own)
    };
    given.iter().enumerate().filter_map(against).collect()
}

fn told(round: &ReportingRound, figures: &[GivenFigure]) -> Vec<Value> {
    let code = |key: &Uuid| round.indicators.iter().find(|one| one.id == *key).map(|one| one.code.as_str());
    figures.iter().map(|(key, value)| json!({ "indicator": code(key), "value": value })).collect()
}

/// Submits a member's figures, every one that the round asks for, with their stamped scan.
///
/// # Errors
/// `Forbidden` to whoever does not administer the member; `NotFound` when there is no such upload of hers or round that she may see;
/// every problem found.
pub async fn reporting_figures_submit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewFigures,
) -> Outcome<ReportingRound, ReportingErrorCode> {
    let permit = Permit::at(viewer, Act::ReportingSubmit, &[new.institution_id])?;
    let proof = match new.upload_id {
        Some(key) => Some(proofs::sent(platform, viewer.person_id, REPORTING_SCAN_PURPOSE, key).await?),
        None => None,
    };
    let write = platform.database.write().await?;
    store::lock_round(&write, new.round_id).await?;
    let round = round(&*write, viewer, new.round_id).await?;
    let mut earlier = store::submissions_of(&*write, &[round.id]).await?;
    earlier.retain(|one| one.institution_id == new.institution_id);
    let asked: Vec<(Uuid, &Name)> = round.indicators.iter().map(|one| (one.id, &one.name)).collect();
    let mut problems = standing_problems(&write, &round, new.institution_id, &earlier).await?;
    problems.extend(figure_problems(&asked, &new.figures, LARGEST_READING));
    let standing = standing_readings(&*write, &round, new.institution_id).await?;
    let own = own_readings(&*write, &earlier).await?;
    problems.extend(given_problems(&round, &new.figures, &standing, &own));
    problems.extend(scan_problems(proof.as_ref()));
    accept(problems)?;
    let proof = proof.ok_or(Error::NotFound)?;
    let made = Submission {
        id: id::new_key(),
        round_id: round.id,
        institution_id: new.institution_id,
        number: earlier.last().map_or(1, |last| last.number.saturating_add(1)),
        edition: round.edition,
        status: ReportingStatus::Submitted,
        scan: Document::from(&proof),
        submitted_by: viewer.person_id,
        submitted_at: write.now(),
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    store::insert_submission(&write, &permit, &made, &new.figures).await?;
    uploads::keep(&write, proof.upload_id).await?;
    let after = json!({
        "roundId": round.id, "institutionId": made.institution_id, "number": made.number,
        "contentDigest": made.scan.content_digest, "figures": told(&round, &new.figures),
    });
    let object = ("reporting_submission", made.id);
    identity::remember(&write, &permit, "reporting-figures.submit", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(round)
}

/// One submission and its round, as far as somebody may see its figures.
async fn seen_submission(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    key: Uuid,
) -> Result<(Submission, ReportingRound), Error> {
    let submission = store::submission(connection, key).await?;
    let round = round(connection, viewer, submission.round_id).await?;
    let consortium = organisations::consortium(connection, round.consortium_id).await?;
    if reads_all(viewer, &consortium) || reads(viewer, submission.institution_id) {
        return Ok((submission, round));
    }
    Err(Error::NotFound)
}

/// Accepts what a member submitted, or returns it with a reason. Accepted figures become readings of the indicators; a reading that this
/// round made before is replaced, and one of the same value is kept.
///
/// # Errors
/// `NotFound` when there is nothing like that which the viewer may see; `Forbidden` to whoever does not act for the core unit, or
/// submitted it herself; every problem found.
pub async fn reporting_figures_decide(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    decision: ReportingDecision,
    reason: Option<&str>,
) -> Outcome<ReportingRound, ReportingErrorCode> {
    let write = platform.database.write().await?;
    let (found, _) = seen_submission(&*write, viewer, key).await?;
    store::lock_round(&write, found.round_id).await?;
    let (found, round) = seen_submission(&*write, viewer, key).await?;
    let consortium = organisations::consortium(&*write, round.consortium_id).await?;
    let permit = lead_permit(viewer, Act::ReportingManage, &consortium)?;
    if viewer.stands_for().any(|person| person == found.submitted_by) {
        return Err(second_hand().into());
    }
    let mut problems = Vec::from_iter(closed_problem(&round));
    problems.extend(decision_problem(found.status, decision, found.edition < round.edition));
    let reason = reason.map(str::trim).filter(|_| decision == ReportingDecision::Returned);
    let (status, readings) = match decision {
        ReportingDecision::Returned => {
            let code = ReportingErrorCode::Invalid;
            problems.extend(text_problem(
                code,
                "reason",
                reason.unwrap_or_default(),
                LONGEST_REPORTING_REASON,
            ));
            accept(problems)?;
            (ReportingStatus::Returned, Vec::new())
        }
        ReportingDecision::Accepted => {
            accept(problems)?;
            (ReportingStatus::Accepted, read_into(&write, &permit, &round, &found).await?)
        }
    };
    store::decide_submission(&write, &permit, found.id, (status, reason)).await?;
    let before = json!({ "status": found.status.code() });
    let after = json!({ "status": status.code(), "reason": reason, "readings": readings });
    let object = ("reporting_submission", found.id);
    identity::remember(&write, &permit, "reporting-figures.decide", object, (before, after)).await?;
    write.commit().await?;
    Ok(round)
}

/// Makes readings of accepted figures, and says which they are.
async fn read_into(
    write: &Write,
    permit: &Permit,
    round: &ReportingRound,
    submission: &Submission,
) -> Outcome<Vec<Uuid>, ReportingErrorCode> {
    // Rounds of two consortia may read the same figure of one institution at once.
    organisations::lock_institution(write, submission.institution_id).await?;
    let mut earlier = store::submissions_of(&**write, &[round.id]).await?;
    earlier.retain(|one| one.institution_id == submission.institution_id);
    let own = own_readings(&**write, &earlier).await?;
    let standing = standing_readings(&**write, round, submission.institution_id).await?;
    let figures = store::figures_of(&**write, &[submission.id]).await?;
    let (mut problems, mut made, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for figure in figures {
        let before = standing.get(&figure.indicator_id);
        if let Some(same) = before.filter(|reading| reading.value == figure.value) {
            links.push((figure, same.id, false));
            continue;
        }
        let indicator = round.indicators.iter().find(|one| one.id == figure.indicator_id);
        problems.extend(before.zip(indicator).and_then(|(reading, indicator)| {
            other_reading("reportingSubmissionId", &indicator.name, reading, figure.value, &own)
        }));
        let reading = reading(round, submission, &figure, before.map(|reading| reading.id));
        links.push((figure, reading.id, true));
        made.push(reading);
    }
    accept(problems)?;
    organisations::insert_readings(write, permit, &made).await?;
    for (figure, reading_id, is_made) in &links {
        store::link_figure(write, permit, figure, (*reading_id, *is_made)).await?;
    }
    Ok(made.iter().map(|reading| reading.id).collect())
}

fn reading(
    round: &ReportingRound,
    submission: &Submission,
    figure: &Figure,
    replaces_id: Option<Uuid>,
) -> Reading {
    Reading {
        id: id::new_key(),
        institution_id: submission.institution_id,
        indicator_id: figure.indicator_id,
        days: round.days,
        value: figure.value,
        source: Some(submission.scan.clone()),
        entered_by: Some(submission.submitted_by),
        entered_at: submission.submitted_at,
        replaces_id,
    }
}

/// Hands out the stamped scan of a submission for a quarter of an hour.
///
/// # Errors
/// `NotFound` when there is none that the viewer may see.
pub async fn reporting_scan_open(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<Download, ReportingErrorCode> {
    let (found, _) = seen_submission(platform.database.reader(), viewer, key).await?;
    let act = audit::Act {
        action: "reporting-scan.open",
        object_kind: "reporting_submission",
        object_id: key,
        before: Value::Null,
        after: Value::Null,
    };
    Ok(proofs::open(platform, (&viewer.actor(), viewer.person_id), act, &found.scan).await?)
}
