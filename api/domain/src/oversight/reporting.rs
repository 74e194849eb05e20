//! Rounds in which the members of a consortium report their figures: the core unit opens them, closes them, and opens a closed one
//! anew with a reason.
//!
//! Members are those whose membership has a day in common with the round's days. The core unit reads every member's figures, a member
//! its own.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::paging::{PageRequest, Slice};
use platform::text::Message;
use platform::{Platform, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{
    LONGEST_REPORTING_REASON, ReportingErrorCode, ReportingRoundStatus, ReportingStatus, round_problems,
};
use super::store::{self, ReportingRound};
use crate::identity::rules::{names_problems, text_problem};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations::{self, Consortium, Days, Membership, lead_permit};

mod export;
mod figures;
mod reminders;
mod standings;

pub use export::reporting_round_export;
pub use figures::{
    NewFigures, REPORTING_SCAN_PURPOSE, reporting_figures_decide, reporting_figures_submit,
    reporting_scan_open,
};
pub use reminders::{ReportingReminder, reporting_reminded, reporting_reminders_due};
pub use standings::{MemberFigure, MemberFigures, MissingMember, ReportingStanding, reporting_standings};

/// Longest name of a round, in characters.
const LONGEST_NAME: usize = 120;

/// A round to be opened.
#[derive(Clone, Debug)]
pub struct NewReportingRound {
    /// The consortium.
    pub consortium_id: Uuid,
    /// Name; both languages.
    pub name: Name,
    /// First and last day of the period.
    pub days: Days,
    /// Last day on which figures are in time.
    pub due_on: NaiveDate,
    /// What it asks for, in order.
    pub indicators: Vec<Uuid>,
}

/// Whether somebody reads the figures of every member of a consortium.
fn reads_all(viewer: &Viewer, consortium: &Consortium) -> bool {
    lead_permit(viewer, Act::ReportingRead, consortium).is_ok()
}

/// Whether somebody reads the figures of a member.
fn reads(viewer: &Viewer, institution_id: Uuid) -> bool {
    Permit::at(viewer, Act::ReportingRead, &[institution_id]).is_ok()
}

/// The consortia of some rounds, each once.
fn consortia_of(rounds: &[ReportingRound]) -> Vec<Uuid> {
    let found: BTreeSet<Uuid> = rounds.iter().map(|round| round.consortium_id).collect();
    found.into_iter().collect()
}

fn touches(membership: &Membership, (first, last): Days) -> bool {
    membership.starts_on <= last && first <= membership.ends_on
}

/// The members of a round, each once, the earliest first.
fn members(memberships: &[Membership], round: &ReportingRound) -> Vec<Uuid> {
    let mut found = Vec::new();
    for membership in memberships {
        let is_known = found.contains(&membership.institution_id);
        if membership.consortium_id == round.consortium_id && touches(membership, round.days) && !is_known {
            found.push(membership.institution_id);
        }
    }
    found
}

/// Those of some rounds that somebody may see: of a consortium whose core unit she acts for, or that a member of hers reports to.
async fn seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    mut rounds: Vec<ReportingRound>,
) -> Result<Vec<ReportingRound>, Error> {
    let consortia = consortia_of(&rounds);
    let memberships = organisations::memberships_of(connection, &consortia).await?;
    let consortia = organisations::find_consortia(connection, &consortia).await?;
    rounds.retain(|round| {
        let consortium = consortia.iter().find(|one| one.id == round.consortium_id);
        consortium.is_some_and(|one| reads_all(viewer, one))
            || members(&memberships, round).into_iter().any(|member| reads(viewer, member))
    });
    Ok(rounds)
}

