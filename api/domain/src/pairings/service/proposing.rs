//! From a proposal to the consent of both sides, or to its end.

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, accept};
use platform::id;
use platform::text::Message;
use serde_json::Value;
use uuid::Uuid;

use super::super::rules::proposals::{Terms, terms_problems};
use super::super::rules::{
    ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide, ApprenticeshipStatus,
    followed_problem, status_problem,
};
use super::super::store::{self, Apprenticeship, Mentor};
use super::{
    Deed, PERMITTED, Problems, last_followed, lock_both, locked, mentor_problems, problem, record, settle,
    side, stale, today, told,
};
use crate::curricula::{self, is_specialty};
use crate::enrolment::{self, Enrolment, EnrolmentStatus, Supervision, SupervisionKind};
use crate::identity::{self, Permit, Viewer};
use crate::organisations;

/// An apprenticeship to be proposed.
#[derive(Clone, Debug)]
pub struct NewApprenticeship {
    /// The master, as appointed.
    pub mentor_id: Uuid,
    /// The apprentice.
    pub apprentice_id: Uuid,
    /// The apprentice's institution; that of her training when absent.
    pub institution_id: Option<Uuid>,
    /// The consortium under which they are paired.
    pub consortium_id: Option<Uuid>,
    /// The training that it serves.
    pub enrolment_id: Option<Uuid>,
    /// The base where she follows.
    pub base_id: Option<Uuid>,
    /// The specialty's code.
    pub specialty: String,
    /// What is to be agreed.
    pub terms: Terms,
}

/// Proposes an apprenticeship. Who proposes it as one of the two has consented by that.
///
/// # Errors
/// `NotFound` when there is no such master, or the viewer may not see the apprentice or her enrolment; `Forbidden` without a role where
/// she is neither of the two; every problem found.
pub async fn apprenticeship_propose(
    platform: &Platform,
    viewer: &Viewer,
    new: NewApprenticeship,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let made = propose(&write, viewer, new, Proposal::Fresh).await?;
    write.commit().await?;
    Ok(made)
}

/// How one is proposed.
pub(super) enum Proposal<'a> {
    /// By itself.
    Fresh,
    /// To take over another one, upon which the viewer may act on this side, for a reason.
    Follows(&'a Apprenticeship, (ApprenticeshipSide, Permit), &'a str),
}

/// Proposes one within a write.
pub(super) async fn propose(
    write: &Write,
    viewer: &Viewer,
    mut new: NewApprenticeship,
    how: Proposal<'_>,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let (follows, given, reason) = match how {
        Proposal::Fresh => (None, None, None),
        Proposal::Follows(earlier, given, reason) => (Some(earlier), Some(given), Some(reason)),
    };
    let mentor = store::mentor(&**write, new.mentor_id).await?;
    // Whoever was shown a pairing may name its apprentice again.
    let scope = if follows.is_some() { PERMITTED } else { viewer.scope() };
    let apprentice = identity::person(&**write, scope, new.apprentice_id).await?;
    let training = match new.enrolment_id {
        Some(key) => Some(enrolment::enrolment(&**write, scope, key).await?),
        None => None,
    };
    let at_home = training.as_ref().map(|one| one.sending_institution_id.unwrap_or(one.institution_id));
    let institution_id = match new.institution_id.or(at_home) {
        Some(key) => organisations::institution(&**write, key).await?.id,
        None => mentor.institution_id,
    };
    new.terms.goals_note = new.terms.goals_note.trim().to_owned();
    let mut made = Apprenticeship {
        id: id::new_key(),
        mentor_id: mentor.id,
        mentor_person_id: mentor.person_id,
        apprentice_id: apprentice.id,
        institution_id,
        consortium_id: new.consortium_id,
        enrolment_id: new.enrolment_id,
        base_id: new.base_id,
        specialty: new.specialty,
        terms: new.terms,
        status: ApprenticeshipStatus::Proposed,
        proposed_by: viewer.person_id,
        mentor_consented_at: None,
        apprentice_consented_at: None,
        follows_id: follows.map(|one| one.id),
        ended_on: None,
        version: 1,
        created_at: write.now(),
    };
    let (side, permit) = match given {
        // The outgoing master is neither of the two any more: she proposes as a coordinator does.
        Some((_, permit)) if viewer.person_id == made.mentor_person_id => {
            (ApprenticeshipSide::Mentor, permit)
        }
        Some((ApprenticeshipSide::Mentor, permit)) => (ApprenticeshipSide::Coordinator, permit),
        Some(given) => given,
        None => side(&**write, viewer, &mentor, &made).await?,
    };
    lock_both(write, made.apprentice_id, made.mentor_person_id).await?;
    let mut problems = own_problems(write, &made).await?;
    problems.extend(training_problems(write, &mut made, training.as_ref()).await?);
    problems.extend(place_problems(write, &made, &mentor).await?);
    problems.extend(mentor_problems(write, &mentor, made.terms.term, &made.specialty).await?);
    accept(problems)?;
    match side {
        ApprenticeshipSide::Mentor => made.mentor_consented_at = Some(write.now()),
        ApprenticeshipSide::Apprentice => made.apprentice_consented_at = Some(write.now()),
        ApprenticeshipSide::Coordinator => {}
    }
    store::insert(write, &permit, &made).await?;
    let deed = Deed { kind: ApprenticeshipActKind::Proposed, side, on: today(write), reason };
    record(write, viewer, &permit, (Value::Null, &made), &deed).await?;
    Ok(made)
}

