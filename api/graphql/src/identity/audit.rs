//! The trail of what was done, as the system administrator reads it.

use async_graphql::{Context, ID, Object, SimpleObject};
use platform::audit::{self, Event};

use super::Person;
use crate::ids::ObjectKind;
use crate::scalars::DateTime;

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
        match self.0.actor_person_id {
            Some(key) => Person::visible(ctx, key).await,
            None => Ok(None),
        }
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
