//! Key material: what signs, what encrypts, and what hides an identity behind a digest.
//!
//! A key is 32 random bytes with one purpose, in a file of its own that only the server's user may read; its name holds
//! purpose and id. The newest key of a purpose is in use, and those before it are retired: they still verify and decrypt
//! what they once signed and encrypted, for as long as their files are there. The folder is kept apart from the database
//! and its backups, because together they would open what the keys protect.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use aws_lc_rs::{hmac, rand};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use uuid::Uuid;

use crate::codes::Code as _;
use crate::error::Error;
use crate::id;
use crate::text::Message;

crate::codes! {
    /// What a key is for.
    pub enum KeyPurpose {
        /// Signs heads of the audit trail and evidence packages (Ed25519).
        Signing = "SIGNING",
        /// Encrypts values at rest (AES-256-GCM).
        Encryption = "ENCRYPTION",
        /// Makes blind indexes and pseudonyms (HMAC-SHA-256); it is never rotated, because what it made could not be
        /// found again.
        Index = "INDEX",
        /// Vouches for what a browser brings back (HMAC-SHA-256).
        Cookie = "COOKIE",
    }
}

/// Bytes of a key, whatever its purpose.
const LENGTH: usize = 32;
/// What a key's file ends in.
const ENDING: &str = ".key";
/// How an encrypted value begins: the version of its format.
const FORMAT: u8 = 1;
/// Bytes before the ciphertext: format, key, nonce.
const HEAD: usize = 1 + 16 + 12;

/// Why a key did not serve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no key of this purpose.
    #[error("no key for {}: run xinglin keys create", .0.code())]
    Missing(KeyPurpose),
    /// The key named is not here.
    #[error("the key {0} is not here")]
    Unknown(String),
    /// The value was altered, belongs elsewhere, or was made with another key.
    #[error("the value does not fit its key or its context")]
    Refused,
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::internal(error.to_string())
    }
}

impl KeyError {
    /// The sentence for whoever looks after the installation.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Missing(purpose) => Message::new("platform-key-missing").with("purpose", purpose.code()),
            Self::Unknown(id) => Message::new("platform-key-unknown").with("key", id),
            Self::Refused => Message::new("platform-key-refused"),
        }
    }
}

/// One key. It shows its id and its purpose, never itself.
#[derive(Clone)]
struct Key {
    uuid: Uuid,
    purpose: KeyPurpose,
    secret: [u8; LENGTH],
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({})", self.id())
    }
}

impl Key {
    fn new(purpose: KeyPurpose) -> Result<Self, Message> {
        let mut secret = [0; LENGTH];
        rand::fill(&mut secret).map_err(|_| Message::new("platform-key-no-random"))?;
        Ok(Self { uuid: id::new_key(), purpose, secret })
    }

    fn id(&self) -> String {
        id::encode(&self.purpose.code().to_lowercase(), self.uuid)
    }

    fn pair(&self) -> Result<Ed25519KeyPair, KeyError> {
        Ed25519KeyPair::from_seed_unchecked(&self.secret).map_err(|_| KeyError::Unknown(self.id()))
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, KeyError> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.secret).map_err(|_| KeyError::Unknown(self.id()))
    }

    fn mac(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.secret)
    }
}

/// What may be told of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyNotice {
    /// Its id, as signatures name it.
    pub id: String,
    /// What it is for.
    pub purpose: KeyPurpose,
    /// Whether new values are made with it; otherwise it only verifies and decrypts.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// The public half of a signing key.
    pub public_key: Option<Vec<u8>>,
}

/// What was signed, by which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key's id.
    pub key_id: String,
    /// Its public half, 32 bytes.
    pub public_key: Vec<u8>,
    /// 64 bytes, Ed25519.
    pub bytes: Vec<u8>,
}

/// The keys of an installation, the oldest first. Without any, every act that wants one says so.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    keys: BTreeMap<Uuid, Key>,
}

impl Keys {
    /// Reads the keys of a folder; none where there is no folder.
    ///
    /// # Errors
    /// A sentence, when the folder or a file cannot be read, a file holds no key, or everybody on the machine may read it.
    pub fn load(folder: &Path) -> Result<Self, Message> {
        let mut keys = BTreeMap::new();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(file_fault(folder, &error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| file_fault(folder, &error))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if let Some(name) = name.strip_suffix(ENDING) {
                refuse_open_file(&path)?;
                let text = fs::read_to_string(&path).map_err(|error| file_fault(&path, &error))?;
                let key = read(name, &text).ok_or_else(|| of_file("platform-key-damaged", &path))?;
                keys.insert(key.uuid, key);
            }
        }
        Ok(Self { keys })
    }