/// What stands against a proposal by its own words, and by what is there between the two.
async fn own_problems(write: &Write, made: &Apprenticeship) -> Result<Problems, Error> {
    let mut problems = terms_problems(&made.terms, today(write));
    if !is_specialty(&made.specialty) {
        let message = Message::new("pairings-specialty-unknown").with("code", &made.specialty);
        problems.push(problem(ApprenticeshipErrorCode::Invalid, "specialty", message));
    }
    if made.apprentice_id == made.mentor_person_id {
        let message = Message::new("pairings-own-mentor");
        problems.push(problem(ApprenticeshipErrorCode::OwnMentor, "apprenticeId", message));
    }
    let both = (made.mentor_person_id, made.apprentice_id);
    let others = store::between(&**write, both, &made.specialty).await?;
    let shares_days = |other: &&Apprenticeship| {
        other.terms.term.0 <= made.terms.term.1 && made.terms.term.0 <= other.last_day()
    };
    let is_another = |other: &&Apprenticeship| other.id != made.id && Some(other.id) != made.follows_id;
    if let Some(other) = others.iter().filter(is_another).find(shares_days) {
        let message = Message::new("pairings-already")
            .with("first", other.terms.term.0)
            .with("last", other.last_day())
            .with("status", other.status.label());
        problems.push(problem(ApprenticeshipErrorCode::AlreadyPaired, "mentorId", message));
    }
    Ok(problems)
}

/// What stands against the training that it is to serve.
async fn training_problems(
    write: &Write,
    made: &mut Apprenticeship,
    training: Option<&Enrolment>,
) -> Result<Problems, Error> {
    let mut problems = Vec::new();
    let mut refuse = |path: &str, message| {
        problems.push(problem(ApprenticeshipErrorCode::EnrolmentMismatch, path, message));
    };
    let Some(training) = training else {
        if !made.terms.goals.is_empty() {
            refuse("goals", Message::new("pairings-goals-without-plan"));
        }
        return Ok(problems);
    };
    if training.person_id != made.apprentice_id {
        refuse("enrolmentId", Message::new("pairings-enrolment-of-another"));
    } else if training.status != EnrolmentStatus::Active {
        let message = Message::new("pairings-enrolment-over").with("status", training.status.label());
        refuse("enrolmentId", message);
    }
    let (first, last) = (training.starts_on, training.expected_completion_on);
    if !(first..=last).contains(&made.terms.term.0) {
        let message = Message::new("pairings-outside-training").with("day", made.terms.term.0);
        refuse("startsOn", message.with("first", first).with("last", last));
    }
    let plan = curricula::plan(&**write, training.version_id).await?;
    // What the plan means by a goal of an earlier version; one that it has no more goes with the master before.
    let meant: Vec<Option<Uuid>> = made.terms.goals.iter().map(|key| plan.meant(*key)).collect();
    if made.follows_id.is_none() && meant.iter().any(Option::is_none) {
        refuse("goals", Message::new("pairings-goals-elsewhere"));
    }
    made.terms.goals = meant.into_iter().flatten().collect();
    Ok(problems)
}

