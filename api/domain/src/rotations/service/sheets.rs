//! Weekly sheets on paper: which stays they are printed for, and typing what stands on one.
//!
//! A department's secretary types for a trainee what the two of them signed; the entries go to the supervisor's review as any others do,
//! and name who typed them. All of a sheet is entered, or nothing of it.

use chrono::{Days, NaiveDate};
use platform::Platform;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::proofs::Proof;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::weeks::monday;
use super::super::rules::{HoursErrorCode, Interval};
use super::super::store::{self, HoursSheet, Placement, PlacementFilter};
use super::hours::{Desk, Entered, NewHours};
use crate::enrolment;
use crate::evidence::{self, Evidence};
use crate::identity::{self, Act, Owners, Permit, Viewer};
use crate::organisations;

/// Most entries of one sheet.
pub const MOST_ON_A_SHEET: usize = 50;
/// Most sheets that are printed at once.
pub const MOST_SHEETS: usize = 100;

/// For which stays sheets are printed.
#[derive(Clone, Debug)]
pub enum SheetsFor {
    /// Everybody who is at a department in that week.
    Department(Uuid),
    /// These placements.
    Placements(Vec<Uuid>),
}

async fn permit_at(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    department_id: Uuid,
) -> Result<Permit, Error> {
    let houses = organisations::houses(connection, &[department_id]).await?;
    let institution = houses.get(&department_id).ok_or(Error::NotFound)?;
    let owners =
        Owners { institutions: &[*institution], department_id: Some(department_id), ..Owners::default() };
    Permit::at(viewer, Act::HoursTranscribe, owners)
}

/// The stays for which the viewer may print sheets of the week in which a day lies, by trainee and first day, and her permit.
///
/// # Errors
/// `NotFound` for a department or placement that is not visible; `Forbidden`; `INVALID` for no stays, or too many.
pub async fn sheet_stays(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    wanted: &SheetsFor,
    day: NaiveDate,
) -> Outcome<(Permit, NaiveDate, Vec<Placement>), HoursErrorCode> {
    let starts_on = monday(day);
    let ends_on = starts_on.checked_add_days(Days::new(6)).unwrap_or(starts_on);
    let (permit, mut stays) = match wanted {
        SheetsFor::Department(key) => {
            let permit = permit_at(connection, viewer, *key).await?;
            let filter = PlacementFilter {
                department_id: Some(*key),
                from: Some(starts_on),
                until: Some(ends_on),
                ..PlacementFilter::default()
            };
            (Some(permit), store::all_placements(connection, viewer.scope(), &filter, MOST_SHEETS + 1).await?)
        }
        SheetsFor::Placements(keys) => {
            let found = store::find_placements(connection, viewer.scope(), keys).await?;
            if found.len() < keys.len() {
                return Err(Error::NotFound.into());
            }
            let mut permit = None;
            for stay in &found {
                permit = Some(permit_at(connection, viewer, stay.department_id).await?);
            }
            (permit, found)
        }
    };
    stays
        .retain(|stay| stay.status.takes_a_place() && stay.starts_on <= ends_on && starts_on <= stay.ends_on);
    stays.sort_by_key(|stay| (stay.department_id, stay.starts_on, stay.id));
    if stays.is_empty() || stays.len() > MOST_SHEETS {
        let message = Message::new("rotations-sheet-number").with("most", MOST_SHEETS);
        return Err(Failure::problem(HoursErrorCode::Invalid, "of", message));
    }
    let permit = permit.ok_or(Error::NotFound)?;
    Ok((permit, starts_on, stays))
}

/// A sheet to be typed.
#[derive(Clone, Debug)]
pub struct NewSheet {
    /// The placement.
    pub placement_id: Uuid,
    /// Any day of the week.
    pub day: NaiveDate,
    /// A scan of the signed sheet, uploaded to prove evidence.
    pub scan_id: Option<Uuid>,
    /// What stands on it, each within the placement.
    pub items: Vec<NewHours>,
}

