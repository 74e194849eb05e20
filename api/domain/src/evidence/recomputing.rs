//! Whether every running total is the sum of the ledger, and the ledger what the rules give (domain rule 5).
//!
//! Enrolments are taken a few at a time, so that memory is bounded by the largest of them and nobody waits for a lock. What
//! seems to differ is looked at once more with its enrolment locked, because somebody may have been writing in between. The
//! ledger of a training that is over stays as it was when it ended, and is held against its totals alone.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{Facet, Totals, credits, differences};
use super::service::approved_of;
use super::store;
use crate::curricula;
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer};
use crate::organisations;

platform::codes! {
    /// Why ledgers are not recomputed.
    pub enum RecomputeErrorCode {
        /// There is no such institution.
        UnknownInstitution = "UNKNOWN_INSTITUTION",
    }
}

/// Enrolments looked at together: a row of SQLite takes some 10 kB until it is read, and a trainee may have thousands.
const TOGETHER: usize = 3;
/// Differences told one by one at most; the rest is counted.
const TOLD: usize = 100;
/// Enrolments that one mutation looks at, at most.
const AT_ONCE: usize = 500;

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Lines of the ledger for one piece of evidence, on a day, beside what the rules give.
    Ledger(Uuid, NaiveDate),
    /// A running total, by facet and its value, beside the ledger's sum.
    Total(Facet, String),
}

/// A figure that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The enrolment.
    pub enrolment_id: Uuid,
    /// The requirement.
    pub requirement_id: Uuid,
    /// What differs.
    pub place: Place,
    /// What is there, in the requirement's unit.
    pub held: i64,
    /// What should be there.
    pub wanted: i64,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// Enrolments looked at.
    pub enrolments: usize,
    /// Lines of their ledgers.
    pub lines: usize,
    /// Figures that are not what they should be.
    pub differences: usize,
    /// The first of them.
    pub told: Vec<Difference>,
    /// The last enrolment looked at, when there are more behind it.
    pub next: Option<Uuid>,
}

/// Looks at the ledgers of an institution's enrolments, or of all, from behind `after` on and `most` at most; `tell` hears how
/// many were looked at.
///
/// # Errors
/// When the database fails.
pub async fn recompute(
    platform: &Platform,
    institution_id: Option<Uuid>,
    (after, most): (Option<Uuid>, usize),
    mut tell: impl FnMut(usize),
) -> Result<Recomputed, Error> {
    let reader = platform.database.reader();
    let mut found = Recomputed::default();
    let mut behind = after;
    loop {
        let left = (most - found.enrolments).min(TOGETHER);
        let batch = enrolment::enrolments_behind(reader, institution_id, behind, left).await?;
        let Some(last) = batch.last().map(|enrolment| enrolment.id) else {
            found.next = None;
            return Ok(found);
        };
        let (lines, differing) = look(reader, &batch).await?;
        found.lines += lines;
        found.enrolments += batch.len();
        let suspects: BTreeSet<Uuid> = differing.iter().map(|difference| difference.enrolment_id).collect();
        for key in suspects {
            for difference in look_again(platform, key).await? {
                found.differences += 1;
                if found.told.len() < TOLD {
                    found.told.push(difference);
                }
            }
        }
        behind = Some(last);
        found.next = behind;
        tell(found.enrolments);
        if found.enrolments >= most {
            return Ok(found);
        }
    }
}

/// The same with the enrolment locked.
async fn look_again(platform: &Platform, enrolment_id: Uuid) -> Result<Vec<Difference>, Error> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolment(&write, enrolment_id).await?;
    let scope = Scope::System(SystemReason::Invariant);
    let enrolment = enrolment::enrolment(&*write, scope, enrolment_id).await?;
    let (_, differing) = look(&*write, &[enrolment]).await?;
    Ok(differing)
}

