//! Every act leaves an event, and nobody can change the trail without it showing.
//!
//! An event is written in the transaction of its act, with a digest of its own over all that it says. A sealer
//! afterwards chains the digests of what is not yet sealed; it never relies on the order of ids or times, because
//! commits arrive late. Erasing an event nulls payload and salt, and leaves an event of its own: the chain holds digests,
//! and still verifies. The seconds before sealing are unprotected.

mod anchor;
mod digest;
mod proof;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
pub use entity::audit_event::Model as Event;
use entity::{audit_event, audit_seal, audit_sealed_event};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::{Database, Write};
use crate::error::Error;
use crate::id;
use crate::paging::{Ordering, PageRequest, Slice, SortKind};

pub use anchor::{Anchors, Head, anchor, anchor_daily, newest_seal};
pub use proof::{Proof, ProvenEvent, ProvenSeal, proof};
pub use verify::{Verification, verify, verify_against};

/// Who acts: a person with a token, or the system itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The person; absent for the system.
    pub person_id: Option<Uuid>,
    /// The token used.
    pub token_id: Option<Uuid>,
    /// The HTTP request.
    pub request_id: Option<String>,
    /// On whose behalf, where she stands in for somebody.
    pub delegator_id: Option<Uuid>,
}

/// What is remembered of an act. Identity numbers and secrets never stand in it.
#[derive(Clone, Debug)]
pub struct Act {
    /// Noun first: `placement.create`.
    pub action: &'static str,
    /// Kind of the object, as a table's name.
    pub object_kind: &'static str,
    /// The object.
    pub object_id: Uuid,
    /// As it was; `null` when it was not there.
    pub before: Value,
    /// As it is; `null` when it is gone.
    pub after: Value,
}

/// Most events that one seal covers.
const SEAL_SIZE: u64 = 1000;

/// The act that says who erased an event.
const ERASE: &str = "audit.erase";

/// Events that one statement writes at most.
const BATCH: usize = 500;

/// Records an act in its transaction.
pub async fn record(write: &Write, actor: &Actor, act: Act) -> Result<(), Error> {
    record_all(write, actor, &[act]).await
}

/// Records many acts in their transaction, an event each.
pub async fn record_all(write: &Write, actor: &Actor, acts: &[Act]) -> Result<(), Error> {
    let events = acts.iter().map(|act| event(write, actor, act)).collect::<Result<Vec<_>, _>>()?;
    for part in events.chunks(BATCH) {
        let rows = part.iter().cloned().map(audit_event::ActiveModel::from);
        audit_event::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

fn event(write: &Write, actor: &Actor, act: &Act) -> Result<Event, Error> {
    let salt = id::random()?.to_vec();
    let payload = json!({ "before": act.before, "after": act.after }).to_string();
    let mut event = Event {
        id: id::new_key(),
        occurred_at: write.now(),
        actor_person_id: actor.person_id,
        actor_token_id: actor.token_id,
        delegator_id: actor.delegator_id,
        action: act.action.to_owned(),
        object_kind: act.object_kind.to_owned(),
        object_id: act.object_id,
        digest: Vec::new(),
        payload_digest: Some(digest::of_payload(&salt, &payload)),
        payload: Some(payload),
        salt: Some(salt),
        request_id: actor.request_id.clone(),
    };
    event.digest = digest::of_event(&event);
    Ok(event)
}

/// Events that no seal covers yet. Asked of each event, because PostgreSQL answers `NOT IN` in quadratic time once the
/// list outgrows its memory.
fn is_unsealed() -> SimpleExpr {
    let seal = Query::select()
        .expr(Expr::val(1))
        .from(audit_sealed_event::Entity)
        .and_where(
            Expr::col((audit_sealed_event::Entity, audit_sealed_event::Column::EventId))
                .equals((audit_event::Entity, audit_event::Column::Id)),
        )
        .take();
    Expr::exists(seal).not()
}

/// Seals what is not yet sealed, at most a thousand events, and says how many. Two sealers never fork the chain: the
/// number of the next seal is a key.
pub async fn seal(database: &Database) -> Result<usize, Error> {
    let write = database.write().await?;
    let events = audit_event::Entity::find()
        .filter(is_unsealed())
        .order_by_asc(audit_event::Column::Id)
        .limit(SEAL_SIZE)
        .all(&*write)
        .await?;
    if events.is_empty() {
        return Ok(0);
    }
    let last = newest_seal(&*write).await?;
    let (number, previous) = last.map_or((1, vec![0; 32]), |seal| (seal.number + 1, seal.digest));
    let digests: Vec<Vec<u8>> = events.iter().map(|event| event.digest.clone()).collect();
    let mut seal = audit_seal::Model {
        number,
        previous_digest: previous,
        digest: Vec::new(),
        event_count: i32::try_from(events.len()).unwrap_or(i32::MAX),
        sealed_at: write.now(),
    };
    seal.digest = digest::of_seal(&seal, &digests);
    audit_seal::Entity::insert(audit_seal::ActiveModel::from(seal)).exec_without_returning(&*write).await?;
    let rows = events.iter().zip(0..).map(|(event, position)| audit_sealed_event::ActiveModel {
        event_id: Set(event.id),
        seal_number: Set(number),
        position: Set(position),
    });
    audit_sealed_event::Entity::insert_many(rows).exec_without_returning(&*write).await?;
    let count = events.len();
    write.commit().await?;
    Ok(count)
}

/// Erases what an event says about somebody, and leaves an event that says who did it and why. The digest stays in the
/// chain, and everything else the event says still verifies.
///
/// # Errors
/// `NotFound` when there is no such event, or nothing of it is left to erase.
pub async fn erase(write: &Write, actor: &Actor, event_id: Uuid, reason: &str) -> Result<(), Error> {
    if empty(write, &[event_id]).await? == 0 {
        return Err(Error::NotFound);
    }
    record(write, actor, erasing(event_id, reason)).await
}

/// Objects of these kinds whose events are of one of these people, or name one: also those that are gone since.
pub async fn objects_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    kinds: &[&str],
) -> Result<Vec<Uuid>, DbErr> {
    use audit_event::Column;
    let mut theirs = Cond::any().add(Column::ActorPersonId.is_in(people.iter().copied()));
    for person in people {
        theirs = theirs.add(Column::Payload.contains(format!("\"{person}\"")));
    }
    audit_event::Entity::find()
        .select_only()
        .column(Column::ObjectId)
        .distinct()
        .filter(Column::ObjectKind.is_in(kinds.iter().copied()))
        .filter(theirs)
        .into_tuple()
        .all(connection)
        .await
}

/// Erases what the events upon these objects say, as [`erase`] does, and says how many those were.
pub async fn erase_upon(write: &Write, actor: &Actor, objects: &[Uuid], reason: &str) -> Result<u64, Error> {
    let mut count = 0;
    for part in objects.chunks(BATCH) {
        let keys: Vec<Uuid> = audit_event::Entity::find()
            .select_only()
            .column(audit_event::Column::Id)
            .filter(audit_event::Column::ObjectId.is_in(part.iter().copied()))
            .filter(audit_event::Column::Payload.is_not_null())
            .into_tuple()
            .all(&**write)
            .await?;
        for keys in keys.chunks(BATCH) {
            count += empty(write, keys).await?;
            let acts: Vec<Act> = keys.iter().map(|key| erasing(*key, reason)).collect();
            record_all(write, actor, &acts).await?;
        }
    }
    Ok(count)
}

async fn empty(write: &Write, events: &[Uuid]) -> Result<u64, DbErr> {
    let emptied = audit_event::Entity::update_many()
        .col_expr(audit_event::Column::Payload, Expr::val(None::<String>))
        .col_expr(audit_event::Column::Salt, Expr::val(None::<Vec<u8>>))
        .filter(audit_event::Column::Id.is_in(events.iter().copied()))
        .filter(audit_event::Column::Payload.is_not_null())
        .exec(&**write)
        .await?;
    Ok(emptied.rows_affected)
}

fn erasing(event_id: Uuid, reason: &str) -> Act {
    Act {
        action: ERASE,
        object_kind: "audit_event",
        object_id: event_id,
        before: Value::Null,
        after: json!({ "reason": reason }),
    }
}

/// The trail, the latest first.
#[must_use]
pub fn ordering() -> Ordering {
    Ordering::by("RECORDED", audit_event::Column::Id, SortKind::Key, audit_event::Column::Id).descending()
}

/// Which events; what is left out does not narrow the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Acts upon this object.
    pub object_id: Option<Uuid>,
    /// Acts of this person.
    pub actor_id: Option<Uuid>,
    /// Acts of this kind: `placement.create`.
    pub action: Option<String>,
    /// Acts at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Acts before this instant.
    pub until: Option<DateTime<Utc>>,
}

