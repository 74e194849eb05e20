//! Sessions that she led, that she attended, and that she rated; her duties, and the dispatches and twinnings in which she stands.

use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::credentials::TeachingStatement;
use crate::dispatches::{self, Slot};
use crate::dossier::sections::{Datum, Entry, Thing};
use crate::ratings::{self, RatingGiven};
use crate::teaching::{self, Attendance, TeachingSession};
use crate::timetables::{self, ExpertDuty, Recurrence};
use crate::twinnings::{self, Pair};

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

fn when(of: &Recurrence) -> Entry {
    vec![
        ("startsAt", of.first.0.into()),
        ("endsAt", of.first.1.into()),
        ("rule", Datum::maybe(of.rule.clone())),
        ("holidays", Datum::code(of.holidays)),
    ]
}

fn of_duty(duty: &ExpertDuty) -> Entry {
    let mut entry = vec![
        ("id", duty.id.into()),
        ("institution", Datum::named(Thing::Institution, duty.institution_id)),
        ("name", duty.name.clone().into()),
        ("endsOn", Datum::maybe(duty.last_day)),
    ];
    entry.extend(when(&duty.recurrence));
    entry
}

fn of_slot(slot: &Slot) -> Entry {
    let mut entry = vec![
        ("id", slot.id.into()),
        ("dispatch", slot.dispatch_id.into()),
        ("kind", Datum::code(slot.kind)),
        ("channel", Datum::code(slot.channel)),
        ("title", slot.title.clone().into()),
        ("endsOn", Datum::maybe(slot.ended_on)),
    ];
    entry.extend(when(&slot.recurrence));
    entry
}

fn of_contact(pair: &Pair) -> Entry {
    vec![
        ("twinning", pair.twinning_id.into()),
        ("department", pair.departments.0.clone().into()),
        ("otherDepartment", pair.departments.1.clone().into()),
    ]
}

/// That she rated. What she answered is nobody's to tell: it was counted among others', and is hers no more.
fn of_rating(given: RatingGiven) -> Entry {
    vec![("teachingSession", given.session_id.into()), ("rated", Datum::code(given.subject))]
}

/// What was answered about her and is shown. What waits is told together with others or not at all.
fn of_answers((values, comments): (Vec<(String, i32, i64)>, Vec<String>)) -> Vec<Entry> {
    let counted = values.into_iter().map(|(item, value, times)| {
        vec![("item", item.into()), ("value", i64::from(value).into()), ("times", times.into())]
    });
    let said = comments.into_iter().map(|comment| vec![("comment", comment.into())]);
    counted.chain(said).collect()
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

/// What is told of sessions.
pub(super) struct Told {
    /// What she led.
    pub led: Vec<Entry>,
    /// What she attended.
    pub attended: Vec<Entry>,
    /// What she rated.
    pub rated: Vec<Entry>,
    /// What was answered about her and is shown.
    pub answered: Vec<Entry>,
    /// What she does regularly where she works.
    pub duties: Vec<Entry>,
    /// The lines of timetables by which she goes elsewhere.
    pub slots: Vec<Entry>,
    /// The twinnings in which one turns to her.
    pub contacts: Vec<Entry>,
}

/// What she led and attended, and the timetables in which she stands. What was done upon a session stays untold, for it speaks of others on its
/// list.
pub(super) async fn told(reader: &impl ConnectionTrait, records: &[Uuid]) -> Result<Told, Error> {
    let led = teaching::led_by(reader, records).await?;
    let attended = teaching::attended_by(reader, records).await?;
    let rated = ratings::given_by(reader, records).await?;
    let duties = timetables::duties_of(reader, records).await?;
    let slots = dispatches::slots_held(reader, records).await?;
    let contacts = twinnings::contacts_held(reader, records).await?;
    Ok(Told {
        led: led.iter().map(of_session).collect(),
        attended: attended.into_iter().map(of_attendance).collect(),
        rated: rated.into_iter().map(of_rating).collect(),
        answered: of_answers(ratings::shown_about(reader, records).await?),
        duties: duties.iter().map(of_duty).collect(),
        slots: slots.iter().map(of_slot).collect(),
        contacts: contacts.iter().map(of_contact).collect(),
    })
}
