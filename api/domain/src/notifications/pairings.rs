//! What became of a pairing, told to those of the two who did not do it themselves; and what a master said about a month, told to her
//! apprentice.

use chrono::Days;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use uuid::Uuid;

use super::rules::Paragraph;
use super::service::{SYSTEM, greeting, queue_within};
use crate::curricula::specialty_label;
use crate::identity::{self, Person};
use crate::pairings::{self, Apprenticeship, ApprenticeshipActKind};

fn name(people: &[Person], key: Uuid) -> (String, String) {
    let found = people.iter().find(|one| one.id == key);
    found.map_or_else(Default::default, |one| (one.name.zh.clone(), one.name.en.clone()))
}

/// The pairing, and its two people.
async fn both(platform: &Platform, key: Uuid) -> Result<(Apprenticeship, Vec<Person>), Error> {
    let reader = platform.database.reader();
    let found = pairings::find_apprenticeships(reader, SYSTEM, &[key]).await?.pop().ok_or(Error::NotFound)?;
    let keys = [found.mentor_person_id, found.apprentice_id];
    let people = identity::find_people(reader, SYSTEM, &keys).await?;
    Ok((found, people))
}

/// Tells what was done about a pairing, and why, to those of the two who did not do it. Told again, nobody is.
///
/// # Errors
/// `NotFound`; internal.
pub async fn apprenticeship_changed(platform: &Platform, key: Uuid, act_id: Uuid) -> Result<(), Error> {
    let (found, people) = both(platform, key).await?;
    let acts = pairings::acts_of(platform.database.reader(), &[key]).await?;
    let act = acts.into_iter().find(|act| act.id == act_id).ok_or(Error::NotFound)?;
    let subject = Message::new("notifications-pairing-subject").with("act", act.kind.label());
    let body = Message::new("notifications-pairing-body")
        .with("mentor", name(&people, found.mentor_person_id))
        .with("apprentice", name(&people, found.apprentice_id))
        .with("specialty", specialty_label(&found.specialty))
        .with("act", act.kind.label())
        .with("day", act.effective_on);
    let write = platform.database.write().await?;
    for person in people.iter().filter(|one| one.id != act.actor_id) {
        let mut paragraphs = vec![greeting(person), Paragraph::Text(body.clone())];
        if let Some(reason) = &act.reason {
            paragraphs.push(Paragraph::Fact(Message::new("notifications-reason"), reason.clone()));
        }
        let has_consented = if person.id == found.mentor_person_id {
            found.mentor_consented_at.is_some()
        } else {
            found.apprentice_consented_at.is_some()
        };
        if act.kind == ApprenticeshipActKind::Proposed && !has_consented {
            paragraphs.push(Paragraph::Text(Message::new("notifications-pairing-consent")));
        }
        let id = format!("apprenticeship-changed-{act_id}-{}", person.id);
        queue_within(&write, person, id, &subject, &paragraphs).await?;
    }
    write.commit().await?;
    Ok(())
}

/// Tells an apprentice what her master said about a month. Told again, she is not.
///
/// # Errors
/// `NotFound`; internal.
pub async fn following_month_reviewed(platform: &Platform, key: Uuid, review_id: Uuid) -> Result<(), Error> {
    let (found, people) = both(platform, key).await?;
    // A month is named by its first day, which may lie before the pairing's.
    let ever = (found.terms.term.0 - Days::new(31), found.last_day());
    let said = pairings::following_reviews_of(platform.database.reader(), SYSTEM, &[key], ever).await?;
    let said = said.into_iter().find(|one| one.id == review_id).ok_or(Error::NotFound)?;
    let Some(person) = people.iter().find(|one| one.id == found.apprentice_id) else { return Ok(()) };
    let month = said.month_on.format("%Y-%m").to_string();
    let subject = Message::new("notifications-following-subject").with("month", &month);
    let body = Message::new("notifications-following-body")
        .with("mentor", name(&people, found.mentor_person_id))
        .with("month", month)
        .with("mark", said.mark.label());
    let remark = Paragraph::Fact(Message::new("notifications-following-remark"), said.remark);
    let paragraphs = [greeting(person), Paragraph::Text(body), remark];
    let write = platform.database.write().await?;
    queue_within(&write, person, format!("following-reviewed-{review_id}"), &subject, &paragraphs).await?;
    write.commit().await?;
    Ok(())
}
