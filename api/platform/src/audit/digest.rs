//! What the digests of the trail cover, so that whoever has the rows can compute them without this program.
//!
//! A digest of today is a version byte, 2, and the SHA-256 of a row of fields; each field is the length of its text in
//! UTF-8 as eight bytes, the highest first, and then the text; an absent one is eight bytes 255 and nothing more. Keys are
//! hyphenated lower case, instants RFC 3339 in UTC to the microsecond (`2026-03-02T01:00:00.000000Z`), digests lower-case
//! hexadecimal. The version byte is chained with the digest, so that nobody can pass off a new event as an old one.
//!
//! - payload: SHA-256 of salt and payload, without fields or version;
//! - event: id, `occurred_at`, `actor_person_id`, `actor_token_id`, `delegator_id`, action, `object_kind`, `object_id`,
//!   `request_id`, digest of the payload;
//! - events of a seal: SHA-256 of the digest of each event in order, as fields and without version;
//! - seal: digest of the seal before, number, how many events, `sealed_at`, digest of its events. So the way from one
//!   seal to another can be shown without the events between them.

use chrono::{DateTime, SecondsFormat, Utc};
use entity::{audit_event, audit_seal};
use uuid::Uuid;

use crate::id;

/// How digests of today begin; those of the first version are 32 bytes without it.
const VERSION: u8 = 2;

fn field(bytes: &mut Vec<u8>, text: Option<&str>) {
    let Some(text) = text else {
        bytes.extend_from_slice(&[u8::MAX; 8]);
        return;
    };
    bytes.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn of_fields<'a>(fields: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in fields {
        field(&mut bytes, text);
    }
    id::sha256(&bytes)
}

fn versioned<'a>(fields: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u8> {
    let mut digest = vec![VERSION];
    digest.append(&mut of_fields(fields));
    digest
}

/// An instant as digests read it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The digest of what an event says.
pub(super) fn of_payload(salt: &[u8], payload: &str) -> Vec<u8> {
    id::sha256(&[salt, payload.as_bytes()].concat())
}

/// The digest of an event of today; it must be that of its row.
pub(super) fn of_event(event: &audit_event::Model) -> Vec<u8> {
    let text = |key: Option<Uuid>| key.map(|key| key.to_string());
    let (key, object) = (event.id.to_string(), event.object_id.to_string());
    let (person, token) = (text(event.actor_person_id), text(event.actor_token_id));
    let (delegator, at) = (text(event.delegator_id), instant(event.occurred_at));
    let payload = event.payload_digest.as_deref().map(id::hex);
    versioned([
        Some(key.as_str()),
        Some(&at),
        person.as_deref(),
        token.as_deref(),
        delegator.as_deref(),
        Some(&event.action),
        Some(&event.object_kind),
        Some(&object),
        event.request_id.as_deref(),
        payload.as_deref(),
    ])
}

/// Whether what is left of an event is what was recorded.
pub(super) fn is_whole(event: &audit_event::Model) -> bool {
    let content = event.salt.as_deref().zip(event.payload.as_deref());
    if event.digest.first() == Some(&VERSION) && event.digest.len() == 33 {
        let says = content.is_none_or(|(salt, payload)| {
            event.payload_digest.as_deref() == Some(of_payload(salt, payload).as_slice())
        });
        return says && event.digest == of_event(event);
    }
    content.is_none_or(|(salt, payload)| event.digest == of_first_event(event, salt, payload))
}

/// The digest of an event as the first version made it.
fn of_first_event(event: &audit_event::Model, salt: &[u8], payload: &str) -> Vec<u8> {
    let mut bytes = salt.to_vec();
    for key in [event.id, event.object_id, event.actor_person_id.unwrap_or_default()] {
        bytes.extend_from_slice(key.as_bytes());
    }
    for text in [event.action.as_str(), payload] {
        field(&mut bytes, Some(text));
    }
    id::sha256(&bytes)
}

/// The digest of a seal over the digests of its events, of the version that its own digest shows.
pub(super) fn of_seal(seal: &audit_seal::Model, events: &[Vec<u8>]) -> Vec<u8> {
    if is_of_first_version(seal) {
        return id::sha256(&[seal.previous_digest.clone(), events.concat()].concat());
    }
    let fields = [
        id::hex(&seal.previous_digest),
        seal.number.to_string(),
        seal.event_count.to_string(),
        instant(seal.sealed_at),
        id::hex(&of_members(events)),
    ];
    versioned(fields.iter().map(|text| Some(text.as_str())))
}

/// The digest of the digests of a seal's events.
pub(super) fn of_members(events: &[Vec<u8>]) -> Vec<u8> {
    let events: Vec<String> = events.iter().map(|digest| id::hex(digest)).collect();
    of_fields(events.iter().map(|text| Some(text.as_str())))
}

/// Whether a seal was made before digests had a version.
pub(super) fn is_of_first_version(seal: &audit_seal::Model) -> bool {
    seal.digest.len() == 32
}
