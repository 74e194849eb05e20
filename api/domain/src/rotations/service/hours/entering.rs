//! Making entries within a write: one, a hundred that a phone kept, or a week that a secretary types.
//!
//! What entries have in common is read once: the placements and supervisions that they name, the trainings behind those, and the
//! time that she holds. Each entry is judged by itself; those that may stand are written together, so that a hundred cost hardly more
//! statements than one. An entry that corrects another one of the same submission is judged after it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use platform::codes::Code as _;
use platform::db::{Write, refused_by};
use platform::error::{Error, Failure, Outcome, Problem};
use platform::idempotency::{self, Earlier};
use platform::text::Message;
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::super::super::rules::{Activity, HoursErrorCode, HoursProposal, Interval, Layer, hours_problems};
use super::super::super::store::{self, Claim};
use super::super::presence::Attended;
use super::correction_problem;
use super::sources::Sources;
use crate::evidence::{self, Evidence, EvidenceKind, NewEvidence, SourceKind};
use crate::identity::{Permit, Scope};

/// What hours belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// A placement.
    Placement(Uuid),
    /// A master's supervision.
    Supervision(Uuid),
}

/// Hours to be entered.
#[derive(Clone, Debug)]
pub struct NewHours {
    /// What they belong to.
    pub within: Within,
    /// What they were spent on.
    pub activity: Activity,
    /// The kind of that activity which the plan tells apart, by code.
    pub activity_kind: Option<String>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// What the trainee writes; may be empty.
    pub note: String,
    /// The entry of hers that this one corrects.
    pub replaces_id: Option<Uuid>,
    /// The client's key of the entry of hers that this one corrects, for a client that does not know its id yet.
    pub replaces_key: Option<String>,
    /// The client's key: a repeat answers with the first result.
    pub key: Option<String>,
}

impl NewHours {
    pub(super) fn interval(&self) -> Interval {
        Interval { from: self.starts_at, until: self.ends_at }
    }

    /// The time that they hold, in their own layer, and that of sessions which they must not be apart from.
    fn touching(&self) -> [(Layer, Interval); 2] {
        [self.activity.layer(), Layer::Session].map(|layer| (layer, self.interval()))
    }

    /// What makes two submissions with one key the same.
    fn fingerprint(&self) -> String {
        let (kind, key) = match self.within {
            Within::Placement(key) => (SourceKind::Placement, key),
            Within::Supervision(key) => (SourceKind::Supervision, key),
        };
        let mut said = json!({
            "act": "hours.submit", "within": [kind.code(), key.to_string()], "activity": self.activity.code(),
            "startsAt": self.starts_at, "endsAt": self.ends_at, "note": self.note, "replaces": self.replaces_id,
        });
        // What came later is told only where it is said, so that what was submitted before stays the same.
        let later = [("replacesKey", &self.replaces_key), ("activityKind", &self.activity_kind)];
        for (field, value) in later {
            if let (Some(value), Some(fields)) = (value, said.as_object_mut()) {
                fields.insert(field.to_owned(), json!(value));
            }
        }
        said.to_string()
    }
}

/// What became of an entry.
#[derive(Clone, Debug)]
pub(in super::super) enum Entered {
    /// It was made.
    New(Box<Evidence>),
    /// It had been made before, by the same key.
    Repeated(Uuid),
    /// It was refused.
    Refused(Vec<Problem<HoursErrorCode>>),
    /// What the field names is not there, or not hers.
    Unknown(&'static str),
    /// Its key came with another input.
    KeyTaken,
}

impl Entered {
    /// What the same entry is answered with when it comes again.
    fn again(&self) -> Self {
        match self {
            Self::New(made) => Self::Repeated(made.id),
            other => other.clone(),
        }
    }
}

/// Where the entries of one person are made. Her enrolments are locked.
pub(in super::super) struct Desk<'a> {
    write: &'a Write,
    scope: Scope<'a>,
    person_id: Uuid,
    sources: Sources<'a>,
}

