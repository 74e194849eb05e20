//! A teaching session was called off: whoever leads it or stands on its list is told, but for whoever called it off.

use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use uuid::Uuid;

use super::rules::Paragraph;
use super::service::{SYSTEM, greeting, queue_within};
use crate::identity;
use crate::teaching;

/// Tells those concerned that a session was called off, and why. Told again, nobody is.
///
/// # Errors
/// `NotFound`; internal.
pub async fn teaching_session_cancelled(
    platform: &Platform,
    session_id: Uuid,
    cancelled_by: Uuid,
) -> Result<(), Error> {
    let reader = platform.database.reader();
    let (session, concerned) = teaching::session_concerns(reader, session_id).await?;
    let others: Vec<Uuid> = concerned.into_iter().filter(|one| *one != cancelled_by).collect();
    let subject = Message::new("notifications-teaching-cancelled-subject").with("title", &session.title);
    let begins = session.time.0.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string();
    let body = Message::new("notifications-teaching-cancelled-body")
        .with("title", &session.title)
        .with("kind", session.kind.label())
        .with("begins", begins);
    let write = platform.database.write().await?;
    for person in identity::find_people(&*write, SYSTEM, &others).await? {
        let mut paragraphs = vec![greeting(&person), Paragraph::Text(body.clone())];
        if let Some(reason) = &session.reason {
            paragraphs.push(Paragraph::Fact(Message::new("notifications-reason"), reason.clone()));
        }
        let id = format!("teaching-session-cancelled-{session_id}-{}", person.id);
        queue_within(&write, &person, id, &subject, &paragraphs).await?;
    }
    write.commit().await?;
    Ok(())
}
