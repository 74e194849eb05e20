//! Work that keeps a processor busy, such as hashing a password: done beside the server's own threads, two pieces at once,
//! and whoever comes later waits. It is counted, so that it shows whether one caller costs more of it than another.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::Error;

/// How many pieces are done at once.
const AT_ONCE: usize = 2;

/// Where heavy work is done.
#[derive(Debug)]
pub struct Heavy {
    turns: Semaphore,
    begun: AtomicU64,
}

impl Default for Heavy {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), begun: AtomicU64::new(0) }
    }
}

impl Heavy {
    /// Does a piece of work when its turn comes.
    ///
    /// # Errors
    /// Internal, when the work panicked or the process is ending.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _turn = self.turns.acquire().await.map_err(|error| Error::internal(error.to_string()))?;
        self.begun.fetch_add(1, Ordering::Relaxed);
        spawn_blocking(work).await.map_err(|error| Error::internal(error.to_string()))
    }

    /// How many pieces were begun since the start.
    #[must_use]
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }
}