/// An entry that may stand, before it is written.
struct Accepted<'n> {
    place: usize,
    new: &'n NewHours,
    recorded: NewEvidence,
    /// The time that it is to hold.
    held: (Layer, Interval),
}

impl<'a> Desk<'a> {
    /// Opens a desk for a person's entries, which reads what is hers within a scope.
    pub(in super::super) fn open(write: &'a Write, scope: Scope<'a>, person_id: Uuid) -> Self {
        Self { write, scope, person_id, sources: Sources::within(write, scope) }
    }

    /// Whose placement or supervision it is; nobody's when it is not visible.
    pub(in super::super) async fn owner(&mut self, within: Within) -> Result<Option<Uuid>, Error> {
        self.sources.look_up([within]).await?;
        Ok(self.sources.get(&within).map(|source| source.person_id))
    }

    /// Makes entries, and says of each what became of it, in the order given. What is refused writes nothing and keeps nothing else
    /// from being made.
    ///
    /// # Errors
    /// `OVERLAP` for all of them when others were made for the same time at the same moment.
    pub(in super::super) async fn enter(
        &mut self,
        permit: &Permit,
        new: &[NewHours],
    ) -> Outcome<Vec<Entered>, HoursErrorCode> {
        let mut entered: Vec<Option<Entered>> = vec![None; new.len()];
        let keys = new.iter().flat_map(|one| [&one.key, &one.replaces_key]).flatten();
        let keys: HashSet<String> = keys.cloned().collect();
        let mut earlier = HashMap::new();
        if !keys.is_empty() {
            earlier = idempotency::earlier_all(&**self.write, self.person_id, keys).await?;
        }
        self.sources.look_up(new.iter().map(|one| one.within)).await?;
        let (mut first, mut second): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for (place, one) in new.iter().enumerate() {
            if one.replaces_key.is_some() { second.push(place) } else { first.push(place) }
        }
        let mut made: HashMap<String, (String, Entered)> = HashMap::new();
        for (places, corrects) in [(first, false), (second, true)] {
            if places.is_empty() {
                continue;
            }
            let round = Round { desk: self, permit, earlier: &earlier, made: &mut made };
            for (place, became) in round.run(new, &places, corrects).await? {
                if let Some(slot) = entered.get_mut(place) {
                    *slot = Some(became);
                }
            }
        }
        let lost = || Error::internal("an entry without an outcome");
        Ok(entered.into_iter().map(|one| one.ok_or_else(lost)).collect::<Result<_, Error>>()?)
    }
}

/// Entries that are judged and written together.
struct Round<'r, 'a> {
    desk: &'r Desk<'a>,
    permit: &'r Permit,
    /// What came by these keys before.
    earlier: &'r HashMap<String, Earlier>,
    /// What came by keys of this submission: its input, and what became of it.
    made: &'r mut HashMap<String, (String, Entered)>,
}

