//! Each handler answers one job; run again, it queues nothing a second time.

use chrono::{DateTime, Utc};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::mail::{MailError, Outgoing};
use platform::text::{Language, Message};
use platform::{Platform, jobs};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{Composed, Paragraph, compose};
use crate::credentials::{self, CertificateStatus};
use crate::evidence::{self, Decision};
use crate::identity::{self, Person, Scope, SystemReason};

/// The job that sends one letter; its payload is a [`QueuedMail`].
pub const MAIL_JOB: &str = "mail.send";

pub(super) const SYSTEM: Scope<'_> = Scope::System(SystemReason::Background);

/// A letter in the queue, composed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedMail {
    /// Follows from what happened, and is the same at every attempt.
    pub id: String,
    /// The address.
    pub to: String,
    /// The recipient's name.
    pub to_name: String,
    /// The subject.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The letter as HTML.
    pub html: String,
    /// Its language.
    pub language: Language,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// Tells the holder that her certificate was issued, with its code and where it verifies.
///
/// # Errors
/// `NotFound`; internal.
pub async fn certificate_issued(platform: &Platform, certificate_id: Uuid) -> Result<(), Error> {
    let reader = platform.database.reader();
    let certificate = credentials::certificate(reader, SYSTEM, certificate_id).await?;
    let (CertificateStatus::Issued, Some(code)) = (certificate.status, &certificate.code) else {
        tracing::info!(%certificate_id, status = certificate.status.code(), "nobody is told: it is not issued");
        return Ok(());
    };
    let verification = credentials::verify(platform, code).await?;
    let printed = verification.printed.ok_or(Error::NotFound)?;
    let person = identity::person(reader, SYSTEM, certificate.person_id).await?;
    let programme = (printed.programme.zh, printed.programme.en);
    let institution = (printed.institution.zh, printed.institution.en);
    let subject = Message::new("notifications-certificate-subject").with("programme", programme.clone());
    let body = Message::new("notifications-certificate-body")
        .with("institution", institution)
        .with("programme", programme)
        .with("serial", printed.serial_number)
        .with("date", printed.issued_on);
    let paragraphs = [
        greeting(&person),
        Paragraph::Text(body),
        Paragraph::Fact(Message::new("notifications-code"), printed.code),
        Paragraph::Link(Message::new("notifications-verify"), printed.verify_url),
    ];
    queue(platform, &person, format!("certificate-issued-{certificate_id}"), &subject, &paragraphs).await
}

/// Tells a person that her second factor was taken away at the desk; by mail, where she has an address.
///
/// # Errors
/// `NotFound`; internal.
pub async fn second_factor_reset(platform: &Platform, person_id: Uuid, reset_id: Uuid) -> Result<(), Error> {
    let person = identity::person(platform.database.reader(), SYSTEM, person_id).await?;
    let subject = Message::new("notifications-factor-subject");
    let body = Message::new("notifications-factor-body").with("url", platform.config.public_url());
    let paragraphs = [greeting(&person), Paragraph::Text(body)];
    queue(platform, &person, format!("second-factor-reset-{reset_id}"), &subject, &paragraphs).await
}

/// Tells a trainee that her evidence was returned, rejected or withdrawn, and why.
///
/// # Errors
/// `NotFound`; internal.
pub async fn evidence_decided(platform: &Platform, evidence_id: Uuid) -> Result<(), Error> {
    let reader = platform.database.reader();
    let evidence = evidence::evidence(reader, SYSTEM, evidence_id).await?;
    let reviews = evidence::reviews_of(reader, &[evidence_id]).await?;
    let Some(review) = reviews.into_iter().max_by_key(|review| (review.decided_at, review.id)) else {
        tracing::info!(%evidence_id, "nobody is told: it was not reviewed");
        return Ok(());
    };
    if review.decision == Decision::Approved {
        tracing::info!(%evidence_id, "nobody is told: it was approved in the meantime");
        return Ok(());
    }
    let person = identity::person(reader, SYSTEM, evidence.recorded.person_id).await?;
    let subject = Message::new("notifications-evidence-subject").with("decision", review.decision.label());
    let body = Message::new("notifications-evidence-body")
        .with("kind", evidence.recorded.kind.label())
        .with("date", evidence.recorded.occurred_on)
        .with("decision", review.decision.label());
    let mut paragraphs = vec![greeting(&person), Paragraph::Text(body)];
    if let Some(reason) = review.reason {
        paragraphs.push(Paragraph::Fact(Message::new("notifications-reason"), reason));
    }
    if review.decision == Decision::Returned {
        paragraphs.push(Paragraph::Text(Message::new("notifications-evidence-mend")));
    }
    queue(platform, &person, format!("evidence-decided-{}", review.id), &subject, &paragraphs).await
}

pub(super) fn greeting(person: &Person) -> Paragraph {
    let name = (person.name.zh.clone(), person.name.en.clone());
    Paragraph::Text(Message::new("notifications-greeting").with("name", name))
}

/// Queues a letter under an id that follows from what it tells; a second one of the same id adds nothing.
async fn queue(
    platform: &Platform,
    person: &Person,
    id: String,
    subject: &Message,
    paragraphs: &[Paragraph],
) -> Result<(), Error> {
    let write: Write = platform.database.write().await?;
    queue_within(&write, person, id, subject, paragraphs).await?;
    write.commit().await?;
    Ok(())
}

/// The same within a larger act.
pub(super) async fn queue_within(
    write: &Write,
    person: &Person,
    id: String,
    subject: &Message,
    paragraphs: &[Paragraph],
) -> Result<(), Error> {
    let Some(to) = person.email.clone() else {
        tracing::info!(person_id = %person.id, mail = %id, "no mail was sent: the person has no address");
        return Ok(());
    };
    let language = Language::from_tag(&person.language).unwrap_or_default();
    let Composed { subject, text, html } = compose(subject, paragraphs, language);
    let to_name = match language {
        Language::English if !person.name.en.is_empty() => person.name.en.clone(),
        _ => person.name.zh.clone(),
    };
    let mail =
        QueuedMail { id: id.clone(), to, to_name, subject, text, html, language, written_at: write.now() };
    jobs::enqueue(write, MAIL_JOB, &mail, Some(format!("{MAIL_JOB}/{id}"))).await
}

/// Sends a queued letter.
///
/// # Errors
/// Whether another attempt can help is said by the error: see [`MailError::is_transient`].
pub async fn send(platform: &Platform, mail: QueuedMail) -> Result<(), MailError> {
    let QueuedMail { id, to, to_name, subject, text, html, language, written_at } = mail;
    let letter = Outgoing { id, to, to_name, subject, text, html: Some(html), language, written_at };
    platform.mail.send(letter).await
}
