//! Erasing a person: who she was, how she is reached, her ways in, and every word written about her go; what others rely
//! on stays, by keys and days alone.
//!
//! Kept, and on which ground: certificates once issued and their events, because a code once given out always resolves and
//! patients rely on it; the facts of evidence without its words, the reviews' decisions and the ledger, because past
//! certificates and the figures of bases and supervisors follow from them; roles and bonds, because they say by what right
//! others acted; the trail's digests, because the chain must still verify.

use chrono::Months;
use platform::error::{Failure, Outcome};
use platform::text::Message;
use platform::{Platform, audit, jobs, uploads};
use uuid::Uuid;

use crate::credentials::{self, CertificateStatus};
use crate::identity::{
    self, ErasePermit, ErasureGround, IdentityErrorCode, Person, Scope, SystemReason, Viewer,
};
use crate::pairings::ApprenticeshipStatus;
use crate::{
    assessments, enrolment, entrustment, evidence, examinations, organisations, pairings, ratings, rotations,
    teaching, timetables,
};

const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);

/// What is hers by the acts that made it, and may be gone by now: what events upon it say goes with the rest.
const WAYS_IN: &[&str] =
    &["upload", "access_token", "linked_identity", "exchange_binding", "one_time_code", "calendar_feed"];

/// People whom one sweep erases at most, so that other work is not kept waiting.
const AT_ONCE: usize = 20;

/// Erases a person, whom nothing binds to an institution any more, and leaves a record of it.
///
/// # Errors
/// As [`identity::may_erase`]; `CONFLICT` while a certificate is under way.
pub async fn person_erase(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    ground: ErasureGround,
    reference: &str,
) -> Outcome<Person, IdentityErrorCode> {
    let write = platform.database.write().await?;
    let erasing = identity::may_erase(&write, viewer, person_id, ground, reference).await?;
    erase(&write, &erasing, person_id).await?;
    let erased = identity::person(&*write, PERMITTED, person_id).await?;
    write.commit().await?;
    Ok(erased)
}

/// Erases everybody whose time is over: who left every institution longer ago than the installation keeps records. Says how
/// many; nobody where no period is set. Whom something still needs is left for the next time.
pub async fn erase_in_time(platform: &Platform) -> Result<usize, platform::error::Error> {
    let Some(years) = platform.config.retention.people_years else { return Ok(0) };
    let today = platform.clock.now().date_naive();
    let Some(before) = today.checked_sub_months(Months::new(years.saturating_mul(12))) else { return Ok(0) };
    let mut count = 0;
    let due = identity::left_before(platform.database.reader(), before).await?;
    for person_id in due.into_iter().take(AT_ONCE) {
        match erase_one(platform, person_id).await {
            Ok(()) => count += 1,
            Err(Failure::Rejected(problems)) => {
                let why: Vec<String> = problems.iter().map(|problem| problem.message.to_string()).collect();
                tracing::info!(%person_id, ?why, "not erased yet");
            }
            Err(Failure::Error(error)) => tracing::error!(%person_id, %error, "not erased"),
        }
    }
    Ok(count)
}

async fn erase_one(platform: &Platform, person_id: Uuid) -> Outcome<(), IdentityErrorCode> {
    let write = platform.database.write().await?;
    let erasing = identity::may_erase_in_time(&write, person_id).await?;
    erase(&write, &erasing, person_id).await?;
    write.commit().await?;
    Ok(())
}

