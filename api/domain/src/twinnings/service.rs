//! What the two sides of a twinning do.
//!
//! A transaction locks the twinning first; whoever records a reading then locks the institution.

use std::collections::{HashMap, HashSet};

use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, events, id, jobs};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{
    Days, MOST_INDICATORS, MOST_PAIRS, MOST_TOPICS, TwinningErrorCode, TwinningSide, TwinningStatus,
    TwinningTopic, count_problem, days_problems, name_problems, status_problem,
};
use super::store::{self, Pair, Topic, Twinning};
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer};
use crate::organisations::{self, Indicator};
use crate::pairings::Channel;
use crate::teaching::{self, TeachingSessionStatus};
use crate::timetables::local_day;

mod deciding;
mod measuring;

pub use deciding::{twinning_accept, twinning_decline, twinning_end};
pub use measuring::{IndicatorReport, NewReading, TWINNING_SOURCE_PURPOSE, report, twinning_reading_record};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// Tells both sides where a twinning stands.
pub const CHANGED_JOB: &str = "notifications.twinning-changed";

/// Most sessions that are added at once.
const MOST_SESSIONS: usize = 200;

type Problems = Vec<Problem<TwinningErrorCode>>;

fn problem(code: TwinningErrorCode, path: &str, message: Message) -> Problem<TwinningErrorCode> {
    Problem::new(code, path, message)
}

/// Two departments to be twinned.
#[derive(Clone, Debug)]
pub struct NewPair {
    /// What they are called: the one that helps, and the one that is helped.
    pub departments: (String, String),
    /// Whom to turn to on each side, likewise.
    pub contacts: (Uuid, Uuid),
}

/// A twinning to be proposed.
#[derive(Clone, Debug)]
pub struct NewTwinning {
    /// What it is called.
    pub name: String,
    /// The institution that helps.
    pub supporting_id: Uuid,
    /// The institution that is helped.
    pub supported_id: Uuid,
    /// The agreement under which it stands.
    pub agreement_id: Option<Uuid>,
    /// First and last day.
    pub term: Days,
    /// The time before, against which it is measured.
    pub baseline: Days,
    /// Which of the usual topics it is about.
    pub usual_topics: Vec<TwinningTopic>,
    /// What it is about besides, by name.
    pub own_topics: Vec<String>,
    /// How they meet.
    pub channels: Vec<Channel>,
    /// Its pairs of departments.
    pub pairs: Vec<NewPair>,
    /// The indicators by which it is measured.
    pub indicators: Vec<Uuid>,
}

/// Sessions that belong to a pair and a topic of a twinning.
#[derive(Clone, Debug)]
pub struct SessionsOf {
    /// The twinning.
    pub twinning_id: Uuid,
    /// The pair.
    pub pair_id: Uuid,
    /// Which of the topics, from 0.
    pub topic: i32,
    /// The sessions.
    pub sessions: Vec<Uuid>,
}

fn side_of(of: &Twinning, side: TwinningSide) -> Uuid {
    match side {
        TwinningSide::Supporting => of.supporting_id,
        TwinningSide::Supported => of.supported_id,
    }
}

const fn other(side: TwinningSide) -> TwinningSide {
    match side {
        TwinningSide::Supporting => TwinningSide::Supported,
        TwinningSide::Supported => TwinningSide::Supporting,
    }
}

/// The permit of whoever acts for one of the two institutions, the one that helps first.
fn either(viewer: &Viewer, of: (Uuid, Uuid)) -> Result<(TwinningSide, Permit), Error> {
    match Permit::at(viewer, Act::TwinningWrite, &[of.0]) {
        Ok(permit) => Ok((TwinningSide::Supporting, permit)),
        Err(_) => Ok((TwinningSide::Supported, Permit::at(viewer, Act::TwinningWrite, &[of.1])?)),
    }
}

fn told(of: &Twinning) -> Value {
    json!({
        "name": of.name, "supportingId": of.supporting_id, "supportedId": of.supported_id,
        "agreementId": of.agreement_id, "startsOn": of.term.0, "endsOn": of.term.1,
        "baselineFrom": of.baseline.0, "baselineUntil": of.baseline.1, "status": of.status.code(),
        "reason": of.reason,
    })
}

