//! Whom to remind that a round waits for its figures.

use std::collections::HashSet;

use chrono::NaiveDate;
use platform::db::Write;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{ReportingStatus, reminded_due_days, reminder_due};
use super::super::store::{self, ReportingRound};
use super::{consortia_of, members, remember};
use crate::identity::Permit;
use crate::organisations;

/// A member to be reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingReminder {
    /// The round.
    pub round: ReportingRound,
    /// The member.
    pub institution_id: Uuid,
    /// Which reminder: that of so many days before the due day.
    pub days: i32,
}

/// The members that are due a reminder on a day and had none of that kind: of open rounds, those without figures or with returned ones.
pub async fn reporting_reminders_due(
    connection: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Vec<ReportingReminder>, Error> {
    let rounds = store::open_rounds_due(connection, reminded_due_days(today)).await?;
    let keys: Vec<Uuid> = rounds.iter().map(|round| round.id).collect();
    let consortia = consortia_of(&rounds);
    let memberships = organisations::memberships_of(connection, &consortia).await?;
    let submitted = store::submissions_of(connection, &keys).await?;
    let standing: HashSet<(Uuid, Uuid)> = submitted
        .iter()
        .filter(|one| one.status != ReportingStatus::Returned)
        .map(|one| (one.round_id, one.institution_id))
        .collect();
    let told: HashSet<(Uuid, Uuid, i32)> =
        store::reminders_of(connection, &keys).await?.into_iter().collect();
    let mut due = Vec::new();
    for round in &rounds {
        let Some(days) = reminder_due(round.due_on, today) else { continue };
        for institution_id in members(&memberships, round) {
            let is_in = standing.contains(&(round.id, institution_id));
            if !is_in && !told.contains(&(round.id, institution_id, days)) {
                due.push(ReportingReminder { round: round.clone(), institution_id, days });
            }
        }
    }
    Ok(due)
}

/// Notes that a member is reminded, within the act that tells it, and says whether it was not before.
pub async fn reporting_reminded(
    write: &Write,
    permit: &Permit,
    reminder: &ReportingReminder,
) -> Result<bool, Error> {
    let (round_id, institution_id, days) = (reminder.round.id, reminder.institution_id, reminder.days);
    if !store::insert_reminder(write, permit, (round_id, institution_id, days)).await? {
        return Ok(false);
    }
    let after = json!({ "institutionId": institution_id, "days": days });
    remember(write, permit, "reporting-round.remind", round_id, (Value::Null, after)).await?;
    Ok(true)
}
