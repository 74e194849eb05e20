//! The trail of what was done, as the system administrator reads it.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::Opening;
use platform::audit::{self, Event, EventFilter};

use super::Person;
use crate::ids::ObjectKind;
use crate::names::shown;
use crate::scalars::{DateTime, Locale};

/// Which acts; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct AuditEventFilter {
    /// Only acts upon this object, of any kind.
    object_id: Option<ID>,
    /// Only acts of this person.
    actor_id: Option<ID>,
    /// Only acts of this name, noun first: `placement.create`.
    action: Option<String>,
    /// Only acts at this instant or later.
    since: Option<DateTime>,
    /// Only acts before this instant; later than `since`.
    until: Option<DateTime>,
}

impl AuditEventFilter {
    /// The filter with its ids read.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for an id that is malformed or of another kind.
    pub fn read(self, ctx: &Context<'_>) -> async_graphql::Result<EventFilter> {
        let object = self.object_id.as_ref().map(|id| ObjectKind::read(ctx, id)).transpose()?;
        Ok(EventFilter {
            object_id: object.map(|(_, key)| key),
            actor_id: ObjectKind::Person.optional_key(ctx, self.actor_id.as_ref())?,
            action: self.action,
            since: self.since.map(|since| since.0),
            until: self.until.map(|until| until.0),
        })
    }
}

/// One time that somebody opened the viewer's record.
#[derive(Clone, Debug)]
pub struct RecordOpening(Opening);

impl From<Opening> for RecordOpening {
    fn from(opening: Opening) -> Self {
        Self(opening)
    }
}

/// One time that somebody else opened the viewer's full record.
#[Object]
impl RecordOpening {
    /// When.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// By which act: `person.read`.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// The name of who opened it, also where the viewer may see no more of that person than this; empty only when her
    /// record is gone.
    async fn opened_by_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        self.0.opener.as_ref().map(|person| shown(ctx, &person.name, locale)).unwrap_or_default()
    }
}

/// One act that was done.
#[derive(Clone, Debug)]
pub struct AuditEvent(Event);

impl From<Event> for AuditEvent {
    fn from(event: Event) -> Self {
        Self(event)
    }
}

/// One act that was done. The trail is append-only; identity numbers and secrets never stand in it.
#[Object]
impl AuditEvent {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::AuditEvent.id(self.0.id)
    }

    /// When it was done.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// Who did it; null for the system itself.
    async fn actor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.actor_person_id).await
    }

    /// On whose behalf, where the actor stood in for somebody; null otherwise, and for a person whom the viewer may not
    /// see.
    async fn delegator(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.delegator_id).await
    }

    /// What was done, noun first: `placement.create`.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// Kind of the object acted upon, a word in lower case: `training_base`.
    async fn object_kind(&self) -> &str {
        &self.0.object_kind
    }

    /// What changed, field by field; empty once the event was erased.
    async fn changes(&self) -> Vec<AuditChange> {
        audit::changes(&self.0).into_iter().map(AuditChange::from).collect()
    }

    /// The HTTP request, as its response named it in `X-Request-Id`; null for the system itself.
    async fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
}

/// One field that an act set or changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct AuditChange {
    /// The field.
    field: String,
    /// Its value before, as text; null when it had none.
    before: Option<String>,
    /// Its value after, as text; null when it has none.
    after: Option<String>,
}

impl From<audit::Change> for AuditChange {
    fn from(change: audit::Change) -> Self {
        Self { field: change.field, before: change.before, after: change.after }
    }
}
