//! Whether an apprenticeship was gone through, from what happened.

use std::collections::HashMap;

use chrono::NaiveDate;
use platform::db::Write;
use platform::error::Error;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::ApprenticeshipSide;
use super::super::rules::completion::{Gone, Stretch, missing};
use super::super::store::{self, Apprenticeship};
use super::PERMITTED;
use super::standings::lengths;
use crate::curricula::Figures;
use crate::{enrolment, evidence};

/// What became of an apprenticeship and those that it took over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// First day with the first master of the chain.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Half-days that were approved.
    pub half_days: i64,
    /// Everything that is missing; nothing when it was gone through.
    pub missing: Vec<Message>,
}

/// What became of an apprenticeship, on a day: as many statements as masters follow each other in it, and seven more at most. For one that
/// was shown.
///
/// # Errors
/// The database's.
pub async fn completion(
    connection: &impl ConnectionTrait,
    of: &Apprenticeship,
    on: NaiveDate,
) -> Result<Completion, Error> {
    let mut chain = vec![of.clone()];
    while let Some(before) = chain.last().and_then(|one| one.follows_id) {
        chain.push(store::apprenticeship(connection, PERMITTED, before).await?);
    }
    let keys: Vec<Uuid> = chain.iter().map(|one| one.id).collect();
    let mut pauses = store::pauses_of(connection, &keys).await?;
    let stretch = |one: &Apprenticeship| Stretch {
        days: (one.terms.term.0, one.last_day()),
        pauses: pauses.remove(&one.id).unwrap_or_default(),
        half_days_per_week: one.terms.half_days_per_week,
    };
    let stretches: Vec<Stretch> = chain.iter().map(stretch).collect();
    let said = store::appraisals_of(connection, &[of.id]).await?;
    let mark = said.iter().find(|one| one.side == ApprenticeshipSide::Mentor).map(|one| one.mark);
    let pairing_of: HashMap<Uuid, Uuid> = enrolment::stretches_of(connection, &keys)
        .await?
        .into_iter()
        .filter_map(|one| Some((one.id, one.apprenticeship_id?)))
        .collect();
    let sources: Vec<Uuid> = pairing_of.keys().copied().collect();
    let gone = Gone {
        status: of.status,
        last: of.terms.term.1,
        half_days: followed(connection, &chain, &pairing_of).await?,
        mark,
        undecided: evidence::undecided_days(connection, &sources).await?,
        stretches,
    };
    let first = chain.iter().map(|one| one.terms.term.0).min().unwrap_or(of.terms.term.0);
    Ok(Completion {
        starts_on: first,
        ends_on: of.last_day(),
        half_days: gone.half_days,
        missing: missing(&gone, on),
    })
}

/// Half-days that were approved, as long and as many a day as the plans of their trainings say.
async fn followed(
    connection: &impl ConnectionTrait,
    chain: &[Apprenticeship],
    pairing_of: &HashMap<Uuid, Uuid>,
) -> Result<i64, Error> {
    let trained: Vec<Uuid> = chain.iter().filter_map(|one| one.enrolment_id).collect();
    let trainings = match trained.as_slice() {
        [] => Vec::new(),
        keys => enrolment::find_enrolments(connection, PERMITTED, keys).await?,
    };
    let lengths = lengths(connection, &chain.iter().collect::<Vec<_>>(), &trainings).await?;
    let usual = (i64::from(Figures::USUAL_MINUTES_PER_HALF_DAY), i64::from(Figures::USUAL_HALF_DAYS_PER_DAY));
    let sources: Vec<Uuid> = pairing_of.keys().copied().collect();
    let mut sum = 0;
    for day in evidence::approved_days(connection, &sources).await? {
        let length = pairing_of.get(&day.source_id).and_then(|key| lengths.get(key));
        let (length, most) = length.copied().unwrap_or(usual);
        sum += (day.minutes / length.max(1)).min(most);
    }
    Ok(sum)
}

/// Locks an apprenticeship until the end of the transaction, so that acts upon what certifies it happen one after another.
///
/// # Errors
/// The database's.
pub async fn lock_apprenticeship(write: &Write, key: Uuid) -> Result<(), Error> {
    Ok(store::lock(write, &[key]).await?)
}
