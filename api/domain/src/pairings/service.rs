//! What masters, apprentices and coordinators do about their pairing.
//!
//! A transaction locks the apprentice's enrolments, as whoever enters hours does, then both people in the order of their keys, then the
//! pairings, then counts: so the last place of a master is given once, however many ask for it.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Problem};
use platform::text::Message;
use platform::{id, jobs};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::caps::full_on;
use super::rules::{ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide};
use super::store::{self, Apprenticeship, ApprenticeshipAct, Mentor};
use crate::curricula::specialty_label;
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};
use crate::{enrolment, evidence};

mod completion;
mod following;
mod going_on;
mod mentors;
mod papers;
mod proposing;
mod standings;

pub use completion::{Completion, completion, lock_apprenticeship};
pub use following::{
    FollowingMonth, NewFollowingRecord, NewFollowingReview, following_month_review, following_months,
    following_record_submit,
};
pub use going_on::{
    ApprenticeshipEnding, apprenticeship_end, apprenticeship_hand_over, apprenticeship_pause,
    apprenticeship_resume,
};
pub use mentors::{MentorPlaces, NewMentor, mentor_appoint, mentor_cap_set, mentor_end, mentor_places};
pub use papers::{
    PAIRING_AGREEMENT_PURPOSE, appraisals_seen, apprenticeship_appraise, pairing_agreement_attach,
    pairing_agreement_open, pairing_agreements_seen, readable,
};
pub use proposing::{
    NewApprenticeship, apprenticeship_accept, apprenticeship_decline, apprenticeship_propose,
    apprenticeship_withdraw,
};
pub use standings::standings;

/// The job that tells the two of a pairing what was done about it.
pub const CHANGED_JOB: &str = "notifications.apprenticeship-changed";
/// The job that tells an apprentice what her master said about a month.
pub const REVIEWED_JOB: &str = "notifications.following-month-reviewed";

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

type Problems = Vec<Problem<ApprenticeshipErrorCode>>;

fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

fn problem(code: ApprenticeshipErrorCode, path: &str, message: Message) -> Problem<ApprenticeshipErrorCode> {
    Problem::new(code, path, message)
}

/// On whose side the viewer acts, and that she may: as one of the two, or by a role at the master's institution, at the apprentice's, at the
/// school of the training, or in the consortium.
async fn side(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    mentor: &Mentor,
    of: &Apprenticeship,
) -> Result<(ApprenticeshipSide, Permit), Error> {
    let trained: Vec<Uuid> = of.enrolment_id.into_iter().collect();
    let school = schools(connection, &trained).await?.into_values().next();
    side_of(viewer, mentor, of, school)
}

/// The schools of these trainings.
async fn schools(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, Error> {
    if enrolments.is_empty() {
        return Ok(HashMap::new());
    }
    let trained = enrolment::find_enrolments(connection, PERMITTED, enrolments).await?;
    Ok(trained.into_iter().map(|one| (one.id, one.institution_id)).collect())
}

fn side_of(
    viewer: &Viewer,
    mentor: &Mentor,
    of: &Apprenticeship,
    school: Option<Uuid>,
) -> Result<(ApprenticeshipSide, Permit), Error> {
    if viewer.person_id == of.apprentice_id {
        let permit = Permit::herself(viewer, Act::PairingConsent, of.apprentice_id)?;
        return Ok((ApprenticeshipSide::Apprentice, permit));
    }
    if viewer.person_id == of.mentor_person_id {
        let permit = Permit::herself(viewer, Act::PairingConsent, of.mentor_person_id)?;
        return Ok((ApprenticeshipSide::Mentor, permit));
    }
    let institutions: Vec<Uuid> =
        [mentor.institution_id, of.institution_id].into_iter().chain(school).collect();
    let owners = Owners { institutions: &institutions, consortium_id: of.consortium_id, ..Owners::default() };
    let permit = Permit::at(viewer, Act::PairingWrite, owners)?;
    // Nor does a deputy coordinate for one of the two.
    match permit.actor.delegator_id {
        Some(key) if key == of.apprentice_id || key == of.mentor_person_id => Err(identity::second_hand()),
        _ => Ok((ApprenticeshipSide::Coordinator, permit)),
    }
}

/// That the record of one of the two is closed: nothing more is written about them. Both are locked.
async fn closed(write: &Write, of: &Apprenticeship) -> Result<Option<Message>, Error> {
    for person in [of.apprentice_id, of.mentor_person_id] {
        if identity::is_closed(&**write, person).await? {
            return Ok(Some(Message::new("identity-record-closed")));
        }
    }
    Ok(None)
}

/// Locks the apprentice's enrolments, then both people in the order of their keys.
async fn lock_both(write: &Write, apprentice: Uuid, master: Uuid) -> Result<(), Error> {
    enrolment::lock_enrolments_of(write, apprentice).await?;
    let (first, second) = if apprentice < master { (apprentice, master) } else { (master, apprentice) };
    identity::lock_person(write, first).await?;
    if first != second {
        identity::lock_person(write, second).await?;
    }
    Ok(())
}

/// An apprenticeship as it is now, locked with both people, when it is visible.
async fn locked(write: &Write, viewer: &Viewer, key: Uuid) -> Result<(Apprenticeship, Mentor), Error> {
    let seen = store::apprenticeship(&**write, viewer.scope(), key).await?;
    lock_both(write, seen.apprentice_id, seen.mentor_person_id).await?;
    let keys: Vec<Uuid> = std::iter::once(key).chain(seen.follows_id).collect();
    store::lock(write, &keys).await?;
    let found = store::apprenticeship(&**write, viewer.scope(), key).await?;
    let mentor = store::mentor(&**write, found.mentor_id).await?;
    Ok((found, mentor))
}

/// That the client saw another version.
fn stale(of: &Apprenticeship, expected: Option<i32>) -> Option<Problem<ApprenticeshipErrorCode>> {
    let is_stale = expected.is_some_and(|expected| expected != of.version);
    let message = || Message::new("pairings-conflict").with("version", of.version);
    is_stale.then(|| problem(ApprenticeshipErrorCode::Conflict, "expectedVersion", message()))
}

/// That a master has no free place on some day of a term, or is not appointed for all of it, or not in the specialty.
async fn mentor_problems(
    write: &Write,
    mentor: &Mentor,
    term: (NaiveDate, NaiveDate),
    specialty: &str,
) -> Result<Problems, Error> {
    let mut problems = Vec::new();
    if term.0 < mentor.starts_on || mentor.ends_on.is_some_and(|end| end < term.1) {
        let message = Message::new("pairings-not-appointed").with("first", mentor.starts_on);
        let message = match mentor.ends_on {
            Some(last) => message.with("last", last),
            None => message.with("last", "…"),
        };
        problems.push(problem(ApprenticeshipErrorCode::NotAppointed, "endsOn", message));
    }
    if !mentor.specialties.iter().any(|code| code == specialty) {
        let message = Message::new("pairings-other-specialty").with("specialty", specialty_label(specialty));
        problems.push(problem(ApprenticeshipErrorCode::NotAppointed, "specialty", message));
    }
    let most = store::cap(&**write, mentor).await?;
    if let Some((day, count)) = full_on(&store::taken(&**write, mentor.person_id).await?, term, most) {
        let message =
            Message::new("pairings-no-place").with("day", day).with("count", count).with("most", most);
        problems.push(problem(ApprenticeshipErrorCode::NoPlace, "mentorId", message));
    }
    Ok(problems)
}

/// An act about an apprenticeship.
struct Deed<'a> {
    kind: ApprenticeshipActKind,
    side: ApprenticeshipSide,
    on: NaiveDate,
    reason: Option<&'a str>,
}

