//! The apprentice's book: what she writes about following her master, and what her master says about a month of it.
//!
//! A record is about hours, and is written with them in one act: they go to the master, feed the plan and the standing of the pairing
//! as any others do. Her master reads a month in one sitting, approves what waits and says what she thinks of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::error::{Error, Outcome, Problem, accept};
use platform::idempotency::key_of_another_input;
use platform::text::Message;
use platform::{Platform, id, jobs};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::following::{
    LONGEST_FOLLOWING_TEXT, last_of, month_of, month_problem, record_problems,
};
use super::super::rules::{ApprenticeshipStatus, Channel, PairingMark};
use super::super::store::{self, FollowingRecord, FollowingReview};
use super::{PERMITTED, REVIEWED_JOB, closed, locked, today};
use crate::evidence::{Approval, ApprovalErrorCode, EvidenceStatus};
use crate::identity::rules::{identifier_problem, text_problem};
use crate::identity::{self, Act, Permit, Scope, Viewer};
use crate::rotations::{self, Activity, HoursErrorCode, NewHours, Within};
use crate::{enrolment, evidence};

/// A record to be written, with its hours.
#[derive(Clone, Debug)]
pub struct NewFollowingRecord {
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// The kind of following which the plan tells apart, by code.
    pub activity_kind: Option<String>,
    /// How they met.
    pub channel: Channel,
    /// The cases seen; may be empty.
    pub seen: String,
    /// What she learned.
    pub learned: String,
    /// The entry of hers that this one corrects.
    pub replaces_id: Option<Uuid>,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

/// Writes down that one followed one's master, with the hours.
///
/// # Errors
/// `NotFound` when the pairing, or the entry to be corrected, is not visible; `Forbidden` to everybody but the apprentice; `BadInput`
/// for a key that came with another input; every problem found.
pub async fn following_record_submit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewFollowingRecord,
) -> Outcome<FollowingRecord, HoursErrorCode> {
    let write = platform.database.write().await?;
    let (pairing, _) = locked(&write, viewer, new.apprenticeship_id).await?;
    let permit = Permit::own(viewer, pairing.apprentice_id)?;
    let (seen, learned) = (new.seen.trim(), new.learned.trim());
    let mut problems =
        record_problems((HoursErrorCode::Invalid, HoursErrorCode::HasIdentifier), (seen, learned));
    let day = new.starts_at.with_timezone(&Shanghai).date_naive();
    let stretches = enrolment::stretches_of(&*write, &[pairing.id]).await?;
    let stretch =
        stretches.iter().find(|one| one.starts_on <= day && one.ends_on.is_none_or(|last| day <= last));
    if stretch.is_none() {
        let message = Message::new("pairings-following-day").with("day", day);
        problems.push(Problem::new(HoursErrorCode::OutsideSource, "startsAt", message));
    }
    accept(problems)?;
    let stretch = stretch.ok_or_else(|| Error::internal("a stretch just found"))?;
    let hours = NewHours {
        within: Within::Supervision(stretch.id),
        activity: Activity::FollowingMaster,
        activity_kind: new.activity_kind,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        note: String::new(),
        replaces_id: new.replaces_id,
        replaces_key: None,
        key: new.key.clone(),
    };
    let (entered, is_new) = rotations::hours_enter(&write, viewer, hours).await?;
    let record = FollowingRecord {
        evidence_id: entered.id,
        apprenticeship_id: pairing.id,
        occurred_on: entered.occurred_on,
        channel: new.channel,
        seen: seen.to_owned(),
        learned: learned.to_owned(),
    };
    if !is_new {
        // Hours that came by this key without words, or with others, are another input: no words are added to what was read.
        let earlier = store::find_following_records(&*write, PERMITTED, &[entered.id]).await?.pop();
        let key = new.key.unwrap_or_default();
        let same = earlier.filter(|earlier| *earlier == record);
        return same.ok_or_else(|| Error::BadInput(key_of_another_input(&key)).into());
    }
    store::insert_record(&write, &permit, record.clone()).await?;
    let after = json!({
        "apprenticeshipId": record.apprenticeship_id, "occurredOn": record.occurred_on,
        "channel": record.channel.code(),
    });
    let object = ("evidence", record.evidence_id);
    identity::remember(&write, &permit, "following-record.submit", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(record)
}

/// What a master says about a month, and what of it she approves.
#[derive(Clone, Debug)]
pub struct NewFollowingReview {
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// Any day of the month.
    pub month_on: NaiveDate,
    /// What she thinks of it.
    pub mark: PairingMark,
    /// What she says.
    pub remark: String,
    /// Hours of the month that she approves; may be none.
    pub approvals: Vec<Approval>,
}

/// Approves what waits of a month and says what one thinks of it, in one act. What is said again about a month takes the place of what was
/// said before.
///
/// # Errors
/// `NotFound` when the pairing is not visible; `Forbidden` to everybody but the master; every problem found.
pub async fn following_month_review(
    platform: &Platform,
    viewer: &Viewer,
    new: NewFollowingReview,
) -> Outcome<FollowingMonth, ApprovalErrorCode> {
    let write = platform.database.write().await?;
    let (pairing, _) = locked(&write, viewer, new.apprenticeship_id).await?;
    let permit = Permit::herself(viewer, Act::PairingConsent, pairing.mentor_person_id)?;
    let (month, remark) = (month_of(new.month_on), new.remark.trim());
    let days = (pairing.terms.term.0, pairing.last_day().min(today(&write)));
    let mut problems = Vec::from_iter(month_problem(ApprovalErrorCode::Invalid, month, days));
    if !ApprenticeshipStatus::BOUND.contains(&pairing.status) {
        let message = Message::new("pairings-following-unbound").with("status", pairing.status.label());
        problems.push(Problem::new(ApprovalErrorCode::Invalid, "apprenticeshipId", message));
    }
    problems.extend(text_problem(ApprovalErrorCode::Invalid, "remark", remark, LONGEST_FOLLOWING_TEXT));
    problems.extend(
        closed(&write, &pairing)
            .await?
            .map(|message| Problem::new(ApprovalErrorCode::Invalid, "apprenticeshipId", message)),
    );
    problems.extend(identifier_problem(ApprovalErrorCode::Invalid, "remark", remark));
    let of_this_month = (month, last_of(month));
    let records = store::following_records_of(&*write, PERMITTED, &[pairing.id], of_this_month).await?;
    let of_month: HashSet<Uuid> = records.iter().map(|record| record.evidence_id).collect();
    for (index, approval) in new.approvals.iter().enumerate() {
        if !of_month.contains(&approval.evidence_id) {
            let message = Message::new("pairings-following-elsewhere").with("number", index + 1);
            problems.push(Problem::new(ApprovalErrorCode::Unknown, &format!("items.{index}"), message));
        }
    }
    accept(problems)?;
    if !new.approvals.is_empty() {
        rotations::evidence_approve_within(&write, &platform.keys, viewer, &new.approvals).await?;
    }
    let review = FollowingReview {
        id: id::new_key(),
        apprenticeship_id: pairing.id,
        month_on: month,
        mark: new.mark,
        remark: remark.to_owned(),
        recorded_at: write.now(),
    };
    store::insert_review(&write, &permit, review.clone()).await?;
    let told = json!({ "apprenticeship_id": pairing.id, "review_id": review.id });
    jobs::enqueue(&write, REVIEWED_JOB, &told, None).await?;
    let after = json!({ "monthOn": month, "mark": review.mark.code(), "approved": new.approvals.len() });
    let object = ("apprenticeship", pairing.id);
    identity::remember(&write, &permit, "following-month.review", object, (Value::Null, after)).await?;
    let told = following_months(&*write, PERMITTED, &[pairing.id], of_this_month).await?;
    write.commit().await?;
    told.into_iter()
        .find(|one| one.month_on == month)
        .ok_or_else(|| Error::internal("a month just reviewed").into())
}

/// A month of an apprentice's book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowingMonth {
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// The month's first day.
    pub month_on: NaiveDate,
    /// Its records by day, those that were replaced by a correction left out, each with where its hours stand.
    pub records: Vec<(FollowingRecord, EvidenceStatus)>,
    /// What the master said of it last.
    pub review: Option<FollowingReview>,
}

