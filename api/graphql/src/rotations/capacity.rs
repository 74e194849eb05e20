//! How many trainees a department takes from a day on.

use async_graphql::{Context, ID, InputObject, Object};
use domain::rotations::{self, CapacityErrorCode, NewCapacity};

use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::organisations::Department;
use crate::scalars::Date;

/// A change of what a department takes.
#[derive(Debug, InputObject)]
pub struct DepartmentCapacityChangeInput {
    /// The department.
    department_id: ID,
    /// Trainees at once, 0 to 1000.
    capacity: i32,
    /// The first day on which it holds, today or later; until the next change that is recorded already.
    starts_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
    /// Whether what is booked beyond it stays booked, where it then shows as overbooked; without it, such a change is refused.
    #[graphql(default)]
    keeps_booked: bool,
}

payload! {
    /// What came of changing a department's capacity.
    DepartmentCapacityChangePayload {
        /// The department; null when the act was refused.
        department: Department
    } or CapacityErrorCode
}

/// Acts upon what departments take.
#[derive(Default)]
pub struct CapacityMutation;

#[Object]
impl CapacityMutation {
    /// Lets a department take more or fewer trainees from a day on, in place of what was to hold from that day on.
    async fn department_capacity_change(
        &self,
        ctx: &Context<'_>,
        input: DepartmentCapacityChangeInput,
    ) -> async_graphql::Result<DepartmentCapacityChangePayload> {
        let new = NewCapacity {
            department_id: ObjectKind::Department.key(ctx, &input.department_id)?,
            capacity: input.capacity,
            starts_on: input.starts_on.0,
            reason: input.reason,
            keeps_booked: input.keeps_booked,
        };
        let outcome = rotations::capacity_change(platform(ctx), viewer(ctx)?, new).await;
        DepartmentCapacityChangePayload::of(ctx, outcome)
    }
}
