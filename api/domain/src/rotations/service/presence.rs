//! That nobody is at two places at once (domain rule 3): hours worked and followed at a base, and teaching sessions attended at one.
//!
//! A session may lie inside duty and inside following, where they are; so it holds time in a layer of its own, and what matters is
//! whether the two places belong to one legal entity.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use platform::db::Write;
use platform::error::Error;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::super::rules::{Activity, Interval, Layer};
use super::super::store::{self, Claim};
use crate::evidence::{self, EvidenceStatus};
use crate::identity::{Permit, Scope, SystemReason};
use crate::organisations;

const INVARIANT: Scope<'static> = Scope::System(SystemReason::Invariant);

/// Activities that bind whoever is at them to a place.
const AT_A_PLACE: [Activity; 3] = [Activity::Duty, Activity::OnCallInHouse, Activity::FollowingMaster];

/// A session that somebody attended at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionAttended {
    /// The evidence of it.
    pub evidence_id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// Which of these people worked or followed somewhere within a time that does not belong to the legal entity of an institution: one
/// statement, and three more when anybody worked.
///
/// # Errors
/// The database's.
pub async fn working_elsewhere(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    time: (DateTime<Utc>, DateTime<Utc>),
    institution_id: Uuid,
) -> Result<HashSet<Uuid>, Error> {
    let activities = AT_A_PLACE.map(platform::codes::Code::code);
    let found = evidence::at_bases(connection, people, time, &activities).await?;
    if found.is_empty() {
        return Ok(HashSet::new());
    }
    let bases: Vec<Uuid> = found.iter().map(|one| one.base_id).collect();
    let houses = houses_of(connection, &bases, Some(institution_id)).await?;
    let here = houses.legal.get(&institution_id);
    let is_elsewhere = |base: &Uuid| {
        let there = houses.of_base.get(base).and_then(|house| houses.legal.get(house));
        there != here
    };
    Ok(found.iter().filter(|one| is_elsewhere(&one.base_id)).map(|one| one.person_id).collect())
}

/// Holds the time of sessions attended at a place.
///
/// # Errors
/// The guard `interval_claim_no_overlap`, when somebody attended another one at that time; ask [`is_overlap`](store::is_overlap).
pub async fn sessions_hold(
    write: &Write,
    permit: &Permit,
    attended: &[SessionAttended],
) -> Result<(), DbErr> {
    let claims: Vec<Claim> = attended
        .iter()
        .map(|one| Claim {
            evidence_id: one.evidence_id,
            person_id: one.person_id,
            layer: Layer::Session,
            interval: Interval { from: one.starts_at, until: one.ends_at },
        })
        .collect();
    store::insert_claims(write, permit, &claims).await
}

/// Frees the time of a session that does not count.
///
/// # Errors
/// The database's.
pub async fn session_free(write: &Write, permit: &Permit, evidence_id: Uuid) -> Result<(), DbErr> {
    store::delete_claims(write, permit, &[evidence_id]).await
}

/// Where bases stand, and which legal entity answers there.
struct Houses {
    of_base: HashMap<Uuid, Uuid>,
    legal: HashMap<Uuid, Uuid>,
}

async fn houses_of(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
    beside: Option<Uuid>,
) -> Result<Houses, Error> {
    let found = organisations::find_bases(connection, bases).await?;
    let of_base: HashMap<Uuid, Uuid> = found.iter().map(|base| (base.id, base.institution_id)).collect();
    let institutions: HashSet<Uuid> = of_base.values().copied().chain(beside).collect();
    let institutions: Vec<Uuid> = institutions.into_iter().collect();
    let legal = organisations::with_legal_entities(connection, &institutions).await?;
    Ok(Houses { of_base, legal: legal.into_iter().map(|(key, (_, legal))| (key, legal)).collect() })
}

/// Sessions that somebody attended at places.
pub(super) struct Attended {
    at: Vec<(Interval, Uuid)>,
    houses: Houses,
}

impl Attended {
    /// What these claims of sessions stand for, beside bases where hours are to be entered: no statement when there are none.
    pub(super) async fn of(write: &Write, claims: &[Claim], bases: &[Uuid]) -> Result<Self, Error> {
        if claims.is_empty() {
            return Ok(Self {
                at: Vec::new(),
                houses: Houses { of_base: HashMap::new(), legal: HashMap::new() },
            });
        }
        let keys: Vec<Uuid> = claims.iter().map(|claim| claim.evidence_id).collect();
        let shown = evidence::find(&**write, INVARIANT, &keys).await?;
        let counts = |claim: &Claim| {
            let evidence = shown.iter().find(|one| one.id == claim.evidence_id)?;
            let base = evidence.base_id.filter(|_| evidence.status == EvidenceStatus::Approved)?;
            Some((claim.interval, base))
        };
        let at: Vec<(Interval, Uuid)> = claims.iter().filter_map(counts).collect();
        let all: Vec<Uuid> = at.iter().map(|(_, base)| *base).chain(bases.iter().copied()).collect();
        Ok(Self { at, houses: houses_of(&**write, &all, None).await? })
    }

    /// When she attended sessions at the place of another legal entity than a base's.
    pub(super) fn elsewhere(&self, base_id: Option<Uuid>) -> Vec<Interval> {
        let legal =
            |base: &Uuid| self.houses.of_base.get(base).and_then(|house| self.houses.legal.get(house));
        let Some(base_id) = base_id else { return Vec::new() };
        let here = legal(&base_id);
        self.at.iter().filter(|(_, base)| legal(base) != here).map(|(interval, _)| *interval).collect()
    }
}