/// Keys that one statement asks for: what SQLite takes at most is 32,766.
const BATCH: usize = 10_000;

/// The months of these visible apprenticeships that begin within two days and in which something was written, the latest first: three
/// statements, and one more for each ten thousand records.
///
/// # Errors
/// The database's.
pub async fn following_months(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    apprenticeships: &[Uuid],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<FollowingMonth>, Error> {
    let days = (month_of(days.0), days.1);
    let records = store::following_records_of(connection, scope, apprenticeships, days).await?;
    let keys: Vec<Uuid> = records.iter().map(|record| record.evidence_id).collect();
    let mut statuses: HashMap<Uuid, EvidenceStatus> = HashMap::new();
    for part in keys.chunks(BATCH) {
        let hours = evidence::find(connection, PERMITTED, part).await?;
        statuses.extend(hours.into_iter().map(|one| (one.id, one.status)));
    }
    let mut months: BTreeMap<(Uuid, NaiveDate), FollowingMonth> = BTreeMap::new();
    let blank = |(apprenticeship_id, month_on): (Uuid, NaiveDate)| FollowingMonth {
        apprenticeship_id,
        month_on,
        records: Vec::new(),
        review: None,
    };
    for record in records {
        let Some(status) = statuses.get(&record.evidence_id).filter(|one| **one != EvidenceStatus::Replaced)
        else {
            continue;
        };
        let key = (record.apprenticeship_id, month_of(record.occurred_on));
        months.entry(key).or_insert_with(|| blank(key)).records.push((record, *status));
    }
    for review in store::following_reviews_of(connection, scope, apprenticeships, days).await? {
        let key = (review.apprenticeship_id, review.month_on);
        months.entry(key).or_insert_with(|| blank(key)).review = Some(review);
    }
    Ok(months.into_values().rev().collect())
}
