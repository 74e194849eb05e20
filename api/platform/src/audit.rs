//! Every act leaves an event, and nobody can change the trail without it showing.
//!
//! An event is written in the transaction of its act, with a digest of its own over a salt and what happened. A
//! sealer afterwards chains the digests of what is not yet sealed; it never relies on the order of ids or times,
//! because commits arrive late. Erasing an event nulls payload and salt: the chain holds digests, and still
//! verifies. The seconds before sealing are unprotected.

use std::collections::{BTreeSet, HashMap};

pub use entity::audit_event::Model as Event;
use entity::{audit_event, audit_seal, audit_sealed_event};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::{Database, Write};
use crate::error::Error;
use crate::id;
use crate::paging::{Ordering, PageRequest, Slice, SortKind};

/// Who acts: a person with a token, or the system itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The person; absent for the system.
    pub person_id: Option<Uuid>,
    /// The token used.
    pub token_id: Option<Uuid>,
    /// The HTTP request.
    pub request_id: Option<String>,
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

fn digest(
    salt: &[u8],
    id: Uuid,
    action: &str,
    object_id: Uuid,
    actor: Option<Uuid>,
    payload: &str,
) -> Vec<u8> {
    let mut bytes = salt.to_vec();
    bytes.extend_from_slice(id.as_bytes());
    bytes.extend_from_slice(object_id.as_bytes());
    bytes.extend_from_slice(actor.unwrap_or_default().as_bytes());
    for text in [action, payload] {
        bytes.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    id::sha256(&bytes)
}

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
        audit_event::Entity::insert_many(part.iter().cloned()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

fn event(write: &Write, actor: &Actor, act: &Act) -> Result<audit_event::ActiveModel, Error> {
    let key = id::new_key();
    let salt = id::random()?.to_vec();
    let payload = json!({ "before": act.before, "after": act.after }).to_string();
    Ok(audit_event::ActiveModel {
        id: Set(key),
        occurred_at: Set(write.now()),
        actor_person_id: Set(actor.person_id),
        actor_token_id: Set(actor.token_id),
        action: Set(act.action.to_owned()),
        object_kind: Set(act.object_kind.to_owned()),
        object_id: Set(act.object_id),
        digest: Set(digest(&salt, key, act.action, act.object_id, actor.person_id, &payload)),
        payload: Set(Some(payload)),
        salt: Set(Some(salt)),
        request_id: Set(actor.request_id.clone()),
    })
}

fn link(previous: &[u8], digests: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = previous.to_vec();
    for digest in digests {
        bytes.extend_from_slice(digest);
    }
    id::sha256(&bytes)
}

/// Seals what is not yet sealed, at most a thousand events, and says how many. Two sealers never fork the chain: the
/// number of the next seal is a key.
pub async fn seal(database: &Database) -> Result<usize, Error> {
    let write = database.write().await?;
    let sealed =
        Query::select().column(audit_sealed_event::Column::EventId).from(audit_sealed_event::Entity).take();
    let events = audit_event::Entity::find()
        .filter(audit_event::Column::Id.not_in_subquery(sealed))
        .order_by_asc(audit_event::Column::Id)
        .limit(SEAL_SIZE)
        .all(&*write)
        .await?;
    if events.is_empty() {
        return Ok(0);
    }
    let last = audit_seal::Entity::find().order_by_desc(audit_seal::Column::Number).one(&*write).await?;
    let (number, previous) = last.map_or((1, vec![0; 32]), |seal| (seal.number + 1, seal.digest));
    let digests: Vec<Vec<u8>> = events.iter().map(|event| event.digest.clone()).collect();
    let seal = audit_seal::ActiveModel {
        number: Set(number),
        digest: Set(link(&previous, &digests)),
        previous_digest: Set(previous),
        event_count: Set(i32::try_from(events.len()).unwrap_or(i32::MAX)),
        sealed_at: Set(write.now()),
    };
    audit_seal::Entity::insert(seal).exec_without_returning(&*write).await?;
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

/// What a verification of the whole trail found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Links of the chain.
    pub seals: usize,
    /// Events covered by a link.
    pub sealed: usize,
    /// Events not yet covered.
    pub unsealed: usize,
    /// Events whose payload was erased.
    pub erased: usize,
    /// What does not fit; empty when the trail is whole.
    pub faults: Vec<String>,
}

/// Verifies every event against its digest and every seal against its events and the seal before.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Verification, DbErr> {
    let mut found = Verification::default();
    let mut digests: HashMap<Uuid, Vec<u8>> = HashMap::new();
    for event in audit_event::Entity::find().all(connection).await? {
        if let (Some(payload), Some(salt)) = (&event.payload, &event.salt) {
            let expected =
                digest(salt, event.id, &event.action, event.object_id, event.actor_person_id, payload);
            if expected != event.digest {
                found.faults.push(format!("event {} does not match its digest", event.id));
            }
        } else {
            found.erased += 1;
        }
        digests.insert(event.id, event.digest);
    }
    let mut members: HashMap<i64, Vec<(i32, Uuid)>> = HashMap::new();
    for member in audit_sealed_event::Entity::find().all(connection).await? {
        members.entry(member.seal_number).or_default().push((member.position, member.event_id));
    }
    found.sealed = members.values().map(Vec::len).sum();
    found.unsealed = digests.len().saturating_sub(found.sealed);
    let mut previous = vec![0; 32];
    for (seal, number) in audit_seal::Entity::find()
        .order_by_asc(audit_seal::Column::Number)
        .all(connection)
        .await?
        .iter()
        .zip(1..)
    {
        found.seals += 1;
        let mut covered = members.remove(&seal.number).unwrap_or_default();
        covered.sort_unstable();
        let covered: Vec<Vec<u8>> =
            covered.iter().map(|(_, event)| digests.get(event).cloned().unwrap_or_default()).collect();
        if seal.number != number {
            found.faults.push(format!("seal {number} is missing"));
        }
        if seal.previous_digest != previous || seal.digest != link(&previous, &covered) {
            found.faults.push(format!("seal {} does not match what it covers", seal.number));
        }
        previous.clone_from(&seal.digest);
    }
    Ok(found)
}

/// Erases what an event says about somebody; its digest stays in the chain.
pub async fn erase(write: &Write, event_id: Uuid) -> Result<(), DbErr> {
    audit_event::Entity::update_many()
        .col_expr(audit_event::Column::Payload, Expr::val(None::<String>))
        .col_expr(audit_event::Column::Salt, Expr::val(None::<Vec<u8>>))
        .filter(Expr::col(audit_event::Column::Id).eq(event_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// The trail, the latest first.
#[must_use]
pub fn ordering() -> Ordering {
    Ordering::by("RECORDED", audit_event::Column::Id, SortKind::Key, audit_event::Column::Id).descending()
}

/// A page of the trail.
pub async fn page(connection: &impl ConnectionTrait, page: &PageRequest) -> Result<Slice<Event>, Error> {
    page.slice(page.apply(audit_event::Entity::find(), &ordering())?.all(connection).await?)
}

/// How many events the trail holds.
pub async fn count(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    Ok(i64::try_from(audit_event::Entity::find().count(connection).await?).unwrap_or(i64::MAX))
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
