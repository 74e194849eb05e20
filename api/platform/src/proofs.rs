//! Files that prove something: pictures and PDFs, told by their bytes and not by their names.

use uuid::Uuid;

use crate::audit::{self, Actor};
use crate::downloads::{self, Download};
use crate::error::Error;
use crate::text::{Argument, Message};
use crate::{Platform, uploads};

/// Largest file, in megabytes.
const LARGEST_MB: usize = 10;
/// What is taken, and the endings by which such a file is named.
const TAKEN: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/webp", &["webp"]),
    ("image/heif", &["heic", "heif"]),
];

/// What the bytes of a file are, when they are taken and its name says the same.
fn found(file_name: &str, bytes: &[u8]) -> Option<&'static str> {
    let found = infer::get(bytes)?.mime_type();
    let (media_type, endings) = TAKEN.iter().find(|(taken, _)| *taken == found)?;
    let (_, ending) = file_name.rsplit_once('.')?;
    endings.contains(&ending.to_ascii_lowercase().as_str()).then_some(*media_type)
}

/// A file that was sent, before it proves anything.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The upload that keeps its bytes.
    pub upload_id: Uuid,
    /// Its name.
    pub file_name: String,
    /// How large it is, in bytes.
    pub byte_size: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
    media_type: Result<&'static str, Vec<Message>>,
    is_kept: bool,
}

impl Proof {
    /// What it is, as its bytes say; empty when it can prove nothing.
    #[must_use]
    pub fn media_type(&self) -> String {
        self.media_type.clone().unwrap_or_default().to_owned()
    }

    /// What is wrong with the file itself: it is no picture and no PDF, or none of what its name says, or larger than 10 MB.
    pub fn faults(&self) -> impl Iterator<Item = Message> {
        self.media_type.clone().err().into_iter().flatten()
    }

    /// That it proves something already.
    #[must_use]
    pub fn kept(&self) -> Option<Message> {
        self.is_kept.then(|| Message::new("platform-proof-kept").with("file", &self.file_name))
    }
}

/// A file that proves something, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub file_name: String,
    /// What it is, as its bytes say.
    pub media_type: String,
    /// How large it is, in bytes.
    pub byte_size: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
}

impl Document {
    /// As it stands in a row that may have none.
    #[must_use]
    pub fn stored(
        file_name: Option<String>,
        media_type: Option<String>,
        byte_size: Option<i64>,
        content_digest: Option<String>,
    ) -> Option<Self> {
        Some(Self {
            file_name: file_name?,
            media_type: media_type?,
            byte_size: byte_size?,
            content_digest: content_digest?,
        })
    }
}

impl From<&Proof> for Document {
    fn from(proof: &Proof) -> Self {
        Self {
            file_name: proof.file_name.clone(),
            media_type: proof.media_type(),
            byte_size: proof.byte_size,
            content_digest: proof.content_digest.clone(),
        }
    }
}

/// Hands a kept file out to somebody for a quarter of an hour, and writes down that she opened it.
///
/// # Errors
/// Internal, also when its bytes are not there.
pub async fn open(
    platform: &Platform,
    (actor, person_id): (&Actor, Uuid),
    act: audit::Act,
    document: &Document,
) -> Result<Download, Error> {
    let bytes = uploads::content(platform, &document.content_digest).await?;
    let write = platform.database.write().await?;
    audit::record(&write, actor, act).await?;
    let (name, media_type) = (&document.file_name, &document.media_type);
    let download = downloads::prepare(&write, person_id, name, media_type, &bytes).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(download)
}

/// A file that somebody sent for a purpose.
///
/// # Errors
/// `NotFound` when she did not; `BadInput` when its bytes have not come yet.
pub async fn sent(
    platform: &Platform,
    owner_id: Uuid,
    purpose: &str,
    upload_id: Uuid,
) -> Result<Proof, Error> {
    let (upload, bytes) = uploads::read(platform, owner_id, purpose, upload_id).await?;
    Ok(Proof {
        upload_id,
        byte_size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        content_digest: upload.content_digest.unwrap_or_default(),
        media_type: media_type(&upload.file_name, &bytes),
        file_name: upload.file_name,
        is_kept: upload.kept_at.is_some(),
    })
}

/// What a file is that can prove something, or what is wrong with it.
fn media_type(file_name: &str, bytes: &[u8]) -> Result<&'static str, Vec<Message>> {
    let mut problems = Vec::new();
    let media_type = found(file_name, bytes);
    if media_type.is_none() {
        let taken = TAKEN.iter().flat_map(|(_, endings)| endings.iter().copied());
        let message = Message::new("platform-proof-type").with("file", file_name);
        problems.push(message.with("endings", Argument::list(taken)));
    }
    if bytes.len() > LARGEST_MB * 1024 * 1024 {
        problems.push(Message::new("platform-proof-large").with("file", file_name).with("limit", LARGEST_MB));
    }
    match media_type {
        Some(media_type) if problems.is_empty() => Ok(media_type),
        _ => Err(problems),
    }
}
