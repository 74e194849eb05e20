//! Exit examinations that a person registered for, what was decided about it, and what she scored.

use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::sections::{Datum, Entry};
use super::{word, yes_or_no};
use crate::examinations::{self, ExamRegistration};

/// For what she registered.
pub(super) async fn registered(
    reader: &impl ConnectionTrait,
    registered: Vec<ExamRegistration>,
) -> Result<Vec<Entry>, Error> {
    let keys: Vec<Uuid> = registered.iter().map(|one| one.examination_id).collect();
    let examinations = examinations::find_examinations(reader, &keys).await?;
    let entry = |one: ExamRegistration| {
        let examination = examinations.iter().find(|examination| examination.id == one.examination_id);
        let name = examination.map(|examination| word(&examination.name.zh, &examination.name));
        vec![
            ("id", one.id.into()),
            ("enrolmentId", one.enrolment_id.into()),
            ("examination", name.unwrap_or(Datum::Nothing)),
            ("occurredOn", Datum::maybe(examination.map(|examination| examination.held_on))),
            ("attempt", one.attempt.into()),
            ("eligibility", Datum::code(one.outcome)),
            ("status", Datum::code(one.status)),
            ("base", Datum::named(super::Thing::Institution, one.base_institution_id)),
            ("ticket", Datum::maybe(one.ticket)),
            ("createdAt", one.registered_at.into()),
        ]
    };
    Ok(registered.into_iter().map(entry).collect())
}

/// What was decided about her registrations.
pub(super) async fn reviewed(
    reader: &impl ConnectionTrait,
    registrations: &[Uuid],
) -> Result<Vec<Entry>, Error> {
    let reviews = examinations::reviews_of(reader, registrations).await?;
    let entry = |review: examinations::ExamReview| {
        vec![
            ("registrationId", review.registration_id.into()),
            ("step", Datum::code(review.step)),
            ("decision", Datum::code(review.decision)),
            ("reviewer", Datum::named(super::Thing::Person, review.reviewer_id)),
            ("occurredAt", review.decided_at.into()),
            ("reason", Datum::maybe(review.reason)),
        ]
    };
    Ok(reviews.into_iter().map(entry).collect())
}

/// What she scored, corrections and all.
pub(super) async fn scored(
    reader: &impl ConnectionTrait,
    registrations: &[Uuid],
) -> Result<Vec<Entry>, Error> {
    let scores = examinations::scores_of(reader, registrations).await?;
    let entry = |score: examinations::ExamScore| {
        let points = score.points.iter().map(|scored| format!("{} {}", scored.part.code(), scored.points));
        vec![
            ("registrationId", score.registration_id.into()),
            ("evidence", score.evidence_id.into()),
            ("points", points.collect::<Vec<_>>().join(", ").into()),
            ("isAbsent", yes_or_no(score.is_absent)),
            ("isPassed", yes_or_no(score.is_passed)),
            ("recordedAt", score.imported_at.into()),
        ]
    };
    Ok(scores.into_iter().map(entry).collect())
}
