//! Walks the trail from its first link to its last, a page at a time, and says what does not fit, in that order.
//!
//! A seal must have the number after the one before, name its digest, cover as many events as it says without a gap, and
//! have the digest that follows. An event must be what its digest says; one without its payload needs another event that
//! says who erased it. Whoever can write to the database can also write a new chain from end to end, and that shows only
//! beside a signed head that was kept elsewhere.

use std::collections::{HashMap, HashSet};

use entity::{audit_event, audit_seal, audit_sealed_event};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Anchors, ERASE, SEAL_SIZE, digest};
use crate::text::Message;

/// Rows read at a time.
const PAGE: u64 = 1000;
/// After so many faults there is no point in looking further.
const MOST_FAULTS: usize = 100;

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
    /// What does not fit, the first broken link first; empty when the trail is whole. At most about a hundred.
    pub faults: Vec<Message>,
}

/// Verifies every event against its digest and every seal against its events and the seal before.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Verification, DbErr> {
    verify_against(connection, &Anchors::default()).await
}

/// Verifies the trail by itself and against heads that were kept elsewhere.
pub async fn verify_against(
    connection: &impl ConnectionTrait,
    anchors: &Anchors,
) -> Result<Verification, DbErr> {
    let found = Verification { faults: anchors.faults.clone(), ..Verification::default() };
    let mut walk = Walk { connection, anchors, found, number: 0, digest: vec![0; 32] };
    while !walk.is_hopeless() && walk.seals().await? {}
    walk.beyond();
    walk.orphans().await?;
    let mut after = None;
    while !walk.is_hopeless() {
        after = walk.unsealed(after).await?;
        if after.is_none() {
            break;
        }
    }
    Ok(walk.found)
}

struct Walk<'a, C> {
    connection: &'a C,
    anchors: &'a Anchors,
    found: Verification,
    /// The seal behind us.
    number: i64,
    /// Its digest.
    digest: Vec<u8>,
}

