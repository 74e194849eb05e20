//! How a letter leaves the house: to a mail server, into a folder where none is configured, or into memory in a test.
//!
//! A letter goes out at least once, and a recipient can tell a repeat: its Message-ID comes from the id under which it
//! was queued and from the public host, never from the moment of sending. Whoever sends learns only whether trying again
//! can help: a server that is busy or away is transient, an address that is none is permanent.

use std::collections::VecDeque;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message as Letter, Tokio1Executor};

use crate::text::{Language, Message};

/// How long one exchange with a mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The stable id, the same at every attempt: 1 to 120 ASCII letters, digits and hyphens.
    pub id: String,
    /// The address, `name@host`.
    pub to: String,
    /// The recipient's name as she writes it; may be empty.
    pub to_name: String,
    /// The subject, on one line.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The same letter as HTML, if it has that form too.
    pub html: Option<String>,
    /// The language it is written in.
    pub language: Language,
    /// When it was written: its Date.
    pub written_at: DateTime<Utc>,
}

/// A letter that a transport in memory took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The letter as it was handed over.
    pub letter: Outgoing,
    /// Its Message-ID, `<id@host>`.
    pub message_id: String,
    /// The whole letter as it would go over the wire.
    pub raw: String,
}

/// Why a letter did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailError {
    /// Trying again later can help: no server, a full disk, an answer such as 451, a password that is to be corrected.
    Transient(Message),
    /// Trying again cannot help: no such address, a refusal such as 550.
    Permanent(Message),
}

impl MailError {
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
}

impl fmt::Display for MailError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(formatter)
    }
}

impl std::error::Error for MailError {}

/// Where letters go. Cheap to clone; clones share the connections, the folder or the memory.
#[derive(Clone)]
pub struct Transport {
    channel: Channel,
    from: Mailbox,
    host: String,
}

#[derive(Clone)]
enum Channel {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Mailroom>>),
}

#[derive(Default)]
struct Mailroom {
    sent: Vec<Sent>,
    failures: VecDeque<MailError>,
}