/// What stands against the base and the consortium.
async fn place_problems(write: &Write, made: &Apprenticeship, mentor: &Mentor) -> Result<Problems, Error> {
    let mut problems = Vec::new();
    if let Some(key) = made.base_id {
        // Whoever names one that is not there is told as of any other object.
        organisations::base(&**write, key).await?;
    }
    if let Some(key) = made.consortium_id {
        let consortium = organisations::consortium(&**write, key).await?;
        let members = organisations::memberships_of(&**write, &[key]).await?;
        let belongs = |institution: Uuid| {
            institution == consortium.core_institution_id
                || members.iter().any(|member| {
                    member.institution_id == institution
                        && member.starts_on <= made.terms.term.0
                        && made.terms.term.0 <= member.ends_on
                })
        };
        if !belongs(mentor.institution_id) || !belongs(made.institution_id) {
            let message = Message::new("pairings-outside-consortium").with("day", made.terms.term.0);
            problems.push(problem(ApprenticeshipErrorCode::Invalid, "consortiumId", message));
        }
    }
    Ok(problems)
}

/// Consents to a proposal as one of the two. With the second consent it is live: the master's place is taken, and hours may be entered.
/// Who has consented already is answered as before.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` to whoever is neither; every problem found.
pub async fn apprenticeship_accept(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    expected_version: Option<i32>,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (mut found, mentor) = locked(&write, viewer, key).await?;
    let (side, permit) = party(viewer, &found)?;
    let consented = match side {
        ApprenticeshipSide::Mentor => found.mentor_consented_at.is_some(),
        _ => found.apprentice_consented_at.is_some(),
    };
    let open = [ApprenticeshipStatus::Proposed, ApprenticeshipStatus::Active];
    if consented && open.contains(&found.status) {
        return Ok(found);
    }
    let mut problems: Problems = stale(&found, expected_version).into_iter().collect();
    problems.extend(status_problem(found.status, ApprenticeshipStatus::Proposed));
    if problems.is_empty() && found.terms.term.1 < today(&write) {
        let message =
            Message::new("pairings-term-past").with("last", found.terms.term.1).with("today", today(&write));
        problems.push(problem(ApprenticeshipErrorCode::WrongDay, "", message));
    }
    accept(problems)?;
    let before = told(&found);
    let now = Some(write.now());
    match side {
        ApprenticeshipSide::Mentor => found.mentor_consented_at = now,
        _ => found.apprentice_consented_at = now,
    }
    if found.mentor_consented_at.is_some() && found.apprentice_consented_at.is_some() {
        begin(&write, viewer, (side, &permit), &mut found, &mentor).await?;
    }
    let deed = Deed { kind: ApprenticeshipActKind::Consented, side, on: today(&write), reason: None };
    settle(&write, viewer, &permit, (before, &mut found), &deed).await?;
    write.commit().await?;
    Ok(found)
}

/// Makes an apprenticeship live, to which both have consented. No consent makes a bond in the past: where its first day is past, it
/// begins today.
async fn begin(
    write: &Write,
    viewer: &Viewer,
    (side, permit): (ApprenticeshipSide, &Permit),
    found: &mut Apprenticeship,
    mentor: &Mentor,
) -> Outcome<(), ApprenticeshipErrorCode> {
    found.terms.term.0 = found.terms.term.0.max(today(write));
    let mut problems = own_problems(write, found).await?;
    problems.extend(mentor_problems(write, mentor, found.terms.term, &found.specialty).await?);
    problems.extend(training_over(write, found).await?);
    let before = found.terms.term.0.pred_opt().unwrap_or(found.terms.term.0);
    let mut passed_on = None;
    if let Some(key) = found.follows_id {
        let earlier = store::apprenticeship(&**write, PERMITTED, key).await?;
        problems.extend(status_problem(earlier.status, ApprenticeshipStatus::Active));
        problems.extend(followed_problem("", found.terms.term.0, last_followed(write, key).await?));
        passed_on = Some(earlier);
    }
    for refusal in &mut problems {
        refusal.path.clear();
    }
    accept(problems)?;
    if let Some(mut earlier) = passed_on {
        enrolment::stretch_end(write, permit, earlier.id, before).await?;
        let was = told(&earlier);
        earlier.status = ApprenticeshipStatus::Ended;
        earlier.ended_on = Some(before);
        // Why is what the proposal said.
        let said = store::acts_of(&**write, &[found.id]).await?.into_iter().next();
        let reason = said.and_then(|act| act.reason);
        let kind = ApprenticeshipActKind::HandedOver;
        let deed = Deed { kind, side, on: before, reason: reason.as_deref() };
        settle(write, viewer, permit, (was, &mut earlier), &deed).await?;
    }
    found.status = ApprenticeshipStatus::Active;
    stretch(write, permit, found, found.terms.term.0).await?;
    Ok(())
}

