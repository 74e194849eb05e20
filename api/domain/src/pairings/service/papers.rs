//! What the two sign when they begin, and what they say of each other when it is over.
//!
//! What one says the other one reads once she has spoken herself, so that neither answers the other.

use std::collections::HashMap;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::downloads::Download;
use platform::error::{Error, Outcome, Problem, accept};
use platform::proofs;
use platform::text::Message;
use platform::{Platform, audit, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::appraisals::over_problem;
use super::super::rules::following::LONGEST_FOLLOWING_TEXT;
use super::super::rules::{ApprenticeshipErrorCode, ApprenticeshipSide, ApprenticeshipStatus, PairingMark};
use super::super::store::{self, Appraisal, Apprenticeship, PairingAgreement};
use super::proposing::party;
use super::{Problems, closed, locked, problem, schools, side, side_of, today};
use crate::identity::rules::{identifier_problem, text_problem};
use crate::identity::{self, Viewer};

/// The purpose of an upload that is the signed agreement of a pairing.
pub const PAIRING_AGREEMENT_PURPOSE: &str = "PAIRING_AGREEMENT";

/// Says, as one of the two, what one thinks of the other, once it is over. It is said once.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` to whoever is neither; every problem found.
pub async fn apprenticeship_appraise(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    (mark, remark): (PairingMark, &str),
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (found, _) = locked(&write, viewer, key).await?;
    let (side, permit) = party(viewer, &found)?;
    let remark = remark.trim();
    let mut problems: Problems =
        over_problem(found.status, found.last_day(), today(&write)).into_iter().collect();
    problems.extend(text_problem(ApprenticeshipErrorCode::Invalid, "remark", remark, LONGEST_FOLLOWING_TEXT));
    problems.extend(identifier_problem(ApprenticeshipErrorCode::Invalid, "remark", remark));
    problems.extend(
        closed(&write, &found).await?.map(|message| problem(ApprenticeshipErrorCode::NotActive, "", message)),
    );
    let said = store::appraisals_of(&*write, &[key]).await?;
    if said.iter().any(|one| one.side == side) {
        let message = Message::new("pairings-appraised");
        problems.push(problem(ApprenticeshipErrorCode::Appraised, "", message));
    }
    accept(problems)?;
    let new =
        Appraisal { apprenticeship_id: key, side, mark, remark: remark.to_owned(), recorded_at: write.now() };
    store::insert_appraisal(&write, &permit, &new).await?;
    // What she thinks stays out of the trail, which the other one may read before she has spoken herself.
    let after = json!({ "side": side.code() });
    let object = ("apprenticeship", key);
    identity::remember(&write, &permit, "apprenticeship.appraise", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(found)
}

/// What of these appraisals somebody may read who is one of `readers`: her own, and everything where both have spoken.
#[must_use]
pub fn readable(said: Vec<Appraisal>, pairings: &[Apprenticeship], readers: &[Uuid]) -> Vec<Appraisal> {
    let mut voices: HashMap<Uuid, usize> = HashMap::new();
    for one in &said {
        *voices.entry(one.apprenticeship_id).or_default() += 1;
    }
    let is_hers = |one: &Appraisal| {
        pairings.iter().filter(|pair| pair.id == one.apprenticeship_id).any(|pair| match one.side {
            ApprenticeshipSide::Mentor => readers.contains(&pair.mentor_person_id),
            _ => readers.contains(&pair.apprentice_id),
        })
    };
    let is_open = |one: &Appraisal| voices.get(&one.apprenticeship_id) == Some(&2);
    said.into_iter().filter(|one| is_open(one) || is_hers(one)).collect()
}

/// What was said in these visible apprenticeships, as far as somebody may read it: one of the two, or whoever coordinates it.
///
/// # Errors
/// The database's.
pub async fn appraisals_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<Appraisal>, Error> {
    let pairings = concerning(connection, viewer, keys).await?;
    let keys: Vec<Uuid> = pairings.iter().map(|pair| pair.id).collect();
    let said = store::appraisals_of(connection, &keys).await?;
    Ok(readable(said, &pairings, &[viewer.person_id]))
}

/// The signed agreements of these visible apprenticeships, to one of the two and to whoever coordinates it.
///
/// # Errors
/// The database's.
pub async fn pairing_agreements_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<PairingAgreement>, Error> {
    let pairings = concerning(connection, viewer, keys).await?;
    let keys: Vec<Uuid> = pairings.iter().map(|pair| pair.id).collect();
    Ok(store::pairing_agreements_of(connection, &keys).await?)
}

/// Those of some visible apprenticeships upon which somebody acts, as one of the two or by a role: three statements at most.
async fn concerning(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<Apprenticeship>, Error> {
    let mut found = store::find_apprenticeships(connection, viewer.scope(), keys).await?;
    let mentors: Vec<Uuid> = found.iter().map(|pair| pair.mentor_id).collect();
    let mentors = store::find_mentors(connection, &mentors).await?;
    let trained: Vec<Uuid> = found.iter().filter_map(|pair| pair.enrolment_id).collect();
    let schools = schools(connection, &trained).await?;
    found.retain(|pair| {
        let mentor = mentors.iter().find(|mentor| mentor.id == pair.mentor_id);
        let school = pair.enrolment_id.and_then(|key| schools.get(&key)).copied();
        mentor.is_some_and(|mentor| side_of(viewer, mentor, pair, school).is_ok())
    });
    Ok(found)
}

/// Attaches a signed agreement to a pairing that is proposed or was consented to. What was attached before stays.
///
/// # Errors
/// `NotFound` when it is not visible, or there is no such upload; `Forbidden` without a role to whoever is neither; every problem found.
pub async fn pairing_agreement_attach(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    (signed_on, upload_id): (NaiveDate, Uuid),
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    permitted(platform.database.reader(), viewer, key).await?;
    let proof = proofs::sent(platform, viewer.person_id, PAIRING_AGREEMENT_PURPOSE, upload_id).await?;
    let write = platform.database.write().await?;
    let (found, mentor) = locked(&write, viewer, key).await?;
    let (_, permit) = side(&*write, viewer, &mentor, &found).await?;
    let mut problems: Problems = proof
        .faults()
        .chain(proof.kept())
        .map(|message| problem(ApprenticeshipErrorCode::Invalid, "uploadId", message))
        .collect();
    if matches!(found.status, ApprenticeshipStatus::Declined | ApprenticeshipStatus::Withdrawn) {
        let message = Message::new("pairings-never-was").with("status", found.status.label());
        problems.push(problem(ApprenticeshipErrorCode::NotActive, "", message));
    }
    problems.extend(
        closed(&write, &found).await?.map(|message| problem(ApprenticeshipErrorCode::NotActive, "", message)),
    );
    if signed_on > today(&write) {
        let message = Message::new("pairings-signed-in-future").with("day", signed_on);
        problems.push(Problem::new(ApprenticeshipErrorCode::WrongDay, "signedOn", message));
    }
    accept(problems)?;
    let new = PairingAgreement {
        id: id::new_key(),
        apprenticeship_id: key,
        signed_on,
        upload_id,
        file: (&proof).into(),
        attached_by: viewer.person_id,
        attached_at: write.now(),
        destroyed_at: None,
    };
    let after =
        json!({ "signedOn": signed_on, "contentDigest": new.file.content_digest, "agreementId": new.id });
    if let Err(error) = store::insert_agreement(&write, &permit, new).await {
        // Another act kept the same file at this moment.
        let taken = error.to_string().contains("upload_id");
        let message = Message::new("platform-proof-kept").with("file", &proof.file_name);
        accept(
            taken
                .then(|| problem(ApprenticeshipErrorCode::Invalid, "uploadId", message))
                .into_iter()
                .collect(),
        )?;
        return Err(error.into());
    }
    let object = ("apprenticeship", key);
    identity::remember(&write, &permit, "apprenticeship.agreement-attach", object, (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(found)
}

/// That somebody may act upon a visible pairing, as one of the two or by a role.
async fn permitted(connection: &impl ConnectionTrait, viewer: &Viewer, key: Uuid) -> Result<(), Error> {
    let found = store::apprenticeship(connection, viewer.scope(), key).await?;
    let mentor = store::mentor(connection, found.mentor_id).await?;
    side(connection, viewer, &mentor, &found).await.map(|_| ())
}

/// Hands a signed agreement out for a quarter of an hour, to the two and to whoever coordinates their pairing.
///
/// # Errors
/// `NotFound` when there is none that the viewer may see, or it was destroyed; `Forbidden` without a role to whoever is neither.
pub async fn pairing_agreement_open(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<Download, ApprenticeshipErrorCode> {
    let reader = platform.database.reader();
    let held = store::pairing_agreement(reader, key).await?;
    permitted(reader, viewer, held.apprenticeship_id).await?;
    if held.destroyed_at.is_some() {
        return Err(Error::NotFound.into());
    }
    let act = audit::Act {
        action: "apprenticeship.agreement-open",
        object_kind: "apprenticeship",
        object_id: held.apprenticeship_id,
        before: Value::Null,
        after: json!({ "agreementId": key }),
    };
    Ok(proofs::open(platform, (&viewer.actor(), viewer.person_id), act, &held.file).await?)
}