/// Rounds by key that somebody may see, in no order: six statements.
pub async fn find_reporting_rounds(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<ReportingRound>, Error> {
    let found = store::find_rounds(connection, keys).await?;
    seen(connection, viewer, found).await
}

async fn round(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    key: Uuid,
) -> Result<ReportingRound, Error> {
    find_reporting_rounds(connection, viewer, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Within which days somebody sees rounds of a consortium: all of them when she acts for its core unit, otherwise while an institution of
/// hers is a member.
async fn seen_terms(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    consortium_id: Uuid,
) -> Result<Option<Vec<Days>>, Error> {
    let consortium = organisations::consortium(connection, consortium_id).await?;
    if reads_all(viewer, &consortium) {
        return Ok(None);
    }
    let memberships = organisations::memberships_of(connection, &[consortium_id]).await?;
    let own = memberships.iter().filter(|membership| reads(viewer, membership.institution_id));
    Ok(Some(own.map(|membership| (membership.starts_on, membership.ends_on)).collect()))
}

/// A page of the rounds of a consortium that somebody may see, those of the latest days first.
///
/// # Errors
/// `NotFound` when there is no such consortium; what is wrong with the page.
pub async fn reporting_rounds_page(
    platform: &Platform,
    viewer: &Viewer,
    consortium_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<ReportingRound>, Error> {
    let reader = platform.database.reader();
    let terms = seen_terms(reader, viewer, consortium_id).await?;
    store::rounds_page(reader, consortium_id, terms.as_deref(), page).await
}

/// How many rounds of a consortium somebody may see.
///
/// # Errors
/// `NotFound` when there is no such consortium.
pub async fn reporting_rounds_count(
    platform: &Platform,
    viewer: &Viewer,
    consortium_id: Uuid,
) -> Result<i64, Error> {
    let reader = platform.database.reader();
    let terms = seen_terms(reader, viewer, consortium_id).await?;
    Ok(store::rounds_count(reader, consortium_id, terms.as_deref()).await?)
}

/// Opens a round. What it asks for and when never changes.
///
/// # Errors
/// `NotFound` when there is no such consortium; `Forbidden` to whoever does not act for its core unit; every problem found.
pub async fn reporting_round_open(
    platform: &Platform,
    viewer: &Viewer,
    new: NewReportingRound,
) -> Outcome<ReportingRound, ReportingErrorCode> {
    let write = platform.database.write().await?;
    let consortium = organisations::consortium(&*write, new.consortium_id).await?;
    let permit = lead_permit(viewer, Act::ReportingManage, &consortium)?;
    let known = organisations::indicators_for(&*write, consortium.id).await?;
    let keys: BTreeSet<Uuid> = known.iter().map(|one| one.id).collect();
    let mut problems = names_problems(ReportingErrorCode::Invalid, &new.name, LONGEST_NAME);
    problems.extend(round_problems(new.days, new.due_on, &new.indicators, &keys));
    accept(problems)?;
    let asked = new.indicators.iter().filter_map(|key| known.iter().find(|one| one.id == *key).cloned());
    let made = ReportingRound {
        id: id::new_key(),
        consortium_id: consortium.id,
        name: Name::new(new.name.zh.trim().to_owned(), new.name.en.trim().to_owned()),
        days: new.days,
        due_on: new.due_on,
        status: ReportingRoundStatus::Open,
        edition: 1,
        closed_at: None,
        indicators: asked.collect(),
        reopenings: Vec::new(),
    };
    store::insert_round(&write, &permit, &made).await?;
    let codes: Vec<&str> = made.indicators.iter().map(|one| one.code.as_str()).collect();
    let after = json!({
        "consortiumId": made.consortium_id, "nameZh": made.name.zh, "startsOn": made.days.0, "endsOn": made.days.1,
        "dueOn": made.due_on, "indicators": codes,
    });
    remember(&write, &permit, "reporting-round.open", made.id, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    key: Uuid,
    change: (Value, Value),
) -> Result<(), Error> {
    identity::remember(write, permit, action, ("reporting_round", key), change).await
}

/// One round, locked, for whoever manages it.
async fn managed(write: &Write, viewer: &Viewer, key: Uuid) -> Result<(ReportingRound, Permit), Error> {
    store::lock_round(write, key).await?;
    let found = round(&**write, viewer, key).await?;
    let consortium = organisations::consortium(&**write, found.consortium_id).await?;
    let permit = lead_permit(viewer, Act::ReportingManage, &consortium)?;
    Ok((found, permit))
}

fn closed_problem(round: &ReportingRound) -> Option<Problem<ReportingErrorCode>> {
    (round.status == ReportingRoundStatus::Closed).then(|| {
        let message = Message::new("oversight-reporting-closed");
        Problem::new(ReportingErrorCode::RoundClosed, "reportingRoundId", message)
    })
}

/// Closes a round: its figures are frozen.
///
/// # Errors
/// `NotFound` when there is no such round that the viewer may see; `Forbidden` to whoever does not act for the core unit;
/// `ROUND_CLOSED`; `UNDECIDED`.
pub async fn reporting_round_close(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<ReportingRound, ReportingErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = managed(&write, viewer, key).await?;
    let mut problems = Vec::from_iter(closed_problem(&found));
    let submitted = store::submissions_of(&*write, &[key]).await?;
    let waiting = submitted.iter().filter(|one| one.status == ReportingStatus::Submitted).count();
    if waiting > 0 {
        let message = Message::new("oversight-reporting-undecided").with("count", waiting);
        problems.push(Problem::new(ReportingErrorCode::Undecided, "reportingRoundId", message));
    }
    accept(problems)?;
    store::close_round(&write, &permit, key).await?;
    let change =
        (json!({ "status": found.status.code() }), json!({ "status": ReportingRoundStatus::Closed.code() }));
    remember(&write, &permit, "reporting-round.close", key, change).await?;
    let closed = round(&*write, viewer, key).await?;
    write.commit().await?;
    Ok(closed)
}

/// Opens a closed round anew: what was accepted may be returned and submitted anew.
///
/// # Errors
/// `NotFound` when there is no such round that the viewer may see; `Forbidden` to whoever does not act for the core unit; `ROUND_OPEN`;
/// `INVALID` for the reason.
pub async fn reporting_round_reopen(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<ReportingRound, ReportingErrorCode> {
    let write = platform.database.write().await?;
    let (found, permit) = managed(&write, viewer, key).await?;
    let reason = reason.trim();
    let mut problems = Vec::new();
    if found.status == ReportingRoundStatus::Open {
        let message = Message::new("oversight-reporting-open");
        problems.push(Problem::new(ReportingErrorCode::RoundOpen, "reportingRoundId", message));
    }
    problems.extend(text_problem(ReportingErrorCode::Invalid, "reason", reason, LONGEST_REPORTING_REASON));
    accept(problems)?;
    store::reopen_round(&write, &permit, &found, reason).await?;
    let after = json!({ "status": ReportingRoundStatus::Open.code(), "reason": reason });
    let change = (json!({ "status": found.status.code() }), after);
    remember(&write, &permit, "reporting-round.reopen", key, change).await?;
    let opened = round(&*write, viewer, key).await?;
    write.commit().await?;
    Ok(opened)
}