async fn erase(
    write: &platform::db::Write,
    erasing: &ErasePermit,
    person_id: Uuid,
) -> Outcome<(), IdentityErrorCode> {
    let permit = &erasing.permit;
    let enrolments = enrolment::enrolments_of(&**write, PERMITTED, &erasing.records).await?;
    let enrolments: Vec<Uuid> = enrolments.into_iter().map(|enrolment| enrolment.id).collect();
    let certificates = credentials::certificates_held(&**write, PERMITTED, &erasing.records).await?;
    let stated = credentials::statements_of(&**write, PERMITTED, &erasing.records).await?;
    let under_way = [CertificateStatus::Proposed, CertificateStatus::Issuing];
    if certificates.iter().any(|certificate| under_way.contains(&certificate.status)) {
        let message = Message::new("identity-erase-certificate");
        return Err(Failure::problem(IdentityErrorCode::Conflict, "personId", message));
    }
    let pairs = pairings::apprenticeships_of(&**write, PERMITTED, &erasing.records).await?;
    let open = [ApprenticeshipStatus::Proposed, ApprenticeshipStatus::Active];
    if pairs.iter().any(|pair| open.contains(&pair.status)) {
        let message = Message::new("identity-erase-pairing");
        return Err(Failure::problem(IdentityErrorCode::Conflict, "personId", message));
    }
    let appointed = pairings::mentors_of(&**write, &erasing.records).await?;
    let leaves = enrolment::leaves_of(&**write, PERMITTED, &enrolments).await?;
    let leaves: Vec<Uuid> = leaves.into_iter().map(|leave| leave.id).collect();
    let supervisions = enrolment::supervisions_about(&**write, PERMITTED, &erasing.records).await?;
    let placements = rotations::placements_of(&**write, PERMITTED, &enrolments).await?;
    let mut texts: Vec<String> = erasing.records.iter().map(Uuid::to_string).collect();
    for person in identity::find_people(&**write, PERMITTED, &erasing.records).await? {
        texts.extend(person.email.into_iter().chain(person.phone));
    }
    for number in identity::person_numbers(&**write, &erasing.records).await? {
        texts.push(format!("{}/{}", number.institution_id, number.number));
    }
    let ways_in = audit::objects_of(&**write, &erasing.records, WAYS_IN).await?;

    // Her record is marked as erased first: the database lets nothing else be emptied.
    let (mut erased, mut objects) = identity::erase(write, erasing).await?;
    erased.push(enrolment::erase(write, permit, &enrolments).await?);
    let (words, proofs) = enrolment::erase_leaves(write, permit, &leaves).await?;
    erased.extend(words);
    objects.extend(proofs);
    let evidence::Erased { erased: words, evidence: shown, uploads: files } =
        evidence::erase(write, permit, person_id).await?;
    erased.extend(words);
    objects.extend(files);
    erased.extend(assessments::erase(write, permit, &shown).await?);
    let asked = assessments::requests_of(&**write, PERMITTED, person_id).await?;
    let rounds = assessments::rounds_of(&**write, PERMITTED, person_id).await?;
    let rounds: Vec<Uuid> = rounds.iter().map(|round| round.id).collect();
    erased.extend(assessments::erase_requests(write, permit, person_id, &rounds).await?);
    let (words, decisions) = entrustment::erase(write, permit, person_id).await?;
    erased.extend(words);
    let registered = examinations::registrations_of_person(&**write, PERMITTED, person_id).await?;
    let registered: Vec<Uuid> = registered.iter().map(|one| one.id).collect();
    erased.push(examinations::erase(write, permit, &registered).await?);
    erased.extend(rotations::erase(write, permit, person_id).await?);
    erased.extend(pairings::erase(write, permit, &erasing.records).await?);
    erased.push(teaching::erase(write, permit, &erasing.records).await?);
    erased.push(timetables::erase(write, permit, &erasing.records).await?);
    let led = teaching::led_by(&**write, &erasing.records).await?;
    let led: Vec<Uuid> = led.iter().map(|session| session.id).collect();
    erased.push(ratings::erase(write, permit, (&erasing.records, &led)).await?);
    let qualified = organisations::qualifications_of(&**write, &erasing.records).await?;
    erased.push(organisations::erase(write, permit, &erasing.records).await?);
    let sent = uploads::forget_of(write, &erasing.records).await?;
    erased.push(counted("upload", sent.len()));
    erased.push(("job".to_owned(), jobs::drop_about(write, &texts).await?));

    let kept = vec![
        counted("certificate", certificates.len()),
        counted("teaching_statement", stated.len()),
        counted("enrolment", enrolments.len()),
        counted("placement", placements.len()),
        counted("evidence", shown.len()),
    ];
    objects.extend(enrolments);
    objects.extend(leaves);
    objects.extend(supervisions.iter().map(|supervision| supervision.id));
    objects.extend(pairs.iter().map(|pair| pair.id));
    objects.extend(appointed.iter().map(|one| one.id));
    objects.extend(placements.iter().map(|placement| placement.id));
    objects.extend(shown);
    objects.extend(asked.iter().map(|request| request.id));
    objects.extend(rounds);
    objects.extend(decisions);
    objects.extend(registered);
    objects.extend(qualified.iter().map(|held| held.id));
    objects.extend(sent);
    objects.extend(ways_in);
    // A proposal that was declined has no code that anybody could rely on.
    let declined = certificates.iter().filter(|one| one.status == CertificateStatus::Declined);
    objects.extend(declined.map(|certificate| certificate.id));
    let events = audit::erase_upon(write, &permit.actor, &objects, "person.erase").await?;
    erased.push(("audit_event".to_owned(), events));
    identity::erase_remember(write, erasing, (erased, kept)).await?;
    Ok(())
}

fn counted(kind: &str, count: usize) -> (String, u64) {
    (kind.to_owned(), u64::try_from(count).unwrap_or(u64::MAX))
}
