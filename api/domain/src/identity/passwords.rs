//! Passwords as they are kept: argon2id with the costs that OWASP asks for (19 MiB, two passes, one lane).
//!
//! Hashing is work for a processor, and an attacker can ask for much of it: it runs beside the server's own threads,
//! two at once, and whoever comes later waits. Somebody without an account costs as much as somebody with one.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use platform::error::Error;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// How many passwords are hashed at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Of the same costs as every other, and of no password.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let turn = AT_ONCE.acquire().await.map_err(|error| Error::internal(error.to_string()))?;
    let done = spawn_blocking(work).await.map_err(|error| Error::internal(error.to_string()));
    drop(turn);
    done
}

/// A password as it is kept: the PHC string, with a salt of its own.
///
/// # Errors
/// Internal.
pub(super) async fn hash(password: String) -> Result<String, Error> {
    let hashed =
        beside(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
    hashed.await?.map_err(|error| Error::internal(format!("a password could not be hashed: {error}")))
}

/// Whether a password is the one kept; false, after the same time, when none is.
///
/// # Errors
/// Internal.
pub(super) async fn matches(password: String, kept: Option<String>) -> Result<bool, Error> {
    beside(move || {
        let kept = kept.as_deref().unwrap_or(DECOY);
        let parsed = PasswordHash::new(kept)
            .map_err(|error| Error::internal(format!("a stored password cannot be read: {error}")))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let kept = hash("horse-battery-staple".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(matches("horse-battery-staple".to_owned(), Some(kept.clone())).await.unwrap());
        assert!(!matches("horse-battery-stable".to_owned(), Some(kept)).await.unwrap());
        assert!(!matches(String::new(), None).await.unwrap());
    }
}
