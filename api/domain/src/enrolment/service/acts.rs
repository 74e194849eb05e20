//! What happens to an enrolment after it was made. It moves the calendar, never the evidence and never the cohort.

use chrono::{Months, NaiveDate};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, events, jobs};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{
    EnrolmentActKind, EnrolmentStatus, LONGEST_TRAINING_YEARS, Pause, days_of, later, pause_problem,
};
use super::super::store::{self, Enrolment, NewAct};
use super::{EnrolmentErrorCode, belongs_to};
use crate::curricula::{self, CurriculumVersion, VersionStatus};
use crate::identity::rules::reason_problem;
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer, end_relations};

const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);

/// What is to happen to an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The training pauses from one day to another, both counted.
    Defer(Pause),
    /// The training ends on a later day.
    EndOn(NaiveDate),
    /// The trainee leaves; this is her last day.
    Withdraw(NaiveDate),
    /// She comes back on a day.
    Reinstate(NaiveDate),
}

type Problems = Vec<Problem<EnrolmentErrorCode>>;

fn problem(code: EnrolmentErrorCode, path: &str, message: Message) -> Problem<EnrolmentErrorCode> {
    Problem::new(code, path, message)
}

/// Changes the calendar of an enrolment, for a reason.
///
/// # Errors
/// `NotFound` when it is not there or not visible, `Forbidden` without a role at its school; every problem found.
pub async fn enrolment_change(
    platform: &Platform,
    viewer: &Viewer,
    enrolment_id: Uuid,
    change: Change,
    reason: &str,
) -> Outcome<Enrolment, EnrolmentErrorCode> {
    let write = platform.database.write().await?;
    let (permit, enrolment) = changeable(&write, viewer, enrolment_id).await?;
    let today = write.now().with_timezone(&Shanghai).date_naive();
    let acts = store::acts_of(&*write, &[enrolment_id]).await?;
    let last = |kind| acts.iter().rev().find(|act| act.kind == kind).and_then(|act| act.starts_on);
    let (left_on, back_on) = (last(EnrolmentActKind::Withdrawal), last(EnrolmentActKind::Reinstatement));
    let mut problems: Problems = reason_problem(EnrolmentErrorCode::Invalid, reason).into_iter().collect();
    problems.extend(change_problem(&enrolment, change, today, (left_on, back_on)));
    accept(problems)?;
    let (kind, changed, days) = after(&enrolment, change, left_on);
    let (starts_on, ends_on) = days.map_or((None, None), |(first, last)| (Some(first), last));
    let act = NewAct { starts_on, ends_on, reason: reason.trim().to_owned(), ..NewAct::of(kind) };
    write_down(&write, &permit, &enrolment, &changed, &act).await?;
    match change {
        Change::Withdraw(day) => {
            end_relations(&write, &permit, enrolment_id, day).await?;
            for supervision in store::supervisions_of(&*write, PERMITTED, &[enrolment_id]).await? {
                store::end_supervision(&write, &permit, supervision.id, day).await?;
                end_relations(&write, &permit, supervision.id, day).await?;
            }
            let of = json!({ "enrolment_id": enrolment_id });
            jobs::enqueue(&write, "rotations.withdrawn", &of, None).await?;
        }
        Change::Reinstate(day) => {
            let mut again = changed.clone();
            again.starts_on = day;
            identity::insert_relations(&write, &permit, belongs_to(&again)).await?;
        }
        Change::Defer(_) | Change::EndOn(_) => {}
    }
    if matches!(change, Change::Reinstate(_)) {
        super::recredit_later(&write, changed.person_id).await?;
    }
    write.commit().await?;
    Ok(changed)
}

/// An enrolment to be changed, locked, with the permit to do so.
///
/// # Errors
/// `NotFound` when it is not there or not visible, `Forbidden` without a role at its school.
pub async fn changeable(
    write: &Write,
    viewer: &Viewer,
    enrolment_id: Uuid,
) -> Result<(Permit, Enrolment), Error> {
    let found = store::enrolment(&**write, viewer.scope(), enrolment_id).await?;
    let permit = Permit::at(viewer, Act::EnrolmentWrite, &[found.institution_id])?;
    store::lock_enrolments_of(write, found.person_id).await?;
    let current = store::enrolment(&**write, PERMITTED, enrolment_id).await?;
    Ok((permit, current))
}

