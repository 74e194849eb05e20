//! How far bases are from the norms for them, reckoned from what is recorded.
//!
//! Figures of places name nobody; whoever plans or oversees anywhere sees those of every base, as with capacity (decision 0020), but
//! for what tells of fewer than three people. The norms are those of an institution that answers for none of the bases.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use platform::Platform;
use platform::error::Error;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::{BaseFacts, BaseNormStatus, BaseNorms, NormStanding, SeenStay, norm_standing, window};
use super::store::{self, BaseFigure, BaseVisit};
use crate::identity::{Act, Owners, Permit, Viewer, is_in_force};
use crate::organisations::{self, Base, Institution, Validity};
use crate::rule_sets::{self, Rules as _};
use crate::{enrolment, evidence, rotations, teaching};

/// Most bases of one answer.
pub const MOST_BASES: usize = 20;
/// For how long a visit stays on an answer, in months.
const VISITS_SHOWN_MONTHS: u32 = 36;

/// Norms that hold, and the set they stand in; none for those that come with the system.
#[derive(Clone, Debug)]
pub struct HeldNorms {
    /// The institution's set.
    pub set_id: Option<Uuid>,
    /// The norms.
    pub norms: Arc<BaseNorms>,
}

/// How a base stands to the norms.
#[derive(Clone, Debug)]
pub struct BaseReadiness {
    /// The base.
    pub base: Base,
    /// The day.
    pub on: NaiveDate,
    /// The norms.
    pub held: HeldNorms,
    /// Each norm that is about the base, by its place in the set, in order.
    pub standings: Vec<(usize, NormStanding)>,
    /// What the base declares.
    pub figures: Vec<BaseFigure>,
    /// What experts saw in the last three years, the latest first.
    pub visits: Vec<BaseVisit>,
}

impl BaseReadiness {
    /// Whether it is accredited on the day, and every norm met or not asked.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let open = |status| !matches!(status, BaseNormStatus::Met | BaseNormStatus::NotAsked);
        self.base.term().is_on(self.on) && !self.standings.iter().any(|(_, standing)| open(standing.status))
    }
}

/// The norms that hold at an institution on a day: one statement at most.
pub(super) async fn norms_on(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
    on: NaiveDate,
) -> Result<HeldNorms, Error> {
    let known = match institution_id {
        Some(key) => rule_sets::sets_of::<BaseNorms>(connection, &[key], Some(on)).await?,
        None => Vec::new(),
    };
    if let Some(set) = known.into_iter().rev().find(|set| is_in_force(set.starts_on, set.ends_on, on)) {
        return Ok(HeldNorms { set_id: Some(set.id), norms: set.rules });
    }
    let norms = BaseNorms::usual().ok_or_else(|| Error::internal("the usual norms cannot be read"))?;
    Ok(HeldNorms { set_id: None, norms })
}

/// How bases stand on a day to the norms of an institution, in the order asked: the same number of statements for one as for twenty.
///
/// # Errors
/// `Forbidden` without a role that plans or oversees; `NotFound` when a base or the institution is not there; a problem when more
/// bases are asked about than one answer covers.
pub async fn base_readiness(
    platform: &Platform,
    viewer: &Viewer,
    keys: &[Uuid],
    norms_of: Option<Uuid>,
    on: NaiveDate,
) -> Result<Vec<BaseReadiness>, Error> {
    Permit::anywhere(viewer, Act::CapacityRead)?;
    if !(1..=MOST_BASES).contains(&keys.len()) {
        return Err(Error::BadInput(Message::new("oversight-bases").with("limit", MOST_BASES)));
    }
    let reader = platform.database.reader();
    let found = organisations::find_bases(reader, keys).await?;
    let mut known: HashMap<Uuid, Base> = found.into_iter().map(|base| (base.id, base)).collect();
    let mut bases = Vec::with_capacity(keys.len());
    for key in keys {
        // Whoever names a base twice is told of it once.
        match known.remove(key) {
            Some(base) => bases.push(base),
            None if bases.iter().any(|base| base.id == *key) => {}
            None => return Err(Error::NotFound),
        }
    }
    let houses: Vec<Uuid> = bases.iter().map(|base| base.institution_id).chain(norms_of).collect();
    let houses = organisations::with_legal_entities(reader, &houses).await?;
    judges_others(&houses, norms_of, &bases)?;
    let held = norms_on(reader, norms_of, on).await?;
    let since = held.norms.looks_back_to(on);
    let mut facts = gathered(reader, &bases, (since, on)).await?;
    let keys: Vec<Uuid> = bases.iter().map(|base| base.id).collect();
    let figures = store::figures_on(reader, &keys, on).await?;
    let visits = store::visits_of(reader, &keys, window(on, VISITS_SHOWN_MONTHS)).await?;
    let readiness = |base: Base| {
        let mut facts = facts.remove(&base.id).unwrap_or_default();
        let figures: Vec<BaseFigure> =
            figures.iter().filter(|figure| figure.base_id == base.id).cloned().collect();
        facts.declared = figures.iter().map(|figure| (figure.kind, figure.value)).collect();
        let norms = held.norms.norms.iter().enumerate();
        let about = norms.filter(|(_, norm)| norm.base_kind.is_none_or(|kind| kind == base.kind));
        let is_near = houses.get(&base.institution_id).is_some_and(|(house, _)| acts_there(viewer, house));
        let standings =
            about.map(|(place, norm)| (place, norm_standing(norm, &facts, on, is_near))).collect();
        let visits = visits.iter().filter(|visit| visit.base_id == base.id).cloned().collect();
        BaseReadiness { base, on, held: held.clone(), standings, figures, visits }
    };
    Ok(bases.into_iter().map(readiness).collect())
}

