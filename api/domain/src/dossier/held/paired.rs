//! Her pairings, as master and as apprentice.

use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::PERMITTED;
use crate::dossier::sections::{Datum, Entry, Thing};
use crate::pairings::{self, Apprenticeship, ApprenticeshipAct, Mentor};

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

/// What there is to tell of her pairings, and the keys of what it tells of.
pub(super) struct Told {
    pub(super) appointments: Vec<Entry>,
    pub(super) pairs: Vec<Entry>,
    pub(super) acts: Vec<Entry>,
    pub(super) objects: Vec<Uuid>,
}

pub(super) async fn told(reader: &impl ConnectionTrait, records: &[Uuid]) -> Result<Told, Error> {
    let appointed = pairings::mentors_of(reader, records).await?;
    let pairs = pairings::apprenticeships_of(reader, PERMITTED, records).await?;
    let keys: Vec<Uuid> = pairs.iter().map(|pair| pair.id).collect();
    let acts = pairings::acts_of(reader, &keys).await?;
    Ok(Told {
        objects: appointed.iter().map(|one| one.id).chain(keys).collect(),
        appointments: appointed.into_iter().map(of_appointment).collect(),
        pairs: pairs.iter().map(of_apprenticeship).collect(),
        acts: acts.into_iter().map(of_act).collect(),
    })
}