fn change_problem(
    enrolment: &Enrolment,
    change: Change,
    today: NaiveDate,
    (left_on, back_on): (Option<NaiveDate>, Option<NaiveDate>),
) -> Option<Problem<EnrolmentErrorCode>> {
    let invalid = |path: &str, message: Message| Some(problem(EnrolmentErrorCode::Invalid, path, message));
    let span = (enrolment.starts_on, enrolment.expected_completion_on);
    let status = enrolment.status;
    let wanted = match change {
        Change::Reinstate(_) => EnrolmentStatus::Withdrawn,
        _ => EnrolmentStatus::Active,
    };
    if status != wanted {
        let (code, key) = if wanted == EnrolmentStatus::Active {
            (EnrolmentErrorCode::NotActive, "enrolment-act-not-active")
        } else {
            (EnrolmentErrorCode::NotWithdrawn, "enrolment-act-not-withdrawn")
        };
        return Some(problem(code, "enrolmentId", Message::new(key).with("status", status.label())));
    }
    match change {
        Change::Defer(pause) => {
            let (path, message) = pause_problem(span, &enrolment.pauses, pause)?;
            invalid(path, message)
        }
        Change::EndOn(day) => {
            let latest = enrolment.starts_on.checked_add_months(Months::new(12 * LONGEST_TRAINING_YEARS));
            let latest = latest.unwrap_or(NaiveDate::MAX);
            if (enrolment.starts_on..span.1).contains(&day) {
                let message = Message::new("enrolment-shorten-by-proof").with("day", day);
                return invalid("expectedCompletionOn", message.with("now", span.1));
            }
            let is_possible = (enrolment.starts_on..=latest).contains(&day) && day != span.1;
            if is_possible {
                return None;
            }
            let message = Message::new("enrolment-completion").with("day", day).with("now", span.1);
            invalid("expectedCompletionOn", message.with("begin", enrolment.starts_on).with("latest", latest))
        }
        Change::Withdraw(day) => {
            let begin = back_on.unwrap_or(enrolment.starts_on);
            let is_possible = (begin..=today).contains(&day);
            let message = Message::new("enrolment-withdrawal").with("day", day).with("begin", begin);
            if is_possible { None } else { invalid("lastDay", message.with("today", today)) }
        }
        Change::Reinstate(day) => {
            let left_on = left_on.unwrap_or(enrolment.starts_on);
            if day <= left_on {
                let message = Message::new("enrolment-return").with("day", day).with("left", left_on);
                return invalid("startsOn", message);
            }
            let gap = gap(left_on, day)?;
            let (_, message) = pause_problem((enrolment.starts_on, gap.0), &enrolment.pauses, gap)?;
            invalid("startsOn", message)
        }
    }
}

/// The days between the last day before a withdrawal and the return.
fn gap(left_on: NaiveDate, back_on: NaiveDate) -> Option<Pause> {
    let gap = (left_on.succ_opt()?, back_on.pred_opt()?);
    (gap.0 <= gap.1).then_some(gap)
}

/// The kind of act, the enrolment afterwards, and the days of the act.
fn after(
    enrolment: &Enrolment,
    change: Change,
    left_on: Option<NaiveDate>,
) -> (EnrolmentActKind, Enrolment, Option<(NaiveDate, Option<NaiveDate>)>) {
    let mut changed = enrolment.clone();
    let pause = |changed: &mut Enrolment, pause: Pause| {
        changed.pauses.push(pause);
        changed.pauses.sort_unstable();
        changed.expected_completion_on = later(changed.expected_completion_on, days_of(pause));
    };
    match change {
        Change::Defer(days) => {
            pause(&mut changed, days);
            (EnrolmentActKind::Deferral, changed, Some((days.0, Some(days.1))))
        }
        Change::EndOn(day) => {
            changed.expected_completion_on = day;
            (EnrolmentActKind::Extension, changed, None)
        }
        Change::Withdraw(day) => {
            changed.status = EnrolmentStatus::Withdrawn;
            let paused = |pauses: &[Pause]| pauses.iter().copied().map(days_of).sum::<i64>();
            let before = paused(&changed.pauses);
            // A pause that she does not come back from ends with the training.
            changed.pauses.retain(|pause| pause.0 <= day);
            for pause in &mut changed.pauses {
                pause.1 = pause.1.min(day);
            }
            let cut = paused(&changed.pauses) - before;
            changed.expected_completion_on = later(changed.expected_completion_on, cut);
            (EnrolmentActKind::Withdrawal, changed, Some((day, None)))
        }
        Change::Reinstate(day) => {
            changed.status = EnrolmentStatus::Active;
            if let Some(gap) = left_on.and_then(|left_on| gap(left_on, day)) {
                pause(&mut changed, gap);
            }
            (EnrolmentActKind::Reinstatement, changed, Some((day, None)))
        }
    }
}

pub(super) async fn write_down(
    write: &Write,
    permit: &Permit,
    before: &Enrolment,
    after: &Enrolment,
    act: &NewAct,
) -> Result<(), Error> {
    store::change_enrolment(write, permit, (before, after), act).await?;
    let facts = |of: &Enrolment| {
        json!({ "status": of.status.code(), "curriculumVersionId": of.version_id,
            "expectedCompletionOn": of.expected_completion_on, "pauses": of.pauses })
    };
    let mut told = facts(after);
    if let Value::Object(fields) = &mut told {
        fields.insert("act".to_owned(), json!(act.kind.code()));
        fields.insert("reason".to_owned(), json!(act.reason));
        if !act.leave_rules.is_empty() {
            let rules: Vec<&str> = act.leave_rules.iter().map(|rule| rule.rule.as_str()).collect();
            fields.insert("leaveRules".to_owned(), json!(rules));
        }
    }
    let change = (facts(before), told);
    identity::remember(write, permit, "enrolment.change", ("enrolment", before.id), change).await?;
    events::record(write, "enrolment.changed", before.id, Some(before.person_id)).await?;
    Ok(())
}