/// That the training which it serves is over.
pub(super) async fn training_over(write: &Write, of: &Apprenticeship) -> Result<Problems, Error> {
    let Some(key) = of.enrolment_id else { return Ok(Vec::new()) };
    let training = enrolment::enrolment(&**write, PERMITTED, key).await?;
    let message = || Message::new("pairings-enrolment-over").with("status", training.status.label());
    let is_over = training.status != EnrolmentStatus::Active;
    let over = is_over.then(|| problem(ApprenticeshipErrorCode::EnrolmentMismatch, "", message()));
    Ok(over.into_iter().collect())
}

/// Begins a stretch in which she is followed, until the last day agreed.
pub(super) async fn stretch(
    write: &Write,
    permit: &Permit,
    of: &Apprenticeship,
    from: NaiveDate,
) -> Result<(), Error> {
    let base_kind = match of.base_id {
        Some(key) => Some(organisations::base(&**write, key).await?.kind),
        None => None,
    };
    let stretch = Supervision {
        id: id::new_key(),
        enrolment_id: of.enrolment_id,
        apprenticeship_id: Some(of.id),
        person_id: of.apprentice_id,
        supervisor_id: of.mentor_person_id,
        kind: SupervisionKind::Master,
        base_id: of.base_id,
        base_kind,
        starts_on: from,
        ends_on: Some(of.terms.term.1),
    };
    enrolment::supervision_add(write, permit, &stretch).await
}

/// That the viewer is one of the two.
pub(super) fn party(viewer: &Viewer, of: &Apprenticeship) -> Result<(ApprenticeshipSide, Permit), Error> {
    if viewer.person_id == of.mentor_person_id {
        let permit = Permit::herself(viewer, identity::Act::PairingConsent, of.mentor_person_id)?;
        return Ok((ApprenticeshipSide::Mentor, permit));
    }
    let permit = Permit::herself(viewer, identity::Act::PairingConsent, of.apprentice_id)?;
    Ok((ApprenticeshipSide::Apprentice, permit))
}

/// Declines a proposal as one of the two, for a reason.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` to whoever is neither; every problem found.
pub async fn apprenticeship_decline(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (found, _) = locked(&write, viewer, key).await?;
    let (side, permit) = party(viewer, &found)?;
    let deed = Deed { kind: ApprenticeshipActKind::Declined, side, on: today(&write), reason: Some(reason) };
    close(write, viewer, &permit, found, deed).await
}

/// Takes a proposal back before both have consented: what one of the two consented to, or what a coordinator proposed.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` without a role to whoever is neither; every problem found.
pub async fn apprenticeship_withdraw(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (found, mentor) = locked(&write, viewer, key).await?;
    let (side, permit) = side(&*write, viewer, &mentor, &found).await?;
    let has_consented = match side {
        ApprenticeshipSide::Mentor => found.mentor_consented_at.is_some(),
        ApprenticeshipSide::Apprentice => found.apprentice_consented_at.is_some(),
        ApprenticeshipSide::Coordinator => true,
    };
    if !has_consented && found.status == ApprenticeshipStatus::Proposed {
        let message = Message::new("pairings-decline-it");
        accept(vec![problem(ApprenticeshipErrorCode::NotProposed, "", message)])?;
    }
    let deed = Deed { kind: ApprenticeshipActKind::Withdrawn, side, on: today(&write), reason: Some(reason) };
    close(write, viewer, &permit, found, deed).await
}

/// Ends a proposal without a pairing.
async fn close(
    write: Write,
    viewer: &Viewer,
    permit: &Permit,
    mut found: Apprenticeship,
    deed: Deed<'_>,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let mut problems: Problems =
        status_problem(found.status, ApprenticeshipStatus::Proposed).into_iter().collect();
    let reason = deed.reason.unwrap_or_default();
    problems.extend(identity::rules::reason_problem(ApprenticeshipErrorCode::ReasonMissing, reason));
    accept(problems)?;
    let before = told(&found);
    found.status = match deed.kind {
        ApprenticeshipActKind::Declined => ApprenticeshipStatus::Declined,
        _ => ApprenticeshipStatus::Withdrawn,
    };
    settle(&write, viewer, permit, (before, &mut found), &deed).await?;
    write.commit().await?;
    Ok(found)
}