impl Round<'_, '_> {
    async fn run(
        mut self,
        new: &[NewHours],
        places: &[usize],
        corrects: bool,
    ) -> Outcome<Vec<(usize, Entered)>, HoursErrorCode> {
        let resolved = self.resolved(new, places, corrects);
        let times: Vec<_> = resolved.iter().flat_map(|(_, one)| one.touching()).collect();
        let held = store::claims_among(&**self.desk.write, self.desk.person_id, &times).await?;
        let (sessions, mut held): (Vec<Claim>, Vec<Claim>) =
            held.into_iter().partition(|claim| claim.layer == Layer::Session);
        let bases = resolved.iter().filter_map(|(_, one)| self.desk.sources.get(&one.within)?.base_id);
        let bases: Vec<Uuid> = bases.collect();
        let attended = Attended::of(self.desk.write, &sessions, &bases).await?;
        let (mut outcomes, mut corrected) = (Vec::new(), HashSet::new());
        let (mut accepted, mut freed, mut twice) = (Vec::new(), Vec::new(), Vec::new());
        let mut taken: HashMap<&str, String> = HashMap::new();
        for (place, one) in &resolved {
            let input = one.fingerprint();
            if let Some(key) = &one.key {
                if let Some(became) = self.repeated(key, &input) {
                    outcomes.push((*place, became));
                    continue;
                }
                match taken.get(key.as_str()) {
                    // It stands further up in the same submission.
                    Some(said) if *said == input => twice.push((*place, key.clone())),
                    Some(_) => outcomes.push((*place, Entered::KeyTaken)),
                    None => {}
                }
                if taken.contains_key(key.as_str()) {
                    continue;
                }
            }
            match self.judge(one, (&held, &attended), &mut corrected).await? {
                Err(became) => outcomes.push((*place, became)),
                Ok(recorded) => {
                    let interval = self.hold(one, &mut held, &mut freed);
                    taken.extend(one.key.as_deref().map(|key| (key, input)));
                    let holds = (one.activity.layer(), interval);
                    accepted.push(Accepted { place: *place, new: one, recorded, held: holds });
                }
            }
        }
        outcomes.extend(self.write_down(accepted, &freed).await?);
        for (place, key) in twice {
            outcomes.push((place, self.made.get(&key).map_or(Entered::KeyTaken, |(_, first)| first.again())));
        }
        Ok(outcomes)
    }

    /// The entries of this round, with the keys of what they correct looked up.
    fn resolved(&self, new: &[NewHours], places: &[usize], corrects: bool) -> Vec<(usize, NewHours)> {
        let resolve = |place: &usize| {
            let mut one = new.get(*place)?.clone();
            if corrects {
                one.replaces_id = one.replaces_key.as_ref().and_then(|key| self.made_by(key));
            }
            Some((*place, one))
        };
        places.iter().filter_map(resolve).collect()
    }

    /// Holds time for an entry among what she holds, and says which: a correction holds that of what it corrects as well, where the
    /// two touch.
    fn hold(&self, one: &NewHours, held: &mut Vec<Claim>, freed: &mut Vec<Uuid>) -> Interval {
        let (layer, mut interval) = (one.activity.layer(), one.interval());
        let touches = |claim: &Claim| {
            Some(claim.evidence_id) == one.replaces_id
                && claim.layer == layer
                && claim.interval.overlaps(interval)
        };
        if let Some(at) = held.iter().position(touches) {
            let claim = held.remove(at);
            interval = interval.spanning(claim.interval);
            freed.push(claim.evidence_id);
        }
        // The key of what is not written yet is nobody's.
        held.push(Claim { evidence_id: Uuid::nil(), person_id: self.desk.person_id, layer, interval });
        interval
    }

    /// The entry that came by a key, now or before.
    fn made_by(&self, key: &str) -> Option<Uuid> {
        match self.made.get(key) {
            Some((_, Entered::New(made))) => Some(made.id),
            Some((_, Entered::Repeated(made))) => Some(*made),
            _ => self.earlier.get(key).map(|earlier| earlier.made),
        }
    }

    /// What an entry whose key came before is answered with.
    fn repeated(&self, key: &str, input: &str) -> Option<Entered> {
        if let Some(earlier) = self.earlier.get(key) {
            return Some(if earlier.is_of(input) {
                Entered::Repeated(earlier.made)
            } else {
                Entered::KeyTaken
            });
        }
        let (said, became) = self.made.get(key)?;
        Some(if said == input { became.again() } else { Entered::KeyTaken })
    }

