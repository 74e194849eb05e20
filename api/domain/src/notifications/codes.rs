//! Codes that open a door once, sent at the moment they are made: the code stands in the letter and nowhere else.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::error::Error;
use platform::mail::{MailError, Outgoing};
use platform::text::{Language, Message};
use platform::text_message::{TextMessage, TextMessageError};
use uuid::Uuid;

use super::rules::{Composed, Paragraph, compose};
use super::service::greeting;
use crate::identity::{self, CodeChannel, CodePurpose, CodeToSend};

/// Why a code did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// The sentence for whoever looks after the queue.
    pub cause: String,
    /// Whether trying again later can help.
    pub is_transient: bool,
}

impl From<Error> for Undelivered {
    fn from(error: Error) -> Self {
        Self { is_transient: !matches!(error, Error::NotFound), cause: error.to_string() }
    }
}

impl From<MailError> for Undelivered {
    fn from(error: MailError) -> Self {
        Self { cause: error.message().to_string(), is_transient: error.is_transient() }
    }
}

impl From<TextMessageError> for Undelivered {
    fn from(error: TextMessageError) -> Self {
        Self { cause: error.message().to_string(), is_transient: error.is_transient() }
    }
}

/// Sends a code, made anew at each attempt; nothing when it was used in the meantime.
///
/// # Errors
/// Why it did not go out.
pub async fn one_time_code(platform: &Platform, code_id: Uuid) -> Result<(), Undelivered> {
    let Some(sending) = identity::code_to_send(platform, code_id).await? else {
        tracing::info!(%code_id, "no code was sent: it was used, superseded or expired in the meantime");
        return Ok(());
    };
    match sending.channel {
        CodeChannel::Mail => by_mail(platform, sending).await,
        CodeChannel::TextMessage => by_text_message(platform, sending).await,
        CodeChannel::Slip => Ok(()),
    }
}

async fn by_mail(platform: &Platform, sending: CodeToSend) -> Result<(), Undelivered> {
    let Some(to) = sending.to.clone() else {
        return Ok(());
    };
    let language = Language::from_tag(&sending.person.language).unwrap_or_default();
    let (subject, body) = match sending.purpose {
        CodePurpose::Invitation => ("notifications-invitation-subject", "notifications-invitation-body"),
        CodePurpose::PasswordReset => ("notifications-reset-subject", "notifications-reset-body"),
        CodePurpose::ContactOld | CodePurpose::ContactNew => {
            ("notifications-contact-subject", "notifications-contact-body")
        }
        // She reads it on her own screen, and nowhere else.
        CodePurpose::ExchangeBinding => return Ok(()),
    };
    let url = page_of(platform, sending.purpose);
    let body = Message::new(body)
        .with("url", &url)
        .with("until", until(sending.expires_at))
        .with("target", sending.target.clone().unwrap_or_default());
    let paragraphs = [
        greeting(&sending.person),
        Paragraph::Text(body),
        Paragraph::Fact(Message::new("notifications-one-time-code"), sending.code.clone()),
        Paragraph::Text(Message::new("notifications-one-time-code-care")),
    ];
    let Composed { subject, text, html } = compose(&Message::new(subject), &paragraphs, language);
    let letter = Outgoing {
        id: format!("one-time-code-{}", sending.id),
        to,
        to_name: sending.person.name.zh.clone(),
        subject,
        text,
        html: Some(html),
        language,
        written_at: platform.clock.now(),
    };
    Ok(platform.mail.send(letter).await?)
}

/// The template's parameters are the code, and until when it works, in that order.
async fn by_text_message(platform: &Platform, sending: CodeToSend) -> Result<(), Undelivered> {
    let Some(to) = sending.to.clone() else {
        return Ok(());
    };
    let config = &platform.config;
    let template = match sending.purpose {
        CodePurpose::Invitation => &config.text_message_template_invitation,
        CodePurpose::PasswordReset => &config.text_message_template_reset,
        CodePurpose::ContactOld | CodePurpose::ContactNew => &config.text_message_template_contact,
        CodePurpose::ExchangeBinding => return Ok(()),
    };
    let message = TextMessage {
        id: format!("one-time-code-{}", sending.id),
        to,
        signature: config.text_message_signature.clone(),
        template: template.clone(),
        parameters: vec![sending.code.clone(), until(sending.expires_at)],
    };
    Ok(platform.text_messages.send(message, platform.clock.now()).await?)
}

/// To the minute, in Beijing.
pub(super) fn until(expires_at: DateTime<Utc>) -> String {
    expires_at.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string()
}

/// The page where a code is typed; where there is none, the platform itself.
pub(super) fn page_of(platform: &Platform, purpose: CodePurpose) -> String {
    let url = platform.config.public_url();
    let url = url.trim_end_matches('/');
    match purpose {
        CodePurpose::Invitation => format!("{url}/invitation"),
        CodePurpose::PasswordReset => format!("{url}/password"),
        CodePurpose::ContactOld | CodePurpose::ContactNew | CodePurpose::ExchangeBinding => url.to_owned(),
    }
}
