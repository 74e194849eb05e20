//! What masters, apprentices and coordinators do about their pairing.
//!
//! A transaction locks the pairing, then both people in the order of their keys, then counts: so the last place of a master is given
//! once, however many ask for it.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Problem};
use platform::text::Message;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::caps::full_on;
use super::rules::{ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide};
use super::store::{self, Apprenticeship, ApprenticeshipAct, Mentor};
use crate::curricula::specialty_label;
use crate::enrolment;
use crate::identity::{self, Act, Owners, Permit, Scope, SystemReason, Viewer};

mod going_on;
mod mentors;
mod proposing;
mod standings;

pub use going_on::{
    ApprenticeshipEnding, apprenticeship_end, apprenticeship_hand_over, apprenticeship_pause,
    apprenticeship_resume,
};
pub use mentors::{MentorPlaces, NewMentor, mentor_appoint, mentor_cap_set, mentor_end, mentor_places};
pub use proposing::{
    NewApprenticeship, apprenticeship_accept, apprenticeship_decline, apprenticeship_propose,
    apprenticeship_withdraw,
};
pub use standings::standings;

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
    write: &Write,
    viewer: &Viewer,
    mentor: &Mentor,
    of: &Apprenticeship,
) -> Result<(ApprenticeshipSide, Permit), Error> {
    if viewer.person_id == of.apprentice_id {
        let permit = Permit::herself(viewer, Act::PairingConsent, of.apprentice_id)?;
        return Ok((ApprenticeshipSide::Apprentice, permit));
    }
    if viewer.person_id == of.mentor_person_id {
        let permit = Permit::herself(viewer, Act::PairingConsent, of.mentor_person_id)?;
        return Ok((ApprenticeshipSide::Mentor, permit));
    }
    let mut institutions = vec![mentor.institution_id, of.institution_id];
    if let Some(key) = of.enrolment_id {
        let trained = enrolment::find_enrolments(&**write, PERMITTED, &[key]).await?;
        institutions.extend(trained.iter().map(|one| one.institution_id));
    }
    let owners = Owners { institutions: &institutions, consortium_id: of.consortium_id, ..Owners::default() };
    let permit = Permit::at(viewer, Act::PairingWrite, owners)?;
    // Nor does a deputy coordinate for one of the two.
    match permit.actor.delegator_id {
        Some(key) if key == of.apprentice_id || key == of.mentor_person_id => Err(identity::second_hand()),
        _ => Ok((ApprenticeshipSide::Coordinator, permit)),
    }
}

/// Locks both people, in the order of their keys.
async fn lock_both(write: &Write, one: Uuid, other: Uuid) -> Result<(), Error> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    identity::lock_person(write, first).await?;
    if first != second {
        identity::lock_person(write, second).await?;
    }
    Ok(())
}

/// An apprenticeship as it is now, locked with both people, when it is visible.
async fn locked(write: &Write, viewer: &Viewer, key: Uuid) -> Result<(Apprenticeship, Mentor), Error> {
    store::lock(write, key).await?;
    let found = store::apprenticeship(&**write, viewer.scope(), key).await?;
    lock_both(write, found.apprentice_id, found.mentor_person_id).await?;
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
    if let Some((day, count)) = full_on(&store::taken(&**write, mentor.id).await?, term, most) {
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

/// Writes down what somebody did, for the two and for the trail.
async fn record(
    write: &Write,
    viewer: &Viewer,
    permit: &Permit,
    now: &Apprenticeship,
    deed: &Deed<'_>,
) -> Result<(), Error> {
    let act = ApprenticeshipAct {
        apprenticeship_id: now.id,
        kind: deed.kind,
        side: deed.side,
        actor_id: viewer.person_id,
        effective_on: deed.on,
        reason: deed.reason.map(|reason| reason.trim().to_owned()),
        recorded_at: write.now(),
    };
    store::insert_act(write, permit, &act).await?;
    let after = json!({
        "status": now.status.code(), "side": deed.side.code(), "on": deed.on, "reason": act.reason,
        "mentorId": now.mentor_id, "apprenticeId": now.apprentice_id, "startsOn": now.term.0, "endsOn": now.term.1,
        "halfDaysPerWeek": now.half_days_per_week, "contactEveryDays": now.contact_every_days,
        "specialty": now.specialty, "enrolmentId": now.enrolment_id, "endedOn": now.ended_on,
    });
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
    identity::remember(write, permit, name, ("apprenticeship", now.id), (Value::Null, after)).await
}

/// Writes what became of an apprenticeship.
async fn settle(
    write: &Write,
    viewer: &Viewer,
    permit: &Permit,
    now: &mut Apprenticeship,
    deed: &Deed<'_>,
) -> Result<(), Error> {
    now.version += 1;
    store::change(write, permit, now).await?;
    record(write, viewer, permit, now, deed).await
}