/// No base is judged by norms of the legal entity to which it belongs.
fn judges_others(
    houses: &HashMap<Uuid, (Institution, Uuid)>,
    norms_of: Option<Uuid>,
    bases: &[Base],
) -> Result<(), Error> {
    let Some(key) = norms_of else { return Ok(()) };
    let (judging, legal) = houses.get(&key).ok_or(Error::NotFound)?;
    let is_own = |base: &Base| houses.get(&base.institution_id).is_some_and(|(_, own)| own == legal);
    if bases.iter().any(is_own) {
        let name = (judging.name.zh.as_str(), judging.name.en.as_str());
        return Err(Error::BadInput(Message::new("oversight-own-norms").with("institution", name)));
    }
    Ok(())
}

/// Whether figures that tell of few people are hers to see: she plans or oversees at the base itself.
fn acts_there(viewer: &Viewer, house: &Institution) -> bool {
    let houses = [house.id];
    let owners = Owners { institutions: &houses, region_code: Some(&house.region_code), ..Owners::default() };
    Permit::at(viewer, Act::CapacityRead, owners).is_ok()
}

/// What is recorded about these bases between two days, but for what they declare: six statements.
async fn gathered(
    connection: &impl ConnectionTrait,
    bases: &[Base],
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, BaseFacts>, Error> {
    let keys: Vec<Uuid> = bases.iter().map(|base| base.id).collect();
    let houses: Vec<Uuid> = bases.iter().map(|base| base.institution_id).collect();
    let stays = rotations::stays_at(connection, &keys, days).await?;
    let trainees: HashSet<Uuid> = stays.iter().map(|stay| stay.person_id).collect();
    let trainees: Vec<Uuid> = trainees.into_iter().collect();
    let leaves = enrolment::approved_leaves(connection, &trainees).await?;
    let supervisors: HashSet<Uuid> = stays.iter().map(|stay| stay.supervisor_id).collect();
    let supervisors: Vec<Uuid> = supervisors.into_iter().collect();
    let held = organisations::qualifications_at(connection, &houses, &supervisors).await?;
    let mut visits = organisations::visits_to(connection, &houses, days).await?;
    visits.extend(teaching::taught_at(connection, &houses, days).await?);
    let sessions = evidence::sessions_at(connection, (&keys, &trainees), days).await?;
    let logged = evidence::logged_at(connection, (&keys, &trainees), days).await?;
    let mut away: HashMap<Uuid, Vec<(NaiveDate, NaiveDate)>> = HashMap::new();
    for leave in &leaves {
        away.entry(leave.person_id).or_default().push(leave.span());
    }
    let of = |base: &Base| {
        let here: HashSet<Uuid> =
            stays.iter().filter(|stay| stay.base_id == base.id).map(|stay| stay.person_id).collect();
        let leaves = away.iter().filter(|(person, _)| here.contains(*person));
        let leaves = leaves.map(|(person, days)| (*person, days.clone())).collect();
        let stays = stays.iter().filter(|stay| stay.base_id == base.id);
        let stays = stays.map(|stay| SeenStay {
            person_id: stay.person_id,
            supervisor_id: stay.supervisor_id,
            days: (stay.starts_on, stay.ends_on),
            percent: stay.part_time_percent.and_then(|percent| usize::try_from(percent).ok()).unwrap_or(100),
        });
        let here = held.iter().filter(|held| held.institution_id == base.institution_id);
        let mut kinds: HashMap<String, BTreeSet<NaiveDate>> = HashMap::new();
        for session in sessions.iter().filter(|session| session.base_id == base.id) {
            kinds.entry(session.activity.clone()).or_default().insert(session.day);
        }
        let mut by_person: HashMap<Uuid, BTreeMap<NaiveDate, i64>> = HashMap::new();
        for logged in logged.iter().filter(|logged| logged.base_id == base.id) {
            by_person.entry(logged.person_id).or_default().insert(logged.day, logged.in_charge);
        }
        BaseFacts {
            accredited_on: base.accredited_on,
            accredited_until: base.accredited_until,
            stays: stays.collect(),
            leaves,
            qualified_here: here.map(|held| (held.person_id, held.kind, held.validity)).collect(),
            qualified: held
                .iter()
                .map(|held| (held.person_id, held.validity))
                .collect::<Vec<(Uuid, Validity)>>(),
            visits: visits
                .iter()
                .filter(|(house, _)| *house == base.institution_id)
                .map(|(_, day)| *day)
                .collect(),
            sessions: kinds,
            logged: by_person,
            declared: HashMap::new(),
        }
    };
    Ok(bases.iter().map(|base| (base.id, of(base))).collect())
}
