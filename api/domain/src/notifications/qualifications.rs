//! What qualifies somebody to teach ends soon: she is told 90 and 30 days before, each once.

use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use serde_json::{Value, json};

use super::rules::Paragraph;
use super::service::{SYSTEM, greeting, queue_within};
use crate::identity::{self, Act, Permit};
use crate::organisations::{self, Qualification};

/// Tells everybody whose qualification ends soon, and who was not told yet. Says how many; run again, nobody is.
pub async fn qualifications_expiring(platform: &Platform) -> Result<usize, Error> {
    let today = platform.clock.today(Shanghai);
    let reader = platform.database.reader();
    let until = organisations::warning_horizon(today);
    let mut count = 0;
    for held in organisations::qualifications_ending(reader, today, until).await? {
        if let Some(days) = organisations::warning_due(held.validity.expires_on, today, held.told_days)
            && tell(platform, &held, days).await?
        {
            count += 1;
        }
    }
    Ok(count)
}

/// Marks and queues in one transaction, so that neither is without the other.
async fn tell(platform: &Platform, held: &Qualification, days: i32) -> Result<bool, Error> {
    let permit = Permit::system(Act::QualificationWrite);
    let write = platform.database.write().await?;
    if !organisations::tell_qualification(&write, &permit, held.id, days).await? {
        return Ok(false);
    }
    let person = identity::person(&*write, SYSTEM, held.person_id).await?;
    let institution = organisations::institution(&*write, held.institution_id).await?;
    let subject = Message::new("notifications-qualification-subject").with("kind", held.kind.label());
    let body = Message::new("notifications-qualification-body")
        .with("kind", held.kind.label())
        .with("number", &held.number)
        .with("institution", (institution.name.zh, institution.name.en))
        .with("end", held.validity.expires_on);
    let mend = Paragraph::Text(Message::new("notifications-qualification-renew"));
    let paragraphs = [greeting(&person), Paragraph::Text(body), mend];
    let id = format!("qualification-expiring-{}-{days}", held.id);
    queue_within(&write, &person, id, &subject, &paragraphs).await?;
    let object = ("qualification", held.id);
    let change = (Value::Null, json!({ "toldDays": days }));
    identity::remember(&write, &permit, "qualification.warn", object, change).await?;
    write.commit().await?;
    Ok(true)
}
