//! Sets of rules, imported from their first day on and ended.

use chrono::NaiveDate;
use platform::Platform;
use platform::data_file::{Imports, Source};
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, accept};
use platform::text::Message;
use sea_orm::{ConnectionTrait, SqlErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::file::{Rules, parse};
use super::rules::{RuleSetErrorCode, first_day_problems, last_day_problems};
use super::store::{self, RuleSet};
use crate::identity::{self, Owners, Permit, Viewer};
use crate::organisations;

/// The permit of whoever holds a role at the institution, or in the region where it lies.
async fn permit<R: Rules>(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    institution_id: Uuid,
) -> Result<Permit, Error> {
    let institution = organisations::institution(connection, institution_id).await?;
    let houses = [institution_id];
    let owners =
        Owners { institutions: &houses, region_code: Some(&institution.region_code), ..Owners::default() };
    Permit::at(viewer, R::KIND.act, owners)
}

/// Imports a set into an institution, where it holds from its first day on; the one whose place it takes, if it has no end yet, ends
/// the day before.
///
/// # Errors
/// Everything wrong with the file; `UNKNOWN_PRESET`; `INVALID_DATES` and `OVERLAP` for its first day. `NotFound` when there is no
/// such institution or upload.
pub async fn import<R: Rules>(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    source: Source,
    starts_on: NaiveDate,
) -> Outcome<RuleSet<R>, RuleSetErrorCode> {
    let permit = permit::<R>(platform.database.reader(), viewer, institution_id).await?;
    let imports = Imports {
        presets: R::KIND.presets,
        purpose: R::KIND.code,
        invalid: RuleSetErrorCode::Invalid,
        unknown: RuleSetErrorCode::UnknownPreset,
    };
    let (text, rules) = imports.read(platform, viewer.person_id, source, parse::<R>).await?;
    let write = platform.database.write().await?;
    let latest = store::latest(&write, institution_id, &rules).await?;
    accept(first_day_problems(rules.head(), latest.as_ref().map(RuleSet::held), starts_on))?;
    let number = latest.as_ref().map_or(1, |set| set.number + 1);
    if let Some(set) = latest.filter(|set| set.ends_on.is_none())
        && let Some(last) = starts_on.pred_opt()
    {
        end(&write, &permit, &set, last).await?;
    }
    let place = (institution_id, number, starts_on);
    let made = match store::insert(&write, &permit, place, (text, rules)).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("rule-sets-imported-meanwhile");
            return Err(Failure::problem(RuleSetErrorCode::Conflict, "source", message));
        }
        made => made?,
    };
    let after = json!({
        "institutionId": institution_id, "code": made.rules.head().code, "number": number, "startsOn": starts_on,
    });
    let (object, imported, _) = R::KIND.audited;
    identity::remember(&write, &permit, imported, (object, made.id), (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

async fn end<R: Rules>(
    write: &Write,
    permit: &Permit,
    set: &RuleSet<R>,
    last: NaiveDate,
) -> Result<(), Error> {
    store::end(write, permit, set.id, last).await?;
    let change = (json!({ "endsOn": set.ends_on }), json!({ "endsOn": last }));
    let (object, _, ended) = R::KIND.audited;
    identity::remember(write, permit, ended, (object, set.id), change).await
}

/// Ends a set: it holds no longer than its last day. `field` names it in the input.
///
/// # Errors
/// `INVALID_DATES` for a day before its first one; `ENDED` when it has ended; `NotFound` when there is no such set.
pub async fn set_end<R: Rules>(
    platform: &Platform,
    viewer: &Viewer,
    (key, field): (Uuid, &str),
    ends_on: NaiveDate,
) -> Outcome<RuleSet<R>, RuleSetErrorCode> {
    let write = platform.database.write().await?;
    store::lock(&write, key).await?;
    let set = store::set::<R>(&*write, key).await?;
    let permit = permit::<R>(&*write, viewer, set.institution_id).await?;
    accept(last_day_problems(set.held(), ends_on, field))?;
    end(&write, &permit, &set, ends_on).await?;
    write.commit().await?;
    Ok(RuleSet { ends_on: Some(ends_on), ..set })
}
