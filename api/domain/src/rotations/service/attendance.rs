//! Hours that begin and end with a code shown at the place.
//!
//! A department shows a code that changes each half-minute; whoever stands before it checks in and out, and the server's clock says when.
//! What lies between becomes an entry of hers that goes the usual way of review, and that names the check-in as its witness. Wrong codes
//! are counted, and who sends too many waits.

use chrono::{DateTime, Utc};
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::shown_codes::{self, ShownCode};
use platform::text::{Argument, Message};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::attendance::{self as rules, CHECKED_IN_FOR, LAPSES_AFTER_HOURS};
use super::super::rules::{Activity, HoursErrorCode, kind_problem};
use super::super::store::{self, CheckIn, Placement};
use super::hours::{Desk, Entered, NewHours, Within};
use super::today;
use crate::curricula;
use crate::enrolment::{self, EnrolmentStatus};
use crate::identity::{self, Act, Gate, Owners, Permit, Viewer};
use crate::organisations;

/// What a department shows now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendanceCode {
    /// The department.
    pub department_id: Uuid,
    /// The code.
    pub shown: ShownCode,
}

/// What the codes of departments are for.
const PURPOSE: &str = "attendance-code";

/// The code that a department shows now, for whoever runs the display there.
///
/// # Errors
/// `NotFound` when there is no such department; `Forbidden`.
pub async fn attendance_code(
    platform: &Platform,
    viewer: &Viewer,
    department_id: Uuid,
) -> Result<AttendanceCode, Error> {
    let reader = platform.database.reader();
    let houses = organisations::houses(reader, &[department_id]).await?;
    let institution = houses.get(&department_id).ok_or(Error::NotFound)?;
    let owners =
        Owners { institutions: &[*institution], department_id: Some(department_id), ..Owners::default() };
    Permit::at(viewer, Act::AttendanceCodeShow, owners)?;
    let shown =
        shown_codes::shown_at(&platform.keys, PURPOSE, &department_id.to_string(), platform.clock.now())?;
    Ok(AttendanceCode { department_id, shown })
}

/// Looks at a code that somebody sent for a department: counted before, and forgiven when it is right.
///
/// # Errors
/// `RateLimited` after too many wrong ones.
async fn is_shown(
    platform: &Platform,
    viewer: &Viewer,
    department_id: Uuid,
    sent: &str,
) -> Result<bool, Error> {
    let gate = Gate::of_person("attendance", viewer.person_id);
    gate.enter(platform).await?;
    let of = (PURPOSE, department_id.to_string());
    let is_shown = shown_codes::is_shown_at(&platform.keys, (of.0, &of.1), sent, platform.clock.now())?;
    if is_shown {
        gate.forgive(platform).await?;
    }
    Ok(is_shown)
}

fn wrong_code() -> Problem<HoursErrorCode> {
    Problem::new(HoursErrorCode::CodeInvalid, "code", Message::new("rotations-attendance-code"))
}

fn told(check_in: &CheckIn) -> Value {
    json!({
        "placementId": check_in.placement_id, "activity": check_in.activity.code(),
        "activityKind": check_in.activity_kind,
        "checkedInAt": check_in.checked_in_at, "endedAt": check_in.ended_at, "evidenceId": check_in.evidence_id,
    })
}

async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    check_in: &CheckIn,
) -> Result<(), Error> {
    let object = ("hours_check_in", check_in.id);
    identity::remember(write, permit, action, object, (Value::Null, told(check_in))).await
}

/// Begins hours of one's own at a placement, by the code that its department shows. A check-in of hers that lapsed is closed by it.
///
/// # Errors
/// `NotFound` when the placement is not visible; `Forbidden` when it is somebody else's; `RateLimited` after too many wrong codes; every
/// problem found.
pub async fn hours_check_in(
    platform: &Platform,
    viewer: &Viewer,
    placement_id: Uuid,
    (activity, activity_kind): (Activity, Option<String>),
    sent: &str,
) -> Outcome<CheckIn, HoursErrorCode> {
    let placement = store::placement(platform.database.reader(), viewer.scope(), placement_id).await?;
    let permit = Permit::own(viewer, placement.person_id)?;
    let is_shown = is_shown(platform, viewer, placement.department_id, sent).await?;
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let placement = store::placement(&*write, viewer.scope(), placement_id).await?;
    let enrolment = enrolment::enrolment(&*write, viewer.scope(), placement.enrolment_id).await?;
    let open = store::open_check_in(&*write, viewer.person_id).await?;
    let mut problems = placement_problems(&write, &placement, enrolment.status, activity);
    let plan = curricula::plan(&*write, enrolment.version_id).await?;
    let kind = activity_kind.as_deref().map(|code| (code, plan.activity_kind(code)));
    problems.extend(kind.and_then(|kind| kind_problem(kind, activity)));
    if !is_shown {
        problems.push(wrong_code());
    }
    let lapsed = match open {
        Some(open) if !rules::has_lapsed(open.checked_in_at, write.now()) => {
            let message = Message::new("rotations-attendance-open").with("since", local(open.checked_in_at));
            problems.push(Problem::new(HoursErrorCode::CheckedIn, "placementId", message));
            None
        }
        open => open,
    };
    accept(problems)?;
    if let Some(mut lapsed) = lapsed {
        store::end_check_in(&write, &permit, &mut lapsed, None).await?;
        remember(&write, &permit, "hours-check-in.lapse", &lapsed).await?;
    }
    let begun = (viewer.person_id, placement_id);
    let check_in = store::insert_check_in(&write, &permit, begun, (activity, activity_kind)).await?;
    remember(&write, &permit, "hours-check-in.begin", &check_in).await?;
    write.commit().await?;
    Ok(check_in)
}

fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&super::super::rules::LOCAL_ZONE).format("%Y-%m-%d %H:%M").to_string()
}

fn placement_problems(
    write: &Write,
    placement: &Placement,
    status: EnrolmentStatus,
    activity: Activity,
) -> Vec<Problem<HoursErrorCode>> {
    let mut problems = Vec::new();
    if !placement.status.takes_a_place() || status != EnrolmentStatus::Active {
        let message = Message::new("rotations-hours-source-ended");
        problems.push(Problem::new(HoursErrorCode::SourceEnded, "placementId", message));
    }
    let today = today(write);
    if today < placement.starts_on || today > placement.ends_on {
        let message = Message::new("rotations-attendance-outside")
            .with("first", placement.starts_on)
            .with("last", placement.ends_on);
        problems.push(Problem::new(HoursErrorCode::OutsideSource, "placementId", message));
    }
    if !CHECKED_IN_FOR.contains(&activity) {
        let message = Message::new("rotations-hours-activity")
            .with("activity", activity.label())
            .with("accepted", Argument::list(CHECKED_IN_FOR.iter().map(|accepted| accepted.label())));
        problems.push(Problem::new(HoursErrorCode::ActivityMismatch, "activity", message));
    }
    problems
}

/// Ends the hours that she began by a code, by the code that the same department shows now; they become an entry of hers.
///
/// # Errors
/// `RateLimited` after too many wrong codes; every problem found: she is not checked in, it lapsed, less than a minute has passed, or
/// whatever is wrong with the hours.
pub async fn hours_check_out(
    platform: &Platform,
    viewer: &Viewer,
    sent: &str,
    note: String,
) -> Outcome<CheckIn, HoursErrorCode> {
    let permit = Permit::own(viewer, viewer.person_id)?;
    let refuse = |code, path, message| Err(Failure::problem(code, path, message));
    let reader = platform.database.reader();
    let absent = || Message::new("rotations-attendance-none");
    let Some(open) = store::open_check_in(reader, viewer.person_id).await? else {
        return refuse(HoursErrorCode::NotCheckedIn, "", absent());
    };
    if rules::has_lapsed(open.checked_in_at, platform.clock.now()) {
        let message = Message::new("rotations-attendance-lapsed")
            .with("since", local(open.checked_in_at))
            .with("limit", LAPSES_AFTER_HOURS);
        return refuse(HoursErrorCode::Lapsed, "", message);
    }
    let placement = store::placement(reader, viewer.scope(), open.placement_id).await?;
    if !is_shown(platform, viewer, placement.department_id, sent).await? {
        return Err(Failure::Rejected(vec![wrong_code()]));
    }
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let again = store::open_check_in(&*write, viewer.person_id).await?;
    let Some(mut open) = again.filter(|again| again.id == open.id) else {
        return refuse(HoursErrorCode::NotCheckedIn, "", absent());
    };
    let Some(interval) = rules::between(open.checked_in_at, write.now()) else {
        return refuse(HoursErrorCode::InvalidInterval, "", Message::new("rotations-attendance-short"));
    };
    let new = NewHours {
        within: Within::Placement(open.placement_id),
        activity: open.activity,
        activity_kind: open.activity_kind.clone(),
        starts_at: interval.from,
        ends_at: interval.until,
        note,
        replaces_id: None,
        replaces_key: None,
        key: None,
    };
    let mut desk = Desk::open(&write, viewer.scope(), viewer.person_id);
    let entered = desk.enter(&permit, std::slice::from_ref(&new)).await?.pop();
    let made = match entered {
        Some(Entered::New(made)) => made,
        Some(Entered::Refused(problems)) => {
            // The client sent a code and a note, and nothing else that could be at fault.
            let of_note = |path: &[String]| path.first().is_some_and(|step| step == "note");
            let problem = |mut problem: Problem<HoursErrorCode>| {
                if !of_note(&problem.path) {
                    problem.path.clear();
                }
                problem
            };
            return Err(Failure::Rejected(problems.into_iter().map(problem).collect()));
        }
        _ => return Err(Error::NotFound.into()),
    };
    store::end_check_in(&write, &permit, &mut open, Some(made.id)).await?;
    remember(&write, &permit, "hours-check-in.end", &open).await?;
    write.commit().await?;
    Ok(open)
}