    /// What an entry would be recorded as; otherwise what became of it.
    async fn judge(
        &self,
        new: &NewHours,
        (held, attended): (&[Claim], &Attended),
        corrected: &mut HashSet<Uuid>,
    ) -> Result<Result<NewEvidence, Entered>, Error> {
        let Some(source) = self.desk.sources.get(&new.within) else {
            return Ok(Err(Entered::Unknown("within")));
        };
        if source.person_id != self.desk.person_id {
            return Ok(Err(Entered::Unknown("within")));
        }
        let others: Vec<Interval> = held
            .iter()
            .filter(|claim| claim.layer == new.activity.layer())
            .filter(|claim| new.replaces_id.is_none_or(|key| claim.evidence_id != key))
            .map(|claim| claim.interval)
            .collect();
        let mut problems = hours_problems(&HoursProposal {
            interval: new.interval(),
            activity: new.activity,
            kind: new.activity_kind.as_deref().map(|code| (code, source.activity_kind(code))),
            note: &new.note,
            key: new.key.as_deref(),
            source: source.term,
            is_source_live: source.is_live(),
            accepts: source.accepts,
            now: self.desk.write.now(),
            backdating_days: source.backdating_days(),
            held: &others,
            elsewhere: &attended.elsewhere(source.base_id.filter(|_| new.activity != Activity::OnCallHome)),
        });
        let refused = |path, message| Problem::new(HoursErrorCode::NotCorrectable, path, message);
        let path = if new.replaces_key.is_some() { "replacesKey" } else { "replacesId" };
        match (new.replaces_id, &new.replaces_key) {
            (None, None) => {}
            (None, Some(key)) => {
                let message = Message::new("rotations-hours-key-unknown").with("key", key);
                problems.push(refused(path, message));
            }
            (Some(key), _) if corrected.contains(&key) => {
                let message =
                    Message::new("rotations-correction-waits").with("day", new.interval().credited_on());
                problems.push(refused(path, message));
            }
            (Some(key), _) => {
                let belongs = (source.id, source.person_id);
                let (write, scope) = (self.desk.write, self.desk.scope);
                match correction_problem(write, scope, belongs, EvidenceKind::Hours, key).await {
                    Ok(stands) => problems.extend(stands.map(|message| refused(path, message))),
                    Err(Error::NotFound) => return Ok(Err(Entered::Unknown(path))),
                    Err(error) => return Err(error),
                }
            }
        }
        if !problems.is_empty() {
            return Ok(Err(Entered::Refused(problems)));
        }
        corrected.extend(new.replaces_id);
        Ok(Ok(source.recorded(new)))
    }

    /// Writes what was accepted: evidence, the time that it holds, and its keys.
    async fn write_down(
        &mut self,
        accepted: Vec<Accepted<'_>>,
        freed: &[Uuid],
    ) -> Outcome<Vec<(usize, Entered)>, HoursErrorCode> {
        let write = self.desk.write;
        let recorded: Vec<NewEvidence> = accepted.iter().map(|one| one.recorded.clone()).collect();
        let made = evidence::submit_all(write, self.permit, &recorded).await?;
        store::delete_claims(write, self.permit, freed).await?;
        let claims: Vec<Claim> = accepted
            .iter()
            .zip(&made)
            .map(|(one, made)| {
                let (layer, interval) = one.held;
                Claim { evidence_id: made.id, person_id: made.person_id, layer, interval }
            })
            .collect();
        store::insert_claims(write, self.permit, &claims).await.map_err(guarded)?;
        let calls: Vec<(String, String, Uuid)> = accepted
            .iter()
            .zip(&made)
            .filter_map(|(one, made)| Some((one.new.key.clone()?, one.new.fingerprint(), made.id)))
            .collect();
        idempotency::remember_all(write, self.desk.person_id, &calls).await?;
        let mut outcomes = Vec::with_capacity(made.len());
        for (one, made) in accepted.iter().zip(made) {
            let became = Entered::New(Box::new(made));
            if let Some(key) = &one.new.key {
                self.made.insert(key.clone(), (one.new.fingerprint(), became.clone()));
            }
            outcomes.push((one.place, became));
        }
        Ok(outcomes)
    }
}

/// Two entries for the same time at the same moment: the database lets one through.
fn guarded(error: DbErr) -> Failure<HoursErrorCode> {
    if refused_by(&error, "interval_claim_no_overlap") {
        let message = Message::new("rotations-hours-overlap-meanwhile");
        return Failure::problem(HoursErrorCode::Overlap, "startsAt", message);
    }
    error.into()
}
