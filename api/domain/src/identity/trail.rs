//! How an act is remembered, who reads the trail of what was done, and what of it she is told.
//!
//! The trail is the auditor's. Opening somebody else's record is an act of its own in it, and whose record it is may see
//! who opened it, when and by which act, and nothing else.

use chrono::{DateTime, Utc};
use platform::Platform;
use platform::audit::{self, EventFilter};
use platform::db::Write;
use platform::error::Error;
use platform::paging::{PageRequest, Slice};
use platform::text::Message;
use serde_json::Value;
use uuid::Uuid;

use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::rules;
use super::store::{self, Person};

/// Remembers an act within its transaction: by whose permit, what was done to which object, and how that was before and
/// is after (null when it was not there, or is gone). Secrets and identity numbers never stand in it.
pub async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    (object_kind, object_id): (&'static str, Uuid),
    (before, after): (Value, Value),
) -> Result<(), Error> {
    debug_assert!(rules::is_action(action), "nobody can ask for {action}");
    audit::record(write, &permit.actor, audit::Act { action, object_kind, object_id, before, after }).await
}

/// The act of opening somebody else's full record.
const OPENING: &str = "person.read";

/// A page of the audit trail, the latest first.
///
/// # Errors
/// `Forbidden` to anybody who may not read the trail; `BadInput` for a filter that can find nothing.
pub async fn audit_page(
    platform: &Platform,
    viewer: &Viewer,
    filter: &EventFilter,
    page: &PageRequest,
) -> Result<Slice<audit::Event>, Error> {
    Permit::anywhere(viewer, Act::AuditRead)?;
    check(filter)?;
    audit::page(platform.database.reader(), filter, page).await
}

/// How many events the audit trail holds.
///
/// # Errors
/// As for [`audit_page`].
pub async fn audit_count(platform: &Platform, viewer: &Viewer, filter: &EventFilter) -> Result<i64, Error> {
    Permit::anywhere(viewer, Act::AuditRead)?;
    check(filter)?;
    Ok(audit::count(platform.database.reader(), filter).await?)
}

fn check(filter: &EventFilter) -> Result<(), Error> {
    if let Some(action) = filter.action.as_deref().filter(|action| !rules::is_action(action)) {
        return Err(Error::BadInput(Message::new("identity-audit-action").with("action", action)));
    }
    match (filter.since, filter.until) {
        (Some(since), Some(until)) if until <= since => {
            let told = Message::new("identity-audit-period").with("since", since.to_rfc3339());
            Err(Error::BadInput(told.with("until", until.to_rfc3339())))
        }
        _ => Ok(()),
    }
}

/// Remembers that the viewer opened these people's full records, which she may see; her own is hers to open.
///
/// # Errors
/// When it cannot be remembered; then nothing must be shown.
pub async fn opened(platform: &Platform, viewer: &Viewer, person_ids: &[Uuid]) -> Result<(), Error> {
    let of_others = person_ids.iter().filter(|person_id| **person_id != viewer.person_id);
    let acts: Vec<audit::Act> = of_others.map(|person_id| opening(*person_id)).collect();
    if acts.is_empty() {
        return Ok(());
    }
    let write = platform.database.write().await?;
    audit::record_all(&write, &viewer.actor(), &acts).await?;
    Ok(write.commit().await?)
}

/// The act of opening a person's full record, for a larger act that does so.
#[must_use]
pub fn opening(person_id: Uuid) -> audit::Act {
    audit::Act {
        action: OPENING,
        object_kind: "person",
        object_id: person_id,
        before: Value::Null,
        after: Value::Null,
    }
}

/// One time that somebody opened a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The event of the trail.
    pub event_id: Uuid,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// By which act.
    pub action: String,
    /// By whom.
    pub opener: Option<Person>,
}

fn of_viewer(viewer: &Viewer) -> EventFilter {
    EventFilter {
        object_id: Some(viewer.person_id),
        action: Some(OPENING.to_owned()),
        ..EventFilter::default()
    }
}

/// Who opened the viewer's own record, the latest first. She is told their names, whether or not she may see them.
pub async fn openings_page(
    platform: &Platform,
    viewer: &Viewer,
    page: &PageRequest,
) -> Result<Slice<Opening>, Error> {
    let reader = platform.database.reader();
    let Slice { items, has_next, has_previous } = audit::page(reader, &of_viewer(viewer), page).await?;
    let keys: Vec<Uuid> = items.iter().filter_map(|event| event.actor_person_id).collect();
    let people = store::find_people(reader, Scope::System(SystemReason::Permitted), &keys).await?;
    let openings = items.into_iter().map(|event| Opening {
        event_id: event.id,
        opened_at: event.occurred_at,
        action: event.action,
        opener: people.iter().find(|person| Some(person.id) == event.actor_person_id).cloned(),
    });
    Ok(Slice { items: openings.collect(), has_next, has_previous })
}

/// How often somebody opened the viewer's own record.
pub async fn openings_count(platform: &Platform, viewer: &Viewer) -> Result<i64, Error> {
    Ok(audit::count(platform.database.reader(), &of_viewer(viewer)).await?)
}
