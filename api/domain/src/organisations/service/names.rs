//! What institutions are called, from a day on. What was issued keeps the name that it was issued under.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Name, Outcome, accept};
use serde_json::json;
use uuid::Uuid;

use super::{OrganisationErrorCode, name_problems, today};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations::rules::{Renaming, renaming_problems};
use crate::organisations::store::{self, Institution};

/// Another name for an institution.
#[derive(Clone, Debug)]
pub struct NewName {
    /// The institution.
    pub institution_id: Uuid,
    /// Name; both languages.
    pub name: Name,
    /// The first day on which it is called so.
    pub starts_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Gives an institution another name from a day on, which may be past, or to come within a year. What it was called before stays
/// known.
///
/// # Errors
/// `NotFound` when there is no such institution; `Forbidden`; every problem found.
pub async fn institution_rename(
    platform: &Platform,
    viewer: &Viewer,
    new: NewName,
) -> Outcome<Institution, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    store::lock_institution(&write, new.institution_id).await?;
    let mut found = store::institution(&*write, new.institution_id).await?;
    let earlier = store::renamings_of(&*write, &[found.id]).await?;
    let before = earlier.last().map_or(&found.name, |last| &last.after).clone();
    let renaming = Renaming {
        institution_id: found.id,
        starts_on: new.starts_on,
        before,
        after: Name::new(new.name.zh.trim(), new.name.en.trim()),
        reason: new.reason.trim().to_owned(),
    };
    let today = today(&write);
    let mut problems = name_problems(&new.name);
    problems.extend(renaming_problems(OrganisationErrorCode::Invalid, &renaming, earlier.last(), today));
    problems.extend(identity::rules::reason_problem(OrganisationErrorCode::Invalid, &new.reason));
    accept(problems)?;
    store::insert_renaming(&write, &permit, &renaming).await?;
    if renaming.starts_on <= today {
        store::set_name(&write, &permit, found.id, &renaming.after).await?;
        found.name = renaming.after.clone();
    }
    remember(&write, &permit, "institution.rename", &renaming).await?;
    write.commit().await?;
    Ok(found)
}

async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    renaming: &Renaming,
) -> Result<(), Error> {
    let before = json!({ "nameZh": renaming.before.zh, "nameEn": renaming.before.en });
    let after = json!({
        "nameZh": renaming.after.zh, "nameEn": renaming.after.en, "startsOn": renaming.starts_on,
        "reason": renaming.reason,
    });
    let object = ("institution", renaming.institution_id);
    identity::remember(write, permit, action, object, (before, after)).await?;
    Ok(())
}

/// Calls every institution by the name whose day has come. Says how many were renamed; run again, nobody is.
pub async fn names_take_effect(platform: &Platform) -> Result<usize, Error> {
    let today = platform.clock.today(Shanghai);
    if store::due_renamings(platform.database.reader(), today).await?.is_empty() {
        return Ok(0);
    }
    let permit = Permit::system(Act::OrganisationCreate);
    let write = platform.database.write().await?;
    let due = store::due_renamings(&*write, today).await?;
    for renaming in &due {
        store::set_name(&write, &permit, renaming.institution_id, &renaming.after).await?;
        remember(&write, &permit, "institution.name-takes-effect", renaming).await?;
    }
    write.commit().await?;
    Ok(due.len())
}
