//! Drawing records, and taking them along with their proof.

use std::collections::BTreeSet;

use chrono::SecondsFormat;
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use platform::{Platform, audit, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{SampleRequest, problem};
use crate::evidence::{self, Evidence, Review};
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};
use crate::organisations::{self, Institution};

/// Most records among which is drawn: their keys are part of what can be verified.
const LARGEST_POPULATION: usize = 100_000;
/// What the package is, and which edition of it.
const FORMAT: &str = "xinglin-evidence-package-1";

/// What was drawn, from what.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Keys of every record of the period, in ascending order.
    pub population: Vec<Uuid>,
    /// The records drawn, in the order of the draw.
    pub records: Vec<Evidence>,
}

/// The order of the draw: SHA-256 over the seed and then the hyphenated key, ascending.
fn draw(seed: &str, population: &[Uuid], count: usize) -> Vec<Uuid> {
    let mut order: Vec<(Vec<u8>, Uuid)> =
        population.iter().map(|key| (id::sha256(format!("{seed}{key}").as_bytes()), *key)).collect();
    order.sort_unstable();
    order.truncate(count);
    order.into_iter().map(|(_, key)| key).collect()
}

/// Draws records of an institution's trainees. The draw stands in the audit trail, and each trainee sees that her record
/// was opened.
///
/// # Errors
/// `Forbidden` to anybody who may not draw there: a system administrator may everywhere, a health authority's auditor in her
/// region. `NotFound` for an unknown institution, `BadInput` when the request is no good or there are more than a hundred
/// thousand records.
pub async fn audit_sample(
    platform: &Platform,
    viewer: &Viewer,
    request: &SampleRequest,
) -> Result<Sample, Error> {
    let reader = platform.database.reader();
    Permit::anywhere(viewer, Act::AuditSample)?;
    let institution = organisations::institution(reader, request.institution_id).await?;
    let owners = Owners { region_code: Some(&institution.region_code), ..Owners::default() };
    let permit = Permit::at(viewer, Act::AuditSample, owners)?;
    sample(platform, &permit, request).await.map(|(_, sample)| sample)
}

async fn sample(
    platform: &Platform,
    permit: &Permit,
    request: &SampleRequest,
) -> Result<(Institution, Sample), Error> {
    if let Some(message) = problem(request) {
        return Err(Error::BadInput(message));
    }
    let reader = platform.database.reader();
    let institution = organisations::institution(reader, request.institution_id).await?;
    let (scope, day) = (Scope::System(SystemReason::Permitted), |at: chrono::DateTime<chrono::Utc>| {
        at.with_timezone(&Shanghai).date_naive()
    });
    let learners = identity::learners_at(institution.id, day(request.since), day(request.until));
    let limit = LARGEST_POPULATION + 1;
    let population =
        evidence::recorded_within(reader, scope, learners, request.since..request.until, limit).await?;
    if population.len() > LARGEST_POPULATION {
        return Err(Error::BadInput(Message::new("oversight-too-many").with("limit", LARGEST_POPULATION)));
    }
    let drawn = draw(&request.seed, &population, request.count);
    let mut records = evidence::find(reader, scope, &drawn).await?;
    records.sort_by_key(|record| drawn.iter().position(|key| *key == record.id));
    let sample = Sample { population, records };
    remember(platform, permit, request, &sample).await?;
    Ok((institution, sample))
}

async fn remember(
    platform: &Platform,
    permit: &Permit,
    request: &SampleRequest,
    sample: &Sample,
) -> Result<(), Error> {
    let mut acts = vec![audit::Act {
        action: "audit.sample",
        object_kind: "institution",
        object_id: request.institution_id,
        before: Value::Null,
        after: json!({
            "seed": request.seed, "count": request.count, "since": request.since, "until": request.until,
            "population": sample.population.len(),
            "drawn": sample.records.iter().map(|record| record.id).collect::<Vec<_>>(),
        }),
    }];
    let people: BTreeSet<Uuid> = sample.records.iter().map(|record| record.person_id).collect();
    acts.extend(people.into_iter().map(identity::opening));
    let write = platform.database.write().await?;
    audit::record_all(&write, &permit.actor, &acts).await?;
    Ok(write.commit().await?)
}

/// Draws records, and gives them with every act upon them as one signed document, canonical JSON (RFC 8785), that
/// verifies without this server.
///
/// # Errors
/// As for [`audit_sample`], and `Internal` when there is no key to sign with.
pub async fn audit_package(
    platform: &Platform,
    permit: &Permit,
    request: &SampleRequest,
) -> Result<String, Error> {
    let (institution, sample) = sample(platform, permit, request).await?;
    while audit::seal(&platform.database).await? > 0 {}
    let keys: Vec<Uuid> = sample.records.iter().map(|record| record.id).collect();
    let reviews = evidence::reviews_of(platform.database.reader(), &keys).await?;
    let proof = audit::proof(platform, &keys).await?;
    let at = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let package = json!({
        "format": FORMAT,
        "made_at": at(platform.clock.now()),
        "institution": { "id": institution.id, "name": institution.name.zh },
        "draw": {
            "rule": "ascending SHA-256 of seed and key",
            "seed": request.seed, "count": request.count,
            "since": at(request.since), "until": at(request.until),
        },
        "population": sample.population,
        "records": sample.records.iter().map(|record| shown(record, &reviews)).collect::<Vec<_>>(),
        "proof": serde_json::to_value(&proof).map_err(|error| Error::internal(error.to_string()))?,
    });
    let signature = platform.keys.sign(canonical(&package)?.as_bytes())?;
    canonical(&json!({
        "package": package,
        "signature": {
            "algorithm": "Ed25519", "key_id": signature.key_id,
            "public_key": id::hex(&signature.public_key), "signature": id::hex(&signature.bytes),
        },
    }))
}

fn canonical(value: &Value) -> Result<String, Error> {
    serde_json_canonicalizer::to_string(value).map_err(|error| Error::internal(error.to_string()))
}

/// A record with its reviews; `submitted` is what the trail remembers of it, taken from the row of today.
fn shown(record: &Evidence, reviews: &[Review]) -> Value {
    let reviews = reviews.iter().filter(|review| review.evidence_id == record.id).map(|review| {
        json!({
            "reviewer_id": review.reviewer_id, "decision": review.decision.code(), "reason": review.reason,
            "decided_at": review.decided_at,
        })
    });
    json!({
        "id": record.id, "status": record.status.code(), "recorded_at": record.recorded_at,
        "submitted_by": record.submitted_by, "submitted": evidence::remembered(record),
        "minutes": record.minutes, "note": record.note, "reviews": reviews.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_follows_from_seed_and_keys_alone() {
        let keys: Vec<Uuid> = (1..=5).map(Uuid::from_u128).collect();
        let reversed: Vec<Uuid> = keys.iter().rev().copied().collect();

        let drawn = draw("dice 4 6 1", &keys, 3);

        assert_eq!(drawn.len(), 3);
        assert_eq!(draw("dice 4 6 1", &reversed, 3), drawn);
        assert_eq!(draw("dice 4 6 1", &keys, 5)[..3], drawn);
        assert_ne!(draw("dice 4 6 2", &keys, 5), draw("dice 4 6 1", &keys, 5));
        assert_eq!(draw("x", &keys, 9).len(), 5);
        assert_eq!(draw("x", &[], 9), Vec::<Uuid>::new());
    }
}