/// That institutions or agreement do not fit.
async fn place_problems(write: &Write, new: &NewTwinning) -> Result<Problems, Error> {
    let mut problems = Problems::new();
    for (path, key) in [("supportingId", new.supporting_id), ("supportedId", new.supported_id)] {
        let institution = organisations::institution(&**write, key).await?;
        if let Some(message) = organisations::merged_by(&**write, &institution, Some(new.term.0)).await? {
            problems.push(problem(TwinningErrorCode::WrongPlace, path, message));
        }
    }
    if new.supporting_id == new.supported_id {
        let message = Message::new("twinnings-one-institution");
        problems.push(problem(TwinningErrorCode::WrongPlace, "supportedId", message));
    }
    if let Some(key) = new.agreement_id {
        let found = organisations::agreements_by_key(&**write, &[key]).await?.pop();
        let agreement = found.ok_or(Error::NotFound)?;
        let parties: HashSet<Uuid> = [agreement.core_institution_id, agreement.institution_id].into();
        let binds = parties == HashSet::from([new.supporting_id, new.supported_id]);
        if !binds || new.term.0 < agreement.term.0 || agreement.term.1 < new.term.1 {
            let message = Message::new("twinnings-agreement")
                .with("first", agreement.term.0)
                .with("last", agreement.term.1);
            problems.push(problem(TwinningErrorCode::NotAgreed, "agreementId", message));
        }
    }
    Ok(problems)
}

/// That departments have no name, or contacts do not work on their side.
async fn pair_problems(write: &Write, new: &NewTwinning) -> Result<Problems, Error> {
    let mut problems = Problems::new();
    problems.extend(count_problem("pairs", new.pairs.len(), (1, MOST_PAIRS)));
    let (first, last) = new.term;
    let mut known: HashMap<(Uuid, Uuid), bool> = HashMap::new();
    for (place, pair) in new.pairs.iter().enumerate().take(MOST_PAIRS) {
        let at = |field: &str| format!("pairs.{place}.{field}");
        problems.extend(name_problems(&at("supportingDepartment"), &pair.departments.0));
        problems.extend(name_problems(&at("supportedDepartment"), &pair.departments.1));
        let sides = [
            ("supportingContactId", pair.contacts.0, new.supporting_id),
            ("supportedContactId", pair.contacts.1, new.supported_id),
        ];
        for (field, person_id, institution_id) in sides {
            let asked = known.get(&(person_id, institution_id)).copied();
            let works = if let Some(works) = asked {
                works
            } else {
                identity::is_teaching_at(&**write, person_id, institution_id, first, last).await?
            };
            known.insert((person_id, institution_id), works);
            if !works {
                let message = Message::new("twinnings-contact").with("first", first);
                problems.push(problem(TwinningErrorCode::NotWorking, &at(field), message));
            }
        }
    }
    Ok(problems)
}

/// The indicators that a twinning may be measured by: those that come with the system, and those of its agreement's consortium.
async fn allowed_indicators(
    connection: &impl ConnectionTrait,
    agreement_id: Option<Uuid>,
    keys: &[Uuid],
) -> Result<HashSet<Uuid>, Error> {
    let consortium_id = match agreement_id {
        Some(key) => {
            let found = organisations::agreements_by_key(connection, &[key]).await?.pop();
            found.map(|agreement| agreement.consortium_id)
        }
        None => None,
    };
    let found = organisations::find_indicators(connection, keys).await?;
    let is_allowed = |one: &Indicator| one.consortium_id.is_none() || one.consortium_id == consortium_id;
    Ok(found.into_iter().filter(is_allowed).map(|one| one.id).collect())
}

fn indicator_problem(path: &str, key: Uuid, allowed: &HashSet<Uuid>) -> Option<Problem<TwinningErrorCode>> {
    (!allowed.contains(&key))
        .then(|| problem(TwinningErrorCode::WrongIndicator, path, Message::new("twinnings-indicator")))
}

