//! How a text message leaves the house: to the one HTTP gateway that is configured, into a folder where none is, or into
//! memory in a test.
//!
//! Providers take no free text: a message is an approved template, named by its code, with its parameters in order, under
//! a registered signature. The gateway is a small service of the hospital's or its provider's; what is posted to it is
//! JSON, signed with the shared secret over the instant and the bytes, so that it can tell our requests from others and
//! old ones from new:
//!
//! ```text
//! POST <url>
//! Content-Type: application/json
//! X-Xinglin-Timestamp: 1772413200
//! X-Xinglin-Signature: sha256=<hex HMAC-SHA256 of "<timestamp>.<body>">
//!
//! {"id":"…","to":"13800000001","signature":"…","template":"…","parameters":["…"]}
//! ```
//!
//! Any 2xx is taken for delivery to the provider. 408, 425, 429 and 5xx, and no answer at all, may pass; anything else
//! will not.

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use reqwest::{Client, Url};
use serde::{Deserialize, Serialize};

use crate::id;
use crate::text::Message;

/// How long one exchange with the gateway may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// The stable id, the same at every attempt: ASCII letters, digits and hyphens.
    pub id: String,
    /// The number: digits with an optional leading plus.
    pub to: String,
    /// Who writes, as registered with the provider.
    pub signature: String,
    /// The approved template's code.
    pub template: String,
    /// What goes into the template, in its order.
    pub parameters: Vec<String>,
}

/// Why a message did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextMessageError {
    /// Trying again later can help.
    Transient(Message),
    /// Trying again cannot help: the gateway refuses the message.
    Permanent(Message),
}

impl TextMessageError {
    /// Whether trying again later can help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Transient(_))
    }

    /// The sentence for whoever looks after the queue.
    #[must_use]
    pub const fn message(&self) -> &Message {
        match self {
            Self::Transient(message) | Self::Permanent(message) => message,
        }
    }

    fn unavailable(reason: impl fmt::Display) -> Self {
        Self::Transient(Message::new("platform-text-message-unavailable").with("reason", reason.to_string()))
    }
}

/// Where messages go. Cheap to clone; clones share the connections, the folder or the memory.
#[derive(Clone)]
pub struct Gateway(Channel);

#[derive(Clone)]
enum Channel {
    Http(Arc<Remote>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Tray>>),
}

struct Remote {
    client: Client,
    url: Url,
    key: hmac::Key,
}

#[derive(Default)]
struct Tray {
    sent: Vec<TextMessage>,
    failures: VecDeque<TextMessageError>,
}

impl Gateway {
    /// Posts to a gateway; the secret is shared with it.
    ///
    /// # Errors
    /// A URL that is none, or a secret of fewer than 16 characters.
    pub fn http(url: &str, secret: &str) -> Result<Self, Message> {
        let malformed = || Message::new("platform-text-message-url");
        let url = Url::parse(url).map_err(|_| malformed())?;
        if !matches!(url.scheme(), "http" | "https") || secret.len() < 16 {
            return Err(malformed());
        }
        let client = Client::builder().timeout(PATIENCE).no_proxy().build().map_err(|_| malformed())?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        Ok(Self(Channel::Http(Arc::new(Remote { client, url, key }))))
    }

    /// Writes each message into a folder, as `<id>.json`; a repeat replaces the file.
    #[must_use]
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self(Channel::Folder(path.into()))
    }

    /// Keeps messages in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self(Channel::Memory(Arc::default()))
    }

    /// What a gateway in memory has taken, in order; nothing for any other.
    #[must_use]
    pub fn sent(&self) -> Vec<TextMessage> {
        match &self.0 {
            Channel::Memory(tray) => enter(tray).sent.clone(),
            Channel::Http(_) | Channel::Folder(_) => Vec::new(),
        }
    }

    /// Lets the next message to a gateway in memory fail in this way.
    pub fn fail_next(&self, error: TextMessageError) {
        if let Channel::Memory(tray) = &self.0 {
            enter(tray).failures.push_back(error);
        }
    }

    /// Sends one message, or says why not.
    ///
    /// # Errors
    /// [`TextMessageError::Transient`] when trying again later can help, [`TextMessageError::Permanent`] otherwise.
    pub async fn send(&self, message: TextMessage, now: DateTime<Utc>) -> Result<(), TextMessageError> {
        match &self.0 {
            Channel::Http(remote) => post(remote, &message, now).await,
            Channel::Folder(folder) => file(folder, &message).await.map_err(TextMessageError::unavailable),
            Channel::Memory(tray) => {
                let mut tray = enter(tray);
                if let Some(error) = tray.failures.pop_front() {
                    return Err(error);
                }
                tray.sent.push(message);
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channel = match &self.0 {
            Channel::Http(_) => "http".to_owned(),
            Channel::Folder(folder) => format!("folder {}", folder.display()),
            Channel::Memory(_) => "memory".to_owned(),
        };
        formatter.debug_tuple("Gateway").field(&channel).finish()
    }
}

fn enter(tray: &Mutex<Tray>) -> MutexGuard<'_, Tray> {
    tray.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn post(remote: &Remote, message: &TextMessage, now: DateTime<Utc>) -> Result<(), TextMessageError> {
    let body = serde_json::to_string(message).map_err(TextMessageError::unavailable)?;
    let timestamp = now.timestamp().to_string();
    let tag = hmac::sign(&remote.key, format!("{timestamp}.{body}").as_bytes());
    let request = remote
        .client
        .post(remote.url.clone())
        .header("content-type", "application/json")
        .header("x-xinglin-timestamp", timestamp)
        .header("x-xinglin-signature", format!("sha256={}", id::hex(tag.as_ref())))
        .body(body);
    // The address may hold a key of the provider's, and is not repeated.
    let answer = request.send().await.map_err(|error| TextMessageError::unavailable(error.without_url()))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
        return Err(TextMessageError::unavailable(status));
    }
    let refused = Message::new("platform-text-message-refused").with("reason", status.to_string());
    Err(TextMessageError::Permanent(refused))
}

/// Writes under another name first, so that no half message is ever found under the final one.
async fn file(folder: &std::path::Path, message: &TextMessage) -> std::io::Result<()> {
    let text = serde_json::to_vec_pretty(message)?;
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!(".{}.draft", message.id));
    tokio::fs::write(&draft, text).await?;
    tokio::fs::rename(&draft, folder.join(format!("{}.json", message.id))).await
}
