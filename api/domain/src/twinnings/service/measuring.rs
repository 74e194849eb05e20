//! What a twinning is measured by: readings, and before held against after.

use std::collections::HashMap;

use chrono::NaiveDate;
use platform::error::{Error, Outcome, accept};
use platform::proofs::{self, Document, Proof};
use platform::text::Message;
use platform::{Platform, id, uploads};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{Comparison, Days, TwinningErrorCode, TwinningStatus, compare, status_problem};
use super::super::store::{self, Twinning};
use super::{Problems, locked, problem};
use crate::identity::rules::reason_problem;
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations::{self, Indicator, LARGEST_READING, Reading};
use crate::timetables::local_day;

/// The purpose of an upload that is the document on which a reading stands.
pub const TWINNING_SOURCE_PURPOSE: &str = "TWINNING_SOURCE";

/// A reading to be recorded.
#[derive(Clone, Debug)]
pub struct NewReading {
    /// The twinning.
    pub twinning_id: Uuid,
    /// The indicator.
    pub indicator_id: Uuid,
    /// First and last day.
    pub days: Days,
    /// How much, in the indicator's unit.
    pub value: i64,
    /// The upload that is the document on which it stands.
    pub upload_id: Option<Uuid>,
    /// Why it takes the place of another reading of these days.
    pub reason: Option<String>,
}

fn reading_problems(
    twinning: &Twinning,
    new: &NewReading,
    today: NaiveDate,
    proof: Option<&Proof>,
) -> Problems {
    let mut problems = Problems::new();
    if !matches!(twinning.status, TwinningStatus::Active | TwinningStatus::Ended) {
        problems.extend(status_problem(twinning.status, TwinningStatus::Active));
    }
    let (first, last) = new.days;
    if last < first || (last - first).num_days() > 366 || today <= last {
        problems.push(problem(TwinningErrorCode::Invalid, "endsOn", Message::new("twinnings-reading-days")));
    }
    if !(0..=LARGEST_READING).contains(&new.value) {
        let message = Message::new("twinnings-reading-value").with("most", LARGEST_READING);
        problems.push(problem(TwinningErrorCode::Invalid, "value", message));
    }
    if let Some(proof) = proof {
        let faults = proof.faults().chain(proof.kept());
        problems.extend(faults.map(|message| problem(TwinningErrorCode::Invalid, "uploadId", message)));
    } else {
        let message = Message::new("twinnings-source");
        problems.push(problem(TwinningErrorCode::Invalid, "uploadId", message));
    }
    problems
}

