//! Her pairings, as master and as apprentice.

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::PERMITTED;
use crate::dossier::sections::{Datum, Entry, Thing};
use crate::pairings::{
    self, Appraisal, Apprenticeship, ApprenticeshipAct, FollowingRecord, FollowingReview, Mentor,
    PairingAgreement,
};

/// From the first day to the last that a database holds.
const EVER: (NaiveDate, NaiveDate) =
    (NaiveDate::from_ymd_opt(1, 1, 1).unwrap(), NaiveDate::from_ymd_opt(9999, 12, 31).unwrap());

fn of_appointment(held: Mentor) -> Entry {
    vec![
        ("id", held.id.into()),
        ("rank", Datum::code(held.rank)),
        ("specialty", held.specialties.join(" ").into()),
        ("institution", Datum::named(Thing::Institution, held.institution_id)),
        ("startsOn", held.starts_on.into()),
        ("endsOn", Datum::maybe(held.ends_on)),
        ("reason", Datum::maybe(held.end_reason)),
    ]
}

fn of_apprenticeship(held: &Apprenticeship) -> Entry {
    vec![
        ("id", held.id.into()),
        ("status", Datum::code(held.status)),
        ("mentor", Datum::named(Thing::Person, held.mentor_person_id)),
        ("apprentice", Datum::named(Thing::Person, held.apprentice_id)),
        ("institution", Datum::named(Thing::Institution, held.institution_id)),
        ("specialty", held.specialty.clone().into()),
        ("note", held.terms.goals_note.clone().into()),
        ("startsOn", held.terms.term.0.into()),
        ("endsOn", held.last_day().into()),
        ("proposedBy", Datum::named(Thing::Person, held.proposed_by)),
    ]
}

fn of_act(act: ApprenticeshipAct) -> Entry {
    vec![
        ("apprenticeshipId", act.apprenticeship_id.into()),
        ("kind", Datum::code(act.kind)),
        ("actor", Datum::named(Thing::Person, act.actor_id)),
        ("startsOn", act.effective_on.into()),
        ("reason", Datum::maybe(act.reason)),
        ("recordedAt", act.recorded_at.into()),
    ]
}

fn of_record(written: FollowingRecord) -> Entry {
    vec![
        ("evidence", written.evidence_id.into()),
        ("apprenticeshipId", written.apprenticeship_id.into()),
        ("occurredOn", written.occurred_on.into()),
        ("channel", Datum::code(written.channel)),
        ("seen", written.seen.into()),
        ("learned", written.learned.into()),
    ]
}

fn of_review(said: FollowingReview) -> Entry {
    vec![
        ("apprenticeshipId", said.apprenticeship_id.into()),
        ("monthOn", said.month_on.into()),
        ("mark", Datum::code(said.mark)),
        ("note", said.remark.into()),
        ("recordedAt", said.recorded_at.into()),
    ]
}

fn of_appraisal(said: Appraisal) -> Entry {
    vec![
        ("apprenticeshipId", said.apprenticeship_id.into()),
        ("side", Datum::code(said.side)),
        ("mark", Datum::code(said.mark)),
        ("note", said.remark.into()),
        ("recordedAt", said.recorded_at.into()),
    ]
}

fn of_agreement(signed: PairingAgreement) -> Entry {
    vec![
        ("apprenticeshipId", signed.apprenticeship_id.into()),
        ("signedOn", signed.signed_on.into()),
        ("fileName", signed.file.file_name.into()),
        ("mediaType", signed.file.media_type.into()),
        ("byteSize", signed.file.byte_size.into()),
        ("contentDigest", signed.file.content_digest.into()),
        ("recordedAt", signed.attached_at.into()),
        ("destroyedAt", Datum::maybe(signed.destroyed_at)),
    ]
}

/// What there is to tell of her pairings, and the keys of what it tells of.
pub(super) struct Told {
    pub(super) appointments: Vec<Entry>,
    pub(super) pairs: Vec<Entry>,
    pub(super) acts: Vec<Entry>,
    pub(super) records: Vec<Entry>,
    pub(super) reviews: Vec<Entry>,
    pub(super) appraisals: Vec<Entry>,
    pub(super) agreements: Vec<Entry>,
    pub(super) objects: Vec<Uuid>,
}

pub(super) async fn told(reader: &impl ConnectionTrait, records: &[Uuid]) -> Result<Told, Error> {
    let appointed = pairings::mentors_of(reader, records).await?;
    let pairs = pairings::apprenticeships_of(reader, PERMITTED, records).await?;
    let keys: Vec<Uuid> = pairs.iter().map(|pair| pair.id).collect();
    let acts = pairings::acts_of(reader, &keys).await?;
    let written = pairings::following_records_of(reader, PERMITTED, &keys, EVER).await?;
    let said = pairings::following_reviews_of(reader, PERMITTED, &keys, EVER).await?;
    // What the other one said before she has spoken herself stays untold.
    let appraised = pairings::readable(pairings::appraisals_of(reader, &keys).await?, &pairs, records);
    let signed = pairings::pairing_agreements_of(reader, &keys).await?;
    Ok(Told {
        objects: appointed.iter().map(|one| one.id).chain(keys).collect(),
        appointments: appointed.into_iter().map(of_appointment).collect(),
        pairs: pairs.iter().map(of_apprenticeship).collect(),
        acts: acts.into_iter().map(of_act).collect(),
        records: written.into_iter().map(of_record).collect(),
        reviews: said.into_iter().map(of_review).collect(),
        appraisals: appraised.into_iter().map(of_appraisal).collect(),
        agreements: signed.into_iter().map(of_agreement).collect(),
    })
}
