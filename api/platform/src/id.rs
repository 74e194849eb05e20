//! Keys, public ids, secrets and codes.
//!
//! Rows are keyed by `UUIDv7`. Clients see an id of their own kind (`enr_01hx…`: a prefix and Crockford base32), so
//! that an id of the wrong kind is refused. A secret is 128 random bits, shown once and stored as a digest.

use std::sync::LazyLock;

use aws_lc_rs::{digest, rand};
use chrono::{DateTime, Utc};
use data_encoding::{Encoding, Specification};
use uuid::Uuid;

use crate::error::Error;

static CROCKFORD: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.translate.from.push_str("ABCDEFGHJKMNPQRSTVWXYZoOiIlL");
    specification.translate.to.push_str("abcdefghjkmnpqrstvwxyz001111");
    specification.encoding().ok()
});

fn encode_bytes(bytes: &[u8]) -> String {
    CROCKFORD.as_ref().map(|crockford| crockford.encode(bytes)).unwrap_or_default()
}

fn decode_bytes(text: &str) -> Option<Vec<u8>> {
    CROCKFORD.as_ref()?.decode(text.as_bytes()).ok()
}

/// A new row key, later than every key made before it by this process.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the one place that makes keys")]
pub fn new_key() -> Uuid {
    Uuid::now_v7()
}

/// When a key was made, by its own account.
#[must_use]
pub fn made_at(key: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = key.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// The public form of a key: prefix, underscore, 26 characters.
#[must_use]
pub fn encode(prefix: &str, key: Uuid) -> String {
    format!("{prefix}_{}", encode_bytes(key.as_bytes()))
}

/// The prefix and key of a public id; `None` when it is malformed.
#[must_use]
pub fn decode(id: &str) -> Option<(&str, Uuid)> {
    let (prefix, rest) = id.split_once('_')?;
    let key = Uuid::from_slice(&decode_bytes(rest)?).ok()?;
    Some((prefix, key))
}

/// 16 random bytes.
pub fn random() -> Result<[u8; 16], Error> {
    let mut bytes = [0_u8; 16];
    rand::fill(&mut bytes).map_err(|_| Error::internal("the system gave no random bytes"))?;
    Ok(bytes)
}

/// A secret shown once; only its digest is kept.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new secret of 128 random bits, with a prefix that says what it opens.
    pub fn new(prefix: &str) -> Result<Self, Error> {
        Ok(Self(format!("{prefix}_{}", encode_bytes(&random()?))))
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        sha256(self.0.as_bytes())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// A public code of 80 random bits in four groups of four characters, as printed on a certificate.
pub fn new_code() -> Result<String, Error> {
    let text = encode_bytes(random()?.get(..10).unwrap_or_default()).to_uppercase();
    let groups: Vec<String> =
        text.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// A code as somebody typed it, brought to the form in which codes are stored: capitals in groups of four, with
/// letters that look like digits read as those. `None` when it cannot be a code.
#[must_use]
pub fn normalise_code(typed: &str) -> Option<String> {
    let typed = crate::text::half_width(typed);
    let bare: String = typed.chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    let bytes = decode_bytes(&bare)?;
    if bytes.len() != 10 {
        return None;
    }
    let text: Vec<char> = encode_bytes(&bytes).to_uppercase().chars().collect();
    let groups: Vec<String> = text.chunks(4).map(|group| group.iter().collect()).collect();
    Some(groups.join("-"))
}

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_keeps_its_kind() {
        let key = new_key();
        let id = encode("enr", key);
        assert_eq!(id.len(), 30);
        assert_eq!(decode(&id), Some(("enr", key)));
        assert_eq!(decode(&id.to_uppercase().replace("ENR", "enr")), Some(("enr", key)));
    }

    #[test]
    fn malformed_ids_are_refused() {
        for id in
            ["", "enr", "enr_", "enr_u", "enr_0000000000000000000000000", "enr_00000000000000000000000001"]
        {
            assert_eq!(decode(id), None, "{id}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = new_code().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(normalise_code(&code.to_lowercase().replace('-', "")), Some(code.clone()));
        assert_eq!(normalise_code("OI10-0000-0000-0000"), Some("0110-0000-0000-0000".to_owned()));
        assert_eq!(normalise_code("nonsense"), None);
    }
}
