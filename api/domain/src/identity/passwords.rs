//! Passwords as they are kept: argon2id with the costs that OWASP asks for (19 MiB, two passes, one lane).
//!
//! Hashing is work for a processor, and an attacker can ask for much of it: it is done where [`Heavy`] work is. Somebody
//! without an account costs as much as somebody with one.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use platform::error::Error;
use platform::heavy::Heavy;

/// Of the same costs as every other, and of no password.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password as it is kept: the PHC string, with a salt of its own.
///
/// # Errors
/// Internal.
pub(super) async fn hash(heavy: &Heavy, password: String) -> Result<String, Error> {
    let hashed =
        heavy.run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
    hashed.await?.map_err(|error| Error::internal(format!("a password could not be hashed: {error}")))
}

/// Whether a password is the one kept; false, after the same time, when none is.
///
/// # Errors
/// Internal.
pub(super) async fn matches(heavy: &Heavy, password: String, kept: Option<String>) -> Result<bool, Error> {
    heavy
        .run(move || {
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
        let heavy = Heavy::default();
        let kept = hash(&heavy, "horse-battery-staple".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(matches(&heavy, "horse-battery-staple".to_owned(), Some(kept.clone())).await.unwrap());
        assert!(!matches(&heavy, "horse-battery-stable".to_owned(), Some(kept)).await.unwrap());
        assert!(!matches(&heavy, String::new(), None).await.unwrap());
    }
}