/// Moves the last day of a training by so many days, within the act that decides about it; never before its first day. The calendar of
/// a training that is over stays.
pub async fn move_completion(
    write: &Write,
    permit: &Permit,
    enrolment_id: Uuid,
    days: i64,
    reason: &str,
) -> Result<(), Error> {
    let enrolment = store::enrolment(&**write, PERMITTED, enrolment_id).await?;
    if enrolment.status != EnrolmentStatus::Active {
        return Ok(());
    }
    let mut changed = enrolment.clone();
    changed.expected_completion_on = later(enrolment.expected_completion_on, days).max(enrolment.starts_on);
    let kind = if days < 0 { EnrolmentActKind::Shortening } else { EnrolmentActKind::Extension };
    let act = NewAct { reason: reason.to_owned(), ..NewAct::of(kind) };
    write_down(write, permit, &enrolment, &changed, &act).await
}

/// Enrolments that the viewer may move to a version, locked, with the permits to do so.
///
/// # Errors
/// `NotFound` when one is not there or not visible, `Forbidden` without a role at its school; every problem found.
pub async fn movable(
    write: &Write,
    viewer: &Viewer,
    enrolments: &[Uuid],
    version: &CurriculumVersion,
) -> Outcome<Vec<(Permit, Enrolment)>, EnrolmentErrorCode> {
    let school = curricula::curriculum(&**write, version.curriculum_id).await?.institution_id;
    let mut problems = Problems::new();
    if version.status != VersionStatus::Published {
        let message = Message::new("enrolment-version-not-published").with("status", version.status.label());
        problems.push(problem(EnrolmentErrorCode::NotPublished, "curriculumVersionId", message));
    }
    // People are locked in the order of their keys, whoever else moves some of them at the same time.
    let mut found = store::find_enrolments(&**write, viewer.scope(), enrolments).await?;
    found.sort_unstable_by_key(|enrolment| (enrolment.person_id, enrolment.id));
    if enrolments.iter().any(|key| !found.iter().any(|enrolment| enrolment.id == *key)) {
        return Err(Error::NotFound.into());
    }
    let mut movable: Vec<(Permit, Enrolment)> = Vec::new();
    for key in found.iter().map(|enrolment| enrolment.id) {
        let (permit, enrolment) = changeable(write, viewer, key).await?;
        let path =
            format!("enrolmentIds.{}", enrolments.iter().position(|id| *id == key).unwrap_or_default());
        let others = store::enrolments_of(&**write, PERMITTED, &[enrolment.person_id]).await?;
        let found = if enrolment.status != EnrolmentStatus::Active {
            let message = Message::new("enrolment-act-not-active").with("status", enrolment.status.label());
            Some((EnrolmentErrorCode::NotActive, message))
        } else if enrolment.version_id == version.id {
            Some((EnrolmentErrorCode::SameVersion, Message::new("enrolment-same-version")))
        } else if enrolment.institution_id != school {
            Some((EnrolmentErrorCode::Invalid, Message::new("enrolment-version-elsewhere")))
        } else if others.iter().any(|other| other.version_id == version.id)
            || movable.iter().any(|(_, other)| other.person_id == enrolment.person_id)
        {
            Some((EnrolmentErrorCode::AlreadyEnrolled, Message::new("enrolment-already-enrolled")))
        } else {
            None
        };
        problems.extend(found.map(|(code, message)| problem(code, &path, message)));
        movable.push((permit, enrolment));
    }
    accept(problems)?;
    Ok(movable)
}

/// Holds an enrolment to another version, within the act that credits it anew. Its last day moves by as much as the versions
/// differ in length.
pub async fn move_to_version(
    write: &Write,
    permit: &Permit,
    enrolment: &Enrolment,
    version: &CurriculumVersion,
    reason: &str,
) -> Result<Enrolment, Error> {
    let was = curricula::version(&**write, enrolment.version_id).await?;
    let length = |of: &CurriculumVersion| of.figures.last_day(enrolment.starts_on);
    let longer = (length(version) - length(&was)).num_days();
    let mut changed = enrolment.clone();
    changed.version_id = version.id;
    changed.expected_completion_on = later(enrolment.expected_completion_on, longer).max(enrolment.starts_on);
    let act = NewAct { reason: reason.trim().to_owned(), ..NewAct::of(EnrolmentActKind::Move) };
    write_down(write, permit, enrolment, &changed, &act).await?;
    Ok(changed)
}
