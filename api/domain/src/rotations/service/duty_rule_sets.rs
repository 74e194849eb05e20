//! Sets of duty-hour rules, imported from their first day on and ended.

use chrono::NaiveDate;
use platform::Platform;
use platform::data_file::{Imports, Source};
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use sea_orm::SqlErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::duty_file::{self, PRESETS};
use super::super::rules::duty::{DutyRuleSetErrorCode, DutyRules};
use super::super::store::{self, DutyRuleSet};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

/// The purpose of an upload that holds a set of duty-hour rules.
pub const DUTY_RULE_SET_PURPOSE: &str = "DUTY_RULE_SET";
const IMPORTS: Imports<DutyRuleSetErrorCode> = Imports {
    presets: PRESETS,
    purpose: DUTY_RULE_SET_PURPOSE,
    invalid: DutyRuleSetErrorCode::Invalid,
    unknown: DutyRuleSetErrorCode::UnknownPreset,
};

fn dates(path: &str, message: Message) -> Problem<DutyRuleSetErrorCode> {
    Problem::new(DutyRuleSetErrorCode::InvalidDates, path, message)
}

/// What stands against a first day: the rules are not in force on it, or the version before it begins no earlier.
fn first_day_problems(
    rules: &DutyRules,
    latest: Option<&DutyRuleSet>,
    starts_on: NaiveDate,
) -> Vec<Problem<DutyRuleSetErrorCode>> {
    let mut problems = Vec::new();
    if starts_on < rules.valid_from {
        let message = Message::new("rotations-duty-before-rules").with("day", starts_on);
        problems.push(dates("startsOn", message.with("first", rules.valid_from)));
    }
    if let Some(last) = rules.valid_until.filter(|last| *last < starts_on) {
        let message = Message::new("rotations-duty-after-rules").with("day", starts_on).with("last", last);
        problems.push(dates("startsOn", message));
    }
    if let Some(latest) = latest.filter(|latest| starts_on <= latest.starts_on) {
        let name = (latest.rules.name.zh.as_str(), latest.rules.name.en.as_str());
        let message = Message::new("rotations-duty-holds").with("set", name).with("first", latest.starts_on);
        problems.push(Problem::new(DutyRuleSetErrorCode::Overlap, "startsOn", message));
    }
    problems
}

/// Imports a set into an institution, where it judges from its first day on: a new one, or the next version of the one that bears
/// its code already, which ends the day before.
///
/// # Errors
/// Everything wrong with the file; `UNKNOWN_PRESET`; `INVALID_DATES` and `OVERLAP` for its first day. `NotFound` when there is no
/// such institution or upload.
pub async fn duty_rule_set_import(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    source: Source,
    starts_on: NaiveDate,
) -> Outcome<DutyRuleSet, DutyRuleSetErrorCode> {
    let permit = Permit::at(viewer, Act::DutyRuleSetWrite, &[institution_id])?;
    organisations::institution(platform.database.reader(), institution_id).await?;
    let (text, rules) = IMPORTS.read(platform, viewer.person_id, source, duty_file::parse).await?;
    let write = platform.database.write().await?;
    let latest = store::latest_duty_rule_set(&write, institution_id, &rules.code).await?;
    accept(first_day_problems(&rules, latest.as_ref(), starts_on))?;
    let number = latest.as_ref().map_or(1, |set| set.number + 1);
    if let Some(set) = latest
        && set.ends_on.is_none_or(|last| starts_on <= last)
        && let Some(last) = starts_on.pred_opt()
    {
        end(&write, &permit, &set, last).await?;
    }
    let place = (institution_id, number, starts_on);
    let made = match store::insert_duty_rule_set(&write, &permit, place, (text, rules)).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("rotations-duty-imported-meanwhile");
            return Err(Failure::problem(DutyRuleSetErrorCode::Conflict, "source", message));
        }
        made => made?,
    };
    let after = json!({
        "institutionId": institution_id, "code": made.rules.code, "number": number, "startsOn": starts_on,
    });
    let object = ("duty_rule_set", made.id);
    identity::remember(&write, &permit, "duty-rule-set.import", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

async fn end(write: &Write, permit: &Permit, set: &DutyRuleSet, last: NaiveDate) -> Result<(), Error> {
    store::end_duty_rule_set(write, permit, set.id, last).await?;
    let change = (json!({ "endsOn": set.ends_on }), json!({ "endsOn": last }));
    identity::remember(write, permit, "duty-rule-set.end", ("duty_rule_set", set.id), change).await
}

/// Ends a set: it judges nothing after its last day.
///
/// # Errors
/// `INVALID_DATES` for a day before its first one; `ENDED` when it has ended; `NotFound` when there is no such set.
pub async fn duty_rule_set_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    ends_on: NaiveDate,
) -> Outcome<DutyRuleSet, DutyRuleSetErrorCode> {
    let write = platform.database.write().await?;
    store::lock_duty_rule_set(&write, key).await?;
    let set = store::duty_rule_set(&*write, key).await?;
    let permit = Permit::at(viewer, Act::DutyRuleSetWrite, &[set.institution_id])?;
    let mut problems = Vec::new();
    if let Some(last) = set.ends_on {
        let message = Message::new("rotations-duty-ended").with("last", last);
        problems.push(Problem::new(DutyRuleSetErrorCode::Ended, "dutyRuleSetId", message));
    }
    if ends_on < set.starts_on {
        let message = Message::new("rotations-duty-end-before").with("day", ends_on);
        problems.push(dates("endsOn", message.with("first", set.starts_on)));
    }
    accept(problems)?;
    end(&write, &permit, &set, ends_on).await?;
    let ended = store::duty_rule_set(&*write, key).await?;
    write.commit().await?;
    Ok(ended)
}