fn events(filter: &EventFilter) -> Select<audit_event::Entity> {
    use audit_event::Column;
    audit_event::Entity::find()
        .apply_if(filter.object_id, |query, key| query.filter(Column::ObjectId.eq(key)))
        .apply_if(filter.actor_id, |query, key| query.filter(Column::ActorPersonId.eq(key)))
        .apply_if(filter.action.as_deref(), |query, action| query.filter(Column::Action.eq(action)))
        .apply_if(filter.since, |query, since| query.filter(Column::OccurredAt.gte(since)))
        .apply_if(filter.until, |query, until| query.filter(Column::OccurredAt.lt(until)))
}

/// A page of the events that a filter finds.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &EventFilter,
    page: &PageRequest,
) -> Result<Slice<Event>, Error> {
    page.slice(page.apply(events(filter), &ordering())?.all(connection).await?)
}

/// Every event of these people, and every one upon them or these objects, the earliest first. For an act already permitted.
pub async fn about(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    objects: &[Uuid],
) -> Result<Vec<Event>, DbErr> {
    use audit_event::Column;
    let of_theirs = audit_event::Entity::find().filter(Column::ActorPersonId.is_in(people.iter().copied()));
    let mut found: BTreeMap<Uuid, Event> =
        of_theirs.all(connection).await?.into_iter().map(|event| (event.id, event)).collect();
    let upon: Vec<Uuid> = people.iter().chain(objects).copied().collect();
    for part in upon.chunks(BATCH) {
        let rows = audit_event::Entity::find().filter(Column::ObjectId.is_in(part.iter().copied()));
        found.extend(rows.all(connection).await?.into_iter().map(|event| (event.id, event)));
    }
    Ok(found.into_values().collect())
}

/// How many events a filter finds.
pub async fn count(connection: &impl ConnectionTrait, filter: &EventFilter) -> Result<i64, DbErr> {
    Ok(i64::try_from(events(filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// One field that an act set or changed, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: String,
    /// Before; absent when it had no value.
    pub before: Option<String>,
    /// After; absent when it has no value.
    pub after: Option<String>,
}

/// What an event says was changed, by field; nothing once it was erased.
#[must_use]
pub fn changes(event: &Event) -> Vec<Change> {
    let payload: Value =
        event.payload.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let side = |name: &str| payload.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let (before, after) = (side("before"), side("after"));
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    fields
        .into_iter()
        .map(|field| Change {
            field: field.clone(),
            before: text(before.get(field)),
            after: text(after.get(field)),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
