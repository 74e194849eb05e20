//! Planning a session.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, accept};
use platform::id;
use platform::text::Message;
use serde_json::Value;
use uuid::Uuid;

use super::super::rules::{
    MOST_LEADERS, TeachingErrorCode, TeachingSessionKind, TeachingSessionStatus, Time, horizon_problem,
    time_problem, words_problems,
};
use super::super::store::{self, TeachingSession, Topic, local_day};
use super::series::duty_problems;
use super::{Problems, at_either, presence_problems, problem, running, told};
use crate::assessments;
use crate::curricula;
use crate::identity::{self, Act, Viewer};
use crate::organisations::{self, AgreementParty, ObligationKind};
use crate::pairings::Channel;

/// What a session is to be about.
#[derive(Clone, Debug)]
pub struct NewTopic {
    /// What it is called.
    pub name: String,
    /// The competency that it serves.
    pub competency_id: Option<Uuid>,
    /// The form of the skill that it serves.
    pub form_id: Option<Uuid>,
}

/// Who holds a session, for whom, and where.
#[derive(Clone, Copy, Debug)]
pub struct SessionPlace {
    /// The institution that holds it.
    pub organiser_id: Uuid,
    /// The institution for which it is held.
    pub host_id: Uuid,
    /// The base of that institution to which it counts; its only one when absent.
    pub base_id: Option<Uuid>,
    /// The department of that base where it is held.
    pub department_id: Option<Uuid>,
    /// The agreement under which it is held.
    pub agreement_id: Option<Uuid>,
}

/// A session to be planned.
#[derive(Clone, Debug)]
pub struct NewTeachingSession {
    /// What it is.
    pub kind: TeachingSessionKind,
    /// How they meet.
    pub channel: Channel,
    /// What it is called.
    pub title: String,
    /// Who holds it, for whom, and where.
    pub place: SessionPlace,
    /// Start and end.
    pub time: Time,
    /// Who leads it, in order.
    pub leaders: Vec<Uuid>,
    /// What it is about, in order.
    pub topics: Vec<NewTopic>,
}

/// Plans a session, as one of those who lead it or by a role where it is held or whence it comes.
///
/// # Errors
/// `NotFound` when there is no such institution, base, department, competency, form or agreement; `Forbidden`; every problem found.
pub async fn teaching_session_plan(
    platform: &Platform,
    viewer: &Viewer,
    new: NewTeachingSession,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let write = platform.database.write().await?;
    let now = write.now();
    let mut planned = drafted(viewer, now, new)?;
    let permit = running(&*write, viewer, &planned).await?;
    let day = local_day(planned.time.0);
    if permit.act == Act::TeachingLead
        && !identity::is_teaching_at(&*write, viewer.person_id, planned.organiser_id, day, day).await?
    {
        // Naming herself lets nobody plan for a place where she does not teach.
        at_either(&*write, viewer, Act::TeachingPlan, &planned).await?;
    }
    let in_order = time_problem(planned.time);
    let mut problems = said_problems(&planned);
    problems.extend(horizon_problem(planned.time.0, now));
    problems.extend(place_problems(&write, &mut planned).await?);
    problems.extend(agreement_problems(&write, &mut planned).await?);
    about(&write, &planned.topics).await?;
    let strange = leader_problems(&write, &planned).await?;
    // Nothing is told of where people are who do not teach there.
    if in_order.is_none() && strange.is_empty() {
        identity::lock_people(&write, &planned.leaders).await?;
        let path = |place| format!("leaderIds.{place}");
        problems.extend(presence_problems(&write, &planned, &planned.leaders, path).await?);
        problems.extend(duty_problems(&write, planned.time, &planned.leaders, path).await?);
    }
    problems.extend(strange);
    problems.extend(in_order);
    accept(problems)?;
    store::insert_all(&write, &permit, std::slice::from_ref(&planned)).await?;
    let object = ("teaching_session", planned.id);
    identity::remember(&write, &permit, "teaching-session.plan", object, (Value::Null, told(&planned)))
        .await?;
    write.commit().await?;
    Ok(planned)
}

/// A session as it is planned by a viewer, before anything is looked at.
pub(super) fn drafted(
    viewer: &Viewer,
    now: DateTime<Utc>,
    new: NewTeachingSession,
) -> Result<TeachingSession, Error> {
    let topic = |one: NewTopic| Topic {
        name: one.name.trim().to_owned(),
        competency_id: one.competency_id,
        form_id: one.form_id,
    };
    Ok(TeachingSession {
        id: id::new_key(),
        kind: new.kind,
        channel: new.channel,
        title: new.title.trim().to_owned(),
        organiser_id: new.place.organiser_id,
        host_id: new.place.host_id,
        base_id: new.place.base_id,
        department_id: new.place.department_id,
        agreed: new.place.agreement_id.map(|key| (key, AgreementParty::Core)),
        time: new.time,
        cases: String::new(),
        link: id::new_code()?,
        status: TeachingSessionStatus::Planned,
        reason: None,
        planned: (viewer.person_id, now),
        delivered: None,
        confirmed: None,
        leaders: new.leaders,
        topics: new.topics.into_iter().map(topic).collect(),
        version: 1,
    })
}

/// What is wrong with the words of a session.
pub(super) fn said_problems(of: &TeachingSession) -> Problems {
    let names: Vec<String> = of.topics.iter().map(|topic| topic.name.clone()).collect();
    words_problems(&of.title, &names)
}