/// Records a reading of the institution that is helped, with the document on which it stands, for that institution. A reading that a reporting
/// round made stays; one that a twinning made gives way to another with a reason.
///
/// # Errors
/// `NotFound` when it is not visible or there is no such upload; `Forbidden`; every problem found.
pub async fn twinning_reading_record(
    platform: &Platform,
    viewer: &Viewer,
    new: NewReading,
) -> Outcome<Twinning, TwinningErrorCode> {
    let reader = platform.database.reader();
    let seen = store::find_twinnings(reader, viewer.scope(), &[new.twinning_id]).await?.pop();
    let seen = seen.ok_or(Error::NotFound)?;
    let permit = Permit::at(viewer, Act::TwinningWrite, &[seen.supported_id])?;
    let proof = match new.upload_id {
        Some(key) => Some(proofs::sent(platform, viewer.person_id, TWINNING_SOURCE_PURPOSE, key).await?),
        None => None,
    };
    let write = platform.database.write().await?;
    let twinning = locked(&write, viewer, new.twinning_id).await?;
    organisations::lock_institution(&write, twinning.supported_id).await?;
    let today = local_day(write.now());
    let mut problems = reading_problems(&twinning, &new, today, proof.as_ref());
    let measured = store::indicators_of(&*write, &[twinning.id]).await?;
    if !measured.iter().any(|(_, one)| *one == new.indicator_id) {
        let message = Message::new("twinnings-not-measured");
        problems.push(problem(TwinningErrorCode::WrongIndicator, "indicatorId", message));
    }
    let all = organisations::readings_at(&*write, &[twinning.supported_id], &[new.indicator_id]).await?;
    let shares = |one: &&Reading| one.days.0 <= new.days.1 && new.days.0 <= one.days.1;
    if let Some(other) = all.iter().filter(shares).find(|one| one.days != new.days) {
        let message =
            Message::new("twinnings-overlapping").with("first", other.days.0).with("last", other.days.1);
        problems.push(problem(TwinningErrorCode::OtherReading, "startsOn", message));
    }
    let standing = all.into_iter().find(|reading| reading.days == new.days);
    if let Some(reading) = &standing {
        if store::is_of_twinning(&*write, reading.id).await? {
            let reason = new.reason.as_deref().unwrap_or_default();
            problems.extend(reason_problem(TwinningErrorCode::ReasonMissing, reason));
        } else {
            let message = Message::new("twinnings-other-reading").with("value", reading.value);
            problems.push(problem(TwinningErrorCode::OtherReading, "value", message));
        }
    }
    accept(problems)?;
    let proof = proof.ok_or(Error::NotFound)?;
    let reading = Reading {
        id: id::new_key(),
        institution_id: twinning.supported_id,
        indicator_id: new.indicator_id,
        days: new.days,
        value: new.value,
        source: Some(Document::from(&proof)),
        entered_by: Some(viewer.person_id),
        entered_at: write.now(),
        replaces_id: standing.as_ref().map(|reading| reading.id),
    };
    organisations::insert_readings(&write, &permit, std::slice::from_ref(&reading)).await?;
    let reason = standing.is_some().then(|| new.reason.unwrap_or_default().trim().to_owned());
    store::insert_reading(&write, &permit, (twinning.id, reading.id), reason.clone()).await?;
    uploads::keep(&write, proof.upload_id).await?;
    let after = json!({
        "indicatorId": new.indicator_id, "startsOn": new.days.0, "endsOn": new.days.1, "value": new.value,
        "contentDigest": proof.content_digest, "reason": reason,
    });
    let before = standing.map_or(Value::Null, |reading| json!({ "value": reading.value }));
    let object = ("twinning", twinning.id);
    identity::remember(&write, &permit, "twinning.reading-record", object, (before, after)).await?;
    write.commit().await?;
    Ok(twinning)
}

/// What became of one indicator.
#[derive(Clone, Debug)]
pub struct IndicatorReport {
    /// The twinning.
    pub twinning_id: Uuid,
    /// The indicator.
    pub indicator: Indicator,
    /// Before held against after.
    pub comparison: Comparison,
}

/// What became of the indicators of these twinnings, which the viewer sees, in order of adding; nothing of those that nobody accepted. Three
/// statements.
///
/// # Errors
/// The database's.
pub async fn report(
    connection: &impl ConnectionTrait,
    twinnings: &[Twinning],
) -> Result<Vec<IndicatorReport>, Error> {
    // Nobody reads the figures of an institution that has not agreed.
    let stood = |one: &&Twinning| matches!(one.status, TwinningStatus::Active | TwinningStatus::Ended);
    let twinnings: Vec<&Twinning> = twinnings.iter().filter(stood).collect();
    let keys: Vec<Uuid> = twinnings.iter().map(|one| one.id).collect();
    let measured = store::indicators_of(connection, &keys).await?;
    let indicator_keys: Vec<Uuid> = measured.iter().map(|(_, key)| *key).collect();
    let indicators: HashMap<Uuid, Indicator> = organisations::find_indicators(connection, &indicator_keys)
        .await?
        .into_iter()
        .map(|one| (one.id, one))
        .collect();
    let institutions: Vec<Uuid> = twinnings.iter().map(|one| one.supported_id).collect();
    let readings = organisations::readings_at(connection, &institutions, &indicator_keys).await?;
    let of = |(twinning_id, key): &(Uuid, Uuid)| {
        let twinning = twinnings.iter().find(|one| one.id == *twinning_id)?;
        let indicator = indicators.get(key)?.clone();
        let read: Vec<_> = readings
            .iter()
            .filter(|one| one.institution_id == twinning.supported_id && one.indicator_id == *key)
            .map(|one| (one.days, one.value))
            .collect();
        let comparison = compare(&read, twinning.baseline, twinning.term);
        Some(IndicatorReport { twinning_id: *twinning_id, indicator, comparison })
    };
    Ok(measured.iter().filter_map(of).collect())
}
