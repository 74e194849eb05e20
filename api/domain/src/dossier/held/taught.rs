//! Sessions that she led, that she attended, and that she rated.

use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::dossier::sections::{Datum, Entry, Thing};
use crate::ratings::{self, RatingGiven};
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

/// What she led, attended and rated, and what was answered about her.
pub(super) struct Told {
    pub(super) led: Vec<Entry>,
    pub(super) attended: Vec<Entry>,
    pub(super) rated: Vec<Entry>,
    pub(super) answered: Vec<Entry>,
}

/// What she led, attended and rated. What was done upon a session stays untold, for it speaks of others on its list.
pub(super) async fn told(reader: &impl ConnectionTrait, records: &[Uuid]) -> Result<Told, Error> {
    let led = teaching::led_by(reader, records).await?;
    let attended = teaching::attended_by(reader, records).await?;
    let rated = ratings::given_by(reader, records).await?;
    Ok(Told {
        led: led.iter().map(of_session).collect(),
        attended: attended.into_iter().map(of_attendance).collect(),
        rated: rated.into_iter().map(of_rating).collect(),
        answered: of_answers(ratings::shown_about(reader, records).await?),
    })
}
