//! Sessions that she led, and that she attended.

use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::credentials::TeachingStatement;
use crate::dossier::sections::{Datum, Entry, Thing};
use crate::teaching::{self, Attendance, TeachingSession};

fn of_session(led: &TeachingSession) -> Entry {
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

fn of_attendance(attended: Attendance) -> Entry {
    vec![
        ("teachingSession", attended.session_id.into()),
        ("way", Datum::code(attended.way)),
        ("recordedAt", attended.recorded_at.into()),
        ("struckAt", Datum::maybe(attended.struck_at)),
        ("reason", Datum::maybe(attended.strike_reason)),
    ]
}

/// What was stated of her teaching.
pub(super) fn of_statement(statement: TeachingStatement) -> Entry {
    vec![
        ("id", statement.id.into()),
        ("kind", Datum::code(statement.kind)),
        ("institution", Datum::named(Thing::Institution, statement.institution_id)),
        ("startsOn", statement.days.0.into()),
        ("endsOn", statement.days.1.into()),
        ("issuedBy", Datum::named(Thing::Person, statement.issued_by)),
        ("issuedOn", statement.issued_on.into()),
        ("verifyUrl", statement.verify_url.into()),
        ("fileHash", statement.file_hash.into()),
        ("supersededAt", Datum::maybe(statement.superseded_at)),
    ]
}

/// What she led, and what she attended. What was done upon a session stays untold, for it speaks of others on its list.
pub(super) async fn told(
    reader: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<(Vec<Entry>, Vec<Entry>), Error> {
    let led = teaching::led_by(reader, records).await?;
    let attended = teaching::attended_by(reader, records).await?;
    Ok((led.iter().map(of_session).collect(), attended.into_iter().map(of_attendance).collect()))
}