/// How many lines the ledgers of these enrolments have, and what differs.
async fn look(
    connection: &impl ConnectionTrait,
    enrolments: &[Enrolment],
) -> Result<(usize, Vec<Difference>), Error> {
    let keys: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let people: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.person_id).collect();
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let plans = curricula::plans_to_credit(connection, &versions).await?;
    let mut ledgers = store::ledgers(connection, &keys).await?;
    let totals = store::totals_of(connection, &keys, Facet::ALL).await?;
    let approved = approved_of(connection, &people).await?;
    let mut lines = 0;
    let mut found = Vec::new();
    for enrolment in enrolments {
        let held = ledgers.remove(&enrolment.id).unwrap_or_default();
        lines += held.len();
        let difference = |requirement_id, place, held, wanted| Difference {
            enrolment_id: enrolment.id,
            requirement_id,
            place,
            held,
            wanted,
        };
        let Some(plan) = plans.get(&enrolment.version_id) else {
            continue;
        };
        if enrolment.status == EnrolmentStatus::Active {
            let facts = approved.get(&enrolment.person_id).map(Vec::as_slice).unwrap_or_default();
            for line in differences(&held, &credits(plan, enrolment.starts_on, facts)) {
                let of_evidence = |credit: &&super::Credit| {
                    (credit.requirement_id, credit.evidence_id) == (line.requirement_id, line.evidence_id)
                };
                let have: i64 = held.iter().filter(of_evidence).map(|credit| credit.quantity).sum();
                let place = Place::Ledger(line.evidence_id, line.day);
                found.push(difference(line.requirement_id, place, have, have + line.quantity));
            }
        }
        let asked: BTreeSet<Uuid> = held
            .iter()
            .map(|credit| credit.requirement_id)
            .chain(totals.keys().filter(|(of, _)| *of == enrolment.id).map(|(_, requirement)| *requirement))
            .collect();
        for requirement_id in asked {
            let kept = totals.get(&(enrolment.id, requirement_id)).cloned().unwrap_or_default();
            for (place, held, wanted) in unequal(&kept, &Totals::of(&held, requirement_id)) {
                found.push(difference(requirement_id, place, held, wanted));
            }
        }
    }
    Ok((lines, found))
}

/// Totals that differ: which, what is kept, and what the ledger sums to.
fn unequal(kept: &Totals, summed: &Totals) -> Vec<(Place, i64, i64)> {
    let places: BTreeSet<(Facet, &str)> = Facet::ALL
        .iter()
        .flat_map(|facet| kept.values(*facet).chain(summed.values(*facet)).map(|(value, _)| (*facet, value)))
        .collect();
    let both = |(facet, value): (Facet, &str)| {
        let (held, wanted) = (kept.get(facet, value), summed.get(facet, value));
        (held != wanted).then(|| (Place::Total(facet, value.to_owned()), held, wanted))
    };
    places.into_iter().filter_map(both).collect()
}

/// The same as an act of an administrator, which the trail remembers.
///
/// # Errors
/// `Forbidden`; `UNKNOWN_INSTITUTION`.
pub async fn recompute_by(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    after: Option<Uuid>,
) -> Outcome<Recomputed, RecomputeErrorCode> {
    let permit = Permit::anywhere(viewer, Act::LedgerRecompute)?;
    let reader = platform.database.reader();
    match organisations::institution(reader, institution_id).await {
        Err(Error::NotFound) => {
            let message = Message::new("enrolment-institution-unknown");
            let code = RecomputeErrorCode::UnknownInstitution;
            return Err(Failure::problem(code, "institutionId", message));
        }
        found => found?,
    };
    let found = recompute(platform, Some(institution_id), (after, AT_ONCE), |_| ()).await?;
    let write = platform.database.write().await?;
    let after =
        json!({ "enrolments": found.enrolments, "lines": found.lines, "differences": found.differences });
    let object = ("institution", institution_id);
    identity::remember(&write, &permit, "ledger.recompute", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(found)
}
