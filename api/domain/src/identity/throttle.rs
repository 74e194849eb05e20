//! Whoever guesses waits: by account and by address, counted in the database, so that every process counts together.
//!
//! An attempt is counted before it is looked at, so that many at once gain nothing; one that succeeds is forgiven. An
//! account that does not exist is counted like one that does.

use std::net::IpAddr;

use platform::Platform;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::line::line;
use uuid::Uuid;

use super::rules::throttle::{Counted, FORGOTTEN_AFTER, counted_this_minute, left_of_minute, wait};
use super::store::accounts;

/// What is attempted, upon which account and from which address.
#[derive(Clone, Debug)]
pub struct Gate {
    counted: Vec<(Counted, String)>,
}

impl Gate {
    /// A gate for one purpose, such as `sign-in`. Account and address are kept as digests; addresses of one line count as
    /// one.
    pub(super) fn new(purpose: &str, account: Option<&str>, address: Option<IpAddr>) -> Self {
        let key = |kind: &str, of: &str| format!("{purpose}/{kind}/{}", id::hex(&id::sha256(of.as_bytes())));
        let account = account.map(|account| (Counted::Account, key("account", account)));
        let address = address.map(|address| (Counted::Address, key("address", &line(address).to_string())));
        Self { counted: account.into_iter().chain(address).collect() }
    }

    /// A gate for one purpose of a person who is signed in.
    #[must_use]
    pub fn of_person(purpose: &str, person_id: Uuid) -> Self {
        Self::new(purpose, Some(&person_id.to_string()), None)
    }

    /// Counts an attempt, and lets it be made.
    ///
    /// # Errors
    /// `RateLimited` with the seconds to wait; such an attempt is not counted.
    pub async fn enter(&self, platform: &Platform) -> Result<(), Error> {
        let tidy = platform.database.write().await?;
        accounts::forget_attempts(&tidy, tidy.now() - FORGOTTEN_AFTER).await?;
        tidy.commit().await?;
        let write = platform.database.write().await?;
        for (counted, key) in &self.counted {
            let row = accounts::attempts(&write, key).await?;
            if let Some(seconds) = wait(*counted, row.failures, row.last_at, write.now()) {
                return Err(Error::RateLimited { seconds });
            }
            accounts::set_attempts(&write, key, row.failures.saturating_add(1)).await?;
        }
        write.commit().await?;
        Ok(())
    }

    /// Forgives, where the attempt was all that was to be done.
    pub async fn forgive(&self, platform: &Platform) -> Result<(), Error> {
        let write = platform.database.write().await?;
        self.passed(&write).await?;
        Ok(write.commit().await?)
    }

    /// Forgives: the account's attempts are forgotten, the address has one less.
    pub(super) async fn passed(&self, write: &Write) -> Result<(), Error> {
        for (counted, key) in &self.counted {
            let row = accounts::attempts(write, key).await?;
            let left = match counted {
                Counted::Account => 0,
                Counted::Address => row.failures.saturating_sub(1),
            };
            accounts::set_attempts(write, key, left).await?;
        }
        Ok(())
    }
}

/// Lets a service account do so many acts of a kind in a minute of the clock, whether they succeed or not.
///
/// # Errors
/// `RateLimited` with the seconds until the next minute; such an act is not counted.
pub(super) async fn pace(platform: &Platform, purpose: &str, who: Uuid, most: i32) -> Result<(), Error> {
    let write = platform.database.write().await?;
    let key = format!("{purpose}/{who}");
    let row = accounts::attempts(&write, &key).await?;
    let count = counted_this_minute(row.failures, row.last_at, write.now());
    if count >= most {
        return Err(Error::RateLimited { seconds: left_of_minute(write.now()) });
    }
    accounts::set_attempts(&write, &key, count.saturating_add(1)).await?;
    write.commit().await?;
    Ok(())
}
