//! What of the trail somebody needs who is to verify a few acts without this database: the events, and the way from their
//! seals to a signed head. `digest` says how its digests are computed.

use std::collections::{BTreeMap, HashMap};

use entity::{audit_event, audit_seal, audit_sealed_event};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use uuid::Uuid;

use super::{Head, digest, newest_seal};
use crate::Platform;
use crate::error::Error;
use crate::id;

/// Seals read at a time; each covers up to a thousand events.
const PAGE: u64 = 50;

/// An event as it stands in the trail. Keys are hyphenated, digests and salt lower-case hexadecimal.
#[derive(Clone, Debug, Serialize)]
pub struct ProvenEvent {
    id: Uuid,
    occurred_at: String,
    actor_person_id: Option<Uuid>,
    actor_token_id: Option<Uuid>,
    delegator_id: Option<Uuid>,
    action: String,
    object_kind: String,
    object_id: Uuid,
    request_id: Option<String>,
    salt: Option<String>,
    payload: Option<String>,
    payload_digest: Option<String>,
    digest: String,
    /// The seal that covers it.
    seal: Option<i64>,
}

/// A seal of the chain.
#[derive(Clone, Debug, Serialize)]
pub struct ProvenSeal {
    number: i64,
    previous_digest: String,
    event_count: i32,
    sealed_at: String,
    events_digest: String,
    digest: String,
    /// Digests of all its events, in order: where it covers an event of the proof, or is of the first version.
    events: Option<Vec<String>>,
}

/// Events, and the way from their seals to a signed head.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// Every event of the objects asked for, in order of recording.
    pub events: Vec<ProvenEvent>,
    /// Every seal from the first that covers one of them to the newest, in order.
    pub chain: Vec<ProvenSeal>,
    /// The newest seal, signed.
    pub head: Option<Head>,
}

/// Proves every act upon these objects.
///
/// # Errors
/// `Internal` when the database does not answer or there is no key to sign with.
pub async fn proof(platform: &Platform, object_ids: &[Uuid]) -> Result<Proof, Error> {
    let reader = platform.database.reader();
    let events = audit_event::Entity::find()
        .filter(audit_event::Column::ObjectId.is_in(object_ids.iter().copied()))
        .order_by_asc(audit_event::Column::Id)
        .all(reader)
        .await?;
    let keys = events.iter().map(|event| event.id);
    let seals: HashMap<Uuid, i64> = audit_sealed_event::Entity::find()
        .filter(audit_sealed_event::Column::EventId.is_in(keys))
        .all(reader)
        .await?
        .into_iter()
        .map(|member| (member.event_id, member.seal_number))
        .collect();
    let head = match newest_seal(reader).await? {
        Some(seal) => Some(Head::sign(&platform.keys, &seal, platform.clock.now())?),
        None => None,
    };
    let last = head.as_ref().map_or(0, |head| head.seal);
    let chain = match seals.values().min() {
        Some(first) => chain(reader, *first, last, &seals).await?,
        None => Vec::new(),
    };
    let events = events.into_iter().map(|event| proven(event, &seals)).collect();
    Ok(Proof { events, chain, head })
}

fn proven(event: audit_event::Model, seals: &HashMap<Uuid, i64>) -> ProvenEvent {
    ProvenEvent {
        id: event.id,
        occurred_at: digest::instant(event.occurred_at),
        actor_person_id: event.actor_person_id,
        actor_token_id: event.actor_token_id,
        delegator_id: event.delegator_id,
        action: event.action,
        object_kind: event.object_kind,
        object_id: event.object_id,
        request_id: event.request_id,
        salt: event.salt.as_deref().map(id::hex),
        payload: event.payload,
        payload_digest: event.payload_digest.as_deref().map(id::hex),
        digest: id::hex(&event.digest),
        seal: seals.get(&event.id).copied(),
    }
}

async fn chain(
    connection: &impl ConnectionTrait,
    first: i64,
    last: i64,
    wanted: &HashMap<Uuid, i64>,
) -> Result<Vec<ProvenSeal>, DbErr> {
    let mut chain = Vec::new();
    let mut next = first;
    while next <= last {
        let seals = audit_seal::Entity::find()
            .filter(audit_seal::Column::Number.between(next, last))
            .order_by_asc(audit_seal::Column::Number)
            .limit(PAGE)
            .all(connection)
            .await?;
        let Some(end) = seals.last().map(|seal| seal.number) else {
            break;
        };
        let mut members = members(connection, next, end).await?;
        chain.extend(seals.iter().map(|seal| {
            let is_wanted = wanted.values().any(|number| *number == seal.number);
            link(seal, &members.remove(&seal.number).unwrap_or_default(), is_wanted)
        }));
        next = end + 1;
    }
    Ok(chain)
}

/// Digests of the events of some seals, in order, by the number of the seal.
async fn members(
    connection: &impl ConnectionTrait,
    first: i64,
    last: i64,
) -> Result<BTreeMap<i64, Vec<Vec<u8>>>, DbErr> {
    let to_event = audit_sealed_event::Entity::belongs_to(audit_event::Entity)
        .from(audit_sealed_event::Column::EventId)
        .to(audit_event::Column::Id)
        .into();
    let rows = audit_sealed_event::Entity::find()
        .join(JoinType::InnerJoin, to_event)
        .filter(audit_sealed_event::Column::SealNumber.between(first, last))
        .order_by_asc(audit_sealed_event::Column::SealNumber)
        .order_by_asc(audit_sealed_event::Column::Position)
        .select_only()
        .column(audit_sealed_event::Column::SealNumber)
        .column(audit_event::Column::Digest)
        .into_tuple::<(i64, Vec<u8>)>()
        .all(connection)
        .await?;
    let mut members: BTreeMap<i64, Vec<Vec<u8>>> = BTreeMap::new();
    for (seal, digest) in rows {
        members.entry(seal).or_default().push(digest);
    }
    Ok(members)
}

fn link(seal: &audit_seal::Model, events: &[Vec<u8>], is_wanted: bool) -> ProvenSeal {
    let shows_events = is_wanted || digest::is_of_first_version(seal);
    ProvenSeal {
        number: seal.number,
        previous_digest: id::hex(&seal.previous_digest),
        event_count: seal.event_count,
        sealed_at: digest::instant(seal.sealed_at),
        events_digest: id::hex(&digest::of_members(events)),
        digest: id::hex(&seal.digest),
        events: shows_events.then(|| events.iter().map(|digest| id::hex(digest)).collect()),
    }
}
