//! Twinnings: those who act for one of the two institutions are told where one stands, and the contacts once it was accepted or ended; but
//! for whoever did it.

use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use uuid::Uuid;

use super::rules::Paragraph;
use super::service::{SYSTEM, greeting, queue_within};
use super::teaching::without;
use crate::identity::{self, Act};
use crate::organisations;
use crate::twinnings::{self, TwinningSide, TwinningStatus};

/// Tells both sides where a twinning stands. Told again, nobody is.
///
/// # Errors
/// `NotFound`; internal.
pub async fn twinning_changed(
    platform: &Platform,
    (twinning_id, status, by): (Uuid, TwinningStatus, Option<Uuid>),
) -> Result<(), Error> {
    let reader = platform.database.reader();
    let found = twinnings::find_twinnings(reader, SYSTEM, &[twinning_id]).await?;
    let twinning = found.into_iter().next().ok_or(Error::NotFound)?;
    let today = platform.clock.today(Shanghai);
    let mut concerned = Vec::new();
    for side in [twinning.supporting_id, twinning.supported_id] {
        concerned.extend(identity::holders_at(reader, Act::TwinningWrite, side, today).await?);
    }
    let sentence = match status {
        TwinningStatus::Proposed => "notifications-twinning-proposed-body",
        TwinningStatus::Active => "notifications-twinning-accepted-body",
        TwinningStatus::Declined => "notifications-twinning-declined-body",
        TwinningStatus::Ended => "notifications-twinning-ended-body",
    };
    if matches!(status, TwinningStatus::Active | TwinningStatus::Ended) {
        let pairs = twinnings::pairs_of(reader, &[twinning_id]).await?;
        concerned.extend(pairs.iter().flat_map(|pair| [pair.contacts.0, pair.contacts.1]));
    }
    let supporting = organisations::institution(reader, twinning.supporting_id).await?.name;
    let supported = organisations::institution(reader, twinning.supported_id).await?.name;
    let decides = match twinning.proposed.0 {
        TwinningSide::Supporting => &supported,
        TwinningSide::Supported => &supporting,
    };
    let subject = Message::new("notifications-twinning-subject").with("name", &twinning.name);
    let body = Message::new(sentence)
        .with("name", &twinning.name)
        .with("supporting", (supporting.zh.as_str(), supporting.en.as_str()))
        .with("supported", (supported.zh.as_str(), supported.en.as_str()))
        .with("decides", (decides.zh.as_str(), decides.en.as_str()))
        .with("first", twinning.term.0)
        .with("last", twinning.term.1);
    let write = platform.database.write().await?;
    for person in identity::find_people(&*write, SYSTEM, &without(concerned, by)).await? {
        let mut paragraphs = vec![greeting(&person), Paragraph::Text(body.clone())];
        if let Some(reason) = &twinning.reason {
            paragraphs.push(Paragraph::Fact(Message::new("notifications-reason"), reason.clone()));
        }
        let id = format!("twinning-{}-{twinning_id}-{}", status.code().to_lowercase(), person.id);
        queue_within(&write, &person, id, &subject, &paragraphs).await?;
    }
    write.commit().await?;
    Ok(())
}
