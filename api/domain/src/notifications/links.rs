//! Links that work once, sent at the moment they are made: a link stands in the letter and nowhere else.

use platform::Platform;
use platform::mail::Outgoing;
use platform::text::{Language, Message};
use uuid::Uuid;

use super::codes::{Undelivered, until};
use super::rules::{Composed, Paragraph, compose};
use crate::assessments;

/// Sends the link of a request for an assessment, made anew at each attempt, in the language of the trainee who asks; nothing
/// when it was used or taken back in the meantime. What the trainee wrote stands where the link leads, not in the letter, so that
/// nobody writes to strangers in the institution's name.
///
/// # Errors
/// Why it did not go out.
pub async fn assessment_link(platform: &Platform, request_id: Uuid) -> Result<(), Undelivered> {
    let Some(sending) = assessments::link_to_send(platform, request_id).await? else {
        tracing::info!(%request_id, "no link was sent: it was used, taken back or expired in the meantime");
        return Ok(());
    };
    let language = Language::from_tag(&sending.trainee.language).unwrap_or_default();
    let trainee = (sending.trainee.name.zh, sending.trainee.name.en);
    let subject = Message::new("notifications-assessment-subject").with("trainee", trainee.clone());
    let (body, care) = if sending.is_anonymous {
        ("notifications-round-body", "notifications-round-care")
    } else {
        ("notifications-assessment-body", "notifications-assessment-care")
    };
    let body = Message::new(body)
        .with("trainee", trainee)
        .with("institution", (sending.institution.zh, sending.institution.en))
        .with("form", (sending.form.zh, sending.form.en))
        .with("day", sending.occurred_on)
        .with("until", until(sending.expires_at));
    let paragraphs = [
        Paragraph::Text(Message::new("notifications-greeting").with("name", sending.assessor_name.as_str())),
        Paragraph::Text(body),
        Paragraph::Link(Message::new("notifications-assessment-open"), sending.url),
        Paragraph::Text(Message::new(care)),
    ];
    let Composed { subject, text, html } = compose(&subject, &paragraphs, language);
    let letter = Outgoing {
        id: format!("assessment-link-{}", sending.id),
        to: sending.to,
        to_name: sending.assessor_name,
        subject,
        text,
        html: Some(html),
        language,
        written_at: platform.clock.now(),
    };
    Ok(platform.mail.send(letter).await?)
}
