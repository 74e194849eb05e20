//! Heads of the chain, signed and written out, so that a chain rewritten from end to end shows.
//!
//! A head says which digest the newest seal has, in one line of JSON. It is worth as much as the place it is kept in:
//! copied every day to where nobody reaches who can write to the database, it holds the whole trail before it. What is
//! signed is the text `xinglin-audit-head-1`, the seal's number, its digest, when it was sealed and when the head was
//! signed, each followed by a line feed.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use entity::audit_seal;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use serde::{Deserialize, Serialize};

use super::digest::instant;
use crate::Platform;
use crate::id;
use crate::keys::{self, KeyError, Keys};
use crate::text::Message;

/// The file that heads are written to, in the folder for anchors.
const FILE: &str = "audit-heads.jsonl";

/// A signed head of the chain. Digests, keys and signatures are lower-case hexadecimal, instants RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the seal.
    pub seal: i64,
    /// Its digest.
    pub digest: String,
    /// When it was sealed.
    pub sealed_at: String,
    /// When the head was signed.
    pub signed_at: String,
    /// The key that signed it.
    pub key_id: String,
    /// The public half of that key (Ed25519).
    pub public_key: String,
    /// The signature.
    pub signature: String,
}

impl Head {
    /// The head that a seal makes, signed with the key in use.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn sign(keys: &Keys, seal: &audit_seal::Model, now: DateTime<Utc>) -> Result<Self, KeyError> {
        let mut head = Self {
            seal: seal.number,
            digest: id::hex(&seal.digest),
            sealed_at: instant(seal.sealed_at),
            signed_at: instant(now),
            key_id: String::new(),
            public_key: String::new(),
            signature: String::new(),
        };
        let signature = keys.sign(&head.signed())?;
        head.key_id = signature.key_id;
        head.public_key = id::hex(&signature.public_key);
        head.signature = id::hex(&signature.bytes);
        Ok(head)
    }

    fn signed(&self) -> Vec<u8> {
        let Self { seal, digest, sealed_at, signed_at, .. } = self;
        format!("xinglin-audit-head-1\n{seal}\n{digest}\n{sealed_at}\n{signed_at}\n").into_bytes()
    }

    /// What is wrong with its signature, by itself and beside the keys of this installation.
    fn fault(&self, ours: &Keys) -> Option<Message> {
        let told = |key: &'static str| {
            Message::new(key).with("seal", self.seal).with("at", &self.signed_at).with("key", &self.key_id)
        };
        let bytes = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap_or_default();
        let public = bytes(&self.public_key);
        if !keys::is_signed(&public, &self.signed(), &bytes(&self.signature)) {
            return Some(told("platform-anchor-signature"));
        }
        let is_ours = ours.public_key(&self.key_id).is_ok_and(|known| known == public);
        (!is_ours).then(|| told("platform-anchor-key"))
    }

    /// Whether it is the head of this seal.
    pub(super) fn is_of(&self, seal: &audit_seal::Model) -> bool {
        self.digest == id::hex(&seal.digest) && self.sealed_at == instant(seal.sealed_at)
    }
}

/// Heads that were kept elsewhere, to hold the chain against.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// Heads with a good signature, by the number of their seal.
    pub(super) heads: HashMap<i64, Vec<Head>>,
    /// Heads without one, as sentences.
    pub(super) faults: Vec<Message>,
}

impl Anchors {
    /// Reads files of heads, a JSON object a line.
    ///
    /// # Errors
    /// A sentence, when a file cannot be read or a line is no head.
    pub fn read(files: &[PathBuf], keys: &Keys) -> Result<Self, Message> {
        let mut anchors = Self::default();
        for file in files {
            for head in heads(file)? {
                match head.fault(keys) {
                    Some(fault) => anchors.faults.push(fault),
                    None => anchors.heads.entry(head.seal).or_default().push(head),
                }
            }
        }
        Ok(anchors)
    }
}

fn heads(file: &Path) -> Result<Vec<Head>, Message> {
    let text = fs::read_to_string(file).map_err(|error| file_fault(file, &error))?;
    let lines = text.lines().zip(1_usize..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            serde_json::from_str(line).map_err(|_| {
                Message::new("platform-anchor-line")
                    .with("path", file.display().to_string())
                    .with("line", number)
            })
        })
        .collect()
}

fn file_fault(path: &Path, cause: &impl ToString) -> Message {
    Message::new("platform-anchor-file")
        .with("path", path.display().to_string())
        .with("cause", cause.to_string())
}

/// The newest seal.
pub async fn newest_seal(connection: &impl ConnectionTrait) -> Result<Option<audit_seal::Model>, DbErr> {
    audit_seal::Entity::find().order_by_desc(audit_seal::Column::Number).one(connection).await
}

/// Signs the head of the chain and writes it out; nothing when nothing is sealed yet.
///
/// # Errors
/// A sentence, when there is no key, the database does not answer, or the folder for anchors cannot be written.
pub async fn anchor(platform: &Platform) -> Result<Option<Head>, Message> {
    let folder = platform.config.anchor_dir();
    let file = folder.join(FILE);
    let seal = newest_seal(platform.database.reader()).await.map_err(|error| file_fault(&file, &error))?;
    let Some(seal) = seal else {
        return Ok(None);
    };
    let head = Head::sign(&platform.keys, &seal, platform.clock.now()).map_err(|error| error.message())?;
    let line = serde_json::to_string(&head).map_err(|error| file_fault(&file, &error))?;
    append(&folder, &file, &line).map_err(|error| file_fault(&file, &error))?;
    Ok(Some(head))
}

fn append(folder: &Path, file: &Path, line: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = fs::OpenOptions::new().create(true).append(true).open(file)?;
    // One write: two processes that append at once do not mix their lines.
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}

/// The same, unless a head was written out on this day (UTC) already.
///
/// # Errors
/// A sentence, as for [`anchor`], and when what was written before cannot be read.
pub async fn anchor_daily(platform: &Platform) -> Result<Option<Head>, Message> {
    let file = platform.config.anchor_dir().join(FILE);
    let last = if file.exists() { heads(&file)?.pop() } else { None };
    let day = |at: &str| at.split('T').next().map(str::to_owned);
    if last.is_some_and(|head| day(&head.signed_at) == day(&instant(platform.clock.now()))) {
        return Ok(None);
    }
    anchor(platform).await
}
