//! What qualifies her to teach.

use crate::dossier::sections::{Datum, Entry, Thing};
use crate::organisations::Qualification;

pub(super) fn of_qualification(held: Qualification) -> Entry {
    vec![
        ("id", held.id.into()),
        ("kind", Datum::code(held.kind)),
        ("number", held.number.into()),
        ("institution", Datum::named(Thing::Institution, held.institution_id)),
        ("issuedOn", held.validity.issued_on.into()),
        ("endsOn", held.validity.last().into()),
        ("reason", Datum::maybe(held.end_reason)),
    ]
}