/// As the trail tells an apprenticeship.
fn told(of: &Apprenticeship) -> Value {
    json!({
        "status": of.status.code(), "mentorId": of.mentor_id, "apprenticeId": of.apprentice_id, "startsOn": of.terms.term.0,
        "endsOn": of.terms.term.1, "halfDaysPerWeek": of.terms.half_days_per_week, "contactEveryDays": of.terms.contact_every_days,
        "specialty": of.specialty, "enrolmentId": of.enrolment_id, "endedOn": of.ended_on,
    })
}

/// The last day on which anything was followed, whatever became of it.
async fn last_followed(write: &Write, key: Uuid) -> Result<Option<NaiveDate>, Error> {
    let stretches = enrolment::stretches_of(&**write, &[key]).await?;
    let sources: Vec<Uuid> = stretches.iter().map(|one| one.id).collect();
    Ok(evidence::last_recorded(&**write, &sources).await?)
}

/// Writes down what somebody did, for the two and for the trail.
async fn record(
    write: &Write,
    viewer: &Viewer,
    permit: &Permit,
    (before, now): (Value, &Apprenticeship),
    deed: &Deed<'_>,
) -> Result<(), Error> {
    let act = ApprenticeshipAct {
        id: id::new_key(),
        apprenticeship_id: now.id,
        kind: deed.kind,
        side: deed.side,
        actor_id: viewer.person_id,
        effective_on: deed.on,
        reason: deed.reason.map(|reason| reason.trim().to_owned()),
        recorded_at: write.now(),
    };
    store::insert_act(write, permit, &act).await?;
    let changed = json!({ "apprenticeship_id": now.id, "act_id": act.id });
    jobs::enqueue(write, CHANGED_JOB, &changed, None).await?;
    let mut after = told(now);
    if let Some(fields) = after.as_object_mut() {
        let more = [("side", json!(deed.side.code())), ("on", json!(deed.on)), ("reason", json!(act.reason))];
        fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    let name = match deed.kind {
        ApprenticeshipActKind::Proposed => "apprenticeship.propose",
        ApprenticeshipActKind::Consented => "apprenticeship.accept",
        ApprenticeshipActKind::Declined => "apprenticeship.decline",
        ApprenticeshipActKind::Withdrawn => "apprenticeship.withdraw",
        ApprenticeshipActKind::Paused => "apprenticeship.pause",
        ApprenticeshipActKind::Resumed => "apprenticeship.resume",
        ApprenticeshipActKind::HandedOver => "apprenticeship.hand-over",
        ApprenticeshipActKind::Ended => "apprenticeship.end",
        ApprenticeshipActKind::Completed => "apprenticeship.complete",
    };
    identity::remember(write, permit, name, ("apprenticeship", now.id), (before, after)).await
}

/// Writes what became of an apprenticeship, which was as `before` tells.
async fn settle(
    write: &Write,
    viewer: &Viewer,
    permit: &Permit,
    (before, now): (Value, &mut Apprenticeship),
    deed: &Deed<'_>,
) -> Result<(), Error> {
    now.version += 1;
    store::change(write, permit, now).await?;
    record(write, viewer, permit, (before, now), deed).await
}
