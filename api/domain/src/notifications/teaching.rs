//! Teaching sessions and dispatches: whoever leads a session or stands on its list, and those where it is held for another institution, are
//! told what became of it, but for whoever did it.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::{Argument, Message};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::Paragraph;
use super::service::{SYSTEM, greeting, queue_within};
use crate::dispatches::{self, DispatchWord};
use crate::identity::{self, Act};
use crate::organisations;
use crate::teaching::{self, TeachingSession};

/// Most sessions that a letter lists.
const MOST_LISTED: usize = 20;

fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string()
}

/// Those at the institution for which another one holds sessions who might confirm them.
async fn hosts(
    connection: &impl ConnectionTrait,
    platform: &Platform,
    (organiser_id, host_id): (Uuid, Uuid),
) -> Result<Vec<Uuid>, Error> {
    if organiser_id == host_id {
        return Ok(Vec::new());
    }
    identity::holders_at(connection, Act::TeachingConfirm, host_id, platform.clock.today(Shanghai)).await
}

pub(super) fn without(mut people: Vec<Uuid>, by: Option<Uuid>) -> Vec<Uuid> {
    people.sort_unstable();
    people.dedup();
    people.retain(|one| Some(*one) != by);
    people
}

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
    let (session, mut concerned) = teaching::session_concerns(reader, session_id).await?;
    concerned.extend(hosts(reader, platform, (session.organiser_id, session.host_id)).await?);
    let others = without(concerned, Some(cancelled_by));
    let subject = Message::new("notifications-teaching-cancelled-subject").with("title", &session.title);
    let body = Message::new("notifications-teaching-cancelled-body")
        .with("title", &session.title)
        .with("kind", session.kind.label())
        .with("begins", local(session.time.0));
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

/// That a session is held at another time, or led by somebody else.
#[derive(Clone, Debug)]
pub struct SessionChanged {
    /// The session.
    pub session_id: Uuid,
    /// Its version after the change.
    pub version: i32,
    /// Who changed it.
    pub changed_by: Uuid,
    /// Who leads it, led it or stands on its list.
    pub people: Vec<Uuid>,
    /// Why.
    pub reason: String,
}

/// Tells those concerned when a session is held now and who leads it, and why that changed.
///
/// # Errors
/// `NotFound`; internal.
pub async fn teaching_session_changed(platform: &Platform, change: SessionChanged) -> Result<(), Error> {
    let reader = platform.database.reader();
    let (session, _) = teaching::session_concerns(reader, change.session_id).await?;
    let mut concerned = change.people;
    concerned.extend(hosts(reader, platform, (session.organiser_id, session.host_id)).await?);
    let others = without(concerned, Some(change.changed_by));
    let mut leaders = Vec::new();
    for leader in identity::find_people(reader, SYSTEM, &session.leaders).await? {
        leaders.push(leader.name.zh);
    }
    let subject = Message::new("notifications-teaching-changed-subject").with("title", &session.title);
    let body = Message::new("notifications-teaching-changed-body")
        .with("title", &session.title)
        .with("kind", session.kind.label())
        .with("begins", local(session.time.0))
        .with("ends", local(session.time.1))
        .with("leaders", Argument::list(leaders));
    let write = platform.database.write().await?;
    for person in identity::find_people(&*write, SYSTEM, &others).await? {
        let reason = Paragraph::Fact(Message::new("notifications-reason"), change.reason.clone());
        let paragraphs = [greeting(&person), Paragraph::Text(body.clone()), reason];
        let id = format!("teaching-session-changed-{}-{}-{}", session.id, change.version, person.id);
        queue_within(&write, &person, id, &subject, &paragraphs).await?;
    }
    write.commit().await?;
    Ok(())
}

/// What became of a dispatch.
#[derive(Clone, Debug)]
pub struct DispatchChanged {
    /// The dispatch.
    pub dispatch_id: Uuid,
    /// The act, for a repeat to be told.
    pub act_id: Uuid,
    /// What became of it.
    pub word: DispatchWord,
    /// Who did it.
    pub by: Uuid,
    /// The sessions concerned.
    pub sessions: Vec<Uuid>,
    /// Why, when it was said.
    pub reason: Option<String>,
}

/// Tells experts of their own sessions, and those where they go of all of them.
///
/// # Errors
/// `NotFound`; internal.
pub async fn dispatch_changed(platform: &Platform, change: DispatchChanged) -> Result<(), Error> {
    let reader = platform.database.reader();
    let (dispatch, sessions) = dispatches::told_of(reader, change.dispatch_id, &change.sessions).await?;
    let hosts = hosts(reader, platform, (dispatch.organiser_id, dispatch.host_id)).await?;
    let mut concerned: Vec<Uuid> = sessions.iter().flat_map(|one| one.leaders.iter().copied()).collect();
    concerned.extend(hosts.iter().copied());
    let organiser = organisations::institution(reader, dispatch.organiser_id).await?.name;
    let host = organisations::institution(reader, dispatch.host_id).await?.name;
    let sentence = match change.word {
        DispatchWord::Planned => "notifications-dispatch-planned-body",
        DispatchWord::Ended => "notifications-dispatch-ended-body",
        DispatchWord::Aligned => "notifications-dispatch-aligned-body",
    };
    let subject = Message::new("notifications-dispatch-subject").with("name", &dispatch.name);
    let write = platform.database.write().await?;
    for person in identity::find_people(&*write, SYSTEM, &without(concerned, Some(change.by))).await? {
        let is_host = hosts.contains(&person.id);
        let own: Vec<&TeachingSession> =
            sessions.iter().filter(|one| is_host || one.leaders.contains(&person.id)).collect();
        let body = Message::new(sentence)
            .with("name", &dispatch.name)
            .with("organiser", (organiser.zh.as_str(), organiser.en.as_str()))
            .with("host", (host.zh.as_str(), host.en.as_str()))
            .with("count", own.len());
        let mut paragraphs = vec![greeting(&person), Paragraph::Text(body)];
        if let Some(reason) = &change.reason {
            paragraphs.push(Paragraph::Fact(Message::new("notifications-reason"), reason.clone()));
        }
        let lines: Vec<String> =
            own.iter().take(MOST_LISTED).map(|one| format!("{}　{}", local(one.time.0), one.title)).collect();
        let label = if own.len() > MOST_LISTED {
            Message::new("notifications-dispatch-first").with("most", MOST_LISTED)
        } else {
            Message::new("notifications-dispatch-sessions")
        };
        paragraphs.push(Paragraph::Fact(label, lines.join("\n")));
        let id = format!("dispatch-changed-{}-{}", change.act_id, person.id);
        queue_within(&write, &person, id, &subject, &paragraphs).await?;
    }
    write.commit().await?;
    Ok(())
}
