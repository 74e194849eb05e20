//! Rating, and reading what many answered.
//!
//! A transaction locks the session first, so that one person rates one subject once, then whoever rates and those who led it, so that nothing is
//! written about a record that was closed, then the subject, so that five at once are shown together, once. Nothing of an answer is written beside its counts and words: no event, no key of the client's, no instant.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use platform::Platform;
use platform::codes::Code as _;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{
    HIGHEST, RatingForms, TeachingRatingErrorCode, TeachingRatingSubject, answer_problems, comment_problems,
    rated_since, rated_until, time_problem,
};
use super::store::{self, Answer, FormKey, RatingGiven, Shown};
use crate::identity::{self, Act, Owners, Permit, Place, Role, Viewer, is_in_force};
use crate::organisations;
use crate::rule_sets::{self, RuleSet, Rules as _};
use crate::teaching::{self, TeachingSession, TeachingSessionStatus};

/// A rating about to be given.
#[derive(Clone, Debug)]
pub struct NewRating {
    /// The session.
    pub session_id: Uuid,
    /// What of it.
    pub subject: TeachingRatingSubject,
    /// Who of those who led it, when one of them is rated.
    pub mentor_id: Option<Uuid>,
    /// Each item's code and value.
    pub answers: Vec<(String, i32)>,
    /// In words; may be empty.
    pub comment: String,
}

/// Something that somebody may rate.
#[derive(Clone, Debug)]
pub struct RatingDue {
    /// The session.
    pub session: TeachingSession,
    /// What of it.
    pub subject: TeachingRatingSubject,
    /// The session, whoever led it, or the institution.
    pub about_id: Uuid,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The forms that hold.
    pub forms: Arc<RatingForms>,
}

/// What was answered on one form and is shown.
#[derive(Clone, Debug)]
pub struct RatingsOnForm {
    /// The forms.
    pub forms: Arc<RatingForms>,
    /// How many answers.
    pub answers: i64,
    /// How often each value was given, from 1 on, to each item in the form's order.
    pub items: Vec<Vec<i64>>,
    /// What was said in words, in no order.
    pub comments: Vec<String>,
}

/// What was answered about something and is shown.
#[derive(Clone, Debug)]
pub struct TeachingRatings {
    /// Which side of teaching.
    pub subject: TeachingRatingSubject,
    /// By form.
    pub forms: Vec<RatingsOnForm>,
}

/// What a session has of this kind to be rated by somebody: what it is about, and at which institution it is kept.
fn subjects(of: &TeachingSession, is_for_attendees: bool) -> Vec<(TeachingRatingSubject, Uuid, Uuid)> {
    use TeachingRatingSubject::{Base, Group, Host, Mentor, Session};
    if is_for_attendees {
        let mentors = of.leaders.iter().map(|leader| (Mentor, *leader, of.organiser_id));
        let session = (Session, of.id, of.organiser_id);
        return std::iter::once(session).chain(mentors).chain([(Base, of.host_id, of.host_id)]).collect();
    }
    // Nobody rates how her own house received her.
    let host = (of.host_id != of.organiser_id).then_some((Host, of.host_id, of.host_id));
    std::iter::once((Group, of.host_id, of.host_id)).chain(host).collect()
}

/// Whether something would be written about somebody whose record is closed: she is rated, or a session that she led.
fn is_about_closed(
    subject: TeachingRatingSubject,
    mentor_id: Option<Uuid>,
    of: &TeachingSession,
    closed: &[Uuid],
) -> bool {
    match subject {
        TeachingRatingSubject::Session => of.leaders.iter().any(|leader| closed.contains(leader)),
        TeachingRatingSubject::Mentor => mentor_id.is_some_and(|mentor| closed.contains(&mentor)),
        TeachingRatingSubject::Base | TeachingRatingSubject::Group | TeachingRatingSubject::Host => false,
    }
}

/// The forms on which a session is rated: those that hold at the institution which held it, on the day on which it began.
fn forms_for(
    of: &TeachingSession,
    known: &[RuleSet<RatingForms>],
) -> Result<(FormKey, Arc<RatingForms>), Error> {
    let on: NaiveDate = of.time.0.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let own = known
        .iter()
        .rev()
        .find(|set| set.institution_id == of.organiser_id && is_in_force(set.starts_on, set.ends_on, on));
    if let Some(set) = own {
        return Ok(((set.rules.head.code.clone(), Some(set.id)), Arc::clone(&set.rules)));
    }
    let usual = RatingForms::usual().ok_or_else(|| Error::internal("the usual forms cannot be read"))?;
    Ok(((usual.head.code.clone(), None), usual))
}