/// Proposes a twinning, for one of the two institutions; the other one accepts or declines it.
///
/// # Errors
/// `NotFound` when there is no such institution or agreement; `Forbidden`; every problem found.
pub async fn twinning_propose(
    platform: &Platform,
    viewer: &Viewer,
    new: NewTwinning,
) -> Outcome<Twinning, TwinningErrorCode> {
    let write = platform.database.write().await?;
    for key in [new.supporting_id, new.supported_id] {
        organisations::institution(&*write, key).await?;
    }
    let (side, permit) = either(viewer, (new.supporting_id, new.supported_id))?;
    let mut problems = name_problems("name", &new.name);
    problems.extend(days_problems(new.term, new.baseline));
    problems.extend(place_problems(&write, &new).await?);
    problems.extend(pair_problems(&write, &new).await?);
    let topics = new.usual_topics.len() + new.own_topics.len();
    problems.extend(count_problem("topics", topics, (1, MOST_TOPICS)));
    for (place, name) in new.own_topics.iter().enumerate().take(MOST_TOPICS) {
        problems.extend(name_problems(&format!("ownTopics.{place}"), name));
    }
    problems.extend(count_problem("channels", new.channels.len(), (1, Channel::ALL.len())));
    problems.extend(count_problem("indicatorIds", new.indicators.len(), (0, MOST_INDICATORS)));
    let allowed = allowed_indicators(&*write, new.agreement_id, &new.indicators).await?;
    for (place, key) in new.indicators.iter().enumerate().take(MOST_INDICATORS) {
        let is_twice = new.indicators.iter().take(place).any(|one| one == key);
        let path = format!("indicatorIds.{place}");
        if is_twice {
            let message = Message::new("twinnings-indicator-twice");
            problems.push(problem(TwinningErrorCode::WrongIndicator, &path, message));
        }
        problems.extend(indicator_problem(&path, *key, &allowed));
    }
    accept(problems)?;
    let usual = new.usual_topics.into_iter().map(Topic::Usual);
    let own = new.own_topics.into_iter().map(|name| Topic::Own(name.trim().to_owned()));
    let made = Twinning {
        id: id::new_key(),
        name: new.name.trim().to_owned(),
        supporting_id: new.supporting_id,
        supported_id: new.supported_id,
        agreement_id: new.agreement_id,
        term: new.term,
        baseline: new.baseline,
        topics: usual.chain(own).collect(),
        channels: new.channels,
        status: TwinningStatus::Proposed,
        // Of a deputy, whom she proposed for: neither of the two accepts it.
        proposed: (side, permit.actor.delegator_id.unwrap_or(viewer.person_id), write.now()),
        decided: None,
        reason: None,
    };
    let pair = |(pair, place): (NewPair, i32)| Pair {
        id: id::new_key(),
        twinning_id: made.id,
        place,
        departments: (pair.departments.0.trim().to_owned(), pair.departments.1.trim().to_owned()),
        contacts: pair.contacts,
    };
    let pairs: Vec<Pair> = new.pairs.into_iter().zip(0..).map(pair).collect();
    store::insert(&write, &permit, (&made, &pairs, &new.indicators)).await?;
    let object = ("twinning", made.id);
    identity::remember(&write, &permit, "twinning.propose", object, (Value::Null, told(&made))).await?;
    announce(&write, &permit, &made, &pairs).await?;
    write.commit().await?;
    Ok(made)
}

/// An event for each contact, and letters to both sides.
async fn announce(write: &Write, permit: &Permit, of: &Twinning, pairs: &[Pair]) -> Result<(), Error> {
    let event = match of.status {
        TwinningStatus::Proposed => "twinning.proposed",
        TwinningStatus::Active => "twinning.accepted",
        TwinningStatus::Declined => "twinning.declined",
        TwinningStatus::Ended => "twinning.ended",
    };
    let mut people: Vec<Uuid> = pairs.iter().flat_map(|pair| [pair.contacts.0, pair.contacts.1]).collect();
    people.sort_unstable();
    people.dedup();
    let events: Vec<_> = people.iter().map(|person| (event, of.id, Some(*person))).collect();
    events::record_all(write, &events).await?;
    let told = json!({ "twinning_id": of.id, "status": of.status.code(), "by": permit.actor.person_id });
    jobs::enqueue(write, CHANGED_JOB, &told, None).await?;
    Ok(())
}

