//! Which department at one base is like which at another: what a planner looks for where a place is taken.

use platform::Platform;
use platform::error::{Error, Outcome, accept};
use platform::text::Message;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{OrganisationErrorCode, invalid, or_taken};
use crate::identity::rules::{LONGEST_REASON, length_problem};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations::store::{self, Base, Department, Likeness};

/// That a department is like another one, to be recorded.
#[derive(Clone, Debug)]
pub struct NewLikeness {
    /// The department here.
    pub department_id: Uuid,
    /// The one there, at another base.
    pub alike_id: Uuid,
    /// Why; needed where their specialties differ.
    pub reason: Option<String>,
}

async fn both(
    platform: &Platform,
    viewer: &Viewer,
    (one, other): (Uuid, Uuid),
) -> Result<([(Department, Base); 2], Permit), Error> {
    let reader = platform.database.reader();
    let here = store::department(reader, one).await?;
    let there = store::department(reader, other).await?;
    let (here_base, there_base) =
        (store::base(reader, here.base_id).await?, store::base(reader, there.base_id).await?);
    let houses = [here_base.institution_id, there_base.institution_id];
    let permit = Permit::at(viewer, Act::BaseWrite, &houses)?;
    Ok(([(here, here_base), (there, there_base)], permit))
}

/// Records that a department is like one at another base. Whoever administers either base may.
///
/// # Errors
/// `NotFound` when either department is not there; `Forbidden`; every problem found.
pub async fn department_map(
    platform: &Platform,
    viewer: &Viewer,
    new: NewLikeness,
) -> Outcome<Department, OrganisationErrorCode> {
    let ([(here, _), (there, _)], permit) = both(platform, viewer, (new.department_id, new.alike_id)).await?;
    let reason = new.reason.unwrap_or_default().trim().to_owned();
    let mut problems = Vec::new();
    if here.base_id == there.base_id {
        problems.push(invalid("alikeId", Message::new("organisations-alike-same-base")));
    }
    if here.specialty != there.specialty && reason.is_empty() {
        problems.push(invalid("reason", Message::new("organisations-alike-reason")));
    }
    problems.extend(length_problem(OrganisationErrorCode::Invalid, "reason", &reason, LONGEST_REASON));
    accept(problems)?;
    let row = Likeness { department_id: here.id, alike_id: there.id, reason };
    let write = platform.database.write().await?;
    let message = Message::new("organisations-alike-taken")
        .with("department", (here.name.zh.as_str(), here.name.en.as_str()))
        .with("other", (there.name.zh.as_str(), there.name.en.as_str()));
    or_taken(store::insert_likeness(&write, &permit, &row).await, "alikeId", message)?;
    let after = json!({ "alikeId": row.alike_id, "reason": row.reason });
    identity::remember(&write, &permit, "department.map", ("department", here.id), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(here)
}

/// Takes back that a department is like one at another base. Whoever administers either base may.
///
/// # Errors
/// `NotFound` when either department is not there, or they were not recorded as alike; `Forbidden`; a problem of the reason.
pub async fn department_unmap(
    platform: &Platform,
    viewer: &Viewer,
    department_id: Uuid,
    alike_id: Uuid,
    reason: &str,
) -> Outcome<Department, OrganisationErrorCode> {
    let ([(here, _), _], permit) = both(platform, viewer, (department_id, alike_id)).await?;
    accept(Vec::from_iter(identity::rules::reason_problem(OrganisationErrorCode::Invalid, reason)))?;
    let write = platform.database.write().await?;
    if !store::delete_likeness(&write, &permit, department_id, alike_id).await? {
        return Err(Error::NotFound.into());
    }
    let (before, after) = (json!({ "alikeId": alike_id }), json!({ "reason": reason.trim() }));
    identity::remember(&write, &permit, "department.unmap", ("department", here.id), (before, after)).await?;
    write.commit().await?;
    Ok(here)
}
