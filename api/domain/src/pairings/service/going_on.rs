//! What happens to a live apprenticeship: it rests, goes on, passes to another master, or ends.

use std::collections::HashMap;

use chrono::NaiveDate;
use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Outcome, accept};
use platform::text::Message;
use uuid::Uuid;

use super::super::rules::proposals::Terms;
use super::super::rules::{
    ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide, ApprenticeshipStatus, Pause,
    day_problem, followed_problem, status_problem,
};
use super::super::store::{self, Apprenticeship};
use super::proposing::{NewApprenticeship, Proposal, propose, stretch, training_over};
use super::{Deed, Problems, last_followed, locked, problem, settle, side, today, told};
use crate::enrolment;
use crate::identity::{self, Permit, Viewer};

/// How an apprenticeship ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprenticeshipEnding {
    /// Before its time, with this last day.
    Early(NaiveDate),
    /// Gone through, on the last day agreed.
    Completed,
}

/// An apprenticeship, locked, with the side on which the viewer acts, and that it is not live.
async fn live(
    write: &Write,
    viewer: &Viewer,
    key: Uuid,
) -> Result<(Apprenticeship, (ApprenticeshipSide, Permit), Problems), Error> {
    let (found, mentor) = locked(write, viewer, key).await?;
    let given = side(&**write, viewer, &mentor, &found).await?;
    let problems = status_problem(found.status, ApprenticeshipStatus::Active).into_iter().collect();
    Ok((found, given, problems))
}

/// Lets an apprenticeship rest from a day on: from then no hours are entered, and nothing falls due. The master's place stays taken.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` without a role to whoever is neither; every problem found.
pub async fn apprenticeship_pause(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    (from, reason): (NaiveDate, &str),
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (mut found, (side, permit), mut problems) = live(&write, viewer, key).await?;
    let paused = pauses(&write, key).await?;
    if let Some(open) = paused.iter().find(|pause| pause.until.is_none()) {
        let message = Message::new("pairings-paused-already").with("since", open.from);
        problems.push(problem(ApprenticeshipErrorCode::NotActive, "from", message));
    }
    let (first, last) = found.terms.term;
    problems.extend(day_problem("from", from, (today(&write).max(first), last)));
    problems.extend(followed_problem("from", from, last_followed(&write, key).await?));
    problems.extend(identity::rules::reason_problem(ApprenticeshipErrorCode::ReasonMissing, reason));
    accept(problems)?;
    let before = told(&found);
    enrolment::stretch_end(&write, &permit, key, from.pred_opt().unwrap_or(from)).await?;
    let deed = Deed { kind: ApprenticeshipActKind::Paused, side, on: from, reason: Some(reason) };
    settle(&write, viewer, &permit, (before, &mut found), &deed).await?;
    write.commit().await?;
    Ok(found)
}

async fn pauses(write: &Write, key: Uuid) -> Result<Vec<Pause>, Error> {
    let found: HashMap<Uuid, _> = store::pauses_of(&**write, &[key]).await?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// Goes on with an apprenticeship from a day on.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` without a role to whoever is neither; every problem found.
pub async fn apprenticeship_resume(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    on: NaiveDate,
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (mut found, (side, permit), mut problems) = live(&write, viewer, key).await?;
    let paused = pauses(&write, key).await?;
    if let Some(open) = paused.into_iter().find(|pause| pause.until.is_none()) {
        let days = (today(&write).max(open.from), found.terms.term.1);
        problems.extend(day_problem("from", on, days));
    } else {
        let message = Message::new("pairings-not-paused");
        problems.push(problem(ApprenticeshipErrorCode::NotActive, "", message));
    }
    problems.extend(training_over(&write, &found).await?);
    accept(problems)?;
    let before = told(&found);
    stretch(&write, &permit, &found, on).await?;
    let deed = Deed { kind: ApprenticeshipActKind::Resumed, side, on, reason: None };
    settle(&write, viewer, &permit, (before, &mut found), &deed).await?;
    write.commit().await?;
    Ok(found)
}

/// Ends an apprenticeship. Each of the two and a coordinator may end it before its time, for a reason; that it was gone through, a
/// coordinator says who is neither, once its last day has come.
///
/// # Errors
/// `NotFound` when it is not visible; `Forbidden` without a role to whoever is neither; every problem found.
pub async fn apprenticeship_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    (ending, reason): (ApprenticeshipEnding, &str),
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (mut found, (side, permit), mut problems) = live(&write, viewer, key).await?;
    let (first, last) = found.terms.term;
    let (on, kind, status) = match ending {
        ApprenticeshipEnding::Early(on) => {
            let met = last_followed(&write, key).await?;
            let before = first.pred_opt().unwrap_or(first);
            let earliest = met.map_or(before, |day| day.max(before));
            problems.extend(day_problem("lastDay", on, (earliest, last)));
            problems.extend(identity::rules::reason_problem(ApprenticeshipErrorCode::ReasonMissing, reason));
            (on, ApprenticeshipActKind::Ended, ApprenticeshipStatus::Ended)
        }
        ApprenticeshipEnding::Completed => {
            if side != ApprenticeshipSide::Coordinator {
                return Err(identity::second_hand().into());
            }
            if today(&write) < last {
                let message = Message::new("pairings-not-over").with("last", last);
                problems.push(problem(ApprenticeshipErrorCode::WrongDay, "", message));
            }
            (last, ApprenticeshipActKind::Completed, ApprenticeshipStatus::Completed)
        }
    };
    accept(problems)?;
    let was = told(&found);
    enrolment::stretch_end(&write, &permit, key, on).await?;
    found.status = status;
    found.ended_on = Some(on);
    let reason = Some(reason).filter(|reason| !reason.trim().is_empty());
    settle(&write, viewer, &permit, (was, &mut found), &Deed { kind, side, on, reason }).await?;
    write.commit().await?;
    Ok(found)
}

/// Proposes that another master takes over from a day on, on the terms that were agreed. Once she and the apprentice have
/// consented, the apprenticeship ends on the day before, and the new one names it.
///
/// # Errors
/// `NotFound` when it, or the master, is not there; `Forbidden` without a role to whoever is neither; every problem found.
pub async fn apprenticeship_hand_over(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    (mentor_id, from, reason): (Uuid, NaiveDate, &str),
) -> Outcome<Apprenticeship, ApprenticeshipErrorCode> {
    let write = platform.database.write().await?;
    let (found, given, mut problems) = live(&write, viewer, key).await?;
    let after = found.terms.term.0.succ_opt().unwrap_or(found.terms.term.0);
    problems.extend(day_problem("from", from, (today(&write).max(after), found.terms.term.1)));
    problems.extend(identity::rules::reason_problem(ApprenticeshipErrorCode::ReasonMissing, reason));
    accept(problems)?;
    let new = NewApprenticeship {
        mentor_id,
        apprentice_id: found.apprentice_id,
        institution_id: Some(found.institution_id),
        consortium_id: found.consortium_id,
        enrolment_id: found.enrolment_id,
        base_id: found.base_id,
        specialty: found.specialty.clone(),
        terms: Terms { term: (from, found.terms.term.1), ceremony_on: None, ..found.terms.clone() },
    };
    let made = propose(&write, viewer, new, Proposal::Follows(&found, given, reason)).await?;
    write.commit().await?;
    Ok(made)
}
