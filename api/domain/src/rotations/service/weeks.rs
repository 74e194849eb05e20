//! A week of hours on one screen, and which weeks wait for a reviewer.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::weeks::{self, WaitingWeek, Week, WeekHours};
use super::super::rules::{Activity, Interval};
use super::super::store;
use crate::enrolment;
use crate::evidence::{self, Evidence, EvidenceStatus};
use crate::identity::{self, Scope, Viewer};

/// Whose week, and how much of it.
#[derive(Clone, Copy, Debug)]
pub enum WeekOf {
    /// What belongs to a placement.
    Placement(Uuid),
    /// Everything of the trainee of an enrolment.
    Enrolment(Uuid),
    /// Everything of a trainee.
    Person(Uuid),
}

/// A week of hours, as it is laid out, and the entries themselves.
#[derive(Clone, Debug)]
pub struct HoursWeek {
    /// The trainee.
    pub person_id: Uuid,
    /// The layout.
    pub week: Week,
    /// The entries it names, by key.
    pub entries: Arc<HashMap<Uuid, Evidence>>,
}

/// The week in which a day lies: two statements.
///
/// # Errors
/// `NotFound` when the placement, enrolment or trainee is not there, or outside the scope.
pub async fn hours_week(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    of: WeekOf,
    day: NaiveDate,
) -> Result<HoursWeek, Error> {
    let (person_id, placement_id) = match of {
        WeekOf::Placement(key) => (store::placement(connection, scope, key).await?.person_id, Some(key)),
        WeekOf::Enrolment(key) => (enrolment::enrolment(connection, scope, key).await?.person_id, None),
        WeekOf::Person(key) => (identity::person(connection, scope, key).await?.id, None),
    };
    let starts_on = weeks::monday(day);
    // A duty that began on the Sunday before may reach into the week.
    let before = starts_on.checked_sub_days(Days::new(1)).unwrap_or(starts_on);
    let last = starts_on.checked_add_days(Days::new(6)).unwrap_or(starts_on);
    let found = evidence::hours_within(connection, scope, person_id, (before, last)).await?;
    let hours = found.iter().filter_map(|entry| {
        let within = placement_id.is_none_or(|key| entry.source_id == Some(key));
        Some(WeekHours {
            id: entry.id,
            activity: Activity::parse(entry.activity.as_deref()?)?,
            interval: Interval { from: entry.starts_at?, until: entry.ends_at? },
            is_waiting: entry.status == EvidenceStatus::Pending,
            is_approved: entry.status == EvidenceStatus::Approved,
            replaces_id: entry.replaces_id,
            is_shown: within && entry.occurred_on >= starts_on,
        })
    });
    let week = weeks::week(starts_on, &hours.collect::<Vec<_>>());
    let entries = found.into_iter().map(|entry| (entry.id, entry)).collect();
    Ok(HoursWeek { person_id, week, entries: Arc::new(entries) })
}

/// The weeks of which hours wait for the viewer, or for whom she acts, the oldest first: one statement.
pub async fn hours_weeks(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
) -> Result<Vec<WaitingWeek>, Error> {
    let days = evidence::hours_waiting(connection, viewer).await?;
    Ok(weeks::waiting_weeks(&days))
}