/// Types a week of a trainee's hours from a sheet: all of it, or nothing.
///
/// # Errors
/// `NotFound` for a placement or scan that is not visible; `Forbidden` without a role at the department, for one's own hours, and to the
/// placement's supervisor, who reviews them; every problem found, each with its place.
pub async fn hours_transcribe(
    platform: &Platform,
    viewer: &Viewer,
    new: NewSheet,
) -> Outcome<(HoursSheet, Vec<Evidence>), HoursErrorCode> {
    let reader = platform.database.reader();
    let placement = store::placement(reader, viewer.scope(), new.placement_id).await?;
    let permit = permit_at(reader, viewer, placement.department_id).await?;
    let hands = [permit.actor.person_id, permit.actor.delegator_id];
    if hands.contains(&Some(placement.person_id)) {
        return Err(Error::Forbidden(Message::new("identity-own-evidence")).into());
    }
    if hands.contains(&Some(placement.supervisor_id)) {
        return Err(identity::second_hand().into());
    }
    let starts_on = monday(new.day);
    accept(week_problems(&new.items, starts_on))?;
    let scan = match new.scan_id {
        Some(key) => Some(evidence::proof(platform, viewer.person_id, key).await?),
        None => None,
    };
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, placement.person_id).await?;
    let mut desk = Desk::open(&write, viewer.scope(), placement.person_id);
    let entered = desk.enter(&permit, &new.items).await?;
    let made = accepted(entered)?;
    if let (Some(scan), Some(first)) = (&scan, made.first()) {
        attach(&write, &permit, first, scan).await?;
    }
    let entries: Vec<Uuid> = made.iter().map(|one| one.id).collect();
    let whose = (placement.person_id, placement.id, viewer.person_id);
    let sheet = store::insert_sheet(&write, &permit, whose, starts_on, entries).await?;
    let told = json!({
        "placementId": placement.id, "startsOn": starts_on, "entries": sheet.entries, "hasScan": scan.is_some(),
    });
    identity::remember(&write, &permit, "hours-sheet.type", ("hours_sheet", sheet.id), (Value::Null, told))
        .await?;
    write.commit().await?;
    Ok((sheet, made))
}

fn week_problems(items: &[NewHours], starts_on: NaiveDate) -> Vec<Problem<HoursErrorCode>> {
    if items.is_empty() || items.len() > MOST_ON_A_SHEET {
        let message = Message::new("rotations-hours-sync-number").with("most", MOST_ON_A_SHEET);
        return vec![Problem::new(HoursErrorCode::Invalid, "items", message)];
    }
    let outside = items.iter().enumerate().filter_map(|(place, item)| {
        let interval = Interval { from: item.starts_at, until: item.ends_at };
        (monday(interval.credited_on()) != starts_on).then(|| {
            let message = Message::new("rotations-sheet-week")
                .with("interval", interval.in_local_time())
                .with("monday", starts_on);
            Problem::new(HoursErrorCode::OutsideSource, &format!("items.{place}.startsAt"), message)
        })
    });
    outside.collect()
}

/// What was made, if all of it was.
fn accepted(entered: Vec<Entered>) -> Outcome<Vec<Evidence>, HoursErrorCode> {
    let (mut made, mut problems) = (Vec::new(), Vec::new());
    for (place, one) in entered.into_iter().enumerate() {
        match one {
            Entered::New(evidence) => made.push(*evidence),
            Entered::Refused(found) => problems.extend(found.into_iter().map(|mut problem| {
                problem.path.splice(..0, ["items".to_owned(), place.to_string()]);
                problem
            })),
            // No item names anything but the placement, and none has a key.
            Entered::Unknown(_) | Entered::Repeated(_) | Entered::KeyTaken => {
                return Err(Error::NotFound.into());
            }
        }
    }
    accept(problems)?;
    Ok(made)
}

async fn attach(
    write: &platform::db::Write,
    permit: &Permit,
    first: &Evidence,
    scan: &Proof,
) -> Outcome<(), HoursErrorCode> {
    match evidence::attach(write, permit, first, scan).await {
        Ok(()) => Ok(()),
        Err(Failure::Error(error)) => Err(error.into()),
        Err(Failure::Rejected(problems)) => {
            let problem =
                |problem: Problem<_>| Problem::new(HoursErrorCode::Invalid, "scanUploadId", problem.message);
            Err(Failure::Rejected(problems.into_iter().map(problem).collect()))
        }
    }
}
