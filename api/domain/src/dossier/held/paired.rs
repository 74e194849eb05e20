//! Her pairings, as master and as apprentice.

use crate::dossier::sections::{Datum, Entry, Thing};
use crate::pairings::{Apprenticeship, ApprenticeshipAct, Mentor};

pub(super) fn of_appointment(held: Mentor) -> Entry {
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

pub(super) fn of_apprenticeship(held: &Apprenticeship) -> Entry {
    vec![
        ("id", held.id.into()),
        ("status", Datum::code(held.status)),
        ("mentor", Datum::named(Thing::Person, held.mentor_person_id)),
        ("apprentice", Datum::named(Thing::Person, held.apprentice_id)),
        ("institution", Datum::named(Thing::Institution, held.institution_id)),
        ("specialty", held.specialty.clone().into()),
        ("note", held.goals_note.clone().into()),
        ("startsOn", held.term.0.into()),
        ("endsOn", held.last_day().into()),
        ("proposedBy", Datum::named(Thing::Person, held.proposed_by)),
    ]
}

pub(super) fn of_act(act: ApprenticeshipAct) -> Entry {
    vec![
        ("apprenticeshipId", act.apprenticeship_id.into()),
        ("kind", Datum::code(act.kind)),
        ("actor", Datum::named(Thing::Person, act.actor_id)),
        ("startsOn", act.effective_on.into()),
        ("reason", Datum::maybe(act.reason)),
        ("recordedAt", act.recorded_at.into()),
    ]
}