impl Transport {
    /// Sends through a mail server. Must be called inside the runtime, which keeps the connections.
    ///
    /// The URL is `smtp://user:password@host:587?tls=required` (STARTTLS), `smtps://user:password@host` (TLS from the
    /// start), or `smtp://host` for a relay in the same house; user and password are percent-encoded. `from` is
    /// `name@host` or `Name <name@host>`; `public_host` is the host of the public URL.
    ///
    /// # Errors
    ///
    /// A URL or a sender that cannot be read. The server itself is not asked.
    pub fn smtp(url: &str, from: &str, public_host: &str) -> Result<Self, Message> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| {
            // The URL holds a password and is not repeated.
            tracing::error!(%error, "the URL of the mail server cannot be read");
            Message::new("platform-mail-url")
        })?;
        Self::new(Channel::Server(builder.timeout(Some(PATIENCE)).build()), from, public_host)
    }

    /// Writes each letter into a folder, as `<id>.eml`; a repeat replaces the file. The folder is created when the first
    /// letter is sent.
    ///
    /// # Errors
    ///
    /// A sender that cannot be read.
    pub fn folder(path: impl AsRef<Path>, from: &str, public_host: &str) -> Result<Self, Message> {
        Self::new(Channel::Folder(path.as_ref().to_owned()), from, public_host)
    }

    /// Keeps letters in memory, for tests: from `no-reply@xinglin.example`, host `xinglin.example`.
    #[must_use]
    pub fn memory() -> Self {
        Self {
            channel: Channel::Memory(Arc::default()),
            from: Mailbox::new(None, Address::new_dangerous("no-reply", "xinglin.example")),
            host: "xinglin.example".to_owned(),
        }
    }

    fn new(channel: Channel, from: &str, public_host: &str) -> Result<Self, Message> {
        let from = from.parse().map_err(|_| Message::new("platform-mail-sender").with("sender", from))?;
        Ok(Self { channel, from, host: public_host.to_owned() })
    }

    /// What a transport in memory has taken, in order; nothing for any other.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        match &self.channel {
            Channel::Memory(room) => enter(room).sent.clone(),
            Channel::Server(_) | Channel::Folder(_) => Vec::new(),
        }
    }

    /// Lets the next letter to a transport in memory fail in this way; several calls queue up.
    pub fn fail_next(&self, error: MailError) {
        if let Channel::Memory(room) = &self.channel {
            enter(room).failures.push_back(error);
        }
    }

    /// Sends one letter, or says why not. When it returns without an error, the server has taken the letter, or the file
    /// is on disk under its final name.
    ///
    /// # Errors
    ///
    /// [`MailError::Transient`] when trying again later can help, [`MailError::Permanent`] when it cannot.
    pub async fn send(&self, outgoing: Outgoing) -> Result<(), MailError> {
        let letter = self.compose(&outgoing)?;
        match &self.channel {
            Channel::Server(server) => match server.send(letter).await {
                Ok(_) => Ok(()),
                Err(error) => Err(refusal(&error, &outgoing.to)),
            },
            Channel::Folder(folder) => {
                file(folder, &outgoing.id, letter.formatted()).await.map_err(|error| {
                    MailError::Transient(
                        Message::new("platform-mail-folder")
                            .with("folder", folder.display().to_string())
                            .with("reason", error.to_string()),
                    )
                })
            }
            Channel::Memory(room) => {
                let mut room = enter(room);
                if let Some(error) = room.failures.pop_front() {
                    return Err(error);
                }
                let raw = String::from_utf8_lossy(&letter.formatted()).into_owned();
                let message_id = self.message_id(&outgoing.id);
                room.sent.push(Sent { letter: outgoing, message_id, raw });
                Ok(())
            }
        }
    }

    fn message_id(&self, id: &str) -> String {
        format!("<{id}@{}>", self.host)
    }

    fn compose(&self, outgoing: &Outgoing) -> Result<Letter, MailError> {
        let malformed = |reason: String| {
            let message =
                Message::new("platform-mail-malformed").with("id", &outgoing.id).with("reason", reason);
            MailError::Permanent(message)
        };
        if !is_stable_id(&outgoing.id) {
            return Err(malformed("id".to_owned()));
        }
        let address: Address = outgoing.to.trim().parse().map_err(|_| {
            MailError::Permanent(Message::new("platform-mail-address").with("address", &outgoing.to))
        })?;
        let name = one_line(&outgoing.to_name);
        let to = Mailbox::new((!name.is_empty()).then_some(name), address);
        let builder = Letter::builder()
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&outgoing.subject))
            .message_id(Some(self.message_id(&outgoing.id)))
            .date(SystemTime::from(outgoing.written_at))
            // RFC 3834: an absence notice is not to be sent in answer.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", outgoing.language.tag()));
        let letter = match &outgoing.html {
            Some(html) => {
                builder.multipart(MultiPart::alternative_plain_html(outgoing.text.clone(), html.clone()))
            }
            None => builder.singlepart(SinglePart::plain(outgoing.text.clone())),
        };
        letter.map_err(|error| malformed(error.to_string()))
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channel = match &self.channel {
            Channel::Server(_) => "server".to_owned(),
            Channel::Folder(folder) => format!("folder {}", folder.display()),
            Channel::Memory(_) => "memory".to_owned(),
        };
        formatter.debug_struct("Transport").field("channel", &channel).finish_non_exhaustive()
    }
}

fn enter(room: &Mutex<Mailroom>) -> MutexGuard<'_, Mailroom> {
    room.lock().unwrap_or_else(PoisonError::into_inner)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The id is part of a header and of a file's name.
fn is_stable_id(id: &str) -> bool {
    (1..=120).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Line breaks and other controls would begin a header of somebody else's making.
fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a server's answer, or its silence, means for the letter.
fn refusal(error: &SmtpError, address: &str) -> MailError {
    // Refusals of our own credentials (RFC 4954) say nothing about the letter, and end when someone corrects them.
    const OURS: [u16; 4] = [530, 534, 535, 538];
    let code = error.status().map(u16::from);
    let reason = one_line(&error.to_string());
    let is_about_us = code.is_some_and(|code| OURS.contains(&code));
    let is_unsendable = error.is_client() && !address.is_ascii();
    if (error.is_permanent() && !is_about_us) || is_unsendable {
        let message = Message::new("platform-mail-refused").with("address", address).with("reason", reason);
        return MailError::Permanent(message);
    }
    MailError::Transient(Message::new("platform-mail-unavailable").with("reason", reason))
}

/// Writes under another name first, so that no half letter is ever found under the final one.
async fn file(folder: &Path, id: &str, letter: Vec<u8>) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!(".{id}.draft"));
    tokio::fs::write(&draft, letter).await?;
    tokio::fs::rename(&draft, folder.join(format!("{id}.eml"))).await
}

#[cfg(test)]
mod tests;