/// That base or department are not the host's, or one of the institutions is no more. A host with one base alone has it credited.
pub(super) async fn place_problems(write: &Write, of: &mut TeachingSession) -> Result<Problems, Error> {
    let mut problems = Vec::new();
    let day = local_day(of.time.0);
    for (path, key) in [("organiserId", of.organiser_id), ("hostId", of.host_id)] {
        let institution = organisations::institution(&**write, key).await?;
        if let Some(message) = organisations::merged_by(&**write, &institution, Some(day)).await? {
            problems.push(problem(TeachingErrorCode::WrongPlace, path, message));
        }
    }
    if let Some(key) = of.department_id {
        let department = organisations::department(&**write, key).await?;
        if of.base_id.is_some_and(|base| base != department.base_id) {
            let message = Message::new("teaching-other-department");
            problems.push(problem(TeachingErrorCode::WrongPlace, "departmentId", message));
        }
        of.base_id = Some(department.base_id);
    }
    let holds = |base: &organisations::Base| {
        base.accredited_on <= day && base.accredited_until.is_none_or(|last| day <= last)
    };
    if let Some(key) = of.base_id {
        let base = organisations::base(&**write, key).await?;
        if base.institution_id != of.host_id || !holds(&base) {
            let path = if of.department_id.is_some() { "departmentId" } else { "trainingBaseId" };
            let message = Message::new("teaching-other-base").with("day", day);
            problems.push(problem(TeachingErrorCode::WrongPlace, path, message));
        }
    } else {
        let own = organisations::bases_of(&**write, &[of.host_id]).await?;
        let mut own = own.into_iter().filter(holds);
        of.base_id = own.next().filter(|_| own.next().is_none()).map(|base| base.id);
    }
    Ok(problems)
}

/// That an agreement does not ask for it: of other institutions, of other days, or owed by nobody. Says by whom it is owed.
pub(super) async fn agreement_problems(write: &Write, of: &mut TeachingSession) -> Result<Problems, Error> {
    let Some((key, _)) = of.agreed else { return Ok(Vec::new()) };
    let found = organisations::agreements_by_key(&**write, &[key]).await?.pop();
    let agreement = found.ok_or(Error::NotFound)?;
    let refuse = |message| Ok(vec![problem(TeachingErrorCode::NotAgreed, "agreementId", message)]);
    let parties = [AgreementParty::Core, AgreementParty::Member];
    let holds = |party: &AgreementParty| {
        (agreement.party(*party), agreement.party(party.other())) == (of.organiser_id, of.host_id)
    };
    let Some(party) = parties.into_iter().find(holds) else {
        return refuse(Message::new("teaching-agreement-parties"));
    };
    of.agreed = Some((key, party));
    let asked = [ObligationKind::Sessions, ObligationKind::Visits];
    if !agreement.obligations.iter().any(|owed| owed.owed_by == party && asked.contains(&owed.kind)) {
        return refuse(Message::new("teaching-agreement-owed").with("party", party.label()));
    }
    let day: NaiveDate = local_day(of.time.0);
    let (first, last) = agreement.term;
    if !(first..=last).contains(&day) {
        let message = Message::new("teaching-agreement-term").with("first", first).with("last", last);
        return refuse(message.with("day", day));
    }
    Ok(Vec::new())
}

/// That what a session is about is there.
pub(super) async fn about(write: &Write, topics: &[Topic]) -> Result<(), Error> {
    let competencies: HashSet<Uuid> = topics.iter().filter_map(|topic| topic.competency_id).collect();
    let forms: HashSet<Uuid> = topics.iter().filter_map(|topic| topic.form_id).collect();
    if !competencies.is_empty() {
        let keys: Vec<Uuid> = competencies.iter().copied().collect();
        if curricula::find_competencies(&**write, &keys).await?.len() < competencies.len() {
            return Err(Error::NotFound);
        }
    }
    if !forms.is_empty() {
        let keys: Vec<Uuid> = forms.iter().copied().collect();
        if assessments::find_forms(&**write, &keys).await?.len() < forms.len() {
            return Err(Error::NotFound);
        }
    }
    Ok(())
}

/// That nobody leads it, or too many, or one twice, or one who does not teach at the institution that holds it.
pub(super) async fn leader_problems(write: &Write, of: &TeachingSession) -> Result<Problems, Error> {
    let mut problems = Vec::new();
    if !(1..=MOST_LEADERS).contains(&of.leaders.len()) {
        let message = Message::new("teaching-leaders").with("most", MOST_LEADERS);
        return Ok(vec![problem(TeachingErrorCode::Invalid, "leaderIds", message)]);
    }
    let day = local_day(of.time.0);
    for (place, key) in of.leaders.iter().enumerate() {
        let path = format!("leaderIds.{place}");
        if of.leaders.iter().take(place).any(|other| other == key) {
            problems.push(problem(TeachingErrorCode::Invalid, &path, Message::new("teaching-leader-twice")));
        } else if !identity::is_teaching_at(&**write, *key, of.organiser_id, day, day).await? {
            let message = Message::new("teaching-not-there").with("day", day);
            problems.push(problem(TeachingErrorCode::NotTeaching, &path, message));
        }
    }
    Ok(problems)
}
