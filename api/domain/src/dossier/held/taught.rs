//! Sessions that she led, and that she attended.

use crate::dossier::sections::{Datum, Entry, Thing};
use crate::teaching::{Attendance, TeachingSession};

pub(super) fn of_session(led: &TeachingSession) -> Entry {
    vec![
        ("id", led.id.into()),
        ("kind", Datum::code(led.kind)),
        ("channel", Datum::code(led.channel)),
        ("title", led.title.clone().into()),
        ("institution", Datum::named(Thing::Institution, led.host_id)),
        ("status", Datum::code(led.status)),
        ("startsAt", led.time.0.into()),
        ("endsAt", led.time.1.into()),
        ("seen", led.cases.clone().into()),
        ("reason", Datum::maybe(led.reason.clone())),
    ]
}

pub(super) fn of_attendance(attended: Attendance) -> Entry {
    vec![
        ("teachingSession", attended.session_id.into()),
        ("way", Datum::code(attended.way)),
        ("recordedAt", attended.recorded_at.into()),
        ("struckAt", Datum::maybe(attended.struck_at)),
        ("reason", Datum::maybe(attended.strike_reason)),
    ]
}