    /// Makes a key for each purpose that has none, in a folder made for it, and gives all there are then.
    ///
    /// # Errors
    /// A sentence, when the folder cannot be read or written.
    pub fn create(folder: &Path) -> Result<Self, Message> {
        let mut keys = Self::load(folder)?;
        for purpose in KeyPurpose::ALL {
            if keys.active(*purpose).is_err() {
                keys.add(folder, *purpose)?;
            }
        }
        Ok(keys)
    }

    /// Makes a new key for a purpose; the one before it is retired. Gives its id.
    ///
    /// # Errors
    /// A sentence, when nothing can be written, or for [`KeyPurpose::Index`], which cannot be rotated.
    pub fn rotate(folder: &Path, purpose: KeyPurpose) -> Result<String, Message> {
        if purpose == KeyPurpose::Index {
            return Err(Message::new("platform-key-index"));
        }
        Self::load(folder)?.add(folder, purpose)
    }

    /// Keys that live as long as the process, for tests.
    ///
    /// # Errors
    /// A sentence, when the system gives no random bytes.
    pub fn memory() -> Result<Self, Message> {
        let keys = KeyPurpose::ALL.iter().map(|purpose| Key::new(*purpose));
        Ok(Self { keys: keys.map(|key| key.map(|key| (key.uuid, key))).collect::<Result<_, _>>()? })
    }

