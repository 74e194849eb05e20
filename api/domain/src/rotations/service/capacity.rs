//! How many trainees a department takes from a day on.

use chrono::NaiveDate;
use platform::Platform;
use platform::error::{Outcome, accept};
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{CapacityErrorCode, CapacityProposal, capacity_problems};
use super::super::store;
use super::today;
use crate::identity::{self, Act, Owners, Permit, Viewer};
use crate::organisations::{self, Department};

/// A change of what a department takes.
#[derive(Clone, Debug)]
pub struct NewCapacity {
    /// The department.
    pub department_id: Uuid,
    /// Trainees at once, 0 to 1000.
    pub capacity: i32,
    /// The first day on which it holds; not past.
    pub starts_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Whether what is booked beyond it stays booked.
    pub keeps_booked: bool,
}

/// Lets a department take more or fewer trainees from a day on. Bookings and changes wait for each other, so that none is made
/// against a figure that is gone.
///
/// # Errors
/// `NotFound` when there is no such department; `Forbidden`; every problem that [`capacity_problems`] finds.
pub async fn capacity_change(
    platform: &Platform,
    viewer: &Viewer,
    new: NewCapacity,
) -> Outcome<Department, CapacityErrorCode> {
    let reader = platform.database.reader();
    let department = organisations::department(reader, new.department_id).await?;
    let base = organisations::base(reader, department.base_id).await?;
    let owners = Owners {
        institutions: &[base.institution_id],
        department_id: Some(department.id),
        ..Owners::default()
    };
    let permit = Permit::at(viewer, Act::CapacityWrite, owners)?;
    let write = platform.database.write().await?;
    organisations::lock_department(&write, department.id).await?;
    let capacities = organisations::capacities(&*write, &department).await?;
    let booked = store::booked_from(&*write, department.id, new.starts_on).await?;
    accept(capacity_problems(&CapacityProposal {
        capacity: new.capacity,
        starts_on: new.starts_on,
        reason: &new.reason,
        keeps_booked: new.keeps_booked,
        today: today(&write),
        capacities: &capacities,
        booked: &booked,
    }))?;
    organisations::set_capacity(&write, &permit, department.id, (new.starts_on, new.capacity)).await?;
    let before = json!({ "capacity": capacities.on(new.starts_on) });
    let after = json!({
        "capacity": new.capacity, "startsOn": new.starts_on, "reason": new.reason.trim(),
        "keepsBooked": new.keeps_booked,
    });
    let object = ("department", department.id);
    identity::remember(&write, &permit, "department.capacity", object, (before, after)).await?;
    write.commit().await?;
    Ok(department)
}