/// A visible twinning as it is now, locked.
async fn locked(write: &Write, viewer: &Viewer, key: Uuid) -> Result<Twinning, Error> {
    store::find_twinnings(&**write, viewer.scope(), &[key]).await?.pop().ok_or(Error::NotFound)?;
    store::lock(write, key).await?;
    store::find_twinnings(&**write, PERMITTED, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Adds an indicator by which a twinning is measured, for either side.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn twinning_indicator_add(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    indicator_id: Uuid,
) -> Outcome<Twinning, TwinningErrorCode> {
    let write = platform.database.write().await?;
    let twinning = locked(&write, viewer, key).await?;
    let (_, permit) = either(viewer, (twinning.supporting_id, twinning.supported_id))?;
    let mut problems: Problems =
        status_problem(twinning.status, TwinningStatus::Active).into_iter().collect();
    let measured = store::indicators_of(&*write, &[key]).await?;
    let allowed = allowed_indicators(&*write, twinning.agreement_id, &[indicator_id]).await?;
    problems.extend(indicator_problem("indicatorId", indicator_id, &allowed));
    problems.extend(count_problem("indicatorId", measured.len() + 1, (1, MOST_INDICATORS)));
    if measured.iter().any(|(_, one)| *one == indicator_id) {
        let message = Message::new("twinnings-indicator-twice");
        problems.push(problem(TwinningErrorCode::WrongIndicator, "indicatorId", message));
    }
    accept(problems)?;
    let place = i32::try_from(measured.len()).unwrap_or(i32::MAX);
    store::insert_indicators(&write, &permit, (key, place), &[indicator_id]).await?;
    let after = json!({ "indicatorId": indicator_id });
    identity::remember(&write, &permit, "twinning.indicator-add", ("twinning", key), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(twinning)
}

/// Says to which pair and topic of a twinning planned, held or confirmed sessions of the two institutions belong.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden`; every problem found.
pub async fn twinning_sessions_add(
    platform: &Platform,
    viewer: &Viewer,
    of: SessionsOf,
) -> Outcome<Twinning, TwinningErrorCode> {
    let write = platform.database.write().await?;
    let twinning = locked(&write, viewer, of.twinning_id).await?;
    let (_, permit) = either(viewer, (twinning.supporting_id, twinning.supported_id))?;
    let mut problems: Problems =
        status_problem(twinning.status, TwinningStatus::Active).into_iter().collect();
    problems.extend(count_problem("teachingSessionIds", of.sessions.len(), (1, MOST_SESSIONS)));
    let pairs = store::pairs_of(&*write, &[twinning.id]).await?;
    if !pairs.iter().any(|pair| pair.id == of.pair_id) {
        problems.push(problem(TwinningErrorCode::Invalid, "pairId", Message::new("twinnings-pair")));
    }
    let topics = i32::try_from(twinning.topics.len()).unwrap_or(i32::MAX);
    if !(0..topics).contains(&of.topic) {
        let message = Message::new("twinnings-topic").with("most", topics - 1);
        problems.push(problem(TwinningErrorCode::Invalid, "topic", message));
    }
    accept(problems)?;
    let found = teaching::find_sessions(&*write, viewer.scope(), &of.sessions).await?;
    let linked = store::linked(&*write, &of.sessions).await?;
    let between = HashSet::from([twinning.supporting_id, twinning.supported_id]);
    let mut problems = Problems::new();
    for (place, key) in of.sessions.iter().enumerate() {
        let session = found.iter().find(|one| one.id == *key);
        let fits = session.is_some_and(|one| {
            let day = local_day(one.time.0);
            HashSet::from([one.organiser_id, one.host_id]) == between
                && twinning.term.0 <= day
                && day <= twinning.term.1
                && one.status != TeachingSessionStatus::Cancelled
        });
        let is_twice = of.sessions.iter().take(place).any(|one| one == key);
        if !fits || is_twice || linked.contains_key(key) {
            let path = format!("teachingSessionIds.{place}");
            problems.push(problem(TwinningErrorCode::WrongSession, &path, Message::new("twinnings-session")));
        }
    }
    accept(problems)?;
    let link = (twinning.id, of.pair_id, of.topic);
    if let Err(error) = store::insert_links(&write, &permit, link, &of.sessions).await {
        // Another twinning took one of them at this moment.
        let taken = error.to_string().contains("twinning_session");
        let refused = || {
            problem(TwinningErrorCode::WrongSession, "teachingSessionIds", Message::new("twinnings-session"))
        };
        accept(taken.then(refused).into_iter().collect::<Problems>())?;
        return Err(error.into());
    }
    let after = json!({ "pairId": of.pair_id, "topic": of.topic, "sessionIds": of.sessions });
    let object = ("twinning", twinning.id);
    identity::remember(&write, &permit, "twinning.sessions-add", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(twinning)
}

/// How many sessions of a topic stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TopicCounts {
    /// To be held.
    pub planned: i32,
    /// Said to have been held.
    pub delivered: i32,
    /// Confirmed.
    pub confirmed: i32,
    /// Called off.
    pub cancelled: i32,
}

/// How many sessions of each topic of these twinnings stand where, by twinning and topic: two statements.
///
/// # Errors
/// The database's.
pub async fn topic_counts(
    connection: &impl ConnectionTrait,
    twinnings: &[Uuid],
) -> Result<HashMap<(Uuid, i32), TopicCounts>, Error> {
    let links = store::links_of(connection, twinnings).await?;
    let keys: Vec<Uuid> = links.iter().map(|link| link.session_id).collect();
    let statuses = teaching::statuses_of(connection, &keys).await?;
    let mut counts: HashMap<(Uuid, i32), TopicCounts> = HashMap::new();
    for link in links {
        let counted = counts.entry((link.twinning_id, link.topic)).or_default();
        match statuses.get(&link.session_id) {
            Some(TeachingSessionStatus::Planned) => counted.planned += 1,
            Some(TeachingSessionStatus::Delivered) => counted.delivered += 1,
            Some(TeachingSessionStatus::Confirmed) => counted.confirmed += 1,
            Some(TeachingSessionStatus::Cancelled) => counted.cancelled += 1,
            None => {}
        }
    }
    Ok(counts)
}