    fn add(&mut self, folder: &Path, purpose: KeyPurpose) -> Result<String, Message> {
        let key = Key::new(purpose)?;
        let path = folder.join(format!("{}{ENDING}", key.id()));
        write_private(folder, &path, &BASE64.encode(&key.secret))
            .map_err(|error| file_fault(&path, &error))?;
        let id = key.id();
        self.keys.insert(key.uuid, key);
        Ok(id)
    }

    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// What may be told of the keys, the oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<KeyNotice> {
        let notice = |key: &Key| KeyNotice {
            id: key.id(),
            purpose: key.purpose,
            is_active: self.active(key.purpose).is_ok_and(|active| active.uuid == key.uuid),
            created_at: id::made_at(key.uuid),
            public_key: (key.purpose == KeyPurpose::Signing)
                .then(|| self.public_key(&key.id()).ok())
                .flatten(),
        };
        self.keys.values().map(notice).collect()
    }

    /// The key of a purpose that is in use: the newest.
    fn active(&self, purpose: KeyPurpose) -> Result<&Key, KeyError> {
        self.keys.values().rev().find(|key| key.purpose == purpose).ok_or(KeyError::Missing(purpose))
    }

    fn named(&self, purpose: KeyPurpose, key_id: &str) -> Result<&Key, KeyError> {
        let mut keys = self.keys.values().filter(|key| key.purpose == purpose);
        keys.find(|key| key.id() == key_id).ok_or_else(|| KeyError::Unknown(key_id.to_owned()))
    }

    /// The id of the key in use for a purpose.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn active_id(&self, purpose: KeyPurpose) -> Result<String, KeyError> {
        self.active(purpose).map(Key::id)
    }

    /// Signs bytes with the key in use.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn sign(&self, bytes: &[u8]) -> Result<Signature, KeyError> {
        let key = self.active(KeyPurpose::Signing)?;
        let pair = key.pair()?;
        Ok(Signature {
            key_id: key.id(),
            public_key: pair.public_key().as_ref().to_vec(),
            bytes: pair.sign(bytes).as_ref().to_vec(),
        })
    }

    /// The public half of a signing key, retired ones included.
    ///
    /// # Errors
    /// [`KeyError::Unknown`].
    pub fn public_key(&self, key_id: &str) -> Result<Vec<u8>, KeyError> {
        Ok(self.named(KeyPurpose::Signing, key_id)?.pair()?.public_key().as_ref().to_vec())
    }

    /// Verifies a signature made with one of the keys, retired ones included.
    ///
    /// # Errors
    /// [`KeyError::Unknown`], or [`KeyError::Refused`] when the signature is not of these bytes.
    pub fn verify(&self, key_id: &str, bytes: &[u8], signature: &[u8]) -> Result<(), KeyError> {
        let public = self.public_key(key_id)?;
        UnparsedPublicKey::new(&ED25519, public).verify(bytes, signature).map_err(|_| KeyError::Refused)
    }

    /// Encrypts a value for storing. `context` says where it belongs (table, column, row); it opens nowhere else.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn seal_value(&self, plain: &[u8], context: &str) -> Result<Vec<u8>, KeyError> {
        let key = self.active(KeyPurpose::Encryption)?;
        let mut text = plain.to_vec();
        let nonce = key
            .cipher()?
            .seal_in_place_append_tag(Aad::from(context), &mut text)
            .map_err(|_| KeyError::Refused)?;
        let mut sealed = vec![FORMAT];
        sealed.extend_from_slice(key.uuid.as_bytes());
        sealed.extend_from_slice(nonce.as_ref());
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Decrypts what [`Self::seal_value`] made for the same context, with the key it names, retired or not.
    ///
    /// # Errors
    /// [`KeyError::Unknown`], or [`KeyError::Refused`] when the value was altered or belongs elsewhere.
    pub fn open_value(&self, sealed: &[u8], context: &str) -> Result<Vec<u8>, KeyError> {
        let (head, text) = sealed.split_at_checked(HEAD).ok_or(KeyError::Refused)?;
        let (version, head) = head.split_first().ok_or(KeyError::Refused)?;
        let (key, nonce) = head.split_at_checked(16).ok_or(KeyError::Refused)?;
        let key = Uuid::from_slice(key).map_err(|_| KeyError::Refused)?;
        if *version != FORMAT {
            return Err(KeyError::Refused);
        }
        let found = self.keys.get(&key).filter(|found| found.purpose == KeyPurpose::Encryption);
        let found = found.ok_or_else(|| KeyError::Unknown(id::encode("encryption", key)))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyError::Refused)?;
        let mut text = text.to_vec();
        let plain = found.cipher()?.open_in_place(nonce, Aad::from(context), &mut text);
        plain.map(|plain| plain.to_vec()).map_err(|_| KeyError::Refused)
    }

    /// A digest by which equal texts of a kind are found, and from which nobody without the key can guess the text.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn blind_index(&self, kind: &str, text: &str) -> Result<[u8; 32], KeyError> {
        let key = self.active(KeyPurpose::Index)?;
        // A kind holds no zero byte, so that no two pairs of kind and text read alike.
        let tag = hmac::sign(&key.mac(), &[kind.as_bytes(), b"\0", text.as_bytes()].concat());
        tag.as_ref().try_into().map_err(|_| KeyError::Refused)
    }

    /// A tag by which the server knows its own word again when a browser brings it back.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn vouch(&self, bytes: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(hmac::sign(&self.active(KeyPurpose::Cookie)?.mac(), bytes).as_ref().to_vec())
    }

    /// Whether a tag was made over these bytes, with the key in use or a retired one. Takes the same time for any tag.
    #[must_use]
    pub fn is_vouched(&self, bytes: &[u8], tag: &[u8]) -> bool {
        let mut keys = self.keys.values().filter(|key| key.purpose == KeyPurpose::Cookie);
        keys.any(|key| hmac::verify(&key.mac(), bytes, tag).is_ok())
    }
}

/// Whether a signature over bytes is that of a public key, wherever it came from.
#[must_use]
pub fn is_signed(public_key: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(bytes, signature).is_ok()
}

/// A key from its file's name and text.
fn read(name: &str, text: &str) -> Option<Key> {
    let (prefix, uuid) = id::decode(name)?;
    let purpose = KeyPurpose::parse(&prefix.to_uppercase())?;
    let secret = BASE64.decode(text.trim_end().as_bytes()).ok()?.try_into().ok()?;
    Some(Key { uuid, purpose, secret })
}

fn of_file(key: &'static str, path: &Path) -> Message {
    Message::new(key).with("path", path.display().to_string())
}

fn file_fault(path: &Path, error: &std::io::Error) -> Message {
    of_file("platform-key-file", path).with("cause", error.to_string())
}

/// Refuses a secret's file that everybody on the machine may read or write.
///
/// # Errors
/// A sentence that names the file.
pub fn refuse_open_file(path: &Path) -> Result<(), Message> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_err(|error| file_fault(path, &error))?.permissions().mode();
        if mode & 0o007 != 0 {
            return Err(of_file("platform-secret-open", path));
        }
    }
    Ok(())
}

/// Writes a new file that only its owner may read, in a folder that only its owner may open.
fn write_private(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let mut folders = fs::DirBuilder::new();
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        folders.mode(0o700);
        options.mode(0o600);
    }
    folders.recursive(true).create(folder)?;
    let mut file = options.write(true).create_new(true).open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
