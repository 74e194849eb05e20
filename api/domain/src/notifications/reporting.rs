//! A reporting round waits for a member's figures: whoever may submit them is told a week before the due day and on it, each once.

use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::error::Error;
use platform::text::Message;

use super::rules::Paragraph;
use super::service::{SYSTEM, greeting, queue_within};
use crate::identity::{self, Act, Permit};
use crate::organisations;
use crate::oversight::{self, ReportingReminder};

/// Tells every member that is due a reminder and had none. Says how many; run again, none is.
pub async fn reporting_due(platform: &Platform) -> Result<usize, Error> {
    let today = platform.clock.today(Shanghai);
    let mut count = 0;
    for reminder in oversight::reporting_reminders_due(platform.database.reader(), today).await? {
        if tell(platform, &reminder).await? {
            count += 1;
        }
    }
    Ok(count)
}

/// Notes and queues in one transaction, so that neither is without the other. A member where nobody may submit is tried again.
async fn tell(platform: &Platform, reminder: &ReportingReminder) -> Result<bool, Error> {
    let permit = Permit::system(Act::ReportingManage);
    let today = platform.clock.today(Shanghai);
    let write = platform.database.write().await?;
    let (round, member) = (&reminder.round, reminder.institution_id);
    let holders = identity::holders_at(&*write, Act::ReportingSubmit, member, today).await?;
    if holders.is_empty() {
        tracing::info!(round_id = %round.id, institution_id = %member, "nobody is reminded: nobody may submit");
        return Ok(false);
    }
    if !oversight::reporting_reminded(&write, &permit, reminder).await? {
        return Ok(false);
    }
    let institution = organisations::institution(&*write, member).await?;
    let name = (round.name.zh.as_str(), round.name.en.as_str());
    let subject =
        Message::new("notifications-reporting-subject").with("round", name).with("due", round.due_on);
    let body = Message::new("notifications-reporting-body")
        .with("round", name)
        .with("institution", (institution.name.zh, institution.name.en))
        .with("start", round.days.0)
        .with("end", round.days.1)
        .with("due", round.due_on);
    let mend = Paragraph::Text(Message::new("notifications-reporting-submit"));
    for holder in holders {
        let person = identity::person(&*write, SYSTEM, holder).await?;
        // Without hyphens three keys fit into the id of a letter.
        let keys = [round.id, member, holder].map(|key| key.simple().to_string()).join("-");
        let id = format!("reporting-due-{}-{keys}", reminder.days);
        let paragraphs = [greeting(&person), Paragraph::Text(body.clone()), mend.clone()];
        queue_within(&write, &person, id, &subject, &paragraphs).await?;
    }
    write.commit().await?;
    Ok(true)
}
