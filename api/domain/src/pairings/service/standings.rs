//! How apprenticeships stand, from what happened.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::ApprenticeshipStatus;
use super::super::rules::standing::{Agreed, Happened, Standing, looks_back_to, standing};
use super::super::store::{self, Apprenticeship};
use super::PERMITTED;
use crate::curricula::{self, Figures, Plan};
use crate::enrolment::{Enrolment, EnrolmentStatus};
use crate::{enrolment, evidence};
use platform::codes::Code as _;

/// How these apprenticeships stand on a day, those that are live: six statements at most beside plans that are not kept in memory, whatever
/// their number. For apprenticeships that were shown.
///
/// # Errors
/// The database's.
pub async fn standings(
    connection: &impl ConnectionTrait,
    apprenticeships: &[Apprenticeship],
    on: NaiveDate,
) -> Result<HashMap<Uuid, Standing>, Error> {
    let live: Vec<&Apprenticeship> =
        apprenticeships.iter().filter(|one| one.status == ApprenticeshipStatus::Active).collect();
    if live.is_empty() {
        return Ok(HashMap::new());
    }
    let keys: Vec<Uuid> = live.iter().map(|one| one.id).collect();
    let mut pauses = store::pauses_of(connection, &keys).await?;
    let mut pairing_of: HashMap<Uuid, Uuid> = HashMap::new();
    for stretch in enrolment::stretches_of(connection, &keys).await? {
        pairing_of.extend(stretch.apprenticeship_id.map(|key| (stretch.id, key)));
    }
    let trained: Vec<Uuid> = live.iter().filter_map(|one| one.enrolment_id).collect();
    let trainings = match trained.as_slice() {
        [] => Vec::new(),
        keys => enrolment::find_enrolments(connection, PERMITTED, keys).await?,
    };
    let lengths = lengths(connection, &live, &trainings).await?;
    let agreed: HashMap<Uuid, Agreed> = live
        .iter()
        .map(|one| {
            let training = trainings.iter().find(|training| Some(training.id) == one.enrolment_id);
            let over = training.filter(|training| training.status != EnrolmentStatus::Active);
            let agreed = Agreed {
                status: one.status,
                terms: one.terms.clone(),
                pauses: pauses.remove(&one.id).unwrap_or_default(),
                training_over: over.map(|training| training.status.label()),
            };
            (one.id, agreed)
        })
        .collect();
    let since = agreed.values().map(|one| looks_back_to(one, on)).min().unwrap_or(on);
    let sources: Vec<Uuid> = pairing_of.keys().copied().collect();
    let usual = (i64::from(Figures::USUAL_MINUTES_PER_HALF_DAY), i64::from(Figures::USUAL_HALF_DAYS_PER_DAY));
    let mut happened: HashMap<Uuid, Happened> = HashMap::new();
    for (source, day) in evidence::last_worked(connection, &sources).await? {
        if let Some(key) = pairing_of.get(&source) {
            let hers = happened.entry(*key).or_default();
            hers.last_contact_on = hers.last_contact_on.max(Some(day)).filter(|last| *last <= on);
        }
    }
    for worked in evidence::worked_days(connection, &sources, since).await? {
        if let Some(key) = pairing_of.get(&worked.source_id) {
            let (length, most) = lengths.get(key).copied().unwrap_or(usual);
            let half_days = (worked.minutes / length.max(1)).min(most);
            happened.entry(*key).or_default().half_days.push((worked.day, half_days));
        }
    }
    let judged = agreed.iter().filter_map(|(key, agreed)| {
        let happened = happened.remove(key).unwrap_or_default();
        Some((*key, standing(agreed, &happened, on)?))
    });
    Ok(judged.collect())
}

/// Minutes of a half-day and half-days of a day at most, as the plans of their trainings say.
pub(super) async fn lengths(
    connection: &impl ConnectionTrait,
    live: &[&Apprenticeship],
    trainings: &[Enrolment],
) -> Result<HashMap<Uuid, (i64, i64)>, Error> {
    if trainings.is_empty() {
        return Ok(HashMap::new());
    }
    let versions: Vec<Uuid> = trainings.iter().map(|one| one.version_id).collect();
    let plans = curricula::plans(connection, &versions).await?;
    let of = |plan: &Arc<Plan>| {
        let figures = &plan.figures;
        (i64::from(figures.minutes_per_half_day), i64::from(figures.half_days_per_day))
    };
    let length = |one: &&Apprenticeship| {
        let training = trainings.iter().find(|training| Some(training.id) == one.enrolment_id)?;
        Some((one.id, of(plans.get(&training.version_id)?)))
    };
    Ok(live.iter().filter_map(length).collect())
}