impl<C: ConnectionTrait> Walk<'_, C> {
    fn is_hopeless(&self) -> bool {
        self.found.faults.len() >= MOST_FAULTS
    }

    /// Walks over the next seals; false at the end of the chain.
    async fn seals(&mut self) -> Result<bool, DbErr> {
        let seals = audit_seal::Entity::find()
            .filter(audit_seal::Column::Number.gt(self.number))
            .order_by_asc(audit_seal::Column::Number)
            .limit(PAGE)
            .all(self.connection)
            .await?;
        for seal in &seals {
            if self.is_hopeless() {
                break;
            }
            self.seal(seal).await?;
        }
        Ok(!seals.is_empty())
    }

    async fn seal(&mut self, seal: &audit_seal::Model) -> Result<(), DbErr> {
        if seal.number != self.number + 1 {
            self.fault(Message::new("platform-audit-seal-missing").with("seal", self.number + 1));
        }
        let members = audit_sealed_event::Entity::find()
            .filter(audit_sealed_event::Column::SealNumber.eq(seal.number))
            .order_by_asc(audit_sealed_event::Column::Position)
            .limit(SEAL_SIZE + 1)
            .all(self.connection)
            .await?;
        let keys: Vec<Uuid> = members.iter().map(|member| member.event_id).collect();
        let mut events: HashMap<Uuid, audit_event::Model> = audit_event::Entity::find()
            .filter(audit_event::Column::Id.is_in(keys.iter().copied()))
            .all(self.connection)
            .await?
            .into_iter()
            .map(|event| (event.id, event))
            .collect();
        let is_unbroken = members.iter().zip(0..).all(|(member, position)| member.position == position);
        if !is_unbroken || i32::try_from(members.len()) != Ok(seal.event_count) {
            self.fault(
                Message::new("platform-audit-members")
                    .with("seal", seal.number)
                    .with("count", seal.event_count)
                    .with("found", members.len()),
            );
        }
        let covered: Vec<audit_event::Model> = keys.iter().filter_map(|key| events.remove(key)).collect();
        if covered.len() < keys.len() {
            let missing = keys.len() - covered.len();
            self.fault(Message::new("platform-audit-gone").with("seal", seal.number).with("count", missing));
        }
        self.events(&covered, &seal.number.to_string()).await?;
        let digests: Vec<Vec<u8>> = covered.into_iter().map(|event| event.digest).collect();
        if seal.previous_digest != self.digest || seal.digest != digest::of_seal(seal, &digests) {
            self.fault(Message::new("platform-audit-seal-broken").with("seal", seal.number));
        }
        for head in self.anchors.heads.get(&seal.number).into_iter().flatten() {
            if !head.is_of(seal) {
                let told = Message::new("platform-anchor-differs");
                self.fault(told.with("seal", seal.number).with("at", &head.signed_at));
            }
        }
        self.found.seals += 1;
        self.found.sealed += members.len();
        self.number = seal.number;
        self.digest.clone_from(&seal.digest);
        Ok(())
    }

    /// Looks at events by themselves.
    async fn events(&mut self, events: &[audit_event::Model], seal: &str) -> Result<(), DbErr> {
        let is_erased = |event: &audit_event::Model| event.payload.is_none() || event.salt.is_none();
        let erased: Vec<Uuid> =
            events.iter().filter(|event| is_erased(event)).map(|event| event.id).collect();
        let explained: HashSet<Uuid> = if erased.is_empty() {
            HashSet::new()
        } else {
            audit_event::Entity::find()
                .select_only()
                .column(audit_event::Column::ObjectId)
                .filter(audit_event::Column::ObjectId.is_in(erased.iter().copied()))
                .filter(audit_event::Column::Action.eq(ERASE))
                .into_tuple::<Uuid>()
                .all(self.connection)
                .await?
                .into_iter()
                .collect()
        };
        self.found.erased += erased.len();
        for event in events {
            let key = if !digest::is_whole(event) {
                "platform-audit-event-changed"
            } else if is_erased(event) && !explained.contains(&event.id) {
                "platform-audit-event-erased"
            } else {
                continue;
            };
            self.fault(Message::new(key).with("event", event.id.to_string()).with("seal", seal));
        }
        Ok(())
    }

    /// Whether heads were signed of seals that the chain does not reach.
    fn beyond(&mut self) {
        if self.is_hopeless() {
            return;
        }
        let mut beyond: Vec<_> =
            self.anchors.heads.values().flatten().filter(|head| head.seal > self.number).collect();
        beyond.sort_unstable_by_key(|head| head.seal);
        for head in beyond {
            let told = Message::new("platform-anchor-beyond").with("last", self.number);
            self.fault(told.with("seal", head.seal).with("at", &head.signed_at));
        }
    }

    /// Whether events name seals that are not there.
    async fn orphans(&mut self) -> Result<(), DbErr> {
        let seals = Query::select().column(audit_seal::Column::Number).from(audit_seal::Entity).take();
        let orphans = audit_sealed_event::Entity::find()
            .filter(audit_sealed_event::Column::SealNumber.not_in_subquery(seals))
            .count(self.connection)
            .await?;
        if orphans > 0 {
            self.fault(Message::new("platform-audit-orphans").with("count", orphans));
        }
        Ok(())
    }

    /// Looks at the next events that no seal covers, and says after which to go on.
    async fn unsealed(&mut self, after: Option<Uuid>) -> Result<Option<Uuid>, DbErr> {
        let mut query = audit_event::Entity::find().filter(super::is_unsealed());
        if let Some(after) = after {
            query = query.filter(audit_event::Column::Id.gt(after));
        }
        let events = query.order_by_asc(audit_event::Column::Id).limit(PAGE).all(self.connection).await?;
        self.found.unsealed += events.len();
        self.events(&events, "–").await?;
        Ok(events.last().map(|event| event.id))
    }

    fn fault(&mut self, message: Message) {
        self.found.faults.push(message);
    }
}
