//! What is forgotten when its time is over; the periods are settings of the installation.

use chrono::Duration;
use platform::error::Error;
use platform::uploads::Forgotten;
use platform::{Platform, downloads, idempotency, jobs, uploads};

use super::erase::erase_in_time;
use crate::{credentials, identity, rotations};

/// What was forgotten, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retired {
    /// Files that nobody fetched in time.
    pub downloads: usize,
    /// Files that were sent, and their rows.
    pub uploads: usize,
    /// Sessions, tokens, codes, bindings and calendar feeds that ended.
    pub ways_in: u64,
    /// Jobs that ended, keys of repeated writes, and what became of the lines of files.
    pub work: u64,
    /// People who left long ago.
    pub people: usize,
}

/// Forgets everything whose time is over. Run again, it finds nothing.
pub async fn forget_over_due(platform: &Platform) -> Result<Retired, Error> {
    let retention = &platform.config.retention;
    let now = platform.clock.now();
    let before = |days: u32| now - Duration::days(days.into());
    let mut retired = Retired::default();
    match downloads::forget_expired(platform).await {
        Ok(count) => retired.downloads = count,
        // The storage may be out of reach; what lies in the database is forgotten all the same.
        Err(error) => tracing::error!(%error, "expired downloads could not be taken away"),
    }
    let write = platform.database.write().await?;
    retired.uploads = uploads::forget_before(&write, before(retention.upload_days)).await?;
    retired.ways_in = identity::forget_ended(&write, before(retention.access_days)).await?
        + rotations::forget_calendar_feeds(&write, before(retention.access_days)).await?;
    retired.work = jobs::forget_ended(&write, before(retention.job_days)).await?
        + idempotency::forget_before(&write, before(retention.job_days)).await?
        + rotations::forget_batches(&write, before(retention.job_days)).await?;
    write.commit().await?;
    retired.people = erase_in_time(platform).await?;
    Ok(retired)
}

/// Takes a file that was sent away from the storage, unless another upload or a certificate has the same content.
pub async fn upload_forget(platform: &Platform, forgotten: &Forgotten) -> Result<(), Error> {
    if credentials::is_a_file(platform.database.reader(), &forgotten.content).await? {
        return Ok(());
    }
    uploads::take_away(platform, forgotten).await
}