/// Rates what of a confirmed session one may rate, once. It is never changed or taken back, for nobody knows afterwards which answer it is.
///
/// # Errors
/// `NotFound` when the session is not visible; every problem found.
pub async fn teaching_rating_give(
    platform: &Platform,
    viewer: &Viewer,
    new: NewRating,
) -> Outcome<TeachingSession, TeachingRatingErrorCode> {
    let permit = Permit::herself(viewer, Act::TeachingRate, viewer.person_id)?;
    let write = platform.database.write().await?;
    teaching::find_sessions(&*write, viewer.scope(), &[new.session_id])
        .await?
        .pop()
        .ok_or(Error::NotFound)?;
    teaching::lock_session(&write, new.session_id).await?;
    let (session, concerned) = teaching::session_concerns(&*write, new.session_id).await?;
    let hands: Vec<Uuid> = session.leaders.iter().copied().chain([viewer.person_id]).collect();
    identity::lock_people(&write, &hands).await?;
    let closed = identity::closed_among(&*write, &hands).await?;
    let is_confirmed = session.status == TeachingSessionStatus::Confirmed;
    let confirmed_at = session.confirmed.filter(|_| is_confirmed).map(|(_, at)| at);
    let mut problems: Vec<Problem<TeachingRatingErrorCode>> =
        time_problem(confirmed_at, write.now()).into_iter().collect();
    let mut refuse = |code, path: &str, message| problems.push(Problem::new(code, path, message));
    let leads = session.leaders.contains(&viewer.person_id);
    let attended = !leads && concerned.contains(&viewer.person_id);
    let is_there = if new.subject.is_for_attendees() { attended } else { leads };
    if !is_there {
        let message = Message::new("ratings-not-there").with("subject", new.subject.label());
        refuse(TeachingRatingErrorCode::NotThere, "subject", message);
    }
    let is_mentor = new.subject == TeachingRatingSubject::Mentor;
    let found = subjects(&session, new.subject.is_for_attendees())
        .into_iter()
        .find(|(kind, about, _)| *kind == new.subject && (!is_mentor || new.mentor_id == Some(*about)));
    let found = found.filter(|_| is_mentor || new.mentor_id.is_none());
    if closed.contains(&viewer.person_id) || is_about_closed(new.subject, new.mentor_id, &session, &closed) {
        refuse(TeachingRatingErrorCode::NoSubject, "subject", Message::new("identity-record-closed"));
    }
    if found.is_none() {
        let path = if new.subject == TeachingRatingSubject::Host { "subject" } else { "mentorId" };
        let message = Message::new("ratings-no-subject").with("subject", new.subject.label());
        refuse(TeachingRatingErrorCode::NoSubject, path, message);
    }
    let known = rule_sets::sets_of::<RatingForms>(&*write, &[session.organiser_id], None).await?;
    let (form, forms) = forms_for(&session, &known)?;
    problems.extend(answer_problems(forms.items(new.subject), &new.answers));
    let comment = new.comment.trim();
    problems.extend(comment_problems(comment));
    let given = store::given_of(&*write, viewer.person_id, &[session.id]).await?;
    if let Some((kind, about, _)) = found
        && given.iter().any(|one| (one.subject, one.about_id) == (kind, about))
    {
        let message = Message::new("ratings-rated");
        problems.push(Problem::new(TeachingRatingErrorCode::Rated, "", message));
    }
    accept(problems)?;
    let subject = found.ok_or_else(|| Error::internal("a subject just found"))?;
    let key = store::lock_subject(&write, &permit, subject).await?;
    let person_id = viewer.person_id;
    let answer = Answer { session_id: session.id, person_id, form, values: &new.answers, comment };
    store::lay(&write, &permit, key, &answer).await?;
    // That she rated, never what.
    let after = json!({ "subject": new.subject.code() });
    let object = ("teaching_session", session.id);
    identity::remember(&write, &permit, "teaching-rating.give", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(session)
}

/// What the viewer herself may rate now and has not, the latest session first: six statements.
///
/// # Errors
/// `Forbidden` for a token that reads nothing.
pub async fn teaching_ratings_due(platform: &Platform, viewer: &Viewer) -> Result<Vec<RatingDue>, Error> {
    viewer.means.require_reading()?;
    let reader = platform.database.reader();
    let since = rated_since(platform.clock.now());
    let (led, attended) = teaching::confirmed_with(reader, viewer.person_id, since).await?;
    let sessions: Vec<(TeachingSession, bool)> =
        led.into_iter().map(|one| (one, false)).chain(attended.into_iter().map(|one| (one, true))).collect();
    let keys: Vec<Uuid> = sessions.iter().map(|(session, _)| session.id).collect();
    let given: HashSet<(Uuid, &str, Uuid)> = store::given_of(reader, viewer.person_id, &keys)
        .await?
        .into_iter()
        .map(|RatingGiven { session_id, subject, about_id }| (session_id, subject.code(), about_id))
        .collect();
    let houses: HashSet<Uuid> = sessions.iter().map(|(session, _)| session.organiser_id).collect();
    let houses: Vec<Uuid> = houses.into_iter().collect();
    let known = rule_sets::sets_of::<RatingForms>(reader, &houses, None).await?;
    let leaders: Vec<Uuid> =
        sessions.iter().flat_map(|(session, _)| session.leaders.iter().copied()).collect();
    let closed = identity::closed_among(reader, &leaders).await?;
    let mut due = Vec::new();
    for (session, is_for_attendees) in sessions {
        let Some((_, confirmed_at)) = session.confirmed else { continue };
        let (_, forms) = forms_for(&session, &known)?;
        for (subject, about_id, _) in subjects(&session, is_for_attendees) {
            let is_given = given.contains(&(session.id, subject.code(), about_id));
            if !is_given && !is_about_closed(subject, Some(about_id), &session, &closed) {
                let (session, forms) = (session.clone(), Arc::clone(&forms));
                due.push(RatingDue { session, subject, about_id, until: rated_until(confirmed_at), forms });
            }
        }
    }
    due.sort_by_key(|one| std::cmp::Reverse((one.session.time.0, one.session.id)));
    Ok(due)
}

/// What was answered about a session, about whoever led sessions, or about an institution, as far as it is shown. Whether anything waits
/// to be shown is told to nobody.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` to whoever is not concerned and holds no role there.
pub async fn teaching_ratings(
    platform: &Platform,
    viewer: &Viewer,
    (subject, key): (TeachingRatingSubject, Uuid),
) -> Result<TeachingRatings, Error> {
    let reader = platform.database.reader();
    let places = match subject {
        TeachingRatingSubject::Session => session_read(reader, viewer, key).await?,
        TeachingRatingSubject::Mentor => mentor_read(reader, viewer, key).await?,
        TeachingRatingSubject::Base | TeachingRatingSubject::Group | TeachingRatingSubject::Host => {
            place_read(reader, viewer, key).await?
        }
    };
    let shown = store::shown_of(reader, (subject, key), &places).await?;
    let sets: Vec<Uuid> = shown.keys().filter_map(|(_, set)| *set).collect();
    let mut known: HashMap<Uuid, Arc<RatingForms>> = HashMap::new();
    for set in rule_sets::find_sets::<RatingForms>(reader, &sets).await? {
        known.insert(set.id, set.rules);
    }
    let mut forms = Vec::new();
    for ((code, set), shown) in shown {
        let found = match set {
            Some(key) => known.get(&key).cloned(),
            None => shipped(&code),
        };
        let found = found.ok_or_else(|| Error::internal(format!("no forms {code}")))?;
        forms.push(on_form(found, subject, shown));
    }
    Ok(TeachingRatings { subject, forms })
}

/// The set that comes with the system under a code.
fn shipped(code: &str) -> Option<Arc<RatingForms>> {
    let usual = RatingForms::usual().filter(|forms| forms.head.code == code);
    usual.or_else(|| {
        let mut all = rule_sets::presets::<RatingForms>().map(|(_, forms)| forms);
        all.find(|forms| forms.head.code == code).map(Arc::new)
    })
}

fn on_form(forms: Arc<RatingForms>, subject: TeachingRatingSubject, shown: Shown) -> RatingsOnForm {
    let times = |code: &str, value: i32| shown.values.get(&(code.to_owned(), value)).copied().unwrap_or(0);
    let counts = |code: &str| (1..=HIGHEST).map(|value| times(code, value)).collect();
    let items = forms.items(subject).iter().map(|item| counts(&item.code)).collect();
    RatingsOnForm { answers: shown.answers, items, comments: shown.comments, forms }
}

/// Whoever led a session reads what was answered about it, and so do those who hold a role where it was held or whence it came, and whoever
/// coordinates the consortium under whose agreement it was held.
async fn session_read(reader: &impl ConnectionTrait, viewer: &Viewer, key: Uuid) -> Result<Vec<Uuid>, Error> {
    let found = teaching::find_sessions(reader, viewer.scope(), &[key]).await?.pop();
    let session = found.ok_or(Error::NotFound)?;
    if session.leaders.contains(&viewer.person_id) {
        viewer.means.require_reading()?;
    } else {
        let agreement: Vec<Uuid> = session.agreed.iter().map(|(key, _)| *key).collect();
        let agreement = organisations::agreements_by_key(reader, &agreement).await?.pop();
        let institutions = [session.organiser_id, session.host_id];
        let consortium_id = agreement.map(|one| one.consortium_id);
        let owners = Owners { institutions: &institutions, consortium_id, ..Owners::default() };
        Permit::at(viewer, Act::TeachingRatingRead, owners)?;
    }
    Ok(vec![session.organiser_id])
}

/// A mentor reads what was answered about her wherever she taught; whoever holds a role, what is kept where she holds it, a coordinator at
/// the core units of her consortia. That she may ask does not hang on whether there is anything.
async fn mentor_read(reader: &impl ConnectionTrait, viewer: &Viewer, key: Uuid) -> Result<Vec<Uuid>, Error> {
    let mut places = store::places_of(reader, TeachingRatingSubject::Mentor, key).await?;
    if key == viewer.person_id {
        viewer.means.require_reading()?;
        return Ok(places);
    }
    identity::person(reader, viewer.scope(), key).await?;
    Permit::anywhere(viewer, Act::TeachingRatingRead)?;
    let led = organisations::find_consortia(reader, &coordinated(viewer)).await?;
    places.retain(|place| {
        led.iter().any(|one| one.core_institution_id == *place)
            || Permit::at(viewer, Act::TeachingRatingRead, &[*place]).is_ok()
    });
    Ok(places)
}

/// Whoever holds a role at an institution reads what was answered about it as a place, and so does whoever coordinates a consortium to which
/// it belongs.
async fn place_read(reader: &impl ConnectionTrait, viewer: &Viewer, key: Uuid) -> Result<Vec<Uuid>, Error> {
    organisations::institution(reader, key).await?;
    let consortia = coordinated(viewer);
    let led = organisations::find_consortia(reader, &consortia).await?;
    let core = led.iter().find(|one| one.core_institution_id == key).map(|one| one.id);
    let members = organisations::memberships_of(reader, &consortia).await?;
    let member = members
        .iter()
        .find(|one| one.institution_id == key && is_in_force(one.starts_on, Some(one.ends_on), viewer.today));
    let consortium_id = core.or_else(|| member.map(|one| one.consortium_id));
    let owners = Owners { institutions: &[key], consortium_id, ..Owners::default() };
    Permit::at(viewer, Act::TeachingRatingRead, owners)?;
    Ok(vec![key])
}

/// The consortia that the viewer coordinates.
fn coordinated(viewer: &Viewer) -> Vec<Uuid> {
    let grants = viewer.grants.iter().filter(|grant| grant.role == Role::ConsortiumCoordinator);
    let consortium = |place: &Place| match place {
        Place::Consortium(key) => Some(*key),
        _ => None,
    };
    grants.filter_map(|grant| consortium(&grant.place)).collect()
}

/// What is shown of what was answered about somebody as a mentor, for her own record: each item with a value and how often it was given, and
/// each comment.
pub async fn shown_about(
    connection: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<(Vec<(String, i32, i64)>, Vec<String>), Error> {
    let (mut values, mut comments) = (Vec::new(), Vec::new());
    for record in records {
        let places = store::places_of(connection, TeachingRatingSubject::Mentor, *record).await?;
        let about = (TeachingRatingSubject::Mentor, *record);
        for shown in store::shown_of(connection, about, &places).await?.into_values() {
            values.extend(shown.values.into_iter().map(|((item, value), times)| (item, value, times)));
            comments.extend(shown.comments);
        }
    }
    Ok((values, comments))
}
