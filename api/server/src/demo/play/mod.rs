//! The demo: a small world in which a whole residency has just been completed.
//!
//! It is played, not written: with the clock set back three years, the same services that the API calls import the
//! preset and the roster, place, submit, review, propose and issue, week by week. Nothing in it is a real person or a
//! real institution; every name says that it is a sample.

mod apprenticeships;
mod consortia;
mod dispatches;
mod people;
mod places;
mod readiness;
mod sessions;
mod training;
mod twinnings;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Asia::Shanghai;
use domain::identity::{self, NewToken, Viewer};
use platform::Platform;
use platform::clock::Clock;
use platform::db::Database;
use platform::error::{Failure, Name, Outcome};
use platform::text::Message;

/// What the demo made, as far as a first visitor needs it.
#[derive(Clone, Debug)]
pub(super) struct Played {
    /// Role and token of one person for each role.
    pub(super) tokens: Vec<(String, String)>,
    /// Public code of the certificate it issued.
    pub(super) certificate_code: String,
    /// Bytes of that certificate.
    pub(super) certificate: Vec<u8>,
}

/// What an act made, or one sentence about why the demo could not be played.
pub(crate) fn done<T, C: std::fmt::Debug>(outcome: Outcome<T, C>) -> Result<T, Message> {
    outcome.map_err(|failure| match failure {
        Failure::Rejected(problems) => problems
            .into_iter()
            .next()
            .map_or_else(|| Message::new("command-demo-failed"), |problem| problem.message),
        Failure::Error(error) => {
            tracing::error!(%error, "the demo could not be played");
            Message::new("command-demo-failed")
        }
    })
}

/// A moment of a day in the demo's time zone.
pub(crate) fn moment(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
    Shanghai
        .from_local_datetime(&day.and_time(time))
        .earliest()
        .map_or_else(Default::default, |moment| moment.with_timezone(&Utc))
}

/// A day so many days before another.
pub(crate) fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// A day so many days after another.
pub(crate) fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The stage: the world with a clock that the demo moves, and who is on it.
pub(crate) struct Stage {
    /// The world, on a clock of its own.
    pub(crate) platform: Platform,
    /// The real present day.
    pub(crate) today: NaiveDate,
    /// The real present moment.
    pub(crate) now: DateTime<Utc>,
    /// Who set everything up.
    pub(crate) administrator: Viewer,
}

impl Stage {
    /// Moves the clock to a moment; it never goes back.
    pub(crate) fn move_to(&self, moment: DateTime<Utc>) {
        if moment > self.platform.clock.now() {
            self.platform.clock.set(moment);
        }
    }
}

/// Plays the demo into an empty database.
///
/// # Errors
/// A sentence, when an act was refused; the database is then of no use.
pub(super) async fn play(platform: &Platform) -> Result<Played, Message> {
    let today = platform.clock.today(Shanghai);
    let clock = Clock::fixed(moment(before(today, training::TRAINING_DAYS + 60), 9, 0));
    let location = platform.config.location()?;
    let database = Database::connect(&location, clock.clone()).await?;
    let world = Platform { database, clock, ..platform.clone() };
    let (person, secret) = done(
        identity::administrator_create(&world, Name::new("示例·系统管理员", "Sample System Administrator"))
            .await,
    )?;
    let mut administrator = identity::viewer_by_token(&world, secret.reveal(), None)
        .await
        .map_err(|_| Message::new("command-demo-failed"))?;
    // Her first token ends before the years that are played, and what it makes would end with it.
    administrator.means.expires_at = None;
    let stage = Stage { platform: world, today, now: platform.clock.now(), administrator };
    let places = places::found(&stage).await?;
    let mut cast = people::gather(&stage, &places).await?;
    let certificate = training::play(&stage, &places, &mut cast).await?;
    let consortium = consortia::unite(&stage, &places, &mut cast).await?;
    apprenticeships::pair(&stage, &places, &cast, consortium).await?;
    sessions::teach(&stage, &places, &cast).await?;
    dispatches::visit(&stage, &places, &cast, consortium).await?;
    dispatches::send(&stage, &places, &cast).await?;
    twinnings::twin(&stage, &places, &cast).await?;
    readiness::look(&stage, &places, &cast).await?;
    // The present: tokens that a visitor uses are made now, and live as long as the demo.
    stage.platform.clock.set(platform.clock.now());
    let mut tokens = Vec::new();
    let mut holders = cast.one_per_role();
    holders.insert(0, ("SYSTEM_ADMINISTRATOR", person.id));
    for (role, person_id) in holders {
        let name = format!("demo {}", role.to_lowercase().replace('_', " "));
        let token = NewToken { person_id, name, scopes: None, expires_at: None };
        let (token, _) = done(identity::token_create(&stage.platform, &stage.administrator, token).await)?;
        tokens.push((role.to_owned(), token.reveal().to_owned()));
    }
    let played = Played { tokens, certificate_code: certificate.code, certificate: certificate.bytes };
    stage.platform.database.close().await.map_err(|error| {
        tracing::error!(%error, "closing the demo's own connections");
        Message::new("command-demo-failed")
    })?;
    Ok(played)
}
